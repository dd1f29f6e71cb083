"""CTranslate2's `model.bin`, read and written, to make of a sound model one that int8 spoils.

The format is that of `ctranslate2.specs.ModelSpec._serialize`, versions 4 to 6.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

Array = np.ndarray[tuple[int, ...], np.dtype[np.generic]]
_TYPES = (np.float32, np.int8, np.int16, np.int32, np.float16, np.uint16)
"""By number; the last one is bfloat16, which NumPy lacks: the first two bytes of a float32."""
_STRETCH = 2.0**17
"""A power of two: what float32 computes stays the same bit by bit."""


@dataclass
class ModelFile:
    """The variables of a model, by name."""

    head: bytes
    variables: dict[str, Array]
    aliases: dict[str, str]


def read(data: bytes) -> ModelFile:
    """The file's content."""
    at = 0

    def number(kind: str) -> int:
        nonlocal at
        at += struct.calcsize(kind)
        return int(struct.unpack_from(kind, data, at - struct.calcsize(kind))[0])

    def name() -> str:
        nonlocal at
        size = number("<H")
        at += size
        return data[at - size : at - 1].decode()

    number("<I")
    name()
    number("<I")
    head = data[:at]
    variables: dict[str, Array] = {}
    for _ in range(number("<I")):
        label = name()
        shape = [number("<I") for _ in range(number("<B"))]
        kind, size = np.dtype(_TYPES[number("<B")]), number("<I")
        variables[label] = np.frombuffer(data, kind, size // kind.itemsize, at).reshape(shape)
        at += size
    return ModelFile(head, variables, {name(): name() for _ in range(number("<I"))})


def written(model: ModelFile) -> bytes:
    """The content as a file."""
    return b"".join(_written(model))


def _written(model: ModelFile) -> Iterator[bytes]:
    def name(text: str) -> bytes:
        return struct.pack("<H", len(text) + 1) + text.encode() + b"\0"

    yield model.head + struct.pack("<I", len(model.variables))
    for label, value in model.variables.items():
        kind = [np.dtype(known) for known in _TYPES].index(value.dtype)
        shape = struct.pack(f"<B{value.ndim}I", value.ndim, *value.shape)
        yield name(label) + shape + struct.pack("<BI", kind, value.nbytes) + value.tobytes()
    yield struct.pack("<I", len(model.aliases))
    for label, other in model.aliases.items():
        yield name(label) + name(other)


def as_float32(data: bytes) -> ModelFile:
    """The model with its numbers of eight bits as numbers of 32."""
    model = read(data)
    scales = {label for label in model.variables if label.endswith("weight_scale")}
    for label in scales:
        weight = label.removesuffix("_scale")
        scale = model.variables.pop(label).astype(np.float32)
        rows = scale.reshape(-1, *[1] * (model.variables[weight].ndim - 1))
        model.variables[weight] = model.variables[weight].astype(np.float32) / rows
    model.aliases = {one: other for one, other in model.aliases.items() if other not in scales}
    return model


def retyped(data: bytes, kind: str) -> ModelFile:
    """The model of numbers of eight bits with others: `float16`, `int8_float16`, `int16`, …"""
    model = read(data)
    matrices = {label.removesuffix("_scale") for label in model.variables if "_scale" in label}
    if not kind.startswith("int8"):
        model = as_float32(data)
    for label, value in model.variables.items():
        if value.dtype == np.float32 and value.ndim and not label.endswith("_scale"):
            model.variables[label] = _rounded(value, kind.rpartition("_")[2])
    if kind == "int16":
        for label in matrices:
            weight = model.variables[label].astype(np.float32)
            scale = np.float32(2**10) / np.abs(weight).max()
            model.variables[label] = np.rint(weight * scale).astype(np.int16)
            model.variables[label + "_scale"] = np.asarray(scale, np.float32)
    return model


def _rounded(value: Array, kind: str) -> Array:
    if kind == "bfloat16":
        return (np.ascontiguousarray(value).view(np.uint32) >> 16).astype(np.uint16)
    return value.astype(np.float16) if kind == "float16" else value


def stretched(model: ModelFile) -> ModelFile:
    """The same function, with one column of some matrices so large that int8 keeps nothing else.

    What a layer norm's factor gives less, the matrix behind it takes more of: the trouble of
    models with outliers, as Argos's es_en 1.9.
    """
    for label in [label for label in model.variables if label.endswith("ffn/linear_0/weight")]:
        norm = label.replace("linear_0/weight", "layer_norm/")
        for part in ("gamma", "beta"):
            _scale(model, norm + part, 1 / _STRETCH)
        _scale(model, label, _STRETCH)
    return model


def _scale(model: ModelFile, label: str, factor: float) -> None:
    changed = model.variables[label].copy()
    changed[..., 3] = changed[..., 3].astype(np.float32) * np.float32(factor)
    model.variables[label] = changed
