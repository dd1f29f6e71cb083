"""The minus of figures: `−6,2 %`, `minus 9 Grad`, `零下9度`. Pure."""

from __future__ import annotations

import re

from toolkit.expression import expression
from toolkit.languages.table import facts
from toolkit.model import Language

_MINUS = r"(?<![^\s(\[„“\"«:/])[-\u2212](?=\d)"
_BELOW = expression(rf"{_MINUS}|(?i:\b(?:minus|минус)[ \u00a0](?=\d))|(?:零下|负|負)(?=\d)")
_FIGURE = expression(r"\d[\d.,]*(?<=\d)")
_SIGNED = expression(r"(?<![A-Za-zА-яё\d%])[-\u2010-\u2015\u2212] ?[€$£]?(\d[\d.,]*)")


def lost_minus(source: str, target: str, here: Language, there: Language) -> str:
    """The first figure below nought if the target has no minus, and no word that says so; or ""."""
    words, other = facts(here.posix).minus, facts(there.posix).minus
    if not words or not other:
        return ""
    figures = [_FIGURE.match(source, below.end()) for below in _BELOW.finditer(source)]
    if not figures or re.search(other, target, re.I):
        return ""
    kept = set(map(_digits, _SIGNED.findall(target)))
    return next((one[0] for one in figures if one and _digits(one[0]) not in kept), "")


def _digits(figure: str) -> str:
    return re.sub(r"\D", "", figure)
