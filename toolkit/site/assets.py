"""Pictures and other files that articles refer to, each copied once; a language's own if there is.

`bild.ru.png` beside `bild.png` is what Russian readers see. Only what a browser shows without
running anything is copied; nothing outside of `sources/` is.
"""

from __future__ import annotations

import os
import posixpath
import re
from pathlib import Path

from toolkit.languages.language import language
from toolkit.site import drawings
from toolkit.storage import plain

FOLDER = "assets"
_SAFE = {
    *(".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".ico"),
    *(".mp3", ".ogg", ".oga", ".opus", ".m4a", ".wav", ".mp4", ".webm", ".ogv", ".vtt"),
    *(".pdf", ".csv", ".tsv", ".txt", ".json", ".zip", ".xlsx", ".ods", ".docx", ".odt"),
}
TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
}
"""What an EPUB reader has to show (EPUB 3.3, core media types)."""
_PICTURES = {*TYPES, ".avif"} - {".svg"}
_BEGINNING = re.compile(rb"\x89PNG\r\n\x1a\n|GIF8|\xff\xd8\xff|RIFF....WEBP|....ftyp|BM", re.S)
"""How pictures begin; browsers look at nothing else, whatever the file is called."""
_LEAST = 24
"""Bytes in which all of them say how large they are, or are longer."""


def localized(path: str, tag: str, sources: Path) -> str:
    """The language's own variant of a file below `sources/`, if there is one."""
    stem, suffix = posixpath.splitext(path)
    codes = dict.fromkeys((tag, language(tag).posix, tag.split("-", maxsplit=1)[0]))
    variants = (f"{stem}.{code}{suffix}" for code in codes)
    return next((name for name in variants if is_file(sources, name)), path)


def complaint(path: str, sources: Path, trusted: bool) -> str:
    """Why a file is not copied to the site; "" if it is."""
    if path == ".." or path.startswith("../"):
        return "leads out of the folder of sources; copy the file into it"
    if not is_file(sources, path):
        return "leads to nothing; correct the link or add the file"
    if not (sources / path).resolve().is_relative_to(sources.resolve()):
        return "leads out of the folder of sources; copy the file into it"
    return damaged(sources / path) or ("" if trusted else _active(sources / path))


def damaged(file: Path) -> str:
    """What is said of a picture that no browser shows, as far as its first bytes tell."""
    if file.suffix.lower() not in _PICTURES:
        return ""
    try:
        with file.open("rb") as opened:
            start = opened.read(_LEAST)
    except OSError as error:
        return f"cannot be read ({error.strerror}); correct its permissions"
    if not start:
        return "is an empty file; export the picture again"
    if len(start) < _LEAST or not _BEGINNING.match(start):
        return "is damaged, or no picture for browsers; export it again"
    return ""


def _active(file: Path) -> str:
    """What is said of a file that a browser may run, or in which it may run something."""
    own = "set site.trust_html if all articles are your own"
    if file.suffix.lower() == ".svg":
        try:
            found = drawings.active(plain.read(file))
        except OSError as error:
            return f"cannot be read ({error.strerror}); correct its permissions"
        what = f"holds {found}, which a browser may run, so it was left out; remove that, or {own}"
        return what if found else ""
    if file.suffix.lower() not in _SAFE:
        kind = file.suffix or "file"
        return f"is a {kind} that a browser may run, so it was left out; {own}"
    return ""


def is_file(sources: Path, path: str) -> bool:
    """Whether there is such a file; no name, however odd, is an error."""
    return "\0" not in path and os.path.isfile(sources / path)  # noqa: PTH113 - no error if too long
