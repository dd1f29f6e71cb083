"""`toolkit approve`: drafts somebody has read become approved."""

from __future__ import annotations

import re

import click

from toolkit.cli.shell import end, project_here, showing, to_option
from toolkit.errors import UsageError
from toolkit.workflow.selection import Selection
from toolkit.workflow.words import many


@click.command()
@click.argument("sources", nargs=-1, required=True)
@to_option
@click.option("--entries", "keys", metavar="KEY,KEY", help="Only these; `review` shows their keys.")
@click.option("--origin", default="", metavar="TEXT", help="Only drafts of this origin: mt, tm…")
@click.option("--min-score", default=0.0, type=click.FloatRange(0, 1), help="Only surer drafts.")
@click.option("--clean", is_flag=True, help="Only drafts of which the checks say nothing.")
@click.option("--dry-run", is_flag=True, help="Only say what would be approved.")
def approve(
    sources: tuple[str, ...],
    codes: tuple[str, ...],
    keys: str | None,
    origin: str,
    min_score: float,
    clean: bool,
    dry_run: bool,
) -> None:
    """Approve the drafts of SOURCES; those with errors stay drafts, and the exit code is 3."""
    from toolkit.workflow import approve as workflow

    options = workflow.ApproveOptions(_keys(keys), origin, min_score, clean=clean, dry_run=dry_run)
    with showing("approve") as tell:
        outcome = workflow.approve(project_here(), Selection(sources, codes), options, tell)
    verb = "would approve" if dry_run else "approved"
    made = outcome.result
    refused = f", {made.refused} with errors left alone" if made.refused else ""
    end("approve", f"{verb} {many(made.approved, 'draft')}{refused}", outcome)


def _keys(text: str | None) -> tuple[str, ...]:
    """Short keys, separated by commas or blanks; () for all. UsageError for what is none."""
    items = [] if text is None else re.split(r"[,\s]+", text.strip())
    for item in items:
        if re.fullmatch(r"\d+(-\d*)?", item):
            what = "a number, which means another sentence when the article changes"
            raise UsageError(f"--entries {item!r} is {what}; write the keys that `review` shows")
        if not re.fullmatch("[a-z]{7}", item):
            what = "is no key of a sentence; write those that `review` shows"
            raise UsageError(f"--entries {item!r} {what}, for example kdfmxbc")
    return tuple(items)
