"""What a check is and what it may know: the contract of the rows in `checks.table`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from toolkit.glossary.glossary import Glossary
from toolkit.model import Catalog, Entry, Language, Part, Severity
from toolkit.phrase import Phrase


@dataclass(frozen=True, slots=True)
class Context:
    """All that a check may know besides the two texts."""

    source: Language
    target: Language
    terms: Glossary | None = None
    """The project's terms, if it has a glossary."""


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """An entry that does not fit to one of another catalog."""

    path: str
    """The catalog's."""
    entry: Entry
    message: str


@dataclass(frozen=True, slots=True)
class PublishedArticle:
    """An article as it was written and as it is published, both in the language of the latter."""

    source: str
    text: str
    before: tuple[Part, ...]
    """The source, taken apart."""
    after: tuple[Part, ...]
    """The publication, taken apart."""
    readable: bool
    """Whether what is no text in it can be read for words."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong with a publication, and in which line of it."""

    line: int
    message: str
    in_source: bool = False
    """The line is the source's."""


TextCheck = Callable[[str, str, Context], Iterator[str]]
"""(source, target, context) → a message for each fault."""
EntryCheck = Callable[[Entry], Iterator[str]]
"""An entry → a message for each fault that its texts alone do not show."""
CommentCheck = Callable[[Collection[str], Collection[str]], Iterator[str]]
"""(names in a comment `toolkit: ok …`, names of all checks) → a message for each fault."""
ProjectCheck = Callable[[Iterable[tuple[str, Catalog]]], Iterator[Inconsistency]]
"""(path, catalog) of one language → entries that do not fit to each other."""


PublishedCheck = Callable[[PublishedArticle, Context], Iterator[Remark]]
"""(a publication, context) → a remark for each fault."""


@dataclass(frozen=True, slots=True)
class Check:
    """A row of the table. It has one of the functions, or `texts` and `entries`.

    A message says what is wrong and what to do.

    Whoever lists checks, or asks for their settings, reads it here.
    """

    name: str
    """In the settings, in findings, in comments that silence it."""
    severity: Severity
    """If the settings say nothing else."""
    rule: str
    """What must be true, in a sentence without a full stop, for the docs."""
    texts: TextCheck | None = None
    """Compares the two texts of an entry."""
    entries: EntryCheck | None = None
    """Looks at the whole entry, if its texts are all right."""
    comments: CommentCheck | None = None
    """Looks at the comment of an entry that silences checks."""
    project: ProjectCheck | None = None
    """Compares the catalogs of a language."""
    published: PublishedCheck | None = None
    """Reads a publication."""
    assembled: Phrase | None = None
    """What is said of an entry with which an article cannot be put together as it was meant:
    whoever puts articles together finds that out (`publication.faithful`)."""
