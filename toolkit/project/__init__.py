"""A project: its settings and its files."""
