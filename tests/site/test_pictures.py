"""The size of a picture is what its format says; damaged files have none."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.site.pictures import is_cut_off, size

DEMO = Path(__file__).parent / "demo/sources/bilder"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 640, 360)
JPEG = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08" + struct.pack(">HH", 360, 640) + b"\3" * 9
WEBP = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + b"\x7f\x02\0\x67\x01\0"
LOSSLESS = b"RIFF\0\0\0\0WEBPVP8L\x0a\0\0\0/" + struct.pack("<I", 639 | 359 << 14) + b"\0" * 8
LOSSY = b"RIFF\0\0\0\0WEBPVP8 \x0a\0\0\0\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 640, 360)


@pytest.mark.parametrize(
    "data", [PNG, b"GIF89a" + struct.pack("<HH", 640, 360), JPEG, WEBP, LOSSLESS, LOSSY]
)
def test_formats(tmp_path: Path, data: bytes) -> None:
    """640 × 360 in each of them."""
    path = tmp_path / "a"
    path.write_bytes(data)
    assert size(path) == (640, 360)


def test_real_pictures() -> None:
    """The demo's."""
    found = {path.name: size(path) for path in DEMO.glob("*.png")}
    assert all(found.values())
    assert found["brotpreis.png"] == found["brotpreis.ru.png"]


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([PNG, JPEG, WEBP, LOSSY, b""]), st.binary(max_size=40), st.integers(0, 30))
def test_damaged(tmp_path: Path, data: bytes, more: bytes, cut: int) -> None:
    """Whatever is in the file, the answer is a size or none."""
    path = tmp_path / "a"
    path.write_bytes(data[:cut] + more)
    found = size(path)
    assert found is None or (len(found) == 2 and min(found) > 0)
    assert is_cut_off(path) in (True, False)


SMALL = b"\xff\xd8\xff\xda\0\2abc\xff\xd9"
LINES = b"\xff\xd8\xff\xe1\0\x0f" + SMALL + b"..\xff\xda\0\2" + b"abc\xff\0" * 40
"""A photograph with a small one of itself in what is said of it."""


@pytest.mark.parametrize(
    ("data", "cut"),
    [
        (LINES, True),
        (LINES + b"\xff\xd9", False),
        (LINES + b"\xff\xd9" + b"a film behind it" * 9, False),
        (PNG + b"IDAT" + b"abc" * 40, True),
        (PNG + b"abc" * 40 + b"\0\0\0\0IEND\xaeB`\x82", False),
        (PNG + b"\0\0\0\0IEND\xaeB`\x82" + b"more" * 40, False),
        (b"RIFF\x20\0\0\0WEBPVP8 " + b"a" * 23, True),
        (b"RIFF\x20\0\0\0WEBPVP8 " + b"a" * 24, False),
        (b"GIF89a", False),
        (b"", False),
    ],
)
def test_cut_off(tmp_path: Path, data: bytes, cut: bool) -> None:
    """Whether the end of the picture is there, whatever stands before and behind it."""
    path = tmp_path / "a"
    path.write_bytes(data)
    assert is_cut_off(path) is cut


def test_no_file(tmp_path: Path) -> None:
    """A folder, and nothing."""
    assert size(tmp_path) is None
    assert size(tmp_path / "none") is None
    assert not is_cut_off(tmp_path / "none")
