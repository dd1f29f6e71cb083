"""Numbers in words: German, English, Russian and Chinese, as far as articles use them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from toolkit.model import Language

# what may follow digits and multiply them, by language; group name: power of ten
SCALES = {
    "de": re.compile(
        r"[ \u00a0-]?(?:(?P<p12>Billion(?:en)?|Bio\.?)|(?P<p9>Milliarden?|Mrd\.?)"
        r"|(?P<p6>Million(?:en)?|Mio\.?)|(?P<p3>[Tt]ausend|Tsd\.?))(?![^\W_])"
    ),
    "en": re.compile(
        r"[ \u00a0-]?(?:(?P<p12>trillions?|tn)|(?P<p9>billions?|bn)|(?P<p6>millions?|mn|mln)"
        r"|(?P<p3>thousands?))\b(?<!s(?= of\b))|(?:(?P<q6>m)|(?P<q3>[kK]))\b",
    ),
    "ru": re.compile(
        r"[ \u00a0-]?(?:(?P<p12>трлн|триллион)|(?P<p9>млрд|миллиард)|(?P<p6>млн|миллион)"
        r"|(?P<p3>тыс\b\.?|тысяч))(?:[а-я]*)"
    ),
    "zh": re.compile(
        r"[ \u00a0]?[多余馀几]?(?P<han>(?:十|百(?!分)|千(?![米克瓦卡兆])|[万萬亿億])+)(?![十百千])"
    ),
}

_GERMAN = """
1000000000 milliarde
1000000 million
1000 tausend
100 hundert
16 sechzehn
17 siebzehn
60 sechzig
70 siebzig
20 zwanzig
30 dreißig|dreissig
40 vierzig
50 fünfzig
80 achtzig
90 neunzig
12 zwölf|dutzend
11 elf
10 zehn|jahrzehnt
1 eins|ein|erst
2 zwei|zwo
3 drei|dritt
4 vier
5 fünf
6 sechs
7 sieben|siebt
8 acht
9 neun
0 null|und
"""
_ENGLISH = """
1000000000 billion
1000000 million
1000 thousand
100 hundred
13 thirteen
14 fourteen
15 fifteen
16 sixteen
17 seventeen
18 eighteen
19 nineteen
20 twenty|twentie
30 thirty|thirtie
40 forty|fortie
50 fifty|fiftie
60 sixty|sixtie
70 seventy|seventie
80 eighty|eightie
90 ninety|ninetie
12 twelve|twelf|dozen
11 eleven
10 ten|decade
1 one|once|first
2 two|twice|second
3 three|third
4 four
5 five|fif
6 six
7 seven
8 eight|eigh
9 nine|nin
0 zero|nil
"""
_RUSSIAN = """
1000000000 миллиард
1000000 миллион
1000 тысяч
100 сто(?![а-яё])|сот(?:ня|ни|ню)
200 двести
300 триста
400 четыреста
500 пятьсот
600 шестьсот
700 семьсот
800 восемьсот
900 девятьсот
11 одиннадцат
12 двенадцат
13 тринадцат
14 четырнадцат
15 пятнадцат
16 шестнадцат
17 семнадцат
18 восемнадцат
19 девятнадцат
20 двадцат
30 тридцат
40 сорок
50 пятьдесят|пятидесят
60 шестьдесят|шестидесят
70 семьдесят|семидесят
80 восемьдесят|восьмидесят
90 девяност
24 сутки(?![а-яё])|суток(?![а-яё])
12 дюжин
10 десят
1 один|одн|перв|раз(?![а-яё])
2 двум|двух|дво|дв|втор
3 трем|трёх|трех|трет|тро|тр
4 четыр|четверт|четвёрт|четвер
5 пят
6 шест
7 седьм|семь|сем
8 восем|восьм
9 девят
0 нол|нул
"""
_ENDINGS = {
    "de": "(?:(?:stünd|jähr|täg|monat|wöch|minüt|fach|mal|köpf|stell|prozent)[a-zäöü]{0,8}"
    "|s?t?e?[nrms]?)",
    "en": "(?:s|th|ths|ths|teen)?",
    "ru": "(?:ь|и|ью|а|у|ый|ая|ое|ой|ого|ому|ым|ом|ую|ых|ыми|ые|е|еро|ерых|умя|емя|его|ья|ье|ем"
    "|ьего|ью|ьей|ьем|ов|ам|ами|ах|х|мя|ё|её)?",
}
_TABLES = {"de": _GERMAN, "en": _ENGLISH, "ru": _RUSSIAN}
_JOINS = frozenset({" ", "-", "\u00a0", " and ", " und "})
_HAN = re.compile("(?<![周期拜])[〇零一二三四五六七八九两兩十百千万萬亿億]{1,16}|半")
_HAN_DIGITS = dict(zip("〇零一二三四五六七八九两兩", (0, 0, *range(1, 10), 2, 2), strict=True))
_HAN_SCALES = {"十": 10, "百": 100, "千": 1000}
_HAN_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_ROMAN = re.compile(r"\b[IVXLХ]{1,8}\b")
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "Х": 10, "L": 50}
_LIMIT = 10**15


def spelled(text: str, language: Language) -> set[str]:
    """Values of all numbers in words and Roman numerals, with those of their parts."""
    base = language.posix.partition("_")[0]
    values: set[int] = {_roman(match[0]) for match in _ROMAN.finditer(text)}
    if base in ("zh", "ja"):
        for match in _HAN.finditer(text):
            values.update(_han(match[0]))
    elif base in _TABLES:
        values.update(_words(text.lower(), base))
    return {str(value) for value in values}


def _words(text: str, base: str) -> Iterator[int]:
    word, piece, values = _patterns(base)
    phrase: list[int] = []
    end = 0
    for match in word.finditer(text):
        parts = [values[found.lastindex or 1] for found in piece.finditer(match[0])]
        if text[end : match.start()] not in _JOINS or len(phrase) > 8:
            yield _total(phrase)
            phrase = []
        phrase += parts
        yield _total(parts)
        end = match.end()
    yield _total(phrase)


@cache
def _patterns(base: str) -> tuple[re.Pattern[str], re.Pattern[str], dict[int, int]]:
    rows = [line.split(" ", 1) for line in _TABLES[base].strip().splitlines()]
    pieces = "|".join(f"({forms})" for _, forms in rows)
    plain = "|".join(forms for _, forms in rows)
    values = {index: int(value) for index, (value, _) in enumerate(rows, 1)}
    word = rf"\b(?:{plain})" + ("++" if base == "de" else "") + rf"{_ENDINGS[base]}\b"
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
    if run == "半":
        yield 30
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
    values = [_ROMAN_DIGITS.get(char, 0) for char in numeral]
    following = [*values[1:], 0]
    return sum(-a if a < b else a for a, b in zip(values, following, strict=True))
