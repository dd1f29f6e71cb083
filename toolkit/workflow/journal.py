"""What was saved at the desk, one line for each time: to show it, and to take it back.

It lies below `.toolkit/` and can be deleted: then nothing can be taken back, and nothing else.
"""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from toolkit.catalog import origin as origins
from toolkit.model import Entry
from toolkit.storage import plain, sealed
from toolkit.workflow.workspace import OpenCatalog

_APPEND = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
_FIELDS = ("target", "fuzzy", "seal", "previous")


@dataclass(frozen=True, slots=True)
class Saving:
    """One time that somebody saved an entry."""

    who: str
    when: str
    """UTC, to the second, in ISO 8601."""
    before: Entry
    after: Entry


@dataclass(frozen=True, slots=True)
class Journal:
    """The journal of one article in one language."""

    path: Path

    @classmethod
    def of(cls, opened: OpenCatalog, folder: Path) -> Journal:
        """The one of a catalog, in the folder of all journals."""
        place = f"{opened.target.posix}/{opened.article.name}"
        return cls(folder / f"{blake2b(place.encode(), digest_size=12).hexdigest()}.jsonl")

    def note(self, who: str, before: Entry, after: Entry) -> None:
        """Add a line; nobody is kept from working if that cannot be done."""
        moment = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        states = {"before": _state(before), "after": _state(after)}
        line = {"who": who, "when": moment, "key": before.key, **states}
        data = json.dumps(line).encode()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(self.path, _APPEND, 0o600), "ab") as file:
                file.write(sealed.seal(self.path, data).strip() + b" " + data + b"\n")
        except OSError:
            return

    def events(self, entry: Entry) -> list[Saving]:
        """What happened to an entry, the latest first; lines that others wrote are passed over."""
        return list(self._events(entry))[::-1]

    def _events(self, entry: Entry) -> Iterator[Saving]:
        try:
            lines = plain.read(self.path).split(b"\n")
        except OSError:
            return
        for line in lines:
            seal, _, data = line.partition(b" ")
            if not hmac.compare_digest(seal, sealed.seal(self.path, data).strip()):
                continue
            try:
                read = json.loads(data)
                if tuple(read["key"]) == entry.key:
                    before, after = (_entry(entry, read[side]) for side in ("before", "after"))
                    yield Saving(str(read["who"]), str(read["when"]), before, after)
            except (ValueError, KeyError, TypeError):
                continue


def _state(entry: Entry) -> dict[str, Any]:
    """What people change of an entry, as JSON has it."""
    kept = {name: getattr(entry, name) for name in _FIELDS}
    return kept | {"comments": entry.comments, "origin": origins.spell(entry.origin)}


def _entry(now: Entry, state: dict[str, Any]) -> Entry:
    """An entry as it was. ValueError, KeyError or TypeError if that is no state of one."""
    origin = origins.parse(state["origin"]) if state["origin"] else None
    kept = {name: state[name] for name in _FIELDS}
    return replace(now, **kept, origin=origin, comments=tuple(map(str, state["comments"])))
