"""Numbers as another language writes them: `1.234,5` is `1,234.5` in English. Pure.

Dates, times, versions and whatever else is no single number stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from toolkit.languages.comparison import compare
from toolkit.languages.figures import digits, figures, opaque, power_of
from toolkit.languages.table import facts
from toolkit.model import Language, Span

NUMBER = (
    r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)(?:[.,]\d+)?"  # blanks between thousands
    r"|\d+(?:[.,:'’]\d+)*"
)
"""A regular expression for whatever may be a number."""
DECIMAL = re.compile(r"\d+(?:\.\d+)?")
"""A value that is a number."""
_PHONE = re.compile(r"\W*(?:\+\d\d|0\d)[\d /().-]*[ /(-]")
_LETTER = r"[^\W\u3400-\u9fff]"
"""What a figure is no part of; Chinese characters stand beside figures."""
_SEPARATED = re.compile(rf"(?<![.,])(?<!{_LETTER})\d+(?:[.,]\d+)+(?!{_LETTER}|[.,]\d)")
"""A figure with points or commas in it."""
_AMOUNT = re.compile(r"(?<![\w.,:/+-])\d+(?:[.,]\d+)*(?![\w:/]|[.,]\d)")
_AMOUNT_DIGITS = 3
_DIGITS, _SIGNS = re.compile(r"\D"), re.compile(r"[.,]")
_PIECE = re.compile(rf"(?P<number>{NUMBER})|\S")


def value(number: str, language: Language) -> str:
    """A number's value, canonical; a date, a time or a version as it is written."""
    number = digits(number)
    written = figures(number, language, opaque(number, language)).written
    return written[0].readings[0] if len(written) == 1 and written[0].readings else number


def _is_address(number: str) -> bool:
    """Whether it may be an internet address (IPv4)."""
    octets = number.split(".")
    return len(octets) == 4 and all(part.isdecimal() and int(part) < 256 for part in octets)


def spelled(number: str, source: Language, target: Language) -> str:
    """A number of the source language as the target language writes it."""
    known = value(number, source)
    if known == number or not DECIMAL.fullmatch(known) or _is_address(number):
        return number
    return _swapped(number, source, target)


def _swapped(number: str, source: Language, target: Language) -> str:
    """A number with the separators of the target language."""
    signs = {source.group: target.group, source.decimal: target.decimal}
    return "".join(signs.get(char, target.group if char.isspace() else char) for char in number)


def respelled(
    source: str, text: str, here: Language, there: Language, pivot: Language | None = None
) -> Iterator[tuple[int, int, str]]:
    """(start, end, right spelling) of figures that a translation has as the source writes them.

    Those that certainly are amounts: with a unit or a scale behind them, or with both separators.
    With a pivot, those that are as it writes them; then all that are one figure in the source.
    """
    signs = {here.group, here.decimal}
    known = {
        _swapped(run, here, pivot or here): _swapped(run, here, there)
        for figure in figures(source, here, opaque(source, here)).written
        for run in _SEPARATED.findall(figure.raw)
        if pivot or figure.unit or figure.scaled or signs <= set(run) or run.count(here.group) > 1
    }
    grouped = {
        _DIGITS.sub("", run): right for run, right in known.items() if len(_SIGNS.findall(run)) > 1
    }
    for match in _SEPARATED.finditer(text):
        right = known.get(match[0]) or grouped.get(_DIGITS.sub("", match[0]), match[0])
        new = text[: match.start()] + right + text[match.end() :]
        if right != match[0] and not compare(source, new, here, there).differs:
            yield (*match.span(), right)


def amounts(text: str, here: Language, there: Language) -> Iterator[tuple[int, int, str]]:
    """(start, end, as the other language writes it) of figures that are amounts and no years.

    With a word that multiplies them, with a decimal, in groups, or of three digits.
    """
    scales, words = facts(here.posix).scales, facts(there.posix).amounts
    for match in _AMOUNT.finditer(text):
        known = value(match[0], here)
        if not DECIMAL.fullmatch(known) or (match[0] in opaque(text, here)):
            continue
        scale = scales.match(text, match.end()) if scales else None
        if scale and words:
            yield match.start(), scale.end(), _scaled(Decimal(known).scaleb(power_of(scale)), there)
        elif not scale and (match[0] != known or len(known) == _AMOUNT_DIGITS or "." in known):
            yield *match.span(), _swapped(match[0], here, there)


def _scaled(number: Decimal, language: Language) -> str:
    """A large number as that language writes it: `2.4 million`, `240万`."""
    words = facts(language.posix).amounts
    power = max((one for one in words if number.adjusted() >= one), default=min(words))
    written = format(number.scaleb(-power).normalize(), "f")
    return written.replace(".", language.decimal) + words[power]


def rewritten(
    text: str, source: Language, target: Language
) -> tuple[str, tuple[tuple[Span, Span], ...]]:
    """(a text without words in the target language, which characters render which).

    It stays as it is if its figures then mean something else.
    """
    new, end, spans, phone = "", 0, list[tuple[Span, Span]](), _PHONE.match(text)
    for match in _PIECE.finditer(text):
        new += text[end : match.start()]
        piece = spelled(match[0], source, target) if match["number"] and not phone else match[0]
        spans.append((match.span(), (len(new), len(new) + len(piece))))
        new, end = new + piece, match.end()
    new += text[end:]
    if compare(text, new, source, target).differs:
        return text, tuple((there, there) for there, _ in spans)
    return new, tuple(spans)
