"""An article whose sentences can be found again in its page: each stands between two marks.

    ⟦12⟬The sentence.⟧

The marks are punctuation, so that the formats' own markup beside them is read as before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from toolkit.document.inline import PLACEHOLDER, names_of
from toolkit.document.segment import split
from toolkit.formats.article import ParsedArticle
from toolkit.formats.format import CLOSE_MARK, OPEN_MARK, serialize
from toolkit.model import (
    Block,
    Catalog,
    Code,
    Entry,
    Inline,
    Key,
    Language,
    Part,
    Segment,
    Text,
)
from toolkit.publication.assemble import Assembly, assemble
from toolkit.publication.page import PublishedText, render

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


def page(article: ParsedArticle, catalog: Catalog, target: Language) -> str:
    """The page of an article as it would be published if every text were approved.

    Each sentence is a `<span data-n="12" class="draft">` with its place in the catalog and its
    state; one without a text that can be published is there in the source language. PublishError
    if a text would change the structure of the page.
    """
    inlines = {segment.key: segment.inline for segment in article.segments}
    entries = tuple(
        entry.approved(mark(number, _readable(entry, inlines[entry.key])))
        for number, entry in enumerate(catalog.entries, 1)
    )
    assembly = Assembly(article.source, target, article.cut, article.form)
    made = assemble(article.document, replace(catalog, entries=entries), assembly)
    name = article.document.name
    text = PublishedText(name, made.text, article.source, target, 0, len(entries))
    states = [entry.state.value for entry in catalog.entries]
    return _spans(render(text, article.form), states)


def _readable(entry: Entry, inline: Inline) -> str:
    """The text of an entry, or its source where the text lacks codes, or has others."""
    wanted, here = names_of(inline), PLACEHOLDER.findall(entry.target)
    return entry.target if entry.target and sorted(wanted) == sorted(here) else entry.source


_SEALED = r"<(option|svg|math|title|textarea|script|style)\b.*?</\1\s*>"
"""Elements in whose text no `<span>` may stand."""
_PLACES = re.compile(rf"<!--.*?-->|{_SEALED}|<[a-z/!?][^>]*>|{MARKS.pattern}", re.S | re.I)


def _spans(html: str, states: Sequence[str]) -> str:
    """A page with its marks made elements; in tags they become an attribute of theirs."""
    depth = 0

    def element(found: re.Match[str]) -> str:
        nonlocal depth
        number = int(found[2] or 0)
        if 0 < number <= len(states):
            depth += 1
            return f'<span data-n="{number}" class="{states[number - 1]}">'
        if found[0] == CLOSE_MARK and depth:
            depth -= 1
            return "</span>"
        inside = MARKS.search(found[0])
        if not found[0].startswith("<") or found[1] or not inside or not inside[1]:
            return unmarked(found[0])
        end = -2 if found[0].endswith("/>") else -1
        tag = unmarked(found[0])
        return f'{tag[:end]} data-n="{inside[1]}"{tag[end:]}'

    return _PLACES.sub(element, html)
