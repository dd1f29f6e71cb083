"""The demo's pages are valid HTML for the Nu validator, the W3C's own judge.

Needs Java and `vnu.jar` (its path in `VNU`, or below `node_modules`).
"""

from __future__ import annotations

from pathlib import Path

import pytest
import site_browser
from site_pages import Built

pytestmark = pytest.mark.skipif(not site_browser.can_validate(), reason="needs Java and vnu.jar")


def test_valid(demo: Built) -> None:
    """No error on any page."""
    assert site_browser.messages(*(demo.folder / page for page in demo.pages())) == []


def test_the_validator_would_say(tmp_path: Path) -> None:
    """It does object to a page without a title."""
    page = tmp_path / "bad.html"
    page.write_text("<!DOCTYPE html><p><div></p>")
    assert site_browser.messages(page)
