"""The minus of figures: `−6,2 %`, `minus 9 Grad`, `零下9度`. Pure."""

from __future__ import annotations

import re

from toolkit.expression import expression
from toolkit.languages.table import facts
from toolkit.model import Language

_MINUS = r"(?<![^\s(\[„“\"«:/])[-\u2212](?=\d)"
_BELOW = expression(rf"{_MINUS}|(?i:\b(?:minus|минус)[ \u00a0](?=\d))|(?:零下|负|負)(?=\d)")
_FIGURE = expression(r"\d[\d.,]*(?<=\d)")
_SIGN = expression(r"(?<![A-Za-zА-яё\d%])[-\u2010-\u2015\u2212] ?[€$£]?\d")


def lost_minus(source: str, target: str, here: Language, there: Language) -> str:
    """The first figure below nought if the target has no minus, and no word that says so; or ""."""
    words, other = facts(here.posix).minus, facts(there.posix).minus
    if not words or not other:
        return ""
    below = _BELOW.search(source)
    if not below or _SIGN.search(target) or re.search(f"(?i:{other})", target):
        return ""
    figure = _FIGURE.match(source, below.end())
    return figure[0] if figure else ""
