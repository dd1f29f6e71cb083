"""The check of dates: day and month do not change places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from toolkit.languages.figures import digits, months
from toolkit.model import Entry, Language

if TYPE_CHECKING:
    from toolkit.checks.context import Context

_POINTS = re.compile(r"(?<![\d.])(\d{1,2})\.[ \u00a0]?(\d{1,2})\.(?:[ \u00a0]?\d{2,4})?(?!\d)")
_SLASHES = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(?:\d{4}|\d\d)(?![\d/])")
_ISO = re.compile(r"(?<!\d)\d{4}-(\d\d)-(\d\d)(?!\d)")
_HAN = re.compile(r"(\d{1,2})月(\d{1,2})[日号號]")
_DAY_BEFORE = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.|-?го)?[ \u00a0](?:of |de )?$")
_DAY_AFTER = re.compile(r"[ \u00a0](\d{1,2})(?:st|nd|rd|th)?(?![\d:.])")
_MONTH_FIRST, _ANY_ORDER = ("en_US",), ("en",)


def dates(entry: Entry, context: Context) -> Iterator[str]:
    """Every date keeps its day and month in their places."""
    source = _dates(entry.source, context.source)
    target = _dates(entry.target, context.target)
    for day, month in sorted(source - target):
        if (month, day) in target - source:
            yield f"The date {day}.{month}. became {month}.{day}.; exchange day and month."


def _dates(text: str, language: Language) -> set[tuple[int, int]]:
    """(day, month) of all dates; both readings of one that may be read in two ways."""
    text = digits(text)
    found = {_pair(match[1], match[2]) for match in _POINTS.finditer(text)}
    found |= {_pair(match[2], match[1]) for match in _ISO.finditer(text)}
    found |= {_pair(match[2], match[1]) for match in _HAN.finditer(text)}
    for match in _SLASHES.finditer(text):
        if language.posix not in _MONTH_FIRST:
            found.add(_pair(match[1], match[2]))
        if language.posix in (*_MONTH_FIRST, *_ANY_ORDER):
            found.add(_pair(match[2], match[1]))
    for start, end, month in months(text, language):
        day = _DAY_BEFORE.search(text, max(0, start - 10), start) or _DAY_AFTER.match(text, end)
        if day:
            found.add(_pair(day[1], month))
    return {(day, month) for day, month in found if 0 < day < 32 and 0 < month < 13}


def _pair(day: str, month: str) -> tuple[int, int]:
    return int(day), int(month)
