"""`toolkit site --watch`: a process that shows the site and builds it again at every change."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

SETTINGS = 'source = "de"\ntargets = ["en"]\n[site]\nurl = "https://example.org/"\n'


@contextmanager
def watching(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The command at work; it is ended as a person would, and must end as it says."""
    words = [sys.executable, "-m", "toolkit", "site", "--watch", "0"]
    heeded = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # a background shell ignores it
    process = subprocess.Popen(
        words,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heeded,  # noqa: PLW1509 - no thread runs here
    )
    try:
        yield process
        process.send_signal(signal.SIGINT)
        process.wait(30)
        assert process.returncode == 130
    finally:
        process.kill()
        process.communicate()


def until(process: subprocess.Popen[str], what: str) -> list[str]:
    """The lines it says up to one with these words."""
    assert process.stderr
    lines = []
    for line in process.stderr:
        lines.append(line)
        if what in line:
            return lines
    pytest.fail(f"it ended without {what!r}: {lines}")


def read(address: str) -> str:
    """What a browser gets."""
    with urllib.request.urlopen(address, timeout=30) as answer:
        text: str = answer.read().decode()
    return text


def test_watch(project: Path) -> None:
    """A change is on the page; what is wrong is said, and the preview goes on."""
    (project / "toolkit.toml").write_text(SETTINGS, "utf-8")
    article = project / "sources/a.md"
    article.write_text("# Der See\n\nEr ist kalt.\n", "utf-8")
    with watching(project) as process:
        said = until(process, "Ctrl-C ends it")
        assert any(line.startswith("site: 1 article in 2 languages, wrote ") for line in said)
        address = re.search(r"http://\S+", said[-1])
        assert address
        assert "Er ist kalt." in read(f"{address[0]}de/a.html")
        version = read(f"{address[0]}.toolkit-version")
        article.write_text("# Der See\n\nEr ist warm.\n", "utf-8")
        until(process, "site: 1 article in 2 languages, wrote ")
        assert "Er ist warm." in read(f"{address[0]}de/a.html")
        deadline = time.monotonic() + 30
        while read(f"{address[0]}.toolkit-version") == version:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        (project / "toolkit.toml").write_text("nonsense = 1\n", "utf-8")
        assert until(process, "error: ")[-1].startswith("error: toolkit.toml: unknown setting")
        article.write_bytes(b"\xff")
        (project / "toolkit.toml").write_text(SETTINGS, "utf-8")
        said = until(process, "site: 1 article in 2 languages, wrote ")
        assert "1 failed" in said[-1]
        assert "Er ist warm." in read(f"{address[0]}de/a.html")
