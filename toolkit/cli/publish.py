"""`toolkit publish`: the localized publications of approved articles."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.run import Run, relative, say, sources_argument, to_option
from toolkit.model import State

if TYPE_CHECKING:
    from toolkit.model import Language
    from toolkit.project.files import Article


@click.command()
@sources_argument
@to_option
@click.option("--drafts", is_flag=True, help="Publish unreviewed text too, visibly marked.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Output folder.")
def publish(
    sources: tuple[str, ...], codes: tuple[str, ...], drafts: bool, out: Path | None
) -> None:
    """Write the localized publications of approved articles."""
    from toolkit.project import files as project
    from toolkit.publication import report
    from toolkit.publication.publish import published

    run = Run.start(codes, "publish")
    folder = Path(os.path.abspath(out)) if out else run.project.out  # noqa: PTH100
    counts: Counter[str] = Counter()

    def work(article: Article, target: Language) -> None:
        prepared, found = run.catalog(article, target)
        catalog = relative(project.catalog_path(run.project, article, target))
        findings = run.findings(found, target)
        reasons = list(report.obstacles(catalog, found, findings, drafts=drafts))
        for line in reasons:
            click.echo(line, err=True)
        if reasons:
            counts["held"] += 1
            run.gate(True)
            for path in _drafts_of(folder / target.tag, article):
                say(f"{relative(path)}: a draft published before is still there; remove it")
            return
        files = published(prepared, found, target, drafts=drafts)
        for suffix, text in files.items():
            path = folder / target.tag / f"{article.name}{suffix}"
            project.publish(run.project, path, text)
            click.echo(relative(path))
        counts["published"] += 1
        counts["open"] += sum(entry.state is not State.APPROVED for entry in found.entries)

    with run.writing():
        run.each(sources, work)
    marked = f", {counts['open']} sentences marked as drafts" if drafts else ""
    run.end(f"published {counts['published']}, held back {counts['held']}{marked}")


def _drafts_of(folder: Path, article: Article) -> list[Path]:
    """Publications of an article in a folder that are drafts."""
    from toolkit.publication.page import is_draft

    names = (article.path.suffix, ".html", ".page.html")
    paths = dict.fromkeys(folder / f"{article.name}{suffix}" for suffix in names)
    return [
        path for path in paths if path.is_file() and is_draft(path.read_text("utf-8", "replace"))
    ]
