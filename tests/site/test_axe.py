"""The demo's pages are accessible, checked by axe in Chromium."""

from __future__ import annotations

from pathlib import Path

import pytest
import site_browser
from chromium import CHROMIUM
from site_pages import LANGUAGES, Built

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
def test_axe_would_say(tmp_path: Path) -> None:
    """axe does object to a page with a picture without words."""
    (tmp_path / "bad.html").write_text('<!DOCTYPE html><title>x</title><img src="x.png">')
    found = site_browser.axe(tmp_path, ["bad.html"], 800, False)
    assert "image-alt" in [rule for _, rule, *_ in found]
