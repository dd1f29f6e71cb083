"""The engine that changes nothing: for checks of everything around an engine."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.engines.contract import Link, Result
from toolkit.model import Language


class Identity:
    """Every sentence is its own translation."""

    def path(self, source: Language, target: Language) -> tuple[Language, ...]:
        """No pivot."""
        return (source, target)

    def origin(self, source: Language, target: Language) -> str:
        """Always `identity`."""
        return "identity"

    def translate(
        self, sentences: Sequence[str], source: Language, target: Language
    ) -> list[Result]:
        """The sentences themselves, every character linked to itself."""
        return [Result(sentence, character_links(sentence)) for sentence in sentences]


def character_links(sentence: str) -> tuple[Link, ...]:
    """Each character linked to the one at its place."""
    return tuple(Link((at, at + 1), (at, at + 1), 1.0) for at in range(len(sentence)))
