"""The project's terms: read, found in sentences, put into drafts."""
