"""A training run: schedule, evaluation, checkpoints. Killed at any moment, it goes on where it was.

The rate rises, holds, and falls to zero at the end. Before it falls the run is kept: given more
steps or minutes later, it goes on from there, as if it had been longer from the beginning. With a
number of steps a run is repeatable: on a processor the same seed and threads give the same weights,
interrupted or not. With minutes, the schedule follows the clock and ends in time.
"""

from __future__ import annotations

import io
import math
import pickle
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import numpy as np
import torch

from toolkit.errors import EngineError, UsageError
from toolkit.train import corpus, machine, metrics, weights
from toolkit.train.batches import Packed, Rows, grouped
from toolkit.train.learner import Learner, Settings
from toolkit.train.lexicon import Lexicon
from toolkit.train.metrics import Scores
from toolkit.train.model import Shape, Transformer, greedy
from toolkit.train.store import BEST, CHECKPOINT, HELD, Store

_REPORT = 15
"""Seconds between two lines of talk."""
_DEV = 200
"""Sentences that are translated at an evaluation."""
_LONGEST = 100
"""Tokens of such a translation: a model that has not learned to end would take minutes."""
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How long to train which model."""

    shape: tuple[int, int, int, int, int]
    """Width, inner width, heads, encoder and decoder layers."""
    steps: int = 0
    minutes: float = 0.0
    """Of training in all, over all calls; counts if `steps` is 0."""
    processor: bool = False
    """Whether the minutes are those of processors: on a machine that is shared or put to sleep."""
    with_start: bool = False
    """Whether the minutes begin before the data are read."""
    pause: float = 0.0
    """Minutes after which this call stops with a checkpoint; 0: it runs to the end."""
    checks: int = 10
    """Evaluations, with a checkpoint each."""
    decay: float = 0.3
    """The last part of the run, in which the rate falls."""
    dropout: float = 0.0
    compute: str = "auto"
    """In what numbers: see `machine.kind`."""
    init: Path | None = None
    """Weights to begin with."""
    weights: tuple[tuple[str, float], ...] = ()
    """How often an epoch shows pairs of an origin."""
    command: str = ""
    """For the model card."""


@dataclass
class Progress:
    """Where a run is."""

    epoch: int = 0
    group: int = 0
    """The next one in the epoch."""
    seconds: float = 0.0
    processor: float = 0.0
    """Seconds of all processors, reading of data and evaluations included."""
    tokens: int = 0
    checks: int = 0
    """Evaluations that were due."""
    best: float = -1.0
    begun: int = 0
    """The step from which the rate rises."""
    falling: bool = False
    """Whether the rate falls already."""


class Run:
    """A run in a training folder. UsageError if the folder cannot be used."""

    def __init__(self, store: Store, plan: Plan, settings: Settings, tell: Tell) -> None:
        self._begun, self._processor = time.monotonic(), time.process_time()
        self._store, self._plan, self._settings, self._tell = store, plan, settings, tell
        self._device = machine.device()
        self._kind = machine.kind(plan.compute, self._device)
        arrays, origins = store.arrays()
        self._pairs = Packed(arrays, self._device)
        self._weights = _factors(origins, plan.weights)[arrays["origin"]]
        self._tokenizer, self._pieces = store.vocabulary()
        self._dev = corpus.sample(store.dev(), _DEV)
        self._target = store.data().target
        self._progress = Progress()
        self._stopped = False
        self._learner = self._started()
        if store.has(CHECKPOINT):
            self._resume(CHECKPOINT)
            if self._progress.falling and self._done() < 1 - plan.decay:
                self._resume(HELD)
        if self._done() >= 1.0:
            raise UsageError(
                f"{store.folder}: the run is finished; export it, or give more steps or minutes"
            )

    def _started(self) -> Learner:
        plan, settings = self._plan, self._settings
        torch.manual_seed(settings.seed)
        shape = Shape(self._pieces.get_piece_size(), *plan.shape)
        model = Transformer(shape, plan.dropout).to(self._device)
        guide = (
            Lexicon(self._pairs, shape.vocabulary, settings.seed, self._device)
            if settings.guide
            else None
        )
        if plan.init and not self._store.has(CHECKPOINT):
            weights.fill(model, self._given(plan.init), plan.init)
        learner = Learner(model, guide, settings, self._kind)
        size = sum(weight.numel() for weight in model.parameters())
        self._tell(
            f"{size / 1e6:.1f}M parameters, {len(self._pairs)} pairs, on {self._device} in"
            f" {str(self._kind).removeprefix('torch.')}"
        )
        return learner

    def _given(self, path: Path) -> weights.Weights:
        """The weights to begin with. UsageError if the file holds none."""
        found = weights.of(path)
        if found.tokenizer in (None, self._tokenizer):
            return found
        found, known = weights.lent(found, self._tokenizer)
        count = self._pieces.get_piece_size()
        told = f"it lends its layers, and {known} of {count} pieces"
        self._tell(f"{path.name} has another vocabulary: {told}")
        return found

    def _resume(self, name: str) -> None:
        if name == HELD and not self._store.has(HELD):
            self._progress.falling = False  # it was made by a run whose rate always fell
            return
        state, learner = loaded(self._store, name), self._learner
        try:
            if state["shape"] != asdict(learner.model.shape):
                raise ValueError
            whole = learner.restore(state["learner"])
            best = self._progress.best
            self._progress = Progress(**state["progress"])
        except (RuntimeError, KeyError, ValueError, TypeError):
            raise UsageError(
                f"{self._store.folder / name}: is of another model: give the preset it was"
                " begun with, or delete it to begin again"
            ) from None
        self._progress.best = max(best, self._progress.best)
        if not whole:
            self._progress.begun = learner.steps
            self._tell("the checkpoint is of an older version: its optimizer begins anew")
        self._tell(f"resumed at step {learner.steps}")

    def halt(self) -> None:
        """End after this step, with a checkpoint: for a signal."""
        self._stopped = True

    def train(self) -> bool:
        """Train until the end, or until the pause or a halt (then False)."""
        begun = self._begun if self._plan.with_start else time.monotonic()
        before, processor = self._progress.seconds, self._progress.processor
        reported, losses = time.monotonic(), list[float]()
        self._progress.checks = self._due()  # a run may go on with other checks or more minutes
        for group in self._groups():
            self._hold()
            losses.append(self._step(group))
            now = time.monotonic()
            self._progress.seconds = before + now - begun
            self._progress.processor = processor + time.process_time() - self._processor
            if now - reported > _REPORT:
                self._report(losses)
                reported = now
            paused = bool(self._plan.pause) and now - begun > 60 * self._plan.pause
            due = self._due()
            if self._stopped:
                self._write(CHECKPOINT, {"learner": self._learner.state()})
            if paused or self._stopped or due > self._progress.checks:
                self._progress.checks = due
                self._evaluate()
                reported = time.monotonic()
            if paused or self._stopped or self._done() >= 1.0:
                break
        return self._done() >= 1.0

    def _hold(self) -> None:
        """Keep the run before its rate falls for the first time."""
        if not self._progress.falling and self._done() >= 1 - self._plan.decay:
            self._write(HELD, {"learner": self._learner.state()})
            self._progress.falling = True

    def _step(self, group: list[Rows]) -> float:
        try:
            loss = self._learner.step(self._pairs, group, self._rate(self._done()))
        except torch.OutOfMemoryError:
            raise EngineError(
                "the GPU's memory is full: run again with half the --micro-tokens"
            ) from None
        if not math.isfinite(loss):
            raise EngineError("the loss is not finite: run again with half the --rate")
        self._progress.group += 1
        self._progress.tokens += sum(self._pairs.size(rows) for rows in group)
        return loss

    def _groups(self) -> Iterator[list[Rows]]:
        """Groups of batches without end, from where the run is."""
        settings, progress = self._settings, self._progress
        while True:
            seed = (settings.seed, progress.epoch)
            batches = self._pairs.epoch(seed, settings.micro_tokens, self._weights)
            sizes = [self._pairs.size(rows) for rows in batches]
            yield from grouped(batches, sizes, settings.batch_tokens)[progress.group :]
            progress.epoch, progress.group = progress.epoch + 1, 0

    def _done(self) -> float:
        """0 to 1."""
        if self._plan.steps:
            return self._learner.steps / self._plan.steps
        spent = self._progress.processor if self._plan.processor else self._progress.seconds
        return spent / (60 * self._plan.minutes)

    def _due(self) -> int:
        """Evaluations that are due by now."""
        return int(self._done() * self._plan.checks + 1e-9)

    def _rate(self, done: float) -> float:
        """Up, level, and down to zero."""
        warm = (self._learner.steps - self._progress.begun + 1) / self._settings.warmup
        fall = (1.0 - done) / self._plan.decay if self._plan.decay else 1.0
        return self._settings.rate * min(1.0, warm) * min(1.0, max(0.0, fall))

    def _report(self, losses: list[float]) -> None:
        progress = self._progress
        self._tell(
            f"{100 * self._done():.0f}%: step {self._learner.steps}, epoch {progress.epoch + 1},"
            f" loss {sum(losses) / len(losses):.3f},"
            f" {progress.tokens / max(progress.seconds, 1e-9):.0f} tokens/s"
        )
        losses.clear()

    def _evaluate(self) -> None:
        """Measure the average on the development set, keep it if it is the best; checkpoint."""
        model, progress = self._learner.average, self._progress
        begun = time.monotonic()
        scores, outputs = self._measured(model)
        self._tell(
            f"step {self._learner.steps}: {scores} ({time.monotonic() - begun:.0f} s), for example:"
            f" {outputs[0]}"
        )
        if scores.chrf >= progress.best:
            progress.best = scores.chrf
            self._write(BEST, {"weights": model.state_dict()})
        self._write(CHECKPOINT, {"learner": self._learner.state()})

    def _measured(self, model: Transformer) -> tuple[Scores, list[str]]:
        encoded = self._pieces.encode([pair.source for pair in self._dev], add_eos=True)
        outputs = [self._pieces.decode(one) for one in greedy(model, encoded, longest=_LONGEST)]
        references = [pair.target for pair in self._dev]
        return metrics.scored(outputs, references, self._target), outputs

    def _write(self, name: str, content: dict[str, Any]) -> None:
        common = {"shape": asdict(self._learner.model.shape), "progress": asdict(self._progress)}
        common["trained"] = {
            "steps": self._learner.steps,
            "command": self._plan.command,
            "settings": asdict(self._settings),
            "device": machine.name(self._device),
            "threads": torch.get_num_threads(),
            "compute": str(self._kind).removeprefix("torch."),
        }
        buffer = io.BytesIO()
        torch.save(common | content, buffer)
        self._store.write_sealed(name, buffer.getvalue())


def loaded(store: Store, name: str) -> dict[str, Any]:
    """What was written. UsageError if it is missing or damaged."""
    content = store.sealed(name)
    try:
        return dict(torch.load(io.BytesIO(content), map_location="cpu", weights_only=True))
    except (RuntimeError, ValueError, TypeError, EOFError, pickle.UnpicklingError):
        raise UsageError(f"{store.folder / name}: is of another program; delete it") from None


def _factors(
    origins: Sequence[str], weights: Sequence[tuple[str, float]]
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The weight of each origin; names may have wildcards. UsageError if a name fits none."""
    factors = np.ones(len(origins))
    for pattern, weight in weights:
        found = [at for at, name in enumerate(origins) if fnmatchcase(name, pattern)]
        if not found:
            raise UsageError(f"no origin is called {pattern}: there are {', '.join(origins)}")
        factors[found] = weight
    return factors
