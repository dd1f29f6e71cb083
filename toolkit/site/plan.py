"""What the pages of a site need to know of each other: addresses, languages, keys."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from toolkit.formats.table import suffixes
from toolkit.languages.transliterate import address
from toolkit.model import Language
from toolkit.publication import theme
from toolkit.site import assets, inside, links, pictures, raster
from toolkit.site.body import fitting, slug
from toolkit.site.formatter import Voice
from toolkit.site.links import Target
from toolkit.site.model import DRAFT, DeadEnd, Site, Story, Version
from toolkit.site.strings import known, strings
from toolkit.storage.fingerprint import digest, digests_with

_INSIDE = "a picture in the text"
"""What messages call one that has no name."""

_UNKNOWN = "leads to an article that is not on the site"


@dataclass
class SitePlan:
    """A site about to be built: what its pages need to know of each other."""

    site: Site
    voices: dict[str, Voice] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    """Assets in use: path in the site → path below `sources/`, or a picture of a text itself."""
    smaller: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Pictures in smaller sizes: path in the site → (the same of the picture, width)."""
    dead_ends: dict[DeadEnd, None] = field(default_factory=dict)
    """References that lead nowhere, each once, in order."""

    refused: dict[tuple[str, str], str] = field(default_factory=dict)
    """Aliases that lead nowhere: (article, alias) → why."""
    hints: dict[str, None] = field(default_factory=dict)
    """What some pages do without, one line each."""

    _shown: dict[str, list[tuple[Story, Version]]] = field(default_factory=dict)
    _made: dict[object, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.voices = {
            found.tag: Voice(found, strings(found.posix, self.site.locales))
            for found in self.site.languages
        }

    @cached_property
    def by_name(self) -> dict[str, Story]:
        """Article name → story."""
        return {story.name: story for story in self.site.stories}

    @cached_property
    def listed(self) -> list[Story]:
        """The articles that lists and feeds may know."""
        stories = self.site.stories
        return [story for story in stories if not story.timing.unlisted and not story.page]

    def pages_of(self, menu: str) -> list[Story]:
        """The pages that are named in a menu, in their order."""
        return [story for story in self._pages if story.menu == menu]

    @cached_property
    def _pages(self) -> list[Story]:
        """All that stand for themselves, in the order of menus."""
        pages = (story for story in self.site.stories if story.page)
        return sorted(pages, key=lambda story: (story.weight, story.name))

    @cached_property
    def topics(self) -> dict[str, str]:
        """Tag of the sources → its part of an address; no two have the same."""
        return self._named(topic for story in self._oldest for topic in sorted(story.topics))

    @cached_property
    def authors(self) -> dict[str, str]:
        """Name → its part of an address; no two have the same."""
        return self._named(name for story in self._oldest for name in sorted(story.authors))

    @cached_property
    def _oldest(self) -> list[Story]:
        """The articles of lists, the oldest first: whose name had an address before, keeps it."""
        return sorted(self.listed, key=lambda story: (not story.date, story.published, story.name))

    def _named(self, texts: Iterable[str]) -> dict[str, str]:
        """Each text with a part of an address of its own."""
        return _numbered({text: address(text, self.source) or slug(text) for text in texts})

    def topic_addresses(self, tag: str) -> dict[str, str]:
        """Tag of the sources → its part of an address in a language; no two have the same.

        It is made of what the language calls the tag; as in the sources, where that is not known or
        cannot be written in Latin letters.
        """
        if tag == self.source.tag:
            return self.topics
        found: dict[str, str] = self.once(("topics of", tag), lambda: self._translated(tag))
        return found

    def _translated(self, tag: str) -> dict[str, str]:
        names: dict[str, str] = {}
        for story, version in self.shown(tag):
            tags = zip(story.topics, version.tags, version.tag_languages, strict=False)
            for topic, name, spoken in tags:
                if version.language == tag and not spoken:
                    names.setdefault(topic, name)
        language = self.voices[tag].language
        return _numbered(
            {
                topic: address(names.get(topic, ""), language) or own
                for topic, own in self.topics.items()
            }
        )

    @property
    def source(self) -> Language:
        """The language the articles were written in."""
        return self.site.languages[0]

    @property
    def unspoken(self) -> list[Language]:
        """Languages in which the theme has no words."""
        return [lang for lang in self.site.languages if not known(lang.posix, self.site.locales)]

    @cached_property
    def style(self) -> str:
        """Changes with the style sheet, so that browsers notice."""
        return digest(self.stylesheet)[:8]

    @cached_property
    def stylesheet(self) -> str:
        """The style sheet of all pages."""
        return theme.render("site/style.css", {}, self.site.templates)

    @cached_property
    def icon(self) -> str:
        """Where the icon of browsers' tabs is: the project's `favicon.*`, else one made for it."""
        names = ("favicon.svg", "favicon.png", "favicon.ico")
        for name in names:
            if not self.complaint(name):
                return name
            if os.path.lexists(self.site.sources / name):
                self.hints[f"{self.site.sources / name}: {self.complaint(name)}"] = None
        return names[0]

    def complaint(self, own: str) -> str:
        """Why an asset is not copied to the site; "" if it may be."""
        site = self.site
        if self._is_article(own):
            return _UNKNOWN
        found: str = self.once(
            ("complaint", own),
            lambda: (
                assets.damaged(self.file(own))
                if inside.name_of(own)
                else assets.complaint(own, site.sources, site.settings.trust_html)
            ),
        )
        return found

    @cached_property
    def menus(self) -> str:
        """Changes with what the menus of all pages name."""
        pages = [story for story in self.site.stories if story.page]
        told = [
            (story.name, story.menu, story.weight, story.addresses, story.stand_ins, found.language)
            for story in pages
            for found in story.versions
        ]
        titles = [
            (found.title, found.title_language) for story in pages for found in story.versions
        ]
        return digest(repr((told, titles, self.icon)))

    def site_title(self, tag: str) -> str:
        """What the site is called in a language."""
        return self._site_title(tag)[0]

    def site_title_language(self, tag: str) -> str:
        """The language of that name, if it is the one of another language; else ""."""
        language = self._site_title(tag)[1]
        return "" if language == tag else language

    def _site_title(self, tag: str) -> tuple[str, str]:
        """(what the site is called in a language, the language of that name or "" for any).

        Any name of its own says more than what all sites could be called.
        """
        titles = self.site.settings.title
        for language in (tag, "", self.source.tag, *titles):
            if named := titles.get(language):
                return named, language
        return self.voices[tag].say("Articles"), ""

    def shown(self, tag: str) -> list[tuple[Story, Version]]:
        """What readers of a language are offered, newest first."""
        if tag not in self._shown:
            pairs = ((story, story.version(tag)) for story in self.listed)
            self._shown[tag] = [(story, version) for story, version in pairs if version]
        return self._shown[tag]

    def shows(self, story: Story, tag: str) -> bool:
        """Whether lists of a language have the article."""
        return story.version(tag) is not None and not story.timing.unlisted and not story.page

    def credit(self, version: Version, tag: str) -> str:
        """Where text or picture were taken from; a credit that says what it is stands as it is."""
        if not version.credit or ":" in version.credit or "：" in version.credit:
            return version.credit
        return self.voices[tag].say("Source: %(source)s", source=version.credit)

    def once(self, name: object, make: Callable[[], Any]) -> Any:
        """A value that many pages need, made once."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    def file(self, own: str) -> Path:
        """An asset: a file below `sources/`, or a picture that is in a text itself."""
        if self.site.inside and (name := inside.name_of(own)):
            return self.site.inside / name
        return self.site.sources / own

    def digest(self, own: str) -> str:
        """Changes with what is in an asset."""
        if name := inside.name_of(own):
            return name
        file = self.file(own)
        return self.site.facts.of(file, "digest", lambda: digest(file.read_bytes()))

    def key(self, *parts: object) -> str:
        """The key of a page that shows these parts."""
        return self._digest(repr(parts))

    @cached_property
    def _digest(self) -> Callable[[str], str]:
        """Of what a page shows, with what all pages depend on."""
        return digests_with(self.site.fingerprint, repr(self.site.drafts), self.menus)

    @staticmethod
    def story_key(story: Story, *versions: Version) -> object:
        """A part that changes with what these versions of an article say, or is said of all."""
        return story.told, [version.key for version in versions]

    def resolve(self, story: Story, tag: str, page: str, reference: str) -> Target | None:
        """Where a reference in an article leads readers of a language."""
        if inside.name_of(reference):
            return self._asset(story, _INSIDE, reference, page)
        if not links.is_relative(reference):
            return None
        path, fragment = links.place(story.name, reference)
        if path == ".":
            return Target(links.relative(page, f"{tag}/index.html"))
        if (other := self._article(path)) is not None:
            section = unquote(fragment[1:])
            if section not in ("", links.TOP, *other.versions[0].anchors):
                self.dead_ends[DeadEnd(story.name, reference, links.NO_SECTION)] = None
                fragment = ""
            return self._to_article(other, tag, page, fragment)
        if (why := self.site.withheld.get(_stem(path))) is not None:
            why = f"leads to an article that is {why}"
            self.dead_ends[DeadEnd(story.name, reference, why, later=True)] = None
            return Target("")
        own = assets.localized(path, tag, self.site.sources)
        found = self._asset(story, reference, own, page)
        return replace(found, address=found.address + fragment) if found.address else found

    def _asset(self, story: Story, named: str, own: str, page: str) -> Target:
        """An asset, seen from a page; `named` is what its article calls it."""
        if why := self.complaint(own):
            self.dead_ends[DeadEnd(story.name, named, why)] = None
            return Target("")
        path = _asset_path(own)
        self.files[path] = own
        address = links.relative(page, path)
        if not own.lower().endswith(tuple(assets.TYPES)):
            return Target(address)
        file, facts = self.file(own), self.site.facts
        if facts.of(file, "cut off", lambda: pictures.is_cut_off(file)):
            self.dead_ends[DeadEnd(story.name, named, pictures.CUT_OFF)] = None
        size = facts.of(file, "size", lambda: pictures.size(file))
        smaller = [(links.relative(page, one), width) for one, width in self._smaller(own) if size]
        return Target(address, size=size, path=own, smaller=tuple(smaller))

    def _smaller(self, own: str) -> list[tuple[str, int]]:
        """(path in the site, width) of a picture's smaller sizes; none without Pillow."""
        file = self.file(own)
        name = "widths", raster.release() if self.pillow else ""
        found = self.site.facts.of(file, name, lambda: raster.widths(file) if self.pillow else ())
        paths = [(f"{_asset_path(own)}.{width}.webp", width) for width in found]
        self.smaller |= {path: (own, width) for path, width in paths}
        return paths

    @cached_property
    def pillow(self) -> bool:
        """Whether pictures can be made smaller."""
        return raster.available()

    def card(self, story: Story, version: Version) -> str:
        """The path of the card that stands for an article without a picture; "" if none does."""
        if not self.wants_card(story, version) or not self.card_font(story, version):
            return ""
        return f"{page_of(story, version.language).removesuffix('.html')}.card.png"

    def wants_card(self, story: Story, version: Version) -> bool:
        """Whether a card shall stand for an article that has no picture which could be shown."""
        if "cards" not in self.site.settings.editions or not self.pillow or story.page:
            return False
        if version.state == DRAFT or self.site.drafts:
            return False
        return self.picture(story, version.language, "index.html") is None

    def card_lines(self, story: Story, version: Version) -> tuple[str, str, str]:
        """What stands on it: the site, the title, the day."""
        tag = version.language
        return self.site_title(tag), version.title, self.voices[tag].date(story.date)

    def card_font(self, story: Story, version: Version) -> raster.Font | None:
        """The font it is set in; None if this machine has none with all of its signs."""
        lines = self.card_lines(story, version)
        return raster.font_for(lines, self.voices[version.language].language)

    def picture(self, story: Story, tag: str, page: str) -> Target | None:
        """The article's picture as readers of a language see it; None if it has none."""
        if not story.image:
            return None
        found = self.resolve(story, tag, page, story.image)
        if found is None:
            return Target(story.image)
        return found if found.path else None

    def _is_article(self, path: str) -> bool:
        """Whether a file is an article, one that cannot be read, say: none is copied as it is."""
        return _stem(path) != path and assets.is_file(self.site.sources, path)

    def _article(self, path: str) -> Story | None:
        return self.by_name.get(_stem(path))

    def _to_article(self, other: Story, tag: str, page: str, fragment: str) -> Target:
        """The article in the language of the readers, else its original, marked as that."""
        version = other.version(tag) or other.versions[0]
        own = other.version(tag) is not None
        address = links.relative(page, page_of(other, tag if own else other.source)) + fragment
        if version.language == tag:
            return Target(address)
        return Target(address, other.source, self.voices[tag].name(other.source))


def _numbered(wanted: Mapping[str, str]) -> dict[str, str]:
    """Each key with the part of an address that it wants, numbered where one before has it."""
    named: dict[str, str] = {}
    taken: set[str] = set()
    for key, text in wanted.items():
        own = fitting(text or "other")
        name, number = own, 1
        while name in taken:
            name, number = f"{own}-{number + 1}", number + 1
        taken.add(name)
        named[key] = name
    return named


def _asset_path(own: str) -> str:
    """Where an asset is in the site."""
    name = inside.name_of(own)
    return f"{assets.FOLDER}/inside/{name}" if name else f"{assets.FOLDER}/{own}"


def _stem(path: str) -> str:
    """The name of the article that a path may mean."""
    stem, dot, suffix = path.rpartition(".")
    return stem if f"{dot}{suffix.lower()}" in suffixes() else path


def latest(shown: Iterable[tuple[Story, Version]]) -> str:
    """The moment of the last change; 1970 if none of them has a date."""
    moments = [moment for story, version in shown if (moment := story.changed_in(version))]
    return max(moments, key=datetime.fromisoformat, default="1970-01-01T00:00:00+00:00")


def page_of(story: Story, tag: str) -> str:
    """The path of an article's page."""
    if not story.addresses:
        return f"{tag}/{story.name}.html"
    folder, slash, name = story.name.rpartition("/")
    return f"{tag}/{folder}{slash}{dict(story.addresses).get(tag, name)}.html"
