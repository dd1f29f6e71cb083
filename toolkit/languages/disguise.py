"""Another letter for every letter: text that nobody takes for a translation."""

from __future__ import annotations

_ACCENTED = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "åƀçđéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÅƁÇĐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ",
)


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
