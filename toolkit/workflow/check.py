"""Check: what a reviewer should look at; typography that can be set right by itself."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from toolkit.checks import fix as typography
from toolkit.checks.table import run_project
from toolkit.model import Catalog, Finding, Language, Severity
from toolkit.project.files import Article
from toolkit.project.settings import Project
from toolkit.workflow.events import Tell, ignore
from toolkit.workflow.outcome import Outcome
from toolkit.workflow.selection import EVERYTHING, Selection
from toolkit.workflow.workspace import Workspace


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """How catalogs are checked."""

    fix: bool = False
    """Set the typography of drafts that nobody edited right first."""


@dataclass(frozen=True, slots=True)
class PlacedFinding:
    """A finding and the catalog it is in."""

    path: Path
    language: Language
    finding: Finding


@dataclass(frozen=True, slots=True)
class Checked:
    """What `check` saw and did."""

    findings: tuple[PlacedFinding, ...]
    """Article by article; then what only a comparison of the articles shows."""
    fixed: int = 0
    """Drafts whose typography was set right."""

    @property
    def errors(self) -> int:
        """How many findings keep an article from being published."""
        return sum(one.finding.severity is Severity.ERROR for one in self.findings)

    @property
    def warnings(self) -> int:
        """How many findings do not."""
        return len(self.findings) - self.errors


DEFAULTS = CheckOptions()


def check(
    project: Project,
    wanted: Selection = EVERYTHING,
    options: CheckOptions = DEFAULTS,
    tell: Tell = ignore,
) -> Outcome[Checked]:
    """What a reviewer should look at. The outcome is unmet if an error would block publishing."""
    workspace = Workspace.open(project, wanted, tell)
    findings: list[PlacedFinding] = []
    catalogs: dict[Language, list[tuple[str, Catalog]]] = {}
    fixed = 0

    def work(article: Article, target: Language) -> None:
        nonlocal fixed
        if options.fix:
            fixed += _fix(workspace, article, target)
        opened = workspace.load(article, target)
        path = workspace.catalog_path(opened)
        catalogs.setdefault(target, []).append((str(path), opened.catalog))
        of_catalog = workspace.judged(opened)
        findings.extend(PlacedFinding(path, target, finding) for finding in of_catalog)

    with workspace.writing() if options.fix else nullcontext():
        workspace.each(wanted.sources, work)
    for target, pairs in catalogs.items():
        compared = run_project(pairs, project.severities)
        findings.extend(PlacedFinding(Path(path), target, finding) for path, finding in compared)
    checked = Checked(tuple(findings), fixed)
    workspace.unmet = checked.errors > 0
    return workspace.outcome(checked)


def _fix(workspace: Workspace, article: Article, target: Language) -> int:
    """Save the catalog with its drafts' typography set right; how many drafts that changed."""
    opened = workspace.load(article, target)
    if opened.before is None:
        return 0
    new = typography.drafts(opened.catalog, workspace.context(target))
    pairs = zip(opened.catalog.entries, new.entries, strict=True)
    changed = sum(old.target != entry.target for old, entry in pairs)
    if changed:
        workspace.save(opened, new)
    return changed
