"""What `toolkit models adapt` gains on a real model: chrF before and after, and the time it takes.

    python -m benchmarks.adapt PACKAGE SOURCE REFERENCE [--general PAIRS.tsv.xz] [--segments 250]
                               [--rates 0.001,0.003] [--minutes 8]

SOURCE and REFERENCE stand for a newsroom's approved segments: the first lines of a test set, of
which a fifth is held out. Nothing is installed. One thread, so that minutes can be compared.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import torch

from toolkit.models.codes import language_of
from toolkit.train import adapt, corpus, score
from toolkit.train.corpus import Pair

_GENERAL = 3000


def main() -> None:
    """Adapt with each rate."""
    parser = argparse.ArgumentParser(description="What adaptation gains.")
    parser.add_argument("package")
    parser.add_argument("source", type=Path)
    parser.add_argument("reference", type=Path)
    parser.add_argument("--general", type=Path)
    parser.add_argument("--segments", type=int, default=250)
    parser.add_argument("--rates", default=str(adapt.Effort().rate))
    parser.add_argument("--minutes", type=float, default=adapt.Effort().minutes)
    options = parser.parse_args()
    torch.set_num_threads(1)
    lines = zip(*score.read_lines(options.source, options.reference), strict=True)
    pairs = [Pair(*line, options.source.name) for line in lines][: options.segments]
    with score.opened(options.package) as old:
        languages = language_of(old.source), language_of(old.target)
        read = corpus.read(options.general, *languages) if options.general else ()
        given = adapt.material(pairs, corpus.sample(read, _GENERAL))
        for rate in map(float, options.rates.split(",")):
            effort = adapt.Effort(minutes=options.minutes, rate=rate)
            wall, processor = time.monotonic(), time.process_time()
            with tempfile.TemporaryDirectory() as folder:
                new = adapt.adapt(old, given, effort, Path(folder), print)
            wall, processor = time.monotonic() - wall, time.process_time() - processor
            print(f"rate {rate}: {wall / 60:.1f} min, {processor / 60:.1f} processor minutes")
            for name, (before, after) in new.scores.items():
                print(f"  {name}: {before.beam} -> {after.beam}")
            print(f"  {new.refused or 'better'}", flush=True)


if __name__ == "__main__":
    main()
