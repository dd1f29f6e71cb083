"""Names for contents: equal if and only if the contents are, for all we will ever see."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from toolkit.version import __version__


def digest(*parts: str | bytes) -> str:
    """A short name for exactly these parts."""
    return _digested(parts).hexdigest()


def digests_with(*parts: str | bytes) -> Callable[[str], str]:
    """Names of many texts, each for these parts and the text."""
    before = _digested(parts)

    def name(text: str) -> str:
        result = before.copy()
        result.update(text.encode("utf-8", "surrogatepass"))
        return result.hexdigest()

    return name


def _digested(parts: Iterable[str | bytes]) -> hashlib.blake2b:
    result = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        result.update(b"%d:" % len(data))
        result.update(data)
    return result


@cache
def program() -> str:
    """Changes with the toolkit itself: its release, and whenever one of its files is written."""
    return digest(__version__, *sorted(_stamps(f"{Path(__file__).parents[1]}")))


def _stamps(folder: str) -> Iterator[str]:
    """Name, size and time of each file below a folder, but for compiled ones."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _stamps(entry.path)
            else:
                found = entry.stat()
                yield f"{entry.path} {found.st_size} {found.st_mtime_ns}"
