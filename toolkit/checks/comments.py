"""Comments by which people silence checks: `toolkit: ok numbers, quotes`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from toolkit.model import Entry
from toolkit.phrase import Phrase

_SILENCE = re.compile(r"\s*toolkit:\s*ok\s(.*)", re.DOTALL)


def silenced(entry: Entry) -> frozenset[str]:
    """The checks a person declared to be wrong about this entry, as long as its source stays."""
    if entry.fuzzy and entry.previous is not None:
        return frozenset()
    lines = (line for comment in entry.comments for line in comment.split("\n"))
    matches = filter(None, map(_SILENCE.fullmatch, lines))
    return frozenset(" ".join(name.split()) for match in matches for name in match[1].split(","))


def unknown(named: Collection[str], known: Collection[str]) -> Iterator[str]:
    """A comment `toolkit: ok …` names checks that exist."""
    for name in sorted(set(named) - set(known)):
        yield Phrase(
            "There is no check “%(name)s”; the checks are %(known)s.",
            name=name,
            known=", ".join(known),
        )
