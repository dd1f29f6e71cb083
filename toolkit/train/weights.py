"""Weights to begin with, or to export: read from files, and written as small ones.

Read are an exported package (`.argosmodel` or its folder), `int8` files that `write` made, and the
`state_dict` of a model in a `.pt` file, whose float16 or float32 weights need its sizes besides.
"""

from __future__ import annotations

import io
import json
import pickle
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from toolkit.errors import UsageError
from toolkit.train import convert, vocabulary
from toolkit.train.model import Transformer

SUFFIX = ".int8"
_FACTS = "facts"
_EMBEDDING = "embedding.weight"
_WHOLE = ("model/model.bin", "model/config.json", "model/shared_vocabulary.json")


@dataclass(frozen=True, slots=True)
class Weights:
    """A model's weights without its vocabulary."""

    values: dict[str, Tensor]
    """As `Transformer.state_dict`, in float32."""
    facts: dict[str, Any] = field(default_factory=dict)
    """What the run that made them says of itself: shape, progress, trained; may be missing."""
    tokenizer: bytes | None = None
    """The vocabulary they belong to, if the file holds it."""


def write(values: dict[str, Tensor], facts: dict[str, Any]) -> bytes:
    """Matrices with one byte a number, rounded as an export rounds them; the rest in float32."""
    arrays: dict[str, Any] = {_FACTS: np.array(json.dumps(facts))}
    for name, value in values.items():
        array = value.detach().float().cpu().numpy()
        if array.ndim == 2:
            array, arrays[f"{name} scale"] = convert.rounded(array)
        arrays[name] = array
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def read(path: Path, tokenizer: bytes) -> Weights:
    """The weights in a file. UsageError if it holds none, or those of another vocabulary."""
    found = of(path)
    if found.tokenizer not in (None, tokenizer):
        raise UsageError(
            f"{path}: has another vocabulary than the training folder: prepare the folder with"
            f" --pieces {path.name}"
        )
    return found


def of(path: Path) -> Weights:
    """The weights in a file, of whatever vocabulary. UsageError if it holds none."""
    try:
        if path.is_dir():
            found = _package(path)
        elif path.suffix == SUFFIX:
            found = _small(path.read_bytes())
        elif zipfile.is_zipfile(path) and path.suffix == ".argosmodel":
            found = _archive(path)
        else:
            found = _plain(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror or error})") from None
    except (
        *(ValueError, KeyError, TypeError, AttributeError, EOFError, RuntimeError),
        *(pickle.UnpicklingError, zipfile.BadZipFile),
    ):
        raise UsageError(
            f"{path}: holds no weights: give an exported package, a {SUFFIX} file, or a .pt file"
            " with the weights of such a model"
        ) from None
    return found


def lent(found: Weights, tokenizer: bytes) -> tuple[Weights, int]:
    """Weights for another vocabulary, and how many of its pieces they know.

    The layers stay as they are, so do the embeddings of pieces that both vocabularies have; the
    others are drawn at random among the known ones. `found` is from a package, or its folder.
    """
    assert found.tokenizer is not None
    known = {piece: at for at, piece in enumerate(_pieces(found.tokenizer))}
    old = found.values[_EMBEDDING]
    places = [known.get(piece) for piece in _pieces(tokenizer)]
    new = old.mean(0) + old.std() * torch.randn(len(places), old.shape[1])
    for at, place in enumerate(places):
        if place is not None:
            new[at] = old[place]
    count = len(places) - places.count(None)
    return Weights({**found.values, _EMBEDDING: new}, tokenizer=tokenizer), count


def _pieces(tokenizer: bytes) -> list[str]:
    return vocabulary.pieces(vocabulary.load(tokenizer, vocabulary.FILE))


def fill(model: Transformer, found: Weights, path: Path) -> None:
    """Give a model the weights. UsageError if it has other sizes."""
    try:
        model.load_state_dict(found.values)
    except RuntimeError:
        raise UsageError(
            f"{path}: its weights are those of another model: give the preset it was trained with,"
            " and a folder with its vocabulary"
        ) from None


def _small(content: bytes) -> Weights:
    with np.load(io.BytesIO(content)) as file:
        arrays = {name: file[name] for name in file.files}
    facts = json.loads(str(arrays.pop(_FACTS)))
    return Weights(dict(_floats(arrays)), facts)


def _floats(arrays: dict[str, Any]) -> Iterator[tuple[str, Tensor]]:
    for name, array in arrays.items():
        if not name.endswith(" scale"):
            scale = arrays.get(f"{name} scale")
            plain = array.astype(np.float32)
            yield name, torch.from_numpy(plain if scale is None else plain / scale[:, None])


def _plain(path: Path) -> Weights:
    found = torch.load(path, map_location="cpu", weights_only=True)
    values = {name: value.float() for name, value in found.items()}
    if not values:
        raise ValueError
    return Weights(values)


def _archive(path: Path) -> Weights:
    with zipfile.ZipFile(path) as file, tempfile.TemporaryDirectory() as folder:
        for name in file.namelist():
            inside = name.partition("/")[2]
            if inside in (*_WHOLE, vocabulary.FILE):
                target = Path(folder, inside)
                target.parent.mkdir(exist_ok=True)
                target.write_bytes(file.read(name))
        return _package(Path(folder))


def _package(folder: Path) -> Weights:
    own = (folder / vocabulary.FILE).read_bytes()
    pieces = vocabulary.pieces(vocabulary.load(own, str(folder)))
    model = convert.read(folder / "model", pieces)
    return Weights(model.state_dict(), {"shape": asdict(model.shape)}, own)
