"""Weights to begin with come from packages and small files, whole or not at all."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="needs the extra [train]: `make test-train`")
pytest.importorskip("sacrebleu", reason="needs the extra [train]: `make test-train`")

from toolkit.errors import UsageError  # noqa: E402
from toolkit.train import convert, export, weights  # noqa: E402
from toolkit.train.run import loaded  # noqa: E402
from toolkit.train.store import BEST, Store  # noqa: E402

pytestmark = pytest.mark.timeout(600)  # the first test trains the model


def best(trained: Path) -> dict[str, Any]:
    """The weights of the toy, and what its run says of itself."""
    return loaded(Store(trained), BEST)


def test_a_small_file_makes_the_very_package(trained: Path, archive: Path, tmp_path: Path) -> None:
    """int8 weights that were sent home are exported to the bytes of the direct export."""
    state = best(trained)
    values = state.pop("weights")
    small = tmp_path / "toy.int8"
    small.write_bytes(weights.write(values, state))
    assert small.stat().st_size < 1.2 * sum(value.numel() for value in values.values())
    order = export.ExportOrder(tmp_path, "1.0", "2026-01-01", "", weights=small)
    path, _ = export.export(Store(trained), order)
    models = []
    for one in (path, archive):
        with zipfile.ZipFile(one) as file:
            models.append(file.read("translate-de_en-1_0/model/model.bin"))
    assert models[0] == models[1]


def test_all_kinds_of_files(trained: Path, archive: Path, tmp_path: Path) -> None:
    """A package, its folder, a small file and float16 weights differ by rounding at most."""
    store, state = Store(trained), best(trained)
    values = state.pop("weights")
    tokenizer = store.vocabulary()[0]
    with zipfile.ZipFile(archive) as file:
        file.extractall(tmp_path)
    (tmp_path / "toy.int8").write_bytes(weights.write(values, state))
    torch.save({name: value.half() for name, value in values.items()}, tmp_path / "toy.pt")
    for path in (archive, tmp_path / "translate-de_en-1_0", tmp_path / "toy.int8"):
        found = weights.read(path, tokenizer).values
        assert found.keys() == values.keys()
        for name, value in values.items():
            assert (found[name] - value).abs().max() <= value.abs().max() / 250, (path, name)
    half = weights.read(tmp_path / "toy.pt", tokenizer).values
    assert all(torch.equal(half[name], value.half().float()) for name, value in values.items())


def test_what_is_no_weights_is_refused(trained: Path, archive: Path, tmp_path: Path) -> None:
    """Files of other kinds, damaged ones and those of another vocabulary: one sentence each."""
    tokenizer = Store(trained).vocabulary()[0]
    text, cut = tmp_path / "text.pt", tmp_path / "cut.argosmodel"
    text.write_text("no weights")
    cut.write_bytes(archive.read_bytes()[:-100])
    empty = tmp_path / "empty.int8"
    empty.write_bytes(b"")
    lists = tmp_path / "lists.pt"
    torch.save({"model": {"a": torch.zeros(1)}}, lists)
    for path in (text, cut, empty, lists):
        with pytest.raises(UsageError, match=rf"{path.name}: holds no weights"):
            weights.read(path, tokenizer)
    with pytest.raises(UsageError, match=r"none\.int8: cannot be read \(No such file"):
        weights.read(tmp_path / "none.int8", tokenizer)
    with pytest.raises(UsageError, match="prepare the folder with --pieces translate-de_en"):
        weights.read(archive, b"another")


def test_rounding_a_row_of_zeros() -> None:
    """Rows without a number, and with the smallest ones, do not divide by zero."""
    import numpy as np

    rows = np.array([[0.0, 0.0], [1e-44, 0.0], [-2.0, 1.0]], np.float32)
    whole, scale = convert.rounded(rows)
    assert np.isfinite(scale).all() and whole.tolist()[0] == [0, 0]
    assert whole.tolist()[2] == [-127, 64]
