"""Documents of word processors: archives of XML."""
