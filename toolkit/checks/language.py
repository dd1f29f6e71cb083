"""The check that a target is in its language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.checks.context import Context
from toolkit.languages.identify import other_language
from toolkit.languages.language import language
from toolkit.languages.scripts import script_of
from toolkit.phrase import Phrase

_WORD = re.compile(r"[^\W\d_]+")


def wrong_language(source: str, target: str, context: Context) -> Iterator[str]:
    """The target is not, beyond doubt, in another language than its own."""
    if not script_of(context.target).shared:
        return
    here, there = context.source, context.target
    other = other_language(_without_names(target, source), there, here)
    if other and (other == here.base or other != other_language(source, here)):
        yield Phrase(
            "The target reads like %(other)s; translate it into %(language)s.",
            other=language(other),
            language=context.target,
        )


def _without_names(target: str, source: str) -> str:
    """The target without the capitalized words that the source has too."""
    known = {word for word in _WORD.findall(source) if word[0].isupper()}
    return _WORD.sub(lambda match: "" if match[0] in known else match[0], target)
