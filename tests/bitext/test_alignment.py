"""Sentence alignment, measured on articles whose true pairs are known."""

from __future__ import annotations

import itertools
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import cases
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from toolkit.bitext.alignment import Bead, align
from toolkit.bitext.anchors import anchors
from toolkit.bitext.costs import Sentence
from toolkit.document.sentences import boundaries
from toolkit.languages.language import language
from toolkit.model import BlockKind, Language

CODES = ("en", "ru", "zh")
DATA = [
    article
    for path in sorted(Path(__file__).parent.glob("*.md"))
    for article in cases.read(path, "de", *CODES)
]
GERMAN = language("de")
Pair = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True)
class Case:
    """An article and a translation: sentences with their blocks, true pairs."""

    source: list[tuple[str, int]]
    target: list[tuple[str, int]]
    pairs: set[Pair]


def sections(article: cases.Case) -> dict[str, list[tuple[str, str, int]]]:
    """Language → (marks, sentence, number of its paragraph) of each line."""
    found: dict[str, list[tuple[str, str, int]]] = {}
    for code, lines in article.fields.items():
        paragraphs = enumerate(lines.removesuffix("\n").split("\n\n"))
        found[code] = [
            (*_marked(line), number) for number, text in paragraphs for line in text.split("\n")
        ]
    return found


def _marked(line: str) -> tuple[str, str]:
    marks, _, sentence = line.partition(" ")
    return marks, sentence


def case(article: cases.Case, code: str) -> Case:
    """The article in German and in that language."""
    found = sections(article)
    pairs: dict[tuple[int, ...], list[int]] = {}
    for place, (marks, _, _) in enumerate(found[code]):
        if marks != "+":
            key = tuple(int(mark) - 1 for mark in marks.split("+"))
            pairs.setdefault(key, []).append(place)
    return Case(
        [(sentence, block) for _, sentence, block in found["de"]],
        [(sentence, block) for _, sentence, block in found[code]],
        {(left, tuple(right)) for left, right in pairs.items()},
    )


def sentences(side: list[tuple[str, int]], of: Language) -> list[Sentence]:
    """The side as the aligner wants it."""
    return [Sentence(text, block, BlockKind.PARAGRAPH, *anchors(text, of)) for text, block in side]


def aligned(given: Case, code: str) -> list[Bead]:
    """The beads of a case."""
    return align(sentences(given.source, GERMAN), sentences(given.target, language(code)))


def pairs_of(beads: list[Bead]) -> set[Pair]:
    """The beads with text on both sides."""
    return {
        (tuple(bead.source), tuple(bead.target)) for bead in beads if bead.source and bead.target
    }


@pytest.mark.parametrize("article", DATA, ids=str)
def test_the_data_is_what_our_segmentation_makes_of_it(article: cases.Case) -> None:
    """The marked sentences are those that the toolkit finds in the running text."""
    for code, lines in sections(article).items():
        of = language(code)
        for _, group in itertools.groupby(lines, key=lambda line: line[2]):
            words = [sentence for _, sentence, _ in group]
            text = of.gap.join(words)
            cuts = [0, *boundaries(text, of), len(text)]
            assert [text[a:b].strip() for a, b in itertools.pairwise(cuts) if b > a] == words


def test_right_pairs_on_articles_with_known_pairs(capsys: pytest.CaptureFixture[str]) -> None:
    """At least 95 % of the pairs are right and 95 % of the right ones found, in each language."""
    with capsys.disabled():
        for code in CODES:
            counts: Counter[str] = Counter()
            for article in DATA:
                given = case(article, code)
                found = pairs_of(aligned(given, code))
                counts.update(
                    found=len(found), true=len(given.pairs), right=len(found & given.pairs)
                )
            right = counts["right"]
            print(
                f"\nde-{code}: precision {right}/{counts['found']}, recall {right}/{counts['true']}"
            )
            assert right >= 0.95 * max(counts["found"], counts["true"])


def test_scores_tell_sure_from_unsure() -> None:
    """Of the pairs with a score of 95 % and more at least 99 % are right."""
    right = [
        (tuple(bead.source), tuple(bead.target)) in given.pairs
        for article in DATA
        for code in CODES
        for given in [case(article, code)]
        for bead in aligned(given, code)
        if bead.source and bead.target and bead.score >= 0.95
    ]
    assert len(right) > 150 and sum(right) >= 0.99 * len(right)


@pytest.mark.parametrize("code", CODES)
def test_paragraphs_may_be_lost(code: str) -> None:
    """A translation that is one single paragraph still gives 90 % right pairs."""
    right = true = 0
    for article in DATA:
        given = case(article, code)
        flat = Case(given.source, [(text, 0) for text, _ in given.target], given.pairs)
        right += len(pairs_of(aligned(flat, code)) & given.pairs)
        true += len(given.pairs)
    assert right >= 0.9 * true


WORDS = st.text("abcdeäß 12,.?北京", max_size=40)
SIDE = st.lists(st.tuples(WORDS, st.integers(0, 3)), max_size=9)


@settings(max_examples=60, deadline=None)
@drawn(source=SIDE, target=SIDE)
def test_beads_cover_both_texts_in_order(
    source: list[tuple[str, int]], target: list[tuple[str, int]]
) -> None:
    """Whatever the texts, each sentence is in exactly one bead, in order, scores are 0 to 1."""
    beads = aligned(Case(source, target, set()), "zh")
    assert [i for bead in beads for i in bead.source] == list(range(len(source)))
    assert [j for bead in beads for j in bead.target] == list(range(len(target)))
    assert all(0 <= bead.score <= 1 for bead in beads)


@pytest.mark.parametrize("shift", [0, 40])
def test_long_texts_in_linear_time(shift: int) -> None:
    """Six hundred sentences take seconds, even if the translation lacks a long passage."""
    source: list[tuple[str, int]] = []
    target: list[tuple[str, int]] = []
    block = 0
    while len(source) < 600:
        given = case(DATA[len(source) % len(DATA)], "en")
        source += [(f"{text} {len(source)}", block + number) for text, number in given.source]
        target += [(text, block + number) for text, number in given.target]
        block += 9
    del target[300 : 300 + shift]
    started = time.process_time()
    beads = aligned(Case(source, target, set()), "en")
    assert time.process_time() - started < 10
    assert sum(bead.score > 0.9 for bead in beads) > 0.8 * len(beads)
