"""Translate: catalogs brought up to date with their articles, empty entries drafted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from toolkit.drafting import drafts as drafting
from toolkit.drafting.drafts import DraftOptions, Drafts, Work
from toolkit.engines import table as engines
from toolkit.engines.contract import Engine
from toolkit.engines.none import NoEngine
from toolkit.errors import EngineError
from toolkit.formats.article import ParsedArticle
from toolkit.memory import offers as memory
from toolkit.model import Catalog, Language, State
from toolkit.project import files
from toolkit.project.files import Article
from toolkit.project.settings import Project
from toolkit.workflow import orphans
from toolkit.workflow.events import Tell, ignore
from toolkit.workflow.fields import remarks
from toolkit.workflow.outcome import Outcome
from toolkit.workflow.selection import EVERYTHING, Selection
from toolkit.workflow.workspace import OpenCatalog, Workspace

if TYPE_CHECKING:
    from toolkit.memory.index import Index  # loads NumPy: only where something is to be drafted

_WAVE = 1_000
"""Sentences that go to the engine together; their catalogs are written before the next ones."""
_NONE = Catalog()


@dataclass(frozen=True, slots=True)
class TranslateOptions:
    """How drafts are made."""

    engine: str | Engine = ""
    """The name of an engine, or an engine of one's own; "" for the project's."""
    engine_options: Mapping[str, int | str] = field(default_factory=dict)
    """Settings of the engine by name, such as `beam`; see the table of engines."""
    least: float = 0.0
    """A sentence stays empty if the engine is less sure of it (0 to 1)."""
    anew: bool = False
    """Whether drafts of engines that nobody changed are replaced."""
    dry_run: bool = False
    """Only tell what would be written; the engine is not asked."""


@dataclass(frozen=True, slots=True)
class Translated:
    """What `translate` did."""

    catalogs: int
    """Catalogs written."""
    drafted: int
    """Sentences that got another text than they had."""
    empty: int
    """Sentences that have no text."""


DEFAULTS = TranslateOptions()


def translate(
    project: Project,
    wanted: Selection = EVERYTHING,
    options: TranslateOptions = DEFAULTS,
    tell: Tell = ignore,
) -> Outcome[Translated]:
    """Bring catalogs up to date with their articles and draft what is empty.

    A text comes from the translation memory where that is sure, else from the engine, else from
    the memory. What a person wrote or approved stays. UsageError if options or languages are
    wrong; what fails for one article is in the outcome, and the others are finished.
    """
    workspace = Workspace.open(project, wanted, tell, dry_run=options.dry_run)
    for message in (*files.unread(project), *files.unportable(project)):
        workspace.note(f"note: {message}")
    for line in orphans.lines(workspace):
        workspace.note(f"note: {line}")
    with workspace.writing(), ExitStack() as stack:
        drafter = _Drafter(workspace, _engine(project, options), options, stack)
        if isinstance(options.engine, str):
            drafter.name = options.engine or project.engine
        for wave in _waves(workspace, wanted.sources):
            for target in workspace.targets:
                drafter.translate(wave, target)
    return workspace.outcome(Translated(drafter.catalogs, drafter.drafted, drafter.empty))


def _engine(project: Project, options: TranslateOptions) -> Engine:
    """The engine that is asked for; a dry run keeps nothing of what it makes."""
    if not isinstance(options.engine, str):
        return options.engine
    name = options.engine or project.engine
    cache = None if options.dry_run else files.scratch(project, "cache") / "engine.sqlite"
    return engines.load(name, cache, **{"models": project.models, **options.engine_options})


def _waves(
    workspace: Workspace, sources: Iterable[str]
) -> Iterator[list[tuple[Article, ParsedArticle]]]:
    """Articles in groups of a size that keeps an engine busy."""
    wave, size = [], 0
    for article in workspace.articles(tuple(sources)):
        parsed = workspace.parse(article)
        for line in remarks(workspace.project, parsed):
            workspace.note(f"note: {line}")
        wave.append((article, parsed))
        size += len(parsed.segments)
        if size >= _WAVE:
            yield wave
            wave, size = [], 0
    if wave:
        yield wave


@dataclass
class _Drafter:
    """What one run was asked for, what it keeps open, and what it did."""

    workspace: Workspace
    engine: Engine
    options: TranslateOptions
    stack: ExitStack
    """Closes what the run opened."""
    name: str = ""
    """The engine's, if it is one of the table."""
    catalogs: int = 0
    drafted: int = 0
    empty: int = 0
    indexes: dict[Language, Index] = field(default_factory=dict)

    def translate(self, wave: list[tuple[Article, ParsedArticle]], target: Language) -> None:
        """One language of a wave: find out what is empty, ask the engine, write."""
        opened: list[OpenCatalog] = []
        for article, parsed in wave:
            with self.workspace.trying(article):
                opened.append(self.workspace.load(article, target, parsed))
        made: Sequence[Drafts] = [{} for _ in opened]
        bare = [replace(one, catalog=self._bare(one.catalog)) for one in opened]
        if any(_is_open(one.catalog) for one in bare) and not self.options.dry_run:
            made = self._drafts(bare, target)
        for one, drafts in zip(opened, made, strict=True):
            with self.workspace.trying(one.article):
                self._finish(one, drafts)

    def _bare(self, catalog: Catalog) -> Catalog:
        """The catalog without the drafts that are to be made anew."""
        known = self._without_trials(catalog)
        return drafting.without_machine(known) if self.options.anew else known

    def _without_trials(self, catalog: Catalog) -> Catalog:
        """The catalog without what another engine than this one only made for a trial."""
        return drafting.without_trials(catalog, self.name)

    def _memory(self, target: Language) -> Index:
        """The translation memory of that language, brought up to date once."""
        from toolkit.memory.index import Index

        if target not in self.indexes:
            project = self.workspace.project
            folder = files.scratch(project, "memory")
            index = self.stack.enter_context(Index(folder, project.source, target))
            unreadable = index.refresh(*files.memory_files(project, target))
            for error in (*files.strangers(project, target), *unreadable):
                self.workspace.note(f"left out of the memory: {error}")
            self.indexes[target] = index
        return self.indexes[target]

    def _drafts(self, opened: list[OpenCatalog], target: Language) -> Sequence[Drafts]:
        """Drafts for what is empty: sure matches of the memory, the engine's, other matches."""
        index = self._memory(target)
        project = self.workspace.project

        def trusted(match: memory.Match) -> bool:
            return project.trust_context and index.confirms(match.unit)

        offered = [memory.offers(one.catalog, index.best) for one in opened]
        sure = [
            memory.drafts(one.catalog, matches, project.memory, trusted)
            for one, matches in zip(opened, offered, strict=True)
        ]
        left = [
            replace(one, catalog=drafting.apply(one.catalog, drafts))
            for one, drafts in zip(opened, sure, strict=True)
        ]
        engine: Sequence[Drafts] = [{} for _ in opened]
        if any(_is_open(one.catalog) for one in left):
            try:
                engine = self._from_engine(left, target)
            except EngineError as error:
                self.workspace.fail(error)
                engine = self._by(NoEngine(), left, (project.source, target))
        return [
            {
                **made,
                **memory.drafts(one.catalog, matches),
                **{key: entry for key, entry in made.items() if entry.target},
                **first,
            }
            for one, matches, made, first in zip(opened, offered, engine, sure, strict=True)
        ]

    def _from_engine(self, opened: list[OpenCatalog], target: Language) -> Sequence[Drafts]:
        """What the engine makes of the empty entries. EngineError if it cannot serve."""
        path = self.engine.path(self.workspace.project.source, target)
        return self._by(self.engine, opened, path)

    def _by(
        self, engine: Engine, opened: list[OpenCatalog], path: tuple[Language, ...]
    ) -> Sequence[Drafts]:
        """What an engine makes of the empty entries by way of these languages."""
        works = []
        for one in opened:
            pivot = _NONE
            if len(path) > 2:
                with self.workspace.trying(one.article):
                    pivot = self.workspace.load(one.article, path[-2], one.parsed).catalog
            works.append(Work(one.parsed.segments, one.catalog, pivot))
        options = DraftOptions(self.options.least, self.workspace.terms)
        return drafting.drafts(works, engine, path, options)

    def _finish(self, opened: OpenCatalog, drafts: Drafts) -> None:
        """Put the drafts into what is still empty, save, and count."""

        def filled(catalog: Catalog) -> Catalog:
            made = drafting.apply(self._bare(catalog), drafts)
            return drafting.filled_from(made, self._without_trials(catalog))

        change = self.workspace.change(opened, filled)
        if change.written:
            self.catalogs += 1
        pairs = zip(change.old.catalog.entries, change.new.entries, strict=True)
        self.drafted += sum(new.target not in ("", old.target) for old, new in pairs)
        self.empty += sum(entry.state is State.EMPTY for entry in change.new.entries)


def _is_open(catalog: Catalog) -> bool:
    """Whether there is anything for an engine to do."""
    return any(map(drafting.is_open, catalog.entries))
