"""A check is one row: whatever applies checks, or lists them, takes them from the table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import pytest
from conftest import Toolkit

from toolkit.checks.context import Check, Context, Inconsistency
from toolkit.checks.table import CHECKS
from toolkit.model import Catalog, Severity


def shouting(source: str, target: str, context: Context) -> Iterator[str]:
    """The target does not shout."""
    if "!" in target and "!" not in source:
        yield f"{context.target.name} does not shout; remove the exclamation mark."


def many_silenced(named: Collection[str], known: Collection[str]) -> Iterator[str]:
    """Not everything is silenced at once."""
    if len(named) > 1:
        yield f"{len(named)} of {len(known)} checks are silent; name one."


def crowded(catalogs: Iterable[tuple[str, Catalog]]) -> Iterator[Inconsistency]:
    """An article has one sentence."""
    for path, catalog in catalogs:
        for entry in catalog.entries[1:]:
            yield Inconsistency(path, entry, "One sentence is enough; remove it.")


@pytest.fixture(autouse=True)
def toys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three toys are in the table, one of each kind."""
    for row in (
        Check("shouting", Severity.ERROR, "The target does not shout", shouting),
        Check("silence", Severity.WARNING, "Not all is silenced", comments=many_silenced),
        Check("crowd", Severity.WARNING, "An article has one sentence", project=crowded),
    ):
        monkeypatch.setitem(CHECKS, row.name, row)


@pytest.fixture
def catalog(project: Path, toolkit: Toolkit) -> Path:
    """A catalog of two approved sentences, the second of which shouts."""
    (project / "sources" / "a.txt").write_text("Er ging.\n\nEr kam.\n", "utf-8")
    assert toolkit("translate", "--engine", "identity").code == 0
    path = project / "locales" / "en" / "LC_MESSAGES" / "a.po"
    text = path.read_text("utf-8").replace("#, fuzzy, no-wrap", "#, no-wrap")
    text = text.replace('msgstr "Er ging."', 'msgstr "He left."')
    path.write_text(text.replace('msgstr "Er kam."', 'msgstr "He came!"'), "utf-8")
    return path


def findings(toolkit: Toolkit) -> list[str]:
    """The names of the checks that `toolkit check` names."""
    return sorted(line.split(": ")[2] for line in toolkit("check").out.splitlines())


def test_a_check_is_run(catalog: Path, toolkit: Toolkit) -> None:
    """The command reports the finding with its place, and ends as the severity wants it."""
    ran = toolkit("check")
    assert ran.code == 3
    assert ": error: shouting: English does not shout; remove the exclamation mark." in ran.out
    assert findings(toolkit) == ["crowd", "end punctuation", "shouting"]


def test_a_comment_silences_it(catalog: Path, toolkit: Toolkit) -> None:
    """Each kind of check can be silenced by a comment at the entry; its name is then known."""
    text = catalog.read_text("utf-8")
    place = text.rindex("#. paragraph")
    comment = "# toolkit: ok shouting, crowd, end punctuation\n"
    catalog.write_text(text[:place] + comment + text[place:], "utf-8")
    assert findings(toolkit) == ["silence"]
    catalog.write_text(text[:place] + "# toolkit: ok shouts\n" + text[place:], "utf-8")
    assert "the checks are empty, placeholders" in toolkit("check").out
    assert ", shouting, silence, crowd." in toolkit("check").out


@pytest.mark.parametrize(
    ("setting", "left"),
    [
        ('shouting = "off"', ["crowd", "end punctuation"]),
        ('crowd = "off"\n"end punctuation" = "off"', ["shouting"]),
        ('shouting = "warning"', ["crowd", "end punctuation", "shouting"]),
    ],
)
def test_settings(catalog: Path, toolkit: Toolkit, setting: str, left: list[str]) -> None:
    """The settings know it by name: off, or another severity."""
    path = Path("toolkit.toml")
    path.write_text(f"{path.read_text('utf-8')}[checks]\n{setting}\n", "utf-8")
    assert findings(toolkit) == left
    assert (toolkit("check").code == 3) == ("shouting =" not in setting)


def test_what_a_row_says() -> None:
    """Every row has one function, is found under its name, and has a rule for the docs."""
    for name, check in CHECKS.items():
        assert check.name == name
        functions = [check.texts, check.comments, check.project, check.published, check.assembled]
        assert functions.count(None) == 4, name
        assert check.rule[0].isupper() and check.rule[-1] != ".", name
