"""Regular expressions that are compiled when they are first used.

A command uses a few of some hundreds: to compile all would take longer than many a command.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Later:
    """Stands for an expression, and looks up each of its methods once."""

    def __init__(self, text: str, flags: int) -> None:
        self.pattern = text
        self.flags = flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(self.pattern, self.flags), name)
        setattr(self, name, value)
        return value


def expression(text: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, for the constants of a module: what is wrong with one, its tests show."""
    return cast("re.Pattern[str]", _Later(text, flags))
