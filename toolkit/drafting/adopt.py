"""A translation that exists already → drafts for the empty entries of its article's catalog. Pure.

Two source sentences in one target sentence: the first entry gets it, the second one says so.
Inline codes are those of the source if the translation has the same ones, in any order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from toolkit.bitext.alignment import Bead, align
from toolkit.bitext.anchors import anchors
from toolkit.bitext.costs import Sentence
from toolkit.document.inline import PLACEHOLDER, codes_of, mask, names_of, raw_of, shown
from toolkit.document.segment import blocks, split
from toolkit.drafting import drafts as draft
from toolkit.formats.article import ParsedArticle
from toolkit.model import Catalog, Inline, Key, Origin, OriginKind, Segment, State, Text

_LEAST = 0.5
"""Score below which a pair is as likely wrong as right."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """A catalog with what was found in a translation."""

    catalog: Catalog
    filled: int
    """Entries that were empty."""
    open: int
    """Source sentences without a translation, or with too uncertain a one."""
    over: int
    """Sentences of the translation that went nowhere."""


def adopt(source: ParsedArticle, translation: ParsedArticle, old: Catalog, name: str) -> Adopted:
    """Drafts with the origin `tm: 93% aligned <name>`, the score of their bead."""
    left, right = _located(source), _located(translation)
    beads = align(_sentences(source, left), _sentences(translation, right))
    sure = [bead for bead in beads if bead.source and bead.target and bead.score >= _LEAST]
    made: dict[Key, tuple[str, Origin]] = {}
    for bead in sorted(sure, key=lambda bead: -bead.score):
        ours = [segment for _, segment in left[bead.source.start : bead.source.stop]]
        theirs = [segment.inline for _, segment in right[bead.target.start : bead.target.stop]]
        texts = _texts(ours, theirs, translation.source.gap)
        for segment, (text, remark) in zip(ours, texts, strict=True):
            percent = min(int(bead.score * 100), 99)
            origin = Origin(OriginKind.ALIGNMENT, name, match=percent)
            if text:
                made.setdefault(segment.key, (text, replace(origin, remark=remark)))
            else:
                made.setdefault(segment.key, (text, replace(origin, left_empty=remark)))
    drafts = {
        entry.key: entry.drafted(text, origin) if text else entry.emptied(origin)
        for entry in old.entries
        if entry.key in made
        for text, origin in [made[entry.key]]
    }
    new = draft.apply(old, drafts)
    return Adopted(new, _empty(old) - _empty(new), *_left(sure, len(left), len(right)))


def _empty(catalog: Catalog) -> int:
    return sum(entry.state is State.EMPTY for entry in catalog.entries)


def _left(beads: list[Bead], source: int, target: int) -> tuple[int, int]:
    """How many sentences of either side are in no bead."""
    used = sum(len(bead.source) for bead in beads), sum(len(bead.target) for bead in beads)
    return source - used[0], target - used[1]


Located = list[tuple[int, Segment]]
"""(number of the block, a sentence of it), in reading order."""


def _located(article: ParsedArticle) -> Located:
    return [
        (number, piece)
        for number, block in enumerate(blocks(article.document.parts))
        for piece in split(block, article.cut)
        if isinstance(piece, Segment)
    ]


def _sentences(article: ParsedArticle, located: Located) -> list[Sentence]:
    words = [(number, segment.kind, shown(segment.inline)) for number, segment in located]
    return [
        Sentence(text, number, kind, *anchors(text, article.source)) for number, kind, text in words
    ]


def _texts(source: list[Segment], target: list[Inline], gap: str) -> Iterator[tuple[str, str]]:
    """For each source sentence of a bead (its translation, a remark on it); without one, why."""
    if len(source) == len(target) > 1:
        for segment, inline in zip(source, target, strict=True):
            text, _ = _coded(segment.inline, inline)
            yield text, "check where the sentences divide"
        return
    joined = target[0]
    for inline in target[1:]:
        joined = (*joined, Text(gap), *inline)
    whole = tuple(piece for segment in source for piece in segment.inline)
    text, remark = _coded(source[0].inline if len(source) == 1 else whole, joined)
    if len(source) == 1:
        yield text, remark
        return
    yield PLACEHOLDER.sub("", text), "translates the next sentence too"
    for _ in source[1:]:
        yield "", "translated with the sentence before"


def _coded(source: Inline, target: Inline) -> tuple[str, str]:
    """(the target with the source's placeholders, a remark if that is not certain)."""
    ours, theirs = _codes(source), _codes(target)
    if sorted(ours.values()) == sorted(theirs.values()):
        order, remark = (sorted(theirs, key=lambda name: theirs[name]), "")
        names = dict(zip(order, sorted(ours, key=lambda name: ours[name]), strict=True))
    elif [code.role for code in codes_of(source)] == [code.role for code in codes_of(target)]:
        names, remark = dict(zip(theirs, ours, strict=True)), "check the placeholders"
    else:
        return shown(target), "placeholders are missing" if ours else ""
    names |= {name.replace("<", "</"): one.replace("<", "</") for name, one in names.items()}
    return mask(target, [names[name] for name in names_of(target)]), remark


def _codes(inline: Inline) -> dict[str, tuple[str, str]]:
    """Placeholder of each pair or single code → how its ends are spelled."""
    codes = dict(zip(names_of(inline), codes_of(inline), strict=True))
    ends = {name: raw_of(code) for name, code in codes.items()}
    return {
        name: (ends[name], ends.get(name.replace("<", "</"), ""))
        for name in codes
        if not name.startswith("</")
    }
