"""Drafts for what nobody has translated yet: from an engine or from an old translation."""
