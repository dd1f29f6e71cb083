"""Sizes of models, each with settings that suit it. No PyTorch.

To add one: a row in `PRESETS`. The option of `toolkit train run` and its help follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Sizes(NamedTuple):
    """Those of a Transformer, but for its vocabulary."""

    width: int
    inner: int
    """Width of the feed-forward layers."""
    heads: int
    encoder: int
    """Layers of the encoder."""
    decoder: int
    """Layers of the decoder."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A model's sizes, and how to train it."""

    name: str
    millions: int
    """Parameters with a vocabulary of the usual size: a parameter is a byte of the package."""
    purpose: str
    shape: Sizes
    rate: float
    """Muon's highest learning rate."""
    warmup: int
    """Steps until it is reached."""
    batch_tokens: int
    """Of source and target together."""


PRESETS = {
    row.name: row
    for row in (
        Preset("toy", 2, "for tests", Sizes(96, 192, 4, 2, 1), 0.02, 20, 1500),
        Preset("tiny", 5, "for tests", Sizes(192, 768, 4, 3, 1), 0.02, 50, 3000),
        Preset("compact", 12, "for a processor", Sizes(256, 1024, 4, 6, 2), 0.02, 100, 8000),
        Preset("medium", 16, "for a GPU", Sizes(320, 1280, 5, 6, 2), 0.02, 150, 24_000),
        Preset("small", 22, "for a GPU", Sizes(384, 1536, 6, 6, 2), 0.02, 200, 60_000),
        Preset("base", 42, "for a GPU", Sizes(512, 2048, 8, 8, 2), 0.02, 200, 100_000),
    )
}


def in_words() -> str:
    """The presets that are for more than tests: `compact 12, … base 42 million parameters`."""
    real = (row for row in PRESETS.values() if row.purpose != "for tests")
    return ", ".join(f"{row.name} {row.millions}" for row in real) + " million parameters"
