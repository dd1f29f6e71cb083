"""What the checks say can be said in German, Russian and Chinese too: every word of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import words_of

from toolkit.languages.language import language
from toolkit.phrase import Enumeration, Phrase

ROOT = Path(__file__).parents[2] / "toolkit"
CATALOGS = sorted((ROOT / "checks/locales").glob("*/LC_MESSAGES/checks.po"))
MODULES = sorted((*(ROOT / "checks").glob("*.py"), *(ROOT / "languages").glob("*.py")))
PLACES = {"Phrase": 0, "Rule": 2}
"""What is called with a template, and as which of its values."""


def templates() -> Iterator[ast.expr]:
    """What stands in the code where a template belongs."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                place = PLACES.get(node.func.id, len(node.args))
                yield from node.args[place : place + 1]


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parts[-3])
def test_catalogs_are_complete(path: Path) -> None:
    """Every catalog has exactly what the checks say, all translated, as gettext wants it."""
    assert words_of(path) == {one.value for one in templates() if isinstance(one, ast.Constant)}


def test_every_language_is_there() -> None:
    """English stands in the code; the three others lie beside it."""
    assert [path.parts[-3] for path in CATALOGS] == ["de", "ru", "zh_CN"]


def test_templates_are_literals() -> None:
    """A template that was put together could not be found by those who translate it."""
    others = [ast.unparse(one) for one in templates() if not isinstance(one, ast.Constant)]
    assert others == ["rule.message"]


def test_checks_say_nothing_else() -> None:
    """No check says a bare text, which would stay English in every language."""
    for path in (ROOT / "checks").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Yield):
                assert not isinstance(node.value, ast.JoinedStr), f"{path}:{node.lineno}"
                bare = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
                assert not bare, f"{path}:{node.lineno}"


def test_a_phrase_is_english() -> None:
    """It is a text, with names of languages and lists as they are said in English."""
    said = Phrase(
        "%(x)s is %(language)s.", x=Enumeration(["1", "2", "%3"]), language=language("ru")
    )
    assert said == "1, 2 and %3 is Russian."
    assert said.template == "%(x)s is %(language)s."
    assert str(Enumeration(["a"], choice=True)) == "a"
    assert str(Enumeration(["a", "b"], choice=True)) == "a or b"
