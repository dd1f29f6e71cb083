"""Translation engines: plain sentences in, as many results out, order kept.

An engine never sees PO, files or markup. To add one: `engines/<name>.py` with a class that has
`origin` and `translate`, and a case in `load`. The contract tests run over every engine.
"""

from __future__ import annotations

from pathlib import Path

from toolkit.engines.contract import Engine
from toolkit.errors import UsageError

ENGINES = ("argos", "pseudo", "identity")


def load(
    name: str, jobs: int = 1, cache: Path | None = None, beam: int = 4, scheduler: str = ""
) -> Engine:
    """The engine of that name; heavy libraries are imported here and not before.

    `jobs`: batches at a time. `cache`: a file that may keep results in between runs. `beam`:
    hypotheses that `argos` follows at a time. `scheduler`: the address of a Dask cluster that is
    to do the work of `argos`.
    """
    if scheduler and name != "argos":
        raise UsageError(f"the engine {name!r} works on this machine only; leave --scheduler out")
    match name:
        case "argos":
            from toolkit.engines.argos.engine import Argos

            if not scheduler:
                return Argos(jobs, cache, beam)
            from toolkit.engines.argos.dask import Cluster

            return Argos(jobs, cache, beam, Cluster(scheduler).load)
        case "pseudo":
            from toolkit.engines.pseudo import Pseudo

            return Pseudo()
        case "identity":
            from toolkit.engines.identity import Identity

            return Identity()
    raise UsageError(f"there is no engine {name!r}; choose one of {', '.join(ENGINES)}")
