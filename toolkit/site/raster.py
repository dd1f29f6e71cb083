"""Pictures in smaller sizes, and drawn cards: the one door to Pillow, an extra.

Each is the same bytes for the same picture or text, Pillow and fonts.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.model import Language
from toolkit.site import pictures

if TYPE_CHECKING:
    from PIL import ImageFont

WIDTHS = (480, 960, 1600)
"""Pixels: a phone, a column of text, the same on a fine screen."""
SIZE = (1200, 630)
"""Of a card, as social networks want it."""
KINDS = (".png", ".jpg", ".jpeg", ".webp")
"""Suffixes of pictures that can be made smaller."""
_QUALITY = 80
_MARGIN, _BAR, _MOST_LINES = 90, 14, 5
_PAPER, _INK, _ACCENT, _FAINT = "#fffdf8", "#1c1b19", "#8c1d18", "#6b675f"
_POINTS = (76, 66, 58, 50, 42)
_SMALL = 34
_FONTS = (
    *("NotoSerif-Bold.ttf", "DejaVuSerif-Bold.ttf", "LiberationSerif-Bold.ttf"),
    *("Georgia Bold.ttf", "georgiab.ttf", "timesbd.ttf", "Times New Roman Bold.ttf"),
    *("NotoSerifCJK-Bold.ttc", "NotoSansCJK-Bold.ttc", "NotoSerifCJK-Regular.ttc"),
    *("NotoSansCJK-Regular.ttc", "Songti.ttc", "simsun.ttc", "msyhbd.ttc", "wqy-zenhei.ttc"),
)
"""Names of files, the best first."""
_FACES = {"Hans": " SC", "Hant": " TC", "Jpan": " JP", "Kore": " KR"}
"""Script → how the names of those faces of a collection end that write it."""
_NOWHERE = "\U0010ffff"
"""A character that no font has."""
_NO_START = "，。、；：？！）》」』】”’…,.;:?!)"
Font = tuple[Path, int]
"""A file and the face in it."""


def available() -> bool:
    """Whether Pillow is installed."""
    return find_spec("PIL") is not None


@cache
def release() -> str:
    """Changes with what makes the bytes."""
    import PIL

    return PIL.__version__


def widths(path: Path) -> tuple[int, ...]:
    """The widths in which a picture can be made smaller; () if it moves or cannot be read."""
    from PIL import Image, UnidentifiedImageError

    size = pictures.size(path) if path.suffix.lower() in KINDS else None
    if not size:
        return ()
    try:
        with Image.open(path) as picture:
            if getattr(picture, "is_animated", False):
                return ()
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
        return ()
    return tuple(width for width in WIDTHS if width < size[0])


def scaled(path: Path, width: int) -> bytes:
    """The picture as WebP, so many pixels wide, upright, in its own colours.

    As it is, if it is damaged: browsers show what there is of it.
    """
    try:
        with _strict():
            return _scaled(path, width)
    except (OSError, ValueError, SyntaxError):
        return path.read_bytes()


@contextmanager
def _strict() -> Iterator[None]:
    """Pictures that are cut off are refused, whatever WeasyPrint has told Pillow of them."""
    from PIL import ImageFile

    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _scaled(path: Path, width: int) -> bytes:
    from PIL import Image, ImageOps

    with Image.open(path) as picture:
        upright = ImageOps.exif_transpose(picture)
        clear = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
        plain = upright.convert("RGBA" if clear else "RGB")
        height = max(1, round(plain.height * width / plain.width))
        small = plain.resize((width, height), Image.Resampling.LANCZOS)
        buffer = io.BytesIO()
        profile = upright.info.get("icc_profile") if upright.mode != "CMYK" else None
        small.save(buffer, "WEBP", quality=_QUALITY, method=4, icc_profile=profile or b"")
    return buffer.getvalue()


def card(lines: tuple[str, str, str], language: Language, font: Font) -> bytes:
    """A PNG with a small line above, a title, and a small line below."""
    from PIL import Image, ImageDraw

    above, title, below = lines
    picture = Image.new("RGB", SIZE, _PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, _BAR, SIZE[1]), fill=_ACCENT)
    small = _face(font, _SMALL)
    draw.text((_MARGIN, 60), above, font=small, fill=_ACCENT)
    draw.text((_MARGIN, SIZE[1] - 60), below, font=small, fill=_FAINT, anchor="ls")
    for points in _POINTS:
        face = _face(font, points)
        rows = list(_rows(title, face, language))
        if len(rows) * points * 1.25 <= SIZE[1] - 260 and len(rows) <= _MOST_LINES:
            break
    top = 150.0
    for row in rows[:_MOST_LINES]:
        draw.text((_MARGIN, top), row, font=face, fill=_INK)
        top += points * 1.25
    buffer = io.BytesIO()
    picture.quantize(64).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _rows(text: str, face: ImageFont.FreeTypeFont, language: Language) -> Iterator[str]:
    """The lines of a text that are as long as a card is wide."""
    widest = SIZE[0] - 2 * _MARGIN
    pieces = [word for word in text.split(" ") if word] if language.gap else list(text)
    row = ""
    for piece in pieces:
        longer = f"{row}{language.gap}{piece}" if row else piece
        if row and face.getlength(longer) > widest and piece not in _NO_START:
            yield row.strip()
            longer = piece
        row = longer
    if row:
        yield row.strip()


def font_for(texts: Sequence[str], language: Language) -> Font | None:
    """A font of this machine that has every sign of the texts; None if there is none."""
    if language.direction == "rtl":
        return None  # Pillow alone sets it in the wrong order
    signs = frozenset("".join("".join(texts).split()))
    for path in _found():
        face = _face_of(path, language.script)
        if signs <= _known(path, face, signs):
            return path, face
    return None


@lru_cache(maxsize=4096)
def _known(path: Path, index: int, signs: frozenset[str]) -> frozenset[str]:
    return frozenset(sign for sign in signs if _has(path, index, sign))


@lru_cache(maxsize=20_000)
def _has(path: Path, index: int, sign: str) -> bool:
    """Whether a font draws something for a sign, and not what it draws for any it has not."""
    drawn = _mask(path, index, sign)
    return any(drawn) and drawn != _mask(path, index, _NOWHERE)


@lru_cache(maxsize=64)
def _nothing(path: Path, index: int) -> bytes:
    return bytes(_face((path, index), _SMALL).getmask(_NOWHERE))


def _mask(path: Path, index: int, sign: str) -> bytes:
    if sign == _NOWHERE:
        return _nothing(path, index)
    return bytes(_face((path, index), _SMALL).getmask(sign))


@cache
def _face(font: Font, points: int) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    basic = ImageFont.Layout.BASIC  # the same on machines with and without a shaper
    return ImageFont.truetype(str(font[0]), points, index=font[1], layout_engine=basic)


@cache
def _face_of(path: Path, script: str) -> int:
    """Which face of a collection writes a script as its readers expect it."""
    from PIL import ImageFont

    wanted = _FACES.get(script)
    for index in range(10 if wanted and path.suffix == ".ttc" else 0):
        try:
            family = ImageFont.truetype(str(path), 10, index=index).getname()[0] or ""
        except OSError:
            break
        if family.endswith(wanted or ""):
            return index
    return 0


@cache
def _found() -> tuple[Path, ...]:
    """The fonts of this machine that we know, the best first."""
    home = Path.home()
    folders = [home / ".fonts", home / ".local/share/fonts", home / "Library/Fonts"]
    folders += map(Path, ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts"))
    folders += [Path("/System/Library/Fonts")]
    if sys.platform == "win32":
        folders.append(Path(os.environ.get("WINDIR", "C:/Windows"), "Fonts"))
    places: dict[str, Path] = {}
    for folder in folders:
        for parent, _, names in os.walk(folder):
            places |= {name: Path(parent, name) for name in names if name in _FONTS}
    return tuple(places[name] for name in _FONTS if name in places)
