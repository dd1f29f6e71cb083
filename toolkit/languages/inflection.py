"""Which forms may belong to one word: the door to snowballstemmer and pymorphy3.

Two words may be forms of one word if they share a key. Keys are stems (Snowball algorithms, 34
languages) or, for Russian with its fleeting vowels, dictionary forms (OpenCorpora).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from toolkit.expression import expression
from toolkit.languages.table import facts

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer

LONGEST = 80
"""Letters of the longest word that is looked at; what is longer has no other form."""
_RUSSIAN = expression(r"[а-яё-]+")


@lru_cache(maxsize=200_000)
def keys(word: str, posix: str) -> frozenset[str]:
    """Keys of a word in lower case. Languages without a stemmer know only the word itself."""
    language = facts(posix)
    if len(word) > LONGEST:
        return frozenset({word})
    if language.dictionary and _RUSSIAN.fullmatch(word):
        plain = word.replace("ё", "е")
        parses = _dictionary(language.dictionary).parse(plain)
        return frozenset({parse.normal_form.replace("ё", "е") for parse in parses} | {plain})
    if not language.stemmer:
        return frozenset({word})
    stem = _stemmer(language.stemmer)
    if language.genitive_s and len(word) > 3 and word[-1] == "s":
        return frozenset({stem(word), stem(word[:-1])})
    return frozenset({stem(word)})


@cache
def _stemmer(algorithm: str) -> Callable[[str], str]:
    import snowballstemmer

    stem: Callable[[str], str] = snowballstemmer.stemmer(algorithm).stemWord
    return stem


@cache
def _dictionary(language: str) -> MorphAnalyzer:
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang=language)
