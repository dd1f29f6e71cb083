"""Markdown: CommonMark with the usual extensions."""
