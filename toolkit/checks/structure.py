"""Checks of what is not words: placeholders, blanks, line breaks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from toolkit.inline import PLACEHOLDER
from toolkit.model import Entry

if TYPE_CHECKING:
    from toolkit.checks import Context

DAMAGED = re.compile(
    r"[<＜‹〈《«]\s{0,3}([/／]?)\s{0,3}([gxGXｇｘＧＸгГхХ])\s{0,3}(\d{1,4})\s{0,3}([/／]?)\s{0,3}[>＞›〉》»]"
)
_SINGLES = frozenset("xXｘＸхХ")
_DOUBLE_BLANK = re.compile(r"[ \t\u00a0\u3000]{2,}")
_BLANK_BEFORE = re.compile(r"(?<=[^\W_])[ \u00a0\u202f]([,.;:!?，。；：！？、])(?!\S)")
_HAN = "\u3400-\u9fff\uf900-\ufaff"
_ASCII_IN_HAN = re.compile(f"[{_HAN}]([,.;:?!])(?=[{_HAN}])")
_SPACED_MARKS = {"fr": frozenset(";:!?")}


def placeholders(entry: Entry, _: Context) -> Iterator[str]:
    """Every placeholder of the source stands once in the target, pairs properly nested."""
    names, found = PLACEHOLDER.findall(entry.source), PLACEHOLDER.findall(entry.target)
    lost = Counter(names) - Counter(found)
    extra = Counter(found) - Counter(names)
    for spelled, name in _damaged(entry, lost):
        lost -= Counter([name])
        yield f"{spelled} is a damaged placeholder; write {name}."
    for name in lost:
        yield f"{name} is lost; put it back where its words are."
    for name in extra:
        if name in names:
            yield f"{name} is duplicated; keep it only once."
        else:
            yield f"{name} is invented, the source has no such placeholder; remove it."
    if not lost and not extra and found != names:
        yield from _misnested(found)


def _damaged(entry: Entry, lost: Counter[str]) -> Iterator[tuple[str, str]]:
    """Misspelled placeholders of the target, each with the lost name it must be."""
    open_names = Counter(lost)
    for match in DAMAGED.finditer(entry.target):
        spelled = match[0]
        if PLACEHOLDER.fullmatch(spelled) or spelled in entry.source:
            continue
        number = int(match[3])
        closed, opened = f"</g{number}>", f"<g{number}>"
        wanted = [closed, opened] if match[1] or match[4] else [opened, closed]
        if match[2] in _SINGLES:
            wanted = [f"<x{number}/>"]
        name = next((name for name in wanted if open_names[name]), None)
        if name:
            open_names[name] -= 1
            yield spelled, name


def _misnested(found: list[str]) -> Iterator[str]:
    stack: list[str] = []
    for name in found:
        if name.startswith("<x"):
            continue
        if not name.startswith("</"):
            stack.append(name)
        elif stack and stack[-1] == name.replace("/", ""):
            stack.pop()
        elif name.replace("/", "") in stack:
            inner = stack[-1].replace("<", "</")
            yield f"{stack[-1]} and {name} cross; put {inner} before {name}."
            return
        else:
            yield f"{name} comes before {name.replace('/', '')}; swap them."
            return


def whitespace(entry: Entry, context: Context) -> Iterator[str]:
    """Blanks and line breaks as in the source, none before punctuation."""
    source, target = (PLACEHOLDER.sub("\ufffc", text) for text in (entry.source, entry.target))
    yield from _edges(entry)
    if source.count("\n") != target.count("\n"):
        yield "The line breaks differ from the source; break lines where the source does."
    if _DOUBLE_BLANK.search(target.strip()) and not _DOUBLE_BLANK.search(source.strip()):
        yield "There are two blanks in a row; keep one."
    spaced = _SPACED_MARKS.get(context.target.posix[:2], frozenset())
    if not _BLANK_BEFORE.search(source):
        for mark in dict.fromkeys(_BLANK_BEFORE.findall(target)):
            if mark not in spaced:
                yield f"There is a blank before {mark}; remove it."
    if context.target.script in ("Hans", "Hant", "Jpan"):
        for mark in dict.fromkeys(_ASCII_IN_HAN.findall(target)):
            yield f"{mark} stands between Han characters; use its full-width form."


def _edges(entry: Entry) -> Iterator[str]:
    source, target = entry.source, entry.target
    for place, before, after in (
        ("start", _lead(source), _lead(target)),
        ("end", _lead(source[::-1]), _lead(target[::-1])),
    ):
        if before and not after:
            yield f"The blank at the {place} is lost; put it back."
        elif after and not before:
            yield f"There is a blank at the {place}; remove it."


def _lead(text: str) -> bool:
    return bool(text.strip()) and text[0].isspace()
