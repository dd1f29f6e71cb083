"""Short texts in any language, as CLDR gives them, to try a translation model on."""

from __future__ import annotations

from datetime import date, timedelta

from babel.dates import format_date
from babel.lists import format_list

from toolkit.languages.language import babel_locale
from toolkit.model import Language

_DATES, _NAMES, _IN_A_ROW = 6, 36, 3


def samples(language: Language) -> tuple[str, ...]:
    """Dates in words, and countries and languages listed three by three; as many in each."""
    locale = babel_locale(language)
    names = [*locale.territories.items()], [*locale.languages.items()]
    words = [str(name) for part in names for _, name in sorted(part)[:_NAMES]]
    days = (date(2020, 12, 7) + timedelta(days=59 * nth) for nth in range(_DATES))
    return (
        *(format_date(day, "full", locale) for day in days),
        *(
            format_list(words[at : at + _IN_A_ROW], locale=locale)
            for at in range(0, len(words), _IN_A_ROW)
        ),
    )
