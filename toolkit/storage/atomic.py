"""Files that are old or new, never half, and one process at a time: kill it at any moment."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

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
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        check()
        _rename(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _rename(temporary: Path, path: Path) -> None:
    try:
        temporary.replace(path)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        beside = path.with_name(f".{path.name}.new")
        beside.write_bytes(temporary.read_bytes())
        beside.replace(path)


def scratch(root: Path) -> Path:
    """A folder for unfinished files; it can be deleted at any time.

    UsageError if it or something directly in it is a link: others' files are not ours to delete.
    """
    folder = root / ".toolkit"
    folder.mkdir(exist_ok=True)
    links = [path for path in (folder, *folder.iterdir()) if path.is_symlink()]
    if links:
        raise UsageError(f"{links[0]}: a link; remove it")
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n")
    return folder


@contextmanager
def lock(root: Path, waiting: str, tell: Callable[[str], None]) -> Iterator[None]:
    """Let one process at a time write to a project; `tell(waiting)` if another is at work."""
    try:
        guard = FileLock(scratch(root) / "lock")
        try:
            guard.acquire(timeout=0.2)
        except Timeout:
            tell(waiting)
            guard.acquire()
    except OSError as error:
        raise UsageError(f"{root}: cannot be written ({error.strerror})") from None
    try:
        _sweep(root)
        yield
    finally:
        guard.release()


def _sweep(root: Path) -> None:
    """Remove what a killed process left unfinished."""
    for path in scratch(root).glob("*.new"):
        path.unlink(missing_ok=True)
