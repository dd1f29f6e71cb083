"""Plain text: paragraphs between blank lines.

A line break inside a paragraph is a soft wrap, part of a sentence, only if the file is hard-wrapped
(its longest line has at most 100 characters) and the next line's first word would not have fitted
on this line. Otherwise every line is a block of its own, and so is a line that looks like an item
of a list (`- `, `• `, `1. `).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.document.inline import raw_of
from toolkit.model import Block, BlockKind, Code, Part, Skeleton, Text

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_WIDEST = 100
_ITEM = re.compile(r"[ \t]*(?:[-*•–—]|\d{1,3}[.)])[ \t]+(?=\S)")
_LONE = re.compile(r"[ \t]*(?:[-*•–—]|\d{1,3}[.)])[ \t]*\Z")
_EDGES = re.compile(r"(\ufeff?\s*)(.*?)(\s*)\Z", re.S)


def parse(source: str) -> tuple[Part, ...]:
    """Source text → skeleton and paragraphs; joined they are the source."""
    lines = [found.groups() for found in _LINE.finditer(source) if found[0]]
    width = max((len(line) for line, _ in lines), default=0)
    parts: list[Part] = []
    paragraph: list[tuple[str, str]] = []
    for line, end in lines:
        if paragraph and not _continues(paragraph[-1][0], line, width):
            parts += _paragraph(paragraph)
            paragraph = []
        paragraph.append((line, end))
    parts += _paragraph(paragraph)
    return tuple(parts)


def _continues(line: str, following: str, width: int) -> bool:
    """Whether a line goes on in the next one: its first word did not fit any more."""
    words = following.split(maxsplit=1)
    if width > _WIDEST or not words or not line.strip() or _ITEM.match(following):
        return False
    if _LONE.match(line) or _LONE.match(following):
        return False  # in one line with other words it would be the mark of an item
    return len(line.rstrip()) + 1 + len(words[0]) > width


def _paragraph(lines: list[tuple[str, str]]) -> Iterator[Part]:
    raw = "".join(line + end for line, end in lines)
    found = _EDGES.match(raw)
    if not found or not any(map(str.isalnum, found[2])):
        if raw:
            yield Skeleton(raw)
        return
    before, words, after = found.groups()
    item = _ITEM.match(words)
    if item:
        before, words = before + item[0], words[item.end() :]
    if before:
        yield Skeleton(before)
    yield Block(BlockKind.LIST_ITEM if item else BlockKind.PARAGRAPH, tuple(_pieces(words)))
    if after:
        yield Skeleton(after)


def _pieces(words: str) -> Iterator[Text]:
    """Lines as plain runs, soft wraps as atomic blanks."""
    for piece in re.split(r"([ \t]*(?:\r\n|\r|\n)[ \t]*)", words):
        if piece:
            yield Text(" " if "\n" in piece or "\r" in piece else piece, piece)


def spell(block: Block) -> str:
    """Plain text has no escapes; a line break in a translation becomes a blank."""
    words = ""
    for piece in block.inline:
        if isinstance(piece, Code):
            words += raw_of(piece)
        else:
            words += re.sub(r"[\r\n]+", " ", piece.text) if piece.raw is None else piece.raw
    return words
