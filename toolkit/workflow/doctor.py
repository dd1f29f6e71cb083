"""Doctor: what a project and this machine lack for the work, each with its remedy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.engines import table as engines
from toolkit.errors import ToolkitError
from toolkit.formats import metadata
from toolkit.formats.article import ParsedArticle
from toolkit.formats.format import serialize
from toolkit.formats.table import suffixes
from toolkit.model import State
from toolkit.project import files
from toolkit.project.files import Article
from toolkit.project.settings import Project
from toolkit.site import links, pictures
from toolkit.site.assets import TYPES, complaint
from toolkit.site.settings import settings as settings_of
from toolkit.workflow import references
from toolkit.workflow.events import ignore
from toolkit.workflow.fields import remarks, untitled
from toolkit.workflow.outcome import Outcome
from toolkit.workflow.selection import EVERYTHING
from toolkit.workflow.words import many
from toolkit.workflow.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Symptom:
    """One thing that was looked at."""

    well: bool
    """Whether nothing has to be done."""
    text: str
    """What is so, and what to do if it is not well."""


def doctor(project: Project) -> Outcome[tuple[Symptom, ...]]:
    """Look at settings, articles, catalogs, models and the site. Unmet if anything is not well."""
    seen = tuple(_symptoms(project))
    return Outcome(seen, unmet=not all(one.well for one in seen))


def _symptoms(project: Project) -> Iterator[Symptom]:
    targets = ", ".join(target.posix for target in project.targets)
    if not targets:
        yield Symptom(False, "no target language: write targets = [...] into the settings")
        return
    yield Symptom(True, f"{project.root}: from {project.source.posix} into {targets}")
    yield from _articles(project)
    yield from _models(project)
    yield from _glossary(project)
    if project.timezone is None:
        what = 'times of articles count as UTC: set timezone = "Europe/Berlin" or the like'
        yield Symptom(False, f"no timezone: {what}")
    try:
        site = settings_of(project.site)
    except ToolkitError as error:
        yield Symptom(False, str(error))
        return
    if not site.url:
        what = "no feeds, sitemap and canonical addresses: set it to where the site will stand"
        yield Symptom(False, f"no site.url, so {what}")


def _articles(project: Project) -> Iterator[Symptom]:
    """Whether articles and catalogs can be read, and the next step for them."""
    if not project.sources.is_dir():
        yield Symptom(False, f"{project.sources}: there is no such folder; make it")
        return
    workspace = Workspace.open(project, EVERYTHING, ignore)
    count = empty = drafts = 0
    for article in files.articles(project, ()):
        if not isinstance(article, Article):
            yield Symptom(False, str(article))
            continue
        try:
            opened = [workspace.load(article, target) for target in project.targets]
        except ToolkitError as error:
            yield Symptom(False, str(error))
            continue
        for line in remarks(project, workspace.parse(article)):
            yield Symptom(False, line)
        if untitled(workspace.parse(article)):
            what = "its first words stand in for a title: begin it with a heading (`# …`, `<h1>`)"
            yield Symptom(False, f"{article.label}: {what} or give it a `title`")
        for line in _pictures(project, article, workspace.parse(article)):
            yield Symptom(False, line)
        count += 1
        entries = [entry for one in opened for entry in one.catalog.entries]
        empty += sum(entry.state is State.EMPTY for entry in entries)
        drafts += sum(entry.state is State.DRAFT for entry in entries)
    for message in (*files.unread(project), *files.unportable(project)):
        yield Symptom(False, message)
    if not count:
        kinds = ", ".join(suffixes())
        yield Symptom(False, f"no articles in {project.sources}: put files ending in {kinds} there")
        return
    yield Symptom(True, f"{many(count, 'article')} can be read")
    if empty:
        remedy = "translate them" if project.engine == "none" else "run `toolkit translate`"
        yield Symptom(False, f"{many(empty, 'sentence')} without a text: {remedy}")
    if drafts:
        yield Symptom(
            False,
            f"{many(drafts, 'draft')} that nobody approved: read them (`toolkit review`, or any"
            " gettext editor), then `toolkit approve`",
        )


def _pictures(project: Project, article: Article, parsed: ParsedArticle) -> Iterator[str]:
    """What is to be said of pictures that an article shows and that are not there."""
    form = parsed.form
    text = serialize(parsed.document.parts, form)
    own = metadata.text_of(form.metadata(text), "image")
    for reference in dict.fromkeys((*links.references((form.to_story or form.to_html)(text)), own)):
        if reference and links.is_relative(reference):
            path = links.place(article.name, reference)[0]
            if Path(path).suffix.lower() not in TYPES:
                continue
            why = complaint(path, project.sources, trusted=True)
            if not why and pictures.is_cut_off(project.sources / path):
                why = pictures.CUT_OFF
            if why:
                place = references.place(article.path, article.label, reference)
                yield f"{place}: {reference!r} {why}"


def _models(project: Project) -> Iterator[Symptom]:
    """Whether the project's engine can translate into every language."""
    if project.engine == "none":
        yield Symptom(True, 'engine = "none": people write all texts')
        return
    for target in project.targets:
        try:
            engine = engines.load(project.engine, models=project.models)
            engine.path(project.source, target)
            yield Symptom(True, f"drafts in {target.name}: {engine.origin(project.source, target)}")
        except ToolkitError as error:
            yield Symptom(False, f'{error}; or set engine = "none"')


def _glossary(project: Project) -> Iterator[Symptom]:
    try:
        terms = files.terms(project)
    except ToolkitError as error:
        yield Symptom(False, str(error))
        return
    if terms:
        yield Symptom(True, f"a glossary of {many(len(terms.terms), 'term')}")
