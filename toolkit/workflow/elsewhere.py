"""Where else an article's sentences stand in a language: for the checks that compare articles."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.checks.table import run_project
from toolkit.model import Catalog, Entry, Finding, Key


@dataclass
class Elsewhere:
    """The translated sentences of a language's articles. May be used by several threads."""

    _labels: dict[str, str] = field(default_factory=dict)
    """Article → what findings call it."""
    _entries: dict[str, dict[Key, Entry]] = field(default_factory=dict)
    """Article → its translated sentences."""
    _places: defaultdict[Key, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Sentence → the articles that have a translation of it."""
    _changed: set[Key] = field(default_factory=set)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def learn(self, article: str, label: str, entries: tuple[Entry, ...]) -> None:
        """Take note of an article's sentences as they are now; none if it is gone."""
        new = {entry.key: entry for entry in entries if entry.target}
        with self._lock:
            old = self._entries.get(article, {})
            self._entries[article], self._labels[article] = new, label
            for key in old.keys() - new.keys():
                self._places[key].discard(article)
            for key in new.keys() - old.keys():
                self._places[key].add(article)
            for key in old.keys() | new.keys():
                if old.get(key) != new.get(key) and self._places[key] - {article}:
                    self._changed.add(key)

    def articles(self) -> frozenset[str]:
        """Those it has taken note of."""
        with self._lock:
            return frozenset(self._entries)

    def changed(self) -> frozenset[Key]:
        """Sentences of several articles that changed somewhere since this was last asked."""
        with self._lock:
            changed, self._changed = frozenset(self._changed), set()
        return changed

    def findings(self, article: str, entry: Entry, severities: Mapping[str, str]) -> list[Finding]:
        """What the checks that compare articles say of an entry of that article."""
        with self._lock:
            others = [
                (self._labels[name], Catalog(entries=(self._entries[name][entry.key],)))
                for name in sorted(self._places.get(entry.key, set()) - {article})
            ]
        if not others or not entry.target:
            return []
        own = (article, Catalog(entries=(entry,)))
        compared = run_project([own, *others], severities)
        return [finding for _, finding in compared if finding.entry is entry]
