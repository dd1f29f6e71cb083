"""Status: how far each article is in each language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from toolkit.model import Language
from toolkit.project.files import Article
from toolkit.project.settings import Project
from toolkit.publication import report
from toolkit.workflow.events import Tell, ignore
from toolkit.workflow.outcome import Outcome
from toolkit.workflow.selection import EVERYTHING, Selection
from toolkit.workflow.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Standing:
    """What `status` knows."""

    rows: tuple[dict[str, Any], ...]
    """One for each article and language, as `schemas/status.json` describes it."""


def status(
    project: Project, wanted: Selection = EVERYTHING, tell: Tell = ignore
) -> Outcome[Standing]:
    """How far each article is in each language; nothing is written."""
    workspace = Workspace.open(project, wanted, tell)
    rows: list[dict[str, Any]] = []

    def work(article: Article, target: Language) -> None:
        opened = workspace.load(article, target)
        findings = workspace.findings(opened.catalog, target)
        rows.append(report.row(article.label, target, opened.parsed, opened.catalog, findings))

    workspace.each(wanted.sources, work)
    return workspace.outcome(Standing(tuple(rows)))
