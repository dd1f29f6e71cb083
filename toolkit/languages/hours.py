"""Hours of the day: `8 p.m.`, `20 Uhr`, `8 часов вечера` and `晚上8点` are one hour.

What tells in which half of the day an hour is: a word beside it, a zero before it, or that it is
past noon. Else it may be in either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from toolkit.expression import expression
from toolkit.model import Language

_BLANK = "[ \u00a0]"
Words = tuple[tuple[re.Pattern[str], frozenset[int]], ...]
"""What stands beside an hour, and the hours of the day that it may be then."""


def _hours(*spans: tuple[int, int]) -> frozenset[int]:
    return frozenset(hour for first, last in spans for hour in range(first, last + 1))


_MORNING, _FORENOON, _NOON = _hours((0, 11)), _hours((1, 12)), _hours((11, 14))
_AFTERNOON, _EVENING = _hours((12, 23)), _hours((16, 23), (0, 0))
_NIGHT, _LATE = _hours((19, 23), (0, 5)), _hours((17, 23), (0, 3))


def _behind(*rows: tuple[str, frozenset[int]]) -> Words:
    return tuple((expression(f"{_BLANK}?(?:{words})", re.I), hours) for words, hours in rows)


def _before(*rows: tuple[str, frozenset[int]]) -> Words:
    return tuple((expression(f"(?:{words})$", re.I), hours) for words, hours in rows)


_AT = rf"{_BLANK}(?:um|gegen|ab|bis){_BLANK}"
_ABOUT = f"(?:的|大约|大約|约|約|将近|近)?{_BLANK}?"
_BEHIND: dict[str, Words] = {
    "de": _behind(
        (r"Uhr (?:morgens|früh|am Morgen)\b", _MORNING),
        (r"Uhr (?:vormittags|am Vormittag)\b", _FORENOON),
        (r"Uhr (?:mittags|am Mittag)\b", _NOON),
        (r"Uhr (?:nachmittags|am Nachmittag)\b", _AFTERNOON),
        (r"Uhr (?:abends|am Abend)\b", _EVENING),
        (r"Uhr (?:nachts|in der Nacht)\b", _NIGHT),
    ),
    "en": _behind(
        (r"a\.? ?m\b", _MORNING),
        (r"p\.? ?m\b", _AFTERNOON),
        (r"(?:o.clock )?in the morning\b", _MORNING),
        (r"noon\b", _NOON),
        (r"(?:o.clock )?in the afternoon\b", _AFTERNOON),
        (r"(?:o.clock )?in the evening\b", _EVENING),
        (r"midnight\b|(?:o.clock )?at night\b", _NIGHT),
    ),
    "ru": _behind(
        (r"(?:час\w* )?утра\b", _MORNING),
        (r"час\w* дня\b", _AFTERNOON),
        (r"(?:час\w* )?вечера\b", _EVENING),
        (r"(?:час\w* )?ночи\b", _NIGHT),
    ),
}
_BEFORE: dict[str, Words] = {
    "de": _before(
        (rf"\bmorgens{_AT}", _MORNING),
        (rf"\bvormittags{_AT}", _FORENOON),
        (rf"\bmittags{_AT}", _NOON),
        (rf"\bnachmittags{_AT}", _AFTERNOON),
        (rf"\babends{_AT}", _EVENING),
        (rf"\bnachts{_AT}", _NIGHT),
    ),
    "zh": _before(
        (f"(?:凌晨|清晨|早上|早晨|早间|早間|(?<!最)早){_ABOUT}", _MORNING),
        (f"上午{_ABOUT}", _FORENOON),
        (f"[中正]午{_ABOUT}", _NOON),
        (f"(?:下午|午后|午後){_ABOUT}", _AFTERNOON),
        (f"(?:晚上|晚间|晚間|(?<!最)晚){_ABOUT}", _LATE),
        (f"(?:夜里|夜裡|夜间|夜間|深夜|半夜|午夜|夜){_ABOUT}", _NIGHT),
    ),
}
_PHRASED = {
    "en": expression(rf"\b(?:at|by|from|until|till|around|about){_BLANK}$", re.I),
}
"""What stands before an hour of which no sign, but such words behind it say that it is one."""
_SURE = {"en": expression(rf"{_BLANK}(?:noon|midnight)\b", re.I)}
"""Words that stand behind nothing else."""
_LONGEST = 20
"""Characters before an hour in which such words may be."""
_AT_NIGHT = {
    "de": expression("nacht", re.I),
    "ru": expression("ноч", re.I),
    "zh": expression("[夜晚]|凌晨"),
}
"""Where days have 24 hours: what must be said somewhere for 12 to be midnight."""


def is_told(text: str, place: tuple[int, int], language: Language) -> bool:
    """Whether the words around a number say that it is an hour, as in `at 8 in the evening`."""
    lead, sure = _PHRASED.get(language.base), _SURE.get(language.base)
    if sure and sure.match(text, place[1]):
        return True
    if not lead or not lead.search(_lead(text, place)):
        return False
    return any(words.match(text, place[1]) for words, _ in _BEHIND[language.base])


def readings(value: str, text: str, place: tuple[int, int], language: Language) -> tuple[str, ...]:
    """The hours of the day that a number at that place of a text may mean, the likeliest first."""
    if not value.isdecimal() or int(value) > 24:
        return (value,)
    hour = int(value)
    if hour == 24:
        return value, "0"
    if not 0 < hour <= 12:
        return (value,)
    either = hour % 12, hour % 12 + 12
    told = [one for one in either if one in _told(text, place, language)]
    if len(told) == 1:
        return (str(told[0]),)
    night = _AT_NIGHT.get(language.base)
    if text.startswith("0", place[0]) or (hour == 12 and night and not night.search(text)):
        return (value,)
    return value, *(str(one) for one in either if one != hour)


def _told(text: str, place: tuple[int, int], language: Language) -> Iterable[int]:
    """The hours that the words beside a number allow; none if there are no such words."""
    for words, hours in _BEHIND.get(language.base, ()):
        if words.match(text, place[1]):
            return hours
    before, lead = _BEFORE.get(language.base, ()), _lead(text, place)
    return next((hours for words, hours in before if words.search(lead)), ())


def _lead(text: str, place: tuple[int, int]) -> str:
    return text[max(0, place[0] - _LONGEST) : place[0]]
