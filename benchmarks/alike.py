"""Are an article's words translated alike, and does it help to prefer what is alike?

    python -m benchmarks.alike PACKAGE SOURCE REFERENCE [--lines 400] [--hypotheses 4]

Each line of SOURCE is a passage of several sentences of one article (newstest2020). A word with a
capital that stands in two sentences of it or more (of German every noun, else names) should become
the same word. Of each sentence's hypotheses the one is chosen in which most of these words
become what they most often become in the passage, if its score (per token, as a logarithm) is at
most so much worse than the best; without that room it is what the engine does. Printed: how many of
these words are translated as most of their like, BLEU and chrF.
"""

from __future__ import annotations

import argparse
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from toolkit.engines.argos.ctranslate import Hypothesis, Model
from toolkit.engines.argos.search import Search
from toolkit.models.codes import language_of
from toolkit.train import score
from toolkit.train.metrics import scored

_WORD = re.compile(r"(?<!^)\b[^\W\d_a-zа-я]\w{3,}")
"""A word with a capital that does not begin the sentence."""
_ROOMS = (-1.0, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
"""How much worse a hypothesis may be; below 0 none is chosen but the best."""
Chosen = dict[str, Hypothesis]
Found = dict[str, list[Hypothesis]]


def words(sentences: Sequence[str]) -> set[str]:
    """The words that stand in two sentences or more."""
    seen = Counter(word for sentence in sentences for word in {*_WORD.findall(sentence)})
    return {word for word, count in seen.items() if count > 1}


def forms(sentence: str, made: Hypothesis, wanted: set[str]) -> Iterator[tuple[str, str]]:
    """(word, what it became) of the words in a sentence, as far as links tell."""
    for found in _WORD.finditer(sentence):
        if found[0] in wanted:
            start, end = found.span()
            parts = [
                made.text[slice(*link.target)]
                for link in made.links
                if link.source[0] < end and start < link.source[1]
            ]
            if parts:
                yield found[0], " ".join(parts).casefold().strip(".,;:!?\"“”„'()")


def chosen(sentences: Sequence[str], found: Found, room: float) -> Chosen:
    """The hypothesis of each sentence of a passage."""
    wanted = words(sentences)
    usual: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for word, form in forms(sentence, found[sentence][0], wanted):
            usual[word][form] += 1

    def hits(sentence: str, one: Hypothesis) -> int:
        pairs = forms(sentence, one, wanted)
        return sum(usual[word].most_common(1)[0][0] == form for word, form in pairs if usual[word])

    made: Chosen = {}
    for text in sentences:
        first = found[text][0]
        near = [one for one in found[text] if _log(one) >= _log(first) - room] if room > 0 else []
        made[text] = max((first, *near), key=partial(hits, text))
    return made


def _log(one: Hypothesis) -> float:
    return math.log(max(one.score, 1e-9))


def agreement(passages: Sequence[Sequence[str]], made: Sequence[Chosen]) -> tuple[int, int]:
    """(words translated as most of their like in the passage, all such words)."""
    alike = every = 0
    for sentences, one in zip(passages, made, strict=True):
        usual: defaultdict[str, Counter[str]] = defaultdict(Counter)
        wanted = words(sentences)
        for sentence in sentences:
            for word, form in forms(sentence, one[sentence], wanted):
                usual[word][form] += 1
        for counts in usual.values():
            alike += counts.most_common(1)[0][1]
            every += sum(counts.values())
    return alike, every


def main() -> None:
    """Print a row for each room."""
    parser = argparse.ArgumentParser(description="Words translated alike within a passage.")
    parser.add_argument("package")
    parser.add_argument("source", type=Path)
    parser.add_argument("reference", type=Path)
    parser.add_argument("--lines", type=int, default=400)
    parser.add_argument("--hypotheses", type=int, default=4)
    options = parser.parse_args()
    sources, references = score.read_lines(options.source, options.reference)
    references = references[: options.lines]
    with score.opened(options.package) as package:
        source = language_of(package.source)
        passages = [score.in_sentences(text, source) for text in sources[: options.lines]]
        every = list(dict.fromkeys(text for passage in passages for text in passage))
        found: Found = {}
        for batch in Model(package).translate(every, Search(4, options.hypotheses)):
            found |= batch
        gap = language_of(package.target).gap
        for room in _ROOMS:
            made = [chosen(passage, found, room) for passage in passages]
            texts = [
                gap.join(one[text].text for text in passage)
                for passage, one in zip(passages, made, strict=True)
            ]
            alike, words_ = agreement(passages, made)
            other = sum(one[text] is not found[text][0] for one in made for text in one)
            print(
                f"room {max(room, 0.0)}: {alike} of {words_} alike ({alike / words_:.1%}),"
                f" {other} of {len(every)} sentences otherwise,"
                f" {scored(texts, references, package.target)}",
                flush=True,
            )


if __name__ == "__main__":
    main()
