"""`toolkit translate`: catalogs up to date with their articles, empty entries drafted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from toolkit.cli.run import Run, now, relative, sources_argument, to_option
from toolkit.errors import CatalogError, EngineError
from toolkit.model import Catalog, Language, State

if TYPE_CHECKING:
    from toolkit.draft import Drafts
    from toolkit.engines import Engine
    from toolkit.pipeline import Prepared
    from toolkit.project import Article

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
    dry_run: bool
    counts: Counter[str] = field(default_factory=Counter)


@click.command()
@sources_argument
@to_option
@click.option("--engine", default="argos", show_default=True, help="argos, pseudo or identity.")
@click.option("--jobs", default=1, show_default=True, type=click.IntRange(1, 64))
@click.option(
    "--min-confidence",
    "least",
    default=0.0,
    type=click.FloatRange(0, 1),
    help="Leave a sentence empty if the engine is less sure of it (0 to 1).",
)
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
def translate(
    sources: tuple[str, ...],
    codes: tuple[str, ...],
    engine: str,
    jobs: int,
    least: float,
    dry_run: bool,
) -> None:
    """Bring catalogs up to date with their articles and draft what is empty."""
    from toolkit import engines

    run = Run.start(codes, "translate")
    job = _Job(run, engines.load(engine, jobs), least, dry_run)
    with run.writing(dry_run):
        for wave in _waves(run, sources):
            for target in run.targets:
                _translate(job, wave, target)
    verb = "would write" if dry_run else "wrote"
    run.end(
        f"{verb} {job.counts['files']} catalogs: {job.counts['drafted']} sentences drafted,"
        f" {job.counts['empty']} empty"
    )


def _waves(run: Run, sources: Iterable[str]) -> Iterator[list[tuple[Article, Prepared]]]:
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


def _translate(job: _Job, wave: list[tuple[Article, Prepared]], target: Language) -> None:
    """One language of a wave: find out what is empty, ask the engine, write."""
    ready: list[tuple[Article, Prepared, Catalog]] = []
    for article, prepared in wave:
        with job.run.trying(article):
            ready.append((article, prepared, job.run.load(article, prepared, target)[0]))
    found: Sequence[Drafts] = [{} for _ in ready]
    if not job.dry_run and any(_empty(catalog) for _, _, catalog in ready):
        try:
            found = _drafts(job, ready, target)
        except EngineError as error:
            job.run.fail(error)
    for (article, prepared, _), made in zip(ready, found, strict=True):
        with job.run.trying(article):
            _write(job, article, prepared, target, made)


def _drafts(
    job: _Job, ready: list[tuple[Article, Prepared, Catalog]], target: Language
) -> Sequence[Drafts]:
    """What the engine makes of the empty entries. EngineError if it cannot serve."""
    from toolkit.draft import Wishes, Work, drafts

    path = job.engine.path(job.run.project.source, target)
    works = []
    for article, prepared, catalog in ready:
        pivot = _NONE
        if len(path) > 2:
            with job.run.trying(article):
                pivot = job.run.load(article, prepared, path[-2])[0]
        works.append(Work(prepared.segments, catalog, pivot))
    return drafts(works, job.engine, path, Wishes(job.least, job.run.terms))


def _write(job: _Job, article: Article, prepared: Prepared, target: Language, made: Drafts) -> None:
    """Read the catalog again, put the drafts into what is still empty, save if that changed it."""
    from toolkit import draft, pipeline, po, project

    path = project.catalog_path(job.run.project, article, target)
    for attempt in range(1, _ATTEMPTS + 1):
        new, before = job.run.load(article, prepared, target)
        waiting = _empty(new)
        new = draft.apply(new, made)
        text = po.write(new)
        if before is not None and text != before.decode():
            text = po.write(pipeline.revised(new, now()))
        changed = text.encode() != before
        try:
            if changed and (job.dry_run or project.save(job.run.project, path, text, before)):
                job.counts["files"] += 1
                click.echo(relative(path))
            break
        except CatalogError:
            if attempt == _ATTEMPTS:
                raise
    job.counts["drafted"] += waiting - _empty(new)
    job.counts["empty"] += _empty(new)


def _empty(catalog: Catalog) -> int:
    return sum(entry.state is State.EMPTY for entry in catalog.entries)
