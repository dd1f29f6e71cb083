"""Which token renders which: IBM model 1 (Brown et al. 1993) with a preference for the diagonal.

One head of the decoder is taught to look where the lexicon points, so that the exported model
gives word alignments (Garg et al. 2019 do the same with GIZA++ alignments). Counts live in one
hashed table, which fits a GPU for any corpus.
"""

from __future__ import annotations

import torch
from torch import Tensor

from toolkit.train.batches import IGNORED, Packed, Rows

_PAIRS, _ROUNDS = 200_000, 4
_LARGEST = 26
"""log2 of the table's largest size."""
_SURE = 0.4
"""Share of a target token's best source token that makes it a guide."""


class Lexicon:
    """Expected counts of token pairs."""

    def __init__(self, pairs: Packed, vocabulary: int, seed: int, device: torch.device) -> None:
        batches = _sample(pairs.epoch((seed, 2**20), 20_000), _PAIRS)
        cells = sum(
            int((pairs.lengths["source"][rows] * pairs.lengths["target"][rows]).sum())
            for rows in batches
        )
        self._size = 1 << min(_LARGEST, max(16, cells.bit_length()))
        self._joint = torch.ones(self._size, device=device)
        self._source, self._target = (torch.ones(vocabulary, device=device) for _ in range(2))
        for _ in range(_ROUNDS):
            self._learn(pairs, batches)

    def _learn(self, pairs: Packed, batches: list[Rows]) -> None:
        joint, source_counts, target_counts = (
            torch.full_like(old, 1e-6) for old in (self._joint, self._source, self._target)
        )
        for rows in batches:
            source, _, labels = pairs.load(rows)
            slots, prior = self._slots(source, labels), _diagonal(source, labels)
            share = self._joint[slots] / self._source[source][:, None] * prior
            share = share / share.sum(-1, keepdim=True).clamp(min=1e-9)
            share = share.masked_fill((labels == IGNORED)[:, :, None], 0.0)
            joint.index_add_(0, slots.flatten(), share.flatten())
            source_counts.index_add_(0, source.flatten(), share.sum(1).flatten())
            target_counts.index_add_(0, labels.clamp(min=0).flatten(), share.sum(2).flatten())
        self._joint, self._source, self._target = joint, source_counts, target_counts

    def __call__(self, source: Tensor, inputs: Tensor, labels: Tensor) -> Tensor:
        """Where each target token has to look: rows × target × source, no weight if unsure."""
        del inputs
        joint = self._joint[self._slots(source, labels)]
        there, here = self._source[source][:, None], self._target[labels.clamp(min=0)][:, :, None]
        share = joint * joint / (there * here) * _diagonal(source, labels)
        share = share / share.sum(-1, keepdim=True).clamp(min=1e-9)
        best = share == share.max(-1, keepdim=True).values
        sure = best & (share > _SURE) & (labels != IGNORED)[:, :, None]
        return sure.float()

    def _slots(self, source: Tensor, labels: Tensor) -> Tensor:
        mixed = source[:, None] * 2_654_435_761 + labels.clamp(min=0)[:, :, None] * 40_503_137
        return (mixed ^ (mixed >> 15)) % self._size


def _sample(batches: list[Rows], pairs: int) -> list[Rows]:
    """The first batches, until they have that many pairs."""
    total, chosen = 0, []
    for rows in batches:
        if total >= pairs:
            break
        chosen.append(rows)
        total += len(rows)
    return chosen


def _diagonal(source: Tensor, labels: Tensor) -> Tensor:
    """How likely a place in the target renders a place in the source (Dyer et al. 2013)."""
    lengths = (labels != IGNORED).sum(1)[:, None]
    there = torch.arange(source.shape[1], device=source.device) / source.shape[1]
    here = torch.arange(labels.shape[1], device=source.device) / lengths
    return torch.exp(-2.0 * (here[:, :, None] - there).abs())
