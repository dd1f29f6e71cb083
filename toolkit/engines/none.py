"""The engine of those who have none: numbers are written as the target does, words stay empty."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.engines.contract import Link, Result
from toolkit.languages.localize import rewritten
from toolkit.model import Language


class NoEngine:
    """Nothing with a word in it is translated."""

    def path(self, source: Language, target: Language) -> tuple[Language, ...]:
        """No pivot."""
        return (source, target)

    def origin(self, source: Language, target: Language) -> str:
        """Always `none`."""
        return "none"

    def translate(
        self, sentences: Sequence[str], source: Language, target: Language
    ) -> list[Result]:
        """Texts without a letter in the target's way of writing numbers; no other, no reason."""
        return [
            Result("") if any(map(str.isalpha, text)) else wordless(text, source, target)
            for text in sentences
        ]


def wordless(text: str, source: Language, target: Language) -> Result:
    """Numbers as the target language writes them, marks as they are."""
    new, spans = rewritten(text, source, target)
    return Result(new, tuple(Link(there, here, 1.0) for there, here in spans))
