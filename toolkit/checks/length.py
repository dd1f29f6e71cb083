"""The check for left out and added sentences, by a model of how long translations are.

Log ratios of target to source length are nearly normal (Gale & Church 1993), with a mean for each
language and a spread that shrinks with the length. Means and spread were fitted on FLORES-101 dev.
Where the target has fewer sentences, those of both sides are aligned as in that paper: if they fit
clearly better without one of the source, it is lost; if not, two were made one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import pairwise, product

from toolkit.checks.context import Context
from toolkit.document.inline import strip
from toolkit.expression import expression
from toolkit.languages.scripts import script_of
from toolkit.languages.table import facts
from toolkit.model import Language
from toolkit.phrase import Phrase

_VARIANCE, _SHORT_VARIANCE = 0.006, 1.2
"""Of a long text, and what a text of one letter adds to it."""
_SMOOTHING = 5
_EXTREME, _LONG = 3.7, 4.2
"""Suspicious standard deviations below and above."""
_EXTREME_DENSE = 5.4
"""The same, below and above, where one side is written in Chinese, Japanese or Korean signs."""
_SHORT = 60
"""Characters; the lengths of shorter texts say nothing."""
_GLOSS = expression(r"[(（][^()（）]{0,80}[)）]")
"""A remark in brackets, often a name in the original spelling."""
_END = expression(
    '[^\\W\\d_]{3}["”“»)]?[.!?…]["”“»)’\'‘]*\\s+(?=["„“«(‚‘»—]?\\s?[^\\W_a-zа-яäöü])'
    "|[。！？…][”’」』）]*(?=[^。！？…”’」』）\\s])"
)
"""A sentence's end inside a text."""
_ABBREVIATED = expression(
    r"\b(?:Mio|Mrd|Mill|Tsd|Std|Min|Sek|Str|Abb|Art|Abs|bzw|ggf|inkl|evtl|ca|Prof|Ing|Dipl|Hrsg"
    r"|млн|млрд|тыс|руб|Gov|Gen|Sen|Rep|Inc|Ltd|Corp|Dept|approx)\.$"
)
"""A point behind it seldom ends a sentence."""
_ADDRESS = expression(r"(?:https?://|www\.)[!-~]+|(?<![!-~])[!-?A-~]+@[!-~]+")
"""It is as long in every language."""
_BEADS = ((1, 1, 0), (2, 1, 2), (1, 2, 2), (3, 1, 4))
"""Sentences of source and target that go together, and what that costs: squared deviations."""
_LOST = -2
"""What the loss of a sentence costs, beyond what the rest then fits better."""
_MANY = 40
"""Sentences; longer texts are judged as a whole."""


def length(source: str, target: str, context: Context) -> Iterator[str]:
    """The target is about as long as translations are; no sentence is left out or added."""
    texts = [_ADDRESS.sub("", _GLOSS.sub("", strip(text))).strip() for text in (source, target)]
    here, there = _length(context.source), _length(context.target)
    dense = min(here, there) < -0.5
    if max(map(len, texts)) < _SHORT:
        return
    sentences, made = map(_sentences, texts)
    deviation = _deviation(sum(sentences), sum(made), there - here)
    lost = len(made) < len(sentences) <= _MANY and _lost(sentences, made, there - here)
    if lost or deviation < -(_EXTREME_DENSE if dense else _EXTREME):
        yield Phrase("The target is too short; see whether a sentence or a clause is left out.")
    elif deviation > (_EXTREME_DENSE if dense else _LONG):
        yield Phrase("The target is too long; see whether something is added or repeated.")


def _sentences(text: str) -> list[int]:
    """The letters and marks of each sentence."""
    ends = (match for match in _END.finditer(text) if not _is_abbreviated(text, match))
    places = [0, *(match.end() for match in ends), len(text)]
    return [len(text[start:end].replace(" ", "")) for start, end in pairwise(places)]


def _is_abbreviated(text: str, found: re.Match[str]) -> bool:
    """Whether the point is one of an abbreviation: `4,5 Mio. Euro`."""
    point = text.find(".", found.start(), found.end())
    return point >= 0 and bool(_ABBREVIATED.search(text[max(0, point - 7) : point + 1]))


def _lost(source: list[int], target: list[int], expected: float) -> bool:
    """Whether sentences of these lengths fit together better without one of the source."""
    whole: dict[tuple[int, int], float] = {}
    less: dict[tuple[int, int], float] = {}
    for i, j in product(range(len(source) + 1), range(len(target) + 1)):
        steps = {
            (i - many, j - few): cost
            + _deviation(sum(source[i - many : i]), sum(target[j - few : j]), expected) ** 2
            for many, few, cost in _BEADS
            if many <= i and few <= j
        }
        start = math.inf if i or j else 0.0
        whole[i, j] = min([start, *(whole[place] + cost for place, cost in steps.items())])
        left_out = whole[i - 1, j] if i else math.inf
        less[i, j] = min([left_out, *(less[place] + cost for place, cost in steps.items())])
    end = len(source), len(target)
    return less[end] < math.inf and whole[end] - less[end] > _LOST


def _deviation(source: int, target: int, expected: float) -> float:
    """How far the log ratio of the lengths is from the expected one, in standard deviations."""
    before, after = source + _SMOOTHING, target + _SMOOTHING
    return (math.log(after / before) - expected) / math.sqrt(_VARIANCE + _SHORT_VARIANCE / before)


def _length(language: Language) -> float:
    """Logarithm of the length of a text relative to German."""
    known = facts(language.posix).length
    return script_of(language).length if known is None else known
