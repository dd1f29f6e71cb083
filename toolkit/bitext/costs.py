"""What a pair of sentences costs in an alignment: the less, the more probable it is.

Costs are negative logarithms: Gale & Church's for lengths and kinds of beads ("A Program for
Aligning Sentences in Bilingual Corpora", 1993), ours for common anchors and for block boundaries.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from toolkit.model import BlockKind

_HAN = 3.1
"""Latin letters that one Chinese character is worth."""
_VARIANCE = 6.8
"""Of the length difference for each character (Gale & Church)."""
_SMOOTHING = 500.0
"""Characters of a text that the usual ratio of lengths weighs as much as."""
_STEPS = ((1, 1), (1, 2), (2, 1), (1, 0), (0, 1), (2, 2))
_PRIOR = tuple(-math.log(share) for share in (0.9, 0.03, 0.03, 0.02, 0.02, 0.001))
BEADS = len(_STEPS) + 2
"""Kinds of beads; the last two: a whole block without a translation, one without a source."""
_SKIPPED = 1.0
"""Cost of each sentence in a skipped block after its first."""
_UNLIKE = 9.0
"""Most that unlike lengths cost."""
_LOST = 1.0
"""Cost of each figure that only one side has."""
_TORN = 3.0
"""Cost of a bead across a block boundary."""
_LEDGE = 1.0
"""Cost of a bead that begins a block on one side only."""
_OTHER_KIND = 3.0
"""Cost of unlike kinds of blocks, such as a heading and a paragraph."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of either text."""

    text: str
    """As readers see it."""
    block: int
    """The number of its block in its document."""
    kind: BlockKind = BlockKind.PARAGRAPH
    anchors: frozenset[str] = frozenset()
    """See `bitext.anchors`."""
    figures: frozenset[str] = frozenset()
    """The anchors that the other text must have too."""


@dataclass(frozen=True, slots=True)
class _Group:
    """One or two sentences as one side of a bead."""

    length: float
    anchors: frozenset[str]
    figures: frozenset[str]
    torn: bool
    """It goes on in another block."""
    begins: bool
    """It begins a block."""
    kind: str


class CostModel:
    """The costs of all beads of two texts."""

    blocks: tuple[list[int], list[int]]
    """How many sentences each block has, at its first sentence; 0 elsewhere and at the end."""

    def __init__(self, source: Sequence[Sentence], target: Sequence[Sentence]) -> None:
        self.source, self.target = ([_groups(side, n) for n in (1, 2)] for side in (source, target))
        self.blocks = _block_sizes(source), _block_sizes(target)
        totals = [sum(one.length for one in side[0]) for side in (self.source, self.target)]
        self.ratio = (totals[1] + _SMOOTHING) / (totals[0] + _SMOOTHING)
        self.weights = _weights(source, target)
        self.kinds = {one.kind for one in source} & {one.kind for one in target}

    def steps(self, i: int, j: int) -> tuple[tuple[int, int], ...]:
        """How many sentences each bead takes; (0, 0) for a block that does not begin here."""
        return (*_STEPS, (self.blocks[0][i], 0), (0, self.blocks[1][j]))

    def costs(self, i: int, j: int) -> Iterator[float]:
        """The cost of each bead that begins before these sentences; infinite if there is none."""
        for (m, n), prior in zip(_STEPS, _PRIOR, strict=True):
            if i + m >= len(self.blocks[0]) or j + n >= len(self.blocks[1]):
                yield math.inf
            elif m and n:
                yield prior + self._pair(self.source[m - 1][i], self.target[n - 1][j])
            else:
                yield prior
        for size in (self.blocks[0][i], self.blocks[1][j]):
            yield _PRIOR[3] + _SKIPPED * (size - 1) if size > 1 else math.inf

    def _pair(self, left: _Group, right: _Group) -> float:
        lost = len(left.figures - right.anchors) + len(right.figures - left.anchors)
        kinds = left.kind != right.kind and left.kind in self.kinds and right.kind in self.kinds
        return (
            _unlike(left.length * self.ratio, right.length)
            - math.fsum(self.weights[one] for one in left.anchors & right.anchors)
            + _LOST * lost
            + _TORN * (left.torn + right.torn)
            + _LEDGE * (left.begins != right.begins)
            + _OTHER_KIND * kinds
        )


def _groups(side: Sequence[Sentence], size: int) -> list[_Group]:
    """All runs of so many sentences."""
    starts = [number > 0 for number in _block_sizes(side)]
    runs = [side[at : at + size] for at in range(len(side) - size + 1)]
    return [
        _Group(
            length=sum(_length(one.text) for one in run),
            anchors=frozenset().union(*(one.anchors for one in run)),
            figures=frozenset().union(*(one.figures for one in run)),
            torn=any(starts[at + 1 : at + size]),
            begins=starts[at],
            kind=run[0].kind,
        )
        for at, run in enumerate(runs)
    ]


def _unlike(left: float, right: float) -> float:
    """Cost of the difference between two lengths (Gale & Church)."""
    delta = abs(right - left) / math.sqrt(_VARIANCE * max((left + right) / 2, 1.0))
    return min(-math.log(max(math.erfc(delta / math.sqrt(2)), 1e-300)), _UNLIKE)


def _length(text: str) -> float:
    """In Latin letters."""
    return sum(_HAN if unicodedata.east_asian_width(char) in "WF" else 1.0 for char in text)


def _weights(source: Sequence[Sentence], target: Sequence[Sentence]) -> dict[str, float]:
    """What a common anchor counts: the more, the fewer sentences have it."""
    counts = [Counter(one for item in side for one in item.anchors) for side in (source, target)]
    size = max(len(source), len(target), 1)
    return {
        one: min(math.log(1 + size / max(counts[0][one], counts[1][one])), 4.0)
        for one in counts[0].keys() & counts[1].keys()
    }


def _block_sizes(side: Sequence[Sentence]) -> list[int]:
    """How many sentences the block has that begins with each sentence; 0 within a block."""
    sizes = [len(list(run)) for _, run in groupby(one.block for one in side)]
    return [*(0 if place else size for size in sizes for place in range(size)), 0]
