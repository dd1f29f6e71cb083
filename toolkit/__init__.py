"""Articles in one language, reviewed localized publications in others."""

__version__ = "0.1.0"
