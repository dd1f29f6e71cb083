"""BLEU and chrF: the door to sacreBLEU (Post 2018; Popović 2015). Needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_CHINESE = {"zh", "zt", "yue", "wuu", "lzh"}
"""Codes of languages written without blanks in characters; `zt` is Argos's Traditional Chinese."""


@dataclass(frozen=True, slots=True)
class Scores:
    """How near translations come to references, with sacreBLEU's signatures."""

    bleu: float
    chrf: float
    bleu_signature: str
    chrf_signature: str
    lines: int

    def __str__(self) -> str:
        return f"BLEU {self.bleu:.1f}, chrF {self.chrf:.1f}"


def scored(outputs: Sequence[str], references: Sequence[str], target: str) -> Scores:
    """The scores of a whole set in the language of a code; Chinese is cut into characters."""
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    chinese = target.replace("-", "_").split("_")[0].lower() in _CHINESE
    found: list[Any] = []
    for metric in (BLEU(tokenize="zh" if chinese else "13a"), CHRF()):
        found += [metric.corpus_score(list(outputs), [list(references)]).score]
        found += [str(metric.get_signature())]
    return Scores(found[0], found[2], found[1], found[3], len(references))
