"""Markdown: CommonMark with tables, strikethrough, footnotes, task lists and front matter.

The parser says what there is; every byte comes from the source. Whatever is no block's content
(markers, fences, code, rules, URLs) is skeleton, and so is what cannot be mapped to the source
exactly.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from toolkit.document.inline import shown
from toolkit.errors import SourceError
from toolkit.formats import templates
from toolkit.formats.format import (
    AS_SHOWN,
    Format,
    Localization,
    ReadingOptions,
    with_banner,
)
from toolkit.formats.front import matter
from toolkit.formats.front.keys import kind_of
from toolkit.formats.front.strings import StringSyntax
from toolkit.formats.front.yaml_texts import YamlSyntax
from toolkit.formats.html import article as html
from toolkit.formats.html.localize import localize
from toolkit.formats.html.tags import BLOCKS, LITERAL
from toolkit.formats.html.tokens import tokens
from toolkit.formats.html.tree import protects
from toolkit.formats.markdown import dialects, sections
from toolkit.formats.markdown.dialects import CALLOUT, Features
from toolkit.formats.markdown.fences import SHOWN
from toolkit.formats.markdown.inline import Region, raw_of, read, title
from toolkit.formats.markdown.places import Line, MarkedText, QuotedText
from toolkit.formats.markdown.render import left_out as render_left_out
from toolkit.formats.markdown.render import render
from toolkit.formats.markdown.spell import spell_marked, spell_quoted
from toolkit.formats.markdown.syntax import (
    TRIMMED,
    Env,
    Surroundings,
    Token,
    labels,
    masked,
    structure,
    title_span,
)
from toolkit.formats.parts import has_words, merged
from toolkit.formats.templates import ParameterSyntax
from toolkit.model import Block, BlockKind, Code, Inline, Part, Role, Skeleton

_LINE = re.compile(r"\r\n|\r|\n")
_TASK = re.compile(r"\[[ xX/<>!?*~+-]\][ \t\v\f]+")
_ELEMENTS = "|".join(BLOCKS | LITERAL)
_LONE = re.compile(rf"<(?!(?:{_ELEMENTS})\b)[A-Za-z][^<>]*>[ \t]*(?:\r\n|\r|\n)", re.I)
_LONE_END = re.compile(r"(?:\r\n|\r|\n)[ \t]*</[A-Za-z][^<>]*>[ \t]*\Z")
_TITLED = re.compile(
    r"\{.*=[ \t]*[\"']"
    r"|(?<=\s)(?:title|caption)=(?=(?P<q>[\"'])(?![^\s\"']*[./\\@][^\s\"']*(?P=q))[^\"']*\w)"
)
"""Where attributes with texts begin at the head of code. A file's name or path is no title."""
_OPTION = re.compile(r"[ \t]*(?:#|//|--|%%)\|[ \t]*(?=[\w-]+:[ \t])")
"""How a line begins that says something about the code below, in Quarto."""
_MASKED = re.compile(f"{templates.MASK}+")
_TAGGED = re.compile("<[^<]*lang", re.I)
"""HTML that may name a language."""
_KINDS = {
    "dd_open": BlockKind.TERM,
    "list_item_open": BlockKind.LIST_ITEM,
    "blockquote_open": BlockKind.QUOTE,
    "footnote_reference_open": BlockKind.FOOTNOTE,
}
_PARAGRAPH = MarkedText(Line.PARAGRAPH)
_CELL = MarkedText(cell=True)
_CELLS = ("td_open", "th_open")
Place = tuple[int, int, tuple[Part, ...]]
"""(start, end, parts) of a piece of the source that is not skeleton."""


@dataclass(frozen=True, slots=True)
class Lines:
    """A source and its text as the parser sees it: `\\n` line ends, no NUL."""

    source: str
    text: str
    inside: list[int]
    """Where lines start in the text…"""
    outside: list[int]
    """…and in the source."""

    def at(self, offset: int) -> int:
        """The source offset of a text offset."""
        index = bisect_right(self.inside, offset) - 1
        return self.outside[index] + offset - self.inside[index]

    def line(self, start: int) -> str:
        """The text from there to the line's end."""
        end = self.text.find("\n", start)
        return self.text[start:] if end < 0 else self.text[start:end]


@dataclass(frozen=True, slots=True)
class Manner:
    """How an article and its translations are read and written."""

    fields: tuple[str, ...]
    """Of front matter, besides the known ones."""
    features: Features
    labels: frozenset[str] | None = None
    """The references it defines; None if they are not known."""


def settle(form: Format, source: str, options: ReadingOptions) -> Format:
    """The format with the syntax that the source shows and the project's fields."""
    manner = _manner(source, options)
    return replace(
        form,
        parse=partial(parse, manner=manner),
        spell=partial(spell, manner=manner),
        to_html=partial(to_html, manner=manner),
        left_out=partial(left_out, manner=manner),
        set_language=partial(set_language, manner=manner),
        sections=partial(section_ids, manner=manner),
        lead=partial(lead, manner=manner),
    )


def _manner(source: str, options: ReadingOptions = AS_SHOWN) -> Manner:
    body = _LINE.sub("\n", source[body_start(source) :])
    return Manner(options.fields, dialects.features(body, options.dialects), labels(body))


def parse(source: str, manner: Manner | None = None) -> tuple[Part, ...]:
    """Source text → skeleton and blocks; joined they are the source."""
    how = manner or _manner(source)
    mark, front = _front(source, how.fields)
    body = _body(source[body_start(source) :], how.features)
    return tuple(merged([Skeleton(mark), *front, *body]))


def body_start(source: str) -> int:
    """Where the text starts behind byte order mark and front matter."""
    mark, front = _front(source)
    return len(mark) + sum(len(raw_of(part)) for part in front)


def to_html(source: str, manner: Manner | None = None) -> str:
    """The text as HTML, as `parse` understands it; SourceError if it is nested too deeply."""
    return render(source[body_start(source) :], (manner or _manner(source)).features)


def left_out(source: str, manner: Manner | None = None) -> Iterator[str]:
    """What other programs show in the text and pages do not, by name, each once."""
    return render_left_out(source[body_start(source) :], (manner or _manner(source)).features)


def section_ids(source: str, manner: Manner | None = None) -> tuple[str, ...]:
    """The ids of the headings, in order, as most programs make them."""
    return sections.ids(to_html(source, manner))


def lead(source: str, to: Callable[[str], str], manner: Manner | None = None) -> str:
    """The text with each address of a section in its links replaced."""
    return sections.led(parse(source, manner), to)


def metadata(source: str) -> Mapping[str, Any]:
    """The fields of the front matter: name in lower case → value."""
    return matter.fields(source[: body_start(source)].removeprefix("\ufeff"))


def set_language(source: str, localization: Localization, manner: Manner | None = None) -> str:
    """The text with its new language in front matter and HTML, where they name its own."""
    start = body_start(source)
    front = matter.set_language(source[:start], localization)
    features = (manner or _manner(source)).features
    return front + _localized(source[start:], localization, features)


def _localized(body: str, localization: Localization, features: Features) -> str:
    """The text with its new language in the tags of HTML that stand in it."""
    result, end = "", 0
    places = _places(_lines(body, features), features) if _TAGGED.search(body) else ()
    for start, stop, parts in places:
        if start < end or "".join(map(raw_of, parts)) != body[start:stop]:
            continue
        inner = parts[0] if len(parts) == 1 else None
        pieces = (
            inner.inline
            if isinstance(inner, Block) and isinstance(inner.syntax, MarkedText | QuotedText)
            else ()
        )
        result += body[end:start]
        end = stop
        if pieces:
            result += "".join(
                localize(raw, localization, _words_in(pieces, at)) if raw.startswith("<") else raw
                for at, raw in enumerate(map(raw_of, pieces))
            )
        else:
            result += localize(body[start:stop], localization)
    return result + body[end:]


def _words_in(pieces: Inline, start: int) -> str:
    """The words of the pair that begins at that place."""
    depth = 0
    for end, piece in enumerate(pieces[start:], start):
        role = piece.role if isinstance(piece, Code) else Role.ALONE
        depth += (role is Role.OPEN) - (role is Role.CLOSE)
        if depth <= 0:
            return shown(pieces[start:end])
    return ""


def mark_draft(source: str, localization: Localization) -> str:
    """The banner as the first paragraph behind the front matter."""
    return with_banner(source, body_start(source), localization)


def _front(source: str, own: tuple[str, ...] = ()) -> tuple[str, tuple[Part, ...]]:
    mark = "\ufeff" if source.startswith("\ufeff") else ""
    return mark, matter.parse(source[len(mark) :], own)


def spell(block: Block, manner: Manner | None = None) -> str:
    """A block with new text, spelled so that it is read as exactly that text."""
    around = Surroundings(manner.features, manner.labels) if manner else Surroundings()
    match block.syntax:
        case YamlSyntax() | StringSyntax():
            return matter.spell(block.inline, block.syntax)
        case MarkedText():
            return spell_marked(block.inline, block.syntax, around)
        case ParameterSyntax():
            return templates.spell(block.inline, block.syntax)
        case QuotedText():
            return spell_quoted(block.inline, block.syntax)
    return html.spell(block)


def _body(source: str, features: Features) -> Iterator[Part]:
    end = 0
    for start, stop, parts in _places(_lines(source, features), features):
        if start < end or "".join(map(raw_of, parts)) != source[start:stop]:
            continue
        yield Skeleton(source[end:start])
        yield from parts
        end = stop
    yield Skeleton(source[end:])


def _lines(source: str, features: Features) -> Lines:
    text, inside, outside = [], [0], [0]
    end = 0
    for found in _LINE.finditer(source):
        text.append(source[end : found.start()])
        end = found.end()
        outside.append(end)
        inside.append(inside[-1] + len(text[-1]) + 1)
    text.append(source[end:])
    whole = masked("\n".join(text).replace("\0", "\ufffd"), features)
    return Lines(source, whole, inside, outside)


def _places(lines: Lines, features: Features) -> Iterator[Place]:
    """Everything translatable, in order of its place."""
    try:
        tokens, env = structure(lines.text, features)
    except RecursionError:
        return
    around: list[Token] = []
    row: Iterator[Region] = iter(())
    for token in tokens:
        if token.nesting > 0:
            around.append(token)
        elif token.nesting < 0:
            around.pop()
        elif token.type in _ALONE:
            yield from _alone(lines, token, around, env)
        elif token.type != "inline":
            continue
        elif around[-1].type in _CELLS:
            row = _row(lines, token) if around[-1] is around[-2].meta.get("first") else row
            yield from _block(next(row, None), BlockKind.CELL, _CELL, env)
        else:
            yield from _text(lines, token, around, env)
        if token.type in _CELLS:
            around[-2].meta.setdefault("first", token)


_ALONE = frozenset({"html_block", "template", "marker", "fence", "definition"})
"""Tokens that stand for lines of their own."""


def _alone(lines: Lines, token: Token, around: list[Token], env: Env) -> Iterator[Place]:
    """The texts in lines that are no text as a whole."""
    match token.type:
        case "html_block":
            yield from _html(lines, token, around)
        case "template":
            yield from _template(lines, token)
        case "marker":
            yield from _marker(lines, token, env)
        case "fence":
            yield from _fence(lines, token)
        case "definition":
            yield from _definition(lines, token)


def _text(lines: Lines, token: Token, around: list[Token], env: Env) -> Iterator[Place]:
    """A heading or a paragraph."""
    if around[-1].type == "heading_open":
        atx = around[-1].markup.startswith("#")
        region = _atx(lines, token, len(around[-1].markup)) if atx else _region(lines, token)
        underlined = Line.SETEXT_1 if around[-1].markup == "=" else Line.SETEXT_2
        syntax = MarkedText(Line.ATX if atx else underlined)
        yield from _block(region, BlockKind.HEADING, syntax, env)
        return
    region = _region(lines, token)
    if around[-1].type == "dt_open":
        yield from _block(region, BlockKind.TERM, _PARAGRAPH, env)
        return
    container = around[-2].type if len(around) > 1 else ""
    if region and container == "list_item_open" and (box := _TASK.match(region.content)):
        region = region.part(box.end(), len(region.content))
    if region and container == "blockquote_open" and (alert := CALLOUT.match(region.content)):
        title = region.part(*alert.span("title"))
        yield from _block(title, BlockKind.LABEL, MarkedText(), env)
        region = region.part(alert.end(), len(region.content))
    yield from _block(region, _KINDS.get(container, BlockKind.PARAGRAPH), _PARAGRAPH, env)


def _block(region: Region | None, kind: BlockKind, syntax: MarkedText, env: Env) -> Iterator[Place]:
    """The content as a block, if there is anything to translate."""
    if not region or not region.content:
        return
    try:
        inline = read(region, env, lined=syntax.line is Line.PARAGRAPH)
    except RecursionError:
        return
    if syntax.cell and not region.source[: region.at(0)].rstrip(" \t").endswith("|"):
        syntax = MarkedText(Line.PARAGRAPH, cell=True)  # no `|` stands before it in its line
    block = Block(kind, inline, syntax)
    if has_words((block,)):
        yield region.at(0), region.at(len(region.content)), (block,)


def _region(lines: Lines, token: Token) -> Region | None:
    """Where the lines of a paragraph come from: each is a line's rest behind its prefix."""
    starts = token.meta["starts"]
    joined = "\n".join(map(lines.line, starts))
    skipped = joined[: len(joined) - len(joined.lstrip(TRIMMED))]
    first = skipped.count("\n")
    column = len(skipped) - skipped.rfind("\n") - 1
    inside, outside, offset = [], [], 0
    at = bisect_right(lines.inside, starts[first])
    for number, words in enumerate(token.content.split("\n")):
        blanks = len(words) - len(words.lstrip(" \t")) if number else 0
        start = starts[first + number] + (0 if number else column)
        if not lines.text.startswith(words[blanks:], start):
            return None
        inside.append(offset + blanks)
        outside.append(lines.at(start))
        last = start + len(words) - blanks
        while at < len(lines.inside) and lines.inside[at] < last:
            if lines.inside[at] > start:  # a line that ends within template syntax
                inside.append(offset + blanks + lines.inside[at] - start)
                outside.append(lines.outside[at])
            at += 1
        offset += len(words) + 1
    return Region(token.content, lines.source, tuple(inside), tuple(outside))


def _atx(lines: Lines, token: Token, level: int) -> Region:
    start = token.meta["starts"][0]
    line = lines.line(start)
    start += len(line) - len(line[level:].lstrip(TRIMMED))
    return Region(token.content, lines.source, (0,), (lines.at(start),))


def _row(lines: Lines, token: Token) -> Iterator[Region]:
    """The cells of a table row: split at every `|` without a backslash before it."""
    start = token.meta["starts"][0]
    line = lines.line(start).rstrip(TRIMMED)
    end = len(line) - len(line.lstrip(TRIMMED))
    end += line.startswith("|", end)
    for found in re.finditer(r"(?<!\\)\||\Z", line):
        if found.start() >= end:
            yield _cell(lines, start + end, line[end : found.start()])
            end = found.end()


def _cell(lines: Lines, start: int, words: str) -> Region:
    start += len(words) - len(words.lstrip(TRIMMED))
    words = words.strip(TRIMMED)
    inside, outside = [0], [lines.at(start)]
    for count, found in enumerate(re.finditer(r"\\\|", words)):
        inside += [found.start() - count, found.start() - count + 1]
        outside += [lines.at(start + found.start()), lines.at(start + found.end())]
    content = words.replace("\\|", "|")
    return Region(content, lines.source, tuple(inside), tuple(outside), cell=True)


def _definition(lines: Lines, token: Token) -> Iterator[Place]:
    """`[label]: url "title"`: its title."""
    starts = token.meta["starts"]
    rows = [lines.line(start) for start in starts]
    content = "\n".join(rows)
    span = token.meta["title"] and title_span(content, len(token.meta["label"]) + 3)
    if not span:
        return
    inside = [0]
    for row in rows[:-1]:
        inside.append(inside[-1] + len(row) + 1)
    region = Region(content, lines.source, tuple(inside), tuple(map(lines.at, starts)))
    first, last = span[0] + 1, span[1] - 1
    yield region.at(first), region.at(last), (title(region, first, last),)


def _template(lines: Lines, token: Token) -> Iterator[Place]:
    """A line of template syntax alone: the texts in it."""
    start = token.meta["starts"][0]
    first, last = lines.at(start), lines.at(start + len(lines.line(start)))
    yield first, last, templates.all_parts(lines.source[first:last])


def _marker(lines: Lines, token: Token, env: Env) -> Iterator[Place]:
    """A line that is syntax but for its title and the texts among its attributes."""
    start = token.meta["starts"][0]
    end = start + len(lines.line(start))
    if token.meta.get("yaml"):
        yield from _field(lines, start, tuple(SHOWN))
        return
    if token.meta["title"]:
        first, last = (start + offset for offset in token.meta["title"])
        region = Region(lines.text[first:last], lines.source, (0,), (lines.at(first),))
        kind = kind_of((token.meta.get("option", ""),)) or BlockKind.LABEL
        yield from _block(region, kind, MarkedText(), env)
        start = last
    yield from _attributes(lines, start, end)


def _attributes(lines: Lines, start: int, end: int) -> Iterator[Place]:
    """The texts in the first braces, or behind them, in a part of a line."""
    first, last = lines.at(start), lines.at(end)
    first = lines.source.find("{", first, last)
    parts = templates.attributes(lines.source[first:last]) if first >= 0 else ()
    if len(parts) > 1:
        yield first, last, parts


def _fence(lines: Lines, token: Token) -> Iterator[Place]:
    """The captions that R Markdown and Quarto have at the head of code, the title of code."""
    starts = token.meta["starts"]
    head = lines.line(starts[0])
    if titled := _TITLED.search(head):
        first, last = starts[0] + titled.start(), starts[0] + len(head)
        raw = lines.source[lines.at(first) : lines.at(last)]
        yield lines.at(first), lines.at(last), templates.attributes(raw)
    for start in starts[1:]:
        line = lines.line(start)
        option = _OPTION.match(line)
        if not option:
            return
        yield from _field(lines, start + option.end())


def _field(lines: Lines, start: int, own: tuple[str, ...] = ()) -> Iterator[Place]:
    """The text of a field of YAML that takes the rest of a line."""
    with suppress(SourceError):
        parts = matter.parse(f"---\n{lines.line(start)}\n---\n", own)[1:-1]
        first = lines.at(start)
        yield first, first + len("".join(map(raw_of, parts))), parts


def _html(lines: Lines, token: Token, around: list[Token]) -> Iterator[Place]:
    """A block of HTML; behind quote marks only if it has one line."""
    starts = token.meta["starts"]
    if len(starts) > 1 and any(outer.type == "blockquote_open" for outer in around):
        return
    start, end = starts[0], starts[-1] + len(lines.line(starts[-1]))
    raw = hidden = lines.source[lines.at(start) : lines.at(end)]
    for found in _MASKED.finditer(lines.text, start, end):
        first, last = (lines.at(offset) - lines.at(start) for offset in found.span())
        hidden = hidden[:first] + templates.MASK * (last - first) + hidden[last:]
    yield lines.at(start), lines.at(end), tuple(_apart(raw, hidden))


def _apart(raw: str, hidden: str) -> Iterator[Part]:
    """The parts of a block of HTML; tags alone on its first and last line belong to no text."""
    start, end = 0, len(raw)
    first, last = _LONE.match(hidden), _LONE_END.search(hidden)
    if first and first.end() < end and not protects(next(tokens(hidden))):
        start = first.end()
        if last and last.start() > start:
            end = last.start()
    for left, right in ((0, start), (start, end), (end, len(raw))):
        yield from html.parse(raw[left:right], hidden[left:right]) if left < right else ()
