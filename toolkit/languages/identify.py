"""Which language a text is in: the door to py3langid.

The model (142 languages, shipped with the package) is loaded on first use. Short texts are never
judged: names and headings look like any language.
"""

from __future__ import annotations

import lzma
import mmap
import os
import re
import shutil
import struct
from array import array
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from tokenize import TokenError
from typing import Any
from zipfile import BadZipFile, ZipFile

from toolkit.document.inline import strip
from toolkit.languages.scripts import written_in
from toolkit.model import Language
from toolkit.storage import atomic, kept, user_cache
from toolkit.storage.fingerprint import digest
from toolkit.storage.stamps import stamp

_NO_WORDS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|[\d_]+")
_SHORTEST, _LONG = 18, 40
"""Letters: fewer are not judged; from so many on any language can be told."""
_LONGEST = 400
_SURE, _UNLIKELY = 0.6, 0.01
_SURE_SHORT, _UNLIKELY_SHORT = 0.9, 0.001
"""Least share of the likeliest language, largest share of the expected one."""
_LENGTHS = 26
"""Where a member of a ZIP file says how long its name is, and what comes before its content."""
_DAMAGE = (
    *(ValueError, LookupError, TypeError, AttributeError, EOFError, RuntimeError),
    *(BadZipFile, TokenError, struct.error),
)
"""What NumPy raises for files of damaged arrays."""


def translated(text: str, source: Language, target: Language) -> bool:
    """Whether a text looks like the target rather than the source language."""
    if source.script != target.script:
        return written_in(strip(text), target)
    identifier = _identifier()
    shares = dict(identifier.rank(strip(text[:_LONGEST]))) if identifier else {}
    return bool(shares.get(target.base, 0) > shares.get(source.base, 0))


def other_language(text: str, expected: Language, likely: Language | None = None) -> str:
    """The language a text is surely in, if not the expected one; else ""; of a short text `likely`.

    A code of ISO 639, as py3langid gives it.
    """
    words = _NO_WORDS.sub(" ", strip(text[:_LONGEST]))
    letters = sum(map(str.isalpha, words))
    if letters < _SHORTEST:
        return ""
    identifier = _identifier()
    if identifier is None or identifier.classify(words)[0] == expected.base:
        return ""
    ranked = identifier.rank(words)
    best, share = ranked[0]
    own = next((share for code, share in ranked if code == expected.base), 1.0)
    if letters < _LONG:
        sure = share >= _SURE_SHORT and own <= _UNLIKELY_SHORT
        return str(best) if sure and likely and best == likely.base else ""
    return str(best) if share >= _SURE and own <= _UNLIKELY else ""


@cache
def _identifier() -> Any:
    """py3langid's identifier; None if the disk has no room for its temporary file."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # NumPy's begin slowly and have little to do
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

    with suppress(OSError, RuntimeError):  # no home, or one that cannot be written
        if identifier := _unpacked(_copy(MODEL_DIR / MODEL_FILE)):
            return identifier
    try:
        return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    except OSError:
        return None


def _copy(model: Path) -> Path:
    """The model unpacked, which loads three times as fast: made once, named after the content.

    OSError if it cannot be written, RuntimeError if there is no home folder.
    """
    name = _once(model, lambda: digest(model.read_bytes()).encode()).decode()
    path = user_cache.folder() / f"py3langid-{name}.npz"
    if not path.exists():
        with atomic.fresh(path) as file, lzma.open(model) as packed:
            shutil.copyfileobj(packed, file, 1 << 20)
    return path


def _once(file: Path, make: Callable[[], bytes]) -> bytes:
    """What is made of a file, kept as long as it does not change: it is large."""
    taken = stamp(f"{file}")
    return kept.made("identifier", f"{file}", repr(taken), make) if taken else make()


def _unpacked(path: Path) -> Any:
    """The identifier from an unpacked model, which is arrays with checksums and no code.

    None, and the file is removed, if it is damaged or of another version's make.
    """
    from py3langid.langid import LanguageIdentifier

    try:
        data = _arrays(path)
        scores = data["ptc"], data["pc"], data["classes"].tolist()
        moves = memoryview(data["nextmove"])
        output, rows = _numbers(data["out_feat"]), _numbers(data["nextmove_row"])
        return LanguageIdentifier(*scores, moves, output, norm_probs=True, tk_row=rows)
    except _DAMAGE:
        path.unlink(missing_ok=True)
        return None


def _numbers(found: Any) -> array[int]:
    """Whole numbers as an array of Python; a list takes a hundred times as long to make."""
    kind = found.dtype.char
    return array(kind, found.astype(kind).tobytes())


def _arrays(path: Path) -> dict[str, Any]:
    """The arrays of an `.npz` file, which stay where they are: NumPy would copy them, slowly.

    One of the errors of damage if a checksum is wrong, or the file is compressed.
    """
    import numpy as np

    found: dict[str, Any] = {}
    _once(path, lambda: _checked(path))
    with path.open("rb") as file, ZipFile(file) as members:
        whole = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        for member in members.infolist():
            with members.open(member) as stream:
                version = np.lib.format.read_magic(stream)
                read = getattr(np.lib.format, f"read_array_header_{version[0]}_{version[1]}")
                shape, by_column, kind = read(stream)
                start = stream.tell()
            lengths = struct.unpack_from("<HH", whole, member.header_offset + _LENGTHS)
            first = member.header_offset + _LENGTHS + 4 + sum(lengths)
            part = whole[first : first + member.file_size]
            if member.compress_type:
                raise BadZipFile(member.filename)
            array = np.frombuffer(part, kind, offset=start)
            array = array.reshape(shape, order="F" if by_column else "C")
            found[member.filename.removesuffix(".npy")] = array
    return found


def _checked(path: Path) -> bytes:
    """Nothing, if the checksums of a ZIP file are right; else BadZipFile."""
    with ZipFile(path) as members:
        if damaged := members.testzip():
            raise BadZipFile(damaged)
    return b""
