"""Catalogs through translate-toolkit's and gettext's programs that people run on PO folders."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from pathlib import Path

import pytest
from conftest import BIN, Toolkit, judge, keys

from toolkit.catalog import po
from toolkit.catalog.origin import spell
from toolkit.model import Key, State

TEXT = (
    "# Der Hafen\n\nEr **wächst** seit 2019. Wer kommt am 3. Mai? Niemand.\n\n![Der Hafen](a.png)\n"
)


@pytest.fixture
def catalog(project: Path, trial: None, toolkit: Toolkit) -> Path:
    """A catalog with approved, drafted and empty entries; a sentence has left its article."""
    article = project / "sources" / "a.md"
    article.write_text(f"{TEXT}\nEin ganz anderer Satz geht.\n")
    toolkit("translate", "--engine", "pseudo")
    path = project / "locales" / "en" / "LC_MESSAGES" / "a.po"
    toolkit("approve", "sources/a.md", "--to", "en", "--entries", keys(path, 2, 3, 6))
    article.write_text(f"{TEXT}\nEr blieb.\n")
    found = po.read(path).entries
    path.write_text(path.read_text().replace(f'"{found[3].target}"', '""'))
    assert {state for _, state, _ in content(path).values()} == set(State)
    return path


def run(*words: str | Path) -> str:
    """A program of gettext or translate-toolkit; its standard output."""
    words = (BIN / words[0], *words[1:])
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def content(path: Path) -> dict[Key, tuple[str, State, str]]:
    """Texts, states and origins."""
    found = po.read(path)
    return {e.key: (e.target, e.state, spell(e.origin)) for e in (*found.entries, *found.obsolete)}


def test_pocount(catalog: Path, toolkit: Toolkit) -> None:
    """pocount counts the states that `status` counts."""
    toolkit("translate", "--engine", "identity")
    (row,) = csv.DictReader(io.StringIO(run("pocount", "--csv", catalog)), skipinitialspace=True)
    ours = json.loads(toolkit("status", "--json").out)["articles"][0]
    theirs = [row["Translated Messages"], row["Fuzzy Messages"], row["Untranslated Messages"]]
    assert [int(count) for count in theirs] == [ours["approved"], ours["draft"], ours["empty"]]


def test_pofilter_and_pomerge(catalog: Path, tmp_path: Path, toolkit: Toolkit) -> None:
    """What pofilter writes beside entries is a comment; states, texts, origins are the same."""
    before = content(catalog)
    run("pofilter", "--progress=none", catalog, tmp_path / "found.po")
    run("pomerge", "--progress=none", "-t", catalog, tmp_path / "found.po", catalog)
    assert "# (pofilter) isfuzzy" in catalog.read_text()
    assert content(catalog) == before
    toolkit("translate", "--engine", "pseudo")
    after = content(catalog)
    assert {key: said for key, said in before.items() if said[0]}.items() <= after.items()
    assert judge(catalog) == ""


def test_msgattrib_takes_drafts_out(catalog: Path, toolkit: Toolkit) -> None:
    """After `--no-fuzzy` what was approved is as it was; the drafts are made anew."""
    before = content(catalog)
    run("msgattrib", "--no-fuzzy", "-o", catalog, catalog)
    assert State.DRAFT not in {state for _, state, _ in content(catalog).values()}
    toolkit("translate", "--engine", "pseudo")
    after = content(catalog)
    for key, said in before.items():
        assert after[key] == said or said[1] is State.EMPTY
    assert judge(catalog) == ""


def test_po2xliff_and_xliff2po(catalog: Path, tmp_path: Path, toolkit: Toolkit) -> None:
    """They lose contexts, never states: no entry of the article is changed by the way back."""
    toolkit("translate", "--engine", "pseudo")
    before = content(catalog)
    toolkit("export", "--format", "po")
    run("po2xliff", "--progress=none", "exchange/a.en.po", tmp_path / "b.xlf")
    run("xliff2po", "--progress=none", tmp_path / "b.xlf", tmp_path / "b.po")
    ran = toolkit("import", str(tmp_path / "b.po"))
    assert (ran.code, "changed 0 sentences" in ran.err) == (0, True)
    after = content(catalog)
    assert before.items() <= after.items()
    assert {key[0] for key in after.keys() - before.keys()} == {"sources/a.md"}
