"""Blanks that must not break a line, by language. Words are never changed."""

from __future__ import annotations

import re

_NBSP, _NARROW = "\u00a0", "\u202f"
_UNIT = (
    r"%|€|km|kg|m|cm|mm|t|ha|Uhr|Mio\.|Mrd\.|Euro|Prozent|Kilometer|million|billion|per cent"
    r"|млн|млрд|тыс\.|руб\.|м|км|кг|га|евро|рубл\w+|процент\w*|километр\w*"
)
_NUMBER = (re.compile(rf"(?<=\d) (?=(?:{_UNIT})(?!\w))"), _NBSP)
_RULES = {
    "de": (
        (re.compile(r"(?<=\b[a-zA-Z]\.) (?=[a-zA-Z]\.)"), _NARROW),
        (re.compile(r"(?<=\d\.) (?=(?:Jan|Feb|März|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez))"), _NBSP),
        (re.compile(r" (?=–\s)"), _NBSP),
        _NUMBER,
    ),
    "en": (_NUMBER,),
    "ru": (
        (re.compile(r" (?=—)"), _NBSP),
        (re.compile(r"(?<=\b[АаВвИиКкОоСсУуЯя]) (?=\w)"), _NBSP),
        (re.compile(r"(?<=\d) (?=г\.|гг\.|век)"), _NBSP),
        _NUMBER,
    ),
    "fr": ((re.compile(r" (?=[;:!?»])|(?<=«) "), _NARROW), _NUMBER),
}


def bind(text: str, language: str) -> str:
    """A text (or HTML text without tags) with its blanks as a typesetter would set them."""
    for pattern, blank in _RULES.get(language.split("-", maxsplit=1)[0], ()):
        text = pattern.sub(blank, text)
    return text
