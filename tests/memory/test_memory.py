"""What the memory offers: kinds of matches, their order, and what it leaves alone."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from cases import Case, read
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.catalog import refresh as catalog
from toolkit.catalog.origin import parse, spell
from toolkit.checks.context import Context
from toolkit.document.inline import PLACEHOLDER
from toolkit.drafting import drafts as draft
from toolkit.languages.language import language
from toolkit.memory import offers as memory
from toolkit.memory.adapt import kept
from toolkit.memory.offers import Ask, Match, TranslationUnit, rank
from toolkit.model import Catalog, Entry, State, seal_of

ENGLISH = Context(language("de"), language("en"))
CASES = read(
    Path(__file__).with_name("cases.md"), "stored", "en", "ru", "zh", "new", "finds", "origin"
)
NAMES = {"Merkel", "Scholz", "Hamburg", "Berlin"}


def best(ask: Ask, units: list[TranslationUnit], context: Context = ENGLISH) -> Match | None:
    return next(iter(rank(ask, units, context, NAMES.__contains__)), None)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    """Every case of the case file comes out as it says."""
    target = next(code for code in ("en", "ru", "zh") if code in case)
    unit = TranslationUnit(case["stored"], case[target], article="a")
    match = best(Ask(case["new"]), [unit], Context(language("de"), language(target)))
    if case["finds"] == "nothing":
        assert match is None
    else:
        assert match is not None
        assert (match.target, spell(match.origin)) == (case["finds"], case["origin"])


def test_neighbours_make_a_context_match() -> None:
    """The same sentence between the same neighbours is worth more than 100 %."""
    near = TranslationUnit("Ja.", "Yes.", before="Kommst du?", after="", article="near")
    far = replace(
        near, target="Aye.", before="Alle an Bord?", article="far", date="20250101T000000Z"
    )
    match = best(Ask("Ja.", before="Kommst du?", after=""), [far, near])
    assert match and spell(match.origin) == "tm: 101% near, 2 translations differ"
    unknown = replace(near, before=None, after=None)
    match = best(Ask("Ja.", before=None, after=None), [unknown])
    assert match and match.percent == 100


def test_differing_translations_are_never_chosen_silently() -> None:
    """Of two translations the one with the better context is offered, and it says so."""
    near = TranslationUnit("Ja.", "Yes.", before="Kommst du?", after="Gut.", article="near")
    far = replace(near, target="Aye.", before="Alle an Bord?", after="Ab!", article="a")
    found = rank(Ask("Ja.", before="Kommst du?", after="Nein."), [far, near], ENGLISH, bool)
    assert [spell(match.origin) for match in found] == [
        "tm: 100% near, 2 translations differ",
        "tm: 100% a, 2 translations differ",
    ]
    agreed = rank(Ask("Ja."), [near, replace(far, target="Yes.")], ENGLISH, bool)
    assert [spell(match.origin) for match in agreed] == ["tm: 100% a"]


def test_a_title_is_not_running_text() -> None:
    """A translation made for another msgctxt is offered below one for the same."""
    title = TranslationUnit("Start", "Home", context="title", article="a")
    assert best(Ask("Start", "title"), [title]).percent == 100  # type: ignore[union-attr]
    match = best(Ask("Start"), [title])
    assert match and spell(match.origin) == "tm: 99% a, as title"
    match = best(Ask("Start"), [title, TranslationUnit("Start", "Launch", article="b")])
    assert match and spell(match.origin) == "tm: 100% b"


def test_newest_translation_first() -> None:
    """Among equals the newest counts."""
    old, new = (
        TranslationUnit("Ja.", text, date=date) for text, date in (("A", "2019"), ("B", "2024"))
    )
    assert best(Ask("Ja."), [old, new]).target == "B"  # type: ignore[union-attr]


def test_a_stale_number_does_not_hide_behind_a_high_percentage() -> None:
    """A long sentence with a number that could not be replaced ranks below one that fits."""
    long = (
        "Im Jahr 2020 jährte sich der Aufbau der Partnerschaft zwischen beiden Städten zum {} Mal."
    )
    stale = TranslationUnit(
        long.format("25."), "The partnership is a quarter of a century old.", article="a"
    )
    match = best(Ask(long.format("26.")), [stale])
    assert match and spell(match.origin) == "tm: 97% a, numbers differ"


def test_names_are_learnt_from_translations() -> None:
    """A name is what all approved translations keep; nouns and unknown words are none."""
    pairs = [("Herr Frank mag Hamburg.", "Mr Frank likes Hamburg."), ("Der Frank.", "The franc.")]
    assert kept("Hamburg", pairs)
    assert not kept("Frank", pairs)
    assert not kept("Berlin", pairs)
    assert not kept("mag", [("ich mag", "I mag")])


ENTRIES = (
    Entry("Die Sonne scheint.", "The sun is shining."),
    Entry("Der Mond scheint.", "The moon shines.", fuzzy=True),
    Entry("Der Mond scheint hell."),
)


def test_only_approved_present_entries_are_units() -> None:
    """Drafts, empty and obsolete entries are no memory; neighbours are those of the article."""
    found = list(memory.units("a", Catalog(entries=ENTRIES, obsolete=(Entry("Alt.", "Old."),))))
    assert found == [
        TranslationUnit(
            "Die Sonne scheint.",
            "The sun is shining.",
            before="",
            after="Der Mond scheint.",
            article="a",
        )
    ]


def test_drafts_are_marked_and_keep_the_source_they_were_made_for() -> None:
    """A fuzzy match comes with `#| msgid`, an exact one without; weak ones wait."""
    unit = TranslationUnit(
        "Der Mond scheint heute hell.", "The moon shines brightly today.", article="b"
    )
    old = Catalog(entries=ENTRIES)
    offers = memory.offers(old, lambda ask: best(ask, [unit]))
    assert list(offers) == [(None, "Der Mond scheint hell.")]
    (made,) = memory.drafts(old, offers).values()
    assert made == replace(
        ENTRIES[2],
        target=unit.target,
        fuzzy=True,
        origin=parse("tm: 88% b"),
        seal=seal_of(unit.target),
        previous="Der Mond scheint heute hell.",
    )
    assert memory.drafts(old, offers, least=89) == {}
    exact = memory.offers(old, lambda ask: best(ask, [replace(unit, source=ask.source)]))
    assert [entry.previous for entry in memory.drafts(old, exact).values()] == [None]


WORDS = re.findall(r"\S+", "Am Das Haus Merkel 7. 12.500 3,5 2020 steht <x1/> <g1> </g1> hell ,")
TEXT = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
UNITS = st.lists(st.builds(TranslationUnit, TEXT, TEXT, article=st.sampled_from("ab")), max_size=8)


@settings(deadline=None)
@given(UNITS, st.lists(st.builds(Entry, TEXT, st.just("") | TEXT, st.booleans())))
def test_filling_changes_only_what_is_empty(
    units: list[TranslationUnit], entries: list[Entry]
) -> None:
    """Drafts and approved entries are what they were, empty ones get drafts."""
    old = Catalog(entries=tuple({entry.key: entry for entry in entries}.values()))
    offers = memory.offers(old, lambda ask: best(ask, units))
    new = draft.apply(old, memory.drafts(old, offers))
    for before, after in zip(old.entries, new.entries, strict=True):
        assert after == before or before.state is State.EMPTY
        if after != before:
            assert after.state is State.DRAFT
            assert spell(after.origin).startswith("tm: ")


@settings(deadline=None)
@given(UNITS, TEXT)
def test_no_unknown_placeholder(units: list[TranslationUnit], source: str) -> None:
    """A match has each placeholder of the new sentence at most once, and no other."""
    for match in rank(Ask(source), units, ENGLISH, NAMES.__contains__):
        assert Counter(PLACEHOLDER.findall(match.target)) <= Counter(PLACEHOLDER.findall(source))
        assert match.percent >= memory.LEAST


@settings(deadline=None)
@given(UNITS)
def test_what_is_stored_is_found(units: list[TranslationUnit]) -> None:
    """Every stored sentence with a translation is found again with 100 % at least."""
    for unit in units:
        match = best(Ask(unit.source), units)
        if PLACEHOLDER.sub("", unit.target).strip():
            assert match
            assert match.percent >= 100
            assert match.unit.source == unit.source


def test_obsolete_entries_come_back_by_themselves() -> None:
    """The memory is not needed for a sentence that returns: the catalog kept it, approved."""
    old = Catalog(obsolete=(Entry("Alt.", "Old."),))
    new = catalog.refresh(old, (Entry("Alt."),))
    assert memory.offers(new, lambda ask: best(ask, [TranslationUnit("Alt.", "Ancient.")])) == {}
