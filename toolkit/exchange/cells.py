"""The cells of a workbook, read in a process of their own: the reader may abort, not we.

The door to python-calamine. A small file can ask for more memory than there is, and the library
then ends its process; so a child reads the workbook behind limits of cells, memory and time.
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
from collections.abc import Sequence

from toolkit.errors import SourceError

_LARGEST = 200_000_000
"""Bytes of an unpacked workbook; more is a mistake or an attack."""
_MOST_CELLS = 5_000_000
_MEMORY = 4_000_000_000
_SECONDS = 120
_FAR = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,7})(\d{1,9})"')
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError),
    *(ValueError, OSError, EOFError),
)
"""What a damaged archive may raise."""
_REMEDY = "save it as .xlsx again"


def read(data: bytes) -> list[list[str]]:
    """The rows of the first sheet. SourceError, beginning with line 1, if there are none."""
    _refuse_far(data)
    words = [sys.executable, "-m", __name__]
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


def _text(cell: object) -> str:
    whole = isinstance(cell, float) and cell.is_integer()
    return str(int(cell)) if whole else str(cell)  # type: ignore[call-overload]


def _rows(data: bytes) -> Sequence[Sequence[str]] | str:
    """The rows, or what is wrong with the workbook."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, ValueError) as error:
        return str(error)
    return [[_text(cell) for cell in row] for row in rows]


def _child() -> None:
    """Bytes of a workbook in, JSON out."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, OSError, ValueError):  # Windows, or lower limits already
        pass
    with open(0, "rb", closefd=False) as source, open(1, "wb", closefd=False) as result:
        result.write(json.dumps(_rows(source.read())).encode())


if __name__ == "__main__":
    _child()
