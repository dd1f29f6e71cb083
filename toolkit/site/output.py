"""Pages → a folder: built beside the old one from what is unchanged in it, then switched at once.

Readers never see half a site: the new folder and the old one change places in one step where the
system can do that (Linux), else in two renames.
"""

from __future__ import annotations

import errno
import json
import os
import pickle
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.errors import GateError, PublishError
from toolkit.site.model import Page
from toolkit.storage import linked, sealed
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
    meant: Callable[[], Collection[str]] = frozenset
    """The pages that may go because their articles say so; asked only where too many would go."""
    judge: Callable[[Path], int] | None = None
    """Looks through the new folder before readers get it: the number of faults."""
    memory: Path | None = None
    """Where is kept what this user's toolkit wrote (see `storage.sealed`)."""
    spare: Path | None = None
    """Where the replaced site waits to be made the next one; else it is removed."""


_Known = Mapping[str, Sequence[Any]]
"""Path → key, digest, size and time of a page that we wrote."""
_USUAL = Output()
_SHARED = 60
"""Pages from which on processes share the work."""


def write(pages: Iterable[Page], folder: Path, how: Output = _USUAL) -> tuple[int, int]:
    """Make the folder hold these pages and no others; (pages made, pages kept).

    Files that people put beside the pages (`CNAME`, `.git`) stay. GateError if more than a tenth of
    the pages would go whose articles do not say so. PublishError if the folder is no site yet and
    not empty, or cannot be written. If it is a link, the folder that it leads to is the site.
    """
    folder = Path(os.path.realpath(folder))
    try:
        old, pages = _manifest(folder), list(pages)
        known = _known(how.memory)
        planned = {page.path for page in pages}
        gone = [path for path in old.get("pages", {}) if path not in planned]
        if not (how.incomplete or how.allow_removals or old.get("drafts")):
            _refuse_removals(gone, old.get("pages", {}), folder, how.meant)
        kept = dict(_unchanged(pages, known, folder))
        if not gone and len(kept) == len(pages):
            _refuse_faults(how, folder, folder)
            return 0, len(pages)
        others = _numbered(gone, folder) if how.incomplete else {}
        foreign = _foreign(folder, {*old.get("pages", {}), *planned, MANIFEST})
        with _beside(folder, how.spare) as fresh:
            there = linked.fill(fresh, folder, {**kept, **others, **foreign})
            written = {path: known[path] for path in kept if path in there}
            new = [(page, _place(page.path, fresh)) for page in pages if page.path not in written]
            with closing(shared(lambda number: _made(*new[number]), len(new), _SHARED)) as rows:
                for (page, path), row in zip(new, rows, strict=True):
                    written[page.path] = row or _made(page, path)
            listed = {page.path: written[page.path][1] for page in pages}
            listed |= {path: old["pages"][path] for path in others if path in there}
            manifest = {"drafts": how.drafts, "pages": listed}
            if new or manifest != old or not folder.exists():
                lines = json.dumps(manifest, separators=(",\n", ": "))
                (fresh / MANIFEST).write_text(lines, "utf-8")
                _refuse_faults(how, fresh, folder)
                _switch(fresh, folder)
    except OSError as error:
        what = f"cannot be written ({error.strerror}); the old site stays"
        raise PublishError(f"{error.filename or folder}: {what}") from None
    if how.memory:
        sealed.remember(how.memory, pickle.dumps(written))
    return len(new), len(pages) - len(new)


def _made(page: Page, path: str) -> Sequence[Any]:
    """Make a page; what is known of it."""
    data = page.make()
    with open(path, "wb") as file:  # noqa: PTH123 - there are thousands
        file.write(data)
    found = os.lstat(path)
    return page.key, digest(data), found.st_size, found.st_mtime_ns


def _refuse_faults(how: Output, made: Path, folder: Path) -> None:
    """GateError if whoever looks through what was made finds faults; it is not shown then."""
    if how.judge and (count := how.judge(made)):
        raise GateError(f"{folder}: {count} faults in the new site; the old one stays")


def _refuse_removals(
    gone: Sequence[str],
    old: Mapping[str, str],
    folder: Path,
    meant: Callable[[], Collection[str]],
) -> None:
    """GateError if more than a tenth of the pages would go, but for those that are meant to."""
    pages = [path for path in old if path.endswith(".html")]
    lost = [path for path in gone if path.endswith(".html")]
    if len(lost) * _MOST_REMOVED > len(pages):
        known = meant()
        lost = [path for path in lost if path not in known]
    if len(lost) * _MOST_REMOVED > len(pages):
        some = ", ".join(lost[:3]) + (", …" if len(lost) > 3 else "")
        raise GateError(
            f"{folder}: {len(lost)} of {len(pages)} pages would go ({some}); the site stays as it"
            " is: bring their articles back, or say --allow-removals"
        )


def _known(memory: Path | None) -> _Known:
    """What we wrote the last time."""
    data = sealed.read(memory) if memory else None
    found: _Known = pickle.loads(data) if data else {}
    return found


def _unchanged(pages: Iterable[Page], known: _Known, folder: Path) -> Iterator[tuple[str, int]]:
    """(path, number) of pages that lie there as we wrote them, and would be written so again."""
    start = f"{folder}{os.sep}"
    for page in pages:
        path = page.path
        row = known.get(path)
        if row and row[0] == page.key:
            try:
                found = os.lstat(start + path)
            except OSError:
                continue
            if found.st_mtime_ns == row[3] and found.st_size == row[2]:
                yield path, found.st_ino


def _numbered(paths: Iterable[str], folder: Path) -> dict[str, int]:
    """Path → number of the files that are there."""
    found = {}
    for path in paths:
        with suppress(OSError):
            found[path] = os.lstat(f"{folder}{os.sep}{path}").st_ino
    return found


def _foreign(folder: Path, ours: Collection[str]) -> dict[str, int]:
    """What is in the folder and not of the site."""
    return _numbered([path for path in linked.files(folder) if path not in ours], folder)


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
def _beside(folder: Path, spare: Path | None) -> Iterator[Path]:
    """A new folder beside it, which is gone afterwards: what it holds then is the next spare one.

    It begins with the folders of the spare one. It is new itself, so that whoever has opened the
    spare one, when that was the site, sees no mixture.
    """
    fresh = _fresh(folder)
    try:
        if spare:
            linked.move_folders(spare, fresh)
        yield fresh
        if spare:
            linked.move(fresh, spare)
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


def _place(page: str, folder: Path) -> str:
    """Where a page goes (a string: there are thousands), its folder being there."""
    path = f"{folder}{os.sep}{page}"
    if not os.path.normpath(path).startswith(f"{folder}{os.sep}"):
        raise PublishError(f"{page}: leads out of the site; rename the article")
    linked.make_way(path)
    return path


def _switch(fresh: Path, folder: Path) -> None:
    """The new folder in place of the old one, which is then under the new one's name."""
    if not folder.exists():
        fresh.rename(folder)
    elif not _exchange(fresh, folder):
        aside = folder.with_name(f".{folder.name}.{os.getpid()}.old")
        folder.rename(aside)
        fresh.rename(folder)
        aside.rename(fresh)


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
