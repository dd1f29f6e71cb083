"""Pages → a folder: built beside the old one from what is unchanged in it, then switched at once.

Readers never see half a site: the new folder and the old one change places in one step where the
system can do that (Linux), else in two renames.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from toolkit.errors import PublishError
from toolkit.site.model import Page

MANIFEST = ".toolkit-site.json"
"""In the folder: path → key of each page. A folder without it is not ours to replace."""
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


def write(pages: Iterable[Page], folder: Path) -> tuple[int, int]:
    """Make the folder hold these pages and no others; (pages made, pages kept).

    Files that people put beside the pages (`CNAME`, `.git`) stay. PublishError if the folder is no
    site yet and not empty, or cannot be written.
    """
    try:
        old, pages = _manifest(folder), list(pages)
        if old and _same(pages, old, folder):
            return 0, len(pages)
        fresh = folder.with_name(f".{folder.name}.new")
        if fresh.exists():
            shutil.rmtree(fresh)
        fresh.mkdir(parents=True)
        keys, made, folders = {}, 0, set[str]()
        for page in pages:
            path = _place(page, fresh, folders)
            made += not _kept(page, old, folder, path) and _make(page, path)
            keys[page.path] = page.key
        if made or keys.keys() != old.keys() or not folder.exists():
            _keep_foreign(folder, fresh, {*old, *keys, MANIFEST})
            (fresh / MANIFEST).write_text(json.dumps(keys, indent=0), "utf-8")
            _switch(fresh, folder)
        shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise PublishError(f"{error.filename or folder}: {error.strerror}") from None
    return made, len(keys) - made


def _same(pages: list[Page], old: dict[str, str], folder: Path) -> bool:
    """Whether the folder has exactly these pages."""
    return {page.path: page.key for page in pages} == old and all(
        os.path.lexists(f"{folder}/{page.path}") for page in pages
    )


def _manifest(folder: Path) -> dict[str, str]:
    """What the folder holds; {} if it is empty or not there yet."""
    try:
        found = json.loads((folder / MANIFEST).read_bytes())
        return found if isinstance(found, dict) else {}
    except FileNotFoundError:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            what = "it holds files that are no site; choose an empty or a new folder"
            raise PublishError(f"{folder}: {what}") from None
        return {}
    except ValueError:
        what = "damaged, so what the site consists of is not known; remove the folder"
        raise PublishError(f"{folder / MANIFEST}: {what}") from None


def _keep_foreign(folder: Path, fresh: Path, ours: set[str]) -> None:
    """Take over what is in the old folder and not of the site."""
    start = len(f"{folder}{os.sep}")
    for parent, _, names in os.walk(folder):
        for name in names:
            place = f"{parent}{os.sep}{name}"[start:]
            if place.replace(os.sep, "/") not in ours:
                (fresh / place).parent.mkdir(parents=True, exist_ok=True)
                _same_file(f"{folder / place}", f"{fresh / place}")


def _place(page: Page, folder: Path, made: set[str]) -> str:
    """Where a page goes (a string: there are thousands), its folder being there."""
    path = f"{folder}{os.sep}{page.path}"
    if not os.path.normpath(path).startswith(f"{folder}{os.sep}"):
        raise PublishError(f"{page.path}: leads out of the site; rename the article")
    if (parent := os.path.split(path)[0]) not in made:
        Path(parent).mkdir(parents=True, exist_ok=True)
        made.add(parent)
    return path


def _kept(page: Page, old: dict[str, str], folder: Path, path: str) -> bool:
    """Take a page over from the old site if it is still the same."""
    if old.get(page.path) != page.key:
        return False
    before = f"{folder}{os.sep}{page.path}"
    return _same_file(before, path)


def _same_file(before: str, path: str) -> bool:
    """The file under another name too, or a copy; False if there is none."""
    try:
        os.link(before, path, follow_symlinks=False)
    except FileNotFoundError:
        return False
    except OSError:
        shutil.copy2(before, path, follow_symlinks=False)
    return True


def _make(page: Page, path: str) -> bool:
    Path(path).write_bytes(page.make())
    return True


def _switch(fresh: Path, folder: Path) -> None:
    """The new folder in place of the old one, which is then under the new one's name."""
    if not folder.exists():
        fresh.rename(folder)
    elif not _exchange(fresh, folder):
        aside = folder.with_name(f".{folder.name}.old")
        shutil.rmtree(aside, ignore_errors=True)
        folder.rename(aside)
        fresh.rename(folder)
        shutil.rmtree(aside)


def _exchange(fresh: Path, folder: Path) -> bool:
    """renameat2(2) with RENAME_EXCHANGE; False where there is no such thing."""
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    names = os.fsencode(fresh), os.fsencode(folder)
    if call(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
        return True
    if ctypes.get_errno() in (errno.EINVAL, errno.ENOSYS):
        return False
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(folder))
