"""`toolkit translate`: catalogs up to date with their articles, empty entries drafted."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import click

from toolkit.cli.run import Run, many, say, sources_argument, to_option
from toolkit.errors import ChangedError, EngineError
from toolkit.model import Catalog, Language, State

if TYPE_CHECKING:
    from toolkit.drafting.drafts import Drafts
    from toolkit.engines.contract import Engine
    from toolkit.formats.article import ParsedArticle
    from toolkit.memory.index import Index
    from toolkit.project.files import Article

_WAVE = 1_000
"""Sentences that go to the engine together; their catalogs are written before the next ones."""
_ATTEMPTS = 3
_NONE = Catalog()


@dataclass
class _Job:
    """What one run of the command was asked for, and what it did."""

    run: Run
    engine: Engine
    least: float
    anew: bool
    """Whether an engine's drafts that nobody changed are made anew."""
    open: ExitStack
    """Closes what the run opened."""
    counts: Counter[str] = field(default_factory=Counter)
    indexes: dict[Language, Index] = field(default_factory=dict)

    def memory(self, target: Language) -> Index:
        """The translation memory of that language, brought up to date once."""
        from toolkit.memory.index import Index
        from toolkit.project import files as project

        if target not in self.indexes:
            home = self.run.project
            folder = project.scratch(home, "memory")
            index = self.open.enter_context(Index(folder, home.source, target))
            for error in index.refresh(*project.memory_files(home, target)):
                say(f"left out of the memory: {error}")
            self.indexes[target] = index
        return self.indexes[target]


@dataclass(frozen=True, slots=True)
class _Task:
    """An article in one language."""

    article: Article
    prepared: ParsedArticle
    catalog: Catalog
    """As read, in step with the article."""
    before: bytes | None
    """The bytes of its file; None if there is none yet."""


@click.command()
@sources_argument
@to_option
@click.option("--engine", default="argos", show_default=True, help="argos, pseudo or identity.")
@click.option(
    "--jobs",
    default=min(os.cpu_count() or 1, 64),
    type=click.IntRange(1, 64),
    help="Batches at a time; default: one for each processor. Results do not depend on it.",
)
@click.option(
    "--beam",
    default=4,
    show_default=True,
    type=click.IntRange(1, 16),
    help="Translations that argos follows at a time: fewer are faster, and worse.",
)
@click.option("--scheduler", default="", metavar="ADDRESS", help="Let a Dask cluster do the work.")
@click.option(
    "--min-confidence",
    "least",
    default=0.0,
    type=click.FloatRange(0, 1),
    help="Leave a sentence empty if the engine is less sure of it (0 to 1).",
)
@click.option("--anew", is_flag=True, help="Replace the drafts of engines that nobody changed.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
def translate(
    sources: tuple[str, ...],
    codes: tuple[str, ...],
    engine: str,
    jobs: int,
    beam: int,
    scheduler: str,
    least: float,
    anew: bool,
    dry_run: bool,
) -> None:
    """Bring catalogs up to date with their articles and draft what is empty."""
    from toolkit.engines import table as engines
    from toolkit.project import files as project

    run = Run.start(codes, "translate", dry_run=dry_run)
    for label in project.unread(run.project):
        say(f"note: {label} is not read; save it as .html, .md or .txt")
    for label in project.orphans(run.project):
        say(f"note: {label}: its article is gone; if it has a new name, give the file that too")
    with run.writing(), ExitStack() as stack:
        cache = None if dry_run else project.scratch(run.project, "cache") / "engine.sqlite"
        job = _Job(run, engines.load(engine, jobs, cache, beam, scheduler), least, anew, stack)
        for wave in _waves(run, sources):
            for target in run.targets:
                _translate(job, wave, target)
    verb = "would write" if dry_run else "wrote"
    run.end(
        f"{verb} {many(job.counts['files'], 'catalog')}:"
        f" {many(job.counts['drafted'], 'sentence')} drafted, {job.counts['empty']} empty"
    )


def _waves(run: Run, sources: Iterable[str]) -> Iterator[list[tuple[Article, ParsedArticle]]]:
    """Articles in groups of a size that keeps an engine busy."""
    wave, size = [], 0
    for article in run.articles(tuple(sources)):
        prepared = run.prepare(article)
        wave.append((article, prepared))
        size += len(prepared.segments)
        if size >= _WAVE:
            yield wave
            wave, size = [], 0
    if wave:
        yield wave


def _translate(job: _Job, wave: list[tuple[Article, ParsedArticle]], target: Language) -> None:
    """One language of a wave: find out what is empty, ask the engine, write."""
    tasks: list[_Task] = []
    for article, prepared in wave:
        with job.run.trying(article):
            tasks.append(_Task(article, prepared, *job.run.load(article, prepared, target)))
    found: Sequence[Drafts] = [{} for _ in tasks]
    bare = [replace(task, catalog=_bare(job, task.catalog)) for task in tasks]
    if any(_open(task.catalog) for task in bare) and not job.run.dry_run:
        found = _drafts(job, bare, target)
    for task, made in zip(tasks, found, strict=True):
        with job.run.trying(task.article):
            _finish(job, task, target, made)


def _bare(job: _Job, catalog: Catalog) -> Catalog:
    """The catalog without the drafts that are to be made anew."""
    from toolkit.drafting import drafts as draft

    return draft.without_machine(catalog) if job.anew else catalog


def _drafts(job: _Job, tasks: list[_Task], target: Language) -> Sequence[Drafts]:
    """Drafts for what is empty: sure matches of the memory, the engine's, then other matches."""
    from toolkit.drafting import drafts as draft
    from toolkit.memory import offers as memory

    index = job.memory(target)
    offered = [memory.offers(task.catalog, index.best) for task in tasks]
    project = job.run.project
    sure = [
        memory.drafts(task.catalog, found, project.memory, trust=project.trust_context)
        for task, found in zip(tasks, offered, strict=True)
    ]
    left = [
        replace(task, catalog=draft.apply(task.catalog, made))
        for task, made in zip(tasks, sure, strict=True)
    ]
    engine: Sequence[Drafts] = [{} for _ in tasks]
    if any(_open(task.catalog) for task in left):
        try:
            engine = _from_engine(job, left, target)
        except EngineError as error:
            job.run.fail(error)
    return [
        {
            **made,
            **memory.drafts(task.catalog, found),
            **{key: entry for key, entry in made.items() if entry.target},
            **first,
        }
        for task, found, made, first in zip(tasks, offered, engine, sure, strict=True)
    ]


def _from_engine(job: _Job, tasks: list[_Task], target: Language) -> Sequence[Drafts]:
    """What the engine makes of the empty entries. EngineError if it cannot serve."""
    from toolkit.drafting.drafts import Wishes, Work, drafts

    path = job.engine.path(job.run.project.source, target)
    works = []
    for task in tasks:
        pivot = _NONE
        if len(path) > 2:
            with job.run.trying(task.article):
                pivot = job.run.load(task.article, task.prepared, path[-2])[0]
        works.append(Work(task.prepared.segments, task.catalog, pivot))
    return drafts(works, job.engine, path, Wishes(job.least, job.run.terms))


def _finish(job: _Job, task: _Task, target: Language, made: Drafts) -> None:
    """Put the drafts into what is still empty and save; read anew what was saved meanwhile."""
    catalog, before = task.catalog, task.before
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            _write(job, task.article, target, (catalog, before), made)
            return
        except ChangedError:
            if attempt == _ATTEMPTS:
                raise
            catalog, before = job.run.load(task.article, task.prepared, target)


def _write(
    job: _Job,
    article: Article,
    target: Language,
    read: tuple[Catalog, bytes | None],
    made: Drafts,
) -> None:
    from toolkit.drafting import drafts as draft

    catalog, before = read
    new = draft.filled_from(draft.apply(_bare(job, catalog), made), catalog)
    job.counts["files"] += job.run.save(article, target, new, before)
    pairs = zip(catalog.entries, new.entries, strict=True)
    job.counts["drafted"] += sum(one.target != other.target for one, other in pairs)
    job.counts["empty"] += sum(entry.state is State.EMPTY for entry in new.entries)


def _open(catalog: Catalog) -> bool:
    """Whether there is anything for an engine to do."""
    from toolkit.drafting.drafts import is_open

    return any(map(is_open, catalog.entries))
