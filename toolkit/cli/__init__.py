"""The command line: asks the project for values, calls the pipeline, hands back, prints.

Results on stdout, talk and progress on stderr. Exit codes: 0 done · 1 some articles failed, the
others are done · 2 usage, or unreadable input · 3 a gate is not met · 130 interrupted.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit import __version__
from toolkit.errors import CatalogError, EngineError, SourceError, ToolkitError, UsageError

if TYPE_CHECKING:
    from toolkit.model import Catalog, Finding, Language
    from toolkit.pipeline import Prepared
    from toolkit.project import Article, Project

DONE, FAILED, UNREADABLE, GATE, INTERRUPTED = 0, 1, 2, 3, 130

_sources = click.argument("sources", nargs=-1)
_to = click.option("--to", "codes", multiple=True, metavar="LANG", help="Only this language.")
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="toolkit")
def cli() -> None:
    """Articles in one language, reviewed localized publications in others."""


@cli.command()
@click.argument("folder", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.option("--source", default="de", show_default=True, help="Language of the articles.")
@click.option("--to", "codes", multiple=True, metavar="LANG", help="A target language.")
def init(folder: Path, source: str, codes: tuple[str, ...]) -> None:
    """Make FOLDER a project: settings, sources/ and locales/."""
    from toolkit import project

    path = project.init(folder, source, codes or ("en", "ru", "zh"))
    click.echo(f"{path}: project created; put articles into {folder / 'sources'}")


@cli.command()
@_sources
@_to
@click.option("--engine", default="argos", show_default=True, help="argos, pseudo or identity.")
@click.option("--jobs", default=1, show_default=True, type=click.IntRange(1, 64))
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
def translate(
    sources: tuple[str, ...], codes: tuple[str, ...], engine: str, jobs: int, dry_run: bool
) -> None:
    """Bring catalogs up to date with their articles and draft what is empty."""
    from toolkit import engines, pipeline, po, project

    run = Run.start(codes, "translate")
    machine = engines.load(engine, jobs)
    counts = {"drafted": 0, "empty": 0, "files": 0}

    def work(article: Article, target: Language) -> None:
        path = project.catalog_path(run.project, article, target)
        old, before = project.load(path)
        prepared = run.prepare(article)
        new = pipeline.update(prepared, old, target, _now())
        waiting = _count(new, "empty")
        if not dry_run:
            try:
                new = pipeline.fill(prepared, new, machine, target)
            except EngineError as error:
                run.fail(error)
        counts["drafted"] += waiting - _count(new, "empty")
        counts["empty"] += _count(new, "empty")
        text = po.write(new)
        if before is not None and text != before.decode():
            text = po.write(pipeline.revised(new, _now()))
        changed = text.encode() != before
        if changed and (dry_run or project.save(run.project, path, text, before)):
            counts["files"] += 1
            click.echo(_relative(path))

    with run.writing(dry_run):
        run.each(sources, work)
    verb = "would write" if dry_run else "wrote"
    run.end(
        f"{verb} {counts['files']} catalogs: {counts['drafted']} sentences drafted,"
        f" {counts['empty']} empty"
    )


@cli.command()
@_sources
@_to
@_json
def status(sources: tuple[str, ...], codes: tuple[str, ...], as_json: bool) -> None:
    """Show how far each article is in each language."""
    from toolkit import pipeline, report

    run = Run.start(codes, "status")
    rows: list[dict[str, Any]] = []

    def work(article: Article, target: Language) -> None:
        prepared, found = run.catalog(article, target)
        findings = pipeline.check(found, run.project.source, target, run.project.severities)
        rows.append(report.row(article.label, target, prepared, found, findings))

    run.each(sources, work)
    click.echo(report.as_json({"articles": rows}) if as_json else report.table(rows), nl=as_json)
    run.end(report.summary(rows))


@cli.command()
@_sources
@_to
@_json
def check(sources: tuple[str, ...], codes: tuple[str, ...], as_json: bool) -> None:
    """List what a reviewer should look at; exit 3 if an error would block publishing."""
    from toolkit import pipeline, project, report
    from toolkit.model import Severity

    run = Run.start(codes, "check")
    found: list[tuple[str, str, Finding]] = []

    def work(article: Article, target: Language) -> None:
        path = _relative(project.catalog_path(run.project, article, target))
        catalog = run.catalog(article, target)[1]
        for finding in pipeline.check(
            catalog, run.project.source, target, run.project.severities
        ):
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


@cli.command()
@_sources
@_to
@click.option("--drafts", is_flag=True, help="Publish unreviewed text too, visibly marked.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Output folder.")
def publish(
    sources: tuple[str, ...], codes: tuple[str, ...], drafts: bool, out: Path | None
) -> None:
    """Write the localized publications of approved articles."""
    from toolkit import pipeline, project, report

    run = Run.start(codes, "publish")
    folder = Path(os.path.abspath(out)) if out else run.project.out  # noqa: PTH100
    counts = {"pages": 0, "held": 0, "open": 0}

    def work(article: Article, target: Language) -> None:
        prepared, found = run.catalog(article, target)
        catalog = _relative(project.catalog_path(run.project, article, target))
        findings = pipeline.check(found, run.project.source, target, run.project.severities)
        reasons = list(report.obstacles(catalog, found, findings, drafts=drafts))
        for line in reasons:
            click.echo(line, err=True)
        if reasons:
            counts["held"] += 1
            run.gate(True)
            return
        files = pipeline.published(prepared, found, target, drafts=drafts)
        counts["pages"] += 1
        counts["open"] += len(found.entries) - _count(found, "approved")
        for suffix, text in files.items():
            path = folder / target.tag / f"{article.name}{suffix}"
            project.publish(run.project, path, text)
            click.echo(_relative(path))

    with run.writing(False):
        run.each(sources, work)
    marked = f", {counts['open']} sentences marked as drafts" if drafts else ""
    run.end(f"published {counts['pages']}, held back {counts['held']}{marked}")


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--language", "code", help="Language of the file; default: the project's, or de.")
@_json
def segment(file: Path, code: str | None, as_json: bool) -> None:
    """Show the sentences of FILE as translators will see them."""
    from toolkit import pipeline, project, report
    from toolkit.language import language

    try:
        home = project.find(Path.cwd())
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
    _say(f"{len(rows)} sentences")


@cli.group()
def models() -> None:
    """Argos Translate packages on this machine."""


@models.command("list")
@_json
def list_models(as_json: bool) -> None:
    """Show the installed packages."""
    from toolkit import models as packages
    from toolkit import report

    found = packages.installed()
    if as_json:
        click.echo(report.as_json({"models": [report.model(package) for package in found]}))
    else:
        for package in found:
            click.echo(report.model_line(package))
    _say(f"{len(found)} models")


@models.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def install(files: tuple[Path, ...]) -> None:
    """Install .argosmodel FILES."""
    from toolkit import models as packages
    from toolkit import report

    failed = 0
    for file in files:
        try:
            click.echo(report.model_line(packages.install(file)))
        except ToolkitError as error:
            failed += 1
            _say(f"error: {error}")
    _say(f"installed {len(files) - failed} of {len(files)}")
    if failed:
        sys.exit(FAILED if failed < len(files) else UNREADABLE)


@dataclass
class Run:
    """One command over articles × languages: what it works on, and how it went."""

    project: Project
    targets: tuple[Language, ...]
    verb: str
    failures: list[ToolkitError] = field(default_factory=list)
    done: int = 0
    unmet: bool = False
    _prepared: tuple[Article, Prepared] | None = None

    @classmethod
    def start(cls, codes: Sequence[str], verb: str) -> Run:
        """The project around the working folder and the languages asked for, or all of its."""
        from toolkit import project
        from toolkit.language import language

        found = project.find(Path.cwd())
        targets = tuple(dict.fromkeys(map(language, codes))) or found.targets
        if not targets:
            raise UsageError("no target language: name one with --to, or `targets` in the settings")
        if found.source in targets:
            raise UsageError(f"{found.source.posix} is the source language; choose another target")
        return cls(found, targets, verb)

    def each(self, sources: Sequence[str], work: Callable[[Article, Language], None]) -> None:
        """Do the work for every article and language; a failed one does not stop the others."""
        from toolkit import project

        found = list(project.articles(self.project, sources))
        if not found:
            _say(f"no articles in {_relative(self.project.sources)}")
        for article in _progress(found, self.verb):
            if isinstance(article, ToolkitError):
                self.fail(article)
                continue
            before = len(self.failures)
            for target in self.targets:
                self._one(article, target, work)
            self.done += len(self.failures) == before

    def _one(
        self, article: Article, target: Language, work: Callable[[Article, Language], None]
    ) -> None:
        try:
            self.prepare(article)
            work(article, target)
        except ToolkitError as error:
            self.fail(error)
        except RecursionError:
            self.fail(SourceError(f"{article.label}: nested too deeply"))

    def prepare(self, article: Article) -> Prepared:
        """The article taken apart; once for all languages."""
        from toolkit import pipeline, project

        if self._prepared is None or self._prepared[0] != article:
            text = project.read(article)
            rules = self.project.rules
            prepared = pipeline.prepare(article.label, text, self.project.source, rules)
            self._prepared = (article, prepared)
        return self._prepared[1]

    def catalog(self, article: Article, target: Language) -> tuple[Prepared, Catalog]:
        """The article and its catalog as it would be after `translate` without an engine."""
        from toolkit import pipeline, project

        prepared = self.prepare(article)
        old, _ = project.load(project.catalog_path(self.project, article, target))
        return prepared, pipeline.update(prepared, old, target, _now())

    def fail(self, error: ToolkitError) -> None:
        """Say once what went wrong; the command goes on."""
        if str(error) not in map(str, self.failures):
            _say(f"error: {error}")
        self.failures.append(error)

    def gate(self, unmet: bool) -> None:
        """Remember that something keeps an article from being published."""
        self.unmet = self.unmet or unmet

    @contextmanager
    def writing(self, dry_run: bool) -> Iterator[None]:
        """Alone in the project, if anything is to be written."""
        from toolkit import project

        if dry_run:
            yield
            return
        waiting = "another toolkit process works in this project; waiting for it"
        with project.lock(self.project, waiting, _say):
            yield

    def end(self, counts: str) -> None:
        """The closing line, and the exit code."""
        _say(f"{self.verb}: {counts}" + (f", {len(self.failures)} failed" * bool(self.failures)))
        if any(isinstance(error, CatalogError) for error in self.failures):
            sys.exit(UNREADABLE)
        if self.failures:
            unreadable = all(isinstance(e, SourceError | UsageError) for e in self.failures)
            sys.exit(UNREADABLE if unreadable and not self.done else FAILED)
        if self.unmet:
            sys.exit(GATE)


def _progress(
    found: Iterable[Article | ToolkitError], verb: str
) -> Iterable[Article | ToolkitError]:
    """The same articles, with a progress bar on a terminal if it takes over a second."""
    if not sys.stderr.isatty():
        return found
    return _bar(list(found), verb)


def _bar(
    found: Sequence[Article | ToolkitError], verb: str
) -> Iterator[Article | ToolkitError]:
    from rich.console import Console
    from rich.progress import Progress

    started = time.monotonic()
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(verb, total=len(found), visible=False)
        for article in found:
            progress.update(task, visible=time.monotonic() - started > 1)
            yield article
            progress.advance(task)


def _count(catalog: Catalog, state: str) -> int:
    return sum(entry.state.value == state for entry in catalog.entries)


def _now() -> str:
    """gettext's time format; SOURCE_DATE_EPOCH makes it reproducible."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return moment.strftime("%Y-%m-%d %H:%M+0000")


def _relative(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _say(text: str) -> None:
    click.echo(text, err=True)


def main(words: Sequence[str] | None = None) -> None:
    """Run the command line; every error is one sentence and an exit code."""
    try:
        cli.main(words, prog_name="toolkit", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(UNREADABLE)
    except (click.Abort, KeyboardInterrupt):
        _say("interrupted; what is finished is saved, run again to continue")
        sys.exit(INTERRUPTED)
    except ToolkitError as error:
        _say(f"error: {error}")
        sys.exit(FAILED if isinstance(error, EngineError) else UNREADABLE)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
