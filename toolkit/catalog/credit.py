"""Who wrote and who approved a text, kept where every gettext tool keeps it: in comments.

    written by Anna on 2026-11-27 20:15 [3f9a2c]
    approved by Boris on 2026-11-27 20:40 [3f9a2c]

The digits seal the text that is meant: of another text the line says nothing any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from toolkit.model import Entry, seal_of

WRITTEN, APPROVED = "written", "approved"
_LINE = re.compile(
    rf"(?P<what>{WRITTEN}|{APPROVED}) by (?P<who>.+) on (?P<when>\d{{4}}-\d\d-\d\d \d\d:\d\d)"
    r" \[(?P<seal>[0-9a-f]{6})\]"
)


@dataclass(frozen=True, slots=True)
class Credit:
    """One person's part in the text of an entry."""

    what: str
    """`WRITTEN` or `APPROVED`."""
    who: str
    when: str
    """UTC, to the minute: `2026-11-27 20:15`."""
    seal: str
    """`seal_of` the text that is meant."""


def credits(entry: Entry) -> dict[str, Credit]:
    """Who wrote and who approved the text that the entry has now, by what they did."""
    found = (_LINE.fullmatch(line) for line in entry.comments)
    parts = (Credit(**match.groupdict()) for match in found if match)
    return {part.what: part for part in parts if part.seal == seal_of(entry.target)}


def remarks(entry: Entry) -> tuple[str, ...]:
    """What people wrote beside the text themselves."""
    return tuple(line for line in entry.comments if not _LINE.fullmatch(line))


def credited(entry: Entry, parts: Iterable[Credit]) -> Entry:
    """The entry with these credits in place of all that it has."""
    lines = tuple(f"{part.what} by {part.who} on {part.when} [{part.seal}]" for part in parts)
    return replace(entry, comments=(*remarks(entry), *lines))


def with_credit(entry: Entry, what: str, who: str, when: str) -> Entry:
    """The entry with one more credit, for the text that it has now; none if it has no text."""
    if not entry.target:
        return credited(entry, ())
    part = Credit(what, who, when[: len("2026-11-27 20:15")], seal_of(entry.target))
    return credited(entry, {**credits(entry), what: part}.values())
