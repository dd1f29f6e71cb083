"""A project at work: what every verb does alike with articles, catalogs, failures and locks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from toolkit.catalog import po
from toolkit.catalog.update import revised, update
from toolkit.checks import table
from toolkit.checks.context import Context
from toolkit.errors import ChangedError, SourceError, ToolkitError, UsageError
from toolkit.formats.article import ParsedArticle
from toolkit.formats.table import suffixes
from toolkit.glossary.glossary import Glossary
from toolkit.languages.language import language
from toolkit.model import Catalog, Finding, Language
from toolkit.project import files
from toolkit.project.files import Article
from toolkit.project.settings import Project
from toolkit.publication import faithful
from toolkit.workflow import remembered
from toolkit.workflow.clock import now
from toolkit.workflow.events import Advanced, Failed, Note, Tell, Written
from toolkit.workflow.outcome import Outcome
from toolkit.workflow.projects import require_sources
from toolkit.workflow.remembered import Checking
from toolkit.workflow.selection import Selection

_ATTEMPTS = 3
"""How often a change is tried when somebody else saves the same catalog meanwhile."""
_WAITING = "another toolkit process works in this project; waiting for it"
Counts = TypeVar("Counts")


@dataclass(frozen=True, slots=True)
class OpenCatalog:
    """An article's catalog in one language, in step with the article."""

    article: Article
    parsed: ParsedArticle
    target: Language
    catalog: Catalog
    """As `translate` would leave it without an engine."""
    before: bytes | None
    """The bytes of its file; None if there is none yet."""
    order: int = 0
    """Of two states of it that a desk has, the newer one has the larger number."""


@dataclass(frozen=True, slots=True)
class Change:
    """A catalog before and after something was put into it."""

    old: OpenCatalog
    new: Catalog
    written: bool
    """Whether the file changed (or would have, without `dry_run`)."""
    now: OpenCatalog
    """What can be changed further."""


@dataclass
class Workspace:
    """One verb at work in a project."""

    project: Project
    targets: tuple[Language, ...]
    tell: Tell
    terms: Glossary | None = None
    """The project's glossary."""
    dry_run: bool = False
    """Say what would be written, write nothing."""
    failures: list[ToolkitError] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)
    done: int = 0
    """Articles without a failure."""
    unmet: bool = False
    """Something keeps an article from being published."""
    _parsed: tuple[Article, ParsedArticle] | None = None
    _claims: files.Claims | None = None
    _noted: set[str] = field(default_factory=set)
    _checking: dict[Language, Checking] = field(default_factory=dict)

    @classmethod
    def open(
        cls, project: Project, wanted: Selection, tell: Tell, *, dry_run: bool = False
    ) -> Workspace:
        """The project with the languages that are wanted. UsageError if they cannot be had."""
        now()  # what is wrong with the clock is said before anything is done
        targets = tuple(dict.fromkeys(map(language, wanted.languages))) or project.targets
        if not targets:
            raise UsageError("no target language: name one with --to, or `targets` in the settings")
        if project.source in targets:
            raise UsageError(
                f"{project.source.posix} is the source language; choose another target"
            )
        for target in targets:
            if target not in project.targets:
                what = "is not among the targets in the project's settings"
                tell(Note(f"note: {target.posix} {what}"))
        return cls(project, targets, tell, files.terms(project), dry_run)

    def articles(self, sources: Sequence[str]) -> Iterator[Article]:
        """The articles that can be read and parsed; each other one is a failure.

        An article counts as done when the next one is asked for and nothing failed meanwhile.
        """
        if self._claims is None:
            self._claims = files.claims(self.project)
        listed = list(files.articles(self.project, sources, self._claims))
        require_sources(self.project)
        if not listed:
            kinds = ", ".join(suffixes())
            self.note(f"no articles in {self.project.sources} (files ending in {kinds})")
        for number, article in enumerate(listed):
            self.tell(Advanced(number, len(listed)))
            if isinstance(article, ToolkitError):
                self.fail(article)
                continue
            before = len(self.failures)
            with self.trying(article):
                self.parse(article)
            if len(self.failures) == before:
                yield article
            if len(self.failures) == before:
                self.done += 1

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
            self.fail(_nested(article))

    def parse(self, article: Article) -> ParsedArticle:
        """The article taken apart; once for all languages. SourceError if it cannot be."""
        if self._parsed is None or self._parsed[0] != article:
            text = files.read(article)
            try:
                parsed = remembered.parsed(article.label, text, self.project, self._memory("cuts"))
            except RecursionError:
                raise _nested(article) from None
            self._parsed = article, parsed
        return self._parsed[1]

    def load(
        self,
        article: Article,
        target: Language,
        parsed: ParsedArticle | None = None,
        moment: str | None = None,
    ) -> OpenCatalog:
        """The article's catalog in step with the article, which may be parsed already.

        `moment` is when it came into step, if that is not now; "" if nobody is to know.
        """
        parsed = parsed or self.parse(article)
        old, before = files.load(files.catalog_path(self.project, article, target))
        catalog = update(parsed, old, target, now() if moment is None else moment, self.terms)
        return OpenCatalog(article, parsed, target, catalog, before)

    def renewed(self, opened: OpenCatalog) -> OpenCatalog:
        """The same, unless its article or its file changed: then opened anew."""
        parsed = opened.parsed
        if files.read(opened.article) != parsed.text:
            return self.load(opened.article, opened.target)
        if files.content(self.catalog_path(opened)) != opened.before:
            return self.load(opened.article, opened.target, parsed)
        return opened

    def save(self, opened: OpenCatalog, catalog: Catalog) -> bool:
        """Write the catalog if it changed, with a new revision date; True, and told, if written.

        ChangedError if the file is no longer the one that was opened.
        """
        return self._saved(opened, catalog).before != opened.before

    def _saved(self, opened: OpenCatalog, catalog: Catalog) -> OpenCatalog:
        text = po.write(catalog)
        if text.encode() == opened.before:
            return replace(opened, catalog=catalog)
        if opened.before is not None:
            entries = text.removeprefix(po.header(catalog))
            catalog = revised(catalog, now())
            text = po.header(catalog) + entries
        path = self.catalog_path(opened)
        if not self.dry_run:
            files.save(self.project, path, text, opened.before)
        self.wrote(path)
        return replace(opened, catalog=catalog, before=text.encode())

    def change(self, opened: OpenCatalog, change: Callable[[Catalog], Catalog]) -> Change:
        """Save what `change` makes of the catalog; of the newer one, if it was saved meanwhile."""
        for _ in range(1, _ATTEMPTS):
            try:
                return self._changed(opened, change)
            except ChangedError:
                opened = self.load(opened.article, opened.target, opened.parsed)
        return self._changed(opened, change)

    def _changed(self, opened: OpenCatalog, change: Callable[[Catalog], Catalog]) -> Change:
        new = change(opened.catalog)
        saved = self._saved(opened, new)
        return Change(opened, new, saved.before != opened.before, saved)

    def publish(self, path: Path, text: str | bytes) -> None:
        """Write a file that is made of the project; told whether or not it changed."""
        files.publish(self.project, path, text)
        self.wrote(path)

    def wrote(self, path: Path) -> None:
        """Remember and tell that a file was written."""
        self.written.append(path)
        self.tell(Written(path))

    def catalog_path(self, opened: OpenCatalog) -> Path:
        """The catalog's file."""
        return files.catalog_path(self.project, opened.article, opened.target)

    def context(self, target: Language) -> Context:
        """What the checks may know besides an entry."""
        return Context(self.project.source, target, self.terms)

    def findings(self, catalog: Catalog, target: Language) -> list[Finding]:
        """What the checks say of a catalog."""
        return self._checks(target).findings(catalog, self._memory("checks"))

    def errors(self, catalog: Catalog, target: Language) -> list[Finding]:
        """The errors among them, found in half the time."""
        return self._checks(target).errors(catalog, self._memory("checks"))

    def judged(self, opened: OpenCatalog) -> list[Finding]:
        """What the checks say of a catalog, and of texts that a publication would show otherwise
        than they are written.
        """
        found = self.findings(opened.catalog, opened.target)
        entries = faithful.otherwise(opened.parsed, opened.catalog, opened.target)
        return [*found, *table.otherwise(entries, self.project.severities)]

    def _checks(self, target: Language) -> Checking:
        if target not in self._checking:
            self._checking[target] = Checking(self.context(target), self.project.severities)
        return self._checking[target]

    def _memory(self, name: str) -> Path | None:
        """Where something is remembered; None if nothing of the project's is yet."""
        scratch = self.project.root / ".toolkit"
        return scratch / name if scratch.is_dir() and not scratch.is_symlink() else None

    def note(self, text: str) -> None:
        """Tell a person something."""
        self.tell(Note(text))

    def note_once(self, text: str) -> None:
        """Tell a person something that others may have told already, for another language say."""
        if text not in self._noted:
            self._noted.add(text)
            self.note(text)

    def fail(self, error: ToolkitError) -> None:
        """Tell once what went wrong; the work goes on."""
        if str(error) not in map(str, self.failures):
            self.tell(Failed(error))
        self.failures.append(error)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Alone in the project, if anything is to be written."""
        if self.dry_run:
            yield
            return
        with files.lock(self.project, _WAITING, self.note):
            yield

    def outcome(self, result: Counts) -> Outcome[Counts]:
        """How the work went, with what it resulted in."""
        return Outcome(result, self.done, tuple(self.failures), tuple(self.written), self.unmet)


def _nested(article: Article) -> SourceError:
    """What is said of an article on which Python's stack is not deep enough."""
    return SourceError(f"{article.label}: nested too deeply; simplify its markup")
