"""The demo's pages are valid HTML for the Nu validator, the W3C's own judge.

Needs Java and `vnu.jar` (its path in `VNU`, or below `node_modules`).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from site_pages import Built

JAR = Path(
    os.environ.get("VNU", Path(__file__).parents[2] / "node_modules/vnu-jar/build/dist/vnu.jar")
)
pytestmark = pytest.mark.skipif(
    not (JAR.is_file() and shutil.which("java")), reason="needs Java and vnu.jar"
)


def messages(*files: Path) -> list[dict[str, Any]]:
    """What the validator objects to, style sheets included."""
    ran = subprocess.run(
        ["java", "-jar", JAR, "--format", "json", "--also-check-css", *files],
        capture_output=True,
        text=True,
        check=False,
    )
    found: list[dict[str, Any]] = json.loads(ran.stderr)["messages"]
    return [message for message in found if message["type"] == "error"]


def test_valid(demo: Built) -> None:
    """No error on any page."""
    assert messages(*(demo.folder / page for page in demo.pages())) == []


def test_the_validator_would_say(tmp_path: Path) -> None:
    """It does object to a page without a title."""
    page = tmp_path / "bad.html"
    page.write_text("<!DOCTYPE html><p><div></p>")
    assert messages(page)
