"""A training folder: what `prepare` wrote, and what a run keeps there. No PyTorch.

sentencepiece.model    the vocabulary
train.npz              the training pairs as tokens
dev.tsv                the development set
data.json              languages, origins, licences: what the model card says of the data
checkpoint.bin         a run at its last evaluation
held.bin               the run before its rate began to fall: from there it can be prolonged
best.bin               the weights with the best chrF on the development set
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from toolkit.errors import UsageError
from toolkit.model import Language
from toolkit.storage import atomic
from toolkit.train import corpus, vocabulary
from toolkit.train.corpus import Pair

Arrays = Mapping[str, npt.NDArray[Any]]
VOCABULARY, TRAIN, DEV, DATA = "sentencepiece.model", "train.npz", "dev.tsv", "data.json"
CHECKPOINT, HELD, BEST = "checkpoint.bin", "held.bin", "best.bin"


@dataclass(frozen=True, slots=True)
class Data:
    """What a model is trained on."""

    source: str
    target: str
    """Language codes."""
    origins: dict[str, int]
    """Pairs for training, by origin."""
    dropped: dict[str, int] = field(default_factory=dict)
    """Pairs left out, by reason."""
    excluded: list[str] = field(default_factory=list)
    licences: dict[str, str] = field(default_factory=dict)
    command: str = ""

    @property
    def languages(self) -> tuple[Language, Language]:
        from toolkit.languages.language import (
            language,  # where models are only trained, Babel is missing
        )

        return language(self.source), language(self.target)


def packed(sources: Sequence[Sequence[int]], targets: Sequence[Sequence[int]]) -> Arrays:
    """Token lists as arrays: `source`, `source_length`, `target`, `target_length`."""
    arrays: dict[str, npt.NDArray[Any]] = {}
    for name, lists in (("source", sources), ("target", targets)):
        arrays[name] = np.fromiter(chain.from_iterable(lists), np.uint16)
        arrays[f"{name}_length"] = np.fromiter(map(len, lists), np.uint16)
    return arrays


class Store:
    """The files of a training folder. UsageError, with a remedy, for what is missing or damaged."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, content: bytes) -> None:
        """A file, old or new, never half."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            atomic.replace(self.folder / name, content, self.folder)
        except OSError as error:
            raise UsageError(
                f"{self.folder / name}: cannot be written ({error.strerror or error})"
            ) from None

    def _read(self, name: str) -> bytes:
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            raise UsageError(
                f"{self.folder / name}: there is no such file: run"
                f" `toolkit train {'run' if name == BEST else 'prepare'} {self.folder}` first"
            ) from None
        except OSError as error:
            raise UsageError(f"{self.folder / name}: cannot be read ({error.strerror})") from None

    def write_data(self, data: Data) -> None:
        self.write(DATA, json.dumps(asdict(data), ensure_ascii=False, indent=1).encode())

    def data(self) -> Data:
        try:
            return Data(**json.loads(self._read(DATA)))
        except (ValueError, TypeError):
            raise self._damaged(DATA, "prepare it again") from None

    def write_arrays(self, arrays: Arrays, origins: Sequence[str]) -> None:
        buffer = io.BytesIO()
        everything: dict[str, Any] = {**arrays, "origins": np.array(json.dumps(origins))}
        np.savez_compressed(buffer, **everything)  # 16 bits a token hold about 11
        self.write(TRAIN, buffer.getvalue())

    def arrays(self) -> tuple[dict[str, npt.NDArray[Any]], list[str]]:
        """The tokens, with `origin` as an index into the list of origins."""
        try:
            with np.load(io.BytesIO(self._read(TRAIN))) as file:
                arrays = {name: file[name] for name in file.files}
            return arrays, json.loads(str(arrays.pop("origins")))
        except (ValueError, KeyError, EOFError, zipfile.BadZipFile):
            raise self._damaged(TRAIN, "prepare it again") from None

    def write_dev(self, pairs: Sequence[Pair]) -> None:
        rows = (f"{pair.source}\t{pair.target}\t{pair.origin}\n" for pair in pairs)
        self.write(DEV, "".join(rows).encode())

    def dev(self) -> list[Pair]:
        self._read(DEV)
        return list(corpus.tsv(self.folder / DEV))

    def vocabulary(self) -> tuple[bytes, Any]:
        """The SentencePiece model as bytes, and loaded."""
        model = self._read(VOCABULARY)
        return model, vocabulary.load(model, str(self.folder / VOCABULARY))

    def write_sealed(self, name: str, content: bytes) -> None:
        """A file whose damage will be noticed: its SHA-256 stands before the content."""
        self.write(name, hashlib.sha256(content).digest() + content)

    def sealed(self, name: str) -> bytes:
        data = self._read(name)
        if hashlib.sha256(data[32:]).digest() != data[:32]:
            remedy = "run the training again" if name == BEST else "delete it to begin again"
            raise self._damaged(name, remedy)
        return data[32:]

    def has(self, name: str) -> bool:
        return (self.folder / name).exists()

    def _damaged(self, name: str, remedy: str) -> UsageError:
        return UsageError(f"{self.folder / name}: damaged, it was left untouched: {remedy}")
