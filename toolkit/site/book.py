"""An edition in the making: articles that need nothing of the site around them.

Pictures are inside; links lead to other articles of the edition, or to the site.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote, unquote

from toolkit.formats.html.markup import edit
from toolkit.formats.html.tokens import Token
from toolkit.publication.figure import captioned_in, is_in
from toolkit.publication.theme import Markup
from toolkit.site import assets
from toolkit.site.links import Target, rewrite
from toolkit.site.model import DRAFT, Story, Version
from toolkit.site.plan import SitePlan, page_of
from toolkit.site.sanitize import clean, is_picture

_MEDIA = {"video", "audio", "source", "track", "picture"}
_SHOWN = re.compile(f"<(?:img|{'|'.join(sorted(_MEDIA))})\\b", re.I)
"""Tags of pictures and the like."""


@dataclass
class Book:
    """An edition in the making."""

    plan: SitePlan
    tag: str
    name: str
    chapters: list[tuple[Story, Version]]
    document: str = "chapter{}.xhtml"
    """What the file of a chapter is called; "" if there is one file for all."""
    files: dict[str, str] = field(default_factory=dict)
    """Pictures: path in the book → path below `sources/`."""

    @cached_property
    def places(self) -> Mapping[str, str]:
        """Path of an article's page in the site → its chapter."""
        return {
            page_of(story, self.tag): self.document.format(number)
            for number, (story, _) in enumerate(self.chapters, 1)
        }

    @property
    def led(self) -> list[object]:
        """Where the references of the chapters lead, and what is in the pictures among them."""
        targets = [
            self.plan.resolve(story, self.tag, "index.html", reference)
            for story, version in self.chapters
            for reference in (*version.references, *filter(None, [story.image]))
        ]
        return [(to, self.plan.digest(to.path) if to and to.path else "") for to in targets]


def printable(plan: SitePlan, version: Version, tag: str) -> bool:
    """Whether an edition in a language may hold it: no draft, no other language's."""
    return version.language == tag and (version.state != DRAFT or plan.site.drafts)


def content(
    book: Book, story: Story, version: Version, parts: Sequence[str]
) -> tuple[str, str, list[str]]:
    """(its picture or "", what is to stand below it, its parts), without need of the site around.

    The files of all of them are noted. A picture that stands in a part has its caption there.
    """
    picture = _resolve(book, story, story.image) if story.image else None
    image = picture.address if picture and unquote(picture.address) in book.files else ""
    bodies = [led(book, story, part) for part in parts]
    if not image or not is_in(bodies, image):
        return image, version.caption if image else "", bodies
    bodies, caption, _ = captioned_in(bodies, image, version.caption, "", "")
    return "", caption, bodies


def led(book: Book, story: Story, source: str) -> str:
    """A part of its body without need of the site around."""
    safe = clean(source) if book.plan.site.settings.trust_html else source
    return _pictures(book, rewrite(safe, lambda reference: _resolve(book, story, reference)))


def _resolve(book: Book, story: Story, reference: str) -> Target | None:
    """A picture in the book, a chapter of it, or the site."""
    found = book.plan.resolve(story, book.tag, "index.html", reference)
    if found is None:
        return None
    if not found.address:
        return found
    path, _, fragment = found.address.partition("#")
    plain, anchor = unquote(path), f"#{fragment}" if fragment else ""
    if posixpath.splitext(plain)[1].lower() in assets.TYPES and plain in book.plan.files:
        book.files[plain] = book.plan.files[plain]
        return Target(quote(plain))
    if plain in book.places:
        return Target(book.places[plain] + anchor, found.language, found.label)
    url = book.plan.site.settings.url
    return Target(f"{url}/{found.address}" if url else "", found.language, found.label)


def _pictures(book: Book, body: str) -> str:
    """The body with the pictures that are in the book; others give way to their words."""

    def tag(token: Token, raw: str) -> str:
        if token.name in _MEDIA:
            return ""
        source = token.get("src") or ""
        if token.name == "img" and not (is_picture(source) or unquote(source) in book.files):
            return str(Markup.escape(token.get("alt") or ""))
        return raw.replace(' loading="lazy"', "")

    return edit(body, tag) if _SHOWN.search(body) else body
