"""Pseudo-translation: every letter becomes another, nothing else changes.

It shows what reaches a catalog and what does not, and how a page bears other letters.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.engines.contract import Result
from toolkit.engines.identity import character_links
from toolkit.languages.disguise import disguise
from toolkit.model import Language


class Pseudo:
    """Same length, same words, other letters."""

    def path(self, source: Language, target: Language) -> tuple[Language, ...]:
        """No pivot."""
        return (source, target)

    def origin(self, source: Language, target: Language) -> str:
        """Always `pseudo`."""
        return "pseudo"

    def translate(
        self, sentences: Sequence[str], source: Language, target: Language
    ) -> list[Result]:
        """Each sentence with every letter replaced, linked character by character."""
        return [Result(disguise(text), character_links(text)) for text in sentences]
