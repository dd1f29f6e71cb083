"""EPUB 3.3 editions: the newest articles of a language, alone and beside their originals.

One file each, the same bytes for the same articles. It needs no reader on the web: pictures are
inside, links to what is not inside lead to the site.
"""

from __future__ import annotations

import io
import posixpath
import textwrap
import uuid
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from urllib.parse import quote

from toolkit.formats.html.markup import xhtml
from toolkit.publication.theme import Markup
from toolkit.site import assets
from toolkit.site.book import Book, content, led, printable
from toolkit.site.formatter import own
from toolkit.site.layout import render
from toolkit.site.model import Page, Story, Version
from toolkit.site.plan import SitePlan, latest

NEWEST = 50
"""Articles in a book."""
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""


def pages(plan: SitePlan) -> Iterator[Page]:
    """`articles.epub` of each language."""
    for tag in plan.voices:
        if chapters := _newest(plan, tag):
            yield _page(Book(plan, tag, "articles", chapters))


def pages_of_both(plan: SitePlan) -> Iterator[Page]:
    """`bilingual.epub` of each language but the source's."""
    for tag in plan.voices:
        if chapters := _translated(plan, tag):
            yield _page(Book(plan, tag, "bilingual", chapters))


def path_of_articles(plan: SitePlan, tag: str) -> str:
    """Where the newest articles of a language are; "" if there are none."""
    return f"{tag}/articles.epub" if _newest(plan, tag) else ""


def path_of_both(plan: SitePlan, tag: str) -> str:
    """Where the newest translations are beside their originals; "" if there are none."""
    return f"{tag}/bilingual.epub" if _translated(plan, tag) else ""


def _newest(plan: SitePlan, tag: str) -> list[tuple[Story, Version]]:
    every = (pair for pair in plan.shown(tag) if printable(plan, pair[1], tag))
    return list(islice(every, NEWEST))


def _translated(plan: SitePlan, tag: str) -> list[tuple[Story, Version]]:
    return [(story, version) for story, version in _newest(plan, tag) if version.facing]


def _page(book: Book) -> Page:
    said = [
        book.plan.story_key(story, story.versions[0], version)
        if book.name == "bilingual"
        else book.plan.story_key(story, version)
        for story, version in book.chapters
    ]
    key = book.plan.key(book.name, book.tag, said, book.led)
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
    yield "book/cover.svg", _cover(book)
    yield "book/package.opf", _package(book, chapters)
    for path, picture in sorted(book.files.items()):
        yield f"book/{path}", book.plan.file(picture).read_bytes()


def _chapter(book: Book, story: Story, version: Version) -> bytes:
    text, both = book.plan.site.texts.of(story, version), book.name == "bilingual"
    parts = [after for _, after, _ in text.rows] if both else [text.body]
    image, caption, made = content(book, story, version, parts)
    values: dict[str, Any] = {"story": story, "version": version, "original": story.versions[0]}
    values |= {"image": image, "caption": caption, "credit": book.plan.credit(version, book.tag)}
    shown = [Markup(xhtml(part)) for part in made]
    if not both:
        return _render(book, "chapter.xhtml", {**values, "body": shown[0]})
    left = [Markup(xhtml(led(book, story, before))) for before, _, _ in text.rows]
    rows = [{"left": one, "right": other} for one, other in zip(left, shown, strict=True)]
    return _render(book, "bilingual.xhtml", {**values, "rows": rows})


def _subtitle(book: Book) -> str:
    """What tells the book from the others of the site."""
    if book.name == "bilingual":
        return f"{own(book.plan.source.tag)} – {own(book.tag)}"
    return book.plan.voices[book.tag].say("Latest articles")


def _cover(book: Book) -> bytes:
    plan = book.plan
    newest = latest(book.chapters)[:10]
    values = {
        "lines": textwrap.wrap(plan.site_title(book.tag), 20)[:4],
        "subtitle": _subtitle(book),
        "day": plan.voices[book.tag].date(newest) if newest > "1970-01-01" else "",
    }
    return _render(book, "cover.svg", values)


def _package(book: Book, chapters: list[str]) -> bytes:
    plan, site = book.plan, book.plan.site
    seed = f"{site.settings.url}/{book.tag}/{book.name}/{plan.site_title(book.tag)}"
    newest = datetime.fromisoformat(latest(book.chapters))
    values = {
        "identifier": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, seed)}",
        "title": f"{plan.site_title(book.tag)}: {_subtitle(book)}",
        "publisher": site.settings.publisher,
        "modified": newest.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
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
