"""Which language a text is in: the door to py3langid.

The model (142 languages, shipped with the package) is loaded on first use. Short texts are never
judged: names and headings look like any language.
"""

from __future__ import annotations

import hashlib
import lzma
import re
import shutil
from contextlib import suppress
from functools import cache
from pathlib import Path
from tokenize import TokenError
from typing import Any
from zipfile import BadZipFile

from toolkit.document.inline import strip
from toolkit.languages.scripts import written_in
from toolkit.model import Language
from toolkit.storage import atomic, user_cache

_NO_WORDS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|[\d_]+")
_SHORTEST, _LONG = 18, 40
"""Letters: fewer are not judged; from so many on any language can be told."""
_LONGEST = 400
_SURE, _UNLIKELY = 0.6, 0.01
_SURE_SHORT, _UNLIKELY_SHORT = 0.9, 0.001
"""Least share of the likeliest language, largest share of the expected one."""
_DAMAGE = (ValueError, KeyError, TypeError, EOFError, RuntimeError, BadZipFile, TokenError)
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
    name = hashlib.blake2b(model.read_bytes(), digest_size=16).hexdigest()
    path = user_cache.folder() / f"py3langid-{name}.npz"
    if not path.exists():
        with atomic.fresh(path) as file, lzma.open(model) as packed:
            shutil.copyfileobj(packed, file, 1 << 20)
    return path


def _unpacked(path: Path) -> Any:
    """The identifier from an unpacked model, which is arrays with checksums and no code.

    None, and the file is removed, if it is damaged or of another version's make.
    """
    import numpy as np
    from py3langid.langid import LanguageIdentifier

    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
            scores = data["ptc"], data["pc"], data["classes"].tolist()
            moves, output = memoryview(data["nextmove"]), data["out_feat"].tolist()
            rows = data["nextmove_row"].tolist()
        return LanguageIdentifier(*scores, moves, output, norm_probs=True, tk_row=rows)
    except _DAMAGE:
        path.unlink(missing_ok=True)
        return None
