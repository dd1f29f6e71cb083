"""Which forms may belong to one word: the door to snowballstemmer and pymorphy3.

Two words may be forms of one word if they share a key. Keys are stems (Snowball algorithms, 34
languages) or, for Russian with its fleeting vowels, dictionary forms (OpenCorpora).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer

# Babel's language -> Snowball's algorithm
STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
_GENITIVE_S = frozenset({"de", "en"})
LONGEST = 80
"""Letters of the longest word that is looked at; what is longer has no other form."""
_BASE = re.compile(r"[a-z]+")
_RUSSIAN = re.compile(r"[а-яё-]+")


def base_of(posix: str) -> str:
    """A POSIX language name without region and script: `zh` of `zh_CN`."""
    found = _BASE.match(posix)
    return found[0] if found else posix


@lru_cache(maxsize=200_000)
def keys(word: str, posix: str) -> frozenset[str]:
    """Keys of a word in lower case. Languages without a stemmer know only the word itself."""
    base = base_of(posix)
    if len(word) > LONGEST:
        return frozenset({word})
    if base == "ru" and _RUSSIAN.fullmatch(word):
        plain = word.replace("ё", "е")
        forms = {parse.normal_form.replace("ё", "е") for parse in _russian().parse(plain)}
        return frozenset(forms | {plain})
    if base not in STEMMERS:
        return frozenset({word})
    stem = _stemmer(STEMMERS[base])
    if base in _GENITIVE_S and len(word) > 3 and word[-1] == "s":
        return frozenset({stem(word), stem(word[:-1])})
    return frozenset({stem(word)})


@cache
def _stemmer(algorithm: str) -> Callable[[str], str]:
    import snowballstemmer

    stem: Callable[[str], str] = snowballstemmer.stemmer(algorithm).stemWord
    return stem


@cache
def _russian() -> MorphAnalyzer:
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang="ru")
