"""The translation memory: what approved translations offer for a new sentence. Pure.

A match has a percentage, as translators know it:

    101  the same sentence between the same neighbours
    100  the same sentence
     99  the same but for numbers, which were replaced; or but for the place of markup
     98  the same but for names (and numbers), which were replaced
    ≤99  similar: `rapidfuzz.fuzz.ratio` (normalized Indel similarity) of the words, rounded down,
         less 5 if placeholders could not be carried over; 97 at most if numbers differ

Nothing is chosen silently: where translations of the same rank differ, the best match says so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from toolkit.checks.context import Context
from toolkit.memory.adapt import IsName, adapt, carry, numbers_of, plain
from toolkit.model import Catalog, Entry, Key, Origin, OriginKind, State
from toolkit.phrase import Phrase

LEAST = 75
"""Percentage below which a match is of no use."""
_NUMBERS, _NAMES, _WRONG_NUMBERS = 99, 98, 97
_MARKUP_LOST = 5
_ADAPTED = {
    "numbers": Phrase("numbers adapted"),
    "names": Phrase("names adapted"),
    "numbers and names": Phrase("numbers and names adapted"),
}
_BARE = Phrase("without placeholders")


@dataclass(frozen=True, slots=True)
class TranslationUnit:
    """One approved translation."""

    source: str
    """Masked, as in a catalog."""
    target: str
    context: str | None = None
    """msgctxt."""
    before: str | None = None
    """The sentence before it, masked; "" at the start of an article; None if unknown."""
    after: str | None = None
    """The sentence after it, likewise."""
    article: str = ""
    """Where it was approved: an article's name, or the name of a TMX file."""
    date: str = ""
    """UTC, as TMX writes it: `20201207T100000Z`; "" if unknown."""
    author: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """A sentence to be found."""

    source: str
    context: str | None = None
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """What a unit offers for a sentence."""

    unit: TranslationUnit
    target: str
    """The unit's target fitted to the sentence; it has no placeholder the sentence lacks."""
    percent: int
    remarks: tuple[str, ...] = ()
    """What a reviewer should know: "numbers adapted", "2 translations differ"."""

    @property
    def origin(self) -> Origin:
        """The origin of a draft with this target."""
        article = " ".join(self.unit.article.split())
        remark = ", ".join(self.remarks)
        return Origin(OriginKind.MEMORY, article, match=self.percent, remark=remark)


Best = Callable[[Ask], Match | None]
"""`Index.best`, or another way to find the best match."""


def units(article: str, catalog: Catalog) -> Iterator[TranslationUnit]:
    """The approved entries of an article's catalog; its obsolete ones are its own affair."""
    for entry, ask in asks(catalog):
        if entry.state is State.APPROVED and entry.source:
            yield TranslationUnit(
                source=entry.source,
                target=entry.target,
                context=entry.context,
                before=ask.before,
                after=ask.after,
                article=article,
            )


def asks(catalog: Catalog) -> Iterator[tuple[Entry, Ask]]:
    """Every entry with its sentence and neighbours."""
    sources = ["", *(entry.source for entry in catalog.entries), ""]
    for entry, before, after in zip(catalog.entries, sources, sources[2:], strict=False):
        yield entry, Ask(entry.source, entry.context, before, after)


def offers(catalog: Catalog, best: Best) -> dict[Key, Match]:
    """The best match for each empty entry that has one."""
    return {
        entry.key: match
        for entry, ask in asks(catalog)
        if entry.state is State.EMPTY and not entry.told_before and (match := best(ask))
    }


def drafts(
    catalog: Catalog,
    matches: Mapping[Key, Match],
    least: int = LEAST,
    trusted: Callable[[Match], bool] = lambda _: False,
) -> dict[Key, Entry]:
    """The empty entries with a match of that percentage or more, as drafts (see `draft.apply`).

    An unambiguous match with the same neighbours is taken over as approved if it is `trusted`.
    """
    return {
        entry.key: _draft(entry, matches[entry.key], trusted)
        for entry in catalog.entries
        if entry.state is State.EMPTY
        and entry.key in matches
        and matches[entry.key].percent >= least
    }


def _draft(entry: Entry, match: Match, trusted: Callable[[Match], bool]) -> Entry:
    if match.percent > 100 and not match.remarks and trusted(match):
        return entry.approved(match.target)
    same = match.unit.source == entry.source
    previous = None if same else match.unit.source
    return entry.drafted(match.target, match.origin, previous)


def rank(
    ask: Ask,
    found: Iterable[TranslationUnit],
    context: Context,
    is_name: IsName,
    least: int = LEAST,
) -> list[Match]:
    """The matches of these units, best first, one for each different target."""
    matches = [match for unit in found if (match := _match(ask, unit, context, is_name, least))]
    matches.sort(key=lambda match: (match.unit.article, match.target, match.unit.source))
    matches.sort(key=lambda match: match.unit.date, reverse=True)
    matches.sort(key=lambda match: (-match.percent, -_agreement(ask, match.unit)))
    best: dict[str, Match] = {}
    for match in matches:
        best.setdefault(match.target, match)
    return _marked(list(best.values()))


def _agreement(ask: Ask, unit: TranslationUnit) -> int:
    """How well the surroundings agree, 0 to 4."""
    same_kind = ask.context == unit.context
    neighbours = (ask.before, ask.after), (unit.before, unit.after)
    return 2 * same_kind + sum(a == b is not None for a, b in zip(*neighbours, strict=True))


def _match(
    ask: Ask, unit: TranslationUnit, context: Context, is_name: IsName, least: int
) -> Match | None:
    if unit.source == ask.source:
        return _exact(ask, unit, context)
    similar = fuzz.ratio(plain(ask.source), plain(unit.source), score_cutoff=least)
    adapted = adapt((unit.source, unit.target), ask.source, context, is_name)
    fitted, what = adapted or (unit.target, "")
    target, carried = carry(fitted, unit.source, ask.source, context)
    if carried and (what == "numbers" or (what and similar)):
        percent = _NUMBERS if what == "numbers" else _NAMES
        return Match(unit, target, percent, (_ADAPTED[what],))
    percent = min(99, math.floor(similar)) - _MARKUP_LOST * (not carried)
    remarks: tuple[str, ...] = () if carried else (_BARE,)
    if numbers_of(unit.source) != numbers_of(ask.source):
        percent, remarks = min(_WRONG_NUMBERS, percent), (*remarks, Phrase("numbers differ"))
    return Match(unit, target, percent, remarks) if target and percent >= least else None


def _exact(ask: Ask, unit: TranslationUnit, context: Context) -> Match | None:
    target, carried = carry(unit.target, unit.source, ask.source, context)
    if not target:
        return None
    remarks: tuple[str, ...] = () if carried else (_BARE,)
    agreement = _agreement(ask, unit)
    if ask.context != unit.context:
        other = Phrase("as %(kind)s", kind=unit.context or Phrase("running text"))
        return Match(unit, target, 99, (*remarks, other))
    return Match(unit, target, 101 if agreement == 4 else 100, remarks)


def _marked(matches: list[Match]) -> list[Match]:
    """The same matches; those whose rank holds different translations say so."""
    ranks = [_rank(match) for match in matches]
    return [
        replace(match, remarks=(*match.remarks, _differ(ranks.count(rank))))
        if rank and ranks.count(rank) > 1
        else match
        for match, rank in zip(matches, ranks, strict=True)
    ]


def _differ(number: int) -> Phrase:
    return Phrase("%(n)s translations differ", n=str(number))


def _rank(match: Match) -> str:
    """Matches that claim to be the same translation of the same sentence; "" for similar ones."""
    if match.percent >= 100:
        return "exact"
    return next((remark for remark in match.remarks if "adapted" in remark), "")
