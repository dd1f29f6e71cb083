"""The dates of a text, in words and in figures; and a day as a language writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date, format_skeleton, format_time

from toolkit.expression import expression
from toolkit.languages.figures import digits, months
from toolkit.languages.language import babel_locale, weekday_names
from toolkit.languages.table import facts
from toolkit.model import Language

_DIGIT = expression("[0-9]")
_POINTS = expression(r"(?<![\d.])(\d{1,2})\.[ \u00a0]?(\d{1,2})\.(?:[ \u00a0]?\d{2,4})?(?!\d)")
_SLASHES = expression(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(?:\d{4}|\d\d)(?![\d/])")
_ISO = expression(r"(?<!\d)\d{4}-(\d\d)-(\d\d)(?!\d)")
_HAN = expression(r"(\d{1,2}) ?月 ?(\d{1,2}) ?[日号號]")
_DAY_BEFORE = expression(r"(\d{1,2})(?:st|nd|rd|th|\.|-?го)?[ \u00a0](?:of |de )?$")
_FIGURES = expression(
    r"(?<![\d.])(\d{1,2})\.[ \u00a0]?(\d{1,2})\.(?:[ \u00a0]?(\d{4}))?(?!\d|\.\d)"
)
_LABEL = 5
"""Letters of a word that may name what is numbered: `Am` and `Seit` do not."""
_WORD_BEFORE = expression(r"(\S+)[ \u00a0]$")
_YEAR = expression(r",?[ \u00a0](\d{4})(?![\d:])")
_LEAP = 2000
"""A year that has every day."""
_DAY_AFTER = expression(r"[ \u00a0](\d{1,2})(?:st|nd|rd|th)?(?![\d:.])")


@lru_cache(maxsize=256)
def dates(text: str, language: Language) -> frozenset[tuple[int, int]]:
    """(day, month) of all dates; both readings of one that may be read in two ways."""
    text = digits(text)
    if not _DIGIT.search(text):
        return frozenset()
    pairs = {_pair(match[1], match[2]) for match in _POINTS.finditer(text)}
    pairs |= {_pair(match[2], match[1]) for match in _ISO.finditer(text)}
    pairs |= {_pair(match[2], match[1]) for match in _HAN.finditer(text)}
    for match in _SLASHES.finditer(text):
        pairs |= _slashed(match[1], match[2], language)
    for start, end, month in months(text, language):
        day = _DAY_BEFORE.search(text, max(0, start - 10), start) or _DAY_AFTER.match(text, end)
        if day:
            pairs.add(_pair(day[1], month))
    return frozenset(pair for pair in pairs if 0 < pair[0] < 32 and 0 < pair[1] < 13)


def days(text: str, here: Language, there: Language) -> Iterator[tuple[int, int, str]]:
    """(start, end, as the other language writes it) of days, in words or in figures."""
    for match, written in days_in_figures(text, here, there):
        yield *match.span(), written
    for start, end, month in months(text, here):
        before = _DAY_BEFORE.search(text, max(0, start - 10), start)
        after = None if before else _DAY_AFTER.match(text, end)
        if day := before or after:
            last = after.end() if after else end
            year = _YEAR.match(text, last)
            if written := _written(year[1] if year else "", month, day[1], there):
                yield before.start(1) if before else start, year.end() if year else last, written


def days_in_figures(
    text: str, here: Language, there: Language
) -> Iterator[tuple[re.Match[str], str]]:
    """Days such as `12.11.2026` and `24.12.`, as the other language writes them in words.

    The groups of a match are day, month and perhaps year. `Abbildung 1.1.` is no day.
    """
    for match in _FIGURES.finditer(text) if here.decimal == "," else ():
        if not match[3] and _is_labelled(text[: match.start()], here):
            continue
        if written := _written(match[3] or "", match[2], match[1], there):
            yield match, written


def _is_labelled(before: str, language: Language) -> bool:
    """Whether a figure belongs to the word before it: `Abbildung`, `Kap.`, `§`."""
    found = _WORD_BEFORE.search(before)
    if not found or found[1].casefold() in weekday_names(language):
        return False
    return (found[1][0].isupper() and len(found[1]) >= _LABEL) or found[1][-1] in ".§#№"


def _written(year: str, month: str, day: str, language: Language) -> str:
    """A day in words; "" if there is none such."""
    try:
        known = date(int(year or _LEAP), int(month), int(day))
    except ValueError:
        return ""
    form = "yMMMMd" if year else "MMMMd"
    return format_skeleton(form, known, locale=babel_locale(language))


def _slashed(first: str, second: str, language: Language) -> set[tuple[int, int]]:
    """(day, month) of what stands before and behind a slash; both, if only regions differ."""
    regions = facts(language.posix).month_first_in
    region = language.posix.partition("_")[2]
    if region in regions:
        return {_pair(second, first)}
    if regions and not region:
        return {_pair(first, second), _pair(second, first)}
    return {_pair(first, second)}


def _pair(day: str, month: str) -> tuple[int, int]:
    return int(day), int(month)


@lru_cache(maxsize=4096)
def written_day(day: str, language: Language, form: str = "long") -> str:
    """A day in ISO 8601 as people write it; `form` is one of CLDR's (`short` … `full`)."""
    return format_date(date.fromisoformat(day), form, babel_locale(language)) if day else ""


def written_moment(stamp: str, language: Language) -> str:
    """A day with its time, in the zone of the stamp: `2. Mai 2024 um 18:45`."""
    found, locale = datetime.fromisoformat(stamp), babel_locale(language)
    clock = format_time(found, "short", tzinfo=found.tzinfo, locale=locale)
    form = str(locale.datetime_formats["long"]).replace("'", "")
    return form.replace("{1}", written_day(stamp[:10], language)).replace("{0}", clock)
