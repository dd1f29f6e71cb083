"""`toolkit site`: the whole site, in all languages, ready to be put online."""

from __future__ import annotations

import gc
import json
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.shell import closing, json_option, leave, project_here, relative, say, showing

if TYPE_CHECKING:
    from toolkit.workflow.outcome import Outcome
    from toolkit.workflow.site import BuiltSite, SiteOptions


@click.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Output folder.")
@click.option(
    "--drafts", is_flag=True, help="Show unreviewed text too, marked, for nobody's index."
)
@click.option(
    "--allow-removals", is_flag=True, help="Let more than a tenth of the pages go at once."
)
@click.option(
    "--check", is_flag=True, help="Look through the new site first; with a fault the old one stays."
)
@click.option(
    "--outside",
    type=click.Path(path_type=Path),
    help="With --check: a file of addresses elsewhere that are known to be there.",
)
@json_option
@click.option(
    "--watch",
    "port",
    type=click.IntRange(0, 65535),
    is_flag=False,
    flag_value=8000,
    help="Show it at this port of this machine, rebuilt at every change.  [8000]",
)
def site(
    out: Path | None,
    drafts: bool,
    allow_removals: bool,
    check: bool,
    outside: Path | None,
    as_json: bool,
    port: int | None,
) -> None:
    """Build the site of all articles: pages, feeds, editions, in every language."""
    if port is None:
        gc.set_threshold(1_000_000, 50, 50)  # all stories live to the end: do not look for garbage
    from toolkit.workflow import site as workflow

    options = workflow.SiteOptions(out, drafts, allow_removals, check or bool(outside), outside)
    if port is None:
        leave(_build(options, as_json))
        return
    with showing("site", bar=False) as tell:
        workflow.watch_site(
            project_here(reads_site=True), port, lambda: _build(options), options, tell
        )


def _build(options: SiteOptions, as_json: bool = False) -> Outcome[BuiltSite]:
    """Build once, with the settings as they are now, and show what came of it."""
    from toolkit.workflow import site as workflow
    from toolkit.workflow.words import many

    with showing("site") as tell:
        outcome = workflow.build_site(project_here(reads_site=True), options, tell)
    made = outcome.result
    complaints = [line for line in made.complaints if line not in made.faults]
    told = (made.left_out, made.gone, complaints, made.remarks, made.behind, made.held, made.hints)
    for line in chain(*told):
        say(line)
    for line in made.faults:
        say(f"fault: {line}")
    if as_json:
        click.echo(json.dumps({**asdict(made), "folder": str(made.folder)}, ensure_ascii=False))
    elif not made.faults:  # else the folder holds the old site
        click.echo(relative(made.folder))
    languages = f"{many(made.articles, 'article')} in {many(made.languages, 'language')}"
    files = f"wrote {made.made} files, kept {made.kept}"
    closing("site", f"{languages}, {files}, held back {len(made.held)}", outcome)
    return outcome
