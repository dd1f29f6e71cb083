"""The process ends at once when a command is done, and nothing is lost by that."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import atexit, sys, threading, time
sys.argv = ["toolkit", *sys.argv[1:]]
atexit.register(print, "left")
if "--threads" in sys.argv:
    sys.argv.remove("--threads")
    threading.Thread(target=lambda: (time.sleep(0.2), print("worked"))).start()
from toolkit.__main__ import main
main()
"""


@pytest.mark.parametrize(
    ("words", "code", "end"),
    [
        (["--version"], 0, ["left"]),
        (["--version", "--threads"], 0, ["worked", "left"]),
        (["status", "nowhere.md"], 2, ["left"]),
        (["nothing"], 2, ["left"]),
    ],
)
def test_leaving(tmp_path: Path, words: list[str], code: int, end: list[str]) -> None:
    """Exit code, output and what was to be done at the end are as if it ended slowly."""
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == code, ran.stderr
    assert ran.stdout.splitlines()[-len(end) :] == end
