"""Every command in the README and in docs/ does what it shows there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

ROOT = Path(__file__).parent.parent
PAGES = {
    path.name: path.read_text(encoding="utf-8")
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
}
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
LINK = re.compile(r"\]\((?!https?:|#)([^)\s]+)\)")
STEP = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.M)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A copy of the repository's own project."""
    folder = tmp_path / "clone"
    folder.mkdir()
    for name in ("sources", "locales"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def run(command: str, folder: Path) -> str:
    """What a shell shows of a command: results, then talk, and the exit code if not 0."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PATH": path, "COLUMNS": "100"},
    )
    code = f"(exit code {ran.returncode})\n" if ran.returncode else ""
    return ran.stdout + ran.stderr + code


@pytest.mark.models
@pytest.mark.parametrize("name", [name for name, text in PAGES.items() if CONSOLE.search(text)])
def test_commands(clone: Path, name: str) -> None:
    """The commands that a page shows, in order, print exactly what is shown."""
    steps = [step for block in CONSOLE.findall(PAGES[name]) for step in STEP.findall(block)]
    assert steps
    shown = "".join(f"$ {command}\n{output}" for command, output in steps)
    real = "".join(f"$ {command}\n{run(command, clone)}" for command, _ in steps)
    assert real == shown


def test_some_commands_are_shown() -> None:
    """The test above has something to do."""
    assert (
        sum(len(STEP.findall(block)) for text in PAGES.values() for block in CONSOLE.findall(text))
        > 5
    )


def test_every_command_is_mentioned() -> None:
    """Some page names every command of the toolkit."""
    from toolkit.cli.main import cli

    for name in cli.list_commands(click.Context(cli)):
        assert any(f"toolkit {name}" in text for text in PAGES.values()), name


def test_every_check_is_mentioned() -> None:
    """The page of the checks has the row of every check, and no other."""
    from toolkit.checks.table import CHECKS

    rows = [
        f"| `{check.name}` | {check.severity.value} | {check.rule} |" for check in CHECKS.values()
    ]
    assert re.findall(r"^\| `.*$", PAGES["checks.md"], re.M) == rows


def test_every_format_is_mentioned() -> None:
    """The page of the formats names every suffix."""
    from toolkit.formats.table import suffixes

    for suffix in suffixes():
        assert f"`{suffix}`" in PAGES["formats.md"], suffix


def test_every_engine_is_mentioned() -> None:
    """The page of the engines has the row of every engine, and names every option."""
    from toolkit.engines.table import ENGINES, options

    rows = [f"| `{engine.name}` | {engine.summary} |" for engine in ENGINES.values()]
    assert re.findall(r"^\| `(?!--).*$", PAGES["engines.md"], re.M) == rows
    for name in options():
        assert f"`--{name}" in PAGES["engines.md"], name


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    """Every link between pages, and to a picture, leads to a file that is there."""
    folder = ROOT if name == "README.md" else ROOT / "docs"
    for target in LINK.findall(PAGES[name]):
        path, _, section = target.partition("#")
        assert (folder / path).exists(), target
        if section:
            titles = re.findall(r"^#+ (.*)$", (folder / path).read_text(encoding="utf-8"), re.M)
            anchors = [re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles]
            assert section in anchors, target


def test_the_readme_is_short() -> None:
    """The README is for the first five minutes; the rest is in docs/."""
    assert len(PAGES["README.md"].encode()) < 9_000
