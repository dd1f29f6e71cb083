"""A package loaded into memory: the one door to CTranslate2 for engine, `install` and `verify`.

Numbers of eight bits make a model fast, and most models bear them; some answer with garbage.
A package is computed in its own type until it has been proven, when it was installed, that eight
bits say the same; the proof is kept beside the model.

Where OpenMP may start fewer threads than it is asked for (`OMP_DYNAMIC`), CTranslate2 (4.8) leaves
parts of its float32 products uncomputed and translates nonsense: it is forbidden.
"""

from __future__ import annotations

import json
import logging
import math
import os
from collections.abc import Sequence
from statistics import fmean
from typing import Any

from toolkit.languages.samples import samples
from toolkit.models.codes import language_of
from toolkit.models.package import INT8, Package
from toolkit.models.tokens import tokenizer

_UNKNOWN = "<unk>"
"""CTranslate2's name of it, where a model has no other."""
_LONGEST = 48
"""Pieces of a translation that the proof looks at."""
_BEARABLE = 0.15
"""How much less likely, in nats a piece, a translation may be in eight bits than in its own type.

Measured on sound models: 0.00 to 0.03; on one that eight bits destroy: above 3.
"""


def load(package: Package, jobs: int = 1, cores: int = 1, compute_type: str = "") -> Any:
    """A `ctranslate2.Translator`; `jobs` batches run at a time on `cores` processors.

    RuntimeError, ValueError, OSError or TypeError if the package cannot be loaded.
    """
    os.environ["OMP_DYNAMIC"] = "false"  # read when OpenMP is loaded; see above
    import ctranslate2

    ctranslate2.set_log_level(logging.ERROR)  # it warns of types that it computes in another
    wanted = compute_type or package.compute_type
    known = ctranslate2.get_supported_compute_types("cpu")
    return ctranslate2.Translator(
        str(package.folder / "model"),
        compute_type=wanted if wanted in known else "default",
        inter_threads=jobs,
        intra_threads=max(1, cores // jobs),
    )


def unknown(package: Package) -> str:
    """The token that the model gives for what its vocabulary lacks."""
    try:
        config = json.loads((package.folder / "model" / "config.json").read_bytes())
    except (OSError, ValueError):  # a model of the time before there was such a file
        return _UNKNOWN
    return str(config.get("unk_token") or _UNKNOWN) if isinstance(config, dict) else _UNKNOWN


def proven(package: Package) -> str:
    """The fastest type that the package bears: "int8" if it says the same in it, or "default".

    ValueError if in its own type the model's numbers are damaged; else as `load`.
    """
    own = load(package, compute_type="default")
    pieces = tokenizer(package)
    texts = [pieces.encode(text)[0] for text in samples(language_of(package.source))]
    prefix = [package.target_prefix] if package.target_prefix else []
    results = own.translate_batch(
        texts,
        target_prefix=[prefix] * len(texts) if prefix else None,
        beam_size=1,
        max_decoding_length=_LONGEST,
        return_scores=True,
    )
    said = [result.hypotheses[0] for result in results]
    for output in said:
        pieces.decode(output)
    scores = _likelihood(own, texts, said)
    if not all(map(math.isfinite, scores)):
        raise ValueError("its numbers are damaged")
    if own.compute_type.startswith(INT8):
        return INT8
    again = _likelihood(load(package, compute_type=INT8), texts, said)
    same = all(map(math.isfinite, again)) and fmean(scores) - fmean(again) < _BEARABLE
    return INT8 if same else "default"


def _likelihood(
    model: Any, texts: Sequence[Sequence[str]], said: Sequence[Sequence[str]]
) -> list[float]:
    """For each translation the mean log-probability of its pieces."""
    return [fmean(result.log_probs) for result in model.score_batch(texts, said)]
