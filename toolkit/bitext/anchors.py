"""What two sentences in different languages can have in common without a dictionary.

Figures in any spelling, names and other words that look alike when written in Latin letters, the
shape of the punctuation. Each is a string, so that common ones are the intersection of two sets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from toolkit.languages.figures import figures, opaque
from toolkit.model import Language

_WORD = re.compile(r"[^\W\d_]{4,}")
_PREFIX = 4
_ARTICLES = {"1", "2"}
_LETTERS = str.maketrans(
    {
        **dict(zip("абвгдеёзийклмнопрстуфхц", "abvgdeesiiklmnoprstufgs", strict=True)),
        **{"ж": "sh", "ч": "sh", "ш": "sh", "щ": "sh", "ы": "i", "э": "e", "ю": "iu", "я": "ia"},
        **{"ъ": "", "ь": "", "ß": "ss", "c": "k", "q": "k", "h": "g", "y": "i", "j": "i"},
        **{"w": "v", "z": "s", "ø": "o", "ł": "l", "đ": "d"},
    }
)
_MARKS = {
    "?": re.compile(r"[?？]"),
    "!": re.compile(r"[!！]"),
    ":": re.compile(r"[:：](?!\d)"),
    ";": re.compile(r"[;；]"),
    "(": re.compile(r"[(（]"),
    '"': re.compile(r"[„“”«»「」\"]"),
    "%": re.compile(r"[%％]"),
}


def anchors(text: str, language: Language) -> tuple[frozenset[str], frozenset[str]]:
    """(all anchors, those of figures, which a translation must have).

    `=2020` stands for a figure, `~mosk` for the beginning of a word, a mark for itself.
    """
    found = figures(text, language, opaque(text, language))
    written = frozenset(f"={one.readings[0]}" for one in found.written if one.readings)
    words = frozenset(f"={value}" for value in found.spelled - _ARTICLES)
    return written | words | frozenset((*_words(text), *_shape(text))), written


def _words(text: str) -> Iterator[str]:
    for word in _WORD.findall(text):
        plain = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
        letters = re.sub(r"[^a-z]|(.)(?=\1)", "", plain)
        if len(letters) >= _PREFIX:
            yield f"~{letters[:_PREFIX]}"


def _shape(text: str) -> Iterator[str]:
    for name, mark in _MARKS.items():
        if mark.search(text):
            yield name
