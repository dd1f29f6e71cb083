"""WordPress: shortcodes (`[caption …]…[/caption]`) and paragraphs between blank lines.

What stands in brackets is a shortcode if it has attributes, if its end follows, or if WordPress
knows it by name; `[sic]` and `[1]` are words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.expression import expression
from toolkit.formats.html.tags import ATTRIBUTES, Mark
from toolkit.formats.html.texts import attribute
from toolkit.model import BlockKind, Code, Part, Pieces, Role, Skeleton, Text

_TAG = expression(
    r"""\[(?P<end>/?)(?P<name>[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*)"""
    r"""(?P<rest>(?:\s+[^\[\]<]*)?)(?P<closed>/?)\]"""
)
_VALUE = expression(r"""\b([a-z][a-z_-]*)=("[^"]*"|'[^']*')""")
_KNOWN = frozenset({"audio", "caption", "embed", "gallery", "playlist", "video"})
_LITERAL = frozenset({"code", "embed", "html", "js", "php", "sourcecode", "audio", "video"})
"""Between whose tags stands nothing to translate."""
_KINDS = ATTRIBUTES | {"caption": BlockKind.CAPTION}
BLANK_LINE = expression(r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)")
_CONTAINERS = frozenset({"", "article", "blockquote", "div", "main", "section"})


def names(source: str) -> frozenset[str]:
    """The names of the shortcodes that a source uses."""
    found = list(_TAG.finditer(source)) if "[" in source else []
    ended = {tag["name"] for tag in found if tag["end"]}
    begun = {tag["name"] for tag in found if not tag["end"]}
    return frozenset(
        tag["name"]
        for tag in found
        if tag["name"] in ended & begun or tag["name"] in _KNOWN or _VALUE.search(tag["rest"])
    )


def read(text: str, known: frozenset[str]) -> Iterator[tuple[str | Code, Mark]]:
    """Texts as they stand, shortcodes as codes; each with what it means for pairs."""
    end = 0
    for tag, stop in _tags(text, known):
        mark = (Role.CLOSE if tag["end"] else Role.OPEN, f"[{tag['name']}")
        yield text[end : tag.start()], None
        parts = tuple(_parts(text[tag.start() : stop], tag.end() - tag.start()))
        yield Code(Role.ALONE, parts), None if tag["closed"] else mark
        end = stop
    yield text[end:], None


def places(text: str, known: frozenset[str]) -> Iterator[tuple[int, int, str, str]]:
    """(start, end, name, content) of shortcodes; others than those for code have no content."""
    for tag, stop in _tags(text, known):
        inner = text[tag.end() : stop].removesuffix(f"[/{tag['name']}]")
        yield tag.start(), stop, tag["name"], inner


def _tags(text: str, known: frozenset[str]) -> Iterator[tuple[re.Match[str], int]]:
    """Each shortcode, with the end of what belongs to it: the content too, if that is code."""
    end = 0
    for tag in _TAG.finditer(text) if known else ():
        name, stop = tag["name"], tag.end()
        if name not in known or tag.start() < end:
            continue
        if name in _LITERAL and not tag["end"]:
            closing = text.find(f"[/{name}]", stop)
            stop = closing + len(name) + 3 if closing >= 0 else stop
        yield tag, stop
        end = stop


def _parts(raw: str, head: int) -> Iterator[Part]:
    """A shortcode, the texts among its values as blocks."""
    end = 0
    for value in _VALUE.finditer(raw, 0, head):
        kind = _KINDS.get(value[1])
        if kind and value[2][1:-1].strip():
            yield Skeleton(raw[end : value.start(2)])
            yield attribute(kind, value[2])
            end = value.end(2)
    yield Skeleton(raw[end:])


def paragraphs(pieces: Pieces, marks: list[Mark]) -> Iterator[tuple[Pieces, list[Mark]]]:
    """The pieces between blank lines, and with each such line its own; no pair is divided."""
    start = depth = 0
    for index, piece in enumerate(pieces):
        if isinstance(piece, Code):
            depth += {Role.OPEN: 1, Role.CLOSE: -1, Role.ALONE: 0}[piece.role]
        elif not depth and isinstance(piece, Text) and BLANK_LINE.search(piece.raw or ""):
            yield pieces[start:index], marks[start:index]
            yield [piece], [None]
            start = index + 1
    yield pieces[start:], marks[start:]


def divides(container: str) -> bool:
    """Whether blank lines divide paragraphs in an element ("" for none) that is part of no page."""
    return container in _CONTAINERS
