"""Marks of footnotes and exponents: `Ende.<sup>1</sup>`, `<sup><a>2</a></sup>`, `km<sup>2</sup>`.

Each is one code, whatever a translation puts before it. A mark may stand behind a sentence, like
Markdown's `[^1]`; an exponent is part of what readers see.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.document.inline import partners_of
from toolkit.expression import expression
from toolkit.model import Code, Part, Pieces, Role, Skeleton, Text

_FIGURES = expression(r"[\[(]?(?:\d{1,3}|[*†‡§]{1,3})[\])]?(?:[,;–-] ?[\[(]?\d{1,3}[\])]?){0,5}")
_LETTER = expression(r"[\[(]?(?:[a-z]|[ivx]{1,5})[\])]?")
_EXPONENT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_INSIDE = frozenset({"sup", "a", "span", "b", "strong", "small"})


def join_marks(pieces: Pieces, names: Sequence[str]) -> tuple[Pieces, list[int]]:
    """(the pieces with each mark as one code, the index that each of them had).

    `names` are the elements whose tags the pieces are, "" where one is no tag.
    """
    partner = partners_of(pieces)
    result: Pieces = []
    kept: list[int] = []
    index, before = 0, ""
    while index < len(pieces):
        close = partner.get(index, 0)
        piece = pieces[index]
        kept.append(index)
        if close and (found := _raised(pieces[index : close + 1], names[index : close + 1])):
            shown = _shown(found, before)
            piece = Code(Role.ALONE, _parts(pieces[index : close + 1]), shown, edge=not shown)
            index = close
        elif isinstance(piece, Text):
            before = piece.text or before
        result.append(piece)
        index += 1
    return result, kept


def _raised(pieces: Pieces, names: Sequence[str]) -> str:
    """The mark or figures of an element, those of a link in brackets; "" if it is neither."""
    tags = {name for name, piece in zip(names, pieces, strict=True) if isinstance(piece, Code)}
    if "sup" not in tags or not tags <= _INSIDE:
        return ""
    words = "".join(piece.text for piece in pieces if isinstance(piece, Text)).strip()
    if "a" in tags:
        return "[]" if _FIGURES.fullmatch(words) or _LETTER.fullmatch(words) else ""
    return words if _FIGURES.fullmatch(words) else ""


def _shown(words: str, before: str) -> str:
    """What a reader sees of it as part of the text before it: an exponent, or nothing."""
    exponent = words.isdecimal() and words.isascii() and before[-1:].isalnum()
    return words.translate(_EXPONENT) if exponent else ""


def _parts(pieces: Pieces) -> tuple[Part, ...]:
    """The pieces as parts of one code."""
    parts: list[Part] = []
    for piece in pieces:
        for part in piece.parts if isinstance(piece, Code) else (Skeleton(piece.raw or ""),):
            if isinstance(part, Skeleton) and parts and isinstance(parts[-1], Skeleton):
                parts[-1] = Skeleton(parts[-1].raw + part.raw)
            else:
                parts.append(part)
    return tuple(parts)
