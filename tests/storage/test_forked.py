"""Work shared among processes: the same results, in order; what fails is left to whoever asked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

import pytest

from toolkit.errors import SourceError
from toolkit.storage import forked


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with two processors."""
    monkeypatch.setattr(forked, "_processors", lambda: 2)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no processes like this here")
def test_results(two: None) -> None:
    """In order, from other processes, with None where one failed."""

    def work(number: int) -> tuple[int, int]:
        if number == 7:
            raise SourceError("7")
        return number, os.getpid()

    found = list(forked.shared(work, 40, 10))
    assert [row[0] if row else None for row in found] == [*range(7), None, *range(8, 40)]
    assert os.getpid() not in {row[1] for row in found if row}


INTERRUPTED = """
import time
from toolkit.storage import forked
forked._processors = lambda: 2
def work(number):
    if number == 9:
        print("ready", flush=True)
    time.sleep(0.05)
try:
    list(forked.shared(work, 4000, 10))
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no processes like this here")
def test_ctrl_c() -> None:
    """A terminal tells all processes: only the first one says so, and the others end with it."""
    command = [sys.executable, "-c", INTERRUPTED]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        os.killpg(process.pid, signal.SIGINT)
        assert process.communicate(timeout=30) == ("interrupted\n", "")
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_little_is_not_shared(two: None) -> None:
    """Nor is anything where threads run: a copy of their locks would never open."""
    assert list(forked.shared(lambda number: number, 5, 10)) == [None] * 5
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert list(forked.shared(lambda number: number, 40, 10)) == [None] * 40
    finally:
        stop.set()
        thread.join()
