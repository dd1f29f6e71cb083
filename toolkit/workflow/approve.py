"""Approve: drafts somebody has read become approved."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from toolkit.catalog import origin as origins
from toolkit.catalog.credit import APPROVED, with_credit
from toolkit.errors import UsageError
from toolkit.model import Catalog, Entry, Finding, Key, Language, Severity, State
from toolkit.project import files
from toolkit.project.files import Article
from toolkit.project.settings import Project
from toolkit.publication import report
from toolkit.workflow.clock import now
from toolkit.workflow.events import Tell, ignore
from toolkit.workflow.outcome import Outcome
from toolkit.workflow.selection import Selection
from toolkit.workflow.words import many
from toolkit.workflow.workspace import OpenCatalog, Workspace


@dataclass(frozen=True, slots=True)
class ApproveOptions:
    """Which drafts are meant."""

    keys: tuple[str, ...] = ()
    """Short keys of entries, as `review` shows them; () for all."""
    origin: str = ""
    """How their origin starts, without `mt: ` or `tm: ` too."""
    least: float = 0.0
    """The lowest score."""
    clean: bool = False
    """Only drafts of which the checks say nothing."""
    by: str = ""
    """Who approves, for the comments of the entries; "" keeps it out of them."""
    dry_run: bool = False
    """Only count what would be approved."""

    def includes(self, entry: Entry) -> bool:
        """Whether a draft is chosen."""
        meant = not self.keys or entry.short_key in self.keys
        sure = not self.least or (entry.score is not None and entry.score >= self.least)
        text = origins.spell(entry.origin)
        named = text.startswith(self.origin) or text[4:].startswith(self.origin)
        return entry.state is State.DRAFT and meant and sure and named


@dataclass(frozen=True, slots=True)
class Approvals:
    """What `approve` did."""

    approved: int
    """Drafts that became approved."""
    refused: int
    """Chosen drafts that stay drafts because of errors."""


ALL_DRAFTS = ApproveOptions()


def approve(
    project: Project,
    wanted: Selection,
    options: ApproveOptions = ALL_DRAFTS,
    tell: Tell = ignore,
) -> Outcome[Approvals]:
    """Approve the chosen drafts; those with errors stay drafts, and the outcome is unmet.

    UsageError if the project has several languages and none is named: somebody has read one.
    """
    workspace = Workspace.open(project, wanted, tell, dry_run=options.dry_run)
    if not wanted.languages and len(workspace.targets) > 1:
        raise UsageError("name the language you have read: --to LANG")
    count = refused = 0
    unknown = set(options.keys)

    def work(article: Article, target: Language) -> None:
        nonlocal count, refused
        opened = workspace.load(article, target)
        path = str(workspace.catalog_path(opened))
        if opened.before is None:
            workspace.note(f"{path}: there is no such catalog yet; run `toolkit translate`")
            return
        if _is_unread(workspace, opened):
            return
        unknown.difference_update(entry.short_key for entry in opened.catalog.entries)
        findings = workspace.judged(opened)
        errors = [finding for finding in findings if finding.severity is Severity.ERROR]
        skipped = {finding.entry.key for finding in findings} if options.clean else set()
        new, kept_back = approved(opened.catalog, options, errors, skipped)
        for line in _passed_over(opened.catalog, options, skipped):
            workspace.note(f"{path}: {line}")
        for finding in kept_back:
            workspace.note(report.finding_line(path, finding))
        refused += len({finding.entry.key for finding in kept_back})
        approvals = _approvals(opened.catalog, new)
        if approvals:
            workspace.save(opened, new)
        count += approvals

    with workspace.writing():
        workspace.each(wanted.sources, work)
    for key in sorted(unknown):
        what = "no sentence has this key now, it was changed since; look at the review page again"
        workspace.note(f"--entries {key}: {what}")
    workspace.unmet = workspace.unmet or refused > 0 or bool(unknown)
    return workspace.outcome(Approvals(count, refused))


def _passed_over(
    catalog: Catalog, options: ApproveOptions, skipped: Collection[Key]
) -> Iterator[str]:
    """Why entries that somebody may have meant stay as they are, one line each or for all."""
    for entry in catalog.entries:
        if entry.short_key in options.keys and (why := _why_not(entry, options, skipped)):
            yield f"--entries {entry.short_key}: {why}"
    left = [e for e in catalog.entries if e.key in skipped and options.includes(e)]
    if left and not options.keys:
        what = "left alone, for the checks say something of them; `toolkit check` shows what"
        yield f"{many(len(left), 'draft')} {what}"


def _why_not(entry: Entry, options: ApproveOptions, skipped: Collection[Key]) -> str:
    """Why a draft that was named is not approved; "" if that is tried."""
    if entry.state is State.EMPTY:
        return "it has no text yet"
    if entry.state is State.APPROVED:
        return "it is approved already"
    if not options.includes(entry):
        return "its origin or its score is not the one that was asked for"
    return "the checks say something of it; `toolkit check` shows what" * (entry.key in skipped)


def _is_unread(workspace: Workspace, opened: OpenCatalog) -> bool:
    """Whether there are drafts only because the article changed: nobody has read them."""
    on_disk = files.load(workspace.catalog_path(opened))[0]
    known = {entry.key for entry in on_disk.entries}
    fresh = sum(entry.fuzzy and entry.key not in known for entry in opened.catalog.entries)
    if fresh:
        what = f"run `toolkit translate`, read what is new ({many(fresh, 'draft')})"
        workspace.note(f"{opened.article.label} changed since: {what}")
        workspace.unmet = True
    return fresh > 0


def approved(
    catalog: Catalog,
    options: ApproveOptions,
    errors: Sequence[Finding],
    skipped: Collection[Key] = (),
) -> tuple[Catalog, list[Finding]]:
    """(the catalog with the chosen drafts approved, errors that kept some from it).

    `skipped` are left alone as if they were not chosen.
    """
    bad = {finding.entry.key for finding in errors}
    entries, kept = [], set()
    for entry in catalog.entries:
        if not options.includes(entry) or entry.key in skipped:
            entries.append(entry)
        elif entry.key in bad:
            kept.add(entry.key)
            entries.append(entry)
        else:
            final = entry.approved()
            entries.append(with_credit(final, APPROVED, options.by, now()) if options.by else final)
    kept_back = [finding for finding in errors if finding.entry.key in kept]
    return replace(catalog, entries=tuple(entries)), kept_back


def _approvals(old: Catalog, new: Catalog) -> int:
    """How many drafts became approved."""
    pairs = zip(old.entries, new.entries, strict=True)
    return sum(before.fuzzy and not after.fuzzy for before, after in pairs)
