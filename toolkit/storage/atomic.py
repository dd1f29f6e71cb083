"""Files that are old or new, never half: kill the process at any moment.

`replace` is for users' files, `fresh` for what can be made again, `keep` for what is made once.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from toolkit.errors import UsageError


def replace(path: Path, data: bytes, root: Path, check: Callable[[], None] = lambda: None) -> None:
    """Write into `root`/.toolkit, flush to disk, rename; rights stay, a link stays a link. OSError.

    `check` is called last before the file is replaced; what it raises keeps the old one.
    """
    path = Path(os.path.realpath(path))
    if path.exists() and not path.is_file():  # a rename would put a file in a device's place
        raise OSError(errno.EINVAL, "not a plain file", str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = scratch(root) / f"{os.getpid()}.new"
    try:
        with _new(temporary) as file:
            file.write(data)
            _flush(file)
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        check()
        _rename(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _new(path: Path, mode: int = 0o666) -> BinaryIO:
    """A file that was not there before: nothing is written through a link that waits there."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        return os.fdopen(os.open(path, flags, mode), "wb")
    except FileExistsError:
        path.unlink(missing_ok=True)
        return os.fdopen(os.open(path, flags, mode), "wb")


def _rename(temporary: Path, path: Path) -> None:
    """Rename, or copy to a folder of another file system and rename there."""
    try:
        temporary.replace(path)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        with fresh(path) as file:
            os.fchmod(file.fileno(), temporary.stat().st_mode & 0o777)
            file.write(temporary.read_bytes())
            _flush(file)


def _flush(file: BinaryIO) -> None:
    """What was written is on the disk, and not only in the system's memory."""
    file.flush()
    os.fsync(file.fileno())


@contextmanager
def fresh(path: Path) -> Iterator[BinaryIO]:
    """A file to be filled: it takes the place of `path` in the end, or vanishes after an error.

    For what can be made again: nothing is flushed to the disk. OSError if it cannot be written.
    """
    beside, moved = path.with_name(f".{path.name}.{os.getpid()}.new"), False
    try:
        with _new(beside) as file:
            yield file
        beside.replace(path)
        moved = True
    finally:
        if not moved:
            beside.unlink(missing_ok=True)


def keep(path: Path, data: bytes) -> None:
    """Write a file for nobody else's eyes; if several processes do, the first one decides."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    with _new(beside, 0o600) as file:
        file.write(data)
    with suppress(FileExistsError):
        os.link(beside, path)
    beside.unlink()


def scratch(root: Path) -> Path:
    """A folder for unfinished files; it can be deleted at any time.

    UsageError if it or something directly in it is a link: others' files are not ours to delete.
    """
    folder = root / ".toolkit"
    folder.mkdir(exist_ok=True)
    with os.scandir(folder) as entries:
        found = {entry.name: entry.is_symlink() for entry in entries}
    links = [folder / name for name, link in found.items() if link]
    if folder.is_symlink() or links:
        raise UsageError(f"{links[0] if links else folder}: a link; remove it")
    if ".gitignore" not in found:
        (folder / ".gitignore").write_text("*\n")
    return folder


def sweep(root: Path) -> None:
    """Remove what a killed process left unfinished; the caller holds the project's lock."""
    for path in scratch(root).glob("*.new"):
        path.unlink(missing_ok=True)
