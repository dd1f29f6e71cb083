"""Several training folders by one command, in processes of their own: for a machine lent briefly.

What is left behind fits a small parcel: for each folder its best weights with one byte a number,
which `toolkit train export --weights` makes a package of elsewhere, and a log.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import IO

import torch

from toolkit.errors import UsageError
from toolkit.train import weights
from toolkit.train.model import Shape, Transformer
from toolkit.train.run import loaded
from toolkit.train.store import BEST, Store

LARGEST = 60 * 2**20
"""Bytes of all weights together; with the logs they come back from a machine in one go."""
MOST = 4
"""Folders: with a log each there are at most eight files."""
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class TrainingOrder:
    """What to train, for how long, where to leave what comes of it."""

    folders: Sequence[Path]
    output: Path
    shape: tuple[int, int, int, int, int]
    """Width, inner width, heads, encoder and decoder layers of all models."""
    options: Sequence[str]
    """Of `toolkit train run`, for all folders."""
    weights: Sequence[tuple[str, float]] = ()
    """How often an epoch shows pairs of an origin, in the folders that have it."""
    minutes: float = 0.0
    """Of all runs together, start and reading included; 0 if the options say how long."""
    at_once: bool = False
    """All at a time, not one after the other."""


class Several:
    """The runs. UsageError if their results would be too many or too large."""

    def __init__(self, order: TrainingOrder, tell: Tell) -> None:
        self._order, self._tell = order, tell
        self._begun = time.monotonic()
        self._running: list[subprocess.Popen[str]] = []
        self._halted = False
        names = [folder.resolve().name for folder in order.folders]
        if len(set(names)) < len(names) or len(names) > MOST:
            raise UsageError(f"name at most {MOST} folders, each of another name")
        for pattern, _ in order.weights:
            if not any(_has(folder, pattern) for folder in order.folders):
                raise UsageError(f"no origin is called {pattern} in any of the folders")
        pieces = [Store(folder).vocabulary()[1].get_piece_size() for folder in order.folders]
        total = sum(_parameters(Shape(number, *order.shape)) for number in pieces)
        if total > LARGEST:
            raise UsageError(
                f"the weights would be {total / 2**20:.0f} MiB, more than {LARGEST / 2**20:.0f}:"
                " take a smaller preset or fewer folders"
            )

    def train(self) -> list[Path]:
        """Run all; the folders whose run failed or never began, the others' weights are there."""
        try:
            self._order.output.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"{self._order.output}: cannot be made ({error.strerror})") from None
        groups = [list(self._order.folders)]
        if not self._order.at_once:
            groups = [[folder] for folder in self._order.folders]
        failed: list[Path] = []
        try:
            for number, group in enumerate(groups):
                failed += group if self._halted else self._trained(group, len(groups) - number)
        finally:
            for process in self._running:
                process.kill()
        return failed

    def _trained(self, group: Sequence[Path], left: int) -> list[Path]:
        """The folders of a group whose run failed; `left` groups share the time that is left."""
        readers = [self._started(folder, left) for folder in group]
        failed = []
        for folder, reader, process in zip(group, readers, self._running, strict=True):
            reader.join()
            good = process.wait() == 0 or self._halted
            if not self._kept(folder) or not good:
                failed.append(folder)
        self._running = []
        return failed

    def halt(self) -> None:
        """End all runs after their step, with a checkpoint, and begin no other: for a signal."""
        self._halted = True
        for process in self._running:
            process.terminate()

    def _started(self, folder: Path, left: int) -> threading.Thread:
        """Begin a run; the thread that reads what it tells, and ends with it."""
        words = [sys.executable, "-m", "toolkit", "train", "run", str(folder), *self._order.options]
        for pattern, factor in self._order.weights:
            words += ["--weight", f"{pattern}={factor}"] if _has(folder, pattern) else []
        if self._order.minutes:
            rest = self._order.minutes - (time.monotonic() - self._begun) / 60
            words += ["--with-start", "--minutes", f"{max(0.02, rest / left):.2f}"]
        process = subprocess.Popen(
            words,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            start_new_session=True,  # Ctrl+C is for this process, which tells the others
        )
        self._running.append(process)
        name = folder.resolve().name
        reader = threading.Thread(target=self._read, args=(process.stdout, name))
        reader.start()
        return reader

    def _read(self, lines: IO[str], name: str) -> None:
        """Tell each line, and write it into the log at once."""
        with lines, (self._order.output / f"{name}.log").open("a", encoding="utf-8") as log:
            for line in lines:
                log.write(line)
                log.flush()
                self._tell(f"{name}: {line.rstrip()}")

    def _kept(self, folder: Path) -> bool:
        """Leave the best weights in the output folder; False if there are none."""
        store = Store(folder)
        if not store.has(BEST):
            return False
        state = loaded(store, BEST)
        values = state.pop("weights")
        path = self._order.output / f"{folder.resolve().name}{weights.SUFFIX}"
        content = weights.write(values, state)
        unfinished = path.with_suffix(".new")
        unfinished.write_bytes(content)
        unfinished.replace(path)
        self._tell(f"{path}: {len(content) / 2**20:.1f} MiB, chrF {state['progress']['best']:.1f}")
        return True


def _has(folder: Path, pattern: str) -> bool:
    """Whether there are pairs of such an origin in a training folder."""
    return any(fnmatchcase(origin, pattern) for origin in Store(folder).data().origins)


def _parameters(shape: Shape) -> int:
    with torch.device("meta"):  # which has no memory
        return sum(weight.numel() for weight in Transformer(shape).parameters())
