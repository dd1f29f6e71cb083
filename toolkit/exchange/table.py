"""Files for other people's editors. A format is two functions and one row in `EXCHANGES`.

To add one: `exchange/<name>.py` with `write` and `read`, and a row here. The contract tests run
over every row: what was exported comes back as it was, whatever the text.
"""

from __future__ import annotations

from pathlib import Path

from toolkit.errors import SourceError
from toolkit.exchange import gettext, sheet, xliff
from toolkit.exchange.format import Exchange
from toolkit.exchange.merge import Batch

EXCHANGES = {
    row.name: row
    for row in (
        Exchange("xliff", (".xlf",), xliff.write1, xliff.read),
        Exchange("xliff2", (".xliff",), xliff.write2, xliff.read),
        Exchange("csv", (".csv", ".tsv"), sheet.write_csv, sheet.read_csv),
        Exchange("xlsx", (".xlsx",), sheet.write_xlsx, sheet.read_xlsx),
        Exchange("po", (".po",), gettext.write, gettext.read),
    )
}


def read(name: str, data: bytes) -> tuple[Batch, ...]:
    """The units of a file of that name. SourceError with file, line and remedy if it is damaged."""
    suffix = Path(name).suffix.lower()
    for row in EXCHANGES.values():
        if suffix in row.suffixes:
            try:
                return row.read(data)
            except SourceError as error:
                raise SourceError(f"{name}:{error}; nothing was imported from it") from None
    known = ", ".join(suffix for row in EXCHANGES.values() for suffix in row.suffixes)
    raise SourceError(f"{name}: unknown exchange format; known: {known}")
