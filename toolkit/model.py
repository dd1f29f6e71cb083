"""The values that travel between the stations. Frozen; the little they do concerns
themselves alone.

A document is a flat partition of its source: joining the raw text of its parts gives the source
back, character for character. What must survive a translation is represented, not remembered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from hashlib import blake2b


class Role(Enum):
    """What a piece of inline markup does: opens a pair, closes one, or stands alone."""

    OPEN = "open"
    CLOSE = "close"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Source text that is never offered to a translator and never changed (XLIFF's word)."""

    raw: str


@dataclass(frozen=True, slots=True)
class Text:
    """A run of words inside a block."""

    text: str
    """As a reader sees it: entities and escapes resolved, soft line breaks unwrapped."""
    raw: str | None = None
    """As the source spells it; `None` for new text, which the format has to spell.

    A parser splits runs so that either `raw == text` or the run is atomic (an entity, an escape,
    a soft line break, a collapsed run of blanks): then no sentence boundary falls inside it.
    """


@dataclass(frozen=True, slots=True)
class Code:
    """Inline markup or a protected literal (code span, URL, `translate="no"`), kept verbatim."""

    role: Role
    """Within one block, OPEN and CLOSE are balanced and properly nested."""
    parts: tuple[Part, ...]
    """Mostly one `Skeleton`; a translatable attribute in it (alt, title) is a nested `Block`."""
    shown: str = ""
    """What a reader sees in its place: a code span's content, a blank for a line break, or ""."""
    edge: bool = False
    """True if a translator need not see it at a sentence's edge: line break, footnote mark."""


Inline = tuple[Text | Code, ...]
Pieces = list[Text | Code]
"""An inline text in the making."""


class BlockKind(StrEnum):
    """What a unit of layout is; its value is shown to people, and is the `msgctxt` of some."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list item"
    CELL = "cell"
    CAPTION = "caption"
    QUOTE = "quote"
    FOOTNOTE = "footnote"
    TERM = "term"
    """In a list of definitions: a term or what it means."""
    TITLE = "title"
    SUBTITLE = "subtitle"
    KICKER = "kicker"
    DESCRIPTION = "description"
    TAG = "tag"
    ALT = "alt"
    """What stands for an image."""
    TOOLTIP = "tooltip"
    PLACEHOLDER = "placeholder"
    LABEL = "label"
    BUTTON = "button"
    OPTION = "option"

    @property
    def is_running_text(self) -> bool:
        """Whether it belongs to the text that is read from top to bottom, or stands beside it."""
        return self in _RUNNING_TEXT

    @property
    def context(self) -> str | None:
        """`msgctxt`: none for running text, else the kind.

        A title or an alt text may need another translation than the same words in the text.
        """
        return None if self.is_running_text else self.value


_RUNNING_TEXT = frozenset(
    {
        BlockKind.PARAGRAPH,
        BlockKind.HEADING,
        BlockKind.LIST_ITEM,
        BlockKind.CELL,
        BlockKind.CAPTION,
        BlockKind.QUOTE,
        BlockKind.FOOTNOTE,
        BlockKind.TERM,
    }
)


@dataclass(frozen=True, slots=True)
class Syntax:
    """How text at one place of a source is spelled: each format has classes of its own for it."""


@dataclass(frozen=True, slots=True)
class Block:
    """One translatable unit of layout: heading, paragraph, list item, cell, title, alt text…"""

    kind: BlockKind
    inline: Inline
    syntax: Syntax | None = None
    """How new text at this place must be spelled; None if the format has but one way."""


Part = Skeleton | Block


@dataclass(frozen=True, slots=True)
class Document:
    """One parsed article."""

    name: str
    """File name without its suffix; the catalog's domain."""
    format: str
    """A name in `formats.FORMATS`."""
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence of a block, masked for translators."""

    source: str
    """Inline markup as placeholders: `<g1>…</g1>` for a pair, `<x2/>` for a single code."""
    inline: Inline
    """The sentence's slice of its block. Joined with the gaps around it: the block."""
    kind: BlockKind
    """Of its block."""

    @property
    def key(self) -> Key:
        """What its entry is known by."""
        return (self.kind.context, self.source)


class State(Enum):
    """How far an entry is: nobody translated it, nobody approved it, a person approved it."""

    EMPTY = "empty"
    DRAFT = "draft"
    APPROVED = "approved"


class OriginKind(Enum):
    """Where the text of a draft was taken from."""

    ENGINE = "engine"
    """A translation engine made it."""
    MEMORY = "memory"
    """An approved translation of the same or a similar sentence."""
    ALIGNMENT = "alignment"
    """A translation of the article that existed before, cut into sentences."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a draft comes from, or why there is none (`catalog.origin` reads and writes it)."""

    kind: OriginKind
    name: str = ""
    """The engine (`argos`); or the article or file whose translation it was, "" if unknown."""
    models: tuple[str, ...] = ()
    """Name and version of each model an engine used, in order: `translate-de_en 1.9`."""
    pivot: str = ""
    """The language whose approved text an engine translated (`en`); "" for the article's own."""
    confidence: float | None = None
    """An engine's, 0 to 1 in hundredths; None if it gives none."""
    match: int | None = None
    """Percentage of a translation that existed, 101 at most (see `memory.offers`)."""
    remark: str = ""
    """What a reviewer should know: `numbers adapted`, `check the places of the placeholders`."""
    left_empty: str = ""
    """Why there is no draft."""

    @property
    def score(self) -> float | None:
        """How good the draft may be, 0 to 1: an engine's confidence, or the match; else None."""
        return self.confidence if self.match is None else min(self.match / 100, 1.0)


Span = tuple[int, int]
"""Half-open: where a part of a text starts and ends, in characters."""
Key = tuple[str | None, str]
"""(msgctxt, msgid): what an entry is known by."""


TRIAL_ENGINES = frozenset({"identity", "pseudo"})
"""Engines whose drafts are no translations: nobody can approve them, others replace them."""
_CONSONANTS = "bcdfghjkmnpqrstvwxz"


@dataclass(frozen=True, slots=True)
class Entry:
    """One segment in a catalog. Its identity is `(context, source)`, never a position."""

    source: str
    target: str = ""
    fuzzy: bool = False
    """gettext's only state every editor knows: nobody has approved the target."""
    context: str | None = None
    """msgctxt (see `BlockKind.context`)."""
    notes: tuple[str, ...] = ()
    """`#.` lines: block kind and placeholder legend. Owned by the toolkit."""
    comments: tuple[str, ...] = ()
    """`# ` lines of people. Never touched."""
    origin: Origin | None = None
    """Where the draft comes from; None if a person wrote the text, or nobody did."""
    seal: str = ""
    """`seal_of` the target as it was put in; another text than that is a person's work."""
    previous: str | None = None
    """`#| msgid`: the source text this target was made for."""
    flags: tuple[str, ...] = ()
    """Flags other than `fuzzy`, kept as found."""
    line: int = 0
    """1-based line of its `msgid` in the file it was read from; 0 if new."""

    @property
    def key(self) -> Key:
        return (self.context, self.source)

    @property
    def short_key(self) -> str:
        """What people call it by: seven letters that change with its source and its target.

        So who approves by it has read the text as it is now, wherever in the article it stands.
        """
        said = repr((self.context, self.source, self.target)).encode()
        number, letters = int.from_bytes(blake2b(said, digest_size=8).digest(), "big"), ""
        for _ in range(7):
            number, place = divmod(number, len(_CONSONANTS))
            letters += _CONSONANTS[place]
        return letters

    @property
    def state(self) -> State:
        if not self.target:
            return State.EMPTY
        return State.DRAFT if self.fuzzy else State.APPROVED

    @property
    def untouched(self) -> bool:
        """A draft in which no person changed a letter."""
        return self.state is State.DRAFT and self.seal == seal_of(self.target)

    @property
    def tried(self) -> bool:
        """What an engine made for a trial, in which no person changed a letter, approved or not."""
        origin = self.origin
        tried = origin and origin.kind is OriginKind.ENGINE and origin.name in TRIAL_ENGINES
        return bool(tried) and self.seal == seal_of(self.target)

    @property
    def machine(self) -> bool:
        """An engine's draft in which no person changed a letter."""
        made = self.origin is not None and self.origin.kind is OriginKind.ENGINE
        return made and self.untouched

    @property
    def told_before(self) -> bool:
        """Whether a translation that exists tells it with the sentence before, so it is empty."""
        aligned = self.origin is not None and self.origin.kind is OriginKind.ALIGNMENT
        return aligned and not self.target

    @property
    def stale(self) -> bool:
        """An engine's untouched draft for an older text of the sentence: to be made anew."""
        return self.machine and self.previous is not None

    @property
    def score(self) -> float | None:
        """Its origin's score, 0 to 1; None if it has none, or is for an older text."""
        return self.origin.score if self.origin and self.previous is None else None

    def approved(self, target: str | None = None) -> Entry:
        """With this target, or with its own one, as a person's work: final, without an origin."""
        text = self.target if target is None else target
        return replace(self, target=text, fuzzy=False, origin=None, seal="", previous=None)

    def emptied(self, origin: Origin | None = None) -> Entry:
        """Without a target; `origin` says why, if an engine or a memory found none."""
        return replace(self, target="", fuzzy=False, origin=origin, seal="", previous=None)

    def drafted(self, target: str, origin: Origin | None, previous: str | None = None) -> Entry:
        """With a draft, sealed if it has an origin; `previous` is the source it was made for."""
        seal = seal_of(target) if origin else ""
        return replace(self, target=target, fuzzy=True, origin=origin, seal=seal, previous=previous)


def seal_of(target: str) -> str:
    """A short check sum of a text: six hexadecimal digits."""
    return blake2b(target.encode(), digest_size=3).hexdigest()


@dataclass(frozen=True, slots=True)
class Catalog:
    """The PO file of one article in one target language."""

    reference: str = ""
    """`#:` line of every entry: the article's path in the project, without line numbers."""
    header: tuple[tuple[str, str], ...] = ()
    """Header fields in file order."""
    header_comments: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    obsolete: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Language:
    """Facts of one language (see `language.language`)."""

    posix: str
    """gettext's name, for catalogs: `ru`, `zh_CN`."""
    tag: str
    """BCP 47, for publications: `ru`, `zh-Hans`."""
    name: str
    """English name."""
    direction: str
    """`ltr` or `rtl`."""
    script: str
    """ISO 15924: `Latn`, `Cyrl`, `Hans`…"""
    plural_forms: str
    """The value of the `Plural-Forms` header."""
    gap: str
    """What stands between two sentences: a blank, or nothing."""
    quotes: tuple[tuple[str, str], ...]
    """Quotation marks in use, primary pair first."""
    decimal: str
    """The decimal sign of numbers."""
    group: str
    """The thousands separator of numbers."""

    @property
    def base(self) -> str:
        """The code of ISO 639, without region and script: `zh`."""
        return base_of(self.posix)


def base_of(posix: str) -> str:
    """The code of ISO 639 in a POSIX name: `zh` of `zh_CN`, `sr` of `sr@latin`."""
    return posix.partition("_")[0].partition("@")[0]


class Severity(Enum):
    """What a finding means for publishing: `ERROR` blocks it, `WARNING` does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a reviewer should look at."""

    check: str
    severity: Severity
    entry: Entry
    message: str
    """What is wrong and what to do, one sentence."""
