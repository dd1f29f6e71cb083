"""The check over a whole project: one source sentence, one translation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from toolkit.model import Catalog, Entry, Finding, Key, Severity, State

NAME = "inconsistent"


def inconsistent(
    catalogs: Iterable[tuple[str, Catalog]], severity: Severity = Severity.WARNING
) -> Iterator[tuple[str, Finding]]:
    """(path, finding) for every entry whose source is translated otherwise elsewhere.

    `catalogs` are (path, catalog) of one language. Where people approved one of the translations,
    only the others are reported.
    """
    places: defaultdict[Key, list[tuple[str, Entry]]] = defaultdict(list)
    for path, catalog in catalogs:
        for entry in catalog.entries:
            if entry.target:
                places[entry.key].append((path, entry))
    for found in places.values():
        if len({" ".join(entry.target.split()) for _, entry in found}) > 1:
            yield from _findings(found, severity)


def _findings(found: list[tuple[str, Entry]], severity: Severity) -> Iterator[tuple[str, Finding]]:
    approved = {entry.target for _, entry in found if entry.state is State.APPROVED}
    for path, entry in found:
        if approved == {entry.target}:
            continue
        other_path, other = next(
            (place for place in found if place[1].target in approved - {entry.target}),
            next(place for place in found if place[1].target != entry.target),
        )
        message = (
            f"{other_path} has “{_brief(other.target)}” for the same sentence;"
            f" choose one translation."
        )
        yield path, Finding(NAME, severity, entry, message)


def _brief(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
