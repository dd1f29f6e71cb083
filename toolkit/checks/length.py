"""The check for left out and added sentences, by a model of how long translations are.

Log ratios of target to source length are nearly normal (Gale & Church 1993), with a mean for each
language and a spread that shrinks with the length. Means and spread were fitted on FLORES-101 dev.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from toolkit.inline import strip
from toolkit.model import Entry, Language

if TYPE_CHECKING:
    from toolkit.checks import Context

# log of the length relative to German
_LENGTH = {"de": 0.0, "en": -0.12, "ru": -0.06}
_BY_SCRIPT = {"Hans": -1.08, "Hant": -1.08, "Jpan": -0.75, "Kore": -0.8, "Arab": -0.2, "Hebr": -0.3}
_OTHERS = -0.03
_VARIANCE, _SHORT_VARIANCE = 0.006, 1.2
"""Of a long text, and what a text of one letter adds to it."""
_SMOOTHING = 5
_EXTREME, _FEWER, _LONG = 3.7, 1.0, 4.2
"""Suspicious standard deviations: below; below if one of two sentences is missing too; above."""
_EXTREME_DENSE, _FEWER_DENSE, _LONG_DENSE = 5.4, 0.5, 5.4
"""The same where one side is written in Chinese, Japanese or Korean signs."""
_SHORT = 60
"""Characters; the lengths of shorter texts say nothing."""
_GLOSS = re.compile(r"[(（][^()（）]{0,80}[)）]")
"""A remark in brackets, often a name in the original spelling."""
_END = re.compile(
    '[^\\W\\d_]{3}[.!?…]["”“»)’\'‘]*\\s+["„“«(‚‘»—]?\\s?[^\\W_a-zа-яäöü]|[。！？…](?=[^。！？…])'
)
"""A sentence's end inside a text."""


def length(entry: Entry, context: Context) -> Iterator[str]:
    """The target is about as long as translations are; no sentence is left out or added."""
    source, target = (_GLOSS.sub("", strip(text)).strip() for text in (entry.source, entry.target))
    here, there = _length(context.source), _length(context.target)
    dense = min(here, there) < -0.5
    if max(len(source), len(target)) < _SHORT:
        return
    deviation = _deviation(source, target, there - here)
    least = _EXTREME_DENSE if dense else _EXTREME
    ends = len(_END.findall(source))
    if ends > len(_END.findall(target)):
        least = (_FEWER_DENSE if dense else _FEWER) / ends
    if deviation < -least:
        yield "The target is too short; see whether a sentence or a clause is left out."
    elif deviation > (_LONG_DENSE if dense else _LONG):
        yield "The target is too long; see whether something is added or repeated."


def _deviation(source: str, target: str, expected: float) -> float:
    """How far the log ratio of the lengths is from the expected one, in standard deviations."""
    wanted, found = (len(text.replace(" ", "")) + _SMOOTHING for text in (source, target))
    return (math.log(found / wanted) - expected) / math.sqrt(_VARIANCE + _SHORT_VARIANCE / wanted)


def _length(language: Language) -> float:
    base = language.posix.partition("_")[0]
    return _LENGTH.get(base, _BY_SCRIPT.get(language.script, _OTHERS))
