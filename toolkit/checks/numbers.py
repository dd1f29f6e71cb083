"""The check of figures: every number of the source is in the target, none is invented."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from toolkit.checks.figures import Figure, figures, opaque
from toolkit.checks.structure import DAMAGED
from toolkit.inline import PLACEHOLDER
from toolkit.model import Entry

if TYPE_CHECKING:
    from toolkit.checks import Context

_PROTECTED = re.compile(f"{PLACEHOLDER.pattern}|{DAMAGED.pattern}")


def numbers(entry: Entry, context: Context) -> Iterator[str]:
    """Every figure of the source is in the target, as its language writes it."""
    texts = [_PROTECTED.sub("\ufffc", text) for text in (entry.source, entry.target)]
    parted = opaque(texts[0], context.source) | opaque(texts[1], context.target)
    source = figures(texts[0], context.source, parted)
    target = figures(texts[1], context.target, parted)
    missing, new = _unmatched(source.written, target.written)
    missing = [figure for figure in missing if not target.spelled.intersection(figure.readings)]
    new = [figure for figure in new if not source.spelled.intersection(figure.readings)]
    missing, new = _not_repeated(missing, target.written), _not_repeated(new, source.written)
    if (not missing and not new) or _joined(missing) == _joined(new):
        return
    said = ", ".join([_said(missing, "missing")] * bool(missing) + [_said(new, "new")] * bool(new))
    yield f"{said}; write the figures of the source."


def _unmatched(source: list[Figure], target: list[Figure]) -> tuple[list[Figure], list[Figure]]:
    """What is left of both when equal figures are crossed out, surest readings first."""
    left = _cross_out(source, target, depths=(1, 1))
    left = _cross_out(*left, depths=(9, 1))
    return _cross_out(*left, depths=(1, 9))


def _cross_out(
    source: list[Figure], target: list[Figure], depths: tuple[int, int]
) -> tuple[list[Figure], list[Figure]]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place in range(len(target) - 1, -1, -1):
        for reading in target[place].readings[: depths[1]]:
            places[reading].append(place)
    taken: set[int] = set()
    missing: list[Figure] = []
    for figure in source:
        found = _take(places, figure.readings[: depths[0]], taken)
        if found is None:
            missing.append(figure)
        else:
            taken.add(found)
    return missing, [figure for place, figure in enumerate(target) if place not in taken]


def _take(
    places: defaultdict[str, list[int]], readings: Iterable[str], taken: set[int]
) -> int | None:
    for reading in readings:
        while places[reading]:
            place = places[reading].pop()
            if place not in taken:
                return place
    return None


def _not_repeated(left: list[Figure], other: list[Figure]) -> list[Figure]:
    """Without figures that the other text has too: languages differ in repeating them."""
    there = {reading for figure in other for reading in figure.readings}
    return [figure for figure in left if figure.readings and figure.readings[0] not in there]


def _joined(left: list[Figure]) -> str:
    """The digits in a row: a telephone number may be spaced in another way."""
    return "".join(figure.readings[0] for figure in left)


def _said(left: list[Figure], what: str) -> str:
    raws = list(dict.fromkeys(figure.raw for figure in left))
    return f"{' and '.join(raws)} {'is' if len(raws) == 1 else 'are'} {what}"
