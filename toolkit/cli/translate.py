"""`toolkit translate`: catalogs up to date with their articles, empty entries drafted."""

from __future__ import annotations

import os

import click

from toolkit.cli.shell import end, project_here, showing, sources_argument, to_option
from toolkit.workflow.selection import Selection
from toolkit.workflow.words import many


@click.command()
@sources_argument
@to_option
@click.option("--engine", default="argos", show_default=True, help="argos, pseudo or identity.")
@click.option(
    "--jobs",
    default=min(os.cpu_count() or 1, 64),
    type=click.IntRange(1, 64),
    help="Batches at a time; default: one for each processor. Results do not depend on it.",
)
@click.option(
    "--beam",
    default=4,
    show_default=True,
    type=click.IntRange(1, 16),
    help="Translations that argos follows at a time: fewer are faster, and worse.",
)
@click.option("--scheduler", default="", metavar="ADDRESS", help="Let a Dask cluster do the work.")
@click.option(
    "--min-confidence",
    "least",
    default=0.0,
    type=click.FloatRange(0, 1),
    help="Leave a sentence empty if the engine is less sure of it (0 to 1).",
)
@click.option("--anew", is_flag=True, help="Replace the drafts of engines that nobody changed.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
def translate(
    sources: tuple[str, ...],
    codes: tuple[str, ...],
    engine: str,
    jobs: int,
    beam: int,
    scheduler: str,
    least: float,
    anew: bool,
    dry_run: bool,
) -> None:
    """Bring catalogs up to date with their articles and draft what is empty."""
    from toolkit.workflow import translate as workflow

    options = workflow.TranslateOptions(engine, jobs, beam, scheduler, least, anew, dry_run)
    with showing("translate") as tell:
        wanted = Selection(sources, codes)
        outcome = workflow.translate(project_here(), wanted, options, tell)
    verb = "would write" if dry_run else "wrote"
    made = outcome.result
    counts = f"{many(made.drafted, 'sentence')} drafted, {made.empty} empty"
    end("translate", f"{verb} {many(made.catalogs, 'catalog')}: {counts}", outcome)
