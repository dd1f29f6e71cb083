"""The check for signs that no reader sees, no search finds, or no font shows."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from toolkit.checks.context import Context
from toolkit.languages.scripts import script_of
from toolkit.phrase import Phrase

_SOFT_HYPHEN = "\u00ad"
_DIRECTION_MARKS = "\u200e\u200f\u061c"
_JOINERS = "\u200c\u200d"
_NO_TEXT = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
_FINE = frozenset("\n\t" + _SOFT_HYPHEN)


def characters(source: str, target: str, context: Context) -> Iterator[str]:
    """No invisible, undefined or replacement sign that the source does not have."""
    strange = {char for char in set(target) - set(source) if _strange(char)}
    if context.target.direction == "rtl":
        strange -= set(_DIRECTION_MARKS)
    if script_of(context.target).joiners:
        strange -= set(_JOINERS)
    for char in sorted(strange):
        if char != "\u200d" or not _in_emoji(target):
            name = unicodedata.name(char, "a sign without a name").lower()
            yield Phrase(
                "%(code)s (%(name)s) must not be in a text; remove it.",
                code=f"U+{ord(char):04X}",
                name=name,
            )


def soft_hyphens(source: str, target: str, _: Context) -> Iterator[str]:
    """No soft hyphen that the source does not have: hyphenation is the publication's business."""
    if _SOFT_HYPHEN in target and _SOFT_HYPHEN not in source:
        yield Phrase("There is a soft hyphen (U+00AD); remove it, words with it are not found.")


def _strange(char: str) -> bool:
    return char == "\ufffd" or (char not in _FINE and unicodedata.category(char) in _NO_TEXT)


def _in_emoji(text: str) -> bool:
    """Whether every joiner stands behind a symbol, as in the emoji of a family."""
    before = (text[place - 1 : place] for place, char in enumerate(text) if char == "\u200d")
    return all(char and unicodedata.category(char) in ("So", "Mn", "Sk") for char in before)
