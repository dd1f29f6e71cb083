"""Where a project may read and write: in itself, and where its user says so.

A project may be somebody else's. Its settings and its links can name any file of the user's; so
every path is resolved, and must lead into the project, into a place that the user named for this
run, or into one that the user trusts for good (`toolkit trust`). What is trusted is kept in the
user's own configuration, never in a project.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from toolkit.errors import UsageError
from toolkit.storage import atomic, plain

_folders: ContextVar[dict[str, str] | None] = ContextVar("folders", default=None)
"""Where folders lead, while that is kept; each thread has its own."""


def require(root: Path, path: Path, named: Iterable[Path] = ()) -> Path:
    """The path, if it leads to where the project may be at work. UsageError if it leads out."""
    led = real(path)
    if _holds(_home(root), led):
        return path
    if not any(_holds(real(place), led) for place in named) and not any(
        _holds(place, led) for place in trusted(root)
    ):
        what = f"leads to {led}, out of the project" if led != str(path) else "not in the project"
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
    return tuple(_kept().get(real(root), ()))


def trust(root: Path, places: Iterable[Path]) -> None:
    """Let a project read and write in these places too. UsageError if that cannot be kept."""
    _keep(root, (*trusted(root), *map(real, places)))


def distrust(root: Path, places: Iterable[Path]) -> None:
    """Take that back. UsageError if it cannot be kept."""
    gone = {*map(real, places)}
    _keep(root, (place for place in trusted(root) if place not in gone))


def real(path: Path) -> str:
    """Where it leads; a name that no file can have leads nowhere."""
    text = str(path).replace("\0", "\ufffd")
    folder, name = os.path.split(text)
    known = _folders.get()
    if known is None or name in ("", "..") or os.path.islink(text):  # noqa: PTH114
        return os.path.realpath(text)
    if folder not in known:
        known[folder] = os.path.realpath(folder)
    return f"{known[folder].rstrip(os.sep)}{os.sep}{name}"


@contextmanager
def settled() -> Iterator[None]:
    """Look up once where each folder leads: they stay there while a project is locked."""
    before = _folders.set({})
    try:
        yield
    finally:
        _folders.reset(before)


@lru_cache(maxsize=64)
def _home(root: Path) -> str:
    """Where a project is; it stays there as long as anybody works in it."""
    return real(root)


def _holds(place: str, path: str) -> bool:
    return path == place or path.startswith(place.rstrip(os.sep) + os.sep)


def _place_of(path: Path) -> str:
    """The folder that is to be trusted for a path."""
    led = Path(real(path))
    return str(led if led.is_dir() or not led.suffix else led.parent)


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
    now = {**_kept(), real(root): sorted({*places})}
    try:
        path = _file()
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic.fresh(path) as file:
            file.write(json.dumps(now, indent=1, ensure_ascii=False).encode())
    except (OSError, RuntimeError) as error:
        raise UsageError(f"what is trusted cannot be kept ({error})") from None
