"""What the bytes of a picture tell without decoding it: its size, and whether all of it is there.

PNG, GIF, JPEG, WebP; of a GIF only the size.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

CUT_OFF = "cannot be shown to its end, its file is cut off or damaged; export it again"
Size = tuple[int, int]
"""(width, height) in pixels, as readers see it."""
_APP1, _ORIENTATION = 0xE1, 0x0112
_TURNED = frozenset({5, 6, 7, 8})
"""Orientations of Exif in which width and height change places."""
_ENOUGH = 200_000
"""Bytes before which the sizes of a JPEG stand, metadata and preview included."""
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""Markers of JPEG frames, which carry the size."""
_LINES = 0xDA
_JPEG_END, _PNG_END = b"\xff\xd9", b"IEND"
_TAIL = 64
"""Bytes at the end of a file that usually hold the end of the picture."""


def size(path: Path) -> Size | None:
    """None if it is another kind of file, is damaged or cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(_ENOUGH)
    except OSError:
        return None
    found = _size(data)
    return found if found and all(found) else None


def is_cut_off(path: Path) -> bool:
    """Whether the file of a PNG, JPEG or WebP ends before the picture does."""
    try:
        with path.open("rb") as file:
            head = file.read(12)
            length = file.seek(0, os.SEEK_END)
            file.seek(max(0, length - _TAIL))
            tail = file.read()
        if head[:4] == b"RIFF":
            return length < 8 + int.from_bytes(head[4:8], "little")
        end = _PNG_END if head[:4] == b"\x89PNG" else _JPEG_END if head[:2] == b"\xff\xd8" else b""
        if end in tail:
            return False
        data = path.read_bytes()  # something may have been put behind the picture
        return end not in data[_scan(data) if end == _JPEG_END else 0 :]
    except OSError:
        return False


def _scan(data: bytes) -> int:
    """Where the lines of a JPEG begin: behind what is said of it, which may be a picture too."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != _LINES:
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return at


def _size(data: bytes) -> Size | None:
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP" and len(data) >= 30:
        return _webp(data)
    return _jpeg(data) if data[:2] == b"\xff\xd8" else None


def _webp(data: bytes) -> Size | None:
    match data[12:16]:
        case b"VP8X":
            width, height = (int.from_bytes(data[at : at + 3], "little") for at in (24, 27))
            return width + 1, height + 1
        case b"VP8L":
            bits = int.from_bytes(data[21:25], "little")
            return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
        case b"VP8 ":
            width, height = (int.from_bytes(data[at : at + 2], "little") for at in (26, 28))
            return width & 0x3FFF, height & 0x3FFF
    return None


def _jpeg(data: bytes) -> Size | None:
    at, turned = 2, False
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker in _FRAMES:
            height, width = (int.from_bytes(data[at + n : at + n + 2], "big") for n in (5, 7))
            return (height, width) if turned else (width, height)
        if marker == _APP1 and data[at + 4 : at + 10] == b"Exif\0\0":
            turned = _is_turned(data[at + 10 : at + 2 + length])
        at += 2 + length
    return None


def _is_turned(exif: bytes) -> bool:
    """Whether a camera was held upright: browsers turn such a picture by a quarter."""
    order: Literal["little", "big"] = "little" if exif[:2] == b"II" else "big"

    def number(at: int, size: int) -> int:
        return int.from_bytes(exif[at : at + size], order)

    start = number(4, 4)
    entries = (start + 2 + 12 * nth for nth in range(number(start, 2)))
    return any(number(at, 2) == _ORIENTATION and number(at + 8, 2) in _TURNED for at in entries)
