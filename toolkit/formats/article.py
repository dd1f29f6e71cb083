"""An article taken apart: its document and its sentences."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from toolkit.document import sentences
from toolkit.document.inline import shown
from toolkit.document.segment import Cut, segments
from toolkit.errors import SourceError
from toolkit.formats.format import AS_SHOWN, Format, ReadingOptions, serialize
from toolkit.formats.front import meant
from toolkit.formats.table import format_of
from toolkit.model import Document, Language, Segment
from toolkit.storage.signs import impossible

_KEPT = 8
"""Texts: an article's source and its publications."""
_LONGEST = 20_000
"""Characters of a sentence nobody can review or translate; the article must be broken there."""


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """An article taken apart."""

    label: str
    document: Document
    form: Format
    source: Language
    cut: Cut
    segments: tuple[Segment, ...]
    """In reading order."""
    text: str = ""
    """What was taken apart; "" if only its parts were kept."""


def format_for(label: str, text: str, options: ReadingOptions = AS_SHOWN) -> Format:
    """The format of an article, as this one uses it. SourceError, naming it, if that fails.

    It keeps what it made of the last texts: whoever publishes asks for it several times.
    """
    row = format_of(label)
    try:
        form = row.settle(row, text, options)
    except SourceError as error:
        raise SourceError(f"{label}: {error}") from None
    kept = lru_cache(_KEPT)
    return replace(
        form,
        parse=kept(form.parse),
        to_html=kept(form.to_html),
        to_story=form.to_story and kept(form.to_story),
        metadata=kept(form.metadata),
    )


def parse_article(
    label: str,
    text: str,
    source: Language,
    rules: Path | None = None,
    options: ReadingOptions = AS_SHOWN,
) -> ParsedArticle:
    """Parse and segment an article. SourceError, naming the place, if that cannot be done."""

    def cut(words: str) -> list[int]:
        return sentences.boundaries(words, source, rules)

    return taken_apart(label, text, format_for(label, text, options), source, cut)


def taken_apart(label: str, text: str, form: Format, source: Language, cut: Cut) -> ParsedArticle:
    """Parse and segment an article as `cut` says. SourceError likewise."""
    try:
        parts = form.parse(text)
        if form.readable:
            meant.require_read(text, form.metadata(text))
    except SourceError as error:
        raise SourceError(f"{label}: {error}") from None
    if serialize(parts, form) != text:
        raise SourceError(f"{label}: it cannot be taken apart without loss; please report it")
    document = Document(Path(label).stem, form.name, parts)
    found = tuple(segments(parts, cut))
    for segment in found:
        if sign := impossible(segment.source):
            raise SourceError(
                f"{label}: {sign} in a text is no character; remove it: {segment.source[:40]!a}"
            )
        if len(segment.source) > _LONGEST:
            line = text.count("\n", 0, max(text.find(shown(segment.inline)[:80]), 0)) + 1
            raise SourceError(
                f"{label}:{line}: a sentence of {len(segment.source):,} characters;"
                f" break it up (at most {_LONGEST:,})"
            )
    return ParsedArticle(label, document, form, source, cut, found, text)
