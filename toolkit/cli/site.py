"""`toolkit site`: the whole site, in all languages, ready to be put online."""

from __future__ import annotations

import gc
import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.run import Run, progress, relative, say
from toolkit.errors import ToolkitError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.project.settings import Project
    from toolkit.site.build import Plan
    from toolkit.site.model import Settings, Site, Story
    from toolkit.site.stories import Gathering


@click.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Output folder.")
@click.option(
    "--drafts", is_flag=True, help="Show unreviewed text too, marked, for nobody's index."
)
@click.option(
    "--watch",
    "port",
    type=click.IntRange(0, 65535),
    is_flag=False,
    flag_value=8000,
    help="Show it at this port of this machine, rebuilt at every change.  [8000]",
)
def site(out: Path | None, drafts: bool, port: int | None) -> None:
    """Build the site of all articles: pages, feeds, editions, in every language."""
    if port is None:
        _build(out, drafts)
        return
    from toolkit.site import preview

    project = Run.start((), "site").project
    own = [project.root / name for name in ("templates", "toolkit.toml", "pyproject.toml")]
    own += [project.rules] if project.rules else []
    watched = (project.sources, project.locales, *own)
    preview.serve(_folder(project, out), watched, port, lambda: _again(out, drafts), say)


def _again(out: Path | None, drafts: bool) -> None:
    """Build once more; what is wrong is said, and the preview goes on."""
    with suppress(SystemExit):
        _build(out, drafts)


def _build(out: Path | None, drafts: bool) -> None:
    from toolkit.publication import theme
    from toolkit.site import build, output

    theme.forget()
    gc.set_threshold(100_000, 50, 50)  # all stories live to the end: seldom look for garbage
    run = Run.start((), "site")
    settings = _settings(run.project)
    folder = _folder(run.project, out)
    with run.writing():
        stories = _stories(run, settings, drafts)
        plan = build.Plan(_site(run, settings, drafts, stories))
        made, kept = output.write(build.pages(plan), folder)
    held = [line for story in stories for line in story.held]
    for line in (*plan.complaints, *held, *_hints(plan)):
        say(line)
    click.echo(relative(folder))
    run.gate(bool(held))
    languages = f"{len(stories)} articles in {len(plan.voices)} languages"
    run.end(f"{languages}, wrote {made} files, kept {kept}, held back {len(held)}")


def _hints(plan: Plan) -> Iterator[str]:
    """What the site does without until somebody sets it."""
    if not plan.site.settings.url:
        yield "no feeds, sitemap and canonical addresses: set site.url to where the site will stand"
    for language in plan.unspoken:
        yield f"{language.name}: no words of the theme, English ones stand in; add site.po"


def _settings(project: Project) -> Settings:
    from toolkit.site.settings import settings

    return settings(project.site)


def _folder(project: Project, out: Path | None) -> Path:
    """Where the site goes: not among what it is made of."""
    place = Path.cwd() / out if out else project.root / _settings(project).out
    folder = Path(os.path.abspath(place))  # noqa: PTH100 - links are kept as they are
    for kept in (project.sources, project.locales):
        if folder.is_relative_to(kept) or kept.is_relative_to(folder):
            raise UsageError(f"{folder}: holds or lies in {kept}; choose another output folder")
    return folder


def _stories(run: Run, settings: Settings, drafts: bool) -> list[Story]:
    """The articles, newest first; one that cannot be read stays as it was last time."""
    from toolkit.project import files as project
    from toolkit.site import stories as gather

    gathering = _gathering(run, settings, drafts)
    found: dict[str, Story] = {}
    articles = list(project.articles(run.project, ()))
    with progress(run.verb) as tell:
        for number, article in enumerate(articles):
            if tell:
                tell(number, len(articles))
            if isinstance(article, ToolkitError):
                run.fail(article)
                continue
            with run.trying(article):
                found[article.name] = gather.story(article, gathering)
                run.done += 1
            last = None if article.name in found else gather.last(article, gathering)
            found |= {article.name: last} if last else {}
    gather.forget(gathering, found)
    by_name = (found[name] for name in sorted(found))
    return sorted(by_name, key=lambda story: story.date, reverse=True)


def _gathering(run: Run, settings: Settings, drafts: bool) -> Gathering:
    from toolkit.site.stories import Gathering

    return Gathering(
        project=run.project,
        settings=replace(settings, unreviewed="mark", outdated="mark") if drafts else settings,
        load=lambda article, prepared, target: run.load(article, prepared, target)[0],
        findings=run.findings,
        relative=relative,
        terms=run.terms,
        drafts=drafts,
    )


def _site(run: Run, settings: Settings, drafts: bool, stories: list[Story]) -> Site:
    from toolkit.site.model import Site
    from toolkit.site.strings import NAME
    from toolkit.storage import user_cache as personal
    from toolkit.storage.fingerprint import digest, program

    project = run.project
    templates = project.root / "templates"
    own = sorted(path for path in templates.rglob("*") if path.is_file())
    words = sorted(project.locales.glob(f"*/{NAME}"))
    return Site(
        settings=settings,
        languages=(project.source, *project.targets),
        stories=tuple(stories),
        sources=project.sources,
        templates=templates if templates.is_dir() else None,
        locales=project.locales,
        drafts=drafts,
        fingerprint=digest(
            program(),
            personal.secret(),
            repr(settings),
            *(path.read_bytes() for path in (*own, *words)),
        ),
    )
