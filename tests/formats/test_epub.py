"""EPUB books: read through the format of their chapters, packed again, well-formed."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import Toolkit
from formats.office_files import contents, zipped

from toolkit.errors import SourceError
from toolkit.formats.table import FORMATS

EPUB = FORMATS["epub"]
CHAPTER = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" lang="de" xml:lang="de"><head><title/></head>
<body><h1>{}</h1><p>Der Rat <b>tagte</b>.<br/>R&amp;D kam.</p></body></html>
"""
BOOK = {
    "mimetype": b"application/epub+zip",
    "book/b.xhtml": CHAPTER.format("Danach").encode(),
    "book/a.xhtml": CHAPTER.format("Der Hafen").encode(),
    "book/a.css": b"p { color: red }",
    "book/a.opf": b"""<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>
<dc:title>Ein Buch</dc:title><dc:language>de</dc:language></metadata><manifest>
<item id="x" href="b.xhtml"/><item id="y" href="a.xhtml"/></manifest>
<spine><itemref idref="y"/><itemref idref="x"/></spine></package>""",
}


def test_the_whole_way(project: Path, toolkit: Toolkit) -> None:
    """Published as a draft: a book with the banner in front, in its language, all else the same."""
    data = zipped(BOOK)
    assert EPUB.pack(EPUB.unpack(data), data) == data
    (project / "sources" / "buch.epub").write_bytes(data)
    assert toolkit("translate", "--engine", "pseudo").code == 0
    assert toolkit("publish", "--drafts").code == 0
    made = contents((project / "public/en/buch.epub").read_bytes())
    assert list(made) == list(BOOK)
    assert [name for name in made if made[name] == BOOK[name]] == ["mimetype", "book/a.css"]
    for name in ("book/a.xhtml", "book/b.xhtml", "book/a.opf"):
        ElementTree.fromstring(made[name])
    first, second = (made[f"book/{name}.xhtml"].decode() for name in "ab")
    assert 'lang="en" xml:lang="en"' in first
    assert first.count("DRAFT: 5 of 5 sentences") == 1
    assert "DRAFT" not in second
    assert "<h1><mark>Đåñåçĥ</mark></h1>" in second
    assert b"<dc:language>en</dc:language>" in made["book/a.opf"]
    page = (project / "public/en/buch.html").read_text("utf-8")
    assert page.index("Đåñåçĥ") < page.index("Ĥåƒéñ</mark>")


LOCKED = b"""<encryption><enc:EncryptedData><enc:CipherData>
<enc:CipherReference URI="%s"/></enc:CipherData></enc:EncryptedData></encryption>"""
REFUSED = {
    "encrypted": (
        {**BOOK, "META-INF/encryption.xml": LOCKED % b"book/kapitel%201.xhtml"},
        "encrypted",
    ),
    "no chapter": ({"mimetype": b"application/epub+zip"}, "it has no chapter"),
    "entities": ({"a.xhtml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "declares XML entities"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_refused(kind: str) -> None:
    """One sentence says what and why."""
    members, words = REFUSED[kind]
    with pytest.raises(SourceError, match=words):
        EPUB.unpack(zipped(members))


def test_a_book_whose_fonts_are_obfuscated() -> None:
    """It is read: nothing of its words is hidden."""
    members = {**BOOK, "META-INF/encryption.xml": LOCKED % b"book/a.ttf"}
    assert "Der Hafen" in EPUB.unpack(zipped(members))
