"""Sentence alignment of two texts in different languages."""
