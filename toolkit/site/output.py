"""Pages → a folder: built beside the old one from what is unchanged in it, then switched at once.

Readers never see half a site: the new folder and the old one change places in one step where the
system can do that (Linux), else in two renames.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.errors import GateError, PublishError
from toolkit.site.model import Page
from toolkit.storage import sealed
from toolkit.storage.fingerprint import digest
from toolkit.storage.forked import shared

MANIFEST = ".toolkit-site.json"
"""In the folder: what it consists of, path → digest. A folder without it is not ours to replace."""
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
_MOST_REMOVED = 10
"""One page in so many may go at once without a word."""


@dataclass(frozen=True, slots=True)
class Output:
    """How a site is written, besides its pages."""

    drafts: bool = False
    """Whether its pages show what nobody approved: then readers miss none of them."""
    allow_removals: bool = False
    """Whether any number of pages may go."""
    incomplete: bool = False
    """Whether something could not be read: then no page goes at all."""
    judge: Callable[[Path], int] | None = None
    """Looks through the new folder before readers get it: the number of faults."""
    memory: Path | None = None
    """Where is kept what this user's toolkit wrote (see `storage.sealed`)."""


_Known = Mapping[str, Sequence[Any]]
"""Path → key, digest, size and time of a page that we wrote."""
_USUAL = Output()
_SHARED = 60
"""Pages from which on processes share the work."""


def write(pages: Iterable[Page], folder: Path, how: Output = _USUAL) -> tuple[int, int]:
    """Make the folder hold these pages and no others; (pages made, pages kept).

    Files that people put beside the pages (`CNAME`, `.git`) stay. GateError if more than a tenth of
    the pages would go. PublishError if the folder is no site yet and not empty, or cannot be
    written. If it is a link, the folder that it leads to is the site.
    """
    folder = Path(os.path.realpath(folder))
    try:
        old, pages = _manifest(folder), list(pages)
        known = _known(how.memory)
        planned = {page.path for page in pages}
        gone = [path for path in old.get("pages", {}) if path not in planned]
        if not (how.incomplete or how.allow_removals or old.get("drafts")):
            _refuse_removals(gone, old.get("pages", {}), folder)
        if not gone and all(_is_known(page, known, folder) for page in pages):
            _refuse_faults(how, folder, folder)
            return 0, len(pages)
        with _beside(folder) as fresh:
            folders, written = set[str](), dict[str, Sequence[Any]]()
            new = []
            for page in pages:
                path = _place(page.path, fresh, folders)
                if _is_known(page, known, folder) and _same_file(f"{folder}/{page.path}", path):
                    written[page.path] = known[page.path]
                else:
                    new.append((page, path))
            made = len(new)
            with closing(shared(lambda number: _made(*new[number]), made, _SHARED)) as rows:
                for (page, path), row in zip(new, rows, strict=True):
                    written[page.path] = row or _made(page, path)
            listed = {page.path: written[page.path][1] for page in pages}
            for path in gone if how.incomplete else ():
                if _same_file(f"{folder}{os.sep}{path}", _place(path, fresh, folders)):
                    listed[path] = old["pages"][path]
            manifest = {"drafts": how.drafts, "pages": listed}
            if made or manifest != old or not folder.exists():
                _keep_foreign(folder, fresh, {*old.get("pages", {}), *listed, MANIFEST})
                lines = json.dumps(manifest, separators=(",\n", ": "))
                (fresh / MANIFEST).write_text(lines, "utf-8")
                _refuse_faults(how, fresh, folder)
                _switch(fresh, folder)
    except OSError as error:
        what = f"cannot be written ({error.strerror}); the old site stays"
        raise PublishError(f"{error.filename or folder}: {what}") from None
    if how.memory:
        sealed.remember(how.memory, json.dumps(written).encode())
    return made, len(pages) - made


def _made(page: Page, path: str) -> Sequence[Any]:
    """Make a page; what is known of it."""
    data = page.make()
    with open(path, "wb") as file:  # noqa: PTH123 - there are thousands
        file.write(data)
    return (page.key, digest(data), *_stamp(path))


def _refuse_faults(how: Output, made: Path, folder: Path) -> None:
    """GateError if whoever looks through what was made finds faults; it is not shown then."""
    if how.judge and (count := how.judge(made)):
        raise GateError(f"{folder}: {count} faults in the new site; the old one stays")


def _refuse_removals(gone: Sequence[str], old: Mapping[str, str], folder: Path) -> None:
    """GateError if more than a tenth of the pages would go."""
    pages = [path for path in old if path.endswith(".html")]
    lost = [path for path in gone if path.endswith(".html")]
    if len(lost) * _MOST_REMOVED > len(pages):
        some = ", ".join(lost[:3]) + (", …" if len(lost) > 3 else "")
        raise GateError(
            f"{folder}: {len(lost)} of {len(pages)} pages would go ({some}); the site stays as it"
            " is: bring their articles back, or say --allow-removals"
        )


def _known(memory: Path | None) -> _Known:
    """What we wrote the last time."""
    data = sealed.read(memory) if memory else None
    found: _Known = json.loads(data) if data else {}
    return found


def _is_known(page: Page, known: _Known, folder: Path) -> bool:
    """Whether the page lies there as we wrote it, and would be written so again."""
    row = known.get(page.path)
    if not row or row[0] != page.key:
        return False
    try:
        return tuple(row[2:]) == _stamp(f"{folder}{os.sep}{page.path}")
    except OSError:
        return False


def _stamp(path: str) -> tuple[int, int]:
    found = os.lstat(path)
    return found.st_size, found.st_mtime_ns


def _manifest(folder: Path) -> dict[str, Any]:
    """What the folder says it holds; {} if it is empty or not there yet."""
    try:
        found = json.loads((folder / MANIFEST).read_bytes())
    except FileNotFoundError:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            what = "it holds files that are no site; choose an empty or a new folder"
            raise PublishError(f"{folder}: {what}") from None
        return {}
    except (ValueError, RecursionError):
        raise _damaged(folder) from None
    if not isinstance(found, dict):
        raise _damaged(folder)
    listed = found.get("pages")
    pages = listed if isinstance(listed, dict) else found  # as older releases wrote it
    if not all(isinstance(value, str) for value in pages.values()):
        raise _damaged(folder)
    return {"drafts": found.get("drafts") is True, "pages": pages}


def _damaged(folder: Path) -> PublishError:
    what = "damaged, so what the site consists of is not known; remove the folder"
    return PublishError(f"{folder / MANIFEST}: {what}")


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A new folder beside it, which is gone afterwards: with what it holds then."""
    fresh = _fresh(folder)
    try:
        yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _fresh(folder: Path) -> Path:
    """A new folder beside it. What a killed process left there is removed; others' files stay."""
    fresh = folder.with_name(f".{folder.name}.new")
    if os.path.lexists(fresh):
        ours = fresh.is_dir() and not fresh.is_symlink()
        if not ours or (any(fresh.iterdir()) and not (fresh / MANIFEST).is_file()):
            raise PublishError(f"{fresh}: in the way of the new site; move it elsewhere")
        shutil.rmtree(fresh)
    fresh.mkdir(parents=True)
    (fresh / MANIFEST).write_text("{}", "utf-8")
    return fresh


def _keep_foreign(folder: Path, fresh: Path, ours: set[str]) -> None:
    """Take over what is in the old folder and not of the site."""
    start = len(f"{folder}{os.sep}")
    for parent, _, names in os.walk(folder):
        for name in names:
            place = f"{parent}{os.sep}{name}"[start:]
            if place.replace(os.sep, "/") not in ours:
                (fresh / place).parent.mkdir(parents=True, exist_ok=True)
                _same_file(f"{folder / place}", f"{fresh / place}")


def _place(page: str, folder: Path, made: set[str]) -> str:
    """Where a page goes (a string: there are thousands), its folder being there."""
    path = f"{folder}{os.sep}{page}"
    if not os.path.normpath(path).startswith(f"{folder}{os.sep}"):
        raise PublishError(f"{page}: leads out of the site; rename the article")
    if (parent := os.path.split(path)[0]) not in made:
        Path(parent).mkdir(parents=True, exist_ok=True)
        made.add(parent)
    return path


def _same_file(before: str, path: str) -> bool:
    """The file under another name too, or a copy; False if there is none."""
    try:
        os.link(before, path, follow_symlinks=False)
    except FileNotFoundError:
        return False
    except OSError:
        shutil.copy2(before, path, follow_symlinks=False)
    return True


def _switch(fresh: Path, folder: Path) -> None:
    """The new folder in place of the old one, which is then under the new one's name."""
    if not folder.exists():
        fresh.rename(folder)
    elif not _exchange(fresh, folder):
        aside = folder.with_name(f".{folder.name}.{os.getpid()}.old")
        folder.rename(aside)
        fresh.rename(folder)
        shutil.rmtree(aside)


def _exchange(fresh: Path, folder: Path) -> bool:
    """renameat2(2) with RENAME_EXCHANGE; False where there is no such thing."""
    import ctypes

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
