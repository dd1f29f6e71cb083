"""Document + catalog → the localized document, checked against its source before anybody sees it.

Approved text only; with `drafts`, unreviewed sentences stand between `⟦` and `⟧`, and sentences
nobody translated as `⟦de: …⟧` with their source text, so that neither can pass for finished.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from unicodedata import normalize

from toolkit.document.inline import codes_of, protect, raw_of, shown, unmask
from toolkit.document.segment import Cut, blocks, split
from toolkit.document.shorten import shorten
from toolkit.errors import PublishError, SourceError
from toolkit.formats.format import CLOSE_MARK, OPEN_MARK, Format, serialize
from toolkit.model import (
    Block,
    Catalog,
    Code,
    Document,
    Entry,
    Inline,
    Key,
    Language,
    Part,
    Role,
    Segment,
    Skeleton,
    State,
    Text,
)
from toolkit.phrase import Phrase

Line = tuple[str, str]
"""(block kind, words) of one block in the outline of a text."""


@dataclass(frozen=True, slots=True)
class Assembly:
    """One article on its way into one language."""

    source: Language
    target: Language
    cut: Cut
    form: Format
    drafts: bool = False
    spelled: bool = False
    """Draft marks are spelled as new text, and so is the block they stand in."""


@dataclass(frozen=True, slots=True)
class Publication:
    """One article reassembled in one language."""

    text: str
    """In the source's format, without language attributes and banner."""
    parts: tuple[Part, ...]
    """The text as its format parses it."""
    open: tuple[Entry, ...]
    """Entries in it that nobody approved; always empty without `drafts`."""
    changed: bool
    """False if every sentence equals its source: then the text is the source, byte for byte."""


def open_entries(catalog: Catalog) -> tuple[Entry, ...]:
    """What stands between a catalog and its publication: everything nobody approved."""
    return tuple(entry for entry in catalog.entries if entry.state is not State.APPROVED)


def assemble(document: Document, catalog: Catalog, assembly: Assembly) -> Publication:
    """The localized document. PublishError if it is not faithful to its source's structure.

    The catalog is in step with the document (`catalog.refresh`), and without `drafts` complete.
    Draft marks are put beside the source's own spelling wherever that can still be read.
    """
    if assembly.drafts and not assembly.spelled:
        try:
            return _assembled(document, catalog, assembly)
        except PublishError:
            assembly = replace(assembly, spelled=True)
    return _assembled(document, catalog, assembly)


def _assembled(document: Document, catalog: Catalog, assembly: Assembly) -> Publication:
    entries = {entry.key: entry for entry in catalog.entries}
    parts = tuple(_part(part, entries, assembly) for part in document.parts)
    text = serialize(parts, assembly.form)
    again = _parsed(document.name, text, assembly)
    outline = _structure if assembly.form.structured else _all_words
    _compare(document.name, list(outline(parts)), list(outline(again)), assembly)
    return Publication(
        text=text,
        parts=again,
        open=open_entries(catalog),
        changed=text != serialize(document.parts, assembly.form),
    )


def _part(part: Part, entries: Mapping[Key, Entry], assembly: Assembly) -> Part:
    if not isinstance(part, Block):
        return part
    pieces = split(part, assembly.cut)
    rendered = [
        _render(piece, entries[piece.key], assembly) if isinstance(piece, Segment) else piece
        for piece in pieces
    ]
    fresh = [
        isinstance(piece, Segment) and entries[piece.key].target not in ("", piece.source)
        for piece in pieces
    ]
    inline: Inline = ()
    for index, piece in enumerate(rendered):
        between = 0 < index < len(rendered) - 1 and not isinstance(pieces[index], Segment)
        if between and (fresh[index - 1] or fresh[index + 1]):
            inline += _gap(piece, assembly)
        else:
            inline += piece
    return replace(part, inline=tuple(_code(piece, entries, assembly) for piece in inline))


def _code(piece: Text | Code, entries: Mapping[Key, Entry], assembly: Assembly) -> Text | Code:
    """A code with the translatable attributes in it localized."""
    if isinstance(piece, Text):
        return piece
    return replace(piece, parts=tuple(_part(part, entries, assembly) for part in piece.parts))


def _render(segment: Segment, entry: Entry, assembly: Assembly) -> Inline:
    """A sentence in the target language; the very source pieces if it reads the same there."""
    if entry.state is State.APPROVED:
        return _words(segment, entry.target)
    if not assembly.drafts:
        raise PublishError(f"{entry.source!r} is not approved")
    if entry.state is State.DRAFT:
        try:
            words = _words(segment, entry.target)
        except PublishError:
            return _marked(segment.inline, f"{assembly.source.tag}: ", assembly)
        return _marked(words, "", assembly)
    return _marked(segment.inline, f"{assembly.source.tag}: ", assembly)


def _words(segment: Segment, target: str) -> Inline:
    if target == segment.source:
        return segment.inline
    try:
        inline = unmask(target, segment.inline)
    except KeyError as error:
        what = Phrase("%(text)s: unknown code %(code)s", text=target, code=error.args[0])
        raise PublishError(what) from None
    if sorted(map(id, codes_of(inline))) != sorted(map(id, codes_of(segment.inline))):
        raise PublishError(Phrase("%(text)s: codes are lost or doubled", text=target))
    return inline


def _marked(inline: Inline, label: str, assembly: Assembly) -> Inline:
    opening, closing = (
        Text(mark, None if assembly.spelled else mark) for mark in (OPEN_MARK + label, CLOSE_MARK)
    )
    return (opening, *inline, closing)


def _gap(gap: Inline, assembly: Assembly) -> Inline:
    """What stands between two sentences, its blanks as the target's script wants them."""
    texts = [piece.text for piece in gap if isinstance(piece, Text)]
    if any(text.strip() for text in texts):
        return gap
    space = (Text(assembly.target.gap),) if assembly.target.gap else ()
    if not any(texts) and not assembly.source.gap and not shown(gap):
        opening = (i for i, piece in enumerate(gap) if not _closes(piece))
        at = next(opening, len(gap))
        return (*gap[:at], *space, *gap[at:])
    result: Inline = ()
    for piece in gap:
        if isinstance(piece, Code):
            result += (piece,)
        elif piece.text and not (result and isinstance(result[-1], Text)):
            result += space
    return result


def _closes(piece: Text | Code) -> bool:
    return isinstance(piece, Code) and (piece.role is Role.CLOSE or piece.edge)


def _parsed(name: str, text: str, assembly: Assembly) -> tuple[Part, ...]:
    try:
        return assembly.form.parse(text)
    except SourceError as error:
        raise PublishError(
            Phrase(
                "%(article)s in %(language)s: the page could not be read again (%(error)s);"
                " reword the translation there",
                article=name,
                language=assembly.target,
                error=str(error),
            )
        ) from None


def verify_finished(
    name: str, made: Publication, finished: str, banner: str, assembly: Assembly
) -> None:
    """Refuse a publication that no longer reads as it did when language and banner were set.

    `finished` is its text with them; `banner` is "" if it is no draft. PublishError if the text
    cannot be read again, if blocks or words changed, or if the banner cannot be seen.
    """
    marks = re.compile(f"{OPEN_MARK}(?:{re.escape(assembly.source.tag)}: )?|{CLOSE_MARK}|\\ufeff")

    def outline(parts: tuple[Part, ...]) -> list[Line]:
        lines = _block_words(parts) if assembly.form.structured else _all_words(parts)
        return [(kind, " ".join(marks.sub("", text).split())) for kind, text in lines]

    found = outline(_parsed(name, finished, assembly))
    if banner:
        found = _without_banner(name, found, banner, assembly)
    _compare(name, outline(made.parts), found, assembly)


def _without_banner(name: str, found: list[Line], banner: str, assembly: Assembly) -> list[Line]:
    """An outline without the banner, and without its block if no other words stand in that."""
    place = next((index for index, (_, text) in enumerate(found) if banner in text), None)
    if place is None:
        raise PublishError(
            f"{name} in {assembly.target.name}: the banner of a draft would not be seen in the page"
        )
    kind, text = found[place]
    left = " ".join(text.replace(banner, "", 1).split())
    rest = [(kind, left)] if any(map(str.isalnum, left)) else []
    return [*found[:place], *rest, *found[place + 1 :]]


def _compare(name: str, expected: list[Line], actual: list[Line], assembly: Assembly) -> None:
    """The text just made, parsed again, has the same outline, or is refused."""
    for before, after in zip(expected, actual, strict=False):
        if before != after:
            raise PublishError(
                Phrase(
                    "%(article)s in %(language)s: the text %(before)s would read %(after)s in the"
                    " page; reword its translation",
                    article=name,
                    language=assembly.target,
                    before=_brief(before),
                    after=_brief(after),
                )
            )
    if len(expected) != len(actual):
        extra = (expected[len(actual) :] or actual[len(expected) :])[0]
        raise PublishError(
            Phrase(
                "%(article)s in %(language)s: %(text)s would change the structure of the page;"
                " reword its translation",
                article=name,
                language=assembly.target,
                text=_brief(extra),
            )
        )


def _structure(parts: tuple[Part, ...]) -> Iterator[Line]:
    """Each block with its words and codes."""
    for block in blocks(parts):
        text = "".join(
            piece.text if isinstance(piece, Text) else f"<{piece.role.value}>"
            for piece in protect(block.inline)
        )
        yield block.kind, " ".join(text.split())


def _block_words(parts: tuple[Part, ...]) -> Iterator[Line]:
    """Each block with its words."""
    for block in blocks(parts):
        words = (piece.text for piece in block.inline if isinstance(piece, Text))
        yield block.kind, " ".join("".join(words).split())


def _all_words(parts: tuple[Part, ...]) -> Iterator[Line]:
    """Everything in one line: where no markup can break, the words are what must stay.

    Letters and their accents count as one character (NFC), as in catalogs (see `protect`).
    """
    texts = (part.raw if isinstance(part, Skeleton) else _plain(part.inline) for part in parts)
    yield "", " ".join(normalize("NFC", "".join(texts)).split())


def _plain(inline: Inline) -> str:
    return "".join(piece.text if isinstance(piece, Text) else raw_of(piece) for piece in inline)


def _brief(line: Line) -> str:
    """A line of an outline as messages show it."""
    kind, words = line
    text = re.sub(r"\s+", " ", f"{kind}: {words}" if kind else words)
    return repr(shorten(text, 80))
