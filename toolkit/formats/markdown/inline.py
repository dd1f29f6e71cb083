"""The content of a Markdown block as text and codes; every byte comes from the source."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from toolkit.formats import templates
from toolkit.formats.html.article import attribute_kind
from toolkit.formats.html.notes import join_marks
from toolkit.formats.html.tags import pair
from toolkit.formats.html.tokens import Token, tokens
from toolkit.formats.html.tree import protects
from toolkit.formats.markdown.places import MarkedText, QuotedText
from toolkit.formats.markdown.syntax import Env, InlineSpan, spans
from toolkit.formats.parts import has_words
from toolkit.formats.templates import MASK
from toolkit.model import Block, BlockKind, Code, Inline, Part, Role, Skeleton, Text

_HTML = (
    r"(?P<entity>&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});)|[ \t]*\n[ \t]*"
)
_ATTRIBUTE = re.compile(_HTML)
_TITLE = re.compile(r"\\(?P<escape>[!-/:-@\[-`{-~])|" + _HTML)
_PAIRS = {"em", "strong", "s", "link", "wiki", "marked"}
_BOUND = re.compile(
    r"(?:\A|\n)[ \t]*(?:[:~][ \t]+|\|+[ \t]*|:{2,}[^\s\w]*|:\w+:|\$\$|@\w+[({][^)}\n]*[)}]"
    r"|\[![A-Z]+\][+-]?|%%[ \t]*|!!!\+?[ \t]*|\?\?\?\+?[ \t]*|===[!+]?[ \t]*|\+[-=+:]+"
    r"|///+[ \t]*|\\[a-z]+(?:\{\w+\})?|<<+[ \t]*@?|-+8<-+[ \t]*|[^\W\d][\w -]{0,30}::[ \t]+"
    r"|[^\w\s`*_~\\$]{3,}[ \t]*(?=\n|\Z))"
)
"""A line that some program may read as a line of its own: in such a block all lines stay."""
_ODD = re.compile(f"{MASK}+|\ufffd|[^{MASK}\ufffd]+")
_DEEPEST = 8
PairMark = Token | Role | tuple[Role, str] | None
"""What a piece means for pairs: an HTML tag, the role of a piece of Markdown's own markup, the
role and the name of a piece of template syntax."""


@dataclass(frozen=True, slots=True)
class LabelEnd(Code):
    """The closing code of `[text]` or `[text][]`, where the text is also the reference's label."""

    label: str = ""


@dataclass(frozen=True, slots=True)
class Region:
    """A block's content and where in the source it comes from."""

    content: str
    source: str
    inside: tuple[int, ...] = (0,)
    """Content offsets from which on content and source run in parallel…"""
    outside: tuple[int, ...] = (0,)
    """…and the source offsets that belong to them."""
    cell: bool = False
    """In a table cell: `|` is written `\\|`."""

    def at(self, offset: int) -> int:
        """The source offset of a content offset."""
        index = bisect_right(self.inside, offset) - 1
        return self.outside[index] + offset - self.inside[index]

    def raw(self, start: int, end: int) -> str:
        """How the source spells a part of the content."""
        return self.source[self.at(start) : self.at(end)]

    def part(self, start: int, end: int) -> Region:
        """A region of its own for a part of the content."""
        first = bisect_right(self.inside, start)
        last = bisect_right(self.inside, end)
        inside = (0, *(offset - start for offset in self.inside[first:last]))
        outside = (self.at(start), *self.outside[first:last])
        return Region(self.content[start:end], self.source, inside, outside, self.cell)


def read(region: Region, env: Env, depth: int = 0, *, lined: bool = False) -> Inline:
    """Text and codes of a block; joined, they are its part of the source.

    `lined`: it is a paragraph, whose lines other programs may read one by one.
    """
    pieces: list[Text | Code] = []
    marks: list[PairMark] = []
    bound = lined and _BOUND.search(region.content) is not None
    end = _sign_end(region.content) if bound else 0
    if end:
        pieces.append(Code(Role.ALONE, (Skeleton(region.raw(0, end)),), edge=True))
    for span in spans(region.content, env) if depth < _DEEPEST else ():
        if span.start < end:
            continue
        pieces += _plain(region, end, span.start)
        if bound and span.kind == "softbreak":
            end = _sign_end(region.content, span)
            pieces.append(Code(Role.ALONE, (Skeleton(region.raw(span.start, end)),), " "))
        else:
            end = span.end
            pieces.append(_piece(region, span, env, depth))
        marks += [None] * (len(pieces) - len(marks) - 1)
        marks.append(_mark(region, span, pieces[-1]))
    pieces += _plain(region, end, len(region.content))
    pieces = _pair(pieces, marks)
    if any(isinstance(mark, Token) and mark.name == "sup" for mark in marks):
        marks += [None] * (len(pieces) - len(marks))
        pieces, kept = join_marks(pieces, list(map(_element, pieces, marks)))
        marks = [marks[index] for index in kept]
    return tuple(_merge(_protect(pieces, marks)))


def _sign_end(content: str, line_break: InlineSpan | None = None) -> int:
    """Where the sign ends that makes a line (else the first) one of its own; else the break."""
    at = content.index("\n", line_break.start) if line_break else 0
    found = _BOUND.match(content, at) if content.startswith("\n", at) or not at else None
    return found.end() if found else line_break.end if line_break else 0


def _piece(region: Region, span: InlineSpan, env: Env, depth: int) -> Text | Code:
    raw = region.raw(span.start, span.end)
    if span.kind == "text_special":
        return Text(span.shown.replace("\n", " "), raw)
    if span.kind == "softbreak":
        return Text(" ", raw)
    if span.kind == "hardbreak":
        return Code(Role.ALONE, (Skeleton(raw),), " ", edge=True)
    if span.kind in ("image", "footnote_inline"):
        return _nested(region, span, env, depth)
    if span.kind == "html_inline":
        return _tag(region, span)
    if span.kind == "template":
        return Code(Role.ALONE, templates.all_parts(raw))
    if span.kind == "attributes":
        return Code(Role.ALONE, templates.attributes(raw), edge=True)
    if span.kind == "code_inline" and MASK in span.shown:
        return Code(Role.ALONE, (Skeleton(raw),), raw.strip("`"))
    name, _, side = span.kind.partition("_")
    if name in _PAIRS and side:
        role = Role.OPEN if side == "open" else Role.CLOSE
        if span.label is not None and MASK not in span.label:
            return LabelEnd(role, (Skeleton(raw),), label=span.label)
        return Code(role, tuple(_titled(region, span, span.start)))
    note = span.kind == "footnote_ref"
    return Code(Role.ALONE, (Skeleton(raw),), "" if note else span.shown, edge=note)


def _nested(region: Region, span: InlineSpan, env: Env, depth: int) -> Code:
    """An image or an inline footnote: a code with its text as a block."""
    start, end = span.inner or (span.start, span.start)
    image = span.kind == "image"
    inline = read(region.part(start, end), env, depth + 1)
    if span.label is not None and span.end - end == 3:
        inline, end = (*inline, Text("", region.raw(end, end + 2))), end + 2
    label = "" if MASK in (span.label or "") else span.label or ""
    syntax = MarkedText(cell=region.cell, label=label)
    parts: list[Part] = [Skeleton(region.raw(span.start, start))]
    parts.append(Block(BlockKind.ALT if image else BlockKind.FOOTNOTE, inline, syntax))
    if not has_words(parts):
        parts, end = [], span.start
    return Code(Role.ALONE, (*parts, *_titled(region, span, end)), edge=not image)


def _titled(region: Region, span: InlineSpan, start: int) -> Iterator[Part]:
    """The rest of a code, its title as a block."""
    if span.title and span.title[1] - span.title[0] > 2:
        first, last = span.title[0] + 1, span.title[1] - 1
        yield Skeleton(region.raw(start, first))
        yield title(region, first, last)
        start = last
    yield Skeleton(region.raw(start, span.end))


def title(region: Region, start: int, end: int) -> Block:
    """A link's title between its quotes."""
    syntax = QuotedText(region.content[start - 1], title=True, cell=region.cell)
    return Block(BlockKind.TOOLTIP, tuple(_literal(region, start, end)), syntax)


def _literal(
    region: Region, start: int, end: int, atoms: re.Pattern[str] = _TITLE
) -> Iterator[Text | Code]:
    """Text without markup: escapes, entities and line breaks are atomic."""
    for found in atoms.finditer(region.content, start, end):
        yield from _plain(region, start, found.start())
        escape, entity = (found.groupdict().get(name) for name in ("escape", "entity"))
        words = escape or (html.unescape(entity) if entity else " ")
        yield Text(words.replace("\n", " "), region.raw(*found.span()))
        start = found.end()
    yield from _plain(region, start, end)


def _tag(region: Region, span: InlineSpan) -> Code:
    tag = _token(region, span)
    parts: list[Part] = []
    start = span.start
    for item in () if protects(tag) else tag.attributes:
        first, last = span.start + item.start, span.start + item.end
        words = _unwrapped(tuple(_literal(region, first, last, _ATTRIBUTE)))
        kind = attribute_kind(tag, item)
        if kind and words:
            raws = (piece.raw or "" for piece in words if isinstance(piece, Text))
            wrap = next((raw for raw in raws if "\n" in raw), "")
            syntax = QuotedText(item.quote, False, region.cell, wrap)
            parts += [Skeleton(region.raw(start, first)), Block(kind, words, syntax)]
            start = last
    parts.append(Skeleton(region.raw(start, span.end)))
    line_break = tag.name == "br"
    return Code(Role.ALONE, tuple(parts), " " * line_break, edge=line_break or tag.kind == "other")


def _unwrapped(words: Inline) -> Inline:
    """A line break at the end of an attribute's value is there for the line, not for readers."""
    last = words[-1] if words else None
    if isinstance(last, Text) and "\n" in (last.raw or ""):
        return (*words[:-1], replace(last, text=""))
    return words


def _token(region: Region, span: InlineSpan) -> Token:
    return next(tokens(region.content[span.start : span.end]))


def _mark(region: Region, span: InlineSpan, piece: Text | Code) -> PairMark:
    """What the piece means for the pairing of HTML tags."""
    if span.kind == "html_inline":
        return _token(region, span)
    if span.kind == "template":
        return templates.mark(region.raw(span.start, span.end))
    return piece.role if isinstance(piece, Code) and piece.role is not Role.ALONE else None


def _pair(pieces: list[Text | Code], marks: list[PairMark]) -> list[Text | Code]:
    """HTML tags that enclose something become pairs."""
    result = list(pieces)

    def join(first: int, last: int) -> None:
        for index, role in ((first, Role.OPEN), (last, Role.CLOSE)):
            code = result[index]
            if isinstance(code, Code):
                result[index] = replace(code, role=role)

    pair([_name_of(mark) for mark in marks], join)
    return result


def _element(piece: Text | Code, mark: PairMark) -> str:
    """The element that a piece is a tag of; "a" for Markdown's links."""
    if isinstance(mark, Token):
        return mark.name
    link = isinstance(piece, Code) and raw_of(piece).startswith(("[", "]"))
    return "a" if link and isinstance(mark, Role) else ""


def _name_of(mark: PairMark) -> tuple[Role, str] | None:
    """A mark as `pair` wants it."""
    if isinstance(mark, Token):
        return mark.mark
    return (mark, "") if isinstance(mark, Role) else mark


def _protect(pieces: list[Text | Code], marks: list[PairMark]) -> Iterator[Text | Code]:
    """Elements that are never translated become one code each."""
    depth = 0
    held: list[Text | Code] = []
    for piece, mark in zip(pieces, marks + [None] * len(pieces), strict=False):
        role = piece.role if isinstance(piece, Code) else None
        starts = role is Role.OPEN and isinstance(mark, Token) and protects(mark)
        if not held and not starts:
            yield piece
            continue
        held.append(piece)
        depth += (role is Role.OPEN) - (role is Role.CLOSE)
        if not depth:
            words = "".join(p.text if isinstance(p, Text) else p.shown for p in held)
            yield Code(Role.ALONE, (Skeleton("".join(map(raw_of, held))),), words)
            held = []
    yield from held


def _plain(region: Region, start: int, end: int) -> Iterator[Text | Code]:
    """Text without markup; what the source spells differently (`\\|` in a cell) is atomic."""
    if start >= end:
        return
    first, last = bisect_right(region.inside, start), bisect_right(region.inside, end)
    cuts = [start, *region.inside[first:last], end]
    for left, right in pairwise(cuts):
        text, raw = region.content[left:right], region.raw(left, right)
        if text == raw:
            yield from [Text(text, raw)] if text else []
        elif len(text) == len(raw):
            yield from _runs(text, raw)
        elif MASK in text:
            yield Code(Role.ALONE, (Skeleton(raw),))
        else:
            yield Text(text, raw)


def _runs(text: str, raw: str) -> Iterator[Text | Code]:
    """What cannot be read is atomic, template syntax is a code."""
    for found in _ODD.finditer(text):
        spelled = raw[found.start() : found.end()]
        if found[0][0] == MASK:
            yield Code(Role.ALONE, templates.all_parts(spelled))
        else:
            yield Text(found[0], spelled)


def _merge(pieces: Iterator[Text | Code]) -> Iterator[Text | Code]:
    """Neighbouring plain runs become one."""
    run: list[str] = []
    for piece in pieces:
        if isinstance(piece, Text) and piece.text == piece.raw:
            run.append(piece.text)
            continue
        if run:
            yield Text("".join(run), "".join(run))
            run = []
        yield piece
    if run:
        yield Text("".join(run), "".join(run))


def raw_of(piece: Text | Code | Part) -> str:
    """The source text of a piece, nested blocks included."""
    if isinstance(piece, Skeleton | Text):
        return piece.raw or ""
    return "".join(map(raw_of, piece.parts if isinstance(piece, Code) else piece.inline))
