"""Files through other people's tools: translate-toolkit, openpyxl, spreadsheet CSV."""

from __future__ import annotations

import csv
import io
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import BIN
from translate.storage import xliff as tt1
from translate.storage import xliff2 as tt2

from toolkit.catalog import po
from toolkit.catalog.origin import parse
from toolkit.errors import SourceError
from toolkit.exchange import sheet, xliff
from toolkit.exchange.merge import Merged, merge
from toolkit.exchange.table import EXCHANGES, read
from toolkit.languages.language import language
from toolkit.model import Catalog, Entry, State

CATALOG = Catalog(
    "sources/a.md",
    (("Language", "ru"), ("Content-Type", "text/plain; charset=UTF-8")),
    (),
    (
        Entry("Ein <g1>roter</g1> Hut,<x2/> oder?", notes=("paragraph", "<g1>…</g1> = *…*")),
        Entry(
            "Zwei & <drei>.", "Два.", True, origin=parse("mt: argos 1.0"), comments=("как <g1>?",)
        ),
        Entry("  Titel\n  zweizeilig ", "Титул", context="title"),
        Entry("=4+1", "-пять", True, previous="=4"),
        Entry("Ende.", "Конец."),
    ),
)
TARGET = "<g1>Красная</g1> <x2/>шляпа?"


def exported(name: str) -> bytes:
    """The catalog as a file."""
    return EXCHANGES[name].write(CATALOG, language("de"), language("ru"))


def imported(name: str, data: bytes) -> Merged:
    """The catalog after an import of the file."""
    (batch,) = read(name, data)
    return merge(CATALOG, batch.rows)


def targets(merged: Merged) -> list[tuple[str, State]]:
    """Texts and states; nothing may be in doubt."""
    assert (merged.conflicts, merged.unknown) == ((), ())
    return [(entry.target, entry.state) for entry in merged.catalog.entries]


SPACED = Catalog(
    "sources/a.md",
    CATALOG.header,
    (),
    (
        Entry("Der Hafen wächst", context="title"),
        Entry("Das teilte er <g1>im Bericht</g1> mit, <x2/> so."),
        Entry("Ein  Satz.", "Одно  предложение."),
    ),
)


def indented(name: str, exact: bool) -> bytes:
    """The file as a tool writes it that drops `xml:space` or, if it keeps it, says so once."""
    text = EXCHANGES[name].write(SPACED, language("de"), language("ru")).decode()
    text = text.replace(' xml:space="preserve"', "")
    if exact:
        return text.replace("<file ", '<file xml:space="preserve" ').encode()
    filled = {"Der Hafen wächst": "Порт  растёт", "Das teilte": "Так он сообщил\n  "}
    for source, target in filled.items():
        text = re.sub(
            rf"<source>({source}.*?)</source>",
            rf"<source>\n      \1\n    </source>\n<target>\n      {target}\n    </target>",
            text,
        )
    return text.encode()


@pytest.mark.parametrize("name", ["xliff", "xliff2"])
def test_indentation_of_other_tools_is_no_text(name: str) -> None:
    """Without `xml:space="preserve"` white space only parts words; what nobody changed stays."""
    data = indented(name, exact=False)
    if name == "xliff":
        data = data.replace(
            "сообщил\n  ".encode(), 'сообщил <g id="1">в</g>\n <x id="2"/>'.encode()
        )
    else:
        data = data.replace(
            "сообщил\n  ".encode(), 'сообщил <pc id="1">в</pc>\n<ph id="2"/>'.encode()
        )
    (batch,) = read("a.xlf", data)
    merged = merge(SPACED, batch.rows)
    assert (merged.conflicts, merged.unknown) == ((), ())
    assert [entry.target for entry in merged.catalog.entries] == [
        "Порт растёт",
        "Так он сообщил <g1>в</g1> <x2/>",
        "Одно  предложение.",
    ]


@pytest.mark.parametrize("name", ["xliff", "xliff2"])
def test_white_space_is_inherited(name: str) -> None:
    """What `xml:space` says of a file holds for its units."""
    data = indented(name, exact=True).replace("  предлож".encode(), "   предлож".encode())
    (batch,) = read("a.xlf", data)
    assert [row.target for row in batch.rows][-1] == "Одно   предложение."


@pytest.mark.parametrize("name", ["xliff", "xliff2"])
def test_translate_toolkit_edits_and_saves(name: str) -> None:
    """A store that is edited and saved brings back texts, codes and states, all else unchanged.

    In 1.2 it marks what it translates as approved, in 2.0 it does not.
    """
    module: Any = tt1.xlifffile if name == "xliff" else tt2.Xliff2File
    store = module.parsestring(exported(name))
    assert [unit.target or "" for unit in store.units][2:] == ["Титул", "-пять", "Конец."]
    assert [unit.isfuzzy() for unit in store.units] == [False, True, False, True, False]
    store.units[1].target = "Два & <три>."
    store.units[3].markapproved()
    store.units[4].markfuzzy()
    assert targets(imported(f"a{EXCHANGES[name].suffixes[0]}", bytes(store))) == [
        ("", State.EMPTY),
        ("Два & <три>.", State.APPROVED if name == "xliff" else State.DRAFT),
        ("Титул", State.APPROVED),
        ("-пять", State.APPROVED),
        ("Конец.", State.DRAFT),
    ]


def test_codes_set_in_translate_toolkit() -> None:
    """Inline codes that another tool writes into a target are our placeholders."""
    from translate.storage.placeables import StringElem, xliff

    store = tt1.xlifffile.parsestring(exported("xliff"))
    parts = [xliff.G(id="1", sub=["Красная"]), " ", xliff.X(id="2"), "шляпа?"]
    store.units[0].rich_target = [StringElem(parts)]
    assert targets(imported("a.xlf", bytes(store)))[0] == (TARGET, State.DRAFT)


def test_xliff2po_and_po2xliff(tmp_path: Path) -> None:
    """xliff2po reads our file with the right states; po2xliff's file is imported."""
    (tmp_path / "a.xlf").write_bytes(exported("xliff"))
    run = [str(BIN / "xliff2po"), "--progress=none", f"{tmp_path}/a.xlf", f"{tmp_path}/a.po"]
    subprocess.run(run, check=True, capture_output=True)
    found = po.read(tmp_path / "a.po").entries
    assert [(one.source, one.state) for one in found[1:]] == [
        (one.source, one.state) for one in CATALOG.entries[1:]
    ]
    (tmp_path / "b.po").write_text(po.write(CATALOG))
    run = [str(BIN / "po2xliff"), "--progress=none", f"{tmp_path}/b.po", f"{tmp_path}/b.xlf"]
    subprocess.run(run, check=True, capture_output=True)
    data = (tmp_path / "b.xlf").read_bytes().replace("Конец.".encode(), "Финал.".encode())
    rows = read("b.xlf", data)[0].rows
    assert [row.source for row in rows] == [one.source for one in CATALOG.entries]
    merged = merge(CATALOG, rows)
    assert merged.catalog == CATALOG and [row.target for row, _ in merged.conflicts] == ["Финал."]


def test_openpyxl_edits_and_saves() -> None:
    """A workbook filled in and saved by another program; its formulas are only text."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(exported("xlsx")))
    sheet = book.active
    assert (sheet.freeze_panes, sheet.column_dimensions["H"].hidden) == ("A2", True)
    assert [cell.data_type for cell in sheet["C"]] == ["s"] * 6
    assert all(cell.alignment.wrap_text and cell.quotePrefix for cell in sheet["D"][1:])
    assert sheet.data_validations.dataValidation[0].formula1 == '"empty,draft,approved"'
    sheet["D2"], sheet["E2"] = TARGET, "draft"
    sheet["D3"], sheet["E3"] = "Два\nтри", "Approved "
    sheet["D5"] = 5
    out = io.BytesIO()
    book.save(out)
    assert targets(imported("a.xlsx", out.getvalue())) == [
        (TARGET, State.DRAFT),
        ("Два\nтри", State.APPROVED),
        ("Титул", State.APPROVED),
        ("5", State.DRAFT),
        ("Конец.", State.APPROVED),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_spreadsheet_csv(delimiter: str, encoding: str) -> None:
    """Any delimiter and Unicode encoding, rows sorted, columns moved, LF for CRLF."""
    rows = list(csv.DictReader(io.StringIO(exported("csv").decode("utf-8-sig"), newline="")))
    assert rows[3]["source"] == "'=4+1" and rows[3]["target"] == "'-пять"
    rows[0] |= {"target": TARGET}
    rows[3] |= {"target": "=пять", "state": "APPROVED"}
    out = io.StringIO()
    names = sorted(rows[0], reverse=True)
    file = csv.DictWriter(out, names, delimiter=delimiter, lineterminator="\n")
    file.writeheader()
    file.writerows(sorted(rows, key=lambda row: row["source"]))
    assert targets(imported("a.csv", out.getvalue().encode(encoding))) == [
        (TARGET, State.DRAFT),
        ("Два.", State.DRAFT),
        ("Титул", State.APPROVED),
        ("=пять", State.APPROVED),
        ("Конец.", State.APPROVED),
    ]


def test_formulas_are_inert() -> None:
    """No CSV cell begins with what a spreadsheet program would run."""
    rows = csv.reader(io.StringIO(exported("csv").decode("utf-8-sig"), newline=""))
    assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r")]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_formulas_are_inert_for_every_separator(separator: str) -> None:
    """Who splits the file at another sign finds no formula; we read what was there."""
    texts = ["Text;=1+1;=cmd|x", "a,-5", "\t=1", "x\n=2\n@3", "a|'=4", "';'+5", "1;＝6"]
    entries = tuple(Entry(text, text, True) for text in texts)
    data = sheet.write_csv(Catalog("a.md", (), (), entries), language("de"), language("en"))
    for line in data.decode("utf-8-sig").splitlines():
        for cell in line.split(separator):
            assert not re.match(r"\"?[=+\-@＝＋－＠]", cell.lstrip()), cell
    (batch,) = sheet.read_csv(data)
    assert [(row.source, row.target) for row in batch.rows] == [(text, text) for text in texts]


@pytest.mark.parametrize("name", ["source", "target"])
@pytest.mark.parametrize("write", [xliff.write1, xliff.write2])
def test_a_unit_of_two_texts(write: Callable[..., bytes], name: str) -> None:
    """Which one is meant nobody knows: refused with its line."""
    data = write(
        Catalog("a.md", (), (), (Entry("Eins.", "One.", True),)), language("de"), language("en")
    )
    twice = re.sub(rf"(<{name}.*?</{name}>)".encode(), rb"\1\1", data, count=1)
    with pytest.raises(SourceError, match=rf"^\d+: a unit with several <{name}>"):
        xliff.read(twice)
