"""A process of its own that reads a workbook: bytes in, JSON out. `cells` starts it.

It loads nothing but what it needs: it is started for each workbook.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence

_MEMORY = 4_000_000_000


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
