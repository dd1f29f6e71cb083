"""The stored sentences most similar to a new one, as a scan of all of them would find them.

Two texts of m and n characters are similar by s percent if their longest common subsequence is
s/100 · (m+n)/2 long. It cannot be longer than the shorter text, nor than the number of characters
they share in any order. NumPy (this is its door) leaves out the texts that cannot pass by these
two bounds; rapidfuzz measures the rest.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

_BUCKETS = 96
"""Characters are counted modulo this: sharing a bucket can only loosen the bound."""
_BLOCK = 8_192
_MOST = 255
_SLACK = 1e-6


class Nearest:
    """A set of texts to be searched."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = np.array(sorted(dict.fromkeys(texts), key=len), dtype=object)
        self.lengths = np.array([len(text) for text in self.texts], dtype=np.int64)
        blocks = [_counts(list(block)) for block in _blocks(self.texts)]
        self.counts = np.concatenate([np.zeros((_BUCKETS, 0), np.uint8), *blocks], axis=1)

    def search(self, text: str, least: float, limit: int) -> list[tuple[str, float]]:
        """Texts with `fuzz.ratio` of at least `least` (1 to 100), best first, then alphabetical."""
        found = process.extract(
            text, self._candidates(text, least), scorer=fuzz.ratio, score_cutoff=least, limit=None
        )
        best = heapq.nsmallest(limit, found, key=lambda item: (-item[1], item[0]))
        return [(other, score) for other, score, _ in best]

    def _candidates(self, text: str, least: float) -> list[str]:
        share = (least - _SLACK) / 200
        length = len(text)
        low = math.ceil(length * share / (1 - share))
        high = math.floor(length * (1 - share) / share)
        start, end = np.searchsorted(self.lengths, [low, high + 1])
        counts = np.bincount(_codes(text), minlength=_BUCKETS)
        common = np.zeros(end - start, np.uint16)
        for bucket in np.nonzero(counts)[0]:
            count = np.uint8(min(counts[bucket], _MOST))
            common += np.minimum(self.counts[bucket, start:end], count)
        uncounted = int(np.maximum(counts - _MOST, 0).sum())
        needed = (self.lengths[start:end] + length) * share - uncounted
        chosen: list[str] = self.texts[start:end][common >= needed].tolist()
        return chosen


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32) % _BUCKETS


def _blocks(texts: NDArray[np.object_]) -> Iterator[NDArray[np.object_]]:
    for start in range(0, len(texts), _BLOCK):
        yield texts[start : start + _BLOCK]


def _counts(texts: list[str]) -> NDArray[np.uint8]:
    """How often each text has each bucket, at most 255; one column per text."""
    rows = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    cells = _codes("".join(texts)).astype(np.int64) * len(texts) + rows
    counts = np.bincount(cells, minlength=_BUCKETS * len(texts))
    return np.minimum(counts, _MOST).astype(np.uint8).reshape(_BUCKETS, len(texts))
