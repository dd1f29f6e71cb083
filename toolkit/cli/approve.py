"""`toolkit approve`: drafts somebody has read become approved."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from toolkit.cli.shell import end, project_here, showing, to_option
from toolkit.errors import UsageError
from toolkit.workflow.selection import Selection
from toolkit.workflow.words import many

_RANGE = re.compile(r"(\d+)(-(\d+)?)?")


@click.command()
@click.argument("sources", nargs=-1, required=True)
@to_option
@click.option("--entries", "ranges", metavar="N,N-M", help="Only these, counted in the catalog.")
@click.option("--origin", default="", metavar="TEXT", help="Only drafts of this origin: mt, tm…")
@click.option("--min-score", default=0.0, type=click.FloatRange(0, 1), help="Only surer drafts.")
@click.option("--clean", is_flag=True, help="Only drafts of which the checks say nothing.")
@click.option("--dry-run", is_flag=True, help="Only say what would be approved.")
def approve(
    sources: tuple[str, ...],
    codes: tuple[str, ...],
    ranges: str | None,
    origin: str,
    min_score: float,
    clean: bool,
    dry_run: bool,
) -> None:
    """Approve the drafts of SOURCES; those with errors stay drafts, and the exit code is 3."""
    from toolkit.workflow import approve as workflow

    options = workflow.ApproveOptions(
        _ranges(ranges), origin, min_score, clean=clean, dry_run=dry_run
    )
    with showing("approve") as tell:
        outcome = workflow.approve(project_here(), Selection(sources, codes), options, tell)
    verb = "would approve" if dry_run else "approved"
    made = outcome.result
    refused = f", {made.refused} with errors left alone" if made.refused else ""
    end("approve", f"{verb} {many(made.approved, 'draft')}{refused}", outcome)


def _ranges(text: str | None) -> tuple[tuple[int, int | None], ...]:
    """Places as `3,5-7,12-` names them: (first, last), None for an open end; () for all."""
    return () if text is None else tuple(_parsed(text))


def _parsed(text: str) -> Iterator[tuple[int, int | None]]:
    for item in text.split(","):
        place = _RANGE.fullmatch(item.strip())
        first = int(place[1]) if place else 0
        last = int(place[3]) if place and place[3] else first
        if not place or not 1 <= first <= last:
            raise UsageError(f"--entries {item!r} is no place; write for example 3,5-7,12-")
        yield first, None if place[2] == "-" else last
