"""Placeholders back into an engine's translation, by word alignment.

The engine saw the sentence without markup. Its links tell which target characters render which
source characters; a pair goes around the target words of its source words, a single code between
the neighbours of its place. Where the links contradict each other the result is `uncertain`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from string import whitespace
from unicodedata import east_asian_width

from toolkit.document.inline import mask, names_of, shown, strip
from toolkit.engines.contract import Result
from toolkit.model import Inline, Text

_SINGLE = re.compile(r"<x\d+/>")
_CLOSING = tuple(".,;:!?…)]»”")
_ENDING = f"{whitespace}\u00a0\u202f.!?…。！？:："
"""What ends sentences."""


@dataclass(frozen=True, slots=True)
class _Node:
    """A pair or a single code over a half-open span of characters; `start == end`: a point."""

    open: str
    close: str = ""
    start: int = 0
    end: int = 0
    literal: str = ""
    """What readers see in place of a single code; the placeholder replaces it."""
    inner: tuple[_Node, ...] = ()


def restore(inline: Inline, result: Result, names: Sequence[str] | None = None) -> tuple[str, bool]:
    """(the translation with all placeholders of the sentence, whether every place is certain).

    `names` are the placeholders of the codes in order, if they are not numbered in that order.
    """
    plain = shown(inline)
    names = names_of(inline) if names is None else names
    if result.text == plain:
        return mask(inline, names), True
    source = _tree(inline, names)
    if not source:
        return result.text, True
    target, certain = _place(source, plain, result, (0, len(result.text)))
    spelled = _spell(target, result.text, 0, len(result.text))
    return _spaced(spelled, mask(inline, names), names), certain


def _spaced(target: str, source: str, names: Sequence[str]) -> str:
    """The blanks beside codes without words as the source has them, where words need blanks.

    A text that looks like a placeholder is none of them.
    """
    for code in _SINGLE.finditer(source):
        before, after = _neighbours(source, *code.span())
        known = code[0] in names and source.count(code[0]) == target.count(code[0]) == 1
        if not known or not (before.isspace() or after.isspace()):
            continue
        start = target.find(code[0])
        end = start + len(code[0])
        left, right = target[:start].rstrip(" "), target[end:].lstrip(" ")
        lead = target[len(left) : start] if not before.isspace() and not before.isalnum() else ""
        tail = target[end : len(target) - len(right)] if not after.isalnum() else ""
        there, here = source[: code.start()].rstrip(), source[code.end() :].lstrip()
        if before.isspace() and (
            _parts_words(strip(left)[-1:]) or not _parts_words(strip(there)[-1:])
        ):
            lead = " "
        if right.startswith(_CLOSING) and not here.startswith(_CLOSING):
            tail = ""
        elif after.isspace():
            spaced = _parts_words(strip(right)[:1]) or not _parts_words(strip(here)[:1])
            tail = " " if spaced else ""
        target = f"{left}{lead}{code[0]}{tail}{right}"
    return target


def _neighbours(text: str, start: int, end: int) -> tuple[str, str]:
    """The signs before and behind a part of a text."""
    return text[max(0, start - 1) : start], text[end : end + 1]


def _parts_words(sign: str) -> bool:
    """Whether a sign is of a script that parts words."""
    return bool(sign) and east_asian_width(sign) not in "WF"


def _tree(inline: Inline, spelled: Sequence[str]) -> tuple[_Node, ...]:
    """The codes over the plain sentence, pairs with what is inside them."""
    levels: list[list[_Node]] = [[]]
    opened: list[_Node] = []
    names = iter(spelled)
    offset = 0
    for piece in inline:
        if isinstance(piece, Text):
            offset += len(piece.text)
            continue
        name = next(names)
        if name.startswith("<g"):
            opened.append(_Node(name, start=offset))
            levels.append([])
        elif name.startswith("</g"):
            inner = tuple(levels.pop())
            levels[-1].append(replace(opened.pop(), close=name, end=offset, inner=inner))
        else:
            end = offset + len(piece.shown)
            levels[-1].append(_Node(name, start=offset, end=end, literal=piece.shown))
            offset = end
    return tuple(levels[0])


def _place(
    nodes: tuple[_Node, ...], plain: str, result: Result, within: tuple[int, int]
) -> tuple[tuple[_Node, ...], bool]:
    """The nodes over the target, in target order, none overlapping, all inside `within`."""
    found = [(_locate(node, plain, result), node) for node in nodes]
    found.sort(key=lambda item: item[0][:2])
    placed, certain, floor = [], True, within[0]
    for (start, end, sure), node in found:
        low = min(max(start, floor), within[1])
        high = min(max(end, low), within[1])
        inner, inner_sure = _place(node.inner, plain, result, (low, high))
        placed.append(replace(node, start=low, end=high, inner=inner))
        certain = certain and sure and inner_sure and (low, high) == (start, end)
        floor = high
    return tuple(placed), certain


def _locate(node: _Node, plain: str, result: Result) -> tuple[int, int, bool]:
    """(start, end, whether the links leave no doubt) of one node in the target."""
    text, literal = result.text, node.literal
    if literal.strip() and text.count(literal) == plain.count(literal) == 1:
        return text.index(literal), text.index(literal) + len(literal), True
    if plain[node.start : node.end].strip():
        return _words(node, plain, result)
    at, sure = _point(node.start, plain, result)
    blank = bool(literal) and text[at : at + 1] == " "
    return at, at + blank, sure


def _words(node: _Node, plain: str, result: Result) -> tuple[int, int, bool]:
    """Around the target words linked to the source words of the node."""
    text, span = result.text, (node.start, node.end)
    inside = [link for link in result.links if _overlap(link.source, span)]
    if not inside:
        scale = len(text) / len(plain)
        return (*_snap(text, int(span[0] * scale), int(span[1] * scale)), False)
    start = min(link.target[0] for link in inside)
    end = max(link.target[1] for link in inside)
    foreign = any(
        _overlap(link.target, (start, end)) and not _overlap(link.source, span)
        for link in result.links
    )
    partial = any(
        _has_word(plain[link.source[0] : span[0]] + plain[span[1] : link.source[1]])
        for link in inside
    )
    return (
        *_bare(text, start, end, plain[span[0]], plain[span[1] - 1]),
        not foreign and not partial,
    )


def _has_word(text: str) -> bool:
    return any(map(str.isalnum, text))


def _bare(text: str, start: int, end: int, first: str, last: str) -> tuple[int, int]:
    """Without punctuation at the ends that the source words do not have there."""
    while last.isalnum() and end - 1 > start and not text[end - 1].isalnum():
        end -= 1
    while first.isalnum() and start + 1 < end and not text[start].isalnum():
        start += 1
    return start, end


def _snap(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen to whole words."""
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while start < end < len(text) and not text[end].isspace():
        end += 1
    return start, max(start, end)


def _point(at: int, plain: str, result: Result) -> tuple[int, bool]:
    """Between the target words of the source words on both sides."""
    text = result.text
    if not plain[:at].strip():
        return 0, True
    if not plain[at:].strip(_ENDING):
        return (_among_marks(at, plain, text) if plain[at:].strip() else len(text)), True
    before = [link for link in result.links if link.source[1] <= at]
    after = [link for link in result.links if link.source[0] >= at]
    if not before or not after:
        return _snap(text, len(text) * at // len(plain), 0)[0], False
    nearest = max(link.source[1] for link in before)
    left = max(link.target[1] for link in before if link.source[1] == nearest)
    following = min(link.source[0] for link in after)
    right = min(link.target[0] for link in after if link.source[0] == following)
    return left, left <= right and not text[left:right].strip()


def _among_marks(at: int, plain: str, text: str) -> int:
    """The place among the marks that end the target: behind as many as in the source."""
    start, place = (len(one.rstrip(_ENDING)) for one in (plain, text))
    passed = len("".join(plain[start:at].split()))
    while place < len(text) and (passed or (plain[at - 1].isspace() and text[place].isspace())):
        passed -= not text[place].isspace()
        place += 1
    return place


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _spell(nodes: tuple[_Node, ...], text: str, start: int, end: int) -> str:
    """The target text between two offsets with the nodes' placeholders written into it."""
    result, at = [], start
    for node in nodes:
        result += [text[at : node.start], node.open]
        if node.close:
            result += [_spell(node.inner, text, node.start, node.end), node.close]
        at = node.end
    return "".join([*result, text[at:end]])
