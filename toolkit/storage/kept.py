"""What this user's programs made of a file, for the next one: kept in the user's cache, sealed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from toolkit.storage import sealed, user_cache
from toolkit.storage.fingerprint import digest


def read(kind: str, name: str) -> bytes | None:
    """What is kept under a name; None if there is nothing, or somebody else put it there."""
    path = _path(kind, name)
    return sealed.read(path) if path else None


def write(kind: str, name: str, data: bytes) -> None:
    """Keep data under a name, if there is a place for it; it takes that of what was there."""
    if path := _path(kind, name):
        sealed.remember(path, data)


def made(kind: str, name: str, asked: str, make: Callable[[], bytes]) -> bytes:
    """What is kept under a name, if it was made of the same, else made now; `asked` tells of what.

    What `make` raises is raised, and nothing is kept.
    """
    before, known = asked.encode() + b"\n", read(kind, name) or b""
    if known.startswith(before):
        return known[len(before) :]
    data = make()
    write(kind, name, before + data)
    return data


def _path(kind: str, name: str) -> Path | None:
    try:
        return user_cache.folder() / kind / digest(name)
    except (OSError, RuntimeError):
        return None
