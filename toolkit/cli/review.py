"""`toolkit status`, `toolkit check`, `toolkit segment`: what there is, what to look at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit.cli.run import Run, here, json_option, relative, say, sources_argument, to_option
from toolkit.errors import UsageError

if TYPE_CHECKING:
    from toolkit.model import Finding, Language
    from toolkit.project import Article


@click.command()
@sources_argument
@to_option
@json_option
def status(sources: tuple[str, ...], codes: tuple[str, ...], as_json: bool) -> None:
    """Show how far each article is in each language."""
    from toolkit import report
    from toolkit.cli.terminal import table

    run = Run.start(codes, "status")
    rows: list[dict[str, Any]] = []

    def work(article: Article, target: Language) -> None:
        prepared, found = run.catalog(article, target)
        findings = run.findings(found, target)
        rows.append(report.row(article.label, target, prepared, found, findings))

    run.each(sources, work)
    if as_json:
        click.echo(report.as_json({"articles": rows}))
    else:
        click.echo(table(report.COLUMNS, rows, left=("article", "language")), nl=False)
    run.end(report.summary(rows))


@click.command()
@sources_argument
@to_option
@json_option
def check(sources: tuple[str, ...], codes: tuple[str, ...], as_json: bool) -> None:
    """List what a reviewer should look at; exit 3 if an error would block publishing."""
    from toolkit import project, report
    from toolkit.model import Severity

    run = Run.start(codes, "check")
    found: list[tuple[str, str, Finding]] = []

    def work(article: Article, target: Language) -> None:
        path = relative(project.catalog_path(run.project, article, target))
        catalog = run.catalog(article, target)[1]
        for finding in run.findings(catalog, target):
            found.append((path, target.tag, finding))

    run.each(sources, work)
    if as_json:
        click.echo(report.as_json({"findings": [report.finding(*item) for item in found]}))
    else:
        for path, _, finding in found:
            click.echo(report.finding_line(path, finding))
    errors = sum(finding.severity is Severity.ERROR for _, _, finding in found)
    run.gate(errors > 0)
    run.end(f"{errors} errors, {len(found) - errors} warnings")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--language", "code", help="Language of the file; default: the project's, or de.")
@json_option
def segment(file: Path, code: str | None, as_json: bool) -> None:
    """Show the sentences of FILE as translators will see them."""
    from toolkit import pipeline, project, report
    from toolkit.language import language

    try:
        home = project.find(here())
        source, rules = home.source, home.rules
    except UsageError:
        source, rules = language("de"), None
    source = language(code) if code else source
    text = project.read(project.Article(file.stem, file, str(file)))
    article = pipeline.prepare(str(file), text, source, rules)
    rows = [
        {"kind": kind, "text": found.source, "number": number}
        for number, (kind, found) in enumerate(article.segments, 1)
    ]
    if as_json:
        click.echo(report.as_json({"file": str(file), "language": source.tag, "segments": rows}))
    else:
        for row in rows:
            click.echo(f"{row['number']}\t{row['kind']}\t{row['text']}")
    say(f"{len(rows)} sentences")


@click.command()
@sources_argument
@to_option
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("review"),
    show_default=True,
    help="Output folder.",
)
def review(sources: tuple[str, ...], codes: tuple[str, ...], out: Path) -> None:
    """Write review pages: source and target side by side, with state and findings."""
    from toolkit import project
    from toolkit import review as pages

    run = Run.start(codes, "review")
    written: list[Path] = []

    def work(article: Article, target: Language) -> None:
        prepared, found = run.catalog(article, target)
        findings = run.findings(found, target)
        languages = (run.project.source, target)
        text = pages.page(article.label, prepared.segments, found, languages, findings)
        path = out.absolute() / target.tag / f"{article.name}.html"
        project.publish(run.project, path, text)
        written.append(path)
        click.echo(relative(path))

    with run.writing():
        run.each(sources, work)
    run.end(f"wrote {len(written)} pages")
