"""CSV (RFC 4180, UTF-8 with BOM) and XLSX: one row for each sentence, to be filled by people.

The door to XlsxWriter, which writes the same bytes for the same table. Cells
that a spreadsheet program would take for formulas, numbers or dates are preceded by an apostrophe
in CSV and are strings in XLSX. Characters that spreadsheets lose are spelled `⟦U+0007⟧`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from toolkit.catalog import origin as origins
from toolkit.errors import SourceError, UsageError
from toolkit.exchange import cells
from toolkit.exchange.merge import Batch, Row, mark, unit_id
from toolkit.model import Catalog, Entry, Language, State

COLUMNS = ("id", "context", "source", "target", "state", "comment", "note")
_WIDTHS = (9, 10, 60, 60, 10, 30, 30)
_OURS = "toolkit:"
_VALUE = re.compile(
    "'*(?:[=+\\-@\t\r＝＋－＠]"
    r"|(?=[^<\n]*\Z)(?=\D*\d)(?:[\W\d_]*+[^\W\d_]++){0,3}[\W\d_]*+\Z)"
)
"""A formula, or figures among at most three words: `007`, `7. Mai 2020`, `1/2`."""
_DISARM = re.compile(r"([,;|\t\r\n])('*)(?=[=+\-@＝＋－＠])")
"""What would begin a formula in a program that takes another sign for the separator."""
_REARM = re.compile(r"([,;|\t\r\n])'('*)(?=[=+\-@＝＋－＠])")
_FRAGILE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\ufffe\uffff]"
    "|_(?=x[0-9A-Fa-f]{4}_)|⟦(?=U\\+[0-9A-F]{4}⟧)"
)
_SPELLED = re.compile(r"⟦U\+((?!D[89A-F])[0-9A-F]{4})⟧")
"""No halves of characters."""
_LONGEST_CELL = 32_767

Table = Sequence[tuple[int, Sequence[str]]]
"""(1-based line or row, cells)."""


def write_csv(catalog: Catalog, _source: Language, target: Language) -> bytes:
    """The catalog as CSV that spreadsheet programs read as UTF-8."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerows(
        [_inert(_DISARM.sub(r"\1'\2", cell)) for cell in row] for row in _table(catalog, target)
    )
    return text.getvalue().encode("utf-8-sig")


def read_csv(data: bytes) -> tuple[Batch, ...]:
    """The units of a CSV file with commas, semicolons or tabs."""
    text = _decode(data)
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=lambda sign: len(_places(head.strip().split(sign))))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    table, line = [], 1
    try:
        for row in rows:
            table.append((line, [_REARM.sub(r"\1\2", _active(cell)) for cell in row]))
            line = rows.line_num + 1
    except csv.Error as error:
        raise SourceError(f"{line}: not CSV ({error}): correct its quotation marks") from None
    return (_batch(table),)


def write_xlsx(catalog: Catalog, _source: Language, target: Language) -> bytes:
    """The catalog as a workbook: frozen header, wrapped text, states to choose from."""
    import xlsxwriter  # type: ignore[import-untyped]

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2000, 1, 1)})
        sheet = book.add_worksheet(target.posix[:31])
        text = book.add_format(
            {"num_format": "@", "text_wrap": True, "valign": "top", "quote_prefix": True}
        )
        head = book.add_format({"bold": True})
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width, text)
        sheet.set_column(len(COLUMNS), len(COLUMNS), None, text, {"hidden": True})
        sheet.freeze_panes(1, 0)
        for place, row in enumerate(_table(catalog, target)):
            for column, cell in enumerate(row):
                if len(cell.encode("utf-16-le")) // 2 > _LONGEST_CELL:
                    raise UsageError(
                        f"a text of {len(cell):,} characters does not fit into a cell of XLSX"
                        f" (at most {_LONGEST_CELL:,}): export as csv or xliff"
                    )
                sheet.write_string(place, column, cell, text if place else head)
        states = [state.value for state in State]
        column = COLUMNS.index("state")
        sheet.data_validation(
            1, column, max(len(catalog.entries), 1), column, {"validate": "list", "source": states}
        )
    return file.getvalue()


def read_xlsx(data: bytes) -> tuple[Batch, ...]:
    """The units of a workbook's first sheet."""
    return (_batch(list(enumerate(cells.read(data), 1))),)


def _table(catalog: Catalog, target: Language) -> Iterator[tuple[str, ...]]:
    yield (*COLUMNS, f"{_OURS}{target.posix}:{catalog.reference}")
    for entry in catalog.entries:
        cells = (
            unit_id(entry),
            entry.context or "",
            entry.source,
            entry.target,
            entry.state.value,
            "\n".join(entry.comments),
            "\n".join(_notes(entry)),
            mark(entry.target, entry.state),
        )
        yield tuple(_FRAGILE.sub(_spell, cell) for cell in cells)


def _notes(entry: Entry) -> Iterator[str]:
    yield from entry.notes
    yield from [origins.spell(entry.origin)] if entry.origin else []
    yield from [f"previous source: {entry.previous}"] if entry.previous is not None else []


def _batch(table: Table) -> Batch:
    """Rows of cells under a header; columns in any order, only source and target are needed."""
    header = table[0][1] if table else []
    places = _places(header)
    if not {"source", "target"} <= places.keys():
        raise SourceError("1: no columns `source` and `target`: keep the first row as exported")
    ours = next((cell for cell in header if cell.startswith(_OURS)), "")
    language, _, article = ours.removeprefix(_OURS).partition(":")
    rows = (_row(line, cells, places) for line, cells in table[1:] if any(map(str.strip, cells)))
    return Batch(article, language, tuple(rows))


def _places(header: Iterable[str]) -> dict[str, int]:
    """Column name → index; the nameless last one of ours is `base`."""
    names = [cell.strip().strip('"').lower() for cell in header]
    known = {name: place for place, name in enumerate(names) if name in COLUMNS}
    ours = [place for place, name in enumerate(names) if name.startswith(_OURS)]
    return known | ({"base": ours[0]} if ours else {})


def _row(line: int, cells: Sequence[str], places: dict[str, int]) -> Row:
    found = {
        name: _SPELLED.sub(_character, cells[place])
        for name, place in places.items()
        if place < len(cells)
    }
    if any(cells[max(places.values()) + 1 :]) or not found.get("source"):
        raise SourceError(f"{line}: cells out of place: restore the row as it was exported")
    target = found.get("target", "")
    return Row(
        source=found["source"],
        target=target,
        state=_state(line, found.get("state", ""), target),
        context=found.get("context") or None,
        comments=tuple(found.get("comment", "").split("\n")),
        id=found.get("id", "").strip(),
        base=found.get("base", "").strip(),
        line=line,
    )


def _state(line: int, word: str, target: str) -> State:
    word = word.strip().lower()
    if word not in ("", *(state.value for state in State)):
        raise SourceError(f"{line}: unknown state {word!r}: write empty, draft or approved")
    if not target:
        return State.EMPTY
    return State.APPROVED if word == State.APPROVED.value else State.DRAFT


def _character(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))


def _spell(found: re.Match[str]) -> str:
    return f"⟦U+{ord(found[0]):04X}⟧"


def _inert(cell: str) -> str:
    return f"'{cell}" if _VALUE.match(cell) else cell


def _active(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _VALUE.match(cell) else cell


def _decode(data: bytes) -> str:
    code = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(code)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceError(f"{line}: not UTF-8: save it as “CSV UTF-8”") from None
