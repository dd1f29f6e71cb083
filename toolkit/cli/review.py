"""`toolkit status`, `toolkit check`, `toolkit segment`: what there is, what to look at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.shell import (
    end,
    json_option,
    project_here,
    quiet,
    relative,
    say,
    shortened,
    showing,
    sources_argument,
    to_option,
)
from toolkit.errors import UsageError
from toolkit.workflow.selection import Selection
from toolkit.workflow.words import many

if TYPE_CHECKING:
    from toolkit.model import Finding


@click.command()
@sources_argument
@to_option
@json_option
def status(sources: tuple[str, ...], codes: tuple[str, ...], as_json: bool) -> None:
    """Show how far each article is in each language."""
    from toolkit.cli.terminal import table
    from toolkit.publication import report
    from toolkit.workflow import status as workflow

    with showing("status") as tell:
        outcome = workflow.status(project_here(), Selection(sources, codes), tell)
    rows = outcome.result.rows
    if as_json:
        click.echo(report.as_json({"articles": rows}))
    else:
        click.echo(table(report.COLUMNS, rows, left=("article", "language")), nl=False)
    end("status", report.summary(rows), outcome)


@click.command()
@sources_argument
@to_option
@json_option
@click.option("--fix", is_flag=True, help="Set the typography of unedited drafts right first.")
def check(sources: tuple[str, ...], codes: tuple[str, ...], as_json: bool, fix: bool) -> None:
    """List what a reviewer should look at; exit 3 if an error would block publishing."""
    from toolkit.publication import report
    from toolkit.workflow import check as workflow

    wanted, options = Selection(sources, codes), workflow.CheckOptions(fix)
    with showing("check") as tell:
        outcome = workflow.check(project_here(), wanted, options, quiet(tell))
    checked = outcome.result
    shown = [
        (relative(one.path), one.language.tag, _shown(one.finding)) for one in checked.findings
    ]
    if as_json:
        click.echo(report.as_json({"findings": [report.finding(*item) for item in shown]}))
    else:
        for line in report.finding_lines((path, finding) for path, _, finding in shown):
            click.echo(line)
    counts = f"{many(checked.errors, 'error')}, {many(checked.warnings, 'warning')}"
    end("check", f"fixed {many(checked.fixed, 'draft')}, {counts}" if fix else counts, outcome)


def _shown(finding: Finding) -> Finding:
    """The finding with paths in its message as the user would type them."""
    return replace(finding, message=shortened(finding.message))


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--language", "code", help="Language of the file; default: the project's, or de.")
@json_option
def segment(file: Path, code: str | None, as_json: bool) -> None:
    """Show the sentences of FILE as translators will see them."""
    from toolkit.publication import report
    from toolkit.workflow import segment as workflow

    try:
        project = project_here()
    except UsageError:
        project = None
    article = workflow.segment(file, project, workflow.SegmentOptions(code or ""))
    rows = [
        {"kind": segment.kind, "text": segment.source, "number": number}
        for number, segment in enumerate(article.segments, 1)
    ]
    if as_json:
        language = article.source.tag
        click.echo(report.as_json({"file": str(file), "language": language, "segments": rows}))
    else:
        for row in rows:
            click.echo(f"{row['number']}\t{row['kind']}\t{row['text']}")
    say(many(len(rows), "sentence"))


@click.command()
@sources_argument
@to_option
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Output folder.  [default: review]",
)
def review(sources: tuple[str, ...], codes: tuple[str, ...], out: Path | None) -> None:
    """Write review pages: source and target side by side, with state and findings.

    If it is for all articles in all languages, an index.html shows where each stands.
    """
    from toolkit.workflow import review as workflow

    with showing("review") as tell:
        outcome = workflow.review(project_here(), out, Selection(sources, codes), tell)
    end("review", f"wrote {many(outcome.result.pages, 'page')}", outcome)
