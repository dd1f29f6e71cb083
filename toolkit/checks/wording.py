"""Checks of the words: none missing, none in the source language or in a wrong script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from toolkit.checks.spacing import PROTECTED
from toolkit.inline import strip
from toolkit.model import Entry

if TYPE_CHECKING:
    from toolkit.checks import Context

_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"://|^www\.|@|\w\.(?:de|com|org|net|cn|ru|eu)(?![^\W_])")
_MANY_WORDS = 4
_RUN, _LONG_WORD = 3, 6
_REPEATED = re.compile(
    r"(?<![^\W_])(?<![-’'])([^\W\d_]+(?:[ \u00a0][^\W\d_]+){0,3})[ \u00a0]+\1(?![^\W_])(?![-’'])",
    re.I,
)
_HAN_REPEATED = re.compile(
    "([\u3400-\u9fff]{3,8})\\1|(?=的的(?!确)|是是(?!非)|在在)([的是在])|((?:[\u3400-\u9fff]){2})\\3\\3"
)
# words that may stand twice: other parts of speech, or for emphasis
_DOUBLED = {
    "en": frozenset({"had", "that", "very", "so", "many", "no", "bye", "ha", "her", "you"}),
    "de": frozenset({"die", "der", "das", "dass", "sie", "sehr", "viel", "nein", "ja", "den"}),
    "ru": frozenset({"да", "нет", "очень", "едва", "чуть", "давно", "еле", "ну", "так", "вот"}),
    "fr": frozenset({"nous", "vous", "très"}),
    "id": frozenset(),
}
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
    """No running text is left in the source language."""
    texts = (PROTECTED.sub(" ", text) for text in (entry.source, entry.target))
    source, target = map(_WORD.findall, texts)
    if entry.target == entry.source or target == source:
        if _is_prose(entry.source):
            yield "The target is a copy of the source; translate it."
        return
    runs = set(_runs(source))
    left = next((run for run in _runs(target) if run in runs), None)
    if left:
        yield f"“{' '.join(left)}” is left untranslated; translate it."


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    """Words in a row that are no name: two of them in lower case, one of these long."""
    for place in range(len(words) - _RUN + 1):
        run = tuple(words[place : place + _RUN])
        common = [len(word) for word in run if word[0].islower()]
        if len(common) > 1 and max(common) >= _LONG_WORD:
            yield run


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


def written_in(text: str, name: str) -> bool:
    """Whether most words of a text are in the script with that name (ISO 15924)."""
    words, own = _WORD.findall(text), frozenset(_SCRIPTS.get(name, ()))
    return 2 * sum(bool(_scripts(word) & own) for word in words) > len(words)


def repeated(entry: Entry, context: Context) -> Iterator[str]:
    """No word or phrase stands twice in a row, unless in the source too or as the language does."""
    target = strip(entry.target)
    if _REPEATED.search(strip(entry.source).replace("-", " ")):
        return
    base = context.target.posix.partition("_")[0]
    allowed = _DOUBLED.get(base, frozenset())
    pattern = _HAN_REPEATED if base in ("zh", "ja") else _REPEATED
    for match in pattern.finditer(target):
        words = match[match.lastindex or 0]
        if words.lower() not in allowed:
            yield f"“{words}” stands twice in a row; remove one."
            return


def _is_prose(text: str) -> bool:
    """Two words or more, and not merely a name, a number or an address."""
    rest = " ".join(word for word in strip(text).split() if not _ADDRESS.search(word))
    words = _WORD.findall(rest)
    if len(words) < 2:
        return len(words) == 1 and len(words[0]) >= _MANY_WORDS and "CJK" in _scripts(words[0])
    return len(words) >= _MANY_WORDS or any(not word[0].isupper() for word in words)


@lru_cache(maxsize=8192)
def _scripts(word: str) -> frozenset[str]:
    names = (unicodedata.name(letter, "").partition(" ")[0] for letter in set(word))
    return frozenset(names) & _KNOWN


def _label(names: tuple[str, ...]) -> str:
    return "Chinese" if names[0] == "CJK" else names[0].capitalize()
