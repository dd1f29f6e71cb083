"""Pictures inside of documents are files of the site and of books; none is lost silently."""

from __future__ import annotations

import shutil
from base64 import b64encode
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from conftest import INLINE, PNG
from formats.office_files import zipped
from formats.test_epub import BOOK
from odf import draw, opendocument, text
from site_pages import Build, approve, starts, write

from toolkit.formats.table import FORMATS
from toolkit.site.body import body, left_out
from toolkit.site.sanitize import clean
from toolkit.storage.fingerprint import digest


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


FILE = f"assets/inside/{digest(PNG)}.png"
MADE = {"odt": open_document, "docx": word, "epub": book}


@pytest.mark.parametrize("suffix", MADE)
def test_on_every_page(small: Path, build: Build, suffix: str) -> None:
    """On the article's page, in the feed, in the book of all articles."""
    settings = small / "toolkit.toml"
    settings.write_text(settings.read_text("utf-8").replace("[]", '["epub"]'), "utf-8")
    (small / f"sources/2026-01-02-hafen.{suffix}").write_bytes(MADE[suffix]())
    built = build()
    page = built.read("de/2026-01-02-hafen.html")
    shown = {f"../{FILE}": ("lazy", "1", "1")}
    pictures = {
        token.get("src"): tuple(map(token.get, ("loading", "width", "height")))
        for token in starts(page, "img")
    }
    assert pictures == shown
    assert (built.folder / FILE).read_bytes() == PNG
    assert "leave out" not in built.said
    assert f"https://example.org/{FILE}" in built.read("de/feed.json")
    with ZipFile(built.folder / "de/articles.epub") as found:
        chapters = [found.read(name).decode() for name in found.namelist() if "chapter" in name]
        assert found.read(f"book/{FILE}") == PNG
        assert FILE in found.read("book/package.opf").decode()
    assert any(f'src="{FILE}"' in chapter for chapter in chapters)


def test_once(small: Path, build: Build) -> None:
    """One file for all articles and languages that show it, in smaller sizes where it is large."""
    image = pytest.importorskip("PIL.Image", reason="needs the extra `pictures`")
    large = BytesIO()
    image.new("RGB", (1000, 10), "#567").save(large, "JPEG")
    address = f"data:image/jpeg;base64,{b64encode(large.getvalue()).decode()}"
    for name in ("a", "b"):
        write(small, name, f"Hallo Welt.\n\n![]({address})")
    approve(small, "a", **{"Hallo Welt.": "Hello, world."})
    built = build("--check")
    name = f"assets/inside/{digest(large.getvalue())}.jpg"
    sizes = [f"{name}.480.webp", f"{name}.960.webp"]
    assert [path for path in built.bytes() if "inside" in path] == [name, *sizes]
    assert "data:" not in "".join(map(built.read, built.pages()))
    (picture,) = starts(built.read("en/a.html"), "img")
    assert f"../{sizes[0]} 480w" in (picture.get("srcset") or "")


def no_pictures(memory: Path) -> None:
    shutil.rmtree(memory.with_name("site-inside"))


def a_damaged_picture(memory: Path) -> None:
    (path,) = memory.with_name("site-inside").iterdir()
    path.write_bytes(b"?")


def nothing(memory: Path) -> None:
    assert memory.with_name("site-inside").is_dir()


@pytest.mark.parametrize("damage", [nothing, no_pictures, a_damaged_picture])
def test_nothing_depends_on_memory(
    small: Path, build: Build, damage: Callable[[Path], None]
) -> None:
    """The pictures lie beside what is remembered of articles, and can be deleted at any time."""
    write(small, "a", f"![]({INLINE})")
    before = build().bytes()
    build()
    damage(small / ".toolkit/site")
    shutil.rmtree(small / "site")
    assert build().bytes() == before
    write(small, "a")
    build()
    assert not [*(small / ".toolkit/site-inside").iterdir()]


@pytest.mark.parametrize(("end", "named"), [(len(PNG), False), (len(PNG) - 12, True), (9, True)])
def test_cut_off(small: Path, build: Build, end: int, named: bool) -> None:
    """A picture that no browser shows, or not to its end, is named."""
    content = b64encode(PNG[:end]).decode()
    write(small, "a", f"![Hafen](data:image/png;base64,{content})")
    built = build("--check")
    assert ("'a picture in the text'" in built.said) is named


@pytest.mark.parametrize("source", ["inside:0123.png", "inside:../a.png"])
def test_no_name_of_an_author(source: str) -> None:
    """What stands for such a picture cannot be written by hand."""
    assert "inside:" not in body(f'<img src="{source}">', FORMATS["html"], "de", trusted=False).html


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
    ("address", "made"),
    [("b.png", "b.png"), ("data:image/png;base64,AAAA", f"inside:{digest(bytes(3))}.png")],
)
def test_a_picture_that_nobody_described(address: str, made: str) -> None:
    """It is for the eyes alone, as Word's and Markdown's without words: no page lacks `alt`."""
    source = f'<p><img src="{address}"></p>'
    for trusted in (True, False):
        shown = body(source, FORMATS["html"], "de", trusted=trusted).html
        assert shown == f'<p><img src="{made}" alt=""></p>'


@pytest.mark.parametrize(
    ("frame", "left"),
    [
        (
            '<iframe src="https://v.example/e?a=1&amp;b=2" title="Video: &quot;Die Weser&quot;">x'
            "</iframe>",
            '<a href="https://v.example/e?a=1&amp;b=2">Video: "Die Weser"</a>',
        ),
        ("<IFRAME src='//v.example/e'></IFRAME>", '<a href="https://v.example/e">v.example</a>'),
        ("<iframe src='karte.html'></iframe>", ""),
        ("<iframe src='javascript:alert(1)'></iframe>", ""),
        ("<iframe srcdoc='<b>x</b>'></iframe>", ""),
        ("<iframe src='https://['></iframe>", ""),
        ("<iframe></iframe>", ""),
    ],
)
def test_what_frames_show(frame: str, left: str) -> None:
    """A video from elsewhere is a link: no page loads it unasked, and no reader misses it."""
    source = f"<p>Vorher</p><div>{frame}</div><p>Nachher</p>"
    made = body(source, FORMATS["html"], "de", trusted=False)
    assert made.html == f"<p>Vorher</p><div>{left}</div><p>Nachher</p>"
    (name,) = left_out(source, FORMATS["html"], trusted=False)
    assert name == ("<iframe> (a link leads there)" if left else "<iframe>")
    assert frame[:7].lower() in body(source, FORMATS["html"], "de", trusted=True).html.lower()


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
