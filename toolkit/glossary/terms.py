"""Where glossary terms occur in a sentence, whatever their inflection. Pure.

Sentences and terms are sequences of words; a Han, kana, Hangul or Thai letter counts as a word. A
term occurs where its words follow each other, each in some form (`inflection.keys`), with nothing
but blanks, hyphens or paired placeholders between. Of overlapping ones the first, longest counts.

A term that is only part of a longer word (`Bürgermeister` in `Oberbürgermeister`, `Beijing` in
`Beijinger`) is *inside*: translators are told, but the check does not insist, because such words
often have a translation of their own (lord mayor). A project that wants one gives it a row.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from toolkit.document.inline import PLACEHOLDER
from toolkit.expression import expression
from toolkit.glossary.glossary import Glossary, Term
from toolkit.languages.inflection import LONGEST, keys
from toolkit.languages.table import facts
from toolkit.model import Language, Span

_SINGLE = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
_MARKS = "\u0300-\u036f\u00ad"
_WORD = expression(f"[{_SINGLE}]|[^\\W_{_SINGLE}](?:[^\\W_{_SINGLE}]|[{_MARKS}])*")
_DROPPED = expression(f"[{_MARKS}]")
_HYPHENS = ("\u2010", "\u2011", "-")
_PAIRED, _CODE = "\ufdd0", "\ufffc"
_JOINT = expression(f"[\\s'’·•・{_PAIRED}{''.join(_HYPHENS)}]*")
_SHORTEST = 5
"""Letters a stem needs to be looked for in compounds."""
_DEMONYM = expression(r"er(?:n|s|in|innen)?")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a sentence."""

    start: int
    end: int
    text: str
    """Without soft hyphens and stress marks, compatibility letters resolved (NFKC)."""
    keys: frozenset[str]
    joined: bool
    """True if it can continue a term that the word before it belongs to."""
    glued: bool
    """True if only a hyphen stands before it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A term in a sentence, from one character to another."""

    term: Term
    start: int
    end: int
    inside: bool
    """True if it is only part of a longer word."""


def words(text: str, language: Language) -> tuple[Word, ...]:
    """The words of a masked sentence. Placeholders are none."""
    plain = PLACEHOLDER.sub(_blank, text)
    found, end = [], 0
    for match in _WORD.finditer(plain):
        gap = plain[end : match.start()]
        word = _normal(match[0])
        found.append(
            Word(
                match.start(),
                match.end(),
                word,
                keys(word.casefold(), language.posix),
                joined=_JOINT.fullmatch(gap) is not None,
                glued=gap in _HYPHENS,
            )
        )
        end = match.end()
    return tuple(found)


def find(source: str, glossary: Glossary) -> list[Hit]:
    """The terms of a source sentence in order."""
    sentence = words(source, glossary.source)
    index, stems = _index(glossary)
    hits, at = [], 0
    while at < len(sentence):
        hit, length = _longest(sentence, at, glossary.source, index)
        hit = hit or _in_compound(sentence[at], stems)
        if hit:
            hits.append(hit)
        at += length
    return hits


def places(
    sentence: Sequence[Word], wording: str, language: Language, *, exact: bool
) -> list[Span]:
    """Where a wording stands in a sentence, in any inflected form."""
    pattern = words_of(wording, language)
    return [
        (sentence[at].start, sentence[at + len(pattern) - 1].end)
        for at in range(len(sentence) - len(pattern) + 1)
        if _matches(sentence, at, pattern, language, exact)
    ]


def allowed_places(sentence: Sequence[Word], term: Term, language: Language) -> list[Span]:
    """Where a target has one of the wordings it may have for a term."""
    return [
        span
        for text in term.wordings(language)
        for span in places(sentence, text, language, exact=term.exact)
    ]


def in_compounds(sentence: Sequence[Word], wording: str, language: Language) -> bool:
    """Whether a wording of one word is part of a compound, in languages that write those so."""
    pattern = words_of(wording, language)
    return (
        len(pattern) == 1
        and facts(language.posix).compounds
        and any(
            len(part) >= _SHORTEST and part in key
            for word in sentence
            for key in word.keys
            for part in pattern[0].keys
        )
    )


@lru_cache(maxsize=50_000)
def words_of(wording: str, language: Language) -> tuple[Word, ...]:
    """The words of a glossary cell."""
    return words(wording, language)


def _blank(placeholder: re.Match[str]) -> str:
    return (_CODE if placeholder[0].startswith("<x") else _PAIRED) * len(placeholder[0])


@lru_cache(maxsize=200_000)
def _normal(word: str) -> str:
    return _DROPPED.sub("", unicodedata.normalize("NFKC", word))


_Index = dict[str, list[Term]]


@lru_cache(maxsize=4)
def _index(glossary: Glossary) -> tuple[_Index, dict[str, Term]]:
    """Terms by each key of their first word; terms of one word by stem, for compounds."""
    index: _Index = defaultdict(list)
    stems: dict[str, Term] = {}
    for term in glossary.terms:
        pattern = words_of(term.source, glossary.source)
        for key in pattern[0].keys:
            index[key].append(term)
            if len(pattern) == 1 and len(key) >= _SHORTEST:
                stems[key] = term
    return dict(index), stems if facts(glossary.source.posix).compounds else {}


def _longest(
    sentence: Sequence[Word], at: int, language: Language, index: _Index
) -> tuple[Hit | None, int]:
    """The longest term that begins at a word, and how many words to go on."""
    best: Term | None = None
    length = 1
    for term in (term for key in sentence[at].keys for term in index.get(key, ())):
        pattern = words_of(term.source, language)
        longer = best is None or len(pattern) > length
        if longer and _matches(sentence, at, pattern, language, term.exact):
            best, length = term, len(pattern)
    if best is None:
        return None, 1
    end = at + length
    glued = sentence[at].glued or (end < len(sentence) and sentence[end].glued)
    inside = (glued and not best.exact) or _is_demonym(best, sentence[end - 1], language)
    return Hit(best, sentence[at].start, sentence[end - 1].end, inside), length


def _matches(
    sentence: Sequence[Word], at: int, pattern: Sequence[Word], language: Language, exact: bool
) -> bool:
    if at + len(pattern) > len(sentence) or pattern[0].keys.isdisjoint(sentence[at].keys):
        return False
    nouns = facts(language.posix).capital_nouns
    return all(
        not want.keys.isdisjoint(have.keys)
        and (have.joined or have is sentence[at])
        and _case_fits(want.text, have.text, exact, nouns)
        for want, have in zip(pattern, sentence[at : at + len(pattern)], strict=True)
    )


def _case_fits(want: str, have: str, exact: bool, nouns: bool) -> bool:
    """German nouns are capitalized; a lower-case word may be so at a sentence's start."""
    if nouns and want[0].isupper() and have[0].islower():
        return False
    if not exact:
        return True
    start = 1 if want[0].islower() else 0
    pairs = zip(want[start:], have[start:], strict=False)
    return all(a == b or a.lower() != b.lower() for a, b in pairs)


def _is_demonym(term: Term, last: Word, language: Language) -> bool:
    """Whether a German name has become a word for its people: `Moskauer`."""
    if not term.exact or not facts(language.posix).capital_nouns:
        return False
    name = words_of(term.source, language)[-1].text
    return last.text.startswith(name) and bool(_DEMONYM.fullmatch(last.text[len(name) :]))


def _in_compound(word: Word, stems: dict[str, Term]) -> Hit | None:
    """The longest term that a compound begins or ends with."""
    longest = min(LONGEST, max(map(len, word.keys)) - 2)
    for length in range(longest, _SHORTEST - 1, -1):
        for key in word.keys:
            for part in (key[:length], key[-length:]):
                if part in stems:
                    return Hit(stems[part], word.start, word.end, inside=True)
    return None


def notes(source: str, glossary: Glossary, target: Language) -> tuple[str, ...]:
    """`#.` lines for translators, one per term of the sentence."""
    found = {hit.term.source: hit.term for hit in find(source, glossary)}
    return tuple(line for term in found.values() for line in _note(term, target))


def _note(term: Term, target: Language) -> Iterator[str]:
    allowed, forbidden = term.wordings(target), term.forbidden.get(target.posix, ())
    if not allowed and not forbidden:
        return
    line = f"term: {term.source}"
    if term.dnt:
        line += " (do not translate)"
    elif allowed:
        line += " = " + " | ".join(allowed)
    if forbidden:
        line += "; not: " + " | ".join(forbidden)
    if term.note:
        line += f" ({' '.join(term.note.split())})"
    yield line
