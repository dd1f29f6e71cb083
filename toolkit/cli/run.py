"""One command over articles × languages: what it works on, how it went, how it ends.

Results on stdout, talk and progress on stderr. Exit codes: 0 done · 1 some articles failed, the
others are done · 2 usage, or unreadable input · 3 a gate is not met · 130 interrupted.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.errors import CatalogError, SourceError, ToolkitError, UsageError

if TYPE_CHECKING:
    from toolkit.formats.article import ParsedArticle
    from toolkit.glossary.glossary import Glossary
    from toolkit.model import Catalog, Finding, Language
    from toolkit.project.files import Article, Project

DONE, FAILED, UNREADABLE, GATE, INTERRUPTED = 0, 1, 2, 3, 130

sources_argument = click.argument("sources", nargs=-1)
to_option = click.option("--to", "codes", multiple=True, metavar="LANG", help="Only this language.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")


@dataclass
class Run:
    """A command at work in a project."""

    project: Project
    targets: tuple[Language, ...]
    verb: str
    terms: Glossary | None = None
    """The project's glossary."""
    failures: list[ToolkitError] = field(default_factory=list)
    done: int = 0
    """Articles without a failure."""
    dry_run: bool = False
    """Say what would be written, write nothing."""
    unmet: bool = False
    """Something keeps an article from being published."""
    _prepared: tuple[Article, ParsedArticle] | None = None

    @classmethod
    def start(cls, codes: Sequence[str], verb: str, *, dry_run: bool = False) -> Run:
        """The project around the working folder and the languages asked for, or all of its."""
        from toolkit.languages.language import language
        from toolkit.project import files as project

        now()  # what is wrong with the clock is said before anything is done
        found = project.find(here())
        targets = tuple(dict.fromkeys(map(language, codes))) or found.targets
        if not targets:
            raise UsageError("no target language: name one with --to, or `targets` in the settings")
        if found.source in targets:
            raise UsageError(f"{found.source.posix} is the source language; choose another target")
        for target in targets:
            if target not in found.targets:
                say(f"note: {target.posix} is not among the targets in the project's settings")
        return cls(found, targets, verb, project.terms(found), dry_run=dry_run)

    def articles(self, sources: Sequence[str]) -> Iterator[Article]:
        """The articles that can be read and taken apart; each other one is a failure.

        An article counts as done when the next one is asked for and nothing failed meanwhile.
        """
        from toolkit.project import files as project

        found = list(project.articles(self.project, sources))
        if not self.project.sources.is_dir():
            where = relative(self.project.sources)
            raise UsageError(f"{where}: there is no such folder; make it, or correct `sources`")
        if not found:
            kinds = ", ".join(project.SUFFIXES)
            say(f"no articles in {relative(self.project.sources)} (files ending in {kinds})")
        for article in _progress(found, self.verb):
            if isinstance(article, ToolkitError):
                self.fail(article)
                continue
            before = len(self.failures)
            with self.trying(article):
                self.prepare(article)
            if len(self.failures) == before:
                yield article
            self.done += len(self.failures) == before

    def each(self, sources: Sequence[str], work: Callable[[Article, Language], None]) -> None:
        """Do the work for every article and language; a failed one does not stop the others."""
        for article in self.articles(sources):
            for target in self.targets:
                with self.trying(article):
                    work(article, target)

    @contextmanager
    def trying(self, article: Article) -> Iterator[None]:
        """What goes wrong with the article is a failure of it alone."""
        try:
            yield
        except ToolkitError as error:
            self.fail(error)
        except RecursionError:
            self.fail(SourceError(f"{article.label}: nested too deeply; simplify its markup"))

    def prepare(self, article: Article) -> ParsedArticle:
        """The article taken apart; once for all languages."""
        from toolkit.formats.article import parse_article
        from toolkit.project import files as project

        if self._prepared is None or self._prepared[0] != article:
            text = project.read(article)
            rules = self.project.rules
            prepared = parse_article(article.label, text, self.project.source, rules)
            self._prepared = (article, prepared)
        return self._prepared[1]

    def load(
        self, article: Article, prepared: ParsedArticle, target: Language
    ) -> tuple[Catalog, bytes | None]:
        """The catalog in step with its article, and the bytes of its file if there is one."""
        from toolkit.catalog.update import update
        from toolkit.project import files as project

        old, before = project.load(project.catalog_path(self.project, article, target))
        return update(prepared, old, target, now(), self.terms), before

    def catalog(self, article: Article, target: Language) -> tuple[ParsedArticle, Catalog]:
        """The article and its catalog as it would be after `translate` without an engine."""
        prepared = self.prepare(article)
        return prepared, self.load(article, prepared, target)[0]

    def save(
        self, article: Article, target: Language, catalog: Catalog, before: bytes | None
    ) -> bool:
        """Write a catalog if it changed, with a new revision date; True, and said, if written."""
        from toolkit.catalog import po
        from toolkit.catalog.update import revised
        from toolkit.project import files as project

        text = po.write(catalog)
        if text.encode() == before:
            return False
        if before is not None:
            text = po.write(revised(catalog, now()))
        path = project.catalog_path(self.project, article, target)
        written = self.dry_run or project.save(self.project, path, text, before)
        if written:
            click.echo(relative(path))
        return written

    def findings(self, catalog: Catalog, target: Language) -> list[Finding]:
        """What the checks say of a catalog."""
        from toolkit.checks.context import Context
        from toolkit.checks.table import run_catalog

        context = Context(self.project.source, target, self.terms)
        return run_catalog(catalog, context, self.project.severities)

    def fail(self, error: ToolkitError) -> None:
        """Say once what went wrong; the command goes on."""
        if str(error) not in map(str, self.failures):
            say(f"error: {error}")
        self.failures.append(error)

    def gate(self, unmet: bool) -> None:
        """Remember that something keeps an article from being published."""
        self.unmet = self.unmet or unmet

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Alone in the project, if anything is to be written."""
        from toolkit.project import files as project

        if self.dry_run:
            yield
            return
        waiting = "another toolkit process works in this project; waiting for it"
        with project.lock(self.project, waiting, say):
            yield

    def end(self, counts: str) -> None:
        """The closing line, and the exit code."""
        say(f"{self.verb}: {counts}" + (f", {len(self.failures)} failed" * bool(self.failures)))
        if any(isinstance(error, CatalogError) for error in self.failures):
            sys.exit(UNREADABLE)
        if self.failures:
            unreadable = all(isinstance(e, SourceError | UsageError) for e in self.failures)
            sys.exit(UNREADABLE if unreadable and not self.done else FAILED)
        if self.unmet:
            sys.exit(GATE)


def progress(verb: str) -> AbstractContextManager[Callable[[int, int], None] | None]:
    """A progress bar on a terminal; elsewhere what draws it is not even loaded."""
    if not sys.stderr.isatty():
        return nullcontext()
    from toolkit.cli import terminal

    return terminal.progress(verb)


def _progress(
    found: Sequence[Article | ToolkitError], verb: str
) -> Iterator[Article | ToolkitError]:
    """The same articles, with a progress bar."""
    with progress(verb) as tell:
        for number, article in enumerate(found):
            if tell:
                tell(number, len(found))
            yield article


def now() -> str:
    """gettext's time format; SOURCE_DATE_EPOCH makes it reproducible."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            f"SOURCE_DATE_EPOCH={epoch!r} is no number of seconds; correct or unset it"
        ) from None
    return moment.strftime("%Y-%m-%d %H:%M+0000")


def here() -> Path:
    """The working folder. UsageError if it was removed."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise UsageError("the working folder is gone; go to another") from None


def relative(path: Path) -> str:
    """A path as the user would type it here."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def many(count: int, noun: str) -> str:
    """`1 sentence`, `2 sentences`."""
    if count == 1:
        return f"1 {noun}"
    return f"{count} {noun[:-1]}ies" if noun.endswith("ry") else f"{count} {noun}s"


def say(text: str) -> None:
    """Talk, on stderr; files below the working folder are named as the user would type them."""
    try:
        home = re.escape(f"{Path.cwd()}{os.sep}")
    except FileNotFoundError:
        home = "(?!)"
    click.echo(re.sub(rf"(?<![\w./-]){home}", "", text), err=True)
