"""What is known of scripts, one row each, and which script a word is in."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from toolkit.model import Language

WIDE = {".": "。", "?": "？", "!": "！", ":": "：", ";": "；", ",": "，"}
"""Marks and their full-width forms, which stand between Han characters."""
HAN = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Chinese and Japanese letters, as the content of a character class."""
LOOKALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK"})
"""Alphabets with letters that look the same."""
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Script:
    """One script."""

    letters: tuple[str, ...] = ()
    """First words of the Unicode names of its letters; () if they are not checked."""
    shared: bool = False
    """Whether many languages use it; in the others a wrong language is a wrong script."""
    full_width: bool = False
    """Whether it has full-width marks and no blanks beside them."""
    joiners: bool = False
    """Whether its letters need the joiners U+200C and U+200D."""
    length: float = -0.03
    """Logarithm of a text's length relative to German, if the language does not say (`Facts`)."""


SCRIPTS = {
    "Arab": Script(("ARABIC",), shared=True, joiners=True, length=-0.2),
    "Armn": Script(("ARMENIAN",)),
    "Beng": Script(joiners=True),
    "Cyrl": Script(("CYRILLIC",), shared=True),
    "Deva": Script(("DEVANAGARI",), shared=True, joiners=True),
    "Geor": Script(("GEORGIAN",)),
    "Grek": Script(("GREEK",)),
    "Gujr": Script(joiners=True),
    "Guru": Script(joiners=True),
    "Hans": Script(("CJK",), full_width=True, length=-1.08),
    "Hant": Script(("CJK",), full_width=True, length=-1.08),
    "Hebr": Script(("HEBREW",), length=-0.3),
    "Jpan": Script(
        ("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"), full_width=True, length=-0.75
    ),
    "Khmr": Script(joiners=True),
    "Knda": Script(joiners=True),
    "Kore": Script(("HANGUL", "CJK"), length=-0.8),
    "Laoo": Script(joiners=True),
    "Latn": Script(("LATIN",), shared=True),
    "Mlym": Script(joiners=True),
    "Mong": Script(joiners=True),
    "Mymr": Script(joiners=True),
    "Sinh": Script(joiners=True),
    "Taml": Script(joiners=True),
    "Telu": Script(joiners=True),
    "Thai": Script(("THAI",), joiners=True),
}
"""ISO 15924 → row."""
_UNKNOWN = Script()
_KNOWN = frozenset(name for script in SCRIPTS.values() for name in script.letters)


def script_of(language: Language) -> Script:
    """The script a language is written in."""
    return SCRIPTS.get(language.script, _UNKNOWN)


@lru_cache(maxsize=8192)
def alphabets(word: str) -> frozenset[str]:
    """First words of the Unicode names of a word's letters, as far as they are known scripts."""
    names = (unicodedata.name(letter, "").partition(" ")[0] for letter in set(word))
    return frozenset(names) & _KNOWN


_CHARACTER_SETS = {"Hans": ("gb2312", "big5"), "Hant": ("big5", "gb2312")}
"""Script → the character set made for it, and the one for the other way of writing Chinese."""


def other_forms(text: str, language: Language) -> str:
    """The characters of a Chinese text that show that it is written the other way; "" if it is not.

    Those that only the other character set has. One alone may be a name's, beside others that only
    this one has.
    """
    if language.script not in _CHARACTER_SETS:
        return ""
    own, other = _CHARACTER_SETS[language.script]
    letters = dict.fromkeys(sign for sign in text if sign > "\u3400" and sign.isalpha())
    wrong = [sign for sign in letters if _has(other, sign) and not _has(own, sign)]
    right = any(_has(own, sign) and not _has(other, sign) for sign in letters)
    return "".join(wrong) if len(wrong) > 1 or not right else ""


@lru_cache(maxsize=8192)
def _has(character_set: str, sign: str) -> bool:
    """Whether a character set has a sign."""
    return bool(sign.encode(character_set, "ignore"))


def in_capitals(text: str) -> bool:
    """Whether all letters are capitals; Chinese ones, which have no case, are none."""
    return text.isupper() and all(sign.isupper() for sign in text if sign.isalpha())


def written_in(text: str, language: Language) -> bool:
    """Whether most words of a text are in the language's script."""
    words, own = _WORD.findall(text), frozenset(script_of(language).letters)
    return 2 * sum(bool(alphabets(word) & own) for word in words) > len(words)
