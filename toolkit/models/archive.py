"""Unpack an .argosmodel file, which may come from anywhere, into an empty folder."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from toolkit.errors import EngineError

MEMBERS = 2_000
TOTAL = 4 << 30
"""Bytes when unpacked; the largest packages have 0.5 GB."""
RATIO = 100
"""Unpacked by packed size; models shrink by less than half, texts to a tenth."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


def unpack(archive: Path, into: Path, label: str) -> Path:
    """Write an archive's files below `into`, flushed to disk; the one folder that holds them.

    EngineError if it is damaged or holds anything but plain files in one folder; OSError if it
    cannot be read or its files cannot be written.
    """
    try:
        with archive.open("rb") as data, zipfile.ZipFile(data) as file:
            members = file.infolist()
            for objection in _objections(members):
                raise EngineError(f"{label}: refused, it is no safe package: {objection}")
            for member in members:
                if not member.is_dir():
                    with file.open(member) as stream:
                        write(into / member.filename, stream)
    except (*_DAMAGED, OSError) as error:
        # a place in the file that cannot be is the archive's fault; a full disk is not
        if isinstance(error, OSError) and error.errno != errno.EINVAL:
            raise
        raise EngineError(
            f"{label}: not an .argosmodel file, or a damaged one ({error}): get it again"
        ) from None
    return into / members[0].filename.split("/")[0]


def write(path: Path, stream: IO[bytes]) -> None:
    """A new file with a stream's bytes, flushed to disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        shutil.copyfileobj(stream, file, 1 << 20)
        file.flush()
        os.fsync(file.fileno())


def _objections(members: Sequence[zipfile.ZipInfo]) -> Iterator[str]:
    """What speaks against unpacking, from the table of contents alone."""
    if len(members) > MEMBERS:
        yield f"it has {len(members)} files, more than {MEMBERS}"
    for member in members:
        yield from _member(member)
    total = sum(member.file_size for member in members)
    if total > TOTAL or total > RATIO * sum(member.compress_size for member in members):
        yield f"it would unpack to {total >> 20} MB"
    if len({member.filename.split("/")[0] for member in members}) != 1:
        yield "it does not hold exactly one folder"
    if any("/" not in member.filename for member in members):
        yield "it has a file outside its folder"
    yield from _clashes([member for member in members if not member.is_dir()])


def _member(member: zipfile.ZipInfo) -> Iterator[str]:
    name = member.orig_filename
    parts = name.rstrip("/").split("/")
    if not all(parts) or {".", ".."} & {*parts} or any(map(_is_odd, name)):
        yield f"the file name {name!r} leads out of its folder or is not portable"
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        yield f"{name!r} is a link or a device, not a file"
    if member.compress_type not in _METHODS:
        yield f"{name!r} is compressed by an unusual method"


def _is_odd(character: str) -> bool:
    return character in '\\:*?"<>|' or not character.isprintable()


def _clashes(files: Sequence[zipfile.ZipInfo]) -> Iterator[str]:
    """Names that are one file where case or Unicode forms do not count, or file and folder."""
    seen: set[str] = set()
    folders: set[str] = set()
    for file in files:
        name = unicodedata.normalize("NFC", file.filename).casefold()
        if name in seen:
            yield f"{file.filename!r} is there twice"
        seen.add(name)
        parts = name.split("/")
        folders.update("/".join(parts[:end]) for end in range(1, len(parts)))
    for name in sorted(seen & folders):
        yield f"{name!r} is both a file and a folder"
