"""Every command in the README does what the README shows."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
STEP = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.M)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository's own project."""
    folder = tmp_path_factory.mktemp("clone")
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
def test_commands(clone: Path) -> None:
    """The shown commands, in order, print exactly what is shown."""
    steps = [step for block in CONSOLE.findall(README) for step in STEP.findall(block)]
    assert len(steps) > 5
    shown = "".join(f"$ {command}\n{output}" for command, output in steps)
    real = "".join(f"$ {command}\n{run(command, clone)}" for command, _ in steps)
    assert real == shown


def test_every_command_is_mentioned() -> None:
    """The README names every command of the toolkit."""
    from toolkit.cli.main import cli

    for name in cli.commands:
        assert f"toolkit {name}" in README, name


def test_every_check_is_mentioned() -> None:
    """The README names every check."""
    from toolkit.checks.table import CHECKS

    for name in CHECKS:
        assert f"`{name}`" in README, name
