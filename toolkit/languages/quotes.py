"""Quotation marks: what those of a text do, and how a language writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from toolkit.document.inline import strip
from toolkit.expression import expression
from toolkit.model import Language

Pairs = Sequence[tuple[str, str]]
_LONGEST_NAME = 80
_APOSTROPHES = frozenset("'‘’")
_QUOTE = expression(
    "[\"“”„‟«»「」『』《》〝〞〟＂‚‹›〈〉]|(?<![^\\W_])['‘](?=[^\\W_])|(?<=[^\\s(])['‘’](?![^\\W_])"
)


@dataclass(slots=True)
class Quoted:
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
    """Whether there are straight marks, in a language that has others."""


_PLAIN_QUOTE = expression('["„“”‟«»「」『』＂]')


def quoted(text: str, language: Language) -> Quoted:
    """What the quotation marks of a text do, those in a known pair of the language or straight."""
    text = strip(text)
    pairs = [*language.quotes, ("'", "'"), ('"', '"'), ("‘", "'")]
    openers, closers = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    said = Quoted(straight='"' in text and ('"', '"') not in language.quotes)
    stack: list[tuple[str, int]] = [("", 0)]
    for match in _QUOTE.finditer(text):
        mark, (opener, start) = match[0], stack[-1]
        if (opener, mark) in pairs:
            stack.pop()
            said.marks += 2
            said.names += 2 * _is_name(text[start : min(match.start(), start + _LONGEST_NAME)])
            if len(stack) == 1:
                said.outer.add((opener, mark))
        elif mark in openers and not (mark in closers and _ends_speech(text, match.start())):
            stack.append((mark, match.end()))
        elif mark not in _APOSTROPHES or _ends_speech(text, match.start()):
            said.marks += 1
            said.stray = said.stray or (mark if mark in closers else "")
            said.foreign = said.foreign or ("" if mark in closers else mark)
    said.open = sum(mark not in _APOSTROPHES for mark, _ in stack[1:])
    said.marks += said.open
    return said


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


def requoted(text: str, source: str, here: Language, there: Language) -> str:
    """A translation of `source` with the quotation marks of its language, by depth.

    `here` is the language of the source, `there` that of the text. Unchanged if the marks are not
    balanced.
    """
    marks = list(_PLAIN_QUOTE.finditer(text))
    if not marks or ('"' in source and '"' in text):
        return text
    own = there.quotes
    if _well_quoted([mark[0] for mark in marks], own, here.quotes[0]):
        return text
    for pairs in _systems(here):
        depths = _depths([mark[0] for mark in marks], pairs)
        if depths:
            return _written(text, marks, depths, own)
    return text


def _well_quoted(marks: list[str], own: Pairs, foreign: tuple[str, str]) -> bool:
    """Whether the marks pair up as the language writes them, and not as the source does."""
    depths = _depths(marks, [pair for pair in own if pair != ('"', '"')])
    return bool(depths) and (marks[0] != foreign[0] or foreign == own[0])


def _systems(here: Language) -> Iterator[Pairs]:
    """Ways in which engines quote, likeliest first."""
    yield here.quotes
    yield [('"', '"')]
    yield [("“", "”"), ("«", "»"), ("「", "」"), ("『", "』"), ("„", "”"), ("„", "“")]
    yield [("“", '"'), ("„", '"')]
    yield [("“", "“")]
    yield [("”", "”")]
    yield [('"', "”")]


def _depths(marks: list[str], pairs: Pairs) -> list[tuple[int, bool]]:
    """(depth, opens) of each mark; [] if the marks do not pair up in that system."""
    openers = {opener for opener, _ in pairs}
    stack: list[str] = []
    depths: list[tuple[int, bool]] = []
    for mark in marks:
        if stack and (stack[-1], mark) in pairs:
            stack.pop()
            depths.append((len(stack), False))
        elif mark in openers:
            depths.append((len(stack), True))
            stack.append(mark)
        else:
            return []
    return [] if stack else depths


def _written(
    text: str, marks: list[re.Match[str]], depths: list[tuple[int, bool]], own: Pairs
) -> str:
    """The text with its marks as `own` writes them at their depths."""
    pieces, end = [], 0
    for mark, (depth, opens) in zip(marks, depths, strict=True):
        pair = own[min(depth % 2, len(own) - 1)]
        pieces += [text[end : mark.start()], pair[0] if opens else pair[1]]
        end = mark.end()
    return "".join([*pieces, text[end:]])
