"""Source updates: what a person wrote is never lost."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.catalog import refresh as catalog
from toolkit.catalog.origin import parse, spell
from toolkit.catalog.update import update
from toolkit.formats.article import parse_article
from toolkit.languages.language import language
from toolkit.model import Catalog, Entry, State, seal_of

WORDS = [
    "Beijing",
    "Moskau",
    "Stadt",
    "Rat",
    "Plan",
    "2020",
    "25.",
    "die",
    "der",
    "und",
    "mit",
    "für",
    "sagte",
    "hat",
    "neue",
]


def entries(*sources: str) -> tuple[Entry, ...]:
    """Empty entries as `wanted` gives them."""
    return tuple(Entry(source, notes=("paragraph",)) for source in dict.fromkeys(sources))


def approved(*sources: str) -> Catalog:
    """A catalog in which all is approved."""
    return Catalog(entries=tuple(replace(e, target=f"[{e.source}]") for e in entries(*sources)))


A = "Im Jahr 2020 jähre sich zum 25. Mal der Aufbau der Städtepartnerschaften."
B = "Beijing und Moskau sollten den Erfahrungsaustausch verstärken."
C = "Alle Maßnahmen zielten darauf ab, die Freundschaft zu stärken."


def test_a_changed_sentence_is_one_draft_and_comes_back() -> None:
    """One edit makes one draft with the previous source; undoing it restores the approved text."""
    changed = A.replace("25.", "30.")
    new = catalog.refresh(approved(A, B, C), entries(changed, B, C))
    assert new.entries[0].state is State.DRAFT
    assert new.entries[0].previous == A
    assert new.entries[0].target == f"[{A}]"
    assert new.entries[1:] == approved(B, C).entries
    back = catalog.refresh(new, entries(A, B, C))
    assert back == approved(A, B, C)


def test_moved_and_repeated_sentences_stay_approved() -> None:
    """Order and number of occurrences do not matter."""
    new = catalog.refresh(approved(A, B, C), entries(C, A, B, A))
    assert {e.source for e in new.entries if e.state is State.APPROVED} == {A, B, C}
    assert not new.obsolete


def test_gone_text_is_obsolete_and_empty_entries_vanish() -> None:
    """What has text is kept as obsolete; what has none is forgotten."""
    old = Catalog(entries=(*approved(A, B).entries, *entries(C)))
    new = catalog.refresh(old, entries("Ganz anderes."))
    assert [e.source for e in new.obsolete] == [A, B]
    assert catalog.refresh(new, entries(A)).entries[0].target == f"[{A}]"


def test_a_reworked_draft_is_kept_when_the_source_changes_again() -> None:
    """A person's words in a draft survive the next edit of the source."""
    first = catalog.refresh(approved(A), entries(A.replace("25.", "30.")))
    mine = replace(first, entries=(replace(first.entries[0], target="my own words"),))
    second = catalog.refresh(mine, entries(A.replace("25.", "35.")))
    assert second.entries[0].target == "my own words"
    assert second.entries[0].previous == A
    assert f"[{A}]" in [e.target for e in second.obsolete]


def test_machine_drafts_stay_marked_as_such() -> None:
    """A machine draft carried over to a changed sentence keeps its origin."""
    old = Catalog(entries=(Entry(A, "x", True, origin=parse("mt: argos de_en 1.0")),))
    new = catalog.refresh(old, entries(A.replace("25.", "30.")))
    assert spell(new.entries[0].origin) == "mt: argos de_en 1.0"


def test_contexts_are_kept_apart() -> None:
    """The same words as a title and as text are two entries."""
    text, title = Entry(A, "text"), Entry(A, "title", context="title")
    new = catalog.refresh(Catalog(entries=(text, title)), (Entry(A), Entry(A, context="title")))
    assert [e.target for e in new.entries] == ["text", "title"]


@settings(max_examples=200, deadline=None)
@given(st.randoms(use_true_random=False))
def test_no_approved_text_is_ever_lost(dice: random.Random) -> None:
    """After any script of edits and approvals every approved text is in the file."""
    sources = [" ".join(dice.choices(WORDS, k=8)) for _ in range(6)]
    found = Catalog()
    approved_texts: set[str] = set()
    for _ in range(8):
        _edit(sources, dice)
        found = catalog.refresh(found, entries(*sources))
        again = catalog.refresh(found, entries(*sources))
        assert again == found
        present = {e.target for e in (*found.entries, *found.obsolete)}
        assert approved_texts <= present
        found, new = _approve(found, dice)
        approved_texts |= new


def _edit(sources: list[str], dice: random.Random) -> None:
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(sources))
        match dice.randrange(5):
            case 0:
                sources[at] = " ".join([*sources[at].split()[:-1], dice.choice(WORDS)])
            case 1:
                sources.insert(at, " ".join(dice.choices(WORDS, k=8)))
            case 2 if len(sources) > 1:
                del sources[at]
            case 3:
                dice.shuffle(sources)
            case _:
                sources.append(sources[at])


def _approve(found: Catalog, dice: random.Random) -> tuple[Catalog, set[str]]:
    """Some empty or draft entries get a text of their own from a person."""
    new: set[str] = set()
    result = []
    for entry in found.entries:
        done = entry
        if entry.state is not State.APPROVED and dice.random() < 0.5:
            done = replace(
                entry, target=f"{dice.random()}", fuzzy=False, previous=None, origin=None
            )
            new.add(done.target)
        result.append(done)
    return replace(found, entries=tuple(result)), new


def test_comments_are_work_too() -> None:
    """A comment on an untranslated sentence goes on to the changed one, or stays as obsolete."""
    old = Catalog(entries=(replace(entries(A)[0], comments=("ask the mayor",)), *entries(B)))
    new = catalog.refresh(old, entries(A.replace("25.", "30."), B))
    first = new.entries[0]
    assert (first.comments, first.state, first.fuzzy) == (("ask the mayor",), State.EMPTY, False)
    assert not new.obsolete
    gone = catalog.refresh(old, entries(B, C))
    assert [e.comments for e in gone.obsolete] == [("ask the mayor",)]
    assert catalog.refresh(gone, entries(B, C)) == gone
    assert catalog.refresh(gone, entries(A)).entries[0].comments == ("ask the mayor",)


TYPED = [
    ("en", "All measures were aimed at strengthening the friendship between the cities."),
    ("en", "Two cities, one goal."),
    ("en", "We want more trade."),
    ("fr", "Deux villes, un but commun."),
    ("ru", "Все меры были направлены на укрепление дружбы."),
    ("zh", "所有措施都旨在加强友谊。"),
]


@pytest.mark.parametrize("draft", ["", "x"])
@pytest.mark.parametrize(("code", "typed"), TYPED)
def test_a_translation_typed_over_the_msgid_is_kept(code: str, typed: str, draft: str) -> None:
    """It is told from a sentence of the article by its language, and stays as obsolete."""
    wrong = Entry(typed)
    if draft:
        wrong = replace(
            wrong, target=draft, fuzzy=True, origin=parse("mt: argos"), seal=seal_of(draft)
        )
    old = Catalog(entries=(*entries(A, B), wrong))
    article = parse_article("a.txt", f"{A}\n\n{C}\n", language("de"))
    new = update(article, old, language(code), "2026-11-25 12:00+0000")
    assert [e.source for e in new.entries] == [A, C]
    assert [e.source for e in new.obsolete] == [typed]
    assert update(article, new, language(code), "2026-11-25 12:00+0000") == new


def test_comments_outlive_drafts() -> None:
    """A person's comment stays when the machine's draft below it goes, or the source goes back."""
    machine = Entry(A, "x", True, comments=("ask",), origin=parse("mt: argos"), seal=seal_of("x"))
    gone = catalog.refresh(Catalog(entries=(machine, *entries(B))), entries(B))
    assert [e.comments for e in gone.obsolete] == [("ask",)]
    changed = catalog.refresh(approved(A), entries(A.replace("25.", "30.")))
    asked = replace(changed, entries=(replace(changed.entries[0], comments=("sure?",)),))
    back = catalog.refresh(asked, entries(A))
    assert back.entries == approved(A).entries
    assert [e.comments for e in back.obsolete] == [("sure?",)]
