"""Units, percent and currency signs beside figures, and whether two quantities are the same.

`550 Meter` and `1,800 feet` are one length; `5 %`, `5 Prozent` and `百分之5` one share. A unit
word may have several meanings (`pound`), so a unit is a tuple of candidates.

Units are written down in rows: unit (or several, for a word like `pound`, parted by commas), blank,
patterns. Any ending may follow a `*`; where two rows fit, the first wins. The words are those of
the language (`Facts.units`), the signs those of all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from toolkit.languages.table import facts
from toolkit.model import Language

Unit = tuple[str, ...]
"""Candidate names in `_SIZES` or of currencies; () for none."""

_SIZES = {
    **{"mm": ("length", 0.001), "cm": ("length", 0.01), "m": ("length", 1), "km": ("length", 1000)},
    **{"inch": ("length", 0.0254), "foot": ("length", 0.3048), "yard": ("length", 0.9144)},
    **{"mile": ("length", 1609.344), "knot": ("length", 1852)},
    **{"m²": ("area", 1), "km²": ("area", 1e6), "ha": ("area", 1e4), "acre": ("area", 4046.9)},
    **{"ft²": ("area", 0.0929), "mile²": ("area", 2.59e6)},
    **{"ml": ("volume", 0.001), "l": ("volume", 1), "m³": ("volume", 1000)},
    **{"gallon": ("volume", 3.785), "imperial gallon": ("volume", 4.546)},
    **{"g": ("mass", 0.001), "kg": ("mass", 1), "t": ("mass", 1000)},
    **{"lb": ("mass", 0.4536), "ounce": ("mass", 0.02835), "stone": ("mass", 6.35)},
    **{"°C": ("heat", 1), "°F": ("heat", 1)},
}
"""Unit → dimension and size. A speed counts as the length that is passed."""
_COUNTERPARTS = {
    **{"km": "mile", "m": "foot", "cm": "inch", "kg": "lb", "l": "gallon", "°C": "°F"},
    **{"mile": "km", "foot": "m", "inch": "cm", "lb": "kg", "gallon": "l", "°F": "°C"},
}
"""The unit that the other system, metric or imperial, measures the same things in."""
_CURRENCIES = {"€", "$", "£", "¥", "CNY", "₽", "CHF"}
_BEFORE = {
    "$": re.compile(r"\$ ?$"),
    "€": re.compile(r"(?:€|\bEUR) ?$"),
    "£": re.compile(r"(?:£|\bGBP) ?$"),
    "¥": re.compile(r"[¥￥] ?$"),
    "CHF": re.compile(r"\bCHF ?$"),
    "%": re.compile(r"百分之$"),
}
_ANY_BEFORE = re.compile("|".join(sign.pattern for sign in _BEFORE.values()))
_SIGNS = """
km² km²|km2|qkm
m² m²|m2|qm
m³ m³|m3
km km/h|km|kph|км/ч|км|公里|千米
mile mph
mm mm|мм
cm cm|см
m m/s|m|м/с|м
ha ha|га
kg kg|кг
t t|т
ml ml|мл
l l|л
°C °\\s?[CС]|º\\s?[CС]|℃
°F °\\s?F|º\\s?F|℉
foot ft\\.?
% %|％
€ €|EUR
$ US\\$|\\$|USD
£ £|GBP
CNY RMB|CNY
₽ ₽|RUB|руб\\.?
¥ JPY
CHF CHF
"""
"""Signs of units, of all languages."""
_OR = re.compile(r"\|(?![^(\[]*[)\]])")
"""Between the forms of a row; those in brackets belong together."""
_FAHRENHEIT = re.compile("华氏|Fahrenheit|°F", re.I)
_NEAR, _ROUND = 0.12, 0.08
"""How far a converted and a rounded quantity may be off, as a share."""


def unit_at(text: str, start: int, end: int, language: Language) -> Unit:
    """The unit of the figure at that place."""
    match = _after(language.posix).match(text, end)
    if match:
        name = tuple(_names(language)[(match.lastindex or 1) - 1])
        return (
            ("°C", "°F")
            if name == ("°C",) and _FAHRENHEIT.search(text, max(0, start - 200), end + 200)
            else name
        )
    lead = text[max(0, start - 5) : start]
    if not _ANY_BEFORE.search(lead):
        return ()
    return next(((name,) for name, sign in _BEFORE.items() if sign.search(lead)), ())


def sign_follows(text: str, place: int, language: Language) -> bool:
    """Whether a unit's sign or abbreviation stands there: `km`, `%`, `€`, `руб.`."""
    match = _after("").match(text, place)
    return bool(match) and language.gap == " "


def mentioned(text: str, language: Language) -> set[str]:
    """All units that a text names in words, wherever they stand."""
    names = _names(language)
    pattern = _anywhere(language.posix)
    return {unit for match in pattern.finditer(text) for unit in names[(match.lastindex or 1) - 1]}


def same(a: str, first: Unit, b: str, second: Unit, near: float = _NEAR) -> bool:
    """Whether two figures (canonical decimals) are one quantity in two units."""
    return any(
        _off(size, other) <= near
        for one in first
        for two in second
        if one != two and _SIZES.get(one, ("",))[0] == _SIZES.get(two, ("a",))[0]
        for size, other in _sizes(float(a), one, float(b), two)
    )


def rounded(a: str, first: Unit, b: str, second: Unit) -> bool:
    """Whether `b` is `a` in rounder figures, as a physical quantity."""
    physical = any(unit in _SIZES for unit in set(first) & set(second))
    return physical and _off(float(a), float(b)) <= _ROUND and _roughness(b) > _roughness(a)


def misnamed(a: str, first: Unit, b: str, second: Unit) -> Unit:
    """The unit of the other system in which `b` is `a`, where both texts name the same unit."""
    others = (_COUNTERPARTS[unit] for unit in second if unit in first and unit in _COUNTERPARTS)
    return next(((unit,) for unit in others if same(a, first, b, (unit,), _ROUND)), ())


def differ(first: Unit, second: Unit) -> bool:
    """Whether equal figures have units that cannot mean the same."""
    return bool(first and second) and not set(first) & set(second)


def is_share_or_sum(unit: Unit) -> bool:
    """Whether it is percent or money, which no text leaves out."""
    return bool(unit) and (unit == ("%",) or set(unit) <= _CURRENCIES)


def _off(a: float, b: float) -> float:
    """How far two sizes are apart, as a share of the larger one."""
    return abs(a - b) / max(abs(a), abs(b), 1e-9)


def _sizes(a: float, one: str, b: float, two: str) -> list[tuple[float, float]]:
    """Both quantities in one unit; degrees as a temperature and as a difference of two."""
    if one == "°C":
        return [(a * 1.8 + 32, b), (a * 1.8, b)]
    if one == "°F":
        return [(a, b * 1.8 + 32), (a, b * 1.8)]
    return [(a * _SIZES[one][1], b * _SIZES[two][1])]


def _roughness(value: str) -> float:
    """Zeros at the end count one, a 5 before them one half, digits after the point minus one."""
    whole, _, part = value.partition(".")
    if part:
        return -len(part)
    kept = whole.rstrip("0")
    return len(whole) - len(kept) + (0.5 if kept.endswith("5") else 0)


@cache
def _names(language: Language) -> list[list[str]]:
    """The units of each group of the patterns for that language."""
    return [names for names, _ in _rows(language.posix)]


@cache
def _after(posix: str) -> re.Pattern[str]:
    no_unit = r"(?![\s\d.,])"  # none begins so, which saves trying them all
    return re.compile(rf"[ \u00a0\u202f-]?{no_unit}(?:{_alternatives(posix)})")


@cache
def _anywhere(posix: str) -> re.Pattern[str]:
    row = facts(posix)
    joined = bool(row.units) and not row.spaced  # a word for a unit may then follow any letter
    return re.compile(("" if joined else r"(?<![^\W_\d])") + f"(?:{_alternatives(posix)})")


def _rows(posix: str) -> Iterator[tuple[list[str], str]]:
    """(units, pattern) of each row: the words of the language in any case, then the signs."""
    for table, flag in ((facts(posix).units, "i"), (_SIGNS, "")):
        for line in table.strip().splitlines():
            names, forms = line.split(" ", 1)
            patterns = "|".join(map(_form, _OR.split(forms)))
            yield names.replace("_", " ").split(","), f"(?{flag}:{patterns})"


def _alternatives(posix: str) -> str:
    return "|".join(f"({pattern})" for _, pattern in _rows(posix))


def _form(form: str) -> str:
    """A form of a row as a pattern: with any ending, or as a whole word."""
    if form.endswith("*"):
        return form[:-1] + r"\w*"
    alphabetic = form[-1] == "?" or (form[-1].isalpha() and form[-1] < "\u3000")
    return form + (r"(?![^\W_])" if alphabetic else "")
