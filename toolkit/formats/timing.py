"""When an article is out: its day and time, from when and until when readers may have it.

A moment is ISO 8601 in the project's time zone, else in its own: a day (`2026-11-22`) where no
time of day is known, else `2026-11-22T18:45:00+01:00`. Whatever people write is read, or said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Any, NamedTuple

from toolkit.errors import UsageError
from toolkit.expression import expression
from toolkit.formats import metadata
from toolkit.formats.front.fields import (
    DATE,
    DRAFT,
    EXPIRES,
    HOLDING,
    PUBLISH,
    STATUS,
    UNLISTED,
    UPDATED,
    WITHDRAWN,
    meant,
)
from toolkit.formats.front.keys import plain
from toolkit.languages.figures import months
from toolkit.languages.language import language as language_of
from toolkit.model import Language

_ISO = expression(r"(?<!\d)(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?!\d)")
_POINTS = expression(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\d)")
_SLASHES = expression(r"(?<!\d)(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)")
_HAN = expression(r"(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?[日号號]")
_DAY_BEFORE = expression(r"(\d{1,2})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?$")
_DAY_AFTER = expression(r"\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?!\d)")
_YEAR_AFTER = expression(r"\.?,?\s+(\d{4})(?!\d)")
_TIME = expression(
    r"(?<!\d)(\d{1,2})(?::(\d{2})(?::(\d{2})(?:\.\d+)?)?|\.(\d{2})(?=\s*Uhr)|(?=\s*Uhr|\s*[ap]\.?m\b))"
    r"(?:\s*Uhr\b)?(?:\s*([ap])\.?m\b\.?)?",
    re.I,
)
_ZONE = expression(r"\s*(Z|UTC|GMT|CEST|CET|MESZ|MEZ|[+-]\d\d:?(?:\d\d)?)(?![\w:])", re.I)
_HOURS = {"Z": 0, "UTC": 0, "GMT": 0, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2}
_YES = frozenset({"true", "yes", "on", "1", "ja", "wahr"})
_NO = frozenset({"false", "no", "off", "0", "nein", "falsch"})
_NOT_OUT = frozenset(
    {"draft", "entwurf", "pending", "private", "privat", "hidden", "unpublished", "trash"}
)
"""What a `status` or `visibility` says of an article that is not out."""


class Timing(NamedTuple):
    """What an article says about when it is out."""

    moment: str = ""
    """When it appeared; "" if it does not say."""
    updated: str = ""
    publish: str = ""
    """Before this moment nobody may have it."""
    expires: str = ""
    """From this moment on nobody may have it."""
    draft: bool = False
    unlisted: bool = False
    """Whoever has its address may read it; no list leads to it."""
    faults: tuple[str, ...] = ()
    """What cannot be read, one sentence each, which begins with the field and a colon."""
    unsure: bool = False
    """Whether something is among it that may have been meant to hold the article back."""
    withdrawn: tuple[str, ...] = ()
    """Tags of the languages in which nobody may have its translation."""


def timing(name: str, fields: Mapping[str, Any], source: Language, zone: tzinfo | None) -> Timing:
    """What an article's fields and its file name say; a day in the name comes before the field."""
    reader = _Reader(fields, source, zone)
    moment, named = reader.moment(*DATE), metadata.day_in(name)
    if named and moment[:10] != named:
        if moment:
            reader.faults.append(
                f"date: {moment[:10]} is not the day in the file name, which counts; correct one"
            )
        moment = named
    reader.misspelled()
    return Timing(
        moment=moment,
        updated=reader.moment(*UPDATED),
        publish=max(reader.releases(PUBLISH), key=reader.instant, default=""),
        expires=min(reader.releases(EXPIRES), key=reader.instant, default=""),
        draft=reader.draft(),
        unlisted=reader.truth(*UNLISTED),
        withdrawn=tuple(reader.withdrawn()),
        faults=tuple(reader.faults),
        unsure=reader.unsure,
    )


def withheld(found: Timing, now: datetime, zone: tzinfo | None, tag: str = "") -> str:
    """Why readers may not have the article now, or not in a language; "" if they may."""
    if tag in found.withdrawn:
        return f"withdrawn in {language_of(tag).name}"
    if found.draft:
        return "a draft"
    if found.unsure:
        return "not out before somebody corrects what it says about that"
    begin = found.publish or found.moment
    if begin and instant(begin, zone) > now:
        return f"not out before {_words(instant(begin, zone), zone)}"
    if found.expires and instant(found.expires, zone) <= now:
        return f"expired on {_words(instant(found.expires, zone), zone)}"
    return ""


def instant(moment: str, zone: tzinfo | None) -> datetime:
    """The point in time of a moment; a day begins at midnight in the project's time zone."""
    found = datetime.fromisoformat(moment)
    return found if found.tzinfo else found.replace(tzinfo=zone or UTC)


def stamp(moment: str, zone: tzinfo | None) -> str:
    """A moment with time and zone, as feeds want it (RFC 3339); "" stays ""."""
    return instant(moment, zone).isoformat(timespec="seconds") if moment else ""


def _words(moment: datetime, zone: tzinfo | None) -> str:
    return moment.astimezone(zone or UTC).strftime("%Y-%m-%d %H:%M %Z")


@dataclass
class _Reader:
    """The fields of an article, and what is wrong with them."""

    fields: Mapping[str, Any]
    source: Language
    zone: tzinfo | None

    def __post_init__(self) -> None:
        self.faults: list[str] = []
        self.unsure = False
        self.spelled = {plain(name): name for name in self.fields}

    def value(self, name: str) -> Any:
        """What a field says; None if it is not there."""
        return self.fields[self.spelled[name]] if name in self.spelled else None

    def instant(self, moment: str) -> datetime:
        """As `instant`."""
        return instant(moment, self.zone)

    def moment(self, *names: str) -> str:
        """The first of the fields that there is; "" if there is none or nobody can read it."""
        for name in names:
            value = self.value(name)
            if value not in (None, "") and not _is_truth(value):
                found = read(value, self.source, self.zone)
                if not found:
                    self.faults.append(
                        f"{self.spelled[name]}: {str(value)!r} is no date that can be read;"
                        " write it as 2026-11-22 or 2026-11-22T18:45+01:00"
                    )
                return found
        return ""

    def releases(self, names: Sequence[str]) -> list[str]:
        """All of the fields that there are; what cannot be read keeps the article back."""
        known = len(self.faults)
        for name in names:
            if _is_truth(self.value(name)):
                spelled = self.spelled[name]
                self.faults.append(f"{spelled}: true or false is no moment; write a date")
        found = [self.moment(name) for name in names]
        self.unsure = self.unsure or len(self.faults) > known
        return list(filter(None, found))

    def draft(self) -> bool:
        """Whether one of the fields says so."""
        said = self.truth(*DRAFT)
        off = _word(self.value("published")) in _NO
        return said or off or any(_word(self.value(name)) in _NOT_OUT for name in STATUS)

    def withdrawn(self) -> Iterator[str]:
        """The languages that the fields name; what is none holds the article back."""
        for name in WITHDRAWN:
            spelled = self.spelled.get(name, "")
            value = self.value(name)
            single = value if isinstance(value, str | list | tuple) else [str(value)]
            for code in () if value is None else metadata.list_of({name: single}, name):
                try:
                    tag = language_of(code).tag
                except UsageError:
                    tag = ""
                if tag and tag != self.source.tag:
                    yield tag
                    continue
                self.faults.append(
                    f"{spelled}: {code!r} is no language of a translation; write codes such as en,"
                    " or `draft: true` to withdraw all"
                )
                self.unsure = True

    def truth(self, *names: str) -> bool:
        """Whether one of the fields is true; what is neither true nor false holds back."""
        yes = False
        for name in names:
            said = _word(self.value(name))
            yes = yes or said in _YES
            if said and not _is_truth(said):
                self.faults.append(
                    f"{self.spelled[name]}: {said!r} is neither true nor false; write one of them"
                )
                self.unsure = True
        return yes

    def misspelled(self) -> None:
        """Look for fields that seem to hold back, but for a slip of the pen in their names."""
        for name, value in self.fields.items():
            other = meant(name)
            if other in HOLDING:
                dated = other in PUBLISH + EXPIRES and read(value, self.source, self.zone)
                named = other in WITHDRAWN and value not in (None, "", [])
                holds = dated or named or _word(value) in _YES
            else:
                holds = other == "published" and _word(value) in _NO
            if holds:
                self.faults.append(f"{name}: there is no such field; did you mean `{other}`?")
                self.unsure = True


def _word(value: Any) -> str:
    """A value as a word in small letters; "" for none."""
    return "" if value is None else str(value).strip().lower()


def _is_truth(value: Any) -> bool:
    return _word(value) in _YES | _NO


def read(value: Any, source: Language, zone: tzinfo | None) -> str:
    """A date as somebody wrote it, as a moment; "" if it is none, or could be two."""
    try:
        if isinstance(value, datetime):
            return _moment(value, zone)
        if isinstance(value, date):
            return value.isoformat()
        text = str(value).strip()
        return next((found for found in _readings(text, source, zone) if found), "")
    except (ValueError, OverflowError):
        return ""


def _readings(text: str, source: Language, zone: tzinfo | None) -> Iterator[str]:
    """ValueError for a day that no calendar has."""
    for pattern, order in ((_ISO, "ymd"), (_POINTS, "dmy"), (_HAN, "ymd")):
        if found := pattern.search(text):
            groups = [group for group in found.groups() if group.isdigit()]
            numbers = dict(zip(order, map(int, groups), strict=True))
            yield _timed(text, found.span(), date(numbers["y"], numbers["m"], numbers["d"]), zone)
    if found := _SLASHES.search(text):
        first, second, year = map(int, found.groups())
        if max(first, second) > 12 or first == second:
            day = date(year, min(first, second), max(first, second))
            yield _timed(text, found.span(), day, zone)
    for tongue in dict.fromkeys((source, language_of("en"))):
        yield _in_words(text, tongue, zone)


def _in_words(text: str, tongue: Language, zone: tzinfo | None) -> str:
    """A date with the name of its month; "" if there is none."""
    for start, end, month in months(text, tongue):
        before = _DAY_BEFORE.search(text, 0, start)
        after = None if before else _DAY_AFTER.match(text, end)
        year = _YEAR_AFTER.match(text, after.end() if after else end)
        day = before or after
        if day and year:
            span = (before.start() if before else start, year.end())
            return _timed(text, span, date(int(year[1]), int(month), int(day[1])), zone)
    return ""


def _timed(text: str, place: tuple[int, int], day: date, zone: tzinfo | None) -> str:
    """The moment of a day with the time that stands beside it."""
    rest = text[place[1] :].removeprefix("T")
    clock = _TIME.search(rest) or _TIME.search(rest := text[: place[0]])
    if not clock:
        return day.isoformat()
    hour = int(clock[1]) + (12 if (clock[5] or "").lower() == "p" and int(clock[1]) < 12 else 0)
    if (clock[5] or "").lower() == "a" and hour == 12:
        hour = 0
    minute, second = int(clock[2] or clock[4] or 0), int(clock[3] or 0)
    named = _ZONE.match(rest, clock.end())
    where = _zone(named[1]) if named else zone
    return _moment(datetime.combine(day, time(hour, minute, second), where), zone)


def _zone(text: str) -> tzinfo:
    if text.upper() in _HOURS:
        return timezone(timedelta(hours=_HOURS[text.upper()]))
    hours, minutes = int(text[1:3]), int(text[-2:] if len(text) > 3 else 0)
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(-ahead if text[0] == "-" else ahead)


def _moment(found: datetime, zone: tzinfo | None) -> str:
    """A time that names no zone is meant in the project's; without one, each stays in its own."""
    there = found if found.tzinfo else found.replace(tzinfo=zone or UTC)
    there = there.astimezone(zone) if zone else there
    return there.replace(microsecond=0).isoformat()
