"""The figures of two texts in different languages side by side: what is missing, new, adapted."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from toolkit.document.inline import ANY_PLACEHOLDER
from toolkit.languages.figures import Figure, Figures, figures, opaque
from toolkit.languages.measures import mentioned, misnamed, rounded, same
from toolkit.model import Language

_DIGIT = re.compile(r"\d")
_FEW = 40
"""Differences that are looked at closely."""
_LONG = 4
"""Digits of a number that may be spaced in another way, as telephone numbers are."""
Pair = tuple[Figure, Figure]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The figures of two texts side by side."""

    missing: list[Figure]
    """Of the source, without answer in the target."""
    new: list[Figure]
    """Of the target, without occasion in the source."""
    kept: list[Pair]
    """Equal ones."""
    adapted: list[Pair]
    """Measures that the target gives in rounder figures, or in those of a unit it does not name."""

    @property
    def differs(self) -> bool:
        """Whether a figure is only in one of the texts."""
        return bool(self.missing or self.new)


@lru_cache(maxsize=4)
def compare(source: str, target: str, here: Language, there: Language) -> Comparison:
    """The figures of a source and a target; the checks of one entry share the result."""
    texts = [ANY_PLACEHOLDER.sub("\ufffc", text) for text in (source, target)]
    if not any(map(_DIGIT.search, texts)):
        return Comparison([], [], [], [])
    parted = opaque(texts[0], here) | opaque(texts[1], there)
    first, second = figures(texts[0], here, parted), figures(texts[1], there, parted)
    missing, new, kept = _unmatched(list(first.written), list(second.written))
    missing = [figure for figure in missing if not second.spelled.intersection(figure.words)]
    new = [figure for figure in new if not first.spelled.intersection(figure.words)]
    least = _not_repeated(missing, second.written), _not_repeated(new, first.written)
    if not (least[0] or least[1]) or not (missing and new):
        missing, new = least
    if 0 < len(missing) + len(new) <= _FEW:
        sides = _Side(texts[0], here, first), _Side(texts[1], there, second)
        missing = [figure for figure in missing if not sides[1].converts(figure)]
        new = [figure for figure in new if not sides[0].converts(figure)]
    if _joined(missing) == _joined(new) and len(_joined(new)) >= _LONG:
        missing, new = [], []
    adapted = _adapted(missing, new) if len(missing) + len(new) <= _FEW else []
    lost, made = [pair[0] for pair in adapted], [pair[1] for pair in adapted]
    return Comparison(
        [figure for figure in missing if figure not in lost],
        [figure for figure in new if figure not in made],
        kept,
        adapted,
    )


@dataclass(frozen=True, slots=True)
class _Side:
    """One text with what it measures."""

    text: str
    language: Language
    contents: Figures

    def converts(self, figure: Figure) -> bool:
        """Whether the text gives that quantity in another unit, in figures or in words."""
        if not figure.unit or not figure.readings:
            return False
        value = figure.readings[0]
        if any(
            same(value, figure.unit, other.readings[0], other.unit)
            for other in self.contents.written
            if other.readings
        ):
            return True
        named = tuple(mentioned(self.text, self.language))
        return any(same(value, figure.unit, number, named) for number in self.contents.spelled)


def _adapted(missing: list[Figure], new: list[Figure]) -> list[Pair]:
    """Pairs of a missing and a new figure that are one measure; each new one is taken once."""
    pairs: list[Pair] = []
    for figure in missing:
        for other in new:
            taken = any(other is pair[1] for pair in pairs)
            if not taken and (is_rounded(figure, other) or _is_misnamed(figure, other)):
                pairs.append((figure, other))
                break
    return pairs


def is_rounded(source: Figure, target: Figure) -> bool:
    """Whether the second figure is the first in rounder numbers, as a physical quantity."""
    return rounded(source.readings[0], source.unit, target.readings[0], target.unit)


def _is_misnamed(source: Figure, target: Figure) -> bool:
    """Whether the second figure is right in a unit that its text does not name."""
    return bool(misnamed(source.readings[0], source.unit, target.readings[0], target.unit))


def _unmatched(
    source: list[Figure], target: list[Figure]
) -> tuple[list[Figure], list[Figure], list[Pair]]:
    """What is left of both when equal figures are crossed out, surest readings first."""
    kept: list[Pair] = []
    for depths in ((1, 1), (9, 1), (1, 9)):
        source, target = _cross_out(source, target, depths, kept)
    return source, target, kept


def _cross_out(
    source: list[Figure], target: list[Figure], depths: tuple[int, int], kept: list[Pair]
) -> tuple[list[Figure], list[Figure]]:
    """What is left of both when figures with a common reading are paired, which go to `kept`.

    `depths` are how many readings of a source and of a target figure count.
    """
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place in range(len(target) - 1, -1, -1):
        for reading in target[place].readings[: depths[1]]:
            places[reading].append(place)
    taken: set[int] = set()
    missing: list[Figure] = []
    for figure in source:
        partner = _take(places, figure.readings[: depths[0]], taken)
        if partner is None:
            missing.append(figure)
        else:
            taken.add(partner)
            kept.append((figure, target[partner]))
    return missing, [figure for place, figure in enumerate(target) if place not in taken]


def _take(
    places: defaultdict[str, list[int]], readings: Iterable[str], taken: set[int]
) -> int | None:
    """The first place of one of the readings that is not taken yet; it is not offered again."""
    for reading in readings:
        while places[reading]:
            place = places[reading].pop()
            if place not in taken:
                return place
    return None


def _not_repeated(left: list[Figure], other: Sequence[Figure]) -> list[Figure]:
    """Without figures that the other text has too: languages differ in repeating them."""
    there = {reading for figure in other for reading in figure.readings}
    return [figure for figure in left if figure.readings and figure.readings[0] not in there]


def _joined(left: list[Figure]) -> str:
    """The digits in a row: a telephone number may be spaced in another way."""
    return "".join(figure.readings[0] for figure in left)
