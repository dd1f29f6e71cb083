"""One process at a time: locks that the system releases when their process ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from toolkit.errors import UsageError
from toolkit.storage import atomic

_PATIENCE = 0.2
"""Seconds to wait before saying so."""


@contextmanager
def alone(path: Path, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold the lock file, having waited for others; `waiting` is called once if they take long.

    OSError if there can be no such file.
    """
    lock = FileLock(path)
    try:
        lock.acquire(timeout=_PATIENCE)
    except Timeout:
        waiting()
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def in_project(root: Path, waiting: str, tell: Callable[[str], None]) -> Iterator[None]:
    """Let one process at a time write to a project; `tell(waiting)` if another is at work.

    What a killed process left unfinished is removed. UsageError if nothing can be written there.
    """
    held = ExitStack()
    try:
        lock = atomic.scratch(root) / "lock"
        held.enter_context(alone(lock, lambda: tell(waiting)))
    except OSError as error:
        raise UsageError(f"{root}: cannot be written ({error.strerror})") from None
    with held:
        atomic.sweep(root)
        yield
