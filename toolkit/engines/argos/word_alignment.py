"""Word alignment from a model's attention, and through a pivot. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from toolkit.engines.contract import Link
from toolkit.model import Span

Rows = Sequence[Sequence[float]]
"""For each target piece how much it looked at each source piece, 0 to 1."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,:’\u00a0\u202f]?\d+)*|[^\w\s]|_")
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_LEAST, _FAINT = 0.3, 0.1
"""Least weights of a word's links, and of its strongest one."""


def aligned(
    source: tuple[str, Sequence[Span]], target: tuple[str, Sequence[Span]], rows: Rows
) -> tuple[Link, ...]:
    """Links from each target word to the source words its pieces looked at, in target order.

    Both sides are a text and the characters of its pieces. A word is a run of letters, a number,
    a mark; where words are not spaced, a piece. Marks and words are not linked to each other; a
    name or number that both sides have once is linked to itself.
    """
    there, here = _units(*source), _units(*target)
    names, own = (_once(side[0], units) for side, units in ((source, there), (target, here)))
    kinds = {other: _is_word(source[0][slice(*other)]) for other in there}
    links = []
    for span, pieces in here.items():
        word = target[0][slice(*span)]
        if word in own and word in names:
            links.append(Link(names[word], span, 1.0))
            continue
        looks, kind = _mean([rows[piece] for piece in pieces]), _is_word(word)
        weights = {
            other: sum([looks[at] for at in places])
            for other, places in there.items()
            if kinds[other] == kind
        }
        links += _strongest(span, weights)
    return tuple(links)


def composed(first: Iterable[Link], second: Iterable[Link]) -> tuple[Link, ...]:
    """Links through a pivot sentence: the targets of `first` are the sources of `second`."""
    before, weights = list(first), dict[Span, dict[Span, float]]()
    for link in second:
        row = weights.setdefault(link.target, {})
        for other in before:
            if other.target[0] < link.source[1] and link.source[0] < other.target[1]:
                weight = max(row.get(other.source, 0.0), link.weight * other.weight)
                row[other.source] = weight
    return tuple(link for span, row in weights.items() for link in _strongest(span, row))


def shifted(links: Iterable[Link], source: int, target: int) -> tuple[Link, ...]:
    """The links of a part of a sentence as links of the whole."""
    return tuple(
        Link(
            (link.source[0] + source, link.source[1] + source),
            (link.target[0] + target, link.target[1] + target),
            link.weight,
        )
        for link in links
    )


def first_row_guessed(rows: Rows) -> list[list[float]]:
    """The rows with another first one: it looks at the first source piece if no other row does.

    With a beam, CTranslate2 (to 4.8) returns another sentence's first row for all sentences of a
    batch but one; what it returns must not depend on the batch.
    """
    if not rows:
        return []
    free = sum(row[0] for row in rows[1:]) < 0.5
    return [[0.5 * free, *[0.0] * (len(rows[0]) - 1)], *map(list, rows[1:])]


def _strongest(target: Span, weights: dict[Span, float]) -> list[Link]:
    best = max(weights.values(), default=0.0)
    return [
        Link(source, target, round(min(weight, 1.0), 3))
        for source, weight in weights.items()
        if weight >= _LEAST or weight == best >= _FAINT
    ]


def _mean(rows: Rows) -> Sequence[float]:
    if len(rows) == 1:
        return rows[0]
    return [sum(column) / len(rows) for column in zip(*rows, strict=True)]


def _once(text: str, units: dict[Span, list[int]]) -> dict[str, Span]:
    """The words that occur once."""
    words = [text[slice(*unit)] for unit in units]
    return {word: span for word, span in zip(words, units, strict=True) if words.count(word) == 1}


def _is_word(text: str) -> bool:
    return any(map(str.isalnum, text))


def _units(text: str, spans: Sequence[Span]) -> dict[Span, list[int]]:
    """Words of a text with the pieces they consist of."""
    words = [match.span() for match in _WORD.finditer(text)]
    starts = [start for start, _ in words]
    units: dict[Span, list[int]] = {}
    for index, (start, end) in enumerate(spans):
        piece = text[start:end]
        low, high = start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
        if low >= high:
            continue
        word = words[max(0, bisect_right(starts, low) - 1)] if words else (low, high)
        inside = word[0] <= low < word[1] and not _HAN.search(piece)
        units.setdefault(word if inside else (low, high), []).append(index)
    return units
