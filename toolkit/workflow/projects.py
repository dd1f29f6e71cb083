"""A project opened, and its articles."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from toolkit.errors import UsageError
from toolkit.project import files, settings
from toolkit.project.files import Article
from toolkit.project.settings import Project
from toolkit.workflow.events import Failed, Tell


def open_project(folder: str | Path = ".") -> Project:
    """The project in a folder or around it.

    UsageError if there is no such folder, no project, or if its settings are wrong.
    """
    start = Path(os.path.abspath(folder))  # noqa: PTH100 - links are kept as they are
    if not start.is_dir():
        raise UsageError(f"{start}: there is no such folder")
    return settings.find(start)


def articles(
    project: Project, sources: Sequence[str | Path] = (), tell: Tell | None = None
) -> Iterator[Article]:
    """The articles named by paths, folders or globs, or all, in the order of their names.

    What cannot be an article is raised at its place as a ToolkitError; with `tell`, it is told
    instead, and the others follow.
    """
    require_sources(project)
    for article in files.articles(project, tuple(map(str, sources))):
        if isinstance(article, Article):
            yield article
        elif tell is None:
            raise article
        else:
            tell(Failed(article))


def require_sources(project: Project) -> None:
    """UsageError if the folder of the articles is missing."""
    if not project.sources.is_dir():
        what = "there is no such folder; make it, or correct `sources`"
        raise UsageError(f"{project.sources}: {what}")
