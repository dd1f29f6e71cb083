"""`toolkit status`, `toolkit check`, `toolkit segment`: what there is, what to look at."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import click

from toolkit.cli.run import (
    Run,
    here,
    json_option,
    many,
    now,
    relative,
    say,
    sources_argument,
    to_option,
)
from toolkit.errors import UsageError

if TYPE_CHECKING:
    from toolkit.model import Catalog, Finding, Language
    from toolkit.project.files import Article


@click.command()
@sources_argument
@to_option
@json_option
def status(sources: tuple[str, ...], codes: tuple[str, ...], as_json: bool) -> None:
    """Show how far each article is in each language."""
    from toolkit.cli.terminal import table
    from toolkit.publication import report

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
@click.option("--fix", is_flag=True, help="Set the typography of unedited drafts right first.")
def check(sources: tuple[str, ...], codes: tuple[str, ...], as_json: bool, fix: bool) -> None:
    """List what a reviewer should look at; exit 3 if an error would block publishing."""
    from toolkit.checks import table as checks
    from toolkit.model import Severity
    from toolkit.project import files as project
    from toolkit.publication import report

    run = Run.start(codes, "check")
    found: list[tuple[str, str, Finding]] = []
    catalogs: dict[Language, list[tuple[str, Catalog]]] = {}
    fixed: list[int] = []

    def work(article: Article, target: Language) -> None:
        path = relative(project.catalog_path(run.project, article, target))
        if fix:
            fixed.append(_fix(run, article, target))
        catalog = run.catalog(article, target)[1]
        catalogs.setdefault(target, []).append((path, catalog))
        found.extend((path, target.tag, finding) for finding in run.findings(catalog, target))

    with run.writing() if fix else nullcontext():
        run.each(sources, work)
    for target, pairs in catalogs.items():
        compared = checks.run_project(pairs, run.project.severities)
        found.extend((path, target.tag, finding) for path, finding in compared)
    if as_json:
        click.echo(report.as_json({"findings": [report.finding(*item) for item in found]}))
    else:
        for path, _, finding in found:
            click.echo(report.finding_line(path, finding))
    errors = sum(finding.severity is Severity.ERROR for _, _, finding in found)
    run.gate(errors > 0)
    counts = f"{many(errors, 'error')}, {many(len(found) - errors, 'warning')}"
    run.end(f"fixed {many(sum(fixed), 'draft')}, {counts}" if fix else counts)


def _fix(run: Run, article: Article, target: Language) -> int:
    """Save the catalog with its drafts' typography set right; how many drafts that changed."""
    from toolkit.catalog import po
    from toolkit.catalog.update import revised
    from toolkit.checks import fix as typography
    from toolkit.project import files as project

    current, before = run.load(article, run.prepare(article), target)
    if before is None:
        return 0
    from toolkit.checks.context import Context

    context = Context(run.project.source, target, run.terms)
    new = typography.drafts(current, context)
    pairs = zip(current.entries, new.entries, strict=True)
    changed = sum(old.target != entry.target for old, entry in pairs)
    if changed:
        path = project.catalog_path(run.project, article, target)
        project.save(run.project, path, po.write(revised(new, now())), before)
    return changed


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--language", "code", help="Language of the file; default: the project's, or de.")
@json_option
def segment(file: Path, code: str | None, as_json: bool) -> None:
    """Show the sentences of FILE as translators will see them."""
    from toolkit.formats.article import parse_article
    from toolkit.languages.language import language
    from toolkit.project import files as project
    from toolkit.publication import report

    try:
        home = project.find(here())
        source, rules = home.source, home.rules
    except UsageError:
        source, rules = language("de"), None
    source = language(code) if code else source
    text = project.read(project.Article(file.stem, file, str(file)))
    article = parse_article(str(file), text, source, rules)
    rows = [
        {"kind": kind, "text": found.source, "number": number}
        for number, (kind, found) in enumerate(article.segments, 1)
    ]
    if as_json:
        click.echo(report.as_json({"file": str(file), "language": source.tag, "segments": rows}))
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
    default=Path("review"),
    show_default=True,
    help="Output folder.",
)
def review(sources: tuple[str, ...], codes: tuple[str, ...], out: Path) -> None:
    """Write review pages: source and target side by side, with state and findings.

    If it is for all articles in all languages, an index.html shows where each stands.
    """
    from toolkit.project import files as project
    from toolkit.publication import report
    from toolkit.publication import review as pages

    run = Run.start(codes, "review")
    rows: list[tuple[str, dict[str, Any]]] = []

    def write(address: str, text: str) -> None:
        path = out.absolute() / address
        project.publish(run.project, path, text)
        click.echo(relative(path))

    def work(article: Article, target: Language) -> None:
        prepared, found = run.catalog(article, target)
        findings = run.findings(found, target)
        languages = (run.project.source, target)
        text = pages.page(article.label, prepared.segments, found, languages, findings)
        address = f"{target.tag}/{article.name}.html"
        write(address, text)
        rows.append((quote(address), report.row(article.label, target, prepared, found, findings)))

    with run.writing():
        run.each(sources, work)
        if rows and not sources and not codes:
            write("index.html", pages.index(rows))
    run.end(f"wrote {many(len(rows), 'page')}")
