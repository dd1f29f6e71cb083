"""Whether a package is sound: its checksums, and translations in the type that is used."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from toolkit.models.package import NOTE, Package

SUMS = "SHA256SUMS"
"""Written into each package: `sha256sum -c` and `verify` tell whether it is still as installed."""


def content(folder: Path) -> list[Path]:
    """A package's files, without what installation added; also where files or folders are links."""
    found: list[Path] = []
    passed: set[str] = set()
    for place, folders, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(place)
        if real in passed:  # a link to where it came from
            folders.clear()
            continue
        passed.add(real)
        found += (Path(place, name) for name in names if name not in (SUMS, NOTE))
    return sorted(path for path in found if path.is_file())


def sums(folder: Path) -> str:
    """`sha256sum`'s lines for every file."""
    lines = []
    for path in content(folder):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        lines.append(f"{digest}  {path.relative_to(folder).as_posix()}\n")
    return "".join(lines)


def verify(package: Package) -> str:
    """What is wrong with a package, after comparing its checksums and translating with it."""
    try:
        noted = package.folder / SUMS
        if package.problem:
            return package.problem
        if noted.is_file() and noted.read_text("utf-8") != sums(package.folder):
            return "its files are not as they were installed"
        return proof(package)[0]
    except (OSError, UnicodeDecodeError) as error:
        return f"cannot be read ({error})"


def proof(package: Package) -> tuple[str, str]:
    """What is wrong with a model, or else the type that it bears (`translator.proven`)."""
    from toolkit.models import translator

    try:
        kind = translator.proven(package)
    except (RuntimeError, ValueError, TypeError, IndexError, MemoryError) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        return f"the model cannot be run ({reason})", ""
    if package.compute_type not in ("default", kind):
        return "eight bits spoil it: install it again", kind
    return "", kind


def noted(folder: Path, kind: str) -> None:
    """Keep what was proven of a package beside it."""
    (folder / NOTE).write_text(json.dumps({"compute_type": kind}) + "\n", "utf-8")
