"""Checks of end marks, brackets and quotation marks, as each language writes them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toolkit.checks.spacing import HAN_SCRIPTS, WIDE
from toolkit.document.inline import strip
from toolkit.model import Entry, Language

if TYPE_CHECKING:
    from toolkit.checks.context import Context

_WIDE = str.maketrans("。．？！：；，؟؛،।（）［］【】〔〕｛｝", "..?!:;,?;,.()[][][]{}")
_MARKS = ".?!:;,…"
_CLOSERS = "\"'“”‘’«»‹›„‚」』》〉)]} \t\n\u00a0\u202f\u3000"
_TAIL = frozenset(_MARKS + _CLOSERS)
_NAMES = {".": "full stop", "?": "question mark", "!": "exclamation mark", ":": "colon"}
_NAMES |= {";": "semicolon", ",": "comma", "…": "ellipsis"}


def end_punctuation(entry: Entry, context: Context) -> Iterator[str]:
    """The target ends with the mark that answers the source's."""
    if context.target.gap == "" and context.target.script not in HAN_SCRIPTS:
        return
    wanted, found = _end(entry.source, context.source), _end(entry.target, context.target)
    if wanted & found or wanted == found or (wanted and found and _moved(entry, wanted ^ found)):
        yield from _narrow(entry.target, found, context.target)
    elif not wanted:
        yield f"The source ends without a mark; remove the {_named(found)} at the end."
    elif not found:
        yield f"The {_named(wanted)} at the end is missing; add it."
    else:
        yield (
            f"The source ends with {_article(wanted)}, the target with {_article(found)}; "
            f"change it."
        )


def _end(text: str, language: Language) -> set[str]:
    """The marks at the end, quotes and brackets around them left aside."""
    text = strip(text).translate(_WIDE)
    start = len(text)
    while start and text[start - 1] in _TAIL:
        start -= 1
    tail = re.sub(r"\.{2,}", "…", text[start:])
    if language.posix == "el":
        tail = tail.replace(";", "?")
    return {mark for mark in tail if mark in _MARKS}


def _moved(entry: Entry, marks: set[str]) -> bool:
    """Whether a question or an exclamation stands at the end on one side, inside on the other."""
    texts = [strip(text).translate(_WIDE) for text in (entry.source, entry.target)]
    return any(mark in texts[0] and mark in texts[1] for mark in marks & {"?", "!"})


def _narrow(target: str, found: set[str], language: Language) -> Iterator[str]:
    """An ASCII mark after a Han character at the end of a Chinese or Japanese sentence."""
    text = strip(target).rstrip(_CLOSERS)
    if language.script not in HAN_SCRIPTS or text[-2:-1] < "\u3040":
        return
    if text[-1] in WIDE and text[-1] in found:
        yield f"{text[-1]} ends the sentence; use {WIDE[text[-1]]}."


def _named(marks: set[str]) -> str:
    return " and ".join(_NAMES[mark] for mark in sorted(marks))


def _article(marks: set[str]) -> str:
    name = _named(marks)
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"


_BRACKETED = re.compile(r"\(([^()]{1,60})\)|\[([^\[\]]{1,60})\]")
_WORD = re.compile(r"[^\W\d_]+")


def brackets(entry: Entry, _: Context) -> Iterator[str]:
    """All brackets are closed, none is lost but around a name; a target may explain more."""
    texts = [strip(text).translate(_WIDE) for text in (entry.source, entry.target)]
    source, target = map(Counter, texts)
    names = sum(_is_gloss(found[1] or found[2]) for found in _BRACKETED.finditer(texts[0]))
    kept = target["("] + target["["] >= source["("] + source["["] - names
    for opener, closer in ("()", "[]", "{}"):
        wanted, found = (source[opener], source[closer]), (target[opener], target[closer])
        if wanted == found:
            continue
        if found[0] > found[1] and found[0] - found[1] != wanted[0] - wanted[1]:
            yield f"A bracket {opener} is not closed; add {closer}."
        elif found[1] > found[0] and found[1] - found[0] != wanted[1] - wanted[0]:
            yield f"A bracket {closer} is not opened; add {opener}."
        elif not kept and found[0] < wanted[0] and (wanted[0] == wanted[1] or found[0] != found[1]):
            yield (
                f"Pairs of {opener}{closer}: {wanted[0]} in the source, {found[0]} in the target; "
                f"bracket what the source brackets."
            )


def _is_gloss(bracketed: str) -> bool:
    """Whether it is a name, an abbreviation, a figure: nothing in it is a word in lower case."""
    return not any(word[0].islower() for word in _WORD.findall(bracketed))


_LONGEST_NAME = 80
_APOSTROPHES = frozenset("'‘’")
_QUOTE = re.compile(
    "[\"“”„‟«»「」『』《》〝〞〟＂‚‹›〈〉]|(?<![^\\W_])['‘](?=[^\\W_])|(?<=[^\\s(])['‘’](?![^\\W_])"
)


@dataclass(slots=True)
class _Quoted:
    """What the quotation marks of a text do."""

    marks: int = 0
    names: int = 0
    """Marks around names and titles; languages differ in quoting these."""
    outer: set[tuple[str, str]] = field(default_factory=set)
    """The pairs in use that stand in no other."""
    open: int = 0
    """Marks that are never closed."""
    stray: str = ""
    """The first mark that closes nothing."""
    foreign: str = ""
    """The first mark that the language does not use."""
    straight: bool = False


def quotes(entry: Entry, context: Context) -> Iterator[str]:
    """What the source quotes is quoted, with the marks of the target language."""
    source, target = _scan(entry.source, context.source), _scan(entry.target, context.target)
    primary = "…".join(context.target.quotes[0])
    wrong = target.foreign or ('"' if target.straight and not source.straight else "")
    if context.source.quotes[0] in target.outer - {context.target.quotes[0]}:
        wrong = wrong or context.source.quotes[0][0]
    if wrong:
        yield f"{wrong} is no quotation mark of {context.target.name}; write {primary}."
    elif target.marks == source.marks and (source.open or source.stray or source.foreign):
        return
    elif target.open and not source.open:
        yield f"A quotation mark is not closed; write {primary}."
    elif target.stray and not source.stray:
        yield f"{target.stray} closes no quotation; write {primary}."
    elif target.marks < source.marks - source.names:
        yield (
            f"The source has {source.marks} quotation marks, the target {target.marks}; "
            f"quote with {primary} what the source quotes."
        )


def _scan(text: str, language: Language) -> _Quoted:
    text = strip(text)
    pairs = [*language.quotes, ("'", "'"), ('"', '"'), ("‘", "'")]
    openers, closers = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    found = _Quoted(straight='"' in text and ('"', '"') not in language.quotes)
    stack: list[tuple[str, int]] = [("", 0)]
    for match in _QUOTE.finditer(text):
        mark, (opener, start) = match[0], stack[-1]
        if (opener, mark) in pairs:
            stack.pop()
            found.marks += 2
            found.names += 2 * _is_name(text[start : min(match.start(), start + _LONGEST_NAME)])
            if len(stack) == 1:
                found.outer.add((opener, mark))
        elif mark in openers and not (mark in closers and _ends_speech(text, match.start())):
            stack.append((mark, match.end()))
        elif mark not in _APOSTROPHES or _ends_speech(text, match.start()):
            found.marks += 1
            found.stray = found.stray or (mark if mark in closers else "")
            found.foreign = found.foreign or ("" if mark in closers else mark)
    found.open = sum(mark not in _APOSTROPHES for mark, _ in stack[1:])
    found.marks += found.open
    return found


def _ends_speech(text: str, place: int) -> bool:
    """Whether the mark stands right behind a sentence, so it can only close."""
    return text[place - 1 : place] in (".", "!", "?", "…")


def _is_name(quoted: str) -> bool:
    """Whether it is a name or a title: few words, none in lower case, no end mark."""
    words = quoted.split()
    few = (
        0 < len(words) < 6
        and len(quoted) < _LONGEST_NAME
        and not quoted.endswith((".", "!", "?", ",", "…"))
    )
    return few and not any(word[0].islower() for word in words)
