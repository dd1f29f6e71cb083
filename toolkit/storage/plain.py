"""Plain files, read whole: what would never end, a pipe or a device, is refused before."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

_LARGEST = 2_000_000_000
"""Bytes; a text that large is a mistake."""


def read(path: Path, largest: int = _LARGEST) -> bytes:
    """The bytes of a file. OSError, also if it is no plain file or larger than `largest`."""
    try:
        handle = os.open(
            path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
    except ValueError:
        raise OSError(errno.EINVAL, "no name of a file", str(path)) from None
    try:
        found = os.fstat(handle)
        if stat.S_ISDIR(found.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "not a file; repair it or move it away", str(path))
        if found.st_size > largest:
            raise OSError(errno.EFBIG, f"larger than {largest:,} bytes", str(path))
        data = os.read(handle, found.st_size + 1)
        while len(data) <= largest and (more := os.read(handle, 1_000_000)):  # it has grown
            data += more
        return data
    finally:
        os.close(handle)
