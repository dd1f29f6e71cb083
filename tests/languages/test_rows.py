"""The rows of languages and scripts: each is of one there is, and what it says has effect."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from toolkit.checks.context import Context
from toolkit.checks.table import run
from toolkit.languages.binding import bind
from toolkit.languages.facts import Facts
from toolkit.languages.language import language
from toolkit.languages.rule import Rule
from toolkit.languages.scripts import SCRIPTS
from toolkit.languages.spacing import rules
from toolkit.languages.table import LANGUAGES, facts
from toolkit.model import Entry


@pytest.mark.parametrize("code", LANGUAGES)
def test_codes(code: str) -> None:
    """A row is under a name that catalogs use, or under the code of all varieties."""
    found = language(code)
    assert code in (found.posix, found.base)
    assert found.quotes == LANGUAGES[code].quotes
    assert (found.gap == " ") == LANGUAGES[code].spaced


@pytest.mark.parametrize("code", LANGUAGES)
def test_rules_repair_what_they_find(code: str) -> None:
    """What a rule writes for a match, it finds no fault with; it never touches a letter."""
    text = "a ,b , c;d ;e «f» « g » a - b – c  d. E.F 字,字 字 ， 字 : a:"
    for rule in rules(language(code)):
        once = rule.apply(text)
        if rule.message:
            assert rule.apply(once) == once
        assert re.sub(r"\W", "", once) == re.sub(r"\W", "", text)


def test_varieties() -> None:
    """A region has the row of its language, unless it has one of its own."""
    assert facts("de_AT") is LANGUAGES["de"]
    assert facts("zh_TW").units == LANGUAGES["zh"].units
    assert facts("zh_TW").quotes != LANGUAGES["zh"].quotes
    assert facts("eo") == Facts()


def test_every_language_has_a_script_row() -> None:
    """Nothing is asked of a script without a row, so the usual ones have one."""
    assert {language(code).script for code in LANGUAGES} <= SCRIPTS.keys()


_PERCENT = re.compile(r" (?=%)")


@pytest.fixture
def esperanto(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Esperanto gets a row for a moment."""
    row = Facts(
        quotes=(("‹", "›"),),
        doubled=frozenset({"ja"}),
        spacing=(Rule(_PERCENT, "", "There is a blank before a sign; remove it.", always=True),),
        binding=(Rule(re.compile(r" (?=ktp)"), "\u00a0"),),
    )
    monkeypatch.setitem(LANGUAGES, "eo", row)
    for cached in (facts, language, rules):
        cached.cache_clear()
    yield
    for cached in (facts, language, rules):
        cached.cache_clear()


def test_a_new_row_is_enough(esperanto: None) -> None:
    """One row, and checks and pages know the language."""
    context = Context(language("de"), language("eo"))
    entry = Entry("Er sagte „ja ja“ und zahlte 5 % mehr.", "Li diris “ja ja” kaj pagis 5 % pli.")
    assert {finding.check for finding in run(entry, context)} == {"quotes", "whitespace"}
    right = replace(entry, target="Li diris ‹ja ja› kaj pagis 5% pli.")
    assert run(right, context) == []
    assert bind("pomoj ktp.", "eo") == "pomoj\u00a0ktp."
