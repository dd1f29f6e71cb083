"""Sizes of models, each with settings that suit it. No PyTorch."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preset:
    """A model's sizes, and how to train it."""

    shape: tuple[int, int, int, int, int]
    """Width, inner width, heads, encoder and decoder layers."""
    rate: float
    warmup: int
    batch_tokens: int


PRESETS = {
    "toy": Preset((96, 192, 4, 2, 1), 4e-3, 60, 1500),
    "tiny": Preset((192, 768, 4, 3, 1), 2e-3, 400, 3000),
    "small": Preset((384, 1536, 6, 6, 2), 2e-3, 1000, 60_000),
    "base": Preset((512, 2048, 8, 8, 2), 1.5e-3, 1000, 100_000),
}
"""`toy` and `tiny` for a CPU; `small` (22M parameters) and `base` (42M) for a GPU."""
