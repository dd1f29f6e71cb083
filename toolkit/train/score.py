"""How good a translation package is on a set of sentences. No PyTorch."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from toolkit.document.sentences import boundaries
from toolkit.engines.argos.search import BEAM, Search
from toolkit.errors import EngineError, UsageError
from toolkit.model import Language
from toolkit.models import archive
from toolkit.models import installed as models
from toolkit.models.codes import language_of
from toolkit.models.package import LENGTH_PENALTY, Package
from toolkit.train import corpus
from toolkit.train.metrics import Scores, scored

BEAMS = (1, BEAM)
PENALTIES = (LENGTH_PENALTY, 0.6, 1.0, 1.5, 2.0)
"""Length penalties that are tried on the development set."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Scores of a set, by search."""

    name: str
    greedy: Scores
    beam: Scores
    """As the engine searches."""
    sentences: Scores
    """As the engine searches, after cutting the lines into sentences as the toolkit does."""


def measured(
    package: Package, name: str, sources: Sequence[str], references: Sequence[str]
) -> Measured:
    """The scores of a package on a set."""
    greedy, beam = (
        scored(translated(package, sources, width), references, package.target) for width in BEAMS
    )
    cut = scored(translated_in_sentences(package, sources, BEAM), references, package.target)
    return Measured(name, greedy, beam, cut)


def best_penalty(package: Package, sources: Sequence[str], references: Sequence[str]) -> float:
    """The length penalty with the highest chrF on a set: some models leave parts out."""

    def worth(penalty: float) -> float:
        tried = replace(package, length_penalty=penalty)
        return scored(translated(tried, sources, BEAM), references, package.target).chrf

    return max(PENALTIES, key=worth)


def translated(package: Package, sentences: Sequence[str], beam: int) -> list[str]:
    """What a package makes of sentences, as the engine runs it, without guards and retries."""
    from toolkit.engines.argos.ctranslate import Model

    done: dict[str, str] = {}
    for batch in Model(package).translate([text for text in sentences if text], Search(beam)):
        done |= {text: found[0].text for text, found in batch.items()}
    return [done.get(text, "") for text in sentences]


def translated_in_sentences(package: Package, passages: Sequence[str], beam: int) -> list[str]:
    """What becomes of passages as the toolkit translates them: cut into sentences, and joined."""
    source, target = language_of(package.source), language_of(package.target)
    cut = [in_sentences(passage, source) for passage in passages]
    distinct = list(dict.fromkeys(sentence for sentences in cut for sentence in sentences))
    done = dict(zip(distinct, translated(package, distinct, beam), strict=True))
    return [target.gap.join(done[sentence] for sentence in sentences) for sentences in cut]


def in_sentences(passage: str, source: Language) -> list[str]:
    """The sentences of a passage, without the blanks around them."""
    starts = [0, *boundaries(passage, source), len(passage)]
    pieces = (passage[start:stop].strip() for start, stop in pairwise(starts))
    return [piece for piece in pieces if piece]


def read_lines(source: Path, reference: Path) -> tuple[list[str], list[str]]:
    """Sentences and their references, one a line. UsageError if the files do not fit."""
    sources, references = ([line.strip() for line in corpus.lines(p)] for p in (source, reference))
    if len(sources) != len(references) or not sources:
        raise UsageError(
            f"{source} has {len(sources)} lines, {reference} has {len(references)}: they must be"
            " the same sentences, one a line"
        )
    return sources, references


@contextmanager
def opened(name: str) -> Iterator[Package]:
    """The package in a folder or an .argosmodel file, or the installed one of that name.

    EngineError if it cannot be used, UsageError if there is none.
    """
    path = Path(name)
    with tempfile.TemporaryDirectory() as folder:
        if path.is_file():
            path = archive.unpack(path, Path(folder), name)
        found = models.read(path) if path.is_dir() else models.named(models.installed(), name)[0]
        if found is None:
            raise EngineError(f"{name}: holds no translation package")
        if found.problem:
            raise EngineError(f"{name}: the package is broken: {found.problem}")
        yield found
