"""PO files for people who do not work in the project's folder, and back through the merge.

OmegaT writes back only what its user worked on: it empties all other drafts, and entries that it
cuts into sentences; no draft of its files is fuzzy; set so, it puts the source where nothing is.
So an emptied entry says nothing, and a repeated source is nobody's approval.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from toolkit.catalog import po
from toolkit.errors import CatalogError, SourceError
from toolkit.exchange.merge import Batch, Row, mark, unit_id
from toolkit.model import Catalog, Entry, Language, State

_ARTICLE = "X-Article"
_BASE = "toolkit: "
"""Of the `#.` line with an entry's mark and the name of its source."""
_EMPTY = mark("", State.EMPTY)


def write(catalog: Catalog, _source: Language, target: Language) -> bytes:
    """The catalog without its obsolete entries; each entry carries its mark as a `#.` line."""
    header = dict(catalog.header) | {
        "Language": target.posix,
        "Content-Type": "text/plain; charset=UTF-8",
        _ARTICLE: catalog.reference,
    }
    entries = tuple(
        replace(entry, notes=(*entry.notes, f"{_BASE}{_mark(entry)} {_name(entry)}"))
        for entry in catalog.entries
    )
    return po.write(
        replace(catalog, header=tuple(header.items()), entries=entries, obsolete=())
    ).encode()


def read(data: bytes) -> tuple[Batch, ...]:
    """The units of a PO file, ours or not. SourceError, beginning with the line, if damaged."""
    try:
        catalog = po.parse(data, "")
    except CatalogError as error:
        what = str(error)[1:].replace("; the file was left untouched", "")
        raise SourceError(what) from None
    header = dict(catalog.header)
    return (Batch(header.get(_ARTICLE, ""), header.get("Language", ""), tuple(_rows(catalog))),)


def _rows(catalog: Catalog) -> Iterator[Row]:
    for entry in catalog.entries:
        marks = [note[len(_BASE) :] for note in entry.notes if note.startswith(_BASE)]
        base, _, name = (marks[-1].strip() if marks else "").partition(" ")
        if name and name != _name(entry):
            what = "the msgid was changed: restore it, and write the translation into msgstr"
            raise SourceError(f"{entry.line}: {what}")
        yield _row(entry, base)


def _mark(entry: Entry) -> str:
    return mark(entry.target, entry.state)


def _name(entry: Entry) -> str:
    """Of its source alone: tools lose contexts."""
    return unit_id(replace(entry, context=None))


def _row(entry: Entry, base: str) -> Row:
    state = entry.state
    repeated = entry.target == entry.source and state is State.APPROVED
    if not entry.target:
        base = _EMPTY  # nothing was changed
    elif repeated and base != _mark(entry):
        state = State.DRAFT
        base = base if base == _EMPTY else ""  # never in the place of a draft
    return Row(
        source=entry.source,
        target=entry.target,
        state=state,
        context=entry.context,
        comments=entry.comments,
        base=base,
        line=entry.line,
    )
