"""Files for other people's editors, and the way back."""
