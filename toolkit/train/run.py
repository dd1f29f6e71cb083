"""A training run: schedule, evaluation, checkpoints. Killed at any moment, it goes on where it was.

With a number of steps it is repeatable: on a CPU the same seed and threads give the same weights,
interrupted or not. With minutes, the learning rate follows the clock and reaches zero in time.
"""

from __future__ import annotations

import io
import math
import pickle
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import Any

import numpy as np
import torch

from toolkit.errors import EngineError, UsageError
from toolkit.train import corpus, score
from toolkit.train.batches import Packed, Rows, grouped
from toolkit.train.learner import Learner, Settings
from toolkit.train.lexicon import Lexicon
from toolkit.train.model import Shape, Transformer, greedy
from toolkit.train.store import BEST, CHECKPOINT, Store

_REPORT = 15
"""Seconds between two lines of talk."""
_DEV = 500
"""Sentences that are translated at an evaluation."""
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How long to train which model."""

    shape: tuple[int, int, int, int, int]
    """Width, inner width, heads, encoder and decoder layers."""
    steps: int = 0
    minutes: float = 0.0
    """Of training in all, over all calls; counts if `steps` is 0."""
    pause: float = 0.0
    """Minutes after which this call stops with a checkpoint; 0: it runs to the end."""
    checks: int = 10
    """Evaluations, with a checkpoint each."""
    dropout: float = 0.1
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
    tokens: int = 0
    checks: int = 0
    """Evaluations that were due."""
    best: float = -1.0


def device() -> torch.device:
    """The GPU if there is one; settings that make either fast."""
    if torch.cuda.is_available():
        torch.set_float32_matmul_precision("high")
        return torch.device("cuda")
    torch.backends.cuda.enable_flash_sdp(False)  # on a CPU its backward pass is slow
    return torch.device("cpu")


class Run:
    """A run in a training folder. UsageError if the folder cannot be used."""

    def __init__(self, store: Store, plan: Plan, settings: Settings, tell: Tell) -> None:
        self._store, self._plan, self._settings, self._tell = store, plan, settings, tell
        self._device = device()
        arrays, origins = store.arrays()
        self._pairs = Packed(arrays, self._device)
        self._weights = _factors(origins, plan.weights)[arrays["origin"]]
        self._pieces = store.vocabulary()[1]
        self._dev = corpus.sample(store.dev(), _DEV)
        self._target = store.data().languages[1]
        self._progress = Progress()
        self._learner = self._started()
        if self._done() >= 1.0:
            raise UsageError(
                f"{store.folder}: the run is finished; export it, or give more steps or minutes"
            )

    def _started(self) -> Learner:
        torch.manual_seed(self._settings.seed)
        shape = Shape(self._pieces.get_piece_size(), *self._plan.shape)
        model = Transformer(shape, self._plan.dropout).to(self._device)
        lexicon = Lexicon(self._pairs, shape.vocabulary, self._settings.seed, self._device)
        learner = Learner(model, lexicon, self._settings)
        size = sum(weight.numel() for weight in model.parameters())
        self._tell(f"{size / 1e6:.1f}M parameters, {len(self._pairs)} pairs, on {self._device}")
        if self._store.has(CHECKPOINT):
            self._resume(learner)
        return learner

    def _resume(self, learner: Learner) -> None:
        state = loaded(self._store, CHECKPOINT)
        try:
            if state["shape"] != asdict(learner.model.shape):
                raise ValueError
            learner.restore(state["learner"])
            self._progress = Progress(**state["progress"])
        except (RuntimeError, KeyError, ValueError, TypeError):
            raise UsageError(
                f"{self._store.folder / CHECKPOINT}: is of another model: give the preset it was"
                " begun with, or delete it to begin again"
            ) from None
        self._tell(f"resumed at step {learner.steps}")

    def train(self) -> bool:
        """Train until the end, or until the pause (then False)."""
        begun, before = time.monotonic(), self._progress.seconds
        reported, losses = begun, list[float]()
        for group in self._groups():
            losses.append(self._step(group))
            now = time.monotonic()
            self._progress.seconds = before + now - begun
            if now - reported > _REPORT:
                self._report(losses)
                reported = now
            paused = bool(self._plan.pause) and now - begun > 60 * self._plan.pause
            due = int(self._done() * self._plan.checks + 1e-9)
            if paused or due > self._progress.checks:
                self._progress.checks = due
                self._evaluate()
                reported = time.monotonic()
            if paused or self._done() >= 1.0:
                break
        return self._done() >= 1.0

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
        return self._progress.seconds / (60 * self._plan.minutes)

    def _rate(self, done: float) -> float:
        """Linear up, linear down to zero."""
        warm = min(1.0, (self._learner.steps + 1) / self._settings.warmup)
        return self._settings.rate * warm * max(0.0, 1.0 - done)

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
        encoded = self._pieces.encode([pair.source for pair in self._dev], add_eos=True)
        outputs = [self._pieces.decode(tokens) for tokens in greedy(model, encoded)]
        scores = score.scored(outputs, [pair.target for pair in self._dev], self._target)
        self._tell(f"step {self._learner.steps}: {scores}, for example: {outputs[0]}")
        if scores.chrf >= progress.best:
            progress.best = scores.chrf
            self._write(BEST, {"weights": model.state_dict()})
        self._write(CHECKPOINT, {"learner": self._learner.state()})

    def _write(self, name: str, content: dict[str, Any]) -> None:
        common = {"shape": asdict(self._learner.model.shape), "progress": asdict(self._progress)}
        common["trained"] = {
            "steps": self._learner.steps,
            "command": self._plan.command,
            "settings": asdict(self._settings),
            "device": torch.cuda.get_device_name() if self._device.type == "cuda" else "CPU",
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
