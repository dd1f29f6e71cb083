"""Checks of end marks, brackets and quotation marks, as each language writes them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from toolkit.checks.context import Context
from toolkit.document.inline import strip
from toolkit.expression import expression
from toolkit.languages.quotes import quoted
from toolkit.languages.scripts import WIDE, script_of
from toolkit.languages.table import facts
from toolkit.model import Language
from toolkit.phrase import Phrase

_WIDE = str.maketrans("。．？！：；，؟؛،।（）［］【】〔〕｛｝", "..?!:;,?;,.()[][][]{}")
_MARKS = ".?!:;,…"
_CLOSERS = "\"'“”‘’«»‹›„‚」』》〉)]} \t\n\u00a0\u202f\u3000"
_TAIL = frozenset(_MARKS + _CLOSERS)
_DOTTED = expression(r"(?:\b[^\W\d_]{1,2}\.[ \u00a0\u202f]?){2,}$|\b(?:etc|Inc|Ltd|Co|Jr|г|руб)\.$")
"""An abbreviation at the end, whose point ends no sentence: `6 p.m.`."""
_INTERRUPTED = expression(r"[,.!?…] — [^«»—]{2,120}[,.] — ")
"""Who speaks, between two dashes inside of one quotation."""


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
        yield Phrase(
            "The source ends without a mark; remove the “%(mark)s” at the end.",
            mark=_as_in(given, context.target),
        )
    elif not given:
        yield Phrase(
            "The “%(mark)s” at the end is missing; add it.", mark=_as_in(wanted, context.target)
        )
    else:
        yield Phrase(
            "The source ends with “%(wanted)s”, the target with “%(given)s”; change it.",
            wanted=_as_in(wanted, context.source),
            given=_as_in(given, context.target),
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
        yield Phrase(
            "%(mark)s ends the sentence; use %(right)s.", mark=text[-1], right=WIDE[text[-1]]
        )


def _as_in(marks: set[str], language: Language) -> str:
    """Marks as a language writes them."""
    wide = WIDE if script_of(language).full_width else {}
    own = {"?": facts(language.posix).question_mark, **wide}
    return "".join(own.get(mark, mark) for mark in sorted(marks))


_BRACKETED = expression(r"\(([^()]{1,60})\)|\[([^\[\]]{1,60})\]")
_WORD = expression(r"[^\W\d_]+")


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
            yield Phrase(
                "A bracket %(bracket)s is not closed; add %(other)s.", bracket=opener, other=closer
            )
        elif got[1] > got[0] and got[1] - got[0] != wanted[1] - wanted[0]:
            yield Phrase(
                "A bracket %(bracket)s is not opened; add %(other)s.", bracket=closer, other=opener
            )
        elif not kept and got[0] < wanted[0] and (wanted[0] == wanted[1] or got[0] != got[1]):
            yield Phrase(
                "Pairs of %(pair)s: %(wanted)s in the source, %(given)s in the target; bracket what"
                " the source brackets.",
                pair=opener + closer,
                wanted=str(wanted[0]),
                given=str(got[0]),
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
        yield Phrase(
            "%(mark)s is no quotation mark of %(language)s; write %(right)s.",
            mark=wrong,
            language=context.target,
            right=primary,
        )
    elif after.marks == before.marks and (before.open or before.stray or before.foreign):
        return
    elif after.open and not before.open:
        yield Phrase("A quotation mark is not closed; write %(right)s.", right=primary)
    elif after.stray and not before.stray:
        yield Phrase(
            "%(mark)s closes no quotation; write %(right)s.", mark=after.stray, right=primary
        )
    elif after.marks + 2 * len(_INTERRUPTED.findall(target)) < before.marks - before.names:
        yield Phrase(
            "Quotation marks: %(wanted)s in the source, %(given)s in the target; quote with"
            " %(right)s what the source quotes.",
            wanted=str(before.marks),
            given=str(after.marks),
            right=primary,
        )
