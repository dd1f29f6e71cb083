"""Pictures inside of documents are on their pages, in feeds and in books; none is lost silently."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from conftest import INLINE, PNG
from formats.office_files import zipped
from formats.test_epub import BOOK
from odf import draw, opendocument, text
from site_pages import Build, starts

from toolkit.formats.table import FORMATS
from toolkit.site.body import body, left_out
from toolkit.site.sanitize import clean


def open_document() -> bytes:
    made: Any = opendocument.OpenDocumentText()
    made.text.addElement(text.H(outlinelevel=1, text="Der Hafen"))
    place, frame = text.P(), draw.Frame(width="2cm", height="2cm", anchortype="as-char")
    frame.addElement(draw.Image(href=made.addPictureFromString(PNG, "image/png")))
    place.addElement(frame)
    made.text.addElement(place)
    file = BytesIO()
    made.write(file)
    return file.getvalue()


def word() -> bytes:
    import docx

    made = docx.Document()
    made.add_heading("Der Hafen", 1)
    made.add_picture(BytesIO(PNG))
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def book() -> bytes:
    chapter = BOOK["book/a.xhtml"].replace(b"</body>", b'<p><img src="b/%C3%B6.png"/></p></body>')
    return zipped({**BOOK, "book/a.xhtml": chapter, "book/b/ö.png": PNG})


MADE = {"odt": open_document, "docx": word, "epub": book}


@pytest.mark.parametrize("suffix", MADE)
def test_on_every_page(small: Path, build: Build, suffix: str) -> None:
    """On the article's page, in the feed, in the book of all articles."""
    settings = small / "toolkit.toml"
    settings.write_text(settings.read_text("utf-8").replace("[]", '["epub"]'), "utf-8")
    (small / f"sources/2026-01-02-hafen.{suffix}").write_bytes(MADE[suffix]())
    built = build()
    page = built.read("de/2026-01-02-hafen.html")
    assert INLINE in [token.get("src") for token in starts(page, "img")]
    assert "leave out" not in built.said
    assert INLINE in built.read("de/feed.json")
    with ZipFile(built.folder / "de/articles.epub") as found:
        chapters = [found.read(name).decode() for name in found.namelist() if "chapter" in name]
    assert any(INLINE in chapter for chapter in chapters)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("data:image/x-emf;base64,AAAA", "a picture (image/x-emf)"),
        (
            "data:image/svg+xml,<svg onload=alert(1)>",
            "a picture (image/svg+xml,<svg onload=alert(1)>)",
        ),
    ],
)
def test_what_no_browser_shows(address: str, name: str) -> None:
    """It leaves its description, and is named."""
    form, source = FORMATS["html"], f"<p><img src='{address}' alt='Karte &amp; Bild'></p>"
    assert body(source, form, "de", trusted=False).html == "<p>Karte &amp; Bild</p>"
    assert left_out(source, form, trusted=False) == (name,)


@pytest.mark.parametrize(
    ("trusted", "left"),
    [(False, "<picture><img "), (True, '<picture><source srcset="b.webp"><img ')],
)
def test_a_choice_of_pictures(trusted: bool, left: str) -> None:
    """One that is not kept leaves no empty `<source>`, which is no valid page."""
    source = '<picture><source srcset="b.webp"><img src="b.png" alt="Bild"></picture>'
    assert left in body(source, FORMATS["html"], "de", trusted=trusted).html


@pytest.mark.parametrize(
    "tag",
    [
        '<a href="data:image/png;base64,AAAA">',
        '<video src="data:image/png;base64,AAAA">',
        '<video poster="data:image/png;base64,AAAA">',
        '<blockquote cite="data:text/html,x">',
        '<img src="da\nta:text/html,x">',
        '<img src=" DATA:image/svg+xml;base64,AAAA">',
        '<img src="&#1;data:text/html,x">',
        '<img src="data:image/png;base64,AAAA,<script>">',
        '<img src="data:image/png;charset=x;base64,AAAA">',
    ],
)
def test_nothing_else_is_its_own_address(tag: str) -> None:
    """Only a picture, only where a picture is shown, only as programs write it."""
    assert "data:" not in "".join(clean(tag).lower().split())
