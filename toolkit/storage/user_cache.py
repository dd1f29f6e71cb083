"""What is kept for this user on this machine, outside of every project (XDG Base Directory).

A project's files may be somebody else's; nobody else wrote or can foresee what lies here. It can be
deleted at any time: what was made with it is made anew.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path

_BYTES = 32


def folder() -> Path:
    """The user's cache folder, made if need be. OSError or RuntimeError if there can be none."""
    chosen = Path(os.environ.get("XDG_CACHE_HOME", ""))
    found = (chosen if chosen.is_absolute() else Path.home() / ".cache") / "article-toolkit"
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


@cache
def secret() -> bytes:
    """The same bytes for this user always; other ones each time where nothing can be kept."""
    fresh = secrets.token_bytes(_BYTES)
    try:
        path = folder() / "secret"
        if not path.exists():
            _keep(path, fresh)
        kept = path.read_bytes()
    except (OSError, RuntimeError):
        return fresh
    return kept if len(kept) == _BYTES else fresh


def _keep(path: Path, data: bytes) -> None:
    """Write a file for nobody else's eyes; if several processes do, the first one decides."""
    beside = path.with_suffix(f".{os.getpid()}.new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
    with suppress(FileExistsError):
        os.link(beside, path)
    beside.unlink()
