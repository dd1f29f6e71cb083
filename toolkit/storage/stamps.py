"""Whether files are as they were, without reading them: by what the system notes of each change."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Mapping

Stamp = tuple[int, ...] | None
"""(number, size, time of the last change in nanoseconds) of a file, () of one that is not there;
None where a change could be overlooked."""
_SETTLED = 2_000_000_000
"""Nanoseconds that file systems need at most to tell two changes apart."""
_NOTED = os.name != "nt"
"""Whether the system notes changes; Windows notes what programs say."""


def stamp(path: str, ours: bool = False) -> Stamp:
    """The stamp of a file, to be taken before it is read; None for anything but a plain file.

    A file that changed just now has none either: it could change again at the same time. But one of
    `ours` may be stamped as soon as it is written: nobody else writes it while we have the lock.
    """
    try:
        found = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except (OSError, ValueError):
        return None
    if not _NOTED or not stat.S_ISREG(found.st_mode):
        return None
    if not ours and found.st_ctime_ns > time.time_ns() - _SETTLED:
        return None
    return _told(found)


def hold(root: str, stamps: Mapping[str, Stamp]) -> bool:
    """Whether all files, named by their paths from a folder, are as when they were stamped."""
    if None in stamps.values():
        return False
    start, look = f"{root}{os.sep}", os.lstat
    for path, was in stamps.items():
        try:
            found = look(start + path)
        except (FileNotFoundError, NotADirectoryError):
            now: Stamp = ()
        except OSError:
            return False
        else:
            now = _told(found)
        if now != was:
            return False
    return True


def _told(found: os.stat_result) -> Stamp:
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
