"""An engine is one row: whatever lists engines or their options takes them from the table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import Toolkit

from toolkit.catalog import po
from toolkit.engines.contract import Engine, EngineRow, Option, Result
from toolkit.engines.table import ENGINES, load
from toolkit.errors import UsageError
from toolkit.model import Language

SHOUTS = Option(
    "shouts", default=1, least=1, most=3, shows_default=True, help="Exclamation marks at the end."
)


class Toy:
    """Every sentence in capitals, which leaves those without letters empty."""

    def __init__(self, shouts: int) -> None:
        self._end = "!" * shouts

    def path(self, source: Language, target: Language) -> tuple[Language, ...]:
        """No pivot."""
        return (source, target)

    def origin(self, source: Language, target: Language) -> str:
        """A name and a model."""
        return f"toy {source.posix}-{target.posix} 1.0"

    def translate(
        self, sentences: Sequence[str], source: Language, target: Language
    ) -> list[Result]:
        """In capitals, with the marks."""
        return [
            Result(text.upper() + self._end, score=0.9)
            if text.upper() != text
            else Result("", reason="there is no letter in it that has a capital")
            for text in sentences
        ]


@pytest.fixture(autouse=True)
def toy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The toy is in the table, with an option of its own."""

    def make(_: Path | None, *, shouts: int) -> Engine:
        return Toy(shouts)

    row = EngineRow("toy", "Shouts.", make, (SHOUTS,))
    monkeypatch.setitem(ENGINES, row.name, row)


def test_from_the_command_line_to_the_catalog_and_back(project: Path, toolkit: Toolkit) -> None:
    """The toy's option is offered, its drafts are known as an engine's: sealed, and made anew."""
    (project / "sources" / "a.md").write_text("# Titel\n\nEin Satz.\n\n北京 **20**。\n", "utf-8")
    assert toolkit("translate", "--engine", "toy", "--shouts", "2").code == 0
    path = project / "locales" / "en" / "LC_MESSAGES" / "a.po"
    text = path.read_text("utf-8")
    entries = po.read(path).entries
    assert [entry.target for entry in entries] == ["TITEL!!", "EIN SATZ.!!", ""]
    assert "# mt: toy de-en 1.0, confidence 0.90 [" in text
    assert all(entry.machine for entry in entries if entry.target)
    assert "# mt: toy de-en 1.0: left empty, there is no letter" in text
    assert toolkit("translate", "--engine", "toy").code == 0
    assert path.read_text("utf-8") == text
    assert toolkit("translate", "--engine", "toy", "--anew", "--shouts", "3").code == 0
    assert [entry.target for entry in po.read(path).entries][:2] == ["TITEL!!!", "EIN SATZ.!!!"]
    assert "!!!" in toolkit("review").err + (project / "review/en/a.html").read_text("utf-8")


def test_help(toolkit: Toolkit) -> None:
    """`translate --help` names the toy and explains its option."""
    said = " ".join(toolkit("translate", "--help").out.split())
    assert "argos, pseudo, identity, none or toy; else the project's." in said
    assert "--shouts INTEGER RANGE Exclamation marks at the end. [default: 1; 1<=x<=3]" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--engine", "toys"), "there is no engine 'toys'; choose one of argos, pseudo, identity,"),
        (("--engine", "toy", "--shouts", "4"), "'--shouts': 4 is not in the range 1<=x<=3"),
        (
            ("--engine", "toy", "--scheduler", "x:1"),
            "on this machine only; leave --scheduler out",
        ),
    ],
)
def test_mistakes(project: Path, toolkit: Toolkit, words: tuple[str, ...], said: str) -> None:
    """Each is one sentence and exit code 2."""
    ran = toolkit("translate", *words)
    assert ran.code == 2
    assert said in " ".join(ran.err.split())


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (
            {"shots": 1},
            "no engine has an option 'shots'; there are jobs, beam, scheduler, models, shouts",
        ),
        ({"shouts": 0}, "shouts must be 1 at least, not 0"),
        ({"shouts": 9}, "shouts must be 3 at most, not 9"),
        ({"shouts": "2"}, "shouts must be a number, not '2'"),
    ],
)
def test_mistakes_of_programs(chosen: dict[str, int | str], said: str) -> None:
    """Who loads an engine from Python is told as well."""
    with pytest.raises(UsageError, match=said):
        load("toy", **chosen)  # type: ignore[arg-type]


def test_options_of_others_have_no_effect() -> None:
    """An engine ignores what only others can do, but for what changes where it works."""
    load("toy", jobs=2, beam=8, scheduler="")
    load("pseudo", shouts=3)
