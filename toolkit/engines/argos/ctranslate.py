"""One Argos package in memory: the door to CTranslate2.

A sentence's result must not depend on its neighbours. Padding changes the last bits of sums, and
int8 rounding makes them differences in the text (measured: 46 of 200 scores change, some texts).
So every sentence is padded to the next multiple of `STEP`, whoever shares its batch: then results
are equal bit by bit. Batches of exactly equal lengths would be, too, but are small: 1.4 × the time.
"""

from __future__ import annotations

import math
import os
import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Any

from toolkit.engines.argos.search import Search
from toolkit.engines.argos.word_alignment import Rows, aligned, first_row_guessed, shifted
from toolkit.engines.contract import Link
from toolkit.errors import EngineError
from toolkit.models.codes import language_of
from toolkit.models.package import LENGTH_PENALTY, Package
from toolkit.models.tokens import TOKENIZERS, Encoded, tokenizer
from toolkit.models.translator import load, unknown

BATCH_TOKENS = 1024
"""Source tokens of a batch; 512 take 7 % more time, 1,536 save none and need 1.3 × the memory."""
BATCH_SENTENCES = 64
"""Sentences of a batch: bounds the memory that many short ones would need."""
STEP = 8
"""Lengths of batches are multiples of it: 4 leaves batches small, 16 pads too much."""
LONGEST = 200
"""Pieces of a sentence; what is longer is cut at a clause. Models were trained on shorter ones."""
_CLAUSE_ENDS = (r"[;:—–。；：]\s*", r"[,，、]\s*", r"\s+", "")
_FORMAT = 15
"""To be raised when other code makes other results of the same model: lengths, links, guards."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One translation of one sentence."""

    text: str
    links: tuple[Link, ...]
    score: float
    """The geometric mean of the tokens' probabilities."""
    ended: bool
    """False if it was cut at the longest allowed length."""


def content(package: Package, digest: Callable[[Path], str]) -> str:
    """What a package's output depends on: its files, by their hash, the library, our code."""
    tokens = (package.folder / name for names in TOKENIZERS for name in names)
    try:
        files = [*sorted((package.folder / "model").iterdir()), *tokens]
        hashes = [f"{file.name}={digest(file)}" for file in files if file.is_file()]
    except OSError as error:
        raise broken(package, error) from None
    told: tuple[object, ...] = (package.compute_type, package.target_prefix)
    if package.length_penalty != LENGTH_PENALTY:
        told += (package.length_penalty,)
    return " ".join([f"v{_FORMAT}", version("ctranslate2"), *hashes, repr(told)])


class Model:
    """A loaded package. EngineError, naming folder and remedy, if it cannot be loaded.

    `jobs` batches run at a time on `cores` processors, or all.
    """

    def __init__(self, package: Package, jobs: int = 1, cores: int | None = None) -> None:
        self._package = package
        self._gap = language_of(package.target).gap
        self._prefix = [package.target_prefix] if package.target_prefix else []
        try:
            self._tokenizer = tokenizer(package)
            self._translator = load(package, jobs, cores or _cores())
            self._unknown = unknown(package)
        except (RuntimeError, ValueError, OSError, TypeError) as error:
            raise broken(package, error) from None
        self._in_flight = 2 * jobs

    def translate(
        self, texts: Sequence[str], search: Search
    ) -> Iterator[dict[str, list[Hypothesis]]]:
        """Hypotheses, best first, of each distinct text; batch by batch, longest first."""
        parts = {text: self._parts(text) for text in dict.fromkeys(texts)}
        owners: defaultdict[str, list[str]] = defaultdict(list)
        for text, clauses in parts.items():
            for clause in dict.fromkeys(clauses):
                owners[clause].append(text)
        done: dict[str, list[Hypothesis]] = {}
        for batch in self._batches(owners, search):
            done |= batch
            touched = dict.fromkeys(text for clause in batch for text in owners[clause])
            whole = [text for text in touched if done.keys() >= set(parts[text])]
            if whole:
                yield {text: _joined(parts[text], done, self._gap) for text in whole}

    def _parts(self, text: str) -> list[str]:
        """The text, or its clauses if it is too long; joined they give the text."""
        pieces, _ = self._tokenizer.encode(text)
        if len(pieces) <= LONGEST:
            return [text]
        middle = len(text) // 2
        for ends in _CLAUSE_ENDS:
            low, high = len(text) // 4, len(text) - len(text) // 4
            cuts = [match.end() for match in re.compile(ends).finditer(text, low, high)]
            if cuts:
                at = min(cuts, key=lambda cut: abs(cut - middle))
                return [*self._parts(text[:at]), *self._parts(text[at:])]
        return [text]

    def _batches(
        self, texts: Iterable[str], search: Search
    ) -> Iterator[dict[str, list[Hypothesis]]]:
        encoded = {text: self._tokenizer.encode(text) for text in texts}
        running: deque[tuple[list[str], list[Any]]] = deque()
        for batch in _batches(encoded):
            running.append((batch, self._start([encoded[text][0] for text in batch], search)))
            if len(running) >= self._in_flight:
                yield self._finish(*running.popleft(), encoded)
        while running:
            yield self._finish(*running.popleft(), encoded)

    def _start(self, batch: list[list[str]], search: Search) -> list[Any]:
        """The results to come, in order; behind them perhaps that of a filler."""
        longest = max(batch, key=len)
        size = _padded(len(longest))
        if 0 < len(longest) < size:
            batch = [*batch, (longest * size)[:size]]
        return list(
            self._translator.translate_batch(
                batch,
                target_prefix=[self._prefix] * len(batch) if self._prefix else None,
                asynchronous=True,
                beam_size=max(search.beam, search.hypotheses),
                num_hypotheses=search.hypotheses,
                length_penalty=self._package.length_penalty,
                no_repeat_ngram_size=search.no_repeat,
                max_input_length=0,
                max_decoding_length=_limit(size),
                return_scores=True,
                return_attention=True,
            )
        )

    def _finish(
        self,
        batch: list[str],
        running: list[Any],
        encoded: dict[str, Encoded],
    ) -> dict[str, list[Hypothesis]]:
        results = {}
        for text, future in zip(batch, running, strict=False):
            try:
                output = future.result()
            except RuntimeError as error:
                raise broken(self._package, error) from None
            hypotheses = zip(output.hypotheses, output.scores, output.attention, strict=True)
            results[text] = [self._read(text, encoded[text], *one) for one in hypotheses]
        return results

    def _read(
        self, source: str, encoded: Encoded, pieces: list[str], score: float, attention: Rows
    ) -> Hypothesis:
        """A hypothesis as text: unknown words copied, Argos's blanks for `_` made, links found."""
        ended, tokens = len(pieces) < _limit(_padded(len(encoded[0]))), len(pieces) + 1
        rows = first_row_guessed(attention)
        forced = len(self._prefix)  # also if the vocabulary lacks it and it came as unknown
        pieces, rows = pieces[forced:], rows[forced:]
        if not forced and pieces[:1] == [self._unknown]:
            rows[0] = self._first_row(encoded[0])
        known = [
            encoded[0][max(range(len(row)), key=row.__getitem__)]
            if piece == self._unknown
            else piece
            for piece, row in zip(pieces, rows, strict=True)
        ]
        text, spans = self._tokenizer.decode(known)
        text = text.replace("▁", " ")
        if self._tokenizer.loses_underscores and "_" not in source:
            text = text.replace("_", " ")
        lead = len(text) - len(text.lstrip())
        spans = [(max(0, start - lead), max(0, end - lead)) for start, end in spans]
        text = text.strip()
        whole = score * tokens**self._package.length_penalty
        confidence = math.exp(min(0.0, whole / tokens))
        links = aligned((source, encoded[1]), (text, spans), rows) if spans else ()
        return Hypothesis(text, links, confidence, ended)

    def _first_row(self, pieces: list[str]) -> list[float]:
        """What an output that begins with an unknown word looked at there.

        Without a beam it is right (see `first_row_guessed`), but too slow for every sentence.
        """
        (output,) = self._translator.translate_batch(
            [pieces],
            target_prefix=[[self._unknown]],
            beam_size=1,
            max_input_length=0,
            max_decoding_length=1,
            return_attention=True,
        )
        return [float(weight) for weight in output.attention[0][0]]


class BrokenError(EngineError):
    """A package cannot be used, or is no longer the one that was found."""


def broken(package: Package, why: object) -> BrokenError:
    """The error for a package that cannot be used."""
    reason = str(why).strip().splitlines()[0] if str(why).strip() else "it cannot be read"
    return BrokenError(
        f"{package.folder}: the model is broken ({reason});"
        f" install it again with `toolkit models install {package.source}_{package.target}`"
    )


def _padded(length: int) -> int:
    return max(1, math.ceil(length / STEP)) * STEP


def _limit(size: int) -> int:
    """The longest output for a padded length, in pieces."""
    return 2 * size + 30


def _cores() -> int:
    """Processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _batches(encoded: dict[str, Encoded]) -> Iterator[list[str]]:
    """Texts of the same padded length; long ones first, so that no worker ends with them alone."""

    def size(text: str) -> int:
        return _padded(len(encoded[text][0]))

    for padded, group in groupby(sorted(encoded, key=size, reverse=True), size):
        same, most = sorted(group), max(1, min(BATCH_SENTENCES, BATCH_TOKENS // padded))
        yield from (same[at : at + most] for at in range(0, len(same), most))


def _joined(parts: Sequence[str], done: dict[str, list[Hypothesis]], gap: str) -> list[Hypothesis]:
    """The hypotheses of a sentence from those of its parts: the best with the best."""
    if len(parts) == 1:
        return done[parts[0]]
    whole = []
    for hypotheses in zip(*(done[part] for part in parts), strict=False):
        text, links, at = "", list[Link](), 0
        for part, one in zip(parts, hypotheses, strict=True):
            text += gap if text else ""
            links += shifted(one.links, at, len(text))
            text, at = text + one.text, at + len(part)
        score = math.exp(sum(math.log(one.score or 1e-9) for one in hypotheses) / len(parts))
        whole.append(Hypothesis(text, tuple(links), score, all(one.ended for one in hypotheses)))
    return whole
