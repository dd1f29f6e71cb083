"""The row of `argos` in the table of engines, with its options; the engine is loaded when asked."""

from __future__ import annotations

import os
from pathlib import Path

from toolkit.engines.argos.search import BEAM
from toolkit.engines.contract import Engine, EngineRow, Option

_MOST_JOBS = 64
JOBS = Option(
    "jobs",
    default=min(os.cpu_count() or 1, _MOST_JOBS),
    least=1,
    most=_MOST_JOBS,
    help="Batches at a time; default: one for each processor. Results do not depend on it.",
)
BEAM_WIDTH = Option(
    "beam",
    default=BEAM,
    least=1,
    most=16,
    shows_default=True,
    help="Translations that argos follows at a time: fewer are faster, and worse.",
)
SCHEDULER = Option(
    "scheduler",
    default="",
    placeholder="ADDRESS",
    help="Let a Dask cluster do the work.",
    without="works on this machine only",
)


MODELS = Option(
    "models",
    default="installed",
    placeholder="WHICH",
    help="For a pair that has both: installed (the default) or shipped, with the toolkit.",
    among=("installed", "shipped"),
)


def _make(cache: Path | None, *, jobs: int, beam: int, scheduler: str, models: str) -> Engine:
    """The engine, working on this machine or on the cluster of that scheduler."""
    from toolkit.engines.argos.engine import Argos

    elsewhere = None
    if scheduler:
        from toolkit.engines.argos.dask import Cluster

        elsewhere = Cluster(scheduler).load
    return Argos(jobs, cache, beam, elsewhere, shipped=models == "shipped")


ARGOS = EngineRow(
    "argos",
    "Argos packages on this machine, or on a Dask cluster",
    _make,
    (JOBS, BEAM_WIDTH, SCHEDULER, MODELS),
)
