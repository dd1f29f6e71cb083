"""Work shared among the processors: by processes that begin as copies of this one.

Nothing has to be sent to them, only results come back. Where the system cannot do that, where
threads run, or where there is little to do, nothing is shared.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from toolkit.errors import ToolkitError

T = TypeVar("T")
_work: Callable[[int], Any] | None = None


def shared(work: Callable[[int], T], count: int, least: int) -> Generator[T | None]:
    """`work` of each number below `count`, in order; None where a process could not do it.

    Whoever gets None does it himself, and sees what goes wrong. Fewer than `least` are not shared:
    then all are None. The processes are at work until all is taken or this is closed.
    """
    jobs = min(_processors(), count // max(1, least // 2))
    if jobs < 2 or count < least or not _can_fork():
        yield from (None for _ in range(count))
        return
    import multiprocessing

    with _handed(work):
        context = multiprocessing.get_context("fork")
        with context.Pool(jobs, _unbroken) as pool:
            yield from pool.imap(_tried, range(count), chunksize=max(1, min(4, count // jobs // 4)))


def _processors() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _can_fork() -> bool:
    linux = hasattr(os, "fork") and os.uname().sysname == "Linux"
    return linux and threading.active_count() == 1


@contextmanager
def _handed(work: Callable[[int], Any]) -> Iterator[None]:
    """The copies find the work where this process left it; what it knows is not moved by them."""
    global _work  # noqa: PLW0603 - closures cannot be sent, but a copy of the process has them
    _work = work
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        _work = None


def _unbroken() -> None:
    """Who presses Ctrl-C means the first process, which ends the others: they say nothing."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _tried(number: int) -> Any:
    """What the work makes of a number; None if it fails."""
    assert _work
    try:
        return _work(number)
    except (ToolkitError, OSError, RecursionError):
        return None
