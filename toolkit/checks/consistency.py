"""The check over a whole project: one source sentence, one translation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from toolkit.checks.context import Inconsistency
from toolkit.document.shorten import shorten
from toolkit.model import Catalog, Entry, Key, State
from toolkit.phrase import Phrase

_SHOWN = 60
"""Characters of another translation that a message cites."""


def inconsistent(catalogs: Iterable[tuple[str, Catalog]]) -> Iterator[Inconsistency]:
    """Every entry whose source is translated otherwise elsewhere.

    Where people approved one of the translations, only the others are reported.
    """
    places: defaultdict[Key, list[tuple[str, Entry]]] = defaultdict(list)
    for path, catalog in catalogs:
        for entry in catalog.entries:
            if entry.target:
                places[entry.key].append((path, entry))
    for same in places.values():
        if len({" ".join(entry.target.split()) for _, entry in same}) > 1:
            yield from _differing(same)


def _differing(same: list[tuple[str, Entry]]) -> Iterator[Inconsistency]:
    """Those of the places of one sentence that have not its one approved translation."""
    approved = {entry.target for _, entry in same if entry.state is State.APPROVED}
    for path, entry in same:
        if approved == {entry.target}:
            continue
        other_path, other = next(
            (place for place in same if place[1].target in approved - {entry.target}),
            next(place for place in same if place[1].target != entry.target),
        )
        message = Phrase(
            "%(place)s has “%(other)s” for the same sentence; choose one translation.",
            place=other_path,
            other=shorten(other.target, _SHOWN),
        )
        yield Inconsistency(path, entry, message)
