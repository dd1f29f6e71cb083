"""What comes back from other editors, merged into a catalog: three ways, by text. Pure.

Every exported unit carries a mark of the target and state it left with. So a unit changed outside
is told from one that changed here meanwhile, and from one that changed on both sides: a conflict,
in which the catalog's text stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256

from toolkit.model import Catalog, Entry, Key, State


@dataclass(frozen=True, slots=True)
class Row:
    """One unit of an exchanged file."""

    source: str
    target: str = ""
    state: State = State.EMPTY
    """EMPTY if and only if there is no target."""
    context: str | None = None
    comments: tuple[str, ...] = ()
    """Lines of people."""
    id: str = ""
    """As `unit_id` made it; "" if the file has none."""
    base: str = ""
    """As `mark` made it at the export; "" if the file has none."""
    line: int = 0
    """1-based line or row in the file."""

    @property
    def key(self) -> Key:
        return (self.context, self.source)


@dataclass(frozen=True, slots=True)
class Batch:
    """The units of one article in one language."""

    article: str
    """Its path in the project; "" if the file does not say."""
    language: str
    """Its language in any dialect; "" if the file does not say."""
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """A catalog with the rows merged into it, and what needs a person."""

    catalog: Catalog
    conflicts: tuple[tuple[Row, Entry], ...] = ()
    """Rows not taken, each with the entry that stays: changed on both sides, or emptied."""
    unknown: tuple[Row, ...] = ()
    """Texts whose source is not in the article now; the catalog has them as obsolete entries."""


def unit_id(entry: Entry) -> str:
    """A name for the entry's identity, fit for an XML id: it depends on context and source only."""
    return "s" + sha256(repr(entry.key).encode()).hexdigest()[:16]


def mark(target: str, state: State) -> str:
    """A fingerprint of target and state: the state's first letter and a hash."""
    return state.value[0] + sha256(target.encode()).hexdigest()[:12]


def merge(catalog: Catalog, rows: Iterable[Row]) -> Merged:
    """Take what was changed outside and not here; lose nothing on either side."""
    active, obsolete = list(catalog.entries), list(catalog.obsolete)
    places = {entry.key: place for place, entry in enumerate(active)}
    gone = {entry.key: place for place, entry in enumerate(obsolete)}
    ids = {unit_id(entry): entry for entry in active}
    words = {entry.source: entry for entry in reversed(active)}
    conflicts, unknown = [], []
    for row in rows:
        key = _key(row, ids)
        if key not in places and row.source in words and not row.base:
            key = words[row.source].key  # of other makers, who name contexts in another way
        shelf, at = (active, places) if key in places else (obsolete, gone)
        entry = shelf[at[key]] if key in at else None
        taken = _taken(entry, row) if entry else None
        if entry and taken is None:
            conflicts.append((row, entry))
        elif shelf is obsolete and row.target:
            unknown.append(row)
        if entry:
            shelf[at[key]] = _commented(taken or entry, row)
        elif row.target:
            gone[key] = len(obsolete)
            obsolete.append(_commented(_new(row), row))
    merged = replace(catalog, entries=tuple(active), obsolete=tuple(obsolete))
    return Merged(merged, tuple(conflicts), tuple(unknown))


def _key(row: Row, ids: dict[str, Entry]) -> Key:
    """The entry with the row's id, if it also has its words (editors may damage blanks)."""
    named = ids.get(row.id)
    return named.key if named and named.source.split() == row.source.split() else row.key


def _taken(entry: Entry, row: Row) -> Entry | None:
    """The entry after the row; None if it must stay although the row differs."""
    here, there = mark(entry.target, entry.state), mark(row.target, row.state)
    if there in (here, row.base):
        return entry
    if not row.target:
        return None
    if row.base:
        untouched = here == row.base
    elif entry.target == row.target and entry.state is State.APPROVED:
        return entry
    else:
        reviewed = entry.machine and row.state is State.APPROVED
        untouched = reviewed or entry.target in ("", row.target)
    return _filled(entry, row) if untouched else None


def _filled(entry: Entry, row: Row) -> Entry:
    if row.state is State.DRAFT:
        return entry.drafted(row.target, None, entry.previous)
    return entry.approved(row.target)


def _new(row: Row) -> Entry:
    return _filled(Entry(source=row.source, context=row.context), row)


def _commented(entry: Entry, row: Row) -> Entry:
    """With the comment lines that are new; none is removed."""
    known = {line.strip() for line in entry.comments}
    lines = (line.strip() for comment in row.comments for line in comment.splitlines())
    new = [line for line in dict.fromkeys(lines) if line and line not in known]
    return replace(entry, comments=(*entry.comments, *new)) if new else entry
