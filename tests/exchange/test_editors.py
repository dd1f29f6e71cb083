"""Files through real editors: OmegaT and LibreOffice where installed, their recorded files always.

The files in `data` are what OmegaT 3.6.0 and LibreOffice 7.4.7 made of the catalogs below.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from toolkit.catalog.origin import parse
from toolkit.exchange.merge import Merged, merge
from toolkit.exchange.table import EXCHANGES, read
from toolkit.languages.language import language
from toolkit.model import Catalog, Entry, State, seal_of

DATA = Path(__file__).parent / "data"
Made = Callable[[str], bytes]


def draft(source: str, target: str, context: str | None = None) -> Entry:
    """An engine's draft that nobody touched."""
    return Entry(source, target, True, context, origin=parse("mt: argos 1.9"), seal=seal_of(target))


ARTICLE = Catalog(
    "sources/a b.md",
    (("Project-Id-Version", "a"), ("Content-Type", "text/plain; charset=UTF-8")),
    (),
    (
        Entry("Der Hafen", "The port", context="title"),
        Entry("Der Hafen", "The harbour"),
        draft("Er <g1>wächst</g1>.", "It has <g1>grown</g1>."),
        draft("Das <g1>ist</g1> & \\bleibt<x2/>.", "This <g1>is</g1> & \\stays<x2/>."),
        Entry("Am 3. Mai kam er.", "On 3 May he came.", comments=("Anna: stimmt das?",)),
        Entry('Er sagte: "Halt!" Wer ist da?', "He said: “Stop!” Who is there?"),
        draft("Ein Kran", "A crane", "alt"),
        Entry("Wer kommt?", "Who may come?", True, previous="Wer kam?"),
        Entry("Ein Satz."),
        Entry("Berlin."),
        Entry("Eins\nzwei.", "One\ntwo."),
    ),
    (Entry("Ein alter Entwurf.", "An old draft.", True),),
)
WORK = {
    "Er <g1>wächst</g1>.": "It is <g1>growing</g1>.",
    "Das <g1>ist</g1> & \\bleibt<x2/>.": "This <g1>is</g1> & \\stays<x2/>.",
    "Am 3. Mai kam er.": "On 3 May, he came.",
    "Ein Satz.": 'One "sentence".',
}
"""As in `project_save.tmx`: a draft corrected, one confirmed, an approved text, an empty one."""
TABLE = Catalog(
    "sources/a b.md",
    (("Language", "zh_CN"),),
    (),
    (
        Entry("Ein <g1>roter</g1> Hut,<x2/> oder?", notes=("paragraph",)),
        replace(draft("Zwei & <drei>.", "二 & <三>。"), comments=("为什么?", "=2. Zeile")),
        Entry("  Titel\n  zweizeilig ", "标题\n  两行 ", context="title"),
        Entry("=4+1", "-五", True, previous="=4"),
        Entry("'+49 30 123", "+49 30 123"),
        Entry("@home", '=HYPERLINK("http://x")'),
        Entry("Am 7.\u00a0Mai\u202f20\u2009–\u00ad\u200bja\ttab", "5月7日\u00a0\u3000“好”"),
        Entry("007", "1.0", True),
        Entry("1/2", "3-4"),
        Entry("12,5 %", "12.5 %"),
        Entry("'68er", "1E5"),
        Entry("7. Mai 2020", "2020年5月7日"),
        Entry("Montag, 2020-12-07", "TRUE"),
        Entry('Glocke\x07 _x0041_ \u2028 Ende;"Zitat"', '\r钟\x0b,"x"'),
        Entry("Lang", "长" * 3000),
        Entry("\n\nAnfang 😀", "\n开始\n"),
        Entry("Ende."),
    ),
)


def exported(catalog: Catalog, name: str) -> bytes:
    """The catalog as a file."""
    code = dict(catalog.header).get("Language", "en")
    return EXCHANGES[name].write(catalog, language("de"), language(code))


def imported(catalog: Catalog, name: str, data: bytes) -> Merged:
    """The catalog after an import of the file."""
    (batch,) = read(name, data)
    assert batch.article == catalog.reference
    return merge(catalog, batch.rows)


# ------------------------------------------------------------------------------------- OmegaT


@pytest.fixture(params=["recorded", "installed"])
def omegat(request: pytest.FixtureRequest, tmp_path: Path) -> Made:
    """Name of a recorded file → what OmegaT writes, with blanks filled or not."""
    if request.param == "installed" and not shutil.which("omegat"):
        pytest.skip("OmegaT is not installed")

    def made(name: str) -> bytes:
        if request.param == "recorded":
            return (DATA / name).read_bytes()
        for folder in ("source", "target", "omegat", "tm", "glossary", "dictionary"):
            (tmp_path / folder).mkdir()
        shutil.copy(DATA / "omegat.project", tmp_path)
        shutil.copy(DATA / "project_save.tmx", tmp_path / "omegat")
        if "filled" in name:
            shutil.copy(DATA / "filters.xml", tmp_path / "omegat")
        (tmp_path / "source" / "a.po").write_bytes(exported(ARTICLE, "po"))
        config = f"--config-dir={tmp_path / 'config'}"
        run = ["omegat", str(tmp_path), "--mode=console-translate", config]
        home = os.environ | {"HOME": str(tmp_path)}
        subprocess.run(run, check=True, capture_output=True, timeout=100, env=home)
        return (tmp_path / "target" / "a.po").read_bytes()

    return made


def worked() -> list[Entry]:
    """The article's entries, `WORK` approved, all else as it was."""
    return [
        entry.approved(WORK[entry.source]) if entry.source in WORK else entry
        for entry in ARTICLE.entries
    ]


def test_omegat(omegat: Made) -> None:
    """What its user worked on is approved; what it emptied or made unfuzzy stays as it was."""
    data = omegat("omegat-3.6.0.po")
    assert b"fuzzy" not in data and b"A crane" not in data and b"Who is there" not in data
    merged = imported(ARTICLE, "a.po", data)
    assert list(merged.catalog.entries) == worked()
    assert merged.catalog.obsolete == ARTICLE.obsolete
    assert (merged.conflicts, merged.unknown) == ((), ())


def test_omegat_fills_with_the_source(omegat: Made) -> None:
    """Set so, it puts sources where nothing is: drafts at most, and never in a draft's place."""
    merged = imported(ARTICLE, "a.po", omegat("omegat-3.6.0-filled.po"))
    filled = [
        replace(entry, target=entry.source, fuzzy=True) if not entry.target else entry
        for entry in worked()
    ]
    assert list(merged.catalog.entries) == filled
    assert {entry.source for _, entry in merged.conflicts} >= {"Ein Kran", "Wer kommt?"}


def test_a_repeated_source_stays_approved() -> None:
    """What was approved here as its own translation comes back approved."""
    catalog = replace(ARTICLE, entries=(Entry("Berlin.", "Berlin."),))
    merged = imported(catalog, "a.po", exported(catalog, "po"))
    assert (merged.catalog, merged.conflicts) == (catalog, ())


# -------------------------------------------------------------------------------- LibreOffice


def converted(folder: Path, file: str, data: bytes, *how: str) -> bytes:
    """A file opened and saved again by LibreOffice; skips if its Calc is not installed."""
    program = shutil.which("soffice")
    if not program or not any(Path(program).resolve().parents[1].rglob("libsclo.*")):
        pytest.skip("LibreOffice Calc is not installed")
    (folder / file).write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    run = ["soffice", "--headless", profile, *how, "--outdir", str(folder / "out")]
    subprocess.run([*run, str(folder / file)], check=True, capture_output=True, timeout=100)
    return (folder / "out" / file).read_bytes()


@pytest.fixture(params=["recorded", "installed"])
def workbook(request: pytest.FixtureRequest, tmp_path: Path) -> bytes:
    """`TABLE` as a workbook that LibreOffice saved."""
    if request.param == "recorded":
        return (DATA / "libreoffice-7.4.7.xlsx").read_bytes()
    return converted(tmp_path, "a.xlsx", exported(TABLE, "xlsx"), "--convert-to", "xlsx")


def test_libreoffice_workbook(workbook: bytes) -> None:
    """Every text, state and mark is kept; edits made in it come in."""
    import openpyxl

    merged = imported(TABLE, "a.xlsx", workbook)
    assert (merged.catalog, merged.conflicts, merged.unknown) == (TABLE, (), ())
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    sheet = book.active
    assert sheet.data_validations.dataValidation[0].formula1 == '"empty,draft,approved"'
    sheet["D2"], sheet["E2"], sheet["E3"] = "<g1>红</g1>帽子<x2/>", "draft", "approved"
    sheet["F5"] = "看 §4"
    out = io.BytesIO()
    book.save(out)
    first, second, _, fourth, *rest = imported(TABLE, "a.xlsx", out.getvalue()).catalog.entries
    assert (first.target, first.state) == ("<g1>红</g1>帽子<x2/>", State.DRAFT)
    assert (second.target, second.state, second.origin) == ("二 & <三>。", State.APPROVED, None)
    assert fourth == replace(TABLE.entries[3], comments=("看 §4",))
    assert rest == list(TABLE.entries[4:])


ENGLISH, GERMAN = 1033, 1031
UTF_8, UTF_16 = 76, 65535


@pytest.fixture(
    params=[None, (",", UTF_8, ENGLISH), (";", UTF_8, GERMAN), ("\t", UTF_16, GERMAN)], ids=str
)
def table(request: pytest.FixtureRequest, tmp_path: Path) -> bytes:
    """`TABLE` as CSV opened with all defaults and saved by LibreOffice: separator, set, locale."""
    if request.param is None:
        return (DATA / "libreoffice-7.4.7.csv").read_bytes()
    sign, encoding, locale = request.param
    opened = f"--infilter=CSV:44,34,{UTF_8},1,,{locale}"
    saved = f"csv:Text - txt - csv (StarCalc):{ord(sign)},34,{encoding},1,,0,false,true"
    return converted(tmp_path, "a.csv", exported(TABLE, "csv"), opened, "--convert-to", saved)


def test_libreoffice_csv(table: bytes) -> None:
    """Nothing becomes a number, a date or a formula: every text, state and mark is kept."""
    merged = imported(TABLE, "a.csv", table)
    assert (merged.catalog, merged.conflicts, merged.unknown) == (TABLE, (), ())
