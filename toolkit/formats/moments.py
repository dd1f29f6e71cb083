"""A day, or a day and a time, as somebody wrote it: read as a whole, or not at all.

Day, weekday, time of day and time zone are taken out of the text, and words that say nothing more
(`um`, `Stand:`). If anything is left, nobody can know the moment: `5. Januar, mittags` must not be
read as midnight.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from toolkit.expression import expression
from toolkit.languages.figures import months
from toolkit.languages.language import babel_locale
from toolkit.languages.language import language as language_of
from toolkit.model import Language

_ISO = expression(r"(?<!\d)(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?!\d)")
_POINTS = expression(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\d)")
_SLASHES = expression(r"(?<!\d)(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)")
_HAN = expression(r"(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?[日号號]")
_DAY_BEFORE = expression(r"(\d{1,2})(?:\.\s*|(?:st|nd|rd|th)?\s+(?:of\s+)?)$")
_DAY_AFTER = expression(r"\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?!\d)")
_YEAR_AFTER = expression(r"\.?,?\s+(\d{4})(?!\d)")
_ISO_TIME = expression(r"\d{4}(-?)\d\d\1\d\d[T ]\d\d\S*")
_CLOCKS = tuple(
    expression(text, re.I)
    for text in (
        r"(?<![\d.:])(\d{1,2})[:.](\d\d)(?::(\d\d)(?:\.\d+)?)?(?![.:]?\d)(?:\s*(?:Uhr|h)\b)?",
        r"(?<![\d.:])(\d{1,2})\s*(?:Uhr|h|[点點时時])\s*(?:(\d\d)(?!\d)分?)?()",
        r"(?<!\d)(\d\d)(\d\d)\s*(?:Uhr|h)\b()",
        r"(?<![\d.:])(\d{1,2})(?=\s*[ap]\.?\s?m\b)()()",
    )
)
"""Forms of a time of day: hour, minute and second."""
_PART = expression(
    r"\s*(?:([ap])\.?\s?m\b\.?|(morgens|früh|frueh|vormittags|mittags|nachmittags|abends)\b)", re.I
)
_BEFORE_NOON = {hour: hour for hour in range(1, 12)}
_AFTER_NOON = {hour: hour % 12 + 12 for hour in (*range(1, 12), *range(13, 24))}
_PARTS = {
    "a": _BEFORE_NOON | {12: 0},
    "p": _AFTER_NOON | {12: 12},
    **dict.fromkeys(("morgens", "früh", "frueh", "vormittags"), _BEFORE_NOON),
    "mittags": {11: 11, 12: 12, 13: 13, 14: 14, 1: 13, 2: 14},
    **dict.fromkeys(("nachmittags", "abends"), _AFTER_NOON),
}
"""Part of the day → the hour as people say it there → the hour."""
_NO_HOUR = 25
_WORD = expression(r"[^\s,;|()\[\]]+")
_OFFSET = expression(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d\d))?", re.I)
_PLACE = expression(r"[A-Za-z]+(?:/[A-Za-z_+-]+)+")
_HOURS = {
    **{"Z": 0, "UTC": 0, "UT": 0, "GMT": 0, "WET": 0, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2},
    **{"WEST": 1, "EET": 2, "OEZ": 2, "EEST": 3, "OESZ": 3, "MSK": 3},
    **{"EST": -5, "EDT": -4, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7},
}
"""Short names of zones that mean one everywhere (`CST` is Chicago's and China's)."""
_FILLERS = frozenset(
    (
        *("t", "den", "der", "am", "um", "im", "ab", "bis", "zum", "vom", "seit", "nicht", "vor"),
        *(
            "stand",
            "datum",
            "sperrfrist",
            "veröffentlicht",
            "veroeffentlicht",
            "erschienen",
            "aktualisiert",
        ),
        *("on", "at", "the", "of", "from", "until", "not", "before", "published", "updated"),
        *("embargo", "ortszeit", "г", "года", "в", "于"),
    )
)
"""Words beside a day that do not change it."""


class Reading(NamedTuple):
    """What was understood of a text."""

    day: str = ""
    """The day; "" if there is none, or it could be two."""
    moment: str = ""
    """The day with the time, if one is named; "" if the text says more than was understood."""


def read(value: Any, source: Language, zone: tzinfo | None) -> Reading:
    """A moment as somebody wrote it. One that names no time zone is meant in the given one."""
    if isinstance(value, datetime):
        return _at(value, zone)
    if isinstance(value, date):
        return Reading(value.isoformat(), value.isoformat())
    text = str(value).strip()
    with suppress(ValueError, OverflowError):
        if _ISO_TIME.fullmatch(text):
            return _at(datetime.fromisoformat(text), zone)
    best = Reading()
    for tongue in dict.fromkeys((source, language_of("en"))):
        for span, day in _days(text, tongue):
            found = _beside(text, span, day, tongue, zone)
            if found.moment:
                return found
            best = best if best.day else found
    return best


def _days(text: str, tongue: Language) -> Iterator[tuple[tuple[int, int], date]]:
    """The days in a text and where each stands; one that no calendar has is none."""
    for pattern, order in ((_ISO, "ymd"), (_POINTS, "dmy"), (_HAN, "ymd")):
        if found := pattern.search(text):
            groups = [group for group in found.groups() if group.isdigit()]
            numbers = dict(zip(order, map(int, groups), strict=True))
            with suppress(ValueError):
                yield found.span(), date(numbers["y"], numbers["m"], numbers["d"])
    if found := _SLASHES.search(text):
        first, second, year = map(int, found.groups())
        if max(first, second) > 12 or first == second:
            with suppress(ValueError):
                yield found.span(), date(year, min(first, second), max(first, second))
    for start, end, month in months(text, tongue):
        before = _DAY_BEFORE.search(text, 0, start)
        after = None if before else _DAY_AFTER.match(text, end)
        year_after = _YEAR_AFTER.match(text, after.end() if after else end)
        day = before or after
        if day and year_after:
            span = (before.start() if before else start, year_after.end())
            with suppress(ValueError):
                yield span, date(int(year_after[1]), int(month), int(day[1]))


def _beside(
    text: str, span: tuple[int, int], day: date, tongue: Language, zone: tzinfo | None
) -> Reading:
    """What the text beside a day makes of it."""
    rest = f"{text[: span[0]]} {text[span[1] :]}"
    try:
        clock, rest = _clock(rest)
        zones: list[tzinfo | None] = [*_zones(rest, day, tongue)]
        if clock is None:
            return Reading(day.isoformat(), "" if zones else day.isoformat())
        moments = {_at(datetime.combine(day, clock, one), zone) for one in zones or [zone]}
    except (ValueError, OverflowError):
        moments = set()
    return moments.pop() if len(moments) == 1 else Reading(day.isoformat())


def _clock(text: str) -> tuple[time | None, str]:
    """The time of day, if there is one, and the text without it. ValueError if there is no such."""
    clock = next((found for form in _CLOCKS if (found := form.search(text))), None)
    if not clock:
        return None, text
    hour, end = int(clock[1]), clock.end()
    if part := _PART.match(text, end):
        hour, end = _PARTS[(part[1] or part[2]).lower()].get(hour, _NO_HOUR), part.end()
    rest = f"{text[: clock.start()]} {text[end:]}"
    return time(hour, int(clock[2] or 0), int(clock[3] or 0)), rest


def _zones(text: str, day: date, tongue: Language) -> Iterator[tzinfo]:
    """The time zones in a text. ValueError for any other word that says something.

    So does a weekday that is not the one of the day.
    """
    for written in _WORD.findall(text):
        if zone := _zone(written):
            yield zone
            continue
        word = written.strip(".:–—-/·•").casefold()
        if word and word not in _FILLERS and day.weekday() not in _weekdays(word, tongue):
            raise ValueError(written)


def _weekdays(word: str, tongue: Language) -> set[int]:
    """The days of the week, from Monday as 0, that a language calls so."""
    names = babel_locale(tongue).days
    return {
        number
        for use in ("format", "stand-alone")
        for width in ("wide", "abbreviated", "short")
        for number, name in names[use][width].items()
        if name.rstrip(".").casefold() == word
    }


def _zone(text: str) -> tzinfo | None:
    """A time zone by its short name, its distance from Greenwich or its place."""
    if text.upper() in _HOURS:
        return timezone(timedelta(hours=_HOURS[text.upper()]))
    if found := _OFFSET.fullmatch(text):
        ahead = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        return timezone(-ahead if found[1] == "-" else ahead)
    if _PLACE.fullmatch(text):
        with suppress(OSError, ValueError, KeyError):
            return ZoneInfo(text)
    return None


def _at(found: datetime, zone: tzinfo | None) -> Reading:
    """A time that names no zone is meant in the project's; without one, each stays in its own."""
    there = found if found.tzinfo else found.replace(tzinfo=zone or UTC)
    there = there.astimezone(zone) if zone else there
    moment = there.replace(microsecond=0).isoformat()
    return Reading(moment[:10], moment)
