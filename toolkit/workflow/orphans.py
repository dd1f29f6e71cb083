"""Catalogs whose article is gone: each is named, with the article that now has its text, if any."""

from __future__ import annotations

from collections.abc import Iterator, Set
from contextlib import suppress
from pathlib import Path

from toolkit.errors import ToolkitError
from toolkit.model import Key
from toolkit.project import files
from toolkit.project.files import Article
from toolkit.workflow.workspace import Workspace

_ALIKE = 0.8
"""From which part of the sentences on an article is taken for one that was renamed."""
_INSIDE = "/LC_MESSAGES/"


def lines(workspace: Workspace) -> Iterator[str]:
    """What is said of them, one line for each article that is gone."""
    orphans = files.orphans(workspace.project)
    new = dict(_new(workspace)) if orphans else {}
    for catalogs in orphans.values():
        known = _keys(next(iter(catalogs.values())))
        heir = next((each for each, found in new.items() if _same(known, found)), None)
        what = "if it has a new name, give the file that too"
        if heir:
            what = (
                f"{heir.label} has its text, so call it {heir.name}.po,"
                " and what was approved stays approved"
            )
        yield f"{_where(list(catalogs))}: its article is gone; {what}"


def _where(labels: list[str]) -> str:
    """Catalogs of an article as shells write them together: `locales/{en,ru}/LC_MESSAGES/a.po`."""
    if len(labels) == 1:
        return labels[0]
    pairs = [label.rpartition(_INSIDE)[::2] for label in labels]
    folder = pairs[0][0].rpartition("/")[0]
    locales = ",".join(head.rpartition("/")[2] for head, _ in pairs)
    return f"{folder}/{{{locales}}}{_INSIDE}{pairs[0][1]}"


def _new(workspace: Workspace) -> Iterator[tuple[Article, Set[Key]]]:
    """The articles that lack the catalog of a language, with the keys of their sentences."""
    project = workspace.project
    for article in files.articles(project, ()):
        if isinstance(article, Article):
            with suppress(ToolkitError):
                paths = (files.catalog_path(project, article, each) for each in project.targets)
                if not all(path.exists() for path in paths):
                    yield article, {each.key for each in workspace.parse(article).segments}


def _keys(path: Path) -> Set[Key]:
    """The keys of a catalog's sentences; none if it is no use."""
    with suppress(ToolkitError):
        return {entry.key for entry in files.load(path)[0].entries}
    return set()


def _same(known: Set[Key], found: Set[Key]) -> bool:
    return len(known & found) >= _ALIKE * max(len(known), len(found), 1)
