"""The general texts that a package takes along."""

from __future__ import annotations

from typing import cast

import numpy as np
import pytest

pytest.importorskip("torch")

from toolkit.train import export
from toolkit.train.store import Store

LENGTH, PAIRS = 500, 400
"""Together more pieces than sixteen bits count."""


class _Pieces:
    def decode(self, pieces: list[int]) -> str:
        return " ".join(map(str, pieces))


class _Stored:
    """As much of a training folder as is read."""

    def arrays(self) -> tuple[dict[str, object], list[str]]:
        side = np.repeat(np.arange(PAIRS, dtype=np.uint16), LENGTH)
        lengths = np.full(PAIRS, LENGTH, np.uint16)
        found = {"source": side, "target": side, "source_length": lengths}
        return {**found, "target_length": lengths, "origin": np.zeros(PAIRS, np.uint8)}, ["a"]

    def vocabulary(self) -> tuple[bytes, _Pieces]:
        return b"", _Pieces()


def test_texts_of_a_large_folder() -> None:
    """Every pair is the one of its place, far behind the first sixty thousand pieces, too."""
    lines = export._general(cast(Store, _Stored()), ["a"]).splitlines()
    assert len(lines) == PAIRS
    for line in lines:
        source, target, origin = line.split("\t")
        assert source == target == " ".join([source.split()[0]] * (LENGTH - 1))
        assert origin == "a"
    assert sorted(int(line.split()[0]) for line in lines) == list(range(PAIRS))
