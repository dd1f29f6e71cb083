"""`toolkit approve`: drafts somebody has read become approved."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from toolkit.cli.run import Run, many, relative, say, to_option
from toolkit.errors import UsageError
from toolkit.model import Catalog, Entry, Finding, Severity, State

if TYPE_CHECKING:
    from toolkit.model import Language
    from toolkit.project.files import Article

_RANGE = re.compile(r"(\d+)(-(\d+)?)?")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which drafts are meant."""

    numbers: tuple[tuple[int, int | None], ...] = ()
    """Ranges of places in the catalog, counted from 1, last one included; () for all."""
    origin: str = ""
    """How their origin starts, without `mt: ` or `tm: ` too."""
    least: float = 0.0
    """The lowest score."""

    def includes(self, number: int, entry: Entry) -> bool:
        """Whether a draft at that place is chosen."""
        from toolkit.drafting.drafts import score

        placed = not self.numbers or any(
            first <= number <= (number if last is None else last) for first, last in self.numbers
        )
        known = score(entry)
        sure = not self.least or (known is not None and known >= self.least)
        named = entry.origin.startswith(self.origin) or entry.origin[4:].startswith(self.origin)
        return entry.state is State.DRAFT and placed and sure and named


@click.command()
@click.argument("sources", nargs=-1, required=True)
@to_option
@click.option("--entries", "ranges", metavar="N,N-M", help="Only these, counted in the catalog.")
@click.option("--origin", default="", metavar="TEXT", help="Only drafts of this origin: mt, tm…")
@click.option("--min-score", default=0.0, type=click.FloatRange(0, 1), help="Only surer drafts.")
@click.option("--dry-run", is_flag=True, help="Only say what would be approved.")
def approve(
    sources: tuple[str, ...],
    codes: tuple[str, ...],
    ranges: str | None,
    origin: str,
    min_score: float,
    dry_run: bool,
) -> None:
    """Approve the drafts of SOURCES; those with errors stay drafts, and the exit code is 3."""
    run = Run.start(codes, "approve", dry_run=dry_run)
    if not codes and len(run.targets) > 1:
        raise UsageError("name the language you have read: --to LANG")
    choice = Choice(_ranges(ranges), origin, min_score)
    counts: Counter[str] = Counter()

    def work(article: Article, target: Language) -> None:
        from toolkit.project import files as project
        from toolkit.publication import report

        path = project.catalog_path(run.project, article, target)
        current, before = run.load(article, run.prepare(article), target)
        if before is None or _unread(run, article, current, project.load(path)[0]):
            return
        found = run.findings(current, target)
        wrong = [finding for finding in found if finding.severity is Severity.ERROR]
        new, refused = approved(current, choice, wrong)
        for finding in refused:
            say(report.finding_line(relative(path), finding))
        counts["refused"] += len({finding.entry.key for finding in refused})
        changed = _approvals(current, new)
        counts["approved"] += changed
        if changed:
            run.save(article, target, new, before)

    with run.writing():
        run.each(sources, work)
    run.gate(counts["refused"] > 0)
    verb = "would approve" if dry_run else "approved"
    refused = f", {counts['refused']} with errors left alone" if counts["refused"] else ""
    run.end(f"{verb} {many(counts['approved'], 'draft')}{refused}")


def _unread(run: Run, article: Article, current: Catalog, there: Catalog) -> bool:
    """Whether there are drafts only because the article changed: nobody has read them."""
    known = {entry.key for entry in there.entries}
    fresh = sum(entry.fuzzy and entry.key not in known for entry in current.entries)
    if fresh:
        new = many(fresh, "draft")
        say(f"{article.label} changed since: run `toolkit translate`, read what is new ({new})")
        run.gate(True)
    return fresh > 0


def approved(
    catalog: Catalog, choice: Choice, wrong: list[Finding]
) -> tuple[Catalog, list[Finding]]:
    """(the catalog with the chosen drafts approved, findings that kept some from it)."""
    bad = {finding.entry.key for finding in wrong}
    entries, kept = [], set()
    for number, entry in enumerate(catalog.entries, 1):
        if not choice.includes(number, entry):
            entries.append(entry)
        elif entry.key in bad:
            kept.add(entry.key)
            entries.append(entry)
        else:
            entries.append(replace(entry, fuzzy=False, origin="", seal="", previous=None))
    return replace(catalog, entries=tuple(entries)), [f for f in wrong if f.entry.key in kept]


def _approvals(old: Catalog, new: Catalog) -> int:
    pairs = zip(old.entries, new.entries, strict=True)
    return sum(before.fuzzy and not after.fuzzy for before, after in pairs)


def _ranges(text: str | None) -> tuple[tuple[int, int | None], ...]:
    return () if text is None else tuple(_parsed(text))


def _parsed(text: str) -> Iterator[tuple[int, int | None]]:
    for item in text.split(","):
        found = _RANGE.fullmatch(item.strip())
        first = int(found[1]) if found else 0
        last = int(found[3]) if found and found[3] else first
        if not found or not 1 <= first <= last:
            raise UsageError(f"--entries {item!r} is no place; write for example 3,5-7,12-")
        yield first, None if found[2] == "-" else last
