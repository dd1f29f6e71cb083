"""What is kept for this user on this machine, outside of every project (XDG Base Directory).

A project's files may be somebody else's; nobody else wrote or can foresee what lies here. It can be
deleted at any time: what was made with it is made anew.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from toolkit.storage import atomic

_BYTES = 32


def folder() -> Path:
    """The user's cache folder, made if need be. OSError or RuntimeError if there can be none."""
    chosen = Path(os.environ.get("XDG_CACHE_HOME", ""))
    home = (chosen if chosen.is_absolute() else Path.home() / ".cache") / "article-toolkit"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return home


@cache
def secret() -> bytes:
    """The same bytes for this user always; other ones each time where nothing can be kept."""
    fresh = os.urandom(_BYTES)
    try:
        path = folder() / "secret"
        if not path.exists():
            atomic.keep(path, fresh)
        kept = path.read_bytes()
    except (OSError, RuntimeError):
        return fresh
    return kept if len(kept) == _BYTES else fresh
