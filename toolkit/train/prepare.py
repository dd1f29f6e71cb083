"""Make a training folder from sentence pairs. No PyTorch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from toolkit.errors import UsageError
from toolkit.model import Language
from toolkit.train import corpus, vocabulary
from toolkit.train.corpus import Filter, Pair
from toolkit.train.store import CHECKPOINT, VOCABULARY, Data, Store, packed

_LONGEST = 200
"""Tokens of a sentence; the engine cuts longer ones too."""
_RATIO = 3.5
_LEAST = 20
_SAMPLE = 250_000
"""Pairs that the vocabulary is learned from."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to prepare."""

    files: Sequence[Path]
    languages: tuple[Language, Language]
    dev: Path | None = None
    """The development set; otherwise `dev_size` pairs are taken out of the data."""
    dev_size: int = 1000
    held_out: Sequence[Path] = ()
    """Files whose lines must not occur in training."""
    exclude: Sequence[str] = ()
    licences: Path | None = None
    """TSV: origin, licence."""
    size: int = 16_000
    """Pieces of the vocabulary."""
    pieces: Path | None = None
    """A package or a `sentencepiece.model` whose vocabulary is taken instead of a new one."""
    command: str = ""


def prepare(store: Store, request: Request, tell: Callable[[str], None]) -> Data:
    """Fill a training folder. A ToolkitError names the file that cannot be used."""
    if store.has(CHECKPOINT):
        raise UsageError(
            f"{store.folder}: holds a training run that other data would spoil: take another"
            " folder, or delete this one"
        )
    licences = corpus.licences(request.licences) if request.licences else {}
    sieve = Filter(request.exclude, corpus.telling(_held_out(request)))
    pairs = list(sieve(_read(request, tell)))
    dev, pairs = _dev(request, pairs)
    if len(pairs) < _LEAST or not dev:
        left_out = "".join(f"; {number} {reason}" for reason, number in sieve.dropped.items())
        raise UsageError(
            f"only {len(pairs)} pairs are left for training and {len(dev)} to measure on{left_out}"
        )
    tell(f"{len(pairs)} pairs for training, {len(dev)} for the development set")
    model = _vocabulary(request, pairs)
    name = str(request.pieces or VOCABULARY)
    data = _encoded(store, request, sieve.dropped, pairs, vocabulary.load(model, name))
    data.licences.update(licences)
    store.write(VOCABULARY, model)
    store.write_dev(dev)
    store.write_data(data)
    return data


def _vocabulary(request: Request, pairs: Sequence[Pair]) -> bytes:
    if request.pieces:
        return vocabulary.of(request.pieces)
    sample = corpus.sample(pairs, _SAMPLE)
    texts = [text for pair in sample for text in (pair.source, pair.target)]
    return vocabulary.train(texts, request.languages, request.size)


def _read(request: Request, tell: Callable[[str], None]) -> Iterator[Pair]:
    for path in request.files:
        tell(f"reading {path}")
        yield from corpus.read(path, *request.languages)


def _held_out(request: Request) -> Iterator[str]:
    for path in request.held_out:
        yield from corpus.lines(path)
    for pair in corpus.read(request.dev, *request.languages) if request.dev else ():
        yield from (pair.source, pair.target)


def _dev(request: Request, pairs: list[Pair]) -> tuple[list[Pair], list[Pair]]:
    """The development set and what is left for training; no line is in both."""
    if request.dev:
        return list(corpus.read(request.dev, *request.languages)), pairs
    dev, rest = corpus.split(pairs, min(request.dev_size, len(pairs) // 5))
    apart = Filter(held_out=corpus.telling(pair.target for pair in dev))
    return dev, list(apart(rest))


def _encoded(
    store: Store, request: Request, dropped: Counter[str], pairs: list[Pair], pieces: Any
) -> Data:
    """Write the pairs as tokens, without those that are too long or lopsided."""
    sides: tuple[list[list[int]], list[list[int]]] = ([], [])
    origins: list[str] = []
    for chunk in _chunks(pairs):
        sources, targets = (
            pieces.encode([getattr(pair, side) for pair in chunk], add_eos=True)
            for side in ("source", "target")
        )
        for pair, source, target in zip(chunk, sources, targets, strict=True):
            shorter, longer = sorted((len(source), len(target)))
            if longer > _LONGEST or (longer > 10 and longer > _RATIO * shorter):
                dropped["too long" if longer > _LONGEST else "lengths differ"] += 1
                continue
            sides[0].append(source)
            sides[1].append(target)
            origins.append(pair.origin)
    names = sorted(set(origins))
    index = {name: at for at, name in enumerate(names)}
    origin = np.fromiter((index[name] for name in origins), np.uint16)
    store.write_arrays({**packed(*sides), "origin": origin}, names)
    source_language, target_language = request.languages
    return Data(
        source_language.posix,
        target_language.posix,
        origins=dict(Counter(origins).most_common()),
        dropped=dict(dropped.most_common()),
        excluded=list(request.exclude),
        command=request.command,
    )


def _chunks(pairs: list[Pair], size: int = 20_000) -> Iterator[list[Pair]]:
    return (pairs[at : at + size] for at in range(0, len(pairs), size))
