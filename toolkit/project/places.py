"""Where a project may read and write: in itself, and where its user says so.

A project may be somebody else's. Its settings and its links can name any file of the user's; so
every path is resolved, and must lead into the project, into a place that the user named for this
run, or into one that the user trusts for good (`toolkit trust`). What is trusted is kept in the
user's own configuration, never in a project.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from toolkit.errors import UsageError
from toolkit.storage import atomic, plain


def require(root: Path, path: Path, named: Iterable[Path] = ()) -> Path:
    """The path, if it leads to where the project may be at work. UsageError if it leads out."""
    real = _real(path)
    if _holds(_home(root), real):
        return path
    if not any(_holds(_real(place), real) for place in named) and not any(
        _holds(place, real) for place in trusted(root)
    ):
        what = (
            f"leads to {real}, out of the project"
            if str(real) != str(path)
            else "not in the project"
        )
        raise UsageError(f"{path}: {what}; if you want that: toolkit trust {_place_of(path)}")
    return path


def leads_out(root: Path, path: Path, named: Iterable[Path] = ()) -> bool:
    """Whether `require` refuses the path."""
    try:
        require(root, path, named)
    except UsageError:
        return True
    return False


def trusted(root: Path) -> tuple[str, ...]:
    """The places that the user trusts for this project, resolved."""
    return tuple(_kept().get(_real(root), ()))


def trust(root: Path, places: Iterable[Path]) -> None:
    """Let a project read and write in these places too. UsageError if that cannot be kept."""
    _keep(root, (*trusted(root), *map(_real, places)))


def distrust(root: Path, places: Iterable[Path]) -> None:
    """Take that back. UsageError if it cannot be kept."""
    gone = {*map(_real, places)}
    _keep(root, (place for place in trusted(root) if place not in gone))


def _real(path: Path) -> str:
    """Where it leads; a name that no file can have leads nowhere."""
    return os.path.realpath(str(path).replace("\0", "\ufffd"))


@lru_cache(maxsize=64)
def _home(root: Path) -> str:
    """Where a project is; it stays there as long as anybody works in it."""
    return _real(root)


def _holds(place: str, real: str) -> bool:
    return real == place or real.startswith(place.rstrip(os.sep) + os.sep)


def _place_of(path: Path) -> str:
    """The folder that is to be trusted for a path."""
    real = Path(_real(path))
    return str(real if real.is_dir() or not real.suffix else real.parent)


def _file() -> Path:
    """XDG Base Directory: what a user decided, not what can be made again."""
    chosen = Path(os.environ.get("XDG_CONFIG_HOME", ""))
    home = chosen if chosen.is_absolute() else Path.home() / ".config"
    return home / "article-toolkit" / "trusted.json"


def _kept() -> dict[str, list[str]]:
    """Project → places; nothing where nothing can be read."""
    try:
        found = json.loads(plain.read(_file()))
    except (OSError, RuntimeError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _keep(root: Path, places: Iterable[str]) -> None:
    now = {**_kept(), _real(root): sorted({*places})}
    try:
        path = _file()
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic.fresh(path) as file:
            file.write(json.dumps(now, indent=1, ensure_ascii=False).encode())
    except (OSError, RuntimeError) as error:
        raise UsageError(f"what is trusted cannot be kept ({error})") from None
