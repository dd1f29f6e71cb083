"""Unpack an .argosmodel file, which may come from anywhere, into an empty folder.

Whatever Argos Translate unpacks to one package is read, if it is safe on every system.
"""

from __future__ import annotations

import errno
import lzma
import os
import shutil
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from toolkit.errors import EngineError

MEMBERS = 2_000
TOTAL = 4 << 30
"""Bytes when unpacked; the largest packages have 0.5 GB."""
RATIO = 100
"""Unpacked by packed size; models shrink by less than half, texts to a tenth."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


@dataclass(frozen=True, slots=True)
class PackedFiles:
    """The package in an archive; what lies beside its folder (`__MACOSX`, a licence) is none of it.

    Most packages lie in a folder of any name, some deeper or in none.
    """

    name: str
    """Of its folder; "package" if it has none."""
    files: dict[PurePosixPath, zipfile.ZipInfo]
    """By their paths in its folder."""


def content(file: zipfile.ZipFile) -> PackedFiles:
    """Where the package is. ValueError if there is none, if there are several or a file twice."""
    members = [(PurePosixPath(one.filename), one) for one in file.infolist() if not one.is_dir()]
    homes = {path.parent for path, _ in members if path.name == "metadata.json"}
    depth = min((len(home.parts) for home in homes), default=0)
    tops = sorted(home for home in homes if len(home.parts) == depth)
    if not tops:
        raise ValueError("it holds no package (no metadata.json)")
    if len(tops) > 1:
        names = ", ".join(map(str, tops))
        raise ValueError(f"it holds several packages ({names}): unpack it and install each folder")
    files: dict[PurePosixPath, zipfile.ZipInfo] = {}
    for path, member in members:
        if path.is_relative_to(tops[0]):
            inner = path.relative_to(tops[0])
            if inner in files:
                raise ValueError(f"{member.filename!r} is there twice")
            files[inner] = member
    return PackedFiles(tops[0].name or "package", files)


def unpack(archive: Path, into: Path, label: str) -> Path:
    """Write the package in an archive below `into`, flushed to disk; its folder.

    EngineError if it is damaged or holds anything but plain files or not one package; OSError if
    it cannot be read or its files cannot be written.
    """
    try:
        with archive.open("rb") as data, zipfile.ZipFile(data) as file:
            for objection in _objections(file):
                raise EngineError(f"{label}: refused: {objection}")
            package = content(file)
            for path, member in package.files.items():
                with file.open(member) as stream:
                    write(into / package.name / path, stream)
    except (*DAMAGED, OSError) as error:
        # what a method of compression cannot read, or a place in the file that cannot be, is the
        # archive's fault; a full disk is not
        if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
            raise
        raise EngineError(
            f"{label}: not an .argosmodel file, or a damaged one ({error}): get it again"
        ) from None
    return into / package.name


def write(path: Path, stream: IO[bytes]) -> None:
    """A new file with a stream's bytes, flushed to disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        shutil.copyfileobj(stream, file, 1 << 20)
        file.flush()
        os.fsync(file.fileno())


def _objections(file: zipfile.ZipFile) -> Iterator[str]:
    """What speaks against unpacking, from the table of contents alone."""
    members = file.infolist()
    if len(members) > MEMBERS:
        yield f"it has {len(members)} files, more than {MEMBERS}"
    for member in members:
        yield from _member(member)
    total = sum(member.file_size for member in members)
    if total > TOTAL or total > RATIO * sum(member.compress_size for member in members):
        yield f"it would unpack to {total >> 20} MB"
    try:
        yield from _clashes(content(file).files)
    except ValueError as error:
        yield str(error)


def _member(member: zipfile.ZipInfo) -> Iterator[str]:
    name = member.orig_filename
    if name.startswith("/") or ".." in name.split("/") or any(map(_is_odd, name)):
        yield f"the file name {name!r} leads out of its folder or is not portable"
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        yield f"{name!r} is a link or a device, not a file"
    if member.compress_type not in _METHODS:
        yield f"{name!r} is compressed by an unusual method"


def _is_odd(character: str) -> bool:
    return character in '\\:*?"<>|' or not character.isprintable()


def _clashes(files: Iterable[PurePosixPath]) -> Iterator[str]:
    """Names that are one file where case or Unicode forms do not count, or file and folder."""
    seen: set[PurePosixPath] = set()
    folders: set[PurePosixPath] = set()
    for file in files:
        path = PurePosixPath(unicodedata.normalize("NFC", str(file)).casefold())
        if path in seen:
            yield f"{str(file)!r} is there twice"
        seen.add(path)
        folders.update(path.parents)
    for path in sorted(seen & folders):
        yield f"{str(path)!r} is both a file and a folder"
