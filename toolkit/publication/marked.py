"""An article whose sentences can be found again in its page: each stands between two marks.

    ⟦12⟬The sentence.⟧

The marks are punctuation, so that the formats' own markup beside them is read as before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from toolkit.document.segment import split
from toolkit.formats.article import ParsedArticle
from toolkit.formats.format import CLOSE_MARK, OPEN_MARK, serialize
from toolkit.model import Block, Code, Inline, Key, Part, Segment, Text

_NUMBER_END = "⟬"
MARKS = re.compile(rf"{OPEN_MARK}(\d{{1,6}}){_NUMBER_END}|{CLOSE_MARK}")
"""The beginning of a sentence, with its number, or its end."""


def unmarked(text: str) -> str:
    """A text without marks."""
    return MARKS.sub("", text)


def mark(number: int, text: str) -> str:
    """A sentence between its marks; it must have none itself."""
    return f"{OPEN_MARK}{number}{_NUMBER_END}{unmarked(text)}{CLOSE_MARK}"


def source(article: ParsedArticle, numbers: Mapping[Key, int]) -> str:
    """The article's own text, in its format, with marks around its sentences."""
    parts = tuple(_part(part, article, numbers) for part in article.document.parts)
    return serialize(parts, article.form)


def _part(part: Part, article: ParsedArticle, numbers: Mapping[Key, int]) -> Part:
    if not isinstance(part, Block):
        return part
    inline: Inline = ()
    for piece in split(part, article.cut):
        inline += _marked(piece, numbers) if isinstance(piece, Segment) else piece
    return replace(part, inline=tuple(_code(piece, article, numbers) for piece in inline))


def _code(piece: Text | Code, article: ParsedArticle, numbers: Mapping[Key, int]) -> Text | Code:
    if isinstance(piece, Text):
        return piece
    return replace(piece, parts=tuple(_part(part, article, numbers) for part in piece.parts))


def _marked(segment: Segment, numbers: Mapping[Key, int]) -> Inline:
    opening, closing = f"{OPEN_MARK}{numbers[segment.key]}{_NUMBER_END}", CLOSE_MARK
    return (Text(opening, opening), *segment.inline, Text(closing, closing))
