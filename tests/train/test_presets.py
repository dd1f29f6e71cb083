"""A preset is a row: the option and the page on training follow."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Toolkit

from toolkit.train.presets import PRESETS, Preset, Sizes, in_words

PAGE = Path(__file__).parents[2] / "docs" / "training.md"
CRUMB = Preset("crumb", 1, "for this test", Sizes(8, 16, 2, 1, 1), 1e-3, 10, 100)


def test_the_option_knows_the_rows(toolkit: Toolkit, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that was added later is one of the choices."""
    monkeypatch.setitem(PRESETS, "crumb", CRUMB)
    said = "".join(toolkit("train", "run", "--help").out.split())
    assert "[toy|tiny|compact|medium|small|base|crumb]" in said
    assert in_words().endswith(", base 42, crumb 1 million parameters")


def test_a_model_has_the_sizes_of_its_preset() -> None:
    """The sizes stand in the order that the model takes them."""
    torch = pytest.importorskip("torch", reason="needs the extra [train]: `make test-train`")
    from toolkit.train.model import Shape, Transformer

    model = Transformer(Shape(50, *CRUMB.shape), 0.0)
    assert isinstance(model, torch.nn.Module)
    assert model.shape.width == 8


def test_the_page_names_every_preset() -> None:
    """`docs/training.md` has a line for each row."""
    rows = "".join(
        f"| `{row.name}` | {row.millions} million | {row.purpose} |\n" for row in PRESETS.values()
    )
    assert rows in PAGE.read_text("utf-8")
