"""The figures of a text as values, however its language writes them.

`3,5 Mio.`, `3.5 million`, `3,5 млн` and `350万` are one value; `7. Dezember` and `12月7日` are two
equal ones. Digits are figures; numbers in words may answer a figure but are never asked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from toolkit.expression import expression
from toolkit.languages.hours import is_told, readings
from toolkit.languages.language import month_names
from toolkit.languages.measures import Unit, unit_at
from toolkit.languages.numerals import spelled
from toolkit.languages.table import facts
from toolkit.model import Language

_MAX_DIGITS = 24
_BEYOND_TWELVE = frozenset(map(str, (0, *range(13, 25))))
"""Hours that have another number on a dial."""
_LONG_MONTH = 5
"""Letters of a month's name that begins no other word by chance, as `Mai` begins `Maische`."""
_SIGNS = 3
"""So many zeros in a row, and nothing else, are no number."""
_BLANKS = "\u00a0\u202f\u2009"
_RUN = expression(rf"(\d{{1,2}}):(\d\d)(?!\d)|\d+(?:[.,'’ {_BLANKS}]\d+)*")
_UNSPACED_RUN = expression(_RUN.pattern.replace("’ ", "’"))
_HOUR = expression(
    r"[ \u00a0]?(?:Uhr|h\b|[ap]\.? ?m\b|o.clock|час|ч\.|утра|вечера|дня|ночи|[点點时時])", re.I
)
_CLOCK = expression(r"\d{1,2}\.[0-5]\d")
_HOURS_AND_MINUTES = expression(r"([01]\d|2[0-3])([0-5]\d)")
_ZONE = expression(r" ?(?:GMT|UTC|[CEPW]E?S?T\b|BST\b|hours\b|hrs\b)")
_NO_FIGURE = expression(
    r"(?<=\b[Rr]ound of )\d\d\b"  # as much as 1/8-Finale, and as Achtelfinale
    r"|\b1/\d{1,2}(?=[ \u00a0-]?(?:[Ff]inal|финал))"
    r"|(?:(?<=\bm)|(?<=\b[kcdm]m)|(?<=\b(?:ft|mi|yd)))[23]\b"  # km2
)
_DECADE = expression(r"(?:er\b|ern\b|['’]?s\b|-?[хе]\b|-?ые\b|-?ых\b| ?年代)")
_CENTURY_OF_DECADE = expression(r" ?世[纪紀] ?\d0 ?年代")
_DECADE_OF_CENTURY = expression(r"(?<!\d)(\d\d) ?世[纪紀] ?$")
_POINTS = {"．": ".", "：": ":", "％": "%", "٫": ",", "٬": "."}
_FOREIGN_DIGIT = expression(rf"(?![0-9])\d|[{''.join(_POINTS)}]")
_LINK = expression(r"(?:er)? ?(?:-|–|—|~|～|bis|und|oder|to|and|or|до|и|или|至|到|和|或) ?(?:zu )?")
_SHORT_YEAR = expression(r"(?<=(?<!\d)\d{4}[/–—-])\d\d(?!\d)")
_DAY_BEFORE = expression(r"\d(?:st|nd|rd|th|-?го|-?е)?[.,]?[ \u00a0]?(?:of )?$")
_DAY_AFTER = expression(r"[.,]{0,2}[ \u00a0]?\d")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a text."""

    raw: str
    """As the text writes it."""
    readings: tuple[str, ...]
    """What it may mean, the most likely first, as canonical decimals."""
    scaled: int = 0
    """The power of ten that a word after it multiplies it with."""
    hour: bool = False
    unit: Unit = ()
    """What it counts, as far as the text says."""

    @property
    def words(self) -> tuple[str, ...]:
        """Values of numbers in words that may answer it: three o'clock is 15:00, too."""
        if not self.hour or self.readings[0] not in _BEYOND_TWELVE:
            return self.readings
        return (*self.readings, str(abs(int(self.readings[0]) - 12)))


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a text."""

    written: tuple[Figure, ...]
    spelled: frozenset[str]
    """Values of numbers in words and of months without a day or a year."""


class _Placed(NamedTuple):
    """A figure and where it stands; a word that multiplies it lies behind its end."""

    start: int
    end: int
    figure: Figure


def opaque(text: str, language: Language) -> frozenset[str]:
    """Runs such as `8.30` or `7.12.2020` that are no single number in that language."""
    runs = (match[0] for match in _runs(_counting(text), language) if not match[1])
    return frozenset(run for run in runs if run.count(".") and _value(run, language) is None)


@lru_cache(maxsize=256)
def figures(text: str, language: Language, parted: frozenset[str]) -> Figures:
    """The figures of a text; `parted` are the runs to be read as several figures.

    Those of a source are remembered for the article's other targets.
    """
    whole, text = digits(text), _counting(text)
    written: list[_Placed] = []
    for match in _runs(text, language):
        written.extend(_read(match, language, parted))
    for index, (start, end, figure) in enumerate(written):
        unit = unit_at(whole, start, start + len(figure.raw), language)
        if unit:
            written[index] = _Placed(start, end, replace(figure, unit=unit))
    _link(text, written, language)
    soft = spelled(text, language)
    for start, end, month in months(text, language):
        if _DAY_BEFORE.search(text[max(0, start - 8) : start]) or _DAY_AFTER.match(text, end):
            written.append(_Placed(start, end, Figure(text[start:end], (month,))))
        soft.add(month)
    soft |= _months_in_compounds(text, language)
    found = tuple(one.figure for one in written if one.figure.readings)
    return Figures(found, frozenset(soft))


def digits(text: str) -> str:
    """Text with the decimal digits, points and commas of all scripts as ASCII ones."""
    return _FOREIGN_DIGIT.sub(_ascii, text)


def _counting(text: str) -> str:
    """Text without the digits that count nothing, at the same places."""
    return _NO_FIGURE.sub(lambda match: "\ufffc" * len(match[0]), digits(text))


def _ascii(match: re.Match[str]) -> str:
    return _POINTS.get(match[0]) or str(unicodedata.decimal(match[0]))


def _runs(text: str, language: Language) -> Iterator[re.Match[str]]:
    """Runs of digits and separators; a blank that groups no thousands separates runs."""
    for match in _RUN.finditer(text):
        if " " in match[0] and _value(match[0], language) is None:
            yield from _UNSPACED_RUN.finditer(text, match.start(), match.end())
        else:
            yield match


def _read(match: re.Match[str], language: Language, parted: frozenset[str]) -> Iterator[_Placed]:
    """A run of digits as one number, or as the parts of a date, a time, a version."""
    run, text, end = match[0], match.string, match.end()
    clock = bool(match[1] or (_CLOCK.fullmatch(run) and _HOUR.match(text, end)))
    short = _HOURS_AND_MINUTES.fullmatch(run) if _ZONE.match(text, end) else None
    value = None if clock or short or run in parted else _value(run, language)
    if value is not None:
        yield _Placed(match.start(), end, _one(run, value, match, language))
        return
    time = clock or bool(short or _is_hour(text, match.span(), language))
    parts = list(re.finditer(r"\d\d" if short else r"\d+", run))
    for index, part in enumerate(parts):
        if time and index and part[0] == "00":
            continue
        number = canonical(part[0])
        last = index == len(parts) - 1 and not time
        figure = _one(part[0], number, match, language) if last else Figure(part[0], (number,))
        if time and not index:
            figure = replace(
                figure, readings=readings(number, text, (match.start(), end), language), hour=True
            )
        yield _Placed(match.start() + part.start(), match.start() + part.end(), figure)


def _one(raw: str, value: str, match: re.Match[str], language: Language) -> Figure:
    """A number with what the words after it make of it."""
    text, end = match.string, match.end()
    scales = facts(language.posix).scales
    scale = scales.match(text, end) if scales else None
    if scale and len(raw) <= _MAX_DIGITS:
        power = power_of(scale)
        shifted = canonical(value, power)
        loose = (value,) if scale[0] in ("m", "k", "K") else ()
        return Figure(raw + scale[0], (shifted, *loose), power)
    if _is_hour(text, match.span(), language):
        return Figure(raw, readings(value, text, match.span(), language), hour=True)
    century = _DECADE_OF_CENTURY.search(text, max(0, match.start() - 6), match.start())
    if century and len(value) == 2 and value.endswith("0"):
        return Figure(raw, (f"{int(century[1]) - 1}{value}", value))
    if len(value) in (2, 4) and value.endswith("0") and _DECADE.match(text, end):
        other = (
            "19" + value if len(value) == 2 else str(int(value[:2]) + 1)
        )  # 50s of the 19th century
        return Figure(raw, (value, value[-2:], other))
    if _CENTURY_OF_DECADE.match(text, end):
        return Figure(raw, ())
    if _SHORT_YEAR.match(text, match.start()):
        return Figure(raw, (value, text[match.start() - 5 : match.start() - 3] + raw))
    return Figure(raw, (value,))


def power_of(scale: re.Match[str]) -> int:
    """The power of ten of a word such as `Mio.`: the name of its group, or the sum of its signs."""
    words = scale.groupdict()
    powers = {"十": 1, "百": 2, "千": 3, "万": 4, "萬": 4, "亿": 8, "億": 8, "兆": 12}
    if "han" in words:
        return sum(powers[char] for char in words["han"])
    return next(int(name[1:]) for name, word in words.items() if word is not None)


def _is_hour(text: str, place: tuple[int, int], language: Language) -> bool:
    """Whether what stands behind a number says that it is an hour."""
    return bool(_HOUR.match(text, place[1])) or is_told(text, place, language)


def _link(text: str, written: list[_Placed], language: Language) -> None:
    """In `2 bis 3 Millionen`, `8 bis 10 Uhr`, `1 bis 2 km` the last word counts for both."""
    for index in range(len(written) - 2, -1, -1):
        (start, end, figure), (after, _, following) = written[index], written[index + 1]
        if not (following.scaled or following.hour or following.unit) or after - end > 8:
            continue
        if figure.scaled or figure.hour or not _LINK.fullmatch(text, end, after):
            continue
        figure = replace(figure, unit=figure.unit or following.unit)
        value = figure.readings[0] if figure.readings else ""
        if following.hour:
            figure = replace(
                figure, readings=readings(value, text, (start, end), language), hour=True
            )
        elif value and following.scaled:
            figure = replace(figure, readings=(value, canonical(value, following.scaled)))
        written[index] = _Placed(start, end, figure)


def _value(run: str, language: Language) -> str | None:
    """The run as a single number of that language, canonical; None if it is none."""
    if run.isdecimal():
        return canonical(run)
    if len(run) > 2 * _MAX_DIGITS:
        return None
    match = _number(language).fullmatch(run)
    if not match:
        return None
    whole = re.sub(r"\D", "", match[1])
    return canonical(f"{whole}.{match[2]}" if match[2] else whole)


@cache
def _number(language: Language) -> re.Pattern[str]:
    """A whole number, grouped as the language does, and its decimals."""
    group = re.escape(language.group)
    return re.compile(
        rf"((?!0)\d{{1,3}}(?:[{group} {_BLANKS}'’]\d{{3}})+|\d+)"
        rf"(?:{re.escape(language.decimal)}(\d+))?"
    )


def canonical(number: str, power: int = 0) -> str:
    """A decimal without leading and trailing zeros, times a power of ten.

    Many zeros are no number but signs, of an account, say: none of them may be lost.
    """
    if len(number) > _MAX_DIGITS:
        return number
    if not power and number.isascii() and number.isdigit():
        return number.lstrip("0") or ("0" if len(number) < _SIGNS else number)
    return format(Decimal(number).scaleb(power).normalize(), "f")


def months(text: str, language: Language) -> Iterator[tuple[int, int, str]]:
    """(start, end, number) of every month name."""
    for match in _month_names(language).finditer(text):
        yield match.start(), match.end(), str(int((match.lastgroup or "m0")[1:]))


def _months_in_compounds(text: str, language: Language) -> set[str]:
    """Numbers of months whose names begin longer words, where there are such: `Oktoberhälfte`."""
    if not facts(language.posix).compounds:
        return set()
    return {(match.lastgroup or "m0")[1:] for match in _month_stems(language).finditer(text)}


@cache
def _month_stems(language: Language) -> re.Pattern[str]:
    """The names of months that begin no other word by chance, at the beginning of longer words."""
    rows = []
    for number, told in enumerate(month_names(language), 1):
        if names := [re.escape(name) for name in told if len(name) >= _LONG_MONTH]:
            rows.append(f"(?P<m{number}>{'|'.join(names)})")
    return re.compile(rf"\b(?:{'|'.join(rows) or '(?!)'})(?=[^\W\d_])")


@cache
def _month_names(language: Language) -> re.Pattern[str]:
    """Month names in their usual forms; a case ending may replace a soft last letter."""
    rows = []
    for number, told in enumerate(month_names(language), 1):
        names = {name.rstrip(".") for name in told}
        names |= facts(language.posix).month_names.get(number, frozenset())
        forms = sorted((_inflected(name) for name in names if _is_word(name)), key=len)
        if forms:
            rows.append(f"(?P<m{number}>{'|'.join(reversed(forms))})")
    return re.compile(rf"\b(?:{'|'.join(rows) or '(?!)'})\b")


def _is_word(name: str) -> bool:
    """Whether it is a name that can be looked for, unlike `12` or `12月`."""
    return len(name) > 2 and not any(char.isdecimal() or char > "\u3000" for char in name)


def _inflected(name: str) -> str:
    """A pattern for the forms of a name: Russian case endings, else the name itself."""
    if "а" <= name[0] <= "я" and len(name) > 2:
        stem = name[:-1] if name[-1] in "ьйяа" else name
        return f"{stem}(?:[ьяйюеа]|[её]м|ом|у)?" if len(stem) > 2 else f"{stem}(?:[яйюе]|ем)"
    return re.escape(name)
