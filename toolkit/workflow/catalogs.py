"""One article's catalog, opened in step with its article and saved without losing anybody's work.

For those who change single entries: an editor in the browser, a content management system.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.catalog.combine import combine
from toolkit.errors import UsageError
from toolkit.model import Catalog, Entry
from toolkit.project.files import Article
from toolkit.project.settings import Project
from toolkit.workflow.events import Tell, ignore
from toolkit.workflow.projects import articles
from toolkit.workflow.selection import Selection
from toolkit.workflow.workspace import OpenCatalog, Workspace


@dataclass(frozen=True, slots=True)
class SavedCatalog:
    """What became of a changed catalog."""

    opened: OpenCatalog
    """The catalog as it is now, with what others saved meanwhile: to go on from here."""
    written: bool
    """Whether the file changed."""
    conflicts: tuple[Entry, ...] = ()
    """Entries that were not saved: changed otherwise meanwhile, or gone from the article."""


def open_catalog(
    project: Project, article: Article | str | Path, language: str, tell: Tell = ignore
) -> OpenCatalog:
    """An article's catalog as `translate` would leave it without an engine; nothing is written.

    `article` is one of `articles(project)`, or its path. SourceError if the article cannot be
    read, CatalogError if its PO file is damaged, UsageError if the language cannot be had.
    """
    workspace = Workspace.open(project, Selection(languages=(language,)), tell)
    chosen = article if isinstance(article, Article) else _only(project, article)
    return workspace.load(chosen, workspace.targets[0])


def _only(project: Project, source: str | Path) -> Article:
    """The article of that path. UsageError if it is none or several."""
    named = list(articles(project, (source,)))
    if len(named) != 1:
        how_many = "several articles" if named else "no article"
        raise UsageError(f"{source}: {how_many}; name one")
    return named[0]


def entries(
    project: Project, article: Article | str | Path, language: str, tell: Tell = ignore
) -> Iterator[Entry]:
    """The sentences of an article in reading order, each once, with their translations."""
    yield from open_catalog(project, article, language, tell).catalog.entries


def save_catalog(
    project: Project, opened: OpenCatalog, changed: Catalog, tell: Tell = ignore
) -> SavedCatalog:
    """Save the changed entries of an opened catalog; what others saved meanwhile stays.

    Waits until no other process works in the project, and brings the catalog in step with the
    article once more. Entries are merged by their text: see `catalog.combine`. What is in
    `changed` besides entries is not saved. CatalogError if the file cannot be written, and
    ChangedError if somebody keeps saving it.
    """
    workspace = Workspace.open(project, Selection(languages=(opened.target.posix,)), tell)
    conflicts: tuple[Entry, ...] = ()

    def combined(newest: Catalog) -> Catalog:
        nonlocal conflicts
        both = combine(opened.catalog, changed, newest)
        conflicts = both.conflicts
        return both.catalog

    with workspace.writing():
        change = workspace.change(workspace.renewed(opened), combined)
    return SavedCatalog(change.now, change.written, conflicts)


def save_entries(
    project: Project, opened: OpenCatalog, changed: Sequence[Entry], tell: Tell = ignore
) -> SavedCatalog:
    """Save some entries of an opened catalog, as `save_catalog` does.

    An entry whose sentence the catalog does not have is a conflict.
    """
    by_key = {entry.key: entry for entry in (*opened.catalog.entries, *changed)}
    new = replace(opened.catalog, entries=tuple(by_key.values()))
    return save_catalog(project, opened, new, tell)
