"""Sentence alignment of an article and its translation. Pure.

Dynamic programming over beads (Gale & Church 1993) with the costs of `bitext.costs`. A bead's score
is its posterior probability under that model, by the forward and backward sums over all ways to
align the two texts.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from toolkit.bitext.costs import BEADS, CostModel, Sentence

_FIRST_BAND = 40
"""Cells on both sides of the diagonal; doubled until the best way keeps clear of the edge."""

Costs = list[dict[int, float]]
"""Row → column → cost."""


@dataclass(frozen=True, slots=True)
class Bead:
    """Source sentences and the target sentences that translate them; either side may be empty."""

    source: range
    target: range
    score: float
    """Posterior probability, 0 to 1."""


def align(source: Sequence[Sentence], target: Sequence[Sentence]) -> list[Bead]:
    """The most probable beads, in order; together they cover both texts."""
    model = CostModel(source, target)
    width = _FIRST_BAND
    while True:
        beads = _Lattice(model, width).best()
        if beads is not None:
            return beads
        width *= 2


class _Lattice:
    """The cells (i, j) in a band along the texts' lengths, and the beads from each to others."""

    def __init__(self, model: CostModel, width: int) -> None:
        self.model = model
        self.end = len(model.blocks[0]) - 1, len(model.blocks[1]) - 1
        self.bands = _bands(model, width)
        self.costs = [
            array("d", (cost for j in band for cost in model.costs(i, j)))
            for i, band in enumerate(self.bands)
        ]

    def edges(self, i: int, j: int) -> Iterator[tuple[int, int, float]]:
        """The cells that beads from this one lead to, with their costs."""
        at = (j - self.bands[i].start) * BEADS
        costs = self.costs[i][at : at + BEADS]
        for (m, n), cost in zip(self.model.steps(i, j), costs, strict=True):
            if cost < math.inf and j + n in self.bands[i + m]:
                yield i + m, j + n, cost

    def best(self) -> list[Bead] | None:
        """The beads of the cheapest way; None if it touches the edge of the band."""
        cheapest, after = self._to_the_end()
        before = self._from_the_start()
        beads, i, j = [], 0, 0
        while (i, j) != self.end:
            if self._on_edge(i, j) or math.isinf(cheapest[i][j]):
                return None
            x, y, cost = min(self.edges(i, j), key=lambda to: to[2] + cheapest[to[0]][to[1]])
            score = math.exp(after[0][0] - before[i][j] - cost - after[x][y])
            beads.append(Bead(range(i, x), range(j, y), min(score, 1.0)))
            i, j = x, y
        return beads

    def _on_edge(self, i: int, j: int) -> bool:
        band = self.bands[i]
        return 0 < band.start > j - 2 or j + 2 > band[-1] < self.end[1]

    def _to_the_end(self) -> tuple[Costs, Costs]:
        """From each cell the cost of the cheapest way, and of all ways together."""
        cheapest = [dict.fromkeys(band, math.inf) for band in self.bands]
        together = [dict.fromkeys(band, math.inf) for band in self.bands]
        cheapest[-1][self.end[1]] = together[-1][self.end[1]] = 0.0
        for i in range(self.end[0], -1, -1):
            for j in reversed(self.bands[i]):
                for x, y, cost in self.edges(i, j):
                    cheapest[i][j] = min(cheapest[i][j], cost + cheapest[x][y])
                    together[i][j] = _either(together[i][j], cost + together[x][y])
        return cheapest, together

    def _from_the_start(self) -> Costs:
        """To each cell the cost of all ways together."""
        found = [dict.fromkeys(band, math.inf) for band in self.bands]
        found[0][0] = 0.0
        for i, band in enumerate(self.bands):
            for j in band:
                for x, y, cost in self.edges(i, j):
                    found[x][y] = _either(found[x][y], found[i][j] + cost)
        return found


def _either(one: float, other: float) -> float:
    """-log(exp(-one) + exp(-other))"""
    if math.isinf(one) or math.isinf(other):
        return min(one, other)
    return min(one, other) - math.log1p(math.exp(-abs(one - other)))


def _bands(model: CostModel, width: int) -> list[range]:
    """For each number of source sentences the numbers of target sentences to look at."""
    source, target = (
        list(accumulate((one.length for one in side[0]), initial=0.0))
        for side in (model.source, model.target)
    )
    bands, middle, columns = [], 0, len(target) - 1
    for length in source:
        share = length / source[-1] * target[-1] if source[-1] else 0.0
        while middle < columns and target[middle] < share:
            middle += 1
        bands.append(range(max(0, middle - width), min(columns, middle + width) + 1))
    bands[0] = range(0, bands[0].stop)
    bands[-1] = range(bands[-1].start, columns + 1)
    return bands
