"""Each setting is declared once: what is read, refused and documented comes from its row."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from conftest import Toolkit

from toolkit.errors import UsageError
from toolkit.project import settings as of_projects
from toolkit.project.setting import (
    NUMBER,
    TEXT,
    TRUTH,
    Setting,
    as_markdown,
    between,
    one_of,
    read,
    some_of,
)
from toolkit.site import settings as site

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"
TABLES = {"project": of_projects.SETTINGS, "site": site.SETTINGS}
COLORS = {"red": 1}
ROWS = (
    Setting("name", (TEXT,), "toy", "What it is called."),
    Setting("size", (NUMBER, TEXT), 3, "How large it is.", between(1, 9, "9: huge"), str),
    Setting("loud", (TRUTH,), False, "Whether it makes a noise."),
    Setting("mood", (TEXT,), "good", "How it feels.", one_of("good", "bad")),
    Setting("colors", (TEXT,), None, "None need be.", some_of(COLORS)),
)


def test_defaults_and_conversion() -> None:
    """What is not written has its default; both are converted."""
    assert read({}, ROWS[:4]) == {"name": "toy", "size": "3", "loud": False, "mood": "good"}
    assert read({"size": 7, "loud": True}, ROWS[:4])["size"] == "7"


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            {"nam": ""},
            "unknown setting toy.nam; did you mean 'name'? known: name, size, loud, mood, colors",
        ),
        ({"name": 3}, "setting toy.name must be a text in quotes"),
        ({"size": True}, "setting toy.size must be a whole number or a text in quotes"),
        ({"size": 10}, "setting toy.size must lie between 1 and 9 (9: huge)"),
        ({"loud": 1}, "setting toy.loud must be true or false"),
        ({"mood": "so so"}, "setting toy.mood must be one of good, bad"),
    ],
)
def test_what_is_wrong_is_said(table: dict[str, Any], message: str) -> None:
    """Every refusal names the key and what may stand there."""
    with pytest.raises(UsageError, match=f"^{re.escape(message)}$"):
        read(table, ROWS, "toy.")


def test_a_range_follows_its_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that was added later is allowed, named in messages, and documented."""
    allowed = some_of(COLORS)
    assert not allowed.holds(["blue"])
    monkeypatch.setitem(COLORS, "blue", 2)
    assert allowed.holds(["blue", "red"])
    assert allowed.words() == "be some of red, blue"
    assert not allowed.holds([["blue"]])


def test_markdown() -> None:
    """A line for each setting, with its default as it would be written."""
    assert as_markdown(ROWS[1:3]).splitlines()[2:] == [
        "| `size` | `3` | a whole number or a text in quotes; it must lie between 1 and 9 (9: huge)"
        " | How large it is. |",
        "| `loud` | `false` | true or false | Whether it makes a noise. |",
    ]


@pytest.mark.parametrize("name", TABLES)
def test_the_page_says_what_the_table_says(name: str) -> None:
    """`docs/settings.md` has the table of every group, as it is made from the rows."""
    shown = re.search(rf"<!-- {name} -->\n\n(.*?)\n<!-- end -->", PAGE.read_text("utf-8"), re.S)
    assert shown
    assert shown[1] == as_markdown(TABLES[name])


@pytest.mark.parametrize("name", TABLES)
def test_defaults_can_be_written(name: str) -> None:
    """A file that says what is the default anyway means the same as an empty one."""
    lines = [
        f"{cells[0]} = {cells[1]}"
        for line in as_markdown(TABLES[name]).splitlines()[2:]
        if (cells := [cell.strip(" `") for cell in line.split("|")[1:3]])[1] != "none"
    ]
    written = tomllib.loads("\n".join(lines))
    assert read(written, TABLES[name]) == read({}, TABLES[name])


def _examples(path: Path) -> list[str]:
    return re.findall(r"```toml\n(.*?)```", path.read_text("utf-8"), re.S)


EXAMPLES = [
    pytest.param(example, id=f"{path.stem} {number}")
    for path in sorted(PAGE.parent.glob("*.md"))
    for number, example in enumerate(_examples(path), 1)
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_are_valid(tmp_path: Path, example: str) -> None:
    """The settings that the pages show are read without a complaint."""
    (tmp_path / "toolkit.toml").write_text(example, "utf-8")
    site.settings(of_projects.find(tmp_path).site)


def test_an_example_shows_all_settings(tmp_path: Path) -> None:
    """None is documented by a row alone."""
    (tmp_path / "toolkit.toml").write_text(_examples(PAGE)[-1], "utf-8")
    written = tomllib.loads(_examples(PAGE)[-1])
    assert {*written} == {row.name for row in of_projects.SETTINGS}
    assert {*written["site"]} == {row.name for row in site.SETTINGS}
    found = of_projects.find(tmp_path)
    assert (found.memory, found.trust_context, found.out.name) == (90, False, "public")
    assert site.settings(found.site).title == {"de": "Rundschau", "en": "Review"}


@pytest.mark.parametrize(
    "words", [("translate", "--engine", "none"), ("status",), ("check",), ("publish",), ("review",)]
)
def test_a_misspelled_setting_of_the_site(
    project: Path, toolkit: Toolkit, words: tuple[str, ...]
) -> None:
    """What only `site` follows, every command says; what it can do it does all the same."""
    (project / "sources/a.md").write_text("Text.\n")
    right = toolkit(*words)
    with (project / "toolkit.toml").open("a") as file:
        file.write('[site]\ntitel = "Rundschau"\n')
    ran = toolkit(*words)
    line = "warning: unknown setting site.titel; did you mean 'title'? known: url, title"
    assert ran.err.count(line) == 1
    assert ran.code == right.code
    for verb in ("site", "doctor"):
        ran = toolkit(verb)
        assert (ran.out + ran.err).count("unknown setting site.titel; did you mean 'title'") == 1
