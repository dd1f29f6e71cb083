"""What an engine is and what it returns.

An engine never sees PO, files or markup: plain sentences in, as many results out, order kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from toolkit.model import Language


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
