"""Two bodies of one article, original and translation, row by row beside each other.

A row is a block of the body: a paragraph, a list, a table. Where both bodies have the same blocks,
each stands beside its translation; sentences that answer each other bear the same class, so that
the style sheet shows them together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from toolkit.formats.html.markup import HEADINGS, plain, with_attributes
from toolkit.formats.html.tokens import Token, tokens, unescape

GAP = "\0"
"""In a sentence: what is shown there is not known, such as code or the number of a note."""
_WIDEST = 200
"""Characters that a gap may be."""
_BLANK = re.compile(r"[^\S ]")
SHADES = 12
"""Classes of sentences: `s0` and so on, then from the beginning. Few rows have as many."""
_SHADE = re.compile('<span class="s (s[0-9]+)">')
_MEDIA = frozenset({"img", "picture", "source", "video", "audio", "track"})
Place = tuple[int, int, int]
"""(start, end) of a sentence in the text of a body, and its number."""


Block = tuple[str, str, bool]
"""The name of an outermost element of a body, its HTML, and whether there are words in it."""
Facing = tuple[str, str, bool]
"""A block and its translation as HTML, and whether it is a heading; the block is "" where there is
nothing to compare: a picture, a line."""


def rows(original: str, translation: str, pairs: Sequence[tuple[str, str]]) -> tuple[Facing, ...]:
    """The rows of two clean bodies; `pairs` are their sentences, in reading order.

    Where the bodies have not the same blocks, those with the same sentences stand beside each
    other, and what is between them is one row.
    """
    left = _left(original, tuple(before for before, _ in pairs))
    right = tuple(_blocks(translation, [after for _, after in pairs], quiet=False))
    return tuple(
        (before, after, name in HEADINGS)
        for name, before, after in _faced(left, right)
        if before.strip() or after.strip()
    )


@lru_cache(maxsize=4)
def _left(original: str, sentences: tuple[str, ...]) -> tuple[Block, ...]:
    """The blocks of an original, which stand beside each of its translations."""
    return tuple(_blocks(original, sentences, quiet=True))


def _faced(left: Sequence[Block], right: Sequence[Block]) -> Iterator[tuple[str, str, str]]:
    """(name of the element, block or "" if it has no words, its translation) of each row."""
    names = [[name for name, _, _ in blocks] for blocks in (left, right)]
    if names[0] == names[1]:
        for (name, before, worded), (_, after, _) in zip(left, right, strict=True):
            yield name, before if worded else "", after
        return
    one, other = ([_sign(name, block) for name, block, _ in blocks] for blocks in (left, right))
    steps = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    for step, start, end, other_start, other_end in steps:
        if step == "equal":
            yield from _faced(left[start:end], right[other_start:other_end])
        else:
            rest = left[start:end], right[other_start:other_end]
            before, after = ("".join(block for _, block, _ in blocks) for blocks in rest)
            yield "", before if any(worded for *_, worded in rest[0]) else "", after


def _sign(name: str, block: str) -> str:
    """What a block has in common with its translation: its sentences, else its words."""
    return f"{name} {_SHADE.findall(block) or plain(block)}"


def _blocks(source: str, sentences: Sequence[str], *, quiet: bool) -> Iterator[Block]:
    """The outermost elements with their sentences in spans; text between them is a block too.

    `quiet`: without what must be once on a page, that is ids, and pictures, which stand beside the
    translation.
    """
    found = tuple(tokens(source))
    texts = (source[token.start : token.end] for token in found if token.kind == "text")
    places = _places("".join(_spaced(unescape(text)) for text in texts), sentences)
    depth = at = 0
    name, worded = "", False
    pieces: list[str] = []
    for token in found:
        raw = source[token.start : token.end]
        if token.kind == "text":
            worded = worded or not raw.isspace()
            end = at + len(unescape(raw))
            while places and places[0][1] <= at:
                places.pop(0)
            pieces.append(_cut(raw, at, end, [place for place in places if place[0] < end]))
            at = end
            continue
        if token.kind not in ("start", "end"):
            pieces.append(raw)
            continue
        if quiet and token.name in _MEDIA:
            continue
        if token.kind == "start" and not depth:
            if (before := "".join(pieces)).strip():
                yield "", before, worded
            pieces, name, worded = [], token.name, False
        pieces.append(_without_id(token, raw) if quiet and token.kind == "start" else raw)
        if token.mark is not None:
            depth = depth + 1 if token.kind == "start" else max(depth - 1, 0)
        if not depth:
            yield name, "".join(pieces), worded
            pieces, worded = [], False
    if (rest := "".join(pieces)).strip():
        yield "", rest, worded


def _cut(raw: str, start: int, end: int, places: Sequence[Place]) -> str:
    """A run of text, at that place of the whole, with its parts of sentences in spans."""
    if end - start != len(raw):  # it has entities: it is not cut
        return _span(raw, places[0][2]) if places else raw
    pieces, at = [], start
    for place in places:
        first, last = max(place[0], start), min(place[1], end)
        pieces.append(raw[at - start : first - start])
        pieces.append(_span(raw[first - start : last - start], place[2]))
        at = last
    return "".join((*pieces, raw[at - start :]))


def _span(text: str, number: int) -> str:
    return f'<span class="s s{number % SHADES}">{text}</span>' if text.strip() else text


def _without_id(token: Token, raw: str) -> str:
    return with_attributes(token, {"id": None}) if token.get("id") else raw


def _places(text: str, sentences: Sequence[str]) -> list[Place]:
    """Where sentences stand in a text, in order; those that are not found have no place."""
    places, end = [], 0
    for number, sentence in enumerate(sentences):
        wanted = _spaced(sentence).strip(f" {GAP}")
        start, last = _place(text, wanted.split(GAP), end) if wanted else (-1, end)
        if start >= 0:
            end = last
            places.append((start, end, number))
    return places


def _place(text: str, parts: Sequence[str], start: int) -> tuple[int, int]:
    """(start, end) of the parts, gaps between them, in a text from a place on; -1 if not there."""
    first, *rest = parts
    while (start := text.find(first, start)) >= 0:
        end = start + len(first)
        for part in rest:
            found = text.find(part, end, end + _WIDEST + len(part))
            if found < 0:
                break
            end = found + len(part)
        else:
            return start, end
        start += 1
    return -1, -1


def _spaced(text: str) -> str:
    """The text with one kind of blank, as long as before."""
    return _BLANK.sub(" ", text)
