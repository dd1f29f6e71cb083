"""Packed tokens, cut into batches.

The sources of a batch have one length, so neither the encoder nor the attention to it needs a
mask; padding of targets comes last, where causality hides it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from toolkit.train.store import Arrays
from toolkit.train.vocabulary import BOS

IGNORED = -100
"""Label of padding."""
Rows = npt.NDArray[np.int64]
_SIDES = ("source", "target")
_LONGEST = 4096


class Packed:
    """Token pairs on a device."""

    def __init__(self, arrays: Arrays, device: torch.device) -> None:
        self._arrays, self._device = arrays, device
        self._tokens = {
            side: torch.from_numpy(arrays[side].astype(np.int32)).to(device) for side in _SIDES
        }
        self.lengths = {side: arrays[f"{side}_length"].astype(np.int64) for side in _SIDES}
        self._starts = {side: np.cumsum(self.lengths[side]) - self.lengths[side] for side in _SIDES}

    def __len__(self) -> int:
        return len(self.lengths["source"])

    def epoch(
        self, seed: Sequence[int], tokens: int, weights: npt.NDArray[np.float64] | None = None
    ) -> list[Rows]:
        """Batches of at most `tokens` that show each pair once, or as often as its weight says."""
        chooser = np.random.default_rng(seed)
        wanted = np.ones(len(self)) if weights is None else weights
        copies = np.floor(wanted + chooser.random(len(self))).astype(np.int64)
        rows = chooser.permutation(np.repeat(np.arange(len(self)), copies))
        source, target = (self.lengths[side][rows] for side in _SIDES)
        order = np.argsort(source * _LONGEST + target, kind="stable")
        batches = self._cut(rows[order], source[order], target[order], tokens)
        return [batches[at] for at in chooser.permutation(len(batches))]

    @staticmethod
    def _cut(rows: Rows, source: Rows, target: Rows, tokens: int) -> list[Rows]:
        batches, start = [], 0
        while start < len(rows):
            stop = int(np.searchsorted(source, source[start], side="right"))
            for last in (start, stop - 1):  # the second, longest one counts
                longest = int(target[min(last, stop - 1)])
                stop = min(stop, start + max(1, tokens // int(source[start] + longest)))
            batches.append(rows[start:stop])
            start = stop
        return batches

    def shifted(self) -> Packed:
        """Each target with the source of the pair before it, the first with the last one's."""
        ends = np.cumsum(self.lengths["source"])
        lists = np.split(self._arrays["source"], ends[:-1])
        moved = {
            "source": np.concatenate([lists[-1], *lists[:-1]]),
            "source_length": np.roll(self._arrays["source_length"], 1),
        }
        return Packed({**self._arrays, **moved}, self._device)

    def size(self, rows: Rows) -> int:
        """Tokens of both sides."""
        return sum(int(self.lengths[side][rows].sum()) for side in _SIDES)

    def load(self, rows: Rows) -> tuple[Tensor, Tensor, Tensor]:
        """Source tokens, decoder inputs, and labels."""
        source, target = (self._gather(side, rows) for side in _SIDES)
        inputs = functional.pad(target[:, :-1].clamp(min=0), (1, 0), value=BOS)
        return source, inputs, target

    def _gather(self, side: str, rows: Rows) -> Tensor:
        starts, lengths = (
            torch.from_numpy(part[side][rows]).to(self._device)[:, None]
            for part in (self._starts, self.lengths)
        )
        offsets = torch.arange(int(self.lengths[side][rows].max()), device=self._device)
        index = (starts + offsets).clamp_(max=len(self._tokens[side]) - 1)
        return self._tokens[side][index].long().masked_fill(offsets >= lengths, IGNORED)


def grouped(batches: Sequence[Rows], sizes: Sequence[int], tokens: int) -> list[list[Rows]]:
    """Consecutive batches until a step has its tokens: rare lengths share a step."""
    groups: list[list[Rows]] = [[]]
    total = 0
    for batch, size in zip(batches, sizes, strict=True):
        if total >= 0.8 * tokens:
            groups.append([])
            total = 0
        groups[-1].append(batch)
        total += size
    return groups[:-1] if len(groups) > 1 and total < 0.4 * tokens else groups
