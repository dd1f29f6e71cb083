"""Names of files are UTF-8, whatever the locale says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode there")
def test_a_locale_that_knows_no_umlaut(project: Path) -> None:
    """An article with an umlaut in its name gets its site where Python was told to use ASCII."""
    (project / "sources/ärger.md").write_text("# Ärger\n\nEin Satz.\n", "utf-8")
    poor = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for verb in (["translate", "--engine", "pseudo"], ["site", "--drafts"], ["site", "--drafts"]):
        words = [sys.executable, "-m", "toolkit", *verb]
        ran = subprocess.run(words, env={**os.environ, **poor}, capture_output=True, check=False)
        assert ran.returncode == 0, ran.stderr
    assert (project / "site/de/ärger.html").is_file()
