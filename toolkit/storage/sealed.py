"""What a run keeps for the next one, believed only if this user's toolkit wrote it.

Such files lie among a project's scratch, which may have come with somebody else's project: each
begins with a check sum that nobody can make who does not know the user's secret.
"""

from __future__ import annotations

import hmac
from contextlib import suppress
from pathlib import Path

from toolkit.storage import atomic, plain, user_cache


def write(path: Path, data: bytes) -> None:
    """Keep data under that name. OSError if it cannot be written."""
    try:
        _write(path, data)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, data)


def _write(path: Path, data: bytes) -> None:
    with atomic.fresh(path) as file:
        file.write(seal(path, data))
        file.write(data)


def remember(path: Path, data: bytes) -> None:
    """Keep data that can be made again: on a full disk it has to be, and nothing else happens."""
    with suppress(OSError):
        write(path, data)


def read(path: Path) -> bytes | None:
    """The data kept under that name; None if there is none, or if anybody else wrote it."""
    try:
        found = plain.read(path)
    except OSError:
        return None
    data = found[len(seal(path, b"")) :]
    return data if hmac.compare_digest(found[: -len(data) or None], seal(path, data)) else None


def seal(path: Path, data: bytes) -> bytes:
    """The check sum of data, as a line; bound to the name of the file that it is for.

    So one file's content is not believed in another's place.
    """
    name = path.name.encode("utf-8", "surrogateescape")
    sealed = hmac.new(user_cache.secret(), name + b"\0", "sha256")
    sealed.update(data)
    return sealed.hexdigest().encode() + b"\n"
