"""Draft a folder's articles with the models that come with the toolkit, in a scratch project.

    python .ci/drafts.py SOURCES OUTPUT

Nothing is approved there: the publications in OUTPUT mark every sentence as a draft. They are in
the languages that the shipped models reach.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from toolkit.models import installed, routes
from toolkit.models.codes import language_of

SOURCE = "de"


def main(sources: Path, output: Path) -> None:
    """Make the drafts and say where they are."""
    shipped = [package for package in installed.installed() if package.shipped]
    codes = [language_of(code).posix for code in routes.paths(shipped, SOURCE)]
    if not codes:
        print("drafts: no model comes with this toolkit")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        targets = [word for code in codes for word in ("--to", code)]
        run(folder, "init", "--source", SOURCE, *targets)
        shutil.copytree(sources, folder / "sources", dirs_exist_ok=True)
        run(folder, "translate", "--models", "shipped")
        run(folder, "publish", "--drafts")
        shutil.rmtree(output, ignore_errors=True)
        shutil.copytree(folder / "public", output)
    print(f"drafts that nobody has read: {output}")


def run(folder: Path, *words: str) -> None:
    """A command of the toolkit in that folder; what it says is shown."""
    subprocess.run([sys.executable, "-m", "toolkit", *words], cwd=folder, check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
