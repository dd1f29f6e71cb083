"""Translation engines: plain sentences in, as many results out, order kept.

An engine never sees PO, files or markup. To add one: `engines/<name>.py` with a class that has
`origin` and `translate`, and a case in `load`. The contract tests run over every engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from toolkit.errors import UsageError
from toolkit.model import Language

ENGINES = ("argos", "pseudo", "identity")


@dataclass(frozen=True, slots=True)
class Link:
    """Target characters that render source characters."""

    source: tuple[int, int]
    """Half-open span in the source sentence, in characters; a whole token (word or piece)."""
    target: tuple[int, int]
    """Half-open span in the result's text."""
    weight: float
    """0 to 1: how sure the engine is."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one sentence."""

    text: str
    """The translation; "" if the engine has none worth showing."""
    links: tuple[Link, ...] = ()
    """Word alignment, target order; empty if the engine gives none."""
    reason: str = ""
    """Why `text` is empty."""
    score: float | None = None
    """0 to 1: the engine's confidence in `text`; None if it gives none."""


class Engine(Protocol):
    """The contract of an engine."""

    def path(self, source: Language, target: Language) -> tuple[Language, ...]:
        """The languages a sentence passes, both ends included: (de, en, ru) through a pivot.

        EngineError if there is no way.
        """
        ...

    def origin(self, source: Language, target: Language) -> str:
        """Name, model and version for the draft's `# mt:` line. EngineError if it cannot serve."""
        ...

    def translate(
        self, sentences: Sequence[str], source: Language, target: Language
    ) -> list[Result]:
        """One result per sentence, in order. EngineError if a model is missing or broken."""
        ...


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
            from toolkit.engines.argos import Argos

            if not scheduler:
                return Argos(jobs, cache, beam)
            from toolkit.engines.dask import Cluster

            return Argos(jobs, cache, beam, Cluster(scheduler).load)
        case "pseudo":
            from toolkit.engines.pseudo import Pseudo

            return Pseudo()
        case "identity":
            from toolkit.engines.identity import Identity

            return Identity()
    raise UsageError(f"there is no engine {name!r}; choose one of {', '.join(ENGINES)}")
