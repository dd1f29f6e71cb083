"""A rule of typography, which both finds a fault and repairs it: so the two cannot drift apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from toolkit.expression import expression
from toolkit.languages.scripts import WIDE

BLANKS = " \u00a0\u202f"
"""Blanks, as the content of a character class."""
NO_BREAK, NARROW_NO_BREAK = "\u00a0", "\u202f"
FULL_WIDTH = "wide"
"""Instead of a template: the full-width form of the mark."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What belongs where a pattern matches."""

    pattern: re.Pattern[str]
    right: str
    """What belongs there, as a template for the match; or `FULL_WIDTH`."""
    message: str = ""
    """What to tell a reviewer, with %(mark)s; "" if it is only a nicety."""
    always: bool = False
    """Whether it counts even if the source breaks it too."""

    def apply(self, text: str) -> str:
        """The text as the rule wants it."""
        if self.right == FULL_WIDTH:
            return self.pattern.sub(lambda match: WIDE[match[1]], text)
        return self.pattern.sub(self.right, text)


_UNIT = (
    r"%|€|km|kg|m|cm|mm|t|ha|Uhr|Mio\.|Mrd\.|Euro|Prozent|Kilometer|million|billion|per cent"
    r"|млн|млрд|тыс\.|руб\.|м|км|кг|га|евро|рубл\w+|процент\w*|километр\w*"
)


def binding(before: str, after: str, blank: str = NO_BREAK) -> Rule:
    """A blank between these does not break a line; `before` are patterns of fixed lengths.

    The blank comes first in the pattern, which is looked for quickly.
    """
    behind = "|".join(f"(?<={one} )" for one in before.split("|"))
    return Rule(expression(f" (?={after})(?:{behind})"), blank)


UNIT_BEHIND_NUMBER = binding(r"\d", rf"(?:{_UNIT})(?!\w)")
"""A number and its unit stay in one line, in any language."""
NUMBER_BEHIND_SIGN = binding("[§№]", r"\d")
"""So do a number and the sign that says of what."""
