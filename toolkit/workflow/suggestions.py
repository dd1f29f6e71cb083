"""What the memory and the engine offer for one sentence while somebody works on it.

Both are asked in one thread of their own: they are loaded once, and nobody's typing waits for them.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.checks.context import Context
from toolkit.drafting import drafts as drafting
from toolkit.drafting.drafts import DraftOptions, Work
from toolkit.engines import table as engines
from toolkit.engines.contract import Engine
from toolkit.glossary.glossary import Glossary
from toolkit.memory.offers import Match, asks, rank, units
from toolkit.model import Entry, Language
from toolkit.project import files
from toolkit.project.settings import Project
from toolkit.workflow.workspace import OpenCatalog

if TYPE_CHECKING:
    from toolkit.memory.index import Index  # loads NumPy: only where something is offered

_MOST = 9
"""Suggestions of each kind: as many as there are keys for them."""
_FRESH = 120.0
"""Seconds for which other articles are not looked at anew; the one at hand always is."""
_ALTERNATIVES = 4


class Suggestions:
    """The memory of a project and its engine, kept ready."""

    def __init__(self, project: Project, engine: str | Engine = engines.DEFAULT) -> None:
        self._project, self._engine = project, engine
        self._thread = ThreadPoolExecutor(1, "suggestions")
        self._indexes: dict[str, Index] = {}
        self._looked: dict[str, float] = {}

    def matches(self, opened: OpenCatalog, entry: Entry) -> list[Match]:
        """What the memory offers for an entry, best first; not what the entry itself has."""
        return self._thread.submit(self._matches, opened, entry).result()

    def alternatives(
        self, opened: OpenCatalog, entry: Entry, terms: Glossary | None
    ) -> Sequence[Entry]:
        """What the engine can say for an entry, best first: drafts. EngineError if it cannot."""
        return self._thread.submit(self._alternatives, opened, entry, terms).result()

    def _matches(self, opened: OpenCatalog, entry: Entry) -> list[Match]:
        ask = {one.key: ask for one, ask in asks(opened.catalog)}.get(entry.key)
        if ask is None:
            return []
        context = Context(self._project.source, opened.target)
        name = opened.article.name
        own = (unit for unit in units(name, opened.catalog) if unit.source != entry.source)
        here = rank(ask, own, context, lambda _: False)
        known = self._index(opened.target).lookup(ask, 2 * _MOST)
        elsewhere = (match for match in known if match.unit.article != name)
        best: dict[str, Match] = {}
        for match in sorted((*here, *elsewhere), key=lambda match: -match.percent):
            best.setdefault(match.target, match)
        return list(best.values())[:_MOST]

    def _index(self, target: Language) -> Index:
        """The memory of a language; once it is there, it is renewed behind the answer."""
        from toolkit.memory.index import Index

        if target.posix not in self._indexes:
            folder = files.scratch(self._project, "memory")
            self._indexes[target.posix] = Index(folder, self._project.source, target)
            self._refresh(target)
        elif time.monotonic() - self._looked[target.posix] > _FRESH:
            self._looked[target.posix] = time.monotonic()
            self._thread.submit(self._refresh, target)
        return self._indexes[target.posix]

    def _refresh(self, target: Language) -> None:
        self._indexes[target.posix].refresh(*files.memory_files(self._project, target))
        self._looked[target.posix] = time.monotonic()

    def _alternatives(
        self, opened: OpenCatalog, entry: Entry, terms: Glossary | None
    ) -> Sequence[Entry]:
        if isinstance(self._engine, str):
            cache = files.scratch(self._project, "cache") / "engine.sqlite"
            self._engine = engines.load(self._engine, cache, models=self._project.models)
        engine = self._engine
        path = engine.path(self._project.source, opened.target)
        bare = replace(opened.catalog, entries=(entry.emptied(),))
        work = Work(opened.parsed.segments, bare)
        return drafting.alternatives(work, engine, path, DraftOptions(terms=terms), _ALTERNATIVES)
