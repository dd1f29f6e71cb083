"""A folder filled with files of another one, as hard links: both have them, and nothing is copied.

What the folder has already is left there, so that one that differs little is filled quickly. Files
are known by the numbers that the system gives them: two names of one number are one file.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path


def fill(new: Path, old: Path, wanted: Mapping[str, int]) -> set[str]:
    """Bring files (path → number) of the old folder into the new one; those that are there then.

    All else below folders of the new one goes; files that are right in it stay. A file that is
    gone meanwhile is left out. Where the system has no links, files are copied. OSError.
    """
    there: set[str] = set()
    for name in _folders(new):
        there.update(_tidied(f"{new}{os.sep}{name}", f"{name}/", wanted))
    for path in wanted:
        if path not in there and _same_file(f"{old}{os.sep}{path}", f"{new}{os.sep}{path}"):
            there.add(path)
    return there


def files(folder: Path) -> Iterator[str]:
    """The paths of all files below a folder, with "/"; links are files."""
    for parent, folders, names in os.walk(folder):
        start = f"{parent}{os.sep}"[len(f"{folder}{os.sep}") :].replace(os.sep, "/")
        links = [name for name in folders if os.path.islink(f"{parent}{os.sep}{name}")]  # noqa: PTH114
        yield from (f"{start}{name}" for name in (*names, *links))


def move_folders(old: Path, new: Path) -> None:
    """Move what folders there are in the old one into the new one, as far as that can be done."""
    with suppress(OSError):
        for name in _folders(old):
            Path(old, name).rename(new / name)


def move(folder: Path, place: Path) -> None:
    """Move a folder to that place, whatever is there; it stays where it cannot be moved."""
    shutil.rmtree(place, ignore_errors=True)
    with suppress(OSError):
        folder.rename(place)


def make_way(path: str) -> None:
    """Make the folders above a file."""
    parent = os.path.dirname(path)  # noqa: PTH120 - there are thousands
    if not os.path.isdir(parent):  # noqa: PTH112
        Path(parent).mkdir(parents=True, exist_ok=True)


def _folders(folder: Path) -> list[str]:
    with os.scandir(folder) as entries:
        return [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]


def _tidied(folder: str, inside: str, wanted: Mapping[str, int]) -> Iterator[str]:
    """The files below a folder that are wanted; all else goes, with the folders that are empty."""
    with os.scandir(folder) as entries:
        rows = list(entries)
    for entry in rows:
        path = f"{inside}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield from _tidied(entry.path, f"{path}/", wanted)
        elif wanted.get(path) == entry.inode():
            yield path
        else:
            Path(entry.path).unlink()
    with suppress(OSError):  # it is not empty
        Path(folder).rmdir()


def _same_file(before: str, path: str) -> bool:
    """The file under another name too, or a copy; False if there is none."""
    make_way(path)
    try:
        os.link(before, path, follow_symlinks=False)
    except FileNotFoundError:
        return False
    except OSError:
        shutil.copy2(before, path, follow_symlinks=False)
    return True
