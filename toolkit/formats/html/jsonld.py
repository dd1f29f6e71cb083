"""JSON-LD: the texts of an article's data for machines (schema.org), as far as people read them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.document.inline import raw_of
from toolkit.expression import expression
from toolkit.model import Block, BlockKind, Code, Part, Skeleton, Syntax, Text

_KINDS = {
    "headline": BlockKind.TITLE,
    "alternativeHeadline": BlockKind.SUBTITLE,
    "description": BlockKind.DESCRIPTION,
    "abstract": BlockKind.DESCRIPTION,
    "caption": BlockKind.CAPTION,
    "keywords": BlockKind.TAG,
    "articleSection": BlockKind.KICKER,
    "articleBody": BlockKind.PARAGRAPH,
}
"""Field → kind of its text. Names are none: they are mostly those of people and firms."""
_FIELD = expression(rf'"({"|".join(_KINDS)})"\s*:\s*(\[)?')
_STRING = expression(r'\s*(?:,\s*)?"((?:[^"\\\x00-\x1f]|\\.)*)"')
_ESCAPE = expression(r"(?:\\u[dD][89abAB]..\\u....|\\u....|\\.)")


@dataclass(frozen=True, slots=True)
class JsonSyntax(Syntax):
    """Between the quotes of a string."""


def parse(source: str) -> Iterator[Part]:
    """The content of a script as skeleton and texts; all skeleton if it is not JSON."""
    end = 0
    for kind, start, stop in _texts(source) if _is_json(source) else ():
        yield Skeleton(source[end:start])
        yield Block(kind, tuple(_pieces(source[start:stop])), JsonSyntax())
        end = stop
    yield Skeleton(source[end:])


def _is_json(source: str) -> bool:
    try:
        json.loads(source)
    except (ValueError, RecursionError):
        return False
    return True


def _texts(source: str) -> Iterator[tuple[BlockKind, int, int]]:
    """(kind, start, end) of each text, without its quotes; those of a list one by one."""
    for field in _FIELD.finditer(source):
        found = _STRING.match(source, field.end())
        while found:
            if found[1].strip():
                yield _KINDS[field[1]], *found.span(1)
            found = _STRING.match(source, found.end()) if field[2] else None


def _pieces(raw: str) -> Iterator[Text]:
    """Plain runs, and escapes one by one."""
    end = 0
    for found in _ESCAPE.finditer(raw):
        if found.start() > end:
            yield Text(raw[end : found.start()], raw[end : found.start()])
        words = str(json.loads(f'"{found[0]}"'))
        yield Text(words if words.isprintable() else " ", found[0])
        end = found.end()
    if end < len(raw):
        yield Text(raw[end:], raw[end:])


def spell(block: Block) -> str:
    """A block with new text as the content of a string that also fits into a script."""
    return "".join(_spelled(piece) for piece in block.inline)


def _spelled(piece: Text | Code) -> str:
    if isinstance(piece, Code):
        return raw_of(piece)
    if piece.raw is not None:
        return piece.raw
    text = json.dumps(re.sub(r"[\r\n\t]", " ", piece.text), ensure_ascii=False)[1:-1]
    return text.replace("<", "\\u003c")
