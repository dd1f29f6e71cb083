"""What several test modules share: gettext's judges, and projects to work in."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

SEED = Path(__file__).parent.parent / "sources" / "2020-12-07-beijing-moskau.txt"
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Ran:
    """What a command left: exit code, stdout, stderr."""

    code: int
    out: str
    err: str


Toolkit = Callable[..., Ran]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project for German → English that is the working folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "toolkit.toml").write_text('source = "de"\ntargets = ["en"]\n')
    (tmp_path / "sources").mkdir()
    return tmp_path


@pytest.fixture
def toolkit(capsys: pytest.CaptureFixture[str]) -> Toolkit:
    """Run the command line in this process; an exception other than its exit fails the test."""
    from toolkit.cli import main

    def run(*words: str) -> Ran:
        code = 0
        try:
            main(list(words))
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return run


def judge(path: Path) -> str:
    """What gettext objects to in a PO file: msgcat differences, msgfmt warnings; "" if nothing."""
    normal = subprocess.run([BIN / "msgcat", path], capture_output=True, check=False)
    checked = subprocess.run(
        [BIN / "msgfmt", "-c", "-o", "/dev/null", path], capture_output=True, check=False
    )
    said = checked.stderr
    if normal.stdout != path.read_bytes():
        said += b"not a fixed point of msgcat"
    return said.decode()
