"""Damaged and hostile files: one sentence with the line; nothing grows, nothing is fetched."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest

from toolkit.errors import SourceError, UsageError
from toolkit.exchange import sheet, xliff
from toolkit.exchange.table import EXCHANGES, read
from toolkit.languages.language import language
from toolkit.model import Catalog, Entry

CATALOG = Catalog("a.md", (), (), (Entry("Eins <g1>a</g1>.", "Раз."), Entry("Zwei.")))
XLIFF = xliff.write1(CATALOG, language("de"), language("ru")).decode()
XLIFF2 = xliff.write2(CATALOG, language("de"), language("ru")).decode()
CSV = sheet.write_csv(CATALOG, language("de"), language("ru")).decode()
BOMB = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {new} '{f'&{old};' * 10}'>"
    for old, new in zip("abcdefghi", "bcdefghij", strict=True)
)

DAMAGED = {
    "truncated": ("a.xlf", XLIFF[:-30], r"a.xlf:12: not well-formed XML \(.+\): save it again"),
    "other XML": ("a.xlf", "<html/>", "a.xlf:1: not an XLIFF"),
    "version 3": ("a.xlf", XLIFF.replace("1.2", "3.0"), "a.xlf:2: not an XLIFF"),
    "no source": ("a.xlf", XLIFF.replace("Zwei.", ""), "a.xlf:9: a unit without source"),
    "code": ("a.xlf", XLIFF.replace('g id="1"', 'g id="b"'), 'a.xlf:6: <g id="b"> is no inline'),
    "character": ("a.xliff", XLIFF2.replace("Raz", "").replace("Zwei", '<cp hex="x"/>'), "a.xliff"),
    "deep": ("a.xlf", XLIFF.replace("Zwei.", "<g id='1'>" * 300), "a.xlf:10: nested too deeply"),
    "quotes": ("a.csv", CSV.replace("Zwei.", '"Zwei'), "a.csv:3: not CSV"),
    "header": ("a.csv", CSV.replace("source", "Quelle"), "a.csv:1: no columns"),
    "state": ("a.csv", CSV.replace("empty", "leer"), "a.csv:3: unknown state 'leer'"),
    "columns": ("a.csv", CSV.replace("Zwei.", "Zwei,, etwa"), "a.csv:3: cells out of place"),
    "lost source": ("a.csv", CSV.replace("Zwei.", ""), "a.csv:3: cells out of place"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damage_is_named(name: str) -> None:
    """The sentence names file, line and remedy."""
    file, text, message = DAMAGED[name]
    with pytest.raises(SourceError, match=message) as caught:
        read(file, text.encode())
    assert "\n" not in str(caught.value)


def test_latin1_is_named() -> None:
    """A spreadsheet's old encoding is not guessed."""
    with pytest.raises(SourceError, match=r"a.csv:3: not UTF-8: save it as"):
        read("a.csv", CSV.replace("Zwei", "Fünf").encode("latin-1", "replace"))


@pytest.mark.parametrize("file", [XLIFF, XLIFF2])
def test_xml_attacks_are_inert(file: str, tmp_path: Path) -> None:
    """Neither a billion laughs nor an external entity gets past the document type."""
    secret = tmp_path / "secret"
    secret.write_text("secret")
    head, body = file.split("\n", 1)
    for types, use in [
        (f"{BOMB}]>", "&j;"),
        (f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>', "&e;"),
        (f'<!DOCTYPE x SYSTEM "{secret.as_uri()}">', ""),
    ]:
        hostile = f"{head}\n{types}\n{body.replace('Zwei', use)}"
        started = time.process_time()
        with pytest.raises(SourceError, match=r"a.xlf:2: a document type declaration"):
            read("a.xlf", hostile.encode())
        assert time.process_time() - started < 1


def repacked(data: bytes, part: str, content: bytes) -> bytes:
    """A workbook with one part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return out.getvalue()


def test_hostile_workbooks_are_inert() -> None:
    """Entities in a workbook's XML are not expanded; a huge one is refused."""
    data = sheet.write_xlsx(CATALOG, language("de"), language("ru"))
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        strings = packed.read("xl/sharedStrings.xml").decode()
    head, body = strings.split("\n", 1)
    hostile = f"{head}\n{BOMB}]>\n{body.replace('Zwei', '&j;')}".encode()
    started = time.process_time()
    with pytest.raises(SourceError, match=r"a.xlsx:1: not a workbook"):
        read("a.xlsx", repacked(data, "xl/sharedStrings.xml", hostile))
    with pytest.raises(SourceError, match=r"a.xlsx:1: the workbook is too large"):
        read("a.xlsx", repacked(data, "docProps/app.xml", bytes(200_000_001)))
    assert time.process_time() - started < 4


def test_what_a_cell_cannot_hold_is_refused() -> None:
    """XLSX cuts longer cells; the message names another format."""
    long = Catalog("a", (), (), (Entry("Eins.", "1" * 32_768),))
    with pytest.raises(UsageError, match=r"32,768 characters.*export as csv or xliff"):
        EXCHANGES["xlsx"].write(long, language("de"), language("ru"))


def test_xliff_2_1_with_split_segments() -> None:
    """A unit that a tool cut into segments comes back whole; its state is the least one."""
    text = XLIFF2.replace('version="2.0"', 'version="2.1"').replace(
        "<source>Zwei.</source>",
        "<source>Zw</source><target>Д</target></segment><ignorable><source> </source></ignorable>"
        '<segment state="final"><source><mrk id="m1">ei.</mrk></source><target>ва</target>',
    )
    row = read("a.xliff", text.encode())[0].rows[1]
    assert (row.source, row.target, row.state.value) == ("Zw ei.", "Д ва", "draft")
