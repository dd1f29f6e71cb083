"""Where a reference stands in an article, for messages about it."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from urllib.parse import unquote

from toolkit.errors import SourceError
from toolkit.formats.table import format_of
from toolkit.storage import plain

_ARCHIVE = b"PK"
_PART = r"[\w/.#?%&=~-]"
"""What a reference goes on with."""
_EMPTY = r"""\]\(\s*(?:<>)?\s*\)|\bhref\s*=\s*(?:""|''|[\s>])"""
"""A link without an address, in Markdown and HTML."""


def place(path: Path, label: str, reference: str) -> str:
    """The label of an article, with the line of the reference if its text shows it."""
    text = _text(path)
    for spelled in dict.fromkeys((reference, unquote(reference), escape(reference))):
        written = f"(?<!{_PART}){re.escape(spelled)}(?!{_PART})" if spelled else _EMPTY
        found = re.search(written, text)
        if found:
            return f"{label}:{text.count(chr(10), 0, found.start()) + 1}"
    return label


def _text(path: Path) -> str:
    """The text of an article; "" if it cannot be read, or is an archive, which has no lines."""
    try:
        data = plain.read(path)
        return "" if data.startswith(_ARCHIVE) else format_of(path.name).unpack(data)
    except (OSError, SourceError):
        return ""
