"""What the toolkit says, as it can be said in other languages too: an English sentence that
remembers how it was made.

The same sentences in German, Russian and Chinese lie beside whatever says them, in `locales/`, by
the English templates; a shell that speaks another language than English fills them in again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.model import Language


@dataclass(frozen=True, slots=True)
class Enumeration:
    """Things that are named one after the other."""

    items: Sequence[str]
    choice: bool = False
    """Whether it is one of them that is meant."""

    def __str__(self) -> str:
        *firsts, last = self.items
        link = " or " if self.choice else " and "
        return link.join((", ".join(firsts), last) if firsts else (last,))


Value = str | Language | Enumeration
"""What fills a place: a text as it stands, a phrase, a language by its name, or several."""


class Phrase(str):
    """A sentence, or a part of one, as it is said in English."""

    __slots__ = ("template", "values")
    template: str
    """With `%(name)s` for each of the values; a literal, so that it can be translated."""
    values: dict[str, Value]

    def __new__(cls, template: str, **values: Value) -> Phrase:
        shown = {
            name: value.name if isinstance(value, Language) else value
            for name, value in values.items()
        }
        made = super().__new__(cls, template % shown)
        made.template, made.values = template, values
        return made
