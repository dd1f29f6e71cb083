"""Pseudo-translation: every letter becomes another, nothing else changes.

It shows what reaches a catalog and what does not, and how a page bears other letters.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.engines.contract import Result
from toolkit.engines.identity import character_links
from toolkit.model import Language

_ACCENTED = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "åƀçđéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÅƁÇĐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ",
)


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


def disguise(text: str) -> str:
    """The text with another letter for every letter."""
    return "".join(map(_other, text))


def _other(character: str) -> str:
    if not character.isalpha():
        return character
    accented = character.translate(_ACCENTED)
    if accented != character:
        return accented
    return "ø" if character != "ø" else "ö"
