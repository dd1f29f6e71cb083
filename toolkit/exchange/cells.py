"""The cells of a workbook, read in a process of their own: the reader may abort, not we.

A small file can ask for more memory than there is, and python-calamine then ends its process; so
a child (`reader`) reads the workbook behind limits of cells, memory and time.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

from toolkit.errors import SourceError

_LARGEST = 200_000_000
"""Bytes of an unpacked workbook; more is a mistake or an attack."""
_MOST_CELLS = 5_000_000
_SECONDS = 120
_FAR = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,7})(\d{1,9})"')
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError),
    *(ValueError, OSError, EOFError),
)
"""What a damaged archive may raise."""
_REMEDY = "save it as .xlsx again"
_READER = Path(__file__).with_name("reader.py")


def read(data: bytes) -> list[list[str]]:
    """The rows of the first sheet. SourceError, beginning with line 1, if there are none."""
    _refuse_far(data)
    # Neither the start-up files of all packages nor the modules beside it are read.
    words = [sys.executable, "-S", "-P", str(_READER)]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    try:
        ran = subprocess.run(
            words, input=data, capture_output=True, env=env, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise SourceError(f"1: the workbook takes too long to read: {_REMEDY}") from None
    if ran.returncode:
        raise SourceError(f"1: the workbook cannot be read: {_REMEDY}")
    found = json.loads(ran.stdout)
    if isinstance(found, str):
        raise SourceError(f"1: not a workbook ({found}): {_REMEDY}")
    rows: list[list[str]] = found
    return rows


def _refuse_far(data: bytes) -> None:
    """SourceError for what is too large, before anything makes room for it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _LARGEST:
                raise SourceError("1: the workbook is too large: split it")
            for part in packed.infolist():
                if part.filename.startswith("xl/worksheets/"):
                    _refuse_cells(packed.read(part))
    except _DAMAGE as error:
        raise SourceError(f"1: not a workbook ({error}): {_REMEDY}") from None


def _refuse_cells(sheet: bytes) -> None:
    rows = columns = 0
    for found in _FAR.finditer(sheet):
        rows, columns = max(rows, int(found[2])), max(columns, _column(found[1]))
    if rows * columns > _MOST_CELLS:
        what = f"a cell in row {rows:,} and column {columns:,}: the sheet has too many cells"
        raise SourceError(f"1: {what}: remove it, and {_REMEDY}")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
