"""`toolkit publish`: the localized publications of approved articles."""

from __future__ import annotations

from pathlib import Path

import click

from toolkit.cli.shell import end, project_here, showing, sources_argument, to_option
from toolkit.workflow.selection import Selection


@click.command()
@sources_argument
@to_option
@click.option("--drafts", is_flag=True, help="Publish unreviewed text too, visibly marked.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Output folder.")
def publish(
    sources: tuple[str, ...], codes: tuple[str, ...], drafts: bool, out: Path | None
) -> None:
    """Write the localized publications of approved articles."""
    from toolkit.workflow import publish as workflow

    options = workflow.PublishOptions(drafts, out)
    with showing("publish") as tell:
        outcome = workflow.publish(project_here(), Selection(sources, codes), options, tell)
    made = outcome.result
    marked = f", {made.open} sentences marked as drafts" if drafts else ""
    end("publish", f"published {made.published}, held back {made.held}{marked}", outcome)
