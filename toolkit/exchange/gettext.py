"""PO files for people who do not work in the project's folder, and back through the merge.

OmegaT writes back only what its user worked on: it empties all other drafts, and entries that it
cuts into sentences; no draft of its files is fuzzy; set so, it puts the source where nothing is.
So an emptied entry says nothing, and a repeated source is nobody's approval.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from toolkit import po
from toolkit.errors import CatalogError, SourceError
from toolkit.exchange.merge import Batch, Row, mark
from toolkit.model import Catalog, Entry, Language, State

_ARTICLE = "X-Article"
_BASE = "toolkit: "
"""Of the `#.` line with an entry's mark."""


def write(catalog: Catalog, _source: Language, target: Language) -> bytes:
    """The catalog without its obsolete entries; each entry carries its mark as a `#.` line."""
    header = dict(catalog.header) | {
        "Language": target.posix,
        "Content-Type": "text/plain; charset=UTF-8",
        _ARTICLE: catalog.reference,
    }
    entries = tuple(
        replace(entry, notes=(*entry.notes, _BASE + mark(entry.target, entry.state)))
        for entry in catalog.entries
    )
    return po.write(
        replace(catalog, header=tuple(header.items()), entries=entries, obsolete=())
    ).encode()


def read(data: bytes) -> tuple[Batch, ...]:
    """The units of a PO file, ours or not. SourceError, beginning with the line, if damaged."""
    with TemporaryDirectory() as folder:  # polib reads text otherwise than files
        path = Path(folder) / "a.po"
        path.write_bytes(data)
        try:
            catalog = po.read(path)
        except CatalogError as error:
            line, _, what = str(error).removeprefix(f"{path}:").partition(": ")
            raise SourceError(
                f"{line}: {what.replace('; the file was left untouched', '')}"
            ) from None
    header = dict(catalog.header)
    return (Batch(header.get(_ARTICLE, ""), header.get("Language", ""), tuple(_rows(catalog))),)


def _rows(catalog: Catalog) -> Iterator[Row]:
    for entry in catalog.entries:
        marks = [note[len(_BASE) :] for note in entry.notes if note.startswith(_BASE)]
        row = _row(entry, marks[-1].strip() if marks else "")
        if row.target or row.base == mark("", State.EMPTY):
            yield row


def _row(entry: Entry, base: str) -> Row:
    state = entry.state
    repeated = entry.target == entry.source and state is State.APPROVED
    if repeated and base != mark(entry.target, state):
        state = State.DRAFT
        base = base if base == mark("", State.EMPTY) else ""  # never in the place of a draft
    return Row(
        source=entry.source,
        target=entry.target,
        state=state,
        context=entry.context,
        comments=entry.comments,
        base=base,
        line=entry.line,
    )
