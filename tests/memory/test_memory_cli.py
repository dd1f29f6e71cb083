"""The memory at work in `toolkit translate`: what was approved once is offered again."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest
from conftest import Toolkit, judge

COUNCIL = "Der Rat tagt am Montag in Köln.\n\n"
FIRST = f"{COUNCIL}Die Stadt baut bis zum Jahr 2021 eine neue Brücke.\n\nAlle gehen.\n"
SECOND = f"{COUNCIL}Die Stadt baut bis zum Jahr 2024 eine neue Brücke.\n\nNeu ist das.\n"
SEAL = re.compile(r" \[\w*-\w{6}\]$")
TARGETS = {
    "Der Rat": "The council meets in Cologne on Monday.",
    "Die Stadt": "The city is building a new bridge by 2021.",
    "Alle": "Everybody leaves.",
}


@pytest.fixture
def second(project: Path, toolkit: Toolkit) -> Path:
    """The catalog of a second article beside an approved one; not translated yet."""
    (project / "sources" / "a.txt").write_text(FIRST)
    toolkit("translate", "--engine", "identity")
    first = project / "locales" / "en" / "LC_MESSAGES" / "a.po"
    catalog = polib.pofile(str(first), wrapwidth=0)
    for entry in catalog:
        entry.msgstr = next(
            text for start, text in TARGETS.items() if entry.msgid.startswith(start)
        )
        entry.flags.remove("fuzzy")
    catalog.save()
    (project / "sources" / "b.txt").write_text(SECOND)
    return first.with_name("b.po")


def entries(path: Path) -> list[tuple[str, str, bool]]:
    """(msgstr, first comment line, fuzzy) of each entry."""
    return [
        (entry.msgstr, SEAL.sub("", entry.tcomment.split("\n")[0]), "fuzzy" in entry.flags)
        for entry in polib.pofile(str(path))
    ]


def test_matches_come_before_the_engine(second: Path, toolkit: Toolkit) -> None:
    """Exact text and text with another number come from the memory, the rest from the engine."""
    assert toolkit("translate", "--engine", "pseudo").code == 0
    assert entries(second) == [
        ("The council meets in Cologne on Monday.", "tm: 100% a", True),
        ("The city is building a new bridge by 2024.", "tm: 99% a, numbers adapted", True),
        ("Ñéû îšţ đåš.", "mt: pseudo", True),
    ]
    assert not judge(second)


def test_the_memory_serves_without_a_model(
    second: Path, toolkit: Toolkit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without a model what is known is filled in, and what is missing is said."""
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "none"))
    ran = toolkit("translate", "sources/b.txt")
    assert ran.code == 1
    assert "toolkit models install" in ran.err
    assert [bool(target) for target, _, _ in entries(second)] == [True, True, False]


def test_weaker_matches_stand_back_behind_the_engine(
    second: Path, project: Path, toolkit: Toolkit
) -> None:
    """The setting says from which match on the memory is preferred; 102 is never."""
    with (project / "toolkit.toml").open("a") as file:
        file.write("memory = 100\n")
    toolkit("translate", "--engine", "pseudo")
    assert [comment[:8] for _, comment, _ in entries(second)] == [
        "tm: 100%",
        "mt: pseu",
        "mt: pseu",
    ]


def test_trusted_neighbours(project: Path, second: Path, toolkit: Toolkit) -> None:
    """If the project says so, a sentence between the same neighbours is approved at once."""
    with (project / "toolkit.toml").open("a") as file:
        file.write("trust_context = true\n")
    (project / "sources" / "b.txt").write_text(FIRST + "\nNeu.\n")
    toolkit("translate", "--engine", "pseudo")
    assert [fuzzy for _, _, fuzzy in entries(second)] == [False, False, True, True]


@pytest.mark.parametrize("line", ["memory = 50", "memory = true", 'trust_context = "yes"'])
def test_bad_settings(project: Path, toolkit: Toolkit, line: str) -> None:
    """A setting out of its range is refused with its name."""
    (project / "toolkit.toml").write_text(f'source = "de"\ntargets = ["en"]\n{line}\n')
    ran = toolkit("translate")
    assert ran.code == 2
    assert line.split(maxsplit=1)[0] in ran.err


def test_tmx_files_are_part_of_it(project: Path, second: Path, toolkit: Toolkit) -> None:
    """A TMX file in `memory/` offers its units; a damaged one is named and left out."""
    (project / "memory").mkdir()
    (project / "memory" / "old.tmx").write_text(
        '<tmx version="1.4"><header srclang="de"/><body><tu><tuv xml:lang="de"><seg>Neu ist das.'
        '</seg></tuv><tuv xml:lang="en"><seg>That is new.</seg></tuv></tu></body></tmx>'
    )
    (project / "memory" / "bad.tmx").write_text("<tmx><")
    ran = toolkit("translate", "--engine", "pseudo")
    assert ran.code == 0
    assert "bad.tmx" in ran.err
    assert entries(second)[2][:2] == ("That is new.", "tm: 100% old")


def test_export(second: Path, project: Path, toolkit: Toolkit) -> None:
    """What is approved goes into a TMX file, which serves another project."""
    ran = toolkit("memory", "export", "memory/all.tmx")
    assert (ran.code, ran.out, ran.err) == (0, "memory/all.tmx\n", "memory: wrote 3 units\n")
    second.with_name("a.po").unlink()
    (project / "sources" / "a.txt").unlink()
    toolkit("translate", "--engine", "pseudo")
    assert [comment[:8] for _, comment, _ in entries(second)] == [
        "tm: 100%",
        "tm: 99% ",
        "mt: pseu",
    ]


@pytest.mark.parametrize("words", [("memory", "export"), ("glossary", "export")])
def test_nothing_else_is_overwritten(project: Path, toolkit: Toolkit, words: tuple[str]) -> None:
    """An export never takes the place of another kind of file."""
    before = (project / "toolkit.toml").read_bytes()
    assert toolkit(*words, "toolkit.toml").code == 2
    assert (project / "toolkit.toml").read_bytes() == before
