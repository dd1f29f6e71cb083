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
    right = _marked(translation, [after for _, after in pairs], quiet=False)
    return tuple(
        (before, after, name in HEADINGS)
        for name, before, after in _faced(left, tuple(_blocks(right)))
        if before.strip() or after.strip()
    )


@lru_cache(maxsize=4)
def _left(original: str, sentences: tuple[str, ...]) -> tuple[Block, ...]:
    """The blocks of an original, which stand beside each of its translations."""
    return tuple(_blocks(_marked(original, sentences, quiet=True)))


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


def _blocks(source: str) -> Iterator[Block]:
    """The outermost elements; text between them is one too."""
    depth = start = 0
    name, worded = "", False
    for token in tokens(source):
        if token.kind == "text":
            worded = worded or not source[token.start : token.end].isspace()
        if token.kind not in ("start", "end"):
            continue
        if token.kind == "start" and not depth:
            if source[start : token.start].strip():
                yield "", source[start : token.start], worded
            start, name, worded = token.start, token.name, False
        if token.kind == "start" and token.mark is not None:
            depth += 1
        elif token.kind == "end" and depth:
            depth -= 1
        if not depth:
            yield name, source[start : token.end], worded
            start, worded = token.end, False
    if source[start:].strip():
        yield "", source[start:], worded


def _marked(source: str, sentences: Sequence[str], *, quiet: bool) -> str:
    """The body with its sentences in spans; `quiet` without what must be once on a page.

    That is ids, and pictures, which stand beside the translation.
    """
    found = list(tokens(source))
    texts = [t for t in found if t.kind == "text"]
    words = "".join(_spaced(unescape(source[t.start : t.end])) for t in texts)
    places = _places(words, sentences)
    result, at = [], 0
    for token in found:
        raw = source[token.start : token.end]
        if token.kind == "text":
            end = at + len(unescape(raw))
            while places and places[0][1] <= at:
                places.pop(0)
            result.append(_cut(raw, at, end, [place for place in places if place[0] < end]))
            at = end
        elif quiet and token.kind in ("start", "end") and token.name in _MEDIA:
            continue
        elif quiet and token.kind == "start":
            result.append(_without_id(token, raw))
        else:
            result.append(raw)
    return "".join(result)


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
        wanted = _spaced(sentence).strip()
        start = text.find(wanted, end) if wanted else -1
        if start >= 0:
            end = start + len(wanted)
            places.append((start, end, number))
    return places


def _spaced(text: str) -> str:
    """The text with one kind of blank, as long as before."""
    return _BLANK.sub(" ", text)
