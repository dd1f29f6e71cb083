"""Checks of the words: none missing, none in the source language or in a wrong script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from toolkit.checks.spacing import PROTECTED
from toolkit.document.inline import strip
from toolkit.model import Entry

if TYPE_CHECKING:
    from toolkit.checks.context import Context

_WORD = re.compile(r"[^\W\d_]+")
_JOINED_WORD = re.compile(r"[^\W\d_]+(?:[-.'’][^\W\d_]+)*")
_ADDRESS = re.compile(r"://|^www\.|@|\w\.(?:de|com|org|net|cn|ru|eu)(?![^\W_])")
_MANY_WORDS = 4
_LONG_WORD = 4
_SHOWN = 8
"""Words of a run that a message cites."""
_TITLE = re.compile('[(（«“"‘《][^()（）«»“”„"《》]{1,40}[)）»”"’》]')
"""Few words in brackets or quotation marks: a title, a name in the original spelling."""
_GERMAN = """
aber alle allen als auch aus bei beide beim bis damit dass denen denn deren diese diesem diesen
dieser dieses doch dort durch ein eine einem einen einer eines er es gegen gegenüber geht gibt
habe haben hatte hatten hätte hier ich ihm ihn ihnen ihr ihre ihrem ihren ihrer immer ist jetzt
kam kann kein keine keinen können könnte laut mehr mit muss müssen nach nicht noch nun nur ob oder
ohne sagte schon sehr sei sein seine seinem seinen seiner seit sich sie sind soll sollen sowie um
uns unser unsere unserem unseren unserer unter viele vom vor waren wäre wegen weil wenn werde
werden wie wieder wir wird wo wollen worden wurde wurden während würde würden zwischen über
"""
_SENTENCE_WORDS = {"de": frozenset(_GERMAN.split())}
"""Frequent words of the language, other than those of the target languages and of names."""
_LINKS = {"de": frozenset(("am", "auf", "das", "des", "die", "für", "im", "und", "zum", "zur"))}
"""Those that names have too, though not two in a row."""
_ARTICLES = {"de": frozenset(("dem", "den", "der"))}
"""Those that begin no name."""
_PARTICLES = {"de": frozenset(("an", "von", "zu"))}
"""Those that begin names, as in `von der Leyen`."""
_LONGEST_NAME = 3
"""Words of a name that begins with a particle."""
_MOST_SMALL = 2
"""Small words of a name, as in `Haus der Kulturen der Welt`."""
_SMALL = _SENTENCE_WORDS, _LINKS, _ARTICLES, _PARTICLES
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


def copied(entry: Entry, context: Context) -> Iterator[str]:
    """No running text is left in the source language."""
    texts = [PROTECTED.sub(" ", text) for text in (entry.source, entry.target)]
    source, target = map(_WORD.findall, texts)
    if entry.target == entry.source or target == source:
        if _is_prose(entry.source):
            yield "The target is a copy of the source; translate it."
        return
    source, target = map(_JOINED_WORD.findall, (texts[0], _TITLE.sub(" | ", texts[1])))
    base = context.source.posix.partition("_")[0]
    foreign = context.source.script != context.target.script
    *runs, last = _shared(source, target)
    left = next((run for run in runs if _is_text(run, base, foreign)), None)
    if not left and (_is_text(last, base, foreign) or _is_end(last, source, base)):
        left = last
    if left:
        more = "…" if len(left) > _SHOWN else ""
        yield f"“{' '.join(left[:_SHOWN])}{more}” is left untranslated; translate it."


def _shared(source: list[str], target: list[str]) -> Iterator[list[str]]:
    """The runs of words that the target has in the same order as the source."""
    pairs = set(pairwise(source))
    run = target[:1]
    for pair in pairwise(target):
        if pair in pairs:
            run.append(pair[1])
        else:
            yield run
            run = [pair[1]]
    yield run


def _is_text(run: list[str], base: str, foreign: bool) -> bool:
    """Whether a run of words is no name; `foreign` if names are usually written otherwise."""
    if len(run) < 2:
        return False
    said, links, articles, particles = (words.get(base, frozenset()) for words in _SMALL)
    if not said.isdisjoint(run) or (foreign and _has_link(run, base)):
        return True
    small = links | articles | particles
    common = [word for word in run if _is_common(word)]
    return (
        any(small.issuperset(pair) and not links.isdisjoint(pair) for pair in pairwise(run))
        or run[0] in common
        or (len(run) > 2 and bool(common))
        or sum(word in small for word in run) > _MOST_SMALL
    )


def _is_end(run: list[str], source: list[str], base: str) -> bool:
    """Whether a run of words at the end also ends the source, and is no name alone."""
    same = len(run) > 1 and run[-2:] == source[-2:]
    return same and (_has_link(run, base) or any(map(_is_common, run)))


def _has_link(run: list[str], base: str) -> bool:
    _, links, articles, particles = (words.get(base, frozenset()) for words in _SMALL)
    long = run[0] in particles and len(run) > _LONGEST_NAME
    return long or run[0] in articles or not links.isdisjoint(run)


def _is_common(word: str) -> bool:
    return len(word) >= _LONG_WORD and word.islower()


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
    words = [word for word in _WORD.findall(rest) if word[0].isalpha()]
    if len(words) < 2:
        return len(words) == 1 and len(words[0]) >= _MANY_WORDS and "CJK" in _scripts(words[0])
    return len(words) >= _MANY_WORDS or any(not word[0].isupper() for word in words)


@lru_cache(maxsize=8192)
def _scripts(word: str) -> frozenset[str]:
    names = (unicodedata.name(letter, "").partition(" ")[0] for letter in set(word))
    return frozenset(names) & _KNOWN


def _label(names: tuple[str, ...]) -> str:
    return "Chinese" if names[0] == "CJK" else names[0].capitalize()
