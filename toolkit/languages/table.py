"""The table of languages: one row for each of which more is known than Babel knows.

Any language that Babel knows can be written in and translated into without a row. To say more of
one: a row here, or a module of its own if it is long.
"""

from __future__ import annotations

from functools import cache

from toolkit.languages.chinese import CHINESE, TRADITIONAL_CHINESE
from toolkit.languages.english import ENGLISH
from toolkit.languages.facts import Facts
from toolkit.languages.french import FRENCH
from toolkit.languages.german import GERMAN
from toolkit.languages.russian import DASHES, QUOTES, RUSSIAN
from toolkit.model import base_of

_ROMANCE_QUOTES = (("«", "»"), ("“", "”"), ("‘", "’"))
LANGUAGES: dict[str, Facts] = {
    "ar": Facts(stemmer="arabic"),
    "be": Facts(spacing=DASHES),
    "ca": Facts(curly_apostrophe=True, stemmer="catalan"),
    "cs": Facts(stemmer="czech"),
    "da": Facts(stemmer="danish", compounds=True),
    "de": GERMAN,
    "el": Facts(question_mark=";", stemmer="greek"),
    "en": ENGLISH,
    "es": Facts(quotes=_ROMANCE_QUOTES, stemmer="spanish"),
    "et": Facts(stemmer="estonian", compounds=True),
    "eu": Facts(stemmer="basque"),
    "fi": Facts(stemmer="finnish", compounds=True),
    "fr": FRENCH,
    "ga": Facts(stemmer="irish"),
    "hi": Facts(stemmer="hindi"),
    "hu": Facts(stemmer="hungarian", compounds=True),
    "hy": Facts(stemmer="armenian"),
    "id": Facts(stemmer="indonesian"),
    "is": Facts(compounds=True),
    "it": Facts(quotes=_ROMANCE_QUOTES, curly_apostrophe=True, stemmer="italian"),
    "ja": Facts(spaced=False, quotes=(("「", "」"), ("『", "』"))),
    "km": Facts(spaced=False),
    "lo": Facts(spaced=False),
    "lt": Facts(stemmer="lithuanian"),
    "my": Facts(spaced=False),
    "nb": Facts(stemmer="norwegian", compounds=True),
    "ne": Facts(stemmer="nepali"),
    "nl": Facts(curly_apostrophe=True, stemmer="dutch", compounds=True),
    "no": Facts(stemmer="norwegian", compounds=True),
    "pl": Facts(quotes=(("„", "”"), ("«", "»")), stemmer="polish"),
    "pt": Facts(stemmer="portuguese"),
    "ro": Facts(stemmer="romanian"),
    "ru": RUSSIAN,
    "sv": Facts(stemmer="swedish", compounds=True),
    "ta": Facts(stemmer="tamil"),
    "th": Facts(spaced=False),
    "tr": Facts(stemmer="turkish"),
    "uk": Facts(quotes=QUOTES, spacing=DASHES),
    "zh": CHINESE,
    "zh_TW": TRADITIONAL_CHINESE,
}
"""POSIX name, or ISO 639 code for all varieties → row."""
_UNKNOWN = Facts()


@cache
def facts(posix: str) -> Facts:
    """The row of the language with a POSIX name; of the language without its region; the defaults.

    A regional row repeats what holds for the whole language (`dataclasses.replace`).
    """
    return LANGUAGES.get(posix) or LANGUAGES.get(base_of(posix), _UNKNOWN)
