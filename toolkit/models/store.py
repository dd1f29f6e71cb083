"""Change what is installed: one process at a time, a package is there whole or not at all.

A package is unpacked beside the packages' folder, tried, and renamed into place; only then are
older ones of its pair taken away. A killed process leaves nothing that is listed.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.errors import EngineError, UsageError
from toolkit.models import archive, check
from toolkit.models import installed as models
from toolkit.models.codes import usual_pair
from toolkit.models.package import Package
from toolkit.storage.lock import alone

_LOCK = ".toolkit.lock"
"""A file inside: Argos Translate ignores files there, and takes every folder for a package."""
_KEPT = 7 * 24 * 3600
"""Seconds that an unfinished download is kept."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """The packages' folder while this process alone may change it."""

    home: Path
    scratch: Path
    """On the same disk; it can be deleted at any time."""


def install(source: Path, tell: Callable[[str], None] | None = None) -> Package:
    """Install an .argosmodel file or an unpacked package; the same again changes nothing.

    It replaces what was installed for its pair. EngineError if it cannot be used or written.
    """
    with workshop(tell) as shop:
        return place(shop, source, str(source))


def remove(name: str, tell: Callable[[str], None] | None = None) -> tuple[Package, ...]:
    """Remove the packages of a name (translate-de_en), pair (de_en) or folder's name."""
    with workshop(tell) as shop:
        named = models.named(models.installed(), name)
        own = tuple(package for package in named if package.folder.parent == shop.home)
        if not own:
            raise UsageError(f"{name}: comes with the toolkit and cannot be removed")
        for package in own:
            _take_away(shop, package)
        return own


@contextmanager
def workshop(tell: Callable[[str], None] | None = None) -> Iterator[Workshop]:
    """Wait for other installers, telling so, and clear away what killed ones left."""
    home = models.home()
    try:
        home.mkdir(parents=True, exist_ok=True)
        with alone(home / _LOCK, lambda: _say_waiting(home, tell)):
            shop = Workshop(home, _scratch(home))
            _sweep(shop.scratch)
            try:
                yield shop
            finally:
                _sweep(shop.scratch)
                with suppress(OSError):
                    shop.scratch.rmdir()
    except OSError as error:
        raise EngineError(
            f"{home}: cannot be written ({error.strerror or error}); nothing is lost: make it"
            " writable and free space there, or set ARGOS_PACKAGES_DIR to another folder"
        ) from None


def _say_waiting(home: Path, tell: Callable[[str], None] | None) -> None:
    if tell:
        tell(f"another process is changing {home}; waiting for it")


def _scratch(home: Path) -> Path:
    """A folder on the same disk, beside if possible: Argos Translate fails at one inside."""
    home = home.resolve()
    beside = home.parent / f".{home.name}.toolkit"
    try:
        beside.mkdir(exist_ok=True)
        here = not beside.is_symlink() and beside.stat().st_dev == home.stat().st_dev
        if here and os.access(beside, os.W_OK):
            return beside
    except OSError:
        pass
    within = home / ".toolkit"
    within.mkdir(exist_ok=True)
    return within


def _sweep(scratch: Path) -> None:
    """Delete unfinished and replaced packages, and downloads that nobody went on with."""
    for folder in (*scratch.glob("new-*"), *scratch.glob("old-*")):
        shutil.rmtree(folder, ignore_errors=True)
    for part in (*scratch.glob("*.part"), *scratch.glob("*.json")):
        if part.stat().st_mtime < time.time() - _KEPT:
            part.unlink()


def place(shop: Workshop, source: Path, label: str, wanted: Package | None = None) -> Package:
    """Install a file or folder, which messages call `label`; refuse one of other languages."""
    new = Path(tempfile.mkdtemp(prefix="new-", dir=shop.scratch))
    folder = _brought(source, new, label)
    package = models.read(folder)
    if package is None:
        raise EngineError(f"{label}: holds no translation package (no metadata.json for one)")
    if package.problem:
        raise EngineError(f"{label}: refused: {package.problem}")
    if wanted and usual_pair(package) != usual_pair(wanted):
        raise EngineError(f"{label}: refused, it holds {package.name} instead of {wanted.name}")
    older = [other for other in models.inside(shop.home) if _pair(other) == _pair(package)]
    sums = check.sums(folder)
    for other in older:
        if not other.problem and check.sums(other.folder) == sums:
            return other
    (folder / check.SUMS).write_text(sums, "utf-8")
    problem, kind = check.proof(package)
    if problem:
        raise EngineError(f"{label}: refused: {problem}")
    check.noted(folder, kind)
    final = _move(folder, _free(shop.home, package))
    for other in older:
        # the new one is in place: what cannot be taken away is listed as not used
        with suppress(OSError):
            _take_away(shop, other)
    return replace(package, folder=final, compute_type=kind)


def _pair(package: Package) -> tuple[str, str]:
    return package.source, package.target


def _brought(source: Path, new: Path, label: str) -> Path:
    """The package's files in the scratch folder, flushed to disk."""
    if not os.access(source, os.R_OK):
        reason = "cannot be read" if source.exists() else "there is no such file"
        raise EngineError(f"{label}: {reason}")
    if source.is_dir():
        folder = new / (source.resolve().name or "package")
        _copy(source, folder, label)
        return folder
    return archive.unpack(source, new, label)


def _copy(source: Path, folder: Path, label: str) -> None:
    if models.read(source) is None:
        raise EngineError(f"{label}: holds no translation package (no metadata.json for one)")
    for path in check.content(source):
        with path.open("rb") as stream:
            archive.write(folder / path.relative_to(source), stream)


def _free(home: Path, package: Package) -> Path:
    """A name in Argos's style that is not taken, so that nothing is ever overwritten."""
    version = re.sub(r"[^A-Za-z0-9]+", "_", package.version)[:40]
    name = f"{package.name}-{version}"
    taken = {path.name.casefold() for path in home.iterdir()}
    number = 1
    while name.casefold() in taken:
        number += 1
        name = f"{package.name}-{version}-{number}"
    return home / name


def _move(folder: Path, final: Path) -> Path:
    for path in (*(path for path in folder.rglob("*") if path.is_dir()), folder):
        _flush(path)
    folder.rename(final)
    _flush(final.parent)
    return final


def _flush(folder: Path) -> None:
    """Make the names in a folder durable, where the system can."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _take_away(shop: Workshop, package: Package) -> None:
    """Out of the list at once; deleted when the workshop is swept."""
    package.folder.rename(tempfile.mkdtemp(prefix="old-", dir=shop.scratch) + "/old")
