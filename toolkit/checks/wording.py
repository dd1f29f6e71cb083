"""Checks of the words: none missing, none in the source language or in a wrong script."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from toolkit.checks.context import Context
from toolkit.document.inline import PROTECTED, strip
from toolkit.expression import expression
from toolkit.languages.disguise import disguise
from toolkit.languages.facts import SmallWords
from toolkit.languages.figures import months
from toolkit.languages.language import weekday_names
from toolkit.languages.scripts import LOOKALIKE, alphabets, other_forms, script_of
from toolkit.languages.table import facts
from toolkit.model import Entry
from toolkit.phrase import Enumeration, Phrase

_WORD = expression(r"[^\W\d_]+")
_JOINED_WORD = expression(r"[^\W\d_]+(?:[-.'’][^\W\d_]+)*")
_ADDRESS = expression(r"://|^www\.|@|\w\.(?:de|com|org|net|cn|ru|eu)(?![^\W_])")
SPELLED = expression(r"(?<!\S)(?:\S*://|www\.|[^\s@]+@)\S+")
"""An address, which stays as it is."""
_MEASURE = expression(
    r"(?<![\d.,\u00a0\u202f])\d[\d.,\u00a0\u202f]*"
    r"\s?([^\W\d_]{1,3})[23²³]?(?:[/·][^\W\d_]{1,3}[23²³]?)*(?![^\W_])"
)
"""A figure with its unit: `12 km/h`, `3 m²`."""
_ENDED = expression(r"[.!?…][\"“”»«)]*\s*\Z")
_SHORTENED = frozenset(
    ["Bros", "Co", "Corp", "Dr", "Inc", "Jr", "Jun", "Ltd", "Prof", "Sen", "Sr", "St"]
)
"""With which names end, and a point."""
_MANY_WORDS = 4
_LONG_WORD = 4
_SHOWN = 8
"""Words of a run that a message cites."""
TITLE = expression('[(（«“"‘《][^()（）«»“”„"《》]{1,40}[)）»”"’》]')
"""Few words in brackets or quotation marks: a title, a name in the original spelling."""
_LONGEST_NAME = 3
"""Words of a name that begins with a particle."""
_EVERYWHERE = frozenset({"in"})
"""Small words that German, English, Dutch and Italian have alike."""
_MOST_SMALL = 2
"""Small words of a name, as in `Haus der Kulturen der Welt`."""
_REPEATED = expression(
    r"(?<![^\W_])(?<![-’'])([^\W\d_]+(?:[ \u00a0][^\W\d_]+){0,3})[ \u00a0]+\1(?![^\W_])(?![-’'])",
    re.I,
)
_HAN_REPEATED = expression(
    "([\u3400-\u9fff]{3,8})\\1|(?=的的(?!确)|是是(?!非)|在在)([的是在])|((?:[\u3400-\u9fff]){2})\\3\\3"
)


_SCRIPTS = {
    "ARABIC": Phrase("Arabic"),
    "CJK": Phrase("Chinese"),
    "CYRILLIC": Phrase("Cyrillic"),
    "GREEK": Phrase("Greek"),
    "HEBREW": Phrase("Hebrew"),
    "LATIN": Phrase("Latin"),
}
"""First word of the Unicode name of a letter → the script as people call it."""


def empty(source: str, target: str, _: Context) -> Iterator[str]:
    """There is a target."""
    if not target.strip():
        yield Phrase("There is no translation; write one.")


def copied(source: str, target: str, context: Context) -> Iterator[str]:
    """The target is no copy of the source, nor the source in disguise; names may be equal."""
    before, after = (_WORD.findall(PROTECTED.sub(" ", text)) for text in (source, target))
    if before == after:
        if _is_prose(source, context):
            yield Phrase("The target is a copy of the source; translate it.")
    elif list(map(disguise, before)) == after:
        yield Phrase("The target is a pseudo-translation; translate it.")


def tried(entry: Entry) -> Iterator[str]:
    """The target is not what an engine made for a trial: nobody can have meant to approve it."""
    if entry.tried and entry.origin and any(map(str.isalpha, strip(entry.source))):
        yield Phrase(
            "The engine %(name)s translates nothing; translate it, or write `# toolkit: ok copied`"
            " if it stays as it is.",
            name=entry.origin.name,
        )


def untranslated(source: str, target: str, context: Context) -> Iterator[str]:
    """No part of running text is left in the source language."""
    before, after = (PROTECTED.sub(" ", text) for text in (source, target))
    if _WORD.findall(before) == _WORD.findall(after):
        return
    after = SPELLED.sub(" | ", TITLE.sub(" | ", after))
    words, made = _JOINED_WORD.findall(before), _JOINED_WORD.findall(after)
    small = facts(context.source.posix).small_words
    foreign = context.source.script != context.target.script
    *runs, last = _shared(words, made)
    left = next((run for run in runs if _is_text(run, small, foreign)), None)
    if not left and (_is_text(last, small, foreign) or _is_end(last, words, small)):
        left = last
    if left:
        more = "…" if len(left) > _SHOWN else ""
        yield Phrase(
            "“%(words)s” is left untranslated; translate it.",
            words=f"{' '.join(left[:_SHOWN])}{more}",
        )


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


def _is_text(run: list[str], small: SmallWords, foreign: bool) -> bool:
    """Whether a run of words is no name; `foreign` if names are usually written otherwise."""
    if len(run) < 2:
        return False
    if len(run) == 2 and not foreign and not _EVERYWHERE.isdisjoint(run):
        return False
    if not small.sentence.isdisjoint(run) or (foreign and _has_link(run, small)):
        return True
    fillers = small.links | small.articles | small.particles
    common = [word for word in run if _is_common(word)]
    return (
        any(fillers.issuperset(pair) and not small.links.isdisjoint(pair) for pair in pairwise(run))
        or run[0] in common
        or (len(run) > 2 and bool(common))
        or sum(word in fillers for word in run) > _MOST_SMALL
    )


def _is_end(run: list[str], source: list[str], small: SmallWords) -> bool:
    """Whether a run of words at the end also ends the source, and is no name alone."""
    same = len(run) > 1 and run[-2:] == source[-2:]
    return same and (_has_link(run, small) or any(map(_is_common, run)))


def _has_link(run: list[str], small: SmallWords) -> bool:
    """Whether a run of words has a small word that a name has not at that place."""
    long = run[0] in small.particles and len(run) > _LONGEST_NAME
    return long or run[0] in small.articles or not small.links.isdisjoint(run)


def _is_common(word: str) -> bool:
    return len(word) >= _LONG_WORD and word.islower()


def script(source: str, target: str, context: Context) -> Iterator[str]:
    """The target is written in its script; names in Latin letters may stay."""
    source, target = strip(source), strip(target)
    own = script_of(context.target).letters
    if not own:
        return
    words = _WORD.findall(target)
    if not any(alphabets(word) & set(own) for word in words) and _is_prose(source, context):
        yield Phrase(
            "No letter is %(script)s; translate the sentence into %(language)s.",
            script=_label(own[0]),
            language=context.target,
        )
        return
    other = other_forms(target, context.target)
    if other and not set(other) <= set(source):
        cited = f"{other[:_SHOWN]}{'…' if len(other) > _SHOWN else ''}"
        yield Phrase(
            "%(characters)s is not how %(language)s writes; use the other characters.",
            characters=cited,
            language=context.target,
        )
    known = set(_WORD.findall(source))
    allowed = {*own, "LATIN"}.union(*map(alphabets, known))
    for word in dict.fromkeys(words):
        scripts = alphabets(word)
        mixed = scripts & LOOKALIKE
        if len(mixed) > 1 and word not in known:
            yield Phrase(
                "“%(word)s” mixes %(scripts)s letters; type it anew in one alphabet.",
                word=word,
                scripts=Enumeration(list(map(_label, sorted(mixed)))),
            )
        elif len(mixed) < 2 and scripts - allowed and not (len(word) == 1 and mixed):
            yield Phrase(
                "“%(word)s” is written in a foreign script (%(script)s); translate it.",
                word=word,
                script=Enumeration(list(map(_label, sorted(scripts - allowed)))),
            )


def repeated(source: str, target: str, context: Context) -> Iterator[str]:
    """No word or phrase stands twice in a row, unless in the source too or as the language does."""
    target = strip(target)
    if _REPEATED.search(strip(source).replace("-", " ")):
        return
    allowed = facts(context.target.posix).doubled
    pattern = _HAN_REPEATED if script_of(context.target).full_width else _REPEATED
    for match in pattern.finditer(target):
        words = match[match.lastindex or 0]
        if words.lower() not in allowed:
            yield Phrase("“%(words)s” stands twice in a row; remove one.", words=words)
            return


def _is_prose(text: str, context: Context) -> bool:
    """Whether it is more than a name, a number, an address or a text in another script."""
    small = facts(context.source.posix).small_words.sentence
    plain = _MEASURE.sub(lambda found: found[0] if found[1] in small else " ", strip(text))
    rest = " ".join(word for word in plain.split() if not _ADDRESS.search(word))
    words = [word for word in _WORD.findall(rest) if word[0].isalpha()]
    own = set(script_of(context.source).letters) or {"LATIN"}
    if all(alphabets(word) and own.isdisjoint(alphabets(word)) for word in words):
        return False
    if len(words) == 1 and "CJK" in alphabets(words[0]):
        return len(words[0]) >= _MANY_WORDS
    many = len(words) >= _MANY_WORDS or (len(words) > 1 and any(not w[0].isupper() for w in words))
    return many or (bool(words) and _is_said(rest, words, context))


def _is_said(text: str, words: Sequence[str], context: Context) -> bool:
    """Whether few words are no name: they end as a sentence, begin as none does, or are a day."""
    small = facts(context.source.posix).small_words
    telling = small.sentence | small.articles
    if context.source.script != context.target.script:
        telling |= small.links
    begins = len(words) > 1 and words[0].casefold() in telling
    point = text.rstrip().endswith(".") and words[-1] in _SHORTENED
    ends = _ENDED.search(text) and not point
    dates = any(months(text, context.source)) and not any(months(text, context.target))
    days = weekday_names(context.source) - weekday_names(context.target)
    return bool(begins or ends or dates) or any(word.casefold() in days for word in words)


def _label(script: str) -> str:
    """What a reviewer calls a script."""
    return _SCRIPTS.get(script) or script.capitalize()
