"""The process ends at once when a command is done, and nothing is lost by that."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import atexit, sys, threading, time
sys.argv = ["toolkit", *sys.argv[1:]]
atexit.register(print, "left")
done = threading.Event()
if "--threads" in sys.argv:
    sys.argv.remove("--threads")
    threading.Thread(target=lambda: (done.wait(), time.sleep(0.1), print("worked"))).start()
from toolkit.__main__ import main
try:
    main()
finally:
    done.set()
"""
"""Its thread does not join the main thread: on a busy machine that can make Python itself stumble
while it ends (an assertion in `threading._shutdown`)."""


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


@pytest.mark.skipif(os.name == "nt", reason="needs a shell")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&-"])
def test_closed(tmp_path: Path, closed: str) -> None:
    """Where nobody listens nothing is said, and the exit code is the same."""
    command = f'"$0" -m toolkit --version {closed}'
    ran = subprocess.run(
        ["sh", "-c", command, sys.executable],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
