"""What an engine is, what it returns, and how the table of engines describes it.

An engine never sees PO, files or markup: plain sentences in, as many results out, order kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from toolkit.errors import UsageError
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
    """Why `text` is empty; "" if that goes without saying."""
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


@runtime_checkable
class Proposing(Protocol):
    """What an engine has that can say a sentence in several ways."""

    def propose(
        self, sentence: str, source: Language, target: Language, count: int
    ) -> list[Result]:
        """At most so many translations, best first, perhaps none. EngineError likewise."""
        ...


@dataclass(frozen=True, slots=True)
class Option:
    """A setting of an engine: `--name` of `toolkit translate`, a keyword of `table.load`."""

    name: str
    """In lower case, without hyphens."""
    default: int | str
    """Used if nobody chooses; its type is that of all values."""
    help: str
    """What it does, in a sentence for `--help`."""
    least: int | None = None
    most: int | None = None
    """The range of a number."""
    placeholder: str = ""
    """What `--help` writes for the value: `ADDRESS`."""
    shows_default: bool = False
    """Whether `--help` adds the default; not where it is that of a machine."""
    among: tuple[str, ...] = ()
    """The texts that it may be; () for any."""
    without: str = ""
    """Of an engine that lacks it: why it must not be chosen; "" if it then has no effect."""

    def check(self, value: int | str) -> None:
        """UsageError if it cannot be the option's value."""
        if type(value) is not type(self.default):
            kind = "a number" if isinstance(self.default, int) else "a text"
            raise UsageError(f"{self.name} must be {kind}, not {value!r}")
        if self.among and value not in self.among:
            raise UsageError(f"{self.name} must be {' or '.join(self.among)}, not {value!r}")
        if isinstance(value, int):
            if self.least is not None and value < self.least:
                raise UsageError(f"{self.name} must be {self.least} at least, not {value}")
            if self.most is not None and value > self.most:
                raise UsageError(f"{self.name} must be {self.most} at most, not {value}")


@dataclass(frozen=True, slots=True)
class EngineRow:
    """An engine in the table of engines."""

    name: str
    """As `--engine` and the origins of drafts have it."""
    summary: str
    """What it does, in a sentence without a full stop, for the docs."""
    make: Callable[..., Engine]
    """Takes the path of a cache, or None, and each option as a keyword."""
    options: tuple[Option, ...] = ()
    """Its own settings."""
