"""The values of a site. Frozen; languages are BCP 47 tags, dates ISO 8601 days, paths with "/".

What there is of each article is a tuple: thousands of those are quickly made and remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from toolkit.formats.timing import Timing
from toolkit.model import Language
from toolkit.site.asset_facts import AssetFacts

_UNTIMED = Timing()
SOURCE, REVIEWED, OUTDATED, DRAFT = "source", "reviewed", "outdated", "draft"
"""States of a version: the original; all approved; approved for an older source; anything else."""


class Version(NamedTuple):
    """One article in one language."""

    language: str
    spoken: str
    """The language its text really is in: the source's, if not a word differs from it."""
    title: str
    title_language: str
    description: str
    lead: bool
    """Whether the author wrote the description, so that it can stand above the text."""
    kicker: str
    tags: tuple[str, ...]
    """One for each of the story's `topics`."""
    image_alt: str
    lead_language: str = ""
    """The language of its lead, if it is not the version's own; likewise the others."""
    kicker_language: str = ""
    tag_languages: tuple[str, ...] = ()
    caption: str = ""
    """What stands below the article's picture."""
    credit: str = ""
    """Where text or picture were taken from, as the author wrote it."""
    references: tuple[str, ...] = ()
    """Those of them that lead to other files of the project."""
    dead_ends: tuple[str, ...] = ()
    """Those that would lead to a place in it (`#…`) that is not there; not in its text any more."""
    anchors: tuple[str, ...] = ()
    """The places in the original that references can lead to."""
    facing: bool = False
    """Whether its text can stand beside its original."""
    state: str = SOURCE
    earlier: bool = False
    """Whether it is the last publication that was approved as a whole, for an older source."""
    open: int = 0
    """How many of its sentences nobody approved."""
    all: int = 0
    """How many sentences it has."""
    reviewed: str = ""
    """The day of the translation's last revision."""
    since: str = ""
    """The day on which the source went ahead of the translation, if its catalog tells."""
    length: int = 0
    """Words; characters in scripts without blanks."""
    body: str = ""
    """Changes with the body of its text."""
    brief: str = ""
    """Changes with what lists of articles show of it."""
    key: str = ""
    """Changes when anything here or in its text does."""


class StoryText(NamedTuple):
    """What a version says at length: only the making of pages that show it needs it."""

    body: str = ""
    """Clean HTML with the source's anchors; references as the author wrote them."""
    rows: tuple[tuple[str, str, bool], ...] = ()
    """The bilingual edition: (original, translation, whether a heading) of each block, as HTML."""
    words: str = ""
    """What readers find it by."""


class Story(NamedTuple):
    """One article in all languages that may show it."""

    name: str
    source: str
    """The language it was written in."""
    versions: tuple[Version, ...]
    """The original first."""
    stand_ins: tuple[str, ...] = ()
    """Languages that show the original because their own version is not ready."""
    held: tuple[str, ...] = ()
    """What keeps versions from being shown, one line each."""
    behind: tuple[str, ...] = ()
    """What keeps newer versions from being shown instead of older ones, one line each."""
    remarks: tuple[str, ...] = ()
    """What the last checks found in versions that are shown, one line each."""
    left_out: tuple[str, ...] = ()
    """What other programs show in it and its pages do not, by name."""
    label: str = ""
    """Its file, as messages name it."""
    date: str = ""
    """Its day; "" if it has none."""
    published: str = ""
    """`date` with time and zone; midnight if no time is known."""
    timed: bool = False
    """Whether the time of day is known."""
    updated: str = ""
    """The day when it was last changed; "" if that is not known, or not after it appeared."""
    updated_timed: bool = False
    """Whether the time of that day is known."""
    changed: str = ""
    """`updated` with time and zone, else `published`."""
    timing: Timing = _UNTIMED
    """What decides whether it is out now."""
    authors: tuple[str, ...] = ()
    image: str = ""
    topics: tuple[str, ...] = ()
    """The source's tags, in lower case: the same in all languages."""
    page: bool = False
    """Whether it stands for itself, as an imprint does, and in no list of articles."""
    menu: str = "footer"
    """Where a page is named: "footer", "main", or "none"."""
    weight: int = 0
    """Pages with a smaller one are named first."""
    addresses: tuple[tuple[str, str], ...] = ()
    """(language, name of its page) where that is not the article's."""
    slugs: tuple[str, ...] = ()
    """The languages in which the author chose it."""
    former: tuple[tuple[str, str], ...] = ()
    """(language, name of a page that it had there): known from outside of the article."""
    aliases: tuple[str, ...] = ()
    """Addresses that it had before, without language and suffix."""
    misplaced: tuple[str, ...] = ()
    """What it says of its page that cannot be followed; each line begins with the field."""
    told: str = ""
    """Changes with what is said of all its versions."""
    key: str = ""
    """Changes when its source, a catalog or what judges them does."""

    def updated_in(self, version: Version) -> str:
        """The day of the last change that a version has: one of an earlier text has it not."""
        return "" if version.state == OUTDATED else self.updated

    def changed_in(self, version: Version) -> str:
        """The same with time and zone; else when the article appeared."""
        return self.changed if self.updated_in(version) else self.published

    @property
    def shown_in(self) -> tuple[str, ...]:
        """The languages that have a page of it."""
        return (*(found.language for found in self.versions), *self.stand_ins)

    def version(self, language: str) -> Version | None:
        """The version that readers of a language see; the original where it stands in."""
        return self.versions[0] if language in self.stand_ins else self.in_language(language)

    def in_language(self, language: str) -> Version | None:
        """The version in that language."""
        for found in self.versions:
            if found.language == language:
                return found
        return None


@dataclass(frozen=True, slots=True)
class DeadEnd:
    """A reference that gets readers nowhere: only its words are left on the page."""

    article: str
    """The name of the article that it stands in."""
    reference: str
    """As the author wrote it."""
    why: str
    """What is wrong with it, and the remedy."""
    later: bool = False
    """Whether it leads to an article that is not out now, so that nothing has to be mended."""


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """`[tool.toolkit.site]`; what each means, and its default, is said in `settings.SETTINGS`."""

    url: str
    title: Mapping[str, str]
    """Language tag or "" (any other language) → the site's name."""
    description: Mapping[str, str]
    publisher: str
    out: str
    unreviewed: str
    outdated: str
    trust_html: bool
    addresses: str
    editions: tuple[str, ...]
    """What there is beside pages: names of `editions.EDITIONS`."""


class Texts(Protocol):
    """Where the texts of articles are found."""

    def of(self, story: Story, version: Version) -> StoryText:
        """The text of a version. PublishError if it cannot be read any more."""

    def words(self, story: Story, version: Version) -> str:
        """What readers find a version by. PublishError likewise."""


@dataclass(frozen=True, slots=True)
class Site:
    """All that the pages are made of."""

    settings: SiteSettings
    languages: tuple[Language, ...]
    """The source language first."""
    stories: tuple[Story, ...]
    """Newest first."""
    sources: Path
    """Where assets are read from."""
    texts: Texts
    withheld: Mapping[str, str] = field(default_factory=dict)
    """Articles that are not out: name → why."""
    facts: AssetFacts = field(default_factory=AssetFacts)
    """What is known of the files that articles refer to."""
    inside: Path | None = None
    """Where the pictures are that were in the texts of articles (see `inside`)."""
    templates: Path | None = None
    """The project's own templates, which replace ours file by file."""
    locales: Path | None = None
    """The project's own strings: `<locale>/LC_MESSAGES/site.po`."""
    drafts: bool = False
    fingerprint: str = ""
    """Changes when settings, languages, templates, strings or the toolkit itself do."""


class Page(NamedTuple):
    """One file of the site, made only if its key is new."""

    path: str
    key: str
    """Two pages of the same path and key have the same bytes."""
    make: Callable[[], bytes]
    article: str = ""
    """The name of the article that it is made for, if it is made for one."""
    alias: str = ""
    """The address before, as the author wrote it, from which it leads on."""
    yields: bool = False
    """Whether it only leads on: then it gives way to any other page."""
