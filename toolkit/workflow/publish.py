"""Publish: the localized publications of approved articles."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from toolkit.errors import SourceError, ToolkitError
from toolkit.formats.article import ParsedArticle
from toolkit.formats.format import serialize
from toolkit.formats.table import format_of
from toolkit.formats.timing import withheld
from toolkit.model import Language, State
from toolkit.project import files
from toolkit.project.files import Article
from toolkit.project.settings import Project
from toolkit.publication import report
from toolkit.publication.assemble import Assembly, assemble
from toolkit.publication.page import Around, is_draft
from toolkit.publication.publish import Published, last_checks, published
from toolkit.storage import plain
from toolkit.workflow import clock
from toolkit.workflow.events import Tell, ignore
from toolkit.workflow.fields import release
from toolkit.workflow.outcome import Outcome
from toolkit.workflow.page_links import PageLinks
from toolkit.workflow.sections import Sections
from toolkit.workflow.selection import EVERYTHING, Selection
from toolkit.workflow.workspace import OpenCatalog, Workspace


@dataclass(frozen=True, slots=True)
class PublishOptions:
    """How articles are published."""

    drafts: bool = False
    """Publish unreviewed text too, visibly marked."""
    out: Path | None = None
    """Output folder; None for the project's."""


@dataclass(frozen=True, slots=True)
class Publishing:
    """What `publish` did."""

    published: int
    """Articles published, counted in each language."""
    obstacles: tuple[str, ...]
    """What kept articles from being published: one line each, with file and line."""
    held: int
    """Articles held back, counted in each language."""
    open: int
    """Sentences in the publications that nobody approved."""
    remarks: tuple[str, ...] = ()
    """What the last check found in publications, and references of their pages that lead nowhere:
    one line each, with file and line."""


DEFAULTS = PublishOptions()


def publish(
    project: Project,
    wanted: Selection = EVERYTHING,
    options: PublishOptions = DEFAULTS,
    tell: Tell = ignore,
) -> Outcome[Publishing]:
    """Write the localized publications of approved articles.

    An article with an unapproved sentence or an error is held back, and the outcome is unmet.
    """
    if options.out:
        project = replace(project, named=(*project.named, options.out))
    workspace = Workspace.open(project, wanted, tell)
    out = Path(os.path.abspath(options.out or project.out))  # noqa: PTH100 - links are kept
    obstacles: list[str] = []
    remarks: list[str] = []
    count = held = left = 0

    def absent(article: Article, target: Language) -> bool:
        if _publications(out / target.tag, article)[-1].is_file():
            return False
        with suppress(ToolkitError):
            return bool(_obstacles(workspace, workspace.load(article, target), options))
        return True

    sections = Sections(project, partial(_text, workspace, options))
    links = PageLinks(project, options.drafts, absent, workspace.parse)

    def hold(article: Article, folder: Path, reasons: list[str]) -> None:
        nonlocal held
        held += 1
        obstacles.extend(reasons)
        _tell_held(workspace, reasons, _drafts_of(folder, article))

    def work(article: Article, target: Language) -> None:
        nonlocal count, held, left
        opened = workspace.load(article, target)
        timing = release(project, opened.parsed)
        for line in timing.faults:
            workspace.note_once(line)
        if not options.drafts and (
            why := withheld(timing, clock.moment(), project.timezone, target.tag)
        ):
            if timing.unsure:
                held += 1
                obstacles.extend(timing.faults)
                workspace.unmet = True
            _tell_withheld(workspace, article, why, folder=out / target.tag)
            return
        catalog, folder = opened.catalog, out / target.tag
        reasons = _obstacles(workspace, opened, options)
        if reasons:
            hold(article, folder, reasons)
            return
        said: dict[str, None] = {}
        made = published(
            opened.parsed,
            catalog,
            target,
            drafts=options.drafts,
            around=Around(
                partial(links.led, article, target, said=said),
                project.timezone,
                links.anchors(article),
            ),
        )
        own = article.path.suffix
        warnings, reasons = _remarks(workspace, opened, folder, made)
        for line in (*_left_out(opened), *said, *warnings):
            remarks.append(line)
            workspace.note_once(line)
        if reasons:
            hold(article, folder, reasons)
            return
        if all(entry.state is State.APPROVED for entry in catalog.entries):
            files.keep(project, article, target, made.files[own])
        led = sections.led(article, opened.parsed, target, made.files[own])
        _write(workspace, opened, folder, {**made.files, own: led})
        count += 1
        left += sum(entry.state is not State.APPROVED for entry in catalog.entries)

    with workspace.writing():
        workspace.each(wanted.sources, work)
        _tell_gone(workspace, out)
    return workspace.outcome(Publishing(count, tuple(obstacles), held, left, tuple(remarks)))


def _obstacles(workspace: Workspace, opened: OpenCatalog, options: PublishOptions) -> list[str]:
    """What keeps an article from being published, one line each."""
    path = str(workspace.catalog_path(opened))
    errors = workspace.errors(opened.catalog, opened.target)
    reasons = list(report.obstacles(path, opened.catalog, errors, drafts=options.drafts))
    if reasons and opened.before is None:
        return [f"{path}: there is no such catalog yet; run `toolkit translate`"]
    return reasons


def _write(
    workspace: Workspace, opened: OpenCatalog, folder: Path, texts: Mapping[str, str]
) -> None:
    """Write the files of a publication: suffix → text."""
    article = opened.article
    for suffix, text in texts.items():
        path = folder / f"{article.name}{suffix}"
        own = suffix == article.path.suffix
        packed = opened.parsed.form.pack(text, files.read_bytes(article)) if own else text
        workspace.publish(path, packed)


def _text(
    workspace: Workspace, options: PublishOptions, article: Article, target: Language
) -> tuple[ParsedArticle, str] | None:
    """An article and its text in a language; None if that is held back."""
    opened = workspace.load(article, target)
    if _obstacles(workspace, opened, options):
        return None
    parsed = opened.parsed
    how = Assembly(parsed.source, target, parsed.cut, parsed.form, options.drafts)
    return parsed, assemble(parsed.document, opened.catalog, how).text


def _left_out(opened: OpenCatalog) -> Iterator[str]:
    """A line on what the page of an article does not show, if it does not show all."""
    form = opened.parsed.form
    names = ", ".join(form.left_out(serialize(opened.parsed.document.parts, form)))
    if names:
        yield f"{opened.article.label}: its page leaves out {names}"


def _remarks(
    workspace: Workspace, opened: OpenCatalog, folder: Path, made: Published
) -> tuple[list[str], list[str]]:
    """What the last checks say of a publication, with file and line: warnings, errors."""
    article, own = opened.article, opened.article.path.suffix
    context, severities = workspace.context(opened.target), workspace.project.severities
    found = last_checks(opened.parsed, made.files[own], context, severities, made.banner)
    return report.remark_lines(found, article.label, str(folder / f"{article.name}{own}"))


def _tell_withheld(workspace: Workspace, article: Article, why: str, folder: Path) -> None:
    """Tell that an article is not out now, and what readers of a language still see of it."""
    workspace.note_once(f"{article.label}: left out: {why}")
    for path in _publications(folder, article):
        if path.is_file():
            workspace.note(f"{path}: published before, and still there; remove it")


def _tell_gone(workspace: Workspace, out: Path) -> None:
    """Tell what readers still see of articles that are gone, or have another name now."""
    for target in workspace.targets:
        for article in files.once_published(workspace.project, target):
            for path in _publications(out / target.tag, article):
                if path.is_file():
                    workspace.note(f"{path}: {article.label} is gone; remove it")


def _tell_held(workspace: Workspace, reasons: list[str], drafts: list[Path]) -> None:
    """Tell why an article is held back, and which drafts of it readers still see."""
    workspace.unmet = True
    for line in reasons:
        workspace.note(line)
    for path in drafts:
        workspace.note(f"{path}: a draft published before is still there; remove it")


def _drafts_of(folder: Path, article: Article) -> list[Path]:
    """Publications of an article in a folder that are drafts."""
    return [
        path
        for path in _publications(folder, article)
        if path.is_file() and is_draft(_content(path))
    ]


def _content(path: Path) -> str:
    """The text of a file that was published, however its format keeps it."""
    with suppress(SourceError, OSError):
        return format_of(path.name).unpack(plain.read(path))
    return path.read_bytes().decode("utf-8", "replace")


def _publications(folder: Path, article: Article) -> list[Path]:
    """Where the files of an article's publication are."""
    names = (article.path.suffix, format_of(article.path.name).page_suffix)
    return [folder / f"{article.name}{suffix}" for suffix in names]
