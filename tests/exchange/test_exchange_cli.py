"""`toolkit export` and `toolkit import`: the way out and back in, as people go it."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Toolkit, judge

from toolkit.catalog import po
from toolkit.exchange.table import EXCHANGES
from toolkit.model import State

TEXT = "Im **Jahr** 2020 kam er.\n\nSie blieb.\n\nAlle gingen um 8 Uhr.\n"


@pytest.fixture
def catalog(project: Path, toolkit: Toolkit, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalog of three machine drafts, exported as XLIFF."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    (project / "sources" / "a.md").write_text(TEXT)
    assert toolkit("translate", "--engine", "pseudo").code == 0
    assert toolkit("export").out == "exchange/a.en.xlf\n"
    return project / "locales" / "en" / "LC_MESSAGES" / "a.po"


def edit(path: Path | str, old: str, new: str) -> None:
    """Replace text in a file, as an editor would."""
    text = Path(path).read_text()
    assert old in text
    Path(path).write_text(text.replace(old, new))


def targets(path: Path) -> list[str]:
    return [entry.target for entry in po.read(path).entries]


@pytest.mark.parametrize("name", EXCHANGES)
def test_out_and_back_changes_nothing(catalog: Path, toolkit: Toolkit, name: str) -> None:
    """The catalog keeps its bytes; a second export writes the same file."""
    data = catalog.read_bytes()
    file = Path(f"exchange/a.en{EXCHANGES[name].suffixes[0]}")
    assert toolkit("export", "--format", name).out == f"{file}\n"
    exported = file.read_bytes()
    ran = toolkit("import", str(file))
    assert (ran.code, ran.out, catalog.read_bytes()) == (0, "", data)
    assert "import: changed 0 sentences, 0 conflicts, 0 no longer" in ran.err
    toolkit("export", "--format", name)
    assert file.read_bytes() == exported


def test_edits_come_in_and_the_catalog_stays_gettexts(catalog: Path, toolkit: Toolkit) -> None:
    """An approved text is approved in the catalog, which msgcat and msgfmt still accept."""
    old = targets(catalog)[1]
    edit("exchange/a.en.xlf", f'<target state="needs-review-translation">{old}',
         '<target state="final">She stayed.')  # fmt: skip
    dry = toolkit("import", "exchange/a.en.xlf", "--dry-run")
    assert "would change 1 sentence," in dry.err and targets(catalog)[1] == old
    ran = toolkit("import", "exchange/a.en.xlf")
    assert (ran.code, ran.out) == (0, "locales/en/LC_MESSAGES/a.po\n")
    entry = po.read(catalog).entries[1]
    assert (entry.target, entry.state, entry.origin) == ("She stayed.", State.APPROVED, None)
    assert judge(catalog) == ""


def test_conflicts_are_listed_and_the_rest_is_imported(catalog: Path, toolkit: Toolkit) -> None:
    """Both texts are shown, the catalog's stays, exit 1."""
    first, second, _ = targets(catalog)
    edit(catalog, second, "She stayed on.")
    edit("exchange/a.en.xlf", second, "She stayed.")
    edit("exchange/a.en.xlf", targets(catalog)[2], "All left at 8.")
    ran = toolkit("import", "exchange/a.en.xlf")
    assert (ran.code, targets(catalog)) == (1, [first, "She stayed on.", "All left at 8."])
    assert "a.en.xlf:12: conflict, the catalog keeps its text: 'Sie blieb.'" in ran.err
    assert "file:    'She stayed.' (draft)" in ran.err
    assert "catalog: 'She stayed on.' (draft)" in ran.err
    assert "changed 1 sentence, 1 conflict," in ran.err


def test_text_of_a_changed_article_is_kept(catalog: Path, toolkit: Toolkit) -> None:
    """A sentence that left the article meanwhile is listed, its text is an obsolete entry."""
    edit("exchange/a.en.xlf", targets(catalog)[1], "She stayed.")
    edit("sources/a.md", "Sie blieb.", "Niemand sonst war dort.")
    ran = toolkit("import", "exchange/a.en.xlf")
    assert ran.code == 0 and "no longer in the article, kept as obsolete: 'Sie blieb.'" in ran.err
    assert [entry.target for entry in po.read(catalog).obsolete] == ["She stayed."]
    assert judge(catalog) == ""


def test_edits_that_are_not_imported_are_not_overwritten(catalog: Path, toolkit: Toolkit) -> None:
    """An export leaves a file alone that holds work which the catalog has not."""
    edit("exchange/a.en.xlf", targets(catalog)[1], "She stayed.")
    data = Path("exchange/a.en.xlf").read_bytes()
    ran = toolkit("export")
    assert ran.code == 2 and "it has edits that the catalog has not: `toolkit import`" in ran.err
    assert Path("exchange/a.en.xlf").read_bytes() == data
    toolkit("import", "exchange/a.en.xlf")
    assert toolkit("export").code == 0
    assert toolkit("export", "--out", "elsewhere").out == "elsewhere/a.en.xlf\n"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("</body>", "", "a.en.xlf:25: not well-formed XML"),
        ('target-language="en"', 'target-language="ru"', "its language ru is none of en"),
        ('target-language="en"', 'target-language="??"', "'??' is no language code"),
        ("sources/a.md", "sources/b.md", "sources/b.md: there is no such file"),
        ("sources/a.md", "../a.md", "there is no such file"),
        ("sources/a.md", "", "it does not say its article: name it with --article"),
    ],
)
def test_what_cannot_be_imported_changes_nothing(
    catalog: Path, toolkit: Toolkit, old: str, new: str, message: str
) -> None:
    """One sentence with the file, exit 2, the catalog's bytes kept; the other files are done."""
    data = catalog.read_bytes()
    edit("exchange/a.en.xlf", old, new)
    ran = toolkit("import", "exchange/a.en.xlf")
    assert (ran.code, catalog.read_bytes()) == (2, data)
    assert message in ran.err and "Traceback" not in ran.err


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\x7f"])
def test_signs_that_no_catalog_can_carry(catalog: Path, toolkit: Toolkit, sign: str) -> None:
    """The row is left out with its line, the others are taken, the catalog stays whole."""
    rows = f"Sie blieb.,She{sign} stayed.,,,\nNeu.,New.,,a{sign}b,\nNe{sign}u.,New.,,,\n"
    good = "Alle gingen um 8 Uhr.,All left at 8.,approved,ask Li,\n"
    text = f"source,target,state,comment,context\n{rows}{good}"
    Path("table.csv").write_text(text, "utf-8", newline="")
    ran = toolkit("import", "table.csv", "--article", "sources/a.md", "--to", "en")
    assert ran.code == 1
    for line in (2, 3) if sign != "\0" else (2, 3, 4):
        what = "a sign that no file can carry, so the row was left out: remove U+00"
        assert f"table.csv:{line}: {what}" in ran.err
    assert targets(catalog)[2] == "All left at 8."
    assert toolkit("check").code != 2


def test_foreign_files(catalog: Path, toolkit: Toolkit) -> None:
    """Regional codes find the project's language; a bare table needs to be told its article."""
    edit("exchange/a.en.xlf", 'target-language="en"', 'target-language="en-US"')
    assert toolkit("import", "exchange/a.en.xlf").code == 0
    edit(catalog, targets(catalog)[1], "")
    Path("table.csv").write_text("Source;Target\nSie blieb.;She stayed.\n")
    assert toolkit("import", "table.csv").code == 2
    ran = toolkit("import", "table.csv", "--article", "sources/a.md")
    assert (ran.code, targets(catalog)[1]) == (0, "She stayed.")


def test_a_name_too_long_does_not_stop_the_others(
    catalog: Path, project: Path, toolkit: Toolkit
) -> None:
    """The article whose file cannot be named fails; the next one is exported."""
    (project / "sources" / f"{'b' * 250}.md").write_text("Hallo.\n")
    (project / "sources" / "c.md").write_text("Hallo.\n")
    ran = toolkit("export")
    assert (ran.code, ran.out) == (1, "exchange/a.en.xlf\nexchange/c.en.xlf\n")
    assert "the name is too long" in ran.err and catalog.exists()
