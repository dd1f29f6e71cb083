"""One desk for several people: an article's sentences in their hands, one saved at a time.

What a sentence is known by here is its `name`, which neither its place nor its translation changes.
Everything is read from the project's files and looked at anew when they changed; what is kept in
memory only saves time.
"""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from hashlib import blake2b
from itertools import count

from toolkit.catalog.credit import APPROVED, WRITTEN, credited, credits, remarks, with_credit
from toolkit.checks.comments import silenced
from toolkit.checks.context import Context
from toolkit.checks.fix import fixed
from toolkit.checks.table import otherwise, run
from toolkit.document.inline import strip
from toolkit.engines import table as engines
from toolkit.engines.contract import Engine
from toolkit.errors import ToolkitError, UsageError
from toolkit.formats.article import ParsedArticle
from toolkit.formats.metadata import day, text_of
from toolkit.glossary import terms
from toolkit.glossary.terms import Hit
from toolkit.memory.offers import Match
from toolkit.model import Entry, Finding, Key, Language, Severity, State
from toolkit.phrase import Phrase
from toolkit.project import files
from toolkit.project.files import Article
from toolkit.project.settings import Project
from toolkit.publication import marked
from toolkit.publication.page import title_of
from toolkit.storage.signs import unfit
from toolkit.workflow.approve import ApproveOptions, approve
from toolkit.workflow.catalogs import save_entries
from toolkit.workflow.check import CheckOptions, check
from toolkit.workflow.clock import now
from toolkit.workflow.elsewhere import Elsewhere
from toolkit.workflow.events import Event, Failed, Tell, ignore
from toolkit.workflow.journal import Journal, Saving
from toolkit.workflow.outcome import Outcome
from toolkit.workflow.projects import articles
from toolkit.workflow.publish import publish
from toolkit.workflow.readings import Readings
from toolkit.workflow.selection import Selection
from toolkit.workflow.suggestions import Suggestions
from toolkit.workflow.translate import TranslateOptions, translate
from toolkit.workflow.workspace import OpenCatalog, Workspace

_KEPT = 50_000
"""Findings of entries that are remembered."""


class Duty(StrEnum):
    """What somebody may do, each more than the one before."""

    READER = "reader"
    TRANSLATOR = "translator"
    """May write drafts."""
    REVIEWER = "reviewer"
    """May approve, and do what concerns many entries."""


class WholeTask(StrEnum):
    """What can be done to a whole article."""

    APPROVE = "approve"
    """Approve what the memory knows exactly and the checks say nothing of."""
    FIX = "fix"
    """Set the typography of untouched drafts right."""
    TRANSLATE = "translate"
    """Draft what is empty."""
    ANEW = "anew"
    """Make the engine's untouched drafts anew."""
    PUBLISH = "publish"
    """Publish, if everything is approved and no error is found."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the desk."""

    name: str
    role: Duty

    @property
    def may_write(self) -> bool:
        return self.role is not Duty.READER

    @property
    def may_approve(self) -> bool:
        return self.role is Duty.REVIEWER


@dataclass(frozen=True, slots=True)
class Edit:
    """What somebody wants an entry to be."""

    name: str
    seen: str
    """`version_of` the entry that they started from."""
    target: str | None = None
    """The text; None if it stays."""
    approve: bool | None = None
    """Whether it is to be approved, or to be a draft; None if that follows from the text."""
    remark: str = ""
    """A comment to be added."""


@dataclass(frozen=True, slots=True)
class Edited:
    """What became of it."""

    opened: OpenCatalog
    entry: Entry | None
    """As it is in the file now; None if its sentence left the article."""
    conflict: bool = False
    """Whether somebody else changed it meanwhile: nothing was saved."""
    refused: str = ""
    """Why it was not approved, though saved as a draft; "" if nothing was refused."""


def name_of(entry: Entry) -> str:
    """What the desk calls an entry."""
    context, source = entry.key
    return blake2b(f"{context}\0{source}".encode(), digest_size=8).hexdigest()


def version_of(entry: Entry) -> str:
    """Two states of an entry that people could tell apart have different ones."""
    state = (entry.target, entry.fuzzy, entry.comments, entry.previous)
    return blake2b(repr(state).encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Task:
    """An article in one language, as the list of work shows it."""

    name: str
    title: str
    target: Language
    states: Mapping[State, int]
    """How many entries are in each state."""
    words: int
    """Words of the sentences that nobody approved."""
    changed: str
    """When the article's text last changed, in gettext's format."""
    deadline: str
    """The day in ISO 8601 that the article's front matter names as `deadline` or `due`, or ""."""

    @property
    def all(self) -> int:
        """Its sentences, each once."""
        return sum(self.states.values())

    @property
    def open(self) -> int:
        """Sentences that nobody approved."""
        return self.states[State.EMPTY] + self.states[State.DRAFT]

    def age(self, today: str) -> int | None:
        """Days since then, by the day in ISO 8601; None if nobody knows when that was."""
        try:
            return max(0, (date.fromisoformat(today) - date.fromisoformat(self.changed[:10])).days)
        except ValueError:
            return None

    @property
    def urgency(self) -> tuple[bool, str, str, str]:
        """Sorts what is to be done next first: by deadline, then what waits longest."""
        return (not self.open, self.deadline or "9999", self.changed, self.name)


@dataclass
class Desk:
    """A project on the desk. Its methods may be called from several threads."""

    project: Project
    tell: Tell = ignore
    engine: str | Engine = engines.DEFAULT
    """Whose drafts are offered and made."""
    _opened: dict[tuple[str, str], OpenCatalog] = field(default_factory=dict)
    _findings: dict[tuple[str, Entry], tuple[Finding, ...]] = field(default_factory=dict)
    _readings: Readings = field(default_factory=Readings)
    _suggestions: Suggestions | None = None
    _elsewhere: defaultdict[str, Elsewhere] = field(default_factory=lambda: defaultdict(Elsewhere))
    _contexts: dict[str, tuple[int, Context]] = field(default_factory=dict)
    _writing: threading.Lock = field(default_factory=threading.Lock)
    _remembering: threading.Lock = field(default_factory=threading.Lock)
    _order: Iterator[int] = field(default_factory=lambda: count(1))

    def articles(self, failed: Callable[[ToolkitError], None] | None = None) -> dict[str, Article]:
        """The articles by their names; `failed` gets what cannot be one.

        UsageError if their folder is missing.
        """

        def tell(event: Event) -> None:
            if failed and isinstance(event, Failed):
                failed(event.error)

        return {one.name: one for one in articles(self.project, (), tell)}

    def tasks(self, failed: Callable[[ToolkitError], None]) -> list[Task]:
        """Every article in every language, the most urgent first; `failed` gets what fails."""
        found = []
        for name in self.articles(failed):
            for target in self.project.targets:
                try:
                    found.append(task_of(self.open(name, target.posix)))
                except ToolkitError as error:
                    failed(error)
        return sorted(found, key=lambda task: task.urgency)

    def language(self, locale: str) -> Language:
        """The target language of that POSIX name. UsageError if the project has none."""
        for target in self.project.targets:
            if target.posix == locale:
                return target
        raise UsageError(Phrase("%(locale)s is not among the project's languages.", locale=locale))

    def open(self, name: str, locale: str) -> OpenCatalog:
        """An article's catalog as it is now. UsageError if there is no such article or language.

        SourceError or CatalogError if a file is damaged.
        """
        target, order = self.language(locale), next(self._order)
        known = self._opened.get((name, locale))
        workspace = self._workspace(target)
        if known and known.article.path.is_file():
            opened = workspace.renewed(known)
        else:
            article = self.articles().get(name)
            if article is None:
                raise UsageError(Phrase("There is no article %(name)s.", name=name))
            opened = workspace.load(article, target, self._parsed(name, workspace))
        return opened if opened is known else self._remembered(opened, order)

    def _remembered(self, opened: OpenCatalog, order: int) -> OpenCatalog:
        """The newest state that is known; `order` was drawn before the file was read."""
        name, locale = opened.article.name, opened.target.posix
        with self._remembering:
            known = self._opened.get((name, locale))
            if known and known.order > order:
                return known
            opened = self._opened[name, locale] = replace(opened, order=order)
            self._elsewhere[locale].learn(name, title(opened), opened.catalog.entries)
        return opened

    def look_around(self, locale: str) -> frozenset[Key]:
        """Read what changed in the articles of a language, for the checks that compare them.

        The sentences of several articles that changed since this was last asked. Articles that
        cannot be read are left out.
        """
        known, there = self._elsewhere[locale], self.articles()
        for name in known.articles() - there.keys():
            known.learn(name, name, ())
        for name in there:
            with suppress(ToolkitError):
                self.open(name, locale)
        return known.changed()

    def _parsed(self, name: str, workspace: Workspace) -> ParsedArticle | None:
        """The article as another language has it already, unless it changed since."""
        others = (one for (other, _), one in self._opened.copy().items() if other == name)
        return next((workspace.renewed(one).parsed for one in others), None)

    def _workspace(self, target: Language) -> Workspace:
        return Workspace(self.project, (target,), self.tell, self.context(target).terms)

    def context(self, target: Language) -> Context:
        """What the checks of a language may know: with the glossary as its file is now."""
        path = files.terms_path(self.project)
        stamp = path.stat().st_mtime_ns if path.is_file() else 0
        known, made = self._contexts.get(target.posix, (None, None))
        if made is None or known != stamp:
            made = Context(self.project.source, target, files.terms(self.project))
            self._contexts[target.posix] = stamp, made
            self._findings.clear()
        return made

    def findings(self, opened: OpenCatalog, entry: Entry) -> tuple[Finding, ...]:
        """What `check` says of an entry."""
        context = self.context(opened.target)
        key = (opened.target.posix, replace(entry, notes=(), line=0, origin=None, seal=""))
        found = self._findings.get(key)
        if found is None:
            if len(self._findings) > _KEPT:
                self._findings.clear()
            found = tuple(run(entry, context, self.project.severities))
            self._findings[key] = found
        elsewhere = self._elsewhere[opened.target.posix]
        compared = elsewhere.findings(opened.article.name, entry, self.project.severities)
        other = [entry] if self._readings.is_other(opened, entry) else []
        return (*found, *otherwise(other, self.project.severities), *compared)

    def fixed(self, opened: OpenCatalog, entry: Entry) -> str:
        """The target with its typography set right, as `check --fix` does it."""
        context = self.context(opened.target)
        return fixed(entry.source, entry.target, context, silenced(entry))

    def terms(self, opened: OpenCatalog, entry: Entry) -> list[Hit]:
        """The glossary's terms in the source, in order."""
        glossary = self.context(opened.target).terms
        return terms.find(entry.source, glossary) if glossary else []

    @property
    def suggestions(self) -> Suggestions:
        """The memory and the engine."""
        if self._suggestions is None:
            self._suggestions = Suggestions(self.project, self.engine)
        return self._suggestions

    def matches(self, opened: OpenCatalog, entry: Entry) -> list[Match]:
        """What the memory offers for an entry."""
        return self.suggestions.matches(opened, entry)

    def alternatives(self, opened: OpenCatalog, entry: Entry) -> Sequence[Entry]:
        """What the engine can say for an entry: drafts. EngineError if it cannot be used."""
        terms = self.context(opened.target).terms
        return self.suggestions.alternatives(opened, entry, terms)

    def page(self, opened: OpenCatalog, name: str = "", text: str = "") -> str:
        """The page as it will be published, its sentences marked (`publication.marked`).

        One entry may have another text, as somebody types it. PublishError if it cannot be made.
        """
        entries = tuple(
            replace(entry, target=text) if name and name_of(entry) == name else entry
            for entry in opened.catalog.entries
        )
        return marked.page(opened.parsed, replace(opened.catalog, entries=entries), opened.target)

    def edit(self, name: str, locale: str, edit: Edit, person: Person) -> Edited:
        """Save one entry as somebody wants it, unless it was changed meanwhile.

        UsageError if their role does not allow it or a text cannot be in a catalog.
        """
        _refuse_duty(person, approve=bool(edit.approve))

        def wanted(opened: OpenCatalog, entry: Entry) -> tuple[Entry, str]:
            _refuse_unfit(edit, entry)
            new = _edited(entry, edit, person)
            refused = self._refusal(opened, new, person) if edit.approve else ""
            if edit.approve and not refused:
                new = with_credit(new.approved(), APPROVED, person.name, now())
            return new, refused

        return self._save(name, locale, (edit.name, edit.seen), wanted, person)

    def undo(self, name: str, locale: str, which: tuple[str, str], person: Person) -> Edited:
        """Take back what was last saved of an entry; `which` are its name and version.

        UsageError if nothing was, or if it was somebody else and the person may not approve.
        """
        _refuse_duty(person, approve=False)

        def wanted(opened: OpenCatalog, entry: Entry) -> tuple[Entry, str]:
            last = next(iter(self.history(opened, entry)), None)
            if last is None or version_of(last.after) != version_of(entry):
                raise UsageError(Phrase("Nothing was saved here that could be taken back."))
            if last.who != person.name and not person.may_approve:
                raise UsageError(
                    Phrase("Only %(who)s and reviewers may take that back.", who=last.who)
                )
            return replace(last.before, notes=entry.notes, line=entry.line), ""

        return self._save(name, locale, which, wanted, person)

    def batch(self, name: str, locale: str, what: WholeTask, person: Person) -> Outcome[object]:
        """Do to a whole article what the command line does; its outcome is that of the command.

        UsageError if the person may not approve, or there is no such article or language.
        """
        _refuse_duty(person, approve=True)
        article, said = self.articles().get(name), self.tell
        if article is None:
            raise UsageError(Phrase("There is no article %(name)s.", name=name))
        wanted = Selection((str(article.path),), (self.language(locale).posix,))
        with self._writing:
            match what:
                case WholeTask.APPROVE:
                    options = ApproveOptions(origin="tm", least=1.0, clean=True, by=person.name)
                    return approve(self.project, wanted, options, said)
                case WholeTask.FIX:
                    return check(self.project, wanted, CheckOptions(fix=True), said)
                case WholeTask.TRANSLATE | WholeTask.ANEW:
                    anew = TranslateOptions(engine=self.engine, anew=what is WholeTask.ANEW)
                    return translate(self.project, wanted, anew, said)
                case WholeTask.PUBLISH:
                    return publish(self.project, wanted, tell=said)

    def history(self, opened: OpenCatalog, entry: Entry) -> list[Saving]:
        """What was saved of an entry at the desk, the latest first."""
        return self._journal(opened).events(entry)

    def _journal(self, opened: OpenCatalog) -> Journal:
        return Journal.of(opened, files.scratch(self.project, "desk"))

    def _save(
        self,
        name: str,
        locale: str,
        which: tuple[str, str],
        wanted: Callable[[OpenCatalog, Entry], tuple[Entry, str]],
        person: Person,
    ) -> Edited:
        """Save what `wanted` makes of an entry, with what it refuses, unless it changed."""
        which_name, seen = which
        with self._writing:
            opened = self.open(name, locale)
            entry = by_name(opened).get(which_name)
            if entry is None or version_of(entry) != seen:
                return Edited(opened, entry, conflict=True)
            new, refused = wanted(opened, entry)
            if version_of(new) == seen:
                return Edited(opened, entry, refused=refused)
            saved = save_entries(self.project, opened, [new], self.tell)
            newest = self._remembered(saved.opened, next(self._order))
            there = by_name(newest).get(which_name)
            if not saved.conflicts:
                self._journal(opened).note(person.name, entry, new)
            return Edited(newest, there, bool(saved.conflicts), refused)

    def _refusal(self, opened: OpenCatalog, entry: Entry, person: Person) -> str:
        """Why a text cannot be approved; "" if it can."""
        if not entry.target:
            return "empty"
        written = credits(entry).get(WRITTEN)
        if self.project.four_eyes and written and written.who == person.name:
            return "own"
        errors = [f for f in self.findings(opened, entry) if f.severity is Severity.ERROR]
        return "errors" if errors else ""


def _refuse_duty(person: Person, *, approve: bool) -> None:
    """UsageError if somebody may not do that."""
    if not person.may_write:
        raise UsageError(Phrase("You may only read here; ask for another role."))
    if approve and not person.may_approve:
        raise UsageError(Phrase("You may write drafts, not approve; ask for another role."))


def _refuse_unfit(edit: Edit, entry: Entry) -> None:
    """UsageError for text that no catalog can carry: control characters, half ones, new lines."""
    known = (entry.source, entry.target)
    if sign := unfit(edit.target or "", *known) or unfit(edit.remark, *known):
        raise UsageError(
            Phrase("The text has a sign that no file can carry: %(sign)s. Remove it.", sign=sign)
        )


def with_text(entry: Entry, text: str) -> Entry:
    """The entry with what somebody typed: a draft, unless it has that text already."""
    if text == entry.target:
        return entry
    return entry.drafted(text, None) if text else entry.emptied()


def _edited(entry: Entry, edit: Edit, person: Person) -> Entry:
    """The entry with the wanted text as a draft, and with the comment."""
    if edit.target is not None and edit.target != entry.target:
        entry = with_text(entry, edit.target)
        entry = with_credit(entry, WRITTEN, person.name, now())
    elif entry.state is State.APPROVED and edit.approve is False:
        entry = entry.drafted(entry.target, None)
    if edit.remark:
        silences = edit.remark.startswith("toolkit:")
        said = edit.remark if silences else f"{person.name}: {edit.remark}"
        parts = credits(entry).values()
        entry = credited(replace(entry, comments=(*remarks(entry), said)), parts)
    return entry


def title(opened: OpenCatalog) -> str:
    """The article's title, or else its name."""
    fields = opened.parsed.form.metadata(opened.parsed.text)
    written = text_of(fields, "title") or title_of(opened.parsed.document.parts)
    return written or opened.article.name


def task_of(opened: OpenCatalog) -> Task:
    """An opened catalog as a row of the list of work."""
    article, entries = opened.parsed, opened.catalog.entries
    states = Counter(entry.state for entry in entries)
    left = [entry.source for entry in entries if entry.state is not State.APPROVED]
    fields = article.form.metadata(article.text)
    return Task(
        name=opened.article.name,
        title=title(opened),
        target=opened.target,
        states={state: states[state] for state in State},
        words=sum(len(strip(source).split()) for source in left),
        changed=dict(opened.catalog.header).get("POT-Creation-Date", ""),
        deadline=day(fields, "deadline", "due"),
    )


def by_name(opened: OpenCatalog) -> dict[str, Entry]:
    """The entries of a catalog by their names, in order."""
    return {name_of(entry): entry for entry in opened.catalog.entries}
