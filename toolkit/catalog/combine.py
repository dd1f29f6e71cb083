"""Two people's changes to one catalog, put together entry by entry. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from toolkit.model import Catalog, Entry, Key


@dataclass(frozen=True, slots=True)
class Combined:
    """A catalog with the changes of both, and those that had to be left out."""

    catalog: Catalog
    conflicts: tuple[Entry, ...] = ()
    """Our entries that were changed otherwise meanwhile, or whose sentence is gone."""


def combine(base: Catalog, ours: Catalog, theirs: Catalog) -> Combined:
    """Put what changed between `base` and `ours` into `theirs`, a newer state of `base`.

    An entry that both changed in different ways stays as it is in `theirs`: nobody's text is lost.
    Everything else than entries (header, obsolete entries) is as in `theirs`.
    """
    before = _by_key(base)
    changed = {
        key: entry for key, entry in _by_key(ours).items() if _differ(before.get(key), entry)
    }
    present = _by_key(theirs)
    conflicts = tuple(
        entry
        for key, entry in changed.items()
        if key not in present
        or (_differ(before.get(key), present[key]) and _differ(entry, present[key]))
    )
    refused = {entry.key for entry in conflicts}
    entries = tuple(
        entry
        if entry.key not in changed or entry.key in refused
        else replace(changed[entry.key], notes=entry.notes, line=entry.line)
        for entry in theirs.entries
    )
    return Combined(replace(theirs, entries=entries), conflicts)


def _by_key(catalog: Catalog) -> Mapping[Key, Entry]:
    """The entries that are in the article now."""
    return {entry.key: entry for entry in catalog.entries}


def _differ(one: Entry | None, other: Entry) -> bool:
    """Whether people would see a difference: notes and lines are the toolkit's."""
    return one is None or replace(one, notes=other.notes, line=other.line) != other
