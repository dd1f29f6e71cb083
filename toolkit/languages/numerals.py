"""Numbers in words, as far as articles use them, also Roman and Chinese ones.

A language writes its own down in rows (`Facts.numerals`): value, blank, patterns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from toolkit.expression import expression
from toolkit.languages.scripts import script_of
from toolkit.languages.table import facts
from toolkit.model import Language

_JOINS = frozenset({" ", "-", "\u00a0", " and ", " und "})
_HAN = expression("(?<![周期拜])[〇零一二三四五六七八九两兩十百千万萬亿億]{1,16}|半|午夜|[正中]午")
_HAN_WORDS = {"半": 30, "午夜": 0, "正午": 12, "中午": 12}
_HAN_DIGITS = dict(zip("〇零一二三四五六七八九两兩", (0, 0, *range(1, 10), 2, 2), strict=True))
_HAN_SCALES = {"十": 10, "百": 100, "千": 1000}
_HAN_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_ROMAN = expression(r"\b[IVXLХ]{1,8}\b")
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "Х": 10, "L": 50}
_LIMIT = 10**15


def spelled(text: str, language: Language) -> set[str]:
    """Values of all numbers in words and Roman numerals, with those of their parts."""
    values: set[int] = {_roman(match[0]) for match in _ROMAN.finditer(text)}
    if script_of(language).full_width:
        for match in _HAN.finditer(text):
            values.update(_han(match[0]))
    elif facts(language.posix).numerals:
        values.update(_words(text.lower(), language.posix))
    return {str(value) for value in values}


def _words(text: str, posix: str) -> Iterator[int]:
    """Values of the words that are numbers, and of those that follow each other together."""
    word, piece, values = _patterns(posix)
    phrase: list[int] = []
    end = 0
    for match in word.finditer(text):
        parts = [values[part.lastindex or 1] for part in piece.finditer(match[0])]
        if phrase and (text[end : match.start()] not in _JOINS or len(phrase) > 8):
            yield _total(phrase)
            phrase = []
        phrase += parts
        yield _total(parts)
        end = match.end()
    if phrase:
        yield _total(phrase)


@cache
def _patterns(posix: str) -> tuple[re.Pattern[str], re.Pattern[str], dict[int, int]]:
    """A whole number in words, its parts, and the value of each group of the latter."""
    language = facts(posix)
    rows = [line.split(" ", 1) for line in language.numerals.strip().splitlines()]
    pieces = "|".join(f"({forms})" for _, forms in rows)
    plain = "|".join(forms for _, forms in rows)
    values = {index: int(value) for index, (value, _) in enumerate(rows, 1)}
    many = "++" if language.numerals_joined else ""
    word = rf"\b(?:{plain}){many}{language.numeral_endings}\b"
    return re.compile(word), re.compile(pieces), values


def _total(parts: Iterable[int]) -> int:
    """`zwei hundert fünfzig tausend` → 250000; the parts are added or multiplied."""
    total = current = 0
    for part in parts:
        if part >= 1000:
            total, current = total + max(current, 1) * part, 0
        elif part == 100:
            current = max(current, 1) * part
        elif part == 10 and 1 < current < 10:  # decades
            current *= part
        else:
            current += part
        if total > _LIMIT:
            return 0
    return total + current


def _han(run: str) -> Iterator[int]:
    """A run of Han numerals as one number and digit by digit."""
    if run in _HAN_WORDS:
        yield _HAN_WORDS[run]
        return
    if all(char in _HAN_DIGITS for char in run):
        yield int("".join(str(_HAN_DIGITS[char]) for char in run))
    yield from (_HAN_DIGITS[char] for char in run if char in _HAN_DIGITS)
    total = section = digit = 0
    for char in run:
        if char in _HAN_DIGITS:
            digit = _HAN_DIGITS[char]
        elif char in _HAN_SCALES:
            section, digit = section + (digit or 1) * _HAN_SCALES[char], 0
        else:
            total, section, digit = (total + section + digit or 1) * _HAN_MYRIADS[char], 0, 0
            if total > _LIMIT:
                return
    yield total + section + digit


def _roman(numeral: str) -> int:
    """The value of a Roman numeral: a smaller digit before a larger one counts minus."""
    values = [_ROMAN_DIGITS.get(char, 0) for char in numeral]
    following = [*values[1:], 0]
    return sum(-a if a < b else a for a, b in zip(values, following, strict=True))
