"""What is known about languages: names, scripts, numbers, units, and which one a text is in."""
