"""Checks of the words: none missing, none in the source language or in a wrong script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from toolkit.inline import strip
from toolkit.model import Entry

if TYPE_CHECKING:
    from toolkit.checks import Context

_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"://|^www\.|@|\w\.(?:de|com|org|net|cn|ru|eu)(?![^\W_])")
_MANY_WORDS = 4
# first word of the Unicode name of a script's letters
_SCRIPTS = {
    "Latn": ("LATIN",),
    "Cyrl": ("CYRILLIC",),
    "Grek": ("GREEK",),
    "Hans": ("CJK",),
    "Hant": ("CJK",),
    "Jpan": ("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"),
    "Kore": ("HANGUL", "CJK"),
    "Arab": ("ARABIC",),
    "Hebr": ("HEBREW",),
    "Thai": ("THAI",),
    "Deva": ("DEVANAGARI",),
    "Geor": ("GEORGIAN",),
    "Armn": ("ARMENIAN",),
}
_KNOWN = frozenset(name for names in _SCRIPTS.values() for name in names)
_LOOKALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK"})


def empty(entry: Entry, _: Context) -> Iterator[str]:
    """There is a target."""
    if not entry.target.strip():
        yield "There is no translation; write one."


def copied(entry: Entry, _: Context) -> Iterator[str]:
    """Running text is not left in the source language."""
    if entry.target == entry.source and _is_prose(entry.source):
        yield "The target is a copy of the source; translate it."


def script(entry: Entry, context: Context) -> Iterator[str]:
    """The target is written in its script; names in Latin letters may stay."""
    target, source = strip(entry.target), strip(entry.source)
    own = _SCRIPTS.get(context.target.script)
    if own is None:
        return
    words = _WORD.findall(target)
    if not any(_scripts(word) & set(own) for word in words) and _is_prose(source):
        yield f"No letter is {_label(own)}; translate the sentence into {context.target.name}."
        return
    known = set(_WORD.findall(source))
    allowed = {*own, "LATIN"}.union(*map(_scripts, known))
    for word in dict.fromkeys(words):
        scripts = _scripts(word)
        mixed = scripts & _LOOKALIKE
        if len(mixed) > 1 and word not in known:
            names = " and ".join(sorted(name.capitalize() for name in mixed))
            yield f"“{word}” mixes {names} letters; type it anew in one alphabet."
        elif len(mixed) < 2 and scripts - allowed and not (len(word) == 1 and mixed):
            names = ", ".join(sorted(scripts - allowed))
            yield f"“{word}” is written in a foreign script ({_label((names,))}); translate it."


def _is_prose(text: str) -> bool:
    """Two words or more, and not merely a name, a number or an address."""
    rest = " ".join(word for word in strip(text).split() if not _ADDRESS.search(word))
    words = _WORD.findall(rest)
    if len(words) < 2:
        return len(words) == 1 and len(words[0]) >= _MANY_WORDS and "CJK" in _scripts(words[0])
    return len(words) >= _MANY_WORDS or any(not word[0].isupper() for word in words)


def _scripts(word: str) -> set[str]:
    return {name for letter in word if (name := _script_of(letter)) in _KNOWN}


@lru_cache(maxsize=4096)
def _script_of(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def _label(names: tuple[str, ...]) -> str:
    return "Chinese" if names[0] == "CJK" else names[0].capitalize()
