"""The demo's pages are accessible, checked by axe in Chromium."""

from __future__ import annotations

from pathlib import Path

import pytest
import site_browser
from chromium import CHROMIUM
from conftest import Toolkit
from site_pages import LANGUAGES, Build, Built, approve, write

NAMES = ["index", "archive", "2022-03-03-brotpreise", "2023-09-21-kraniche", "tags/verkehr"]
needs_browser = pytest.mark.skipif(
    not (CHROMIUM and site_browser.AXE), reason="needs Chromium and axe-core"
)


@needs_browser
@pytest.mark.parametrize(("width", "dark"), [(1200, False), (390, True)])
def test_accessible(demo: Built, width: int, dark: bool) -> None:
    """axe finds no violation of WCAG 2.2 AA, on a desk or in a hand, light or dark."""
    pages = ["index.html", "ru/2022-03-03-brotpreise.bilingual.html"]
    pages += [f"{language}/{name}.html" for language in LANGUAGES for name in NAMES]
    assert site_browser.axe(demo.folder, pages, width, dark) == []


@needs_browser
def test_what_is_wider_than_a_phone(small: Path, build: Build, toolkit: Toolkit) -> None:
    """A table and code can be scrolled by keyboard, on all pages; nothing else is too wide."""
    settings = (small / "toolkit.toml").read_text("utf-8").replace("[]", '["bilingual"]')
    (small / "toolkit.toml").write_text(f'{settings}\n[checks]\ncopied = "off"\n', "utf-8")
    word, cells = "Donau" * 16, [f"Wert{number}" for number in range(12)]
    rows = f"|{'|'.join(cells)}|\n|{'-|' * 12}\n|{'|'.join(cells)}|"
    text = f"{rows}\n\n```\n{'x' * 200}\n```\n\n## {word}\n\n{word}"
    write(small, "a", text, title=word, tags=f"[{word}]", kicker=word, description=word)
    contexts = ("", "title|", "kicker|", "tag|", "description|")
    approve(small, "a", **{f"{one}{word}": word for one in contexts}, **dict.fromkeys(cells, "x"))
    built = build()
    assert built.code == 0, built.said
    toolkit("publish")
    pages = [f"en/{name}.html" for name in ("a", "a.bilingual", "index", "archive", "404")]
    assert site_browser.axe(built.folder, ["de/a.html", *pages], 360, False) == []
    assert site_browser.axe(small / "public", ["en/a.html"], 360, False) == []
    assert 'href="#' not in built.read("404.html")  # it would lead to another page


@needs_browser
def test_axe_would_say(tmp_path: Path) -> None:
    """axe does object to a page with a picture without words."""
    (tmp_path / "bad.html").write_text('<!DOCTYPE html><title>x</title><img src="x.png">')
    found = site_browser.axe(tmp_path, ["bad.html"], 800, False)
    assert "image-alt" in [rule for _, rule, *_ in found]
