"""The check of dates: day and month do not change places."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.checks.context import Context
from toolkit.languages import dates as calendar
from toolkit.phrase import Phrase


def dates(source: str, target: str, context: Context) -> Iterator[str]:
    """Every date keeps its day and month in their places."""
    before, after = calendar.dates(source, context.source), calendar.dates(target, context.target)
    for day, month in sorted(before - after):
        if (month, day) in after - before:
            yield Phrase(
                "The date %(before)s became %(after)s; exchange day and month.",
                before=f"{day}.{month}.",
                after=f"{month}.{day}.",
            )
