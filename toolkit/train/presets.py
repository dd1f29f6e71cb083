"""Sizes of models, each with settings that suit it. No PyTorch."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preset:
    """A model's sizes, and how to train it."""

    shape: tuple[int, int, int, int, int]
    """Width, inner width, heads, encoder and decoder layers."""
    rate: float
    """Muon's."""
    warmup: int
    batch_tokens: int


PRESETS = {
    "toy": Preset((96, 192, 4, 2, 1), 0.02, 20, 1500),
    "tiny": Preset((192, 768, 4, 3, 1), 0.02, 50, 3000),
    "compact": Preset((256, 1024, 4, 6, 2), 0.02, 100, 8000),
    "medium": Preset((320, 1280, 5, 6, 2), 0.02, 150, 24_000),
    "small": Preset((384, 1536, 6, 6, 2), 0.02, 200, 60_000),
    "base": Preset((512, 2048, 8, 8, 2), 0.02, 200, 100_000),
}
"""`toy` and `tiny` for tests, `compact` (12M parameters) for a processor; `medium` (16M), `small`
(22M) and `base` (42M) for a GPU. A parameter is a byte of the package."""
