"""Checks of end marks, brackets and quotation marks, as each language writes them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from toolkit.checks.context import Context
from toolkit.document.inline import strip
from toolkit.languages.quotes import quoted
from toolkit.languages.scripts import WIDE, script_of
from toolkit.languages.table import facts
from toolkit.model import Language

_WIDE = str.maketrans("。．？！：；，؟؛،।（）［］【】〔〕｛｝", "..?!:;,?;,.()[][][]{}")
_MARKS = ".?!:;,…"
_CLOSERS = "\"'“”‘’«»‹›„‚」』》〉)]} \t\n\u00a0\u202f\u3000"
_TAIL = frozenset(_MARKS + _CLOSERS)
_DOTTED = re.compile(r"(?:\b[^\W\d_]{1,2}\.[ \u00a0\u202f]?){2,}$|\b(?:etc|Inc|Ltd|Co|Jr|г|руб)\.$")
"""An abbreviation at the end, whose point ends no sentence: `6 p.m.`."""
_INTERRUPTED = re.compile(r"[,.!?…] — [^«»—]{2,120}[,.] — ")
"""Who speaks, between two dashes inside of one quotation."""
_NAMES = {".": "full stop", "?": "question mark", "!": "exclamation mark", ":": "colon"}
_NAMES |= {";": "semicolon", ",": "comma", "…": "ellipsis"}


def end_punctuation(source: str, target: str, context: Context) -> Iterator[str]:
    """The target ends with the mark that answers the source's."""
    if context.target.gap == "" and not script_of(context.target).full_width:
        return
    wanted, given = _end(source, context.source), _end(target, context.target)
    if (
        wanted & given
        or wanted == given
        or (wanted and given and _moved(source, target, wanted ^ given))
    ):
        yield from _narrow(target, given, context.target)
    elif not wanted and given == {"."} and _DOTTED.search(strip(target)):
        return
    elif not wanted:
        yield f"The source ends without a mark; remove the {_named(given)} at the end."
    elif not given:
        yield f"The {_named(wanted)} at the end is missing; add it."
    else:
        yield (
            f"The source ends with {_article(wanted)}, the target with {_article(given)}; "
            f"change it."
        )


def _end(text: str, language: Language) -> set[str]:
    """The marks at the end, quotes and brackets around them left aside."""
    text = strip(text).translate(_WIDE)
    start = len(text)
    while start and text[start - 1] in _TAIL:
        start -= 1
    tail = re.sub(r"\.{2,}", "…", text[start:])
    tail = tail.replace(facts(language.posix).question_mark, "?")
    return {mark for mark in tail if mark in _MARKS}


def _moved(source: str, target: str, marks: set[str]) -> bool:
    """Whether a question or an exclamation stands at the end on one side, inside on the other."""
    texts = [strip(text).translate(_WIDE) for text in (source, target)]
    return any(mark in texts[0] and mark in texts[1] for mark in marks & {"?", "!"})


def _narrow(target: str, given: set[str], language: Language) -> Iterator[str]:
    """An ASCII mark after a Han character at the end of a Chinese or Japanese sentence."""
    text = strip(target).rstrip(_CLOSERS)
    if not script_of(language).full_width or text[-2:-1] < "\u3040":
        return
    if text[-1] in WIDE and text[-1] in given:
        yield f"{text[-1]} ends the sentence; use {WIDE[text[-1]]}."


def _named(marks: set[str]) -> str:
    return " and ".join(_NAMES[mark] for mark in sorted(marks))


def _article(marks: set[str]) -> str:
    name = _named(marks)
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"


_BRACKETED = re.compile(r"\(([^()]{1,60})\)|\[([^\[\]]{1,60})\]")
_WORD = re.compile(r"[^\W\d_]+")


def brackets(source: str, target: str, _: Context) -> Iterator[str]:
    """All brackets are closed, none is lost but around a name; a target may explain more."""
    texts = [strip(text).translate(_WIDE) for text in (source, target)]
    before, after = map(Counter, texts)
    names = sum(_is_gloss(match[1] or match[2]) for match in _BRACKETED.finditer(texts[0]))
    kept = after["("] + after["["] >= before["("] + before["["] - names
    for opener, closer in ("()", "[]", "{}"):
        wanted, got = (before[opener], before[closer]), (after[opener], after[closer])
        if wanted == got:
            continue
        if got[0] > got[1] and got[0] - got[1] != wanted[0] - wanted[1]:
            yield f"A bracket {opener} is not closed; add {closer}."
        elif got[1] > got[0] and got[1] - got[0] != wanted[1] - wanted[0]:
            yield f"A bracket {closer} is not opened; add {opener}."
        elif not kept and got[0] < wanted[0] and (wanted[0] == wanted[1] or got[0] != got[1]):
            yield (
                f"Pairs of {opener}{closer}: {wanted[0]} in the source, {got[0]} in the target; "
                f"bracket what the source brackets."
            )


def _is_gloss(bracketed: str) -> bool:
    """Whether it is a name, an abbreviation, a figure: nothing in it is a word in lower case."""
    return not any(word[0].islower() for word in _WORD.findall(bracketed))


def quotes(source: str, target: str, context: Context) -> Iterator[str]:
    """What the source quotes is quoted, with the marks of the target language."""
    here, there = context.source.quotes[0], context.target.quotes[0]
    before, after = quoted(source, context.source), quoted(target, context.target)
    primary = "…".join(there)
    wrong = after.foreign or ('"' if after.straight and not before.straight else "")
    if here in after.outer - {there}:
        wrong = wrong or here[0]
    if wrong:
        yield f"{wrong} is no quotation mark of {context.target.name}; write {primary}."
    elif after.marks == before.marks and (before.open or before.stray or before.foreign):
        return
    elif after.open and not before.open:
        yield f"A quotation mark is not closed; write {primary}."
    elif after.stray and not before.stray:
        yield f"{after.stray} closes no quotation; write {primary}."
    elif after.marks + 2 * len(_INTERRUPTED.findall(target)) < before.marks - before.names:
        yield (
            f"The source has {before.marks} quotation marks, the target {after.marks}; "
            f"quote with {primary} what the source quotes."
        )
