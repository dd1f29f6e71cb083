"""EPUB 3.3 editions: the newest articles of a language, alone and beside their originals.

One file each, the same bytes for the same articles. It needs no reader on the web: pictures are
inside, links to what is not inside lead to the site.
"""

from __future__ import annotations

import io
import posixpath
import uuid
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

from toolkit.formats.html.tokens import Token
from toolkit.publication.theme import Markup
from toolkit.site import assets
from toolkit.site.build import Plan, page_of
from toolkit.site.layout import render
from toolkit.site.links import Target, rewrite
from toolkit.site.markup import edit, xhtml
from toolkit.site.model import DRAFT, SOURCE, Page, Story, Version
from toolkit.site.sanitize import clean

_NEWEST = 50
_MEDIA = {"video", "audio", "source", "track", "picture"}
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""


@dataclass
class Book:
    """An edition in the making."""

    plan: Plan
    tag: str
    name: str
    chapters: list[tuple[Story, Version]]
    document: str = "chapter{}.xhtml"
    """What the file of a chapter is called; "" if there is one file for all."""
    files: dict[str, str] = field(default_factory=dict)
    """Pictures: path in the book → path below `sources/`."""

    @property
    def places(self) -> Mapping[str, str]:
        """Path of an article's page in the site → its chapter."""
        return {
            page_of(story, self.tag): self.document.format(number)
            for number, (story, _) in enumerate(self.chapters, 1)
        }


def pages(plan: Plan) -> Iterator[Page]:
    """`articles.epub` of each language, `bilingual.epub` of each language but the source's."""
    editions = plan.site.settings.editions
    for tag in plan.voices:
        found = shown(plan, tag)[:_NEWEST]
        translated = [pair for pair in found if pair[1].state != SOURCE]
        if found and "epub" in editions:
            yield _page(Book(plan, tag, "articles", found))
        if translated and "bilingual" in editions:
            yield _page(Book(plan, tag, "bilingual", translated))


def shown(plan: Plan, tag: str) -> list[tuple[Story, Version]]:
    """What an edition may hold, newest first."""
    return [(story, version) for story, version in plan.shown(tag) if printable(plan, version, tag)]


def printable(plan: Plan, version: Version, tag: str) -> bool:
    """Whether an edition in a language may hold it: no draft, no other language's."""
    return version.language == tag and (version.state != DRAFT or plan.site.drafts)


def _page(book: Book) -> Page:
    led = [
        book.plan.resolve(story, book.tag, "index.html", reference)
        for story, version in book.chapters
        for reference in version.references
    ]
    said = [
        book.plan.story_key(story, *([story.versions[0]] * (book.name == "bilingual")), version)
        for story, version in book.chapters
    ]
    key = book.plan.key(book.name, book.tag, said, led)
    return Page(f"{book.tag}/{book.name}.epub", key, lambda: _zipped(book))


def _zipped(book: Book) -> bytes:
    """OCF 3.3: `mimetype` first and uncompressed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, data in _contents(book):
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            stored = name == "mimetype" or name.endswith((".png", ".jpg", ".jpeg", ".webp"))
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            file.writestr(entry, data)
    return buffer.getvalue()


def _contents(book: Book) -> Iterator[tuple[str, bytes]]:
    yield "mimetype", b"application/epub+zip"
    yield "META-INF/container.xml", _CONTAINER.encode()
    style = book.plan.once("epub style", lambda: _render(book, "style.css", {}))
    yield "book/style.css", style
    chapters = list(book.places.values())
    for name, (story, version) in zip(chapters, book.chapters, strict=True):
        yield f"book/{name}", _chapter(book, story, version)
    titles = [version.title for _, version in book.chapters]
    yield (
        "book/nav.xhtml",
        _render(book, "nav.xhtml", {"chapters": zip(chapters, titles, strict=True)}),
    )
    yield "book/package.opf", _package(book, chapters)
    for path, own in sorted(book.files.items()):
        yield f"book/{path}", (book.plan.site.sources / own).read_bytes()


def _chapter(book: Book, story: Story, version: Version) -> bytes:
    if book.name == "bilingual":
        pair = {"story": story, "version": version, "original": story.versions[0]}
        return _render(book, "bilingual.xhtml", pair)
    image, body = content(book, story, version)
    values: dict[str, Any] = {"story": story, "version": version}
    values |= {"image": image, "body": Markup(xhtml(body))}
    return _render(book, "chapter.xhtml", values)


def content(book: Book, story: Story, version: Version) -> tuple[str, str]:
    """(its picture or "", its body), both without need of the site around; notes their files."""
    body = rewrite(clean(version.body), lambda reference: _resolve(book, story, reference))
    picture = _resolve(book, story, story.image) if story.image else None
    image = picture.address if picture and unquote(picture.address) in book.files else ""
    return image, _pictures(book, body)


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
        if token.name == "img" and unquote(token.get("src") or "") not in book.files:
            return str(Markup.escape(token.get("alt") or ""))
        return raw.replace(' loading="lazy"', "")

    return edit(body, tag)


def _package(book: Book, chapters: list[str]) -> bytes:
    plan, site = book.plan, book.plan.site
    seed = f"{site.settings.url}/{book.tag}/{book.name}/{plan.site_title(book.tag)}"
    newest = max((story.updated or story.date for story, _ in book.chapters), default="")
    values = {
        "identifier": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, seed)}",
        "title": plan.site_title(book.tag),
        "publisher": site.settings.publisher,
        "modified": f"{newest or '1970-01-01'}T00:00:00Z",
        "authors": list(
            dict.fromkeys(name for story, _ in book.chapters for name in story.authors)
        ),
        "bilingual": book.name == "bilingual",
        "source": plan.source.tag,
        "chapters": chapters,
        "files": [
            (quote(path), assets.TYPES[posixpath.splitext(path)[1].lower()])
            for path in sorted(book.files)
        ],
    }
    return _render(book, "package.opf", values)


def _render(book: Book, name: str, values: Mapping[str, Any]) -> bytes:
    common = {"site_title": book.plan.site_title(book.tag)}
    return render(book.plan, f"site/epub/{name}", "", book.tag, {**common, **values})
