"""Long texts cut to a width, for lists, messages and descriptions."""

from __future__ import annotations

_CUT = "…"
_LOOSE = ",;，、"
"""Marks that do not stand before the sign of a cut."""


def shorten(text: str, width: int) -> str:
    """The text, or so much of it that it has `width` characters together with `…`."""
    return text if len(text) <= width else text[: width - len(_CUT)] + _CUT


def shorten_at_word(text: str, width: int) -> str:
    """The text, or its words that have at most `width` characters before `…`."""
    if len(text) <= width:
        return text
    return text[:width].rsplit(" ", 1)[0].rstrip(_LOOSE) + _CUT
