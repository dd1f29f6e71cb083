"""HTML: whole pages and fragments.

Texts are what stands between the tags of block-level elements; the inline elements in them are
codes. Everything else is skeleton, and so is what browsers ignore (a tag cut off by the file's
end).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from toolkit.formats import templates
from toolkit.formats.front.keys import kind_of
from toolkit.formats.html import jsonld, shortcodes
from toolkit.formats.html.notes import join_marks
from toolkit.formats.html.tags import (
    ATTRIBUTES,
    BUTTONS,
    DRAWN,
    HIDDEN,
    KINDS,
    LABELLED,
    METAS,
    VOID,
    Mark,
    pair,
)
from toolkit.formats.html.texts import BLANK, attribute, read, text_syntax
from toolkit.formats.html.texts import spell as spell_text
from toolkit.formats.html.tokens import Attribute, Token, tokens
from toolkit.formats.html.tree import Item, Stack, refuses
from toolkit.formats.parts import has_words, merged
from toolkit.model import Block, BlockKind, Code, Part, Pieces, Role, Skeleton, Text

_LINE_END = re.compile(r"(\r\n|\r|\n)")
_MASKED = re.compile(f"{templates.MASK}+")


def parse(source: str, hidden: str = "") -> tuple[Part, ...]:
    """Source text → skeleton and blocks; joined they are the source.

    `hidden`: the same with template syntax masked, if there is any (see `templates`).
    """
    mark = "\ufeff" if source.startswith("\ufeff") else ""
    return tuple(merged([Skeleton(mark), *_parts(source[len(mark) :], hidden[len(mark) :])]))


@dataclass(frozen=True, slots=True)
class _Source:
    """A source, and the same with template syntax masked, which is what is read."""

    raw: str
    hidden: str

    def cut(self, start: int, end: int) -> Iterator[tuple[str, Code | None, Mark]]:
        """A part of it: texts as they stand and codes of template syntax, which may be pairs."""
        for found in _MASKED.finditer(self.hidden, start, end):
            raw = self.raw[slice(*found.span())]
            yield self.raw[start : found.start()], None, None
            yield "", Code(Role.ALONE, templates.all_parts(raw)), templates.mark(raw)
            start = found.end()
        yield self.raw[start:end], None, None


@dataclass(frozen=True, slots=True)
class _Place:
    """What a source is, and the element in which a text of it stands."""

    source: _Source
    codes: frozenset[str]
    """The names of its shortcodes."""
    kind: BlockKind
    paragraphs: bool
    """Whether blank lines divide paragraphs there."""
    lines: bool
    """Whether its lines are lines for readers too."""


def _parts(raw: str, hidden: str) -> Iterator[Part]:
    stack = Stack()
    source = _Source(raw, hidden or raw)
    run: list[Item] = []
    codes, fragment = shortcodes.names(raw), True
    for token in tokens(source.hidden):
        kind, block = stack.kind, stack.block
        item = stack.item(token)
        if item.ends_text or _is_doctype(raw, token):
            if run:
                divided = fragment and shortcodes.divides(block)
                yield from _run(_Place(source, codes, kind, divided, block == "pre"), run)
            yield from _tag(source, item)
            run = []
            fragment = fragment and token.name not in ("html", "body")
        else:
            run.append(item)
    divided = fragment and shortcodes.divides(stack.block)
    yield from _run(_Place(source, codes, stack.kind, divided, stack.block == "pre"), run)


def _is_doctype(source: str, token: Token) -> bool:
    return token.kind == "other" and source[token.start : token.start + 9].lower() == "<!doctype"


def _run(place: _Place, run: Sequence[Item]) -> Iterator[Part]:
    """What stands between two tags of block-level elements.

    A protected element that is not whole here is no part of a text: what a translator adds beside
    it would be protected too.
    """
    groups = [list(group) for _, group in groupby(run, key=lambda item: item.guard)]
    for whole, some in groupby(groups, key=_is_whole):
        if whole:
            yield from _text(place, list(some))
        else:
            yield from (part for items in some for part in _inside(place.source, items))


def _is_whole(items: Sequence[Item]) -> bool:
    return not items[0].guard or (items[0].opens and items[-1].closes)


def _text(place: _Place, groups: Sequence[Sequence[Item]]) -> Iterator[Part]:
    """Words and codes as blocks."""
    source = place.source
    pieces: Pieces = []
    marks: list[Mark] = []
    for items in groups:
        guard = items[0].guard
        if guard:
            pieces.append(_protected(source, items))
        for item in () if guard else items:
            if item.token.kind == "text":
                for found, mark in _words(place, item):
                    marks += [None] * (len(pieces) - len(marks))
                    if isinstance(found, str):
                        pieces += read(found)
                    else:
                        pieces.append(found)
                        marks.append(mark)
                continue
            marks += [None] * (len(pieces) - len(marks))
            marks.append(item.token.mark)
            pieces.append(_code(source, item))
    marks += [None] * (len(pieces) - len(marks))

    def join(first: int, last: int) -> None:
        for index, role in ((first, Role.OPEN), (last, Role.CLOSE)):
            pieces[index] = Code(role, _parts_of(pieces[index]))

    pair(marks, join)
    pieces, kept = join_marks(pieces, [mark[1] if mark else "" for mark in marks])
    marks = [marks[index] for index in kept]
    divided = shortcodes.paragraphs(pieces, marks) if place.paragraphs else [(pieces, marks)]
    for some, theirs in divided:
        yield from _blocks(some, theirs, place.kind)


def _words(place: _Place, item: Item) -> Iterator[tuple[str | Code, Mark]]:
    """A text's words as they stand, template syntax and shortcodes as codes."""
    for raw, code, mark in place.source.cut(item.token.start, item.token.end):
        if code:
            yield code, mark
            continue
        for found, its in shortcodes.read(raw, place.codes):
            if isinstance(found, str) and place.lines:
                yield from ((piece, None) for piece in _lines(found))
            else:
                yield found, its


def _lines(text: str) -> Iterator[str | Code]:
    """The lines of a text, what ends them as codes."""
    for number, piece in enumerate(_LINE_END.split(text)):
        yield Code(Role.ALONE, (Skeleton(piece),), " ", edge=True) if number % 2 else piece


def _slice(source: _Source, item: Item) -> str:
    return source.raw[item.token.start : item.token.end]


def _parts_of(piece: Text | Code) -> tuple[Part, ...]:
    return piece.parts if isinstance(piece, Code) else ()


def _code(source: _Source, item: Item) -> Code:
    """A tag or a comment."""
    line_break = item.token.name == "br"
    parts = tuple(_tag(source, item))
    edge = line_break or item.token.kind == "other"
    return Code(Role.ALONE, parts, " " * line_break, edge=edge)


def _protected(source: _Source, items: Sequence[Item]) -> Code:
    """An element that is not translated: one code; what stands in its tags may be."""
    parts = list(_inside(source, items))
    words, hidden = "", 0
    for token in (item.token for item in items):
        if token.name in HIDDEN:
            hidden += 1 if token.kind == "start" else -1
        elif token.kind == "text" and not hidden:
            words += "".join(piece.text for piece in read(source.raw[token.start : token.end]))
        elif token.name == "br":
            words += " "
    return Code(Role.ALONE, tuple(merged(parts)), words)


def _inside(source: _Source, items: Sequence[Item]) -> Iterator[Part]:
    """The tokens of an element as they stand, with the texts of drawings and JSON-LD as blocks."""
    offered = bool(items) and not refuses(items[0].token)
    around: list[str] = []
    for before, item in zip((None, *items), items, strict=False):
        token = item.token
        if token.kind == "start" and not token.closed and token.name not in VOID:
            around.append(token.name)
        elif token.kind == "end" and token.name in around:
            del around[len(around) - 1 - around[::-1].index(token.name) :]
        data = before and token.kind == "raw" and before.token.get("type")
        drawn = around and around[0] == "svg" and token.kind == "text"
        if data and data.strip().lower() == "application/ld+json":
            yield from jsonld.parse(_slice(source, item))
        elif offered and drawn and around[-1] in DRAWN:
            yield from _block(list(read(_slice(source, item))), DRAWN[around[-1]])
        else:
            yield from _tag(source, item)


def _tag(source: _Source, item: Item) -> Iterator[Part]:
    """A token as it stands, the texts of its attributes as blocks."""
    token, start = item.token, item.token.start
    for found in token.attributes if item.attributes else ():
        kind = attribute_kind(token, found)
        if kind and found.value.strip():
            first, last = found.start - len(found.quote), found.end + len(found.quote)
            yield Skeleton(source.raw[start:first])
            yield attribute(kind, source.raw[first:last], _values(source, found))
            start = last
    yield Skeleton(source.raw[start : token.end])


def _values(source: _Source, found: Attribute) -> Iterator[Text | Code]:
    """The words of an attribute, template syntax in it as codes."""
    for raw, code, _ in source.cut(found.start, found.end):
        yield from (code,) if code else read(raw, attribute=True)


def attribute_kind(token: Token, attribute: Attribute) -> BlockKind | None:
    """The block kind of an attribute's value; None if it is not translated."""
    match token.name, attribute.name:
        case "meta", "content":
            names = (token.get(key) for key in ("name", "property", "itemprop"))
            name = next(filter(None, names), "").lower()
            return METAS.get(name) or kind_of((name,))
        case "input", "value":
            return BlockKind.BUTTON if (token.get("type") or "").lower() in BUTTONS else None
        case "link" | "style", "title":
            return None
        case name, "label":
            return BlockKind.LABEL if name in LABELLED else None
    return ATTRIBUTES.get(attribute.name)


def _blocks(pieces: Pieces, marks: list[Mark], kind: BlockKind) -> Iterator[Part]:
    """The pieces as a block; links and buttons, if there are only such, as one block each."""
    spans = _separate(pieces, marks)
    end = 0
    for start, stop in spans:
        yield from _loose(pieces[end : start + 1])
        name = (marks[start] or (Role.OPEN, ""))[1]
        yield from _block(pieces[start + 1 : stop], KINDS.get(name, kind))
        end = stop
    if spans:
        yield from _loose(pieces[end:])
    else:
        yield from _block(pieces, kind)


def _separate(pieces: Pieces, marks: list[Mark]) -> list[tuple[int, int]]:
    """(open, close) of the links and buttons, if the text consists of them."""
    spans: list[tuple[int, int]] = []
    depth = 0
    for index, (piece, mark) in enumerate(zip(pieces, marks, strict=True)):
        role = piece.role if isinstance(piece, Code) else Role.ALONE
        depth -= role is Role.CLOSE
        if not depth and role is Role.OPEN:
            if not mark or mark[1] not in ("a", "button"):
                return []
            spans.append((index, index))
        elif not depth and role is Role.CLOSE:
            spans[-1] = (spans[-1][0], index)
        elif not depth and (piece.text if isinstance(piece, Text) else piece.shown).strip():
            return []
        depth += role is Role.OPEN
    buttons = any(mark and mark[1] == "button" for mark in (marks[start] for start, _ in spans))
    return spans if buttons or len(spans) > 1 else []


def _loose(pieces: Pieces) -> Iterator[Part]:
    """Pieces outside of any block."""
    for piece in pieces:
        yield from piece.parts if isinstance(piece, Code) else (Skeleton(piece.raw or ""),)


def _block(pieces: Pieces, kind: BlockKind) -> Iterator[Part]:
    """The pieces without the white space around them, if there is anything to translate."""
    before, pieces = _cut(pieces, 0)
    after, pieces = _cut(pieces, -1)
    block = Block(kind, tuple(pieces), text_syntax(pieces))
    yield Skeleton(before)
    if has_words((block,)):
        yield block
    else:
        yield from _loose(pieces)
    yield Skeleton(after)


def _cut(pieces: Pieces, side: int) -> tuple[str, Pieces]:
    """(white space at a side, the pieces without it)."""
    piece = pieces[side] if pieces else None
    raw = piece.raw if isinstance(piece, Text) and piece.raw else ""
    kept = raw.rstrip(BLANK) if side else raw.lstrip(BLANK)
    if kept == raw:
        return "", pieces
    cut = raw[len(kept) :] if side else raw[: len(raw) - len(kept)]
    rest = [Text(kept, kept)] if kept else []
    return cut, [*pieces[:-1], *rest] if side else [*rest, *pieces[1:]]


def spell(block: Block) -> str:
    """A block with new text, spelled so that it is read as exactly that text."""
    return jsonld.spell(block) if isinstance(block.syntax, jsonld.JsonSyntax) else spell_text(block)
