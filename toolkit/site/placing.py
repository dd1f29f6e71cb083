"""Where an article's page is and what names it, as its author wrote that: read, or said. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from unicodedata import normalize

from toolkit.errors import UsageError
from toolkit.formats import metadata
from toolkit.formats.front.keys import plain
from toolkit.formats.timing import truth
from toolkit.languages.language import language
from toolkit.languages.transliterate import address
from toolkit.model import Language
from toolkit.site.body import fitting, slug
from toolkit.site.model import Story

_MENUS = ("footer", "main", "none")


class Placing(NamedTuple):
    """What an article says about its page."""

    page: bool
    """Whether it stands for itself."""
    menu: str
    weight: int
    slugs: tuple[tuple[str, str], ...]
    """(language, name of the page), where the author chose one."""
    aliases: tuple[str, ...]
    faults: tuple[str, ...]
    """What cannot be followed, one sentence each, which begins with the field and a colon."""


def placing(fields: Mapping[str, Any], languages: Sequence[Language], page: bool) -> Placing:
    """What the fields say; `page` is whether its folder makes it one that stands for itself."""
    reader = _Reader({plain(name): value for name, value in fields.items()})
    page = reader.page() or page
    return Placing(
        page=page,
        menu=reader.menu(page),
        weight=reader.weight(),
        slugs=tuple(reader.slugs(languages)),
        aliases=metadata.list_of(reader.fields, "aliases", "redirectfrom"),
        faults=tuple(dict.fromkeys(reader.faults)),
    )


def placed(story: Story, place: Placing, titles: bool) -> Story:
    """The story with what was said of its page; `titles` may make its addresses."""
    return story._replace(
        page=place.page,
        menu=place.menu,
        weight=place.weight,
        addresses=tuple(_addresses(story, dict(place.slugs), titles)),
        slugs=tuple(tag for tag, _ in place.slugs),
        aliases=place.aliases,
        misplaced=place.faults,
    )


def _addresses(story: Story, slugs: Mapping[str, str], titles: bool) -> Iterator[tuple[str, str]]:
    """(language, name of the page) where that is not the article's."""
    for version in story.versions:
        name = slugs.get(version.language, "")
        if not name and titles and not version.title_language:
            name = fitting(address(version.title, language(version.language)))
        if name:
            yield version.language, name


@dataclass
class _Reader:
    """The fields by their plain names, and what is wrong with them."""

    fields: Mapping[str, Any]
    faults: list[str] = field(default_factory=list)

    def page(self) -> bool:
        """Whether `page` is true."""
        value = self.fields.get("page")
        if value not in (None, "") and truth(value) is None:
            self.faults.append(f"page: {value!r} is neither true nor false; write one of them")
        return bool(truth(value))

    def menu(self, page: bool) -> str:
        """Where a page is named: the first place of those in a text, a list or a table."""
        value = self.fields.get("menu")
        if value in (None, ""):
            return _MENUS[0]
        names = [*value] if isinstance(value, Mapping | list | tuple) else [value]
        found = [name for name in names if name in _MENUS]
        if truth(value) is False:
            found = ["none"]
        if page and not found:
            self.faults.append(f"menu: {value!r} is none of {', '.join(_MENUS)}; write one of them")
        if not page and found not in ([], ["none"]):
            self.faults.append(
                "menu: only pages are in menus; write `page: true` too, or remove it"
            )
        return str((found or _MENUS)[0])

    def weight(self) -> int:
        """Of two pages the one with the smaller weight is named first."""
        value = self.fields.get("weight")
        try:
            return int(value or 0)
        except (TypeError, ValueError, OverflowError):
            self.faults.append(f"weight: {value!r} is no whole number; write one")
            return 0

    def slugs(self, languages: Sequence[Language]) -> Iterator[tuple[str, str]]:
        """(language, name of the page) of each language for which one is chosen."""
        value = self.fields.get("slug")
        chosen = {own.tag: value for own in languages}
        if isinstance(value, Mapping):
            codes = {metadata.code_of(code): text for code, text in value.items()}
            chosen = {_tag(code) or code: text for code, text in codes.items()}
        known = {own.tag for own in languages}
        for tag in (tag for tag in chosen if tag not in known):
            self.faults.append(f"slug: {tag!r} is no language of the project; correct it")
        for own in languages:
            if chosen.get(own.tag) not in (None, "") and (name := self._name(chosen[own.tag], own)):
                yield own.tag, name

    def _name(self, text: Any, own: Language) -> str:
        """A slug as the name of a page, in the letters of addresses if it can be, else its own."""
        if not isinstance(text, str | int | float | date) or isinstance(text, bool):
            what = "write one text, or one for each language as {de: kueste, en: the-coast}"
            self.faults.append(f"slug: {text!r} is no text; {what}")
            return ""
        words = normalize("NFC", str(text).strip("/ ").removesuffix(".html"))
        name = fitting(address(words, own)) or slug(words)
        if not name:
            self.faults.append(f"slug: {text!r} has no letter and no figure; write some")
        elif "/" in words:
            what = "its folder is that of the article"
            self.faults.append(f"slug: {text!r} is the name of a page, here {name!r}; {what}")
        return name


def _tag(code: str) -> str:
    """The tag of a language; "" if there is none with that code."""
    try:
        return language(code).tag
    except UsageError:
        return ""
