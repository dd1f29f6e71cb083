"""What is known of pictures and other files, so that a build need not read them all again.

It is remembered with the stamp of the file, and believed as long as that holds (`storage.stamps`).
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from toolkit.storage import sealed
from toolkit.storage.fingerprint import program
from toolkit.storage.stamps import Stamp, stamp

T = TypeVar("T")
_Facts = dict[object, Any]


@dataclass
class AssetFacts:
    """Facts of files, as the last run kept them or as they were found in this one."""

    memory: Path | None = None
    """Where they are kept; None for nowhere."""
    _before: dict[str, tuple[Stamp, _Facts]] | None = None
    _now: dict[str, tuple[Stamp, _Facts]] = field(default_factory=dict)

    def of(self, file: Path, name: object, find: Callable[[], T]) -> T:
        """The fact of that name about a file; found now if it is not known for sure."""
        path = str(file)
        if path not in self._now:
            known = self._known().get(path)
            taken = stamp(path)
            holds = known and taken and known[0] == taken
            self._now[path] = taken, {**known[1]} if known and holds else {}
        facts = self._now[path][1]
        if name not in facts:
            facts[name] = find()
        found: T = facts[name]
        return found

    def write(self) -> None:
        """Keep what is sure for the next run; files that nobody asked for are forgotten."""
        sure = {path: row for path, row in self._now.items() if row[0]}
        if self.memory and sure != self._known():
            sealed.remember(self.memory, pickle.dumps((program(), sure)))

    def _known(self) -> dict[str, tuple[Stamp, _Facts]]:
        if self._before is None:
            data = sealed.read(self.memory) if self.memory else None
            made_by, rows = pickle.loads(data) if data else ("", {})
            self._before = rows if made_by == program() else {}
        return self._before
