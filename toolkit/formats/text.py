"""Plain text: paragraphs between blank lines.

A line break inside a paragraph is a soft wrap, part of a sentence, only if the file is hard-wrapped
(its longest line has at most 100 characters) and the next line's first word would not have fitted
on this line. Otherwise every line is a block of its own, and so is a line that looks like an item
of a list (`- `, `• `, `1. `).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from toolkit.document.inline import raw_of, shown
from toolkit.document.segment import blocks
from toolkit.formats.format import CLOSE_MARK, OPEN_MARK, Localization, with_banner
from toolkit.model import Block, BlockKind, Code, Part, Skeleton, Text

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_WIDEST = 100
_ITEM = re.compile(r"[ \t]*(?:[-*•–—]|\d{1,3}[.)])[ \t]+(?=\S)")
_LONE = re.compile(r"[ \t]*(?:[-*•–—]|\d{1,3}[.)])[ \t]*\Z")
_HEADLINE = 120
"""A first paragraph is the headline if it is not longer and no sentence."""
_SENTENCE_END = tuple(".!?:…。！？：")
_DRAFT_MARK = re.compile(f"{OPEN_MARK}(?:[A-Za-z-]+: )?|{CLOSE_MARK}")
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


def mark_draft(source: str, localization: Localization) -> str:
    """The banner as the first paragraph."""
    return with_banner(source, int(source.startswith("\ufeff")), localization)


def to_html(source: str) -> str:
    """Everything that stands in the file: list marks and lines of signs (`* * *`) too."""
    return "\n".join(_element("p", line, quotes=True) for line in _shown_lines(parse(source)))


def _shown_lines(parts: tuple[Part, ...]) -> Iterator[str]:
    """The blocks with what stands before them in their line, and the lines between them."""
    before = ""
    for part in (*parts, Block(BlockKind.PARAGRAPH, ())):
        if isinstance(part, Skeleton):
            before += part.raw.replace("\ufeff", "")
            continue
        *between, mark = re.split(r"[\r\n]", before)
        before = ""
        for line in (*between, f"{mark} {shown(part.inline)}"):
            if line.strip():
                yield " ".join(line.split())


def to_story(source: str) -> str:
    """The texts of all blocks; a first one that looks like a headline is the headline."""
    words = [shown(block.inline) for block in blocks(parse(source))]
    lines = [_element("p", text) for text in words]
    bare = _DRAFT_MARK.sub("", words[0]) if words else ""
    if 0 < len(bare) <= _HEADLINE and len(words) > 1 and not bare.endswith(_SENTENCE_END):
        lines[0] = _element("h1", words[0])
    return "\n".join(lines)


def _element(name: str, words: str, *, quotes: bool = False) -> str:
    """An element with nothing but words in it."""
    text = escape(words, quote=False)
    if quotes:
        text = text.replace('"', "&#34;").replace("'", "&#39;")
    return f"<{name}>{text}</{name}>"
