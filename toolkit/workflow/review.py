"""Review pages: source and target side by side, with state and findings."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from toolkit.model import Language
from toolkit.project.files import Article
from toolkit.project.settings import Project
from toolkit.publication import report
from toolkit.publication import review as pages
from toolkit.publication.page import title_of
from toolkit.workflow.events import Tell, ignore
from toolkit.workflow.outcome import Outcome
from toolkit.workflow.selection import EVERYTHING, Selection
from toolkit.workflow.workspace import Workspace

_USUAL = Path("review")
_INDEX = "index.html"


@dataclass(frozen=True, slots=True)
class ReviewPages:
    """What `review` wrote."""

    pages: int
    """Pages of articles, without the index."""


def review(
    project: Project, out: Path | None = None, wanted: Selection = EVERYTHING, tell: Tell = ignore
) -> Outcome[ReviewPages]:
    """Write review pages into a folder, by default `review` in the working folder.

    If they are for all articles in all languages, an index.html shows where each stands.
    """
    if out:
        project = replace(project, named=(*project.named, out))
    workspace = Workspace.open(project, wanted, tell)
    folder = Path(os.path.abspath(out or _USUAL))  # noqa: PTH100 - links are kept as they are
    rows: list[tuple[str, str, dict[str, Any]]] = []
    whole = not wanted.sources and not wanted.languages
    indexed = whole or (folder / _INDEX).is_file()

    def work(article: Article, target: Language) -> None:
        opened = workspace.load(article, target)
        catalog, parsed = opened.catalog, opened.parsed
        findings = workspace.findings(catalog, target)
        languages = (project.source, target)
        address = f"{target.tag}/{article.name}.html"
        index = "../" * address.count("/") + _INDEX if indexed else ""
        title = title_of(parsed.document.parts) or article.name
        reviewed = pages.Reviewed(article.label, title, parsed.segments)
        text = pages.page(reviewed, catalog, languages, findings, index)
        workspace.publish(folder / address, text)
        row = report.row(article.label, target, parsed, catalog, findings)
        rows.append((quote(address), title, row))

    with workspace.writing():
        workspace.each(wanted.sources, work)
        if rows and whole:
            workspace.publish(folder / _INDEX, pages.index(rows, project.source))
    return workspace.outcome(ReviewPages(len(rows)))
