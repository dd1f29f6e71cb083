"""A model as CTranslate2 stores it, both ways: the door to its specifications.

A package's int8 weights are what training goes on with: rounding is all they lost, and rounding
them again changes nothing, so that packages need no second copy of their weights.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import torch

from toolkit.errors import EngineError
from toolkit.train.model import Shape, Transformer

Array = npt.NDArray[Any]
_TYPES = ("float32", "int8", "int16", "int32", "float16")
"""CTranslate2's numbers of types, `_dtype_to_type_id`."""
_POSITIONS = {f"{side}/position_encodings/encodings" for side in ("encoder", "decoder")}
_TIED = ("encoder/embeddings_0/weight", "decoder/embeddings/weight", "decoder/projection/weight")


def write(model: Transformer, pieces: Sequence[str], folder: Path, quantization: str) -> None:
    """Save for CTranslate2; the first decoder head of the last layer gives the alignment."""
    from ctranslate2.specs import TransformerSpec

    shape = model.shape
    spec = TransformerSpec.from_config((shape.encoder, shape.decoder), shape.heads)
    for name, weight in weights(model):
        *path, attribute = name.split("/")
        place: Any = spec
        for step in path:
            stem, _, number = step.rpartition("_")
            place = (
                getattr(place, stem)[int(number)]
                if number.isdigit() and not hasattr(place, step)
                else getattr(place, step)
            )
        setattr(place, attribute, weight.detach().float().cpu().numpy().copy())
    spec.register_source_vocabulary(list(pieces))
    spec.register_target_vocabulary(list(pieces))
    spec.config.add_source_eos = True
    spec.config.layer_norm_epsilon = 1e-5
    spec.validate()
    spec.optimize(quantization=quantization)
    folder.mkdir(parents=True)
    spec.save(str(folder))


def read(folder: Path, pieces: Sequence[str]) -> Transformer:
    """The model in a CTranslate2 folder. EngineError if it is none that this package makes."""
    try:
        with (folder / "model.bin").open("rb") as file:
            found = dict(_variables(file))
        config = json.loads((folder / "config.json").read_bytes())
        names = json.loads((folder / "shared_vocabulary.json").read_bytes())
        model = Transformer(_shape(found))
        _fill(model, found)
    except OSError as error:
        raise _foreign(folder, str(error.strerror)) from None
    except (KeyError, ValueError, IndexError, TypeError, RuntimeError, struct.error):
        raise _foreign(folder, "its weights are others") from None
    if names != list(pieces) or not config.get("add_source_eos"):
        raise _foreign(folder, "its vocabulary is another one")
    model.eval()
    return model


def _fill(model: Transformer, found: dict[str, Array]) -> None:
    """Copy the weights. KeyError or ValueError if some are missing, too many or not tied."""
    wanted = dict(weights(model))
    tied = [_plain(found, name) for name in _TIED]
    extra = {name for name in found if name.endswith(("weight", "bias"))} - wanted.keys()
    if extra or found.keys() & _POSITIONS or not all((tied[0] == one).all() for one in tied):
        raise ValueError
    for name, weight in wanted.items():
        weight.data.copy_(torch.from_numpy(_plain(found, name)))


def _foreign(folder: Path, why: str) -> EngineError:
    return EngineError(
        f"{folder}: not a model that `toolkit train` made ({why}): only such can be trained on"
    )


def weights(model: Transformer) -> Iterator[tuple[str, torch.Tensor]]:
    """CTranslate2's names and the model's weights; the embedding under its three names."""
    for name in _TIED:
        yield name, model.embedding.weight
    layers: Any
    for side, layers in (("encoder", model.encoder), ("decoder", model.decoder)):
        yield from _norm(f"{side}/layer_norm", getattr(model, f"{side}_norm"))
        for number, layer in enumerate(layers):
            name = f"{side}/layer_{number}"
            yield from _attention(f"{name}/self_attention", layer.self_attention)
            if layer.attention is not None:
                yield from _attention(f"{name}/attention", layer.attention)
            yield from _norm(f"{name}/ffn/layer_norm", layer.norm)
            yield from _linear(f"{name}/ffn/linear_0", layer.expand)
            yield from _linear(f"{name}/ffn/linear_1", layer.shrink)


def _norm(name: str, norm: Any) -> Iterator[tuple[str, torch.Tensor]]:
    yield f"{name}/gamma", norm.weight
    yield f"{name}/beta", norm.bias


def _linear(name: str, linear: Any) -> Iterator[tuple[str, torch.Tensor]]:
    yield f"{name}/weight", linear.weight
    yield f"{name}/bias", linear.bias


def _attention(name: str, attention: Any) -> Iterator[tuple[str, torch.Tensor]]:
    yield from _norm(f"{name}/layer_norm", attention.norm)
    for number, linear in enumerate([*attention.inputs, attention.output]):
        yield from _linear(f"{name}/linear_{number}", linear)


def rounded(weight: npt.NDArray[np.float32]) -> tuple[Array, npt.NDArray[np.float32]]:
    """A matrix in int8 with a scale for each row, as CTranslate2 rounds it."""
    largest = np.abs(weight).max(1)
    largest = np.maximum(np.where(largest == 0, 127.0, largest), 127 / np.finfo(np.float32).max)
    scale = (127.0 / largest).astype(np.float32)
    return np.rint(weight * scale[:, None]).astype(np.int8), scale


def _shape(found: dict[str, Array]) -> Shape:
    vocabulary, width = found["encoder/embeddings_0/weight"].shape
    layers = [
        sum(f"{side}/layer_{number}/ffn/linear_0/weight" in found for number in range(100))
        for side in ("encoder", "decoder")
    ]
    inner = found["encoder/layer_0/ffn/linear_0/weight"].shape[0]
    return Shape(vocabulary, width, inner, int(found["encoder/num_heads"]), *layers)


def _plain(found: dict[str, Array], name: str) -> npt.NDArray[np.float32]:
    """A weight without quantization."""
    weight = found[name].astype(np.float32)
    if found[name].dtype == np.int8:
        weight /= found[f"{name}_scale"][:, None]
    return weight


def _variables(file: BinaryIO) -> Iterator[tuple[str, Array]]:
    """CTranslate2's binary format, version 6 (`ModelSpec._serialize`); aliases resolved."""

    def number(kind: str) -> int:
        return int(struct.unpack(kind, file.read(struct.calcsize(kind)))[0])

    def text() -> str:
        return file.read(number("<H"))[:-1].decode()

    if number("<I") != 6 or text() != "TransformerSpec":
        raise ValueError
    number("<I")
    found: dict[str, Array] = {}
    for _ in range(number("<I")):
        name = text()
        shape = [number("<I") for _ in range(number("<B"))]
        kind = np.dtype(_TYPES[number("<B")])
        found[name] = np.frombuffer(file.read(number("<I")), kind).reshape(shape)
    yield from found.items()
    for _ in range(number("<I")):
        alias, name = text(), text()
        yield alias, found[name]
        if f"{name}_scale" in found:
            yield f"{alias}_scale", found[f"{name}_scale"]
