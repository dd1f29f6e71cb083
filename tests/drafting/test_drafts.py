"""Drafts from engine results: for empty entries alone, from approved pivot text where there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from toolkit.catalog.origin import parse, spell
from toolkit.catalog.refresh import wanted
from toolkit.drafting.drafts import DraftOptions, Work, apply, drafts
from toolkit.engines.contract import Result
from toolkit.engines.identity import Identity, character_links
from toolkit.formats.article import parse_article
from toolkit.languages.language import language
from toolkit.model import Catalog, Entry, Language, State

DE, EN, RU = (language(code) for code in ("de", "en", "ru"))
MARKDOWN = "Das *Treffen* begann. Es dauerte **lange**, `x` mal.\n\nDas *Treffen* begann.\n"


@dataclass
class Shouting:
    """An engine that upper-cases, letter for letter, and remembers what it was asked."""

    score: float | None = None
    asked: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)

    def path(self, source: Language, target: Language) -> tuple[Language, ...]:
        """Through English."""
        return (source, EN, target)

    def origin(self, source: Language, target: Language) -> str:
        """Names the pair."""
        return f"shout {source.posix}-{target.posix}"

    def translate(
        self, sentences: Sequence[str], source: Language, target: Language
    ) -> list[Result]:
        """Same length, so that every character is linked to its own."""
        self.asked.append((source.posix, target.posix, tuple(sentences)))
        return [Result(text.upper(), character_links(text), "", self.score) for text in sentences]


EMPTY = Catalog()


def work(pivot: Catalog = EMPTY) -> Work:
    """An empty catalog of the sample."""
    article = parse_article("a.md", MARKDOWN, DE)
    return Work(article.segments, Catalog(entries=wanted(article.segments)), pivot)


def test_a_sign_that_is_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that gives one leaves the entry empty, with the reason."""
    results = [Result("A\0B", ()), Result("A\ud800", ())]
    monkeypatch.setattr(Shouting, "translate", lambda *_: results)
    item = work()
    found = apply(item.catalog, drafts([item], Shouting(), (DE, EN))[0])
    reasons = [entry.origin.left_empty for entry in found.entries if entry.origin]
    assert reasons == [f"the engine gave {sign}, which is no text" for sign in ("U+0000", "U+D800")]


def test_sentences_go_to_the_engine_once_without_markup() -> None:
    """One call for all catalogs, plain sentences; placeholders come back around their words."""
    engine = Shouting(score=0.734)
    works = [work(), work()]
    made = drafts(works, engine, (DE, RU))
    plain = ("Das Treffen begann.", "Es dauerte lange, x mal.")
    assert engine.asked == [("de", "ru", plain * 2)]
    for item, found in zip(works, made, strict=True):
        first, second = apply(item.catalog, found).entries
        assert first.target == "DAS <g1>TREFFEN</g1> BEGANN."
        assert second.target == "ES DAUERTE <g1>LANGE</g1>, <x2/> MAL."
        assert (first.state, spell(first.origin)) == (
            State.DRAFT,
            "mt: shout de-ru, confidence 0.73",
        )


def test_approved_pivot_text_is_translated_on() -> None:
    """An approved English text replaces the machine's, its placeholders in its own order."""
    english = "For <x2/> times it went on <g1>long</g1>."
    source = work().catalog.entries[1]
    pivot = Catalog(entries=(replace(source, target=english),))
    engine = Shouting()
    made = drafts([work(pivot)], engine, (DE, EN, RU))
    assert [(ask[0], ask[2]) for ask in engine.asked] == [
        ("de", ("Das Treffen begann.",)),
        ("en", ("For x times it went on long.",)),
    ]
    found = made[0][source.key]
    assert found.target == "FOR <x2/> TIMES IT WENT ON <g1>LONG</g1>."
    assert spell(found.origin) == "mt: shout en-ru from approved en"


@pytest.mark.parametrize(
    "pivot",
    [
        Entry("?", "Es dauerte lange.", fuzzy=True),
        Entry("?", "It took <g1>long</g1>."),
        Entry("?", ""),
    ],
    ids=["draft", "placeholder lost", "empty"],
)
def test_unfit_pivot_text_is_not_used(pivot: Entry) -> None:
    """Drafts, empty entries and texts with lost placeholders are no pivot."""
    source = work().catalog.entries[1]
    engine = Shouting()
    drafts([work(Catalog(entries=(replace(pivot, source=source.source),)))], engine, (DE, EN, RU))
    assert {ask[0] for ask in engine.asked} == {"de"}


def test_nothing_but_empty_entries_is_filled() -> None:
    """Approved and draft entries are never asked for and never changed, even if drafts exist."""
    item = work()
    entries = tuple(
        replace(entry, target="von Hand", fuzzy=number == 0)
        for number, entry in enumerate(item.catalog.entries)
    )
    engine = Shouting()
    full = replace(item, catalog=replace(item.catalog, entries=entries))
    assert drafts([full], engine, (DE, RU)) == [{}]
    assert not engine.asked
    late = drafts([item], engine, (DE, RU))[0]
    assert apply(full.catalog, late).entries == entries


def test_uncertain_results_stay_empty_with_the_reason() -> None:
    """A score below the bar leaves the entry empty and says so; so does an engine's refusal."""
    made = drafts([work()], Shouting(score=0.4), (DE, RU), DraftOptions(least=0.5))[0]
    origins = {spell(entry.origin) for entry in made.values()}
    assert origins == {"mt: shout de-ru, confidence 0.40: left empty, confidence below 0.50"}
    assert all(entry.state is State.EMPTY for entry in made.values())


def test_an_old_draft_stays_until_there_is_a_better_one() -> None:
    """A draft for an older text is kept as it is, its origin too, if the engine has none now."""
    item = work()
    old = item.catalog.entries[0].drafted("старый", parse("mt: shout 1, confidence 0.90"), "Alt.")
    stale = replace(item, catalog=replace(item.catalog, entries=(old, *item.catalog.entries[1:])))
    assert old.stale
    made = drafts([stale], Shouting(score=0.4), (DE, RU), DraftOptions(least=0.5))[0]
    assert apply(stale.catalog, made).entries[0] == old


def test_uncertain_placeholders_are_flagged() -> None:
    """A translation without alignment keeps all placeholders and asks for a look at them."""

    class Mute(Shouting):
        def translate(
            self, sentences: Sequence[str], source: Language, target: Language
        ) -> list[Result]:
            return [Result(f"перевод номер {len(text)} готов") for text in sentences]

    entry = next(iter(drafts([work()], Mute(), (DE, RU))[0].values()))
    assert "<g1>" in entry.target and "</g1>" in entry.target
    assert spell(entry.origin).endswith(": check the places of the placeholders")


def test_identity_gives_the_source_back() -> None:
    """The identity engine returns every masked sentence as it was."""
    made = drafts([work()], Identity(), (DE, EN))[0]
    assert all(entry.target == entry.source for entry in made.values())
    assert len(made) == 2
