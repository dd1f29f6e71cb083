"""How fast the memory answers, and whether it misses anything a full scan finds.

    python -m benchmarks.memory [CORPUS] [--count 100000] [--queries 100]

CORPUS is a TSV file (`.xz` or plain) with source and target in its first two columns; without it
sentences are made up. The memory is read from PO files of 1,000 entries each. Queries are sentences
that are not in the memory, and stored ones with one word changed. Every answer of the index's
search is compared with that of `rapidfuzz.process.extract` over all sentences.
"""

from __future__ import annotations

import argparse
import lzma
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from toolkit.catalog import po
from toolkit.languages.language import language
from toolkit.memory.index import Index
from toolkit.memory.offers import LEAST, Ask
from toolkit.memory.search import Nearest
from toolkit.model import Catalog, Entry

Pair = tuple[str, str]
_HEADER = (("Language", "en"), ("Content-Type", "text/plain; charset=UTF-8"))
_SLOW_QUERIES = 10


def made_up(count: int) -> Iterable[Pair]:
    """Sentences of 4 to 30 words from a vocabulary with the word frequencies of real texts."""
    chance = random.Random(1)
    letters = "e" * 17 + "n" * 10 + "isrrat" * 6 + "dhulcgmobwfkzvp" * 3 + "jyxqäöüß"
    words = ["".join(chance.choices(letters, k=chance.randint(2, 12))) for _ in range(20_000)]
    words = [word.capitalize() if chance.random() < 0.3 else word for word in words]
    words[::50] = [f"{chance.randint(1, 3000)}" for _ in words[::50]]
    weights = [1 / (rank + 3) for rank in range(len(words))]
    for number in range(count):
        chosen = chance.choices(words, weights, k=chance.randint(4, 30))
        yield f"{' '.join(chosen)}.", f"{number}: {' '.join(reversed(chosen))}."


def corpus(path: Path, count: int) -> list[Pair]:
    """So many distinct sentences from all over the file."""
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        pairs = dict(line.rstrip("\n").split("\t")[:2] for line in lines)
    chosen = [pair for pair in sorted(pairs.items()) if len(pair[0]) > 20 and pair[1]]
    return random.Random(1).sample(chosen, min(count, len(chosen)))


def catalogs(folder: Path, pairs: list[Pair]) -> dict[str, Path]:
    """The pairs as approved catalogs."""
    found = {}
    for start in range(0, len(pairs), 1_000):
        entries = tuple(Entry(*pair) for pair in pairs[start : start + 1_000])
        path = folder / f"{start}.po"
        path.write_text(po.write(Catalog("a.txt", _HEADER, entries=entries)), encoding="utf-8")
        found[path.stem] = path
    return found


def changed(sentence: str, chance: random.Random) -> str:
    """The sentence with one of its words replaced."""
    words = sentence.split(" ")
    words[chance.randrange(len(words))] = "".join(chance.choices("enirstadhulcgm", k=6))
    return " ".join(words)


def timed(what: str, work: Callable[[str], object], queries: Iterable[str]) -> None:
    """Print median, mean and 95th percentile in milliseconds."""
    taken = []
    for query in queries:
        start = time.perf_counter()
        work(query)
        taken.append(1000 * (time.perf_counter() - start))
    taken.sort()
    p95 = taken[int(0.95 * len(taken))]
    print(f"  {what:44}{statistics.median(taken):9.2f}{statistics.mean(taken):9.2f}{p95:9.2f}")


def once(what: str, work: Callable[[], object]) -> None:
    start = time.perf_counter()
    work()
    print(f"{what:46}{time.perf_counter() - start:9.3f} s")


def missed(nearest: Nearest, texts: list[str], queries: Iterable[str]) -> tuple[int, int]:
    """(what a full scan finds, how many of its texts and scores the search lacks)."""
    wanted = lacking = 0
    for query in queries:
        scan = process.extract(query, texts, scorer=fuzz.ratio, score_cutoff=LEAST, limit=None)
        found = set(nearest.search(query, LEAST, len(texts)))
        wanted += len(scan)
        lacking += len({(text, score) for text, score, _ in scan} ^ found)
    return wanted, lacking


def theirs(pairs: list[Pair]) -> Callable[[str], object]:
    """translate-toolkit's matcher, without its limit of 70 characters."""
    from translate.search.match import matcher
    from translate.storage.base import TranslationStore

    store: Any = TranslationStore()
    for source, target in pairs:
        store.addsourceunit(source).target = target
    return matcher(store, max_candidates=5, min_similarity=LEAST, max_length=10_000).matches


def compare(index: Index, pairs: list[Pair], queries: dict[str, list[str]]) -> None:
    """All searches on the same queries."""
    texts = [source for source, _ in pairs]
    nearest = Nearest(texts)
    matches = theirs(pairs)

    def scan(query: str) -> object:
        return process.extract(query, texts, scorer=fuzz.ratio, score_cutoff=LEAST, limit=5)

    for name, asked in queries.items():
        print(
            f"{name} ({len(asked)} sentences)            milliseconds:   median     mean      p95"
        )
        timed("lookup, 75 % or more, ranked and adapted", lambda q: index.lookup(Ask(q)), asked)
        timed("best, 75 % or more", lambda q: index.best(Ask(q)), asked)
        timed("best, 85 % or more", lambda q: index.best(Ask(q), 85), asked)
        timed("search alone, 75 %", lambda q: nearest.search(q, LEAST, 5), asked)
        timed("rapidfuzz.process.extract over all", scan, asked)
        timed("translate.search.match.matcher", matches, islice(asked, _SLOW_QUERIES))
        wanted, lacking = missed(nearest, texts, asked)
        print(f"  found by the full scan: {wanted}; different here: {lacking}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", type=Path, nargs="?")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=100)
    options = parser.parse_args()
    total = options.count + options.queries
    pairs = corpus(options.corpus, total) if options.corpus else list(made_up(total))
    pairs, held_out = pairs[: -options.queries], pairs[-options.queries :]
    chance = random.Random(2)
    stored = [source for source, _ in chance.sample(pairs, options.queries)]
    with tempfile.TemporaryDirectory() as name:
        files = catalogs(Path(name), pairs)
        pair = language("de"), language("en")
        with Index(Path(name) / "index", *pair) as index:
            once(f"first refresh, {len(pairs):,} sentences", lambda: index.refresh(files))
        time.sleep(2.1)
        with Index(Path(name) / "index", *pair) as index:
            index.refresh(files)
            once("refresh, nothing changed", lambda: index.refresh(files))
            once("first search (sentences into memory)", lambda: index.lookup(Ask("Ein Wort.")))
            timed("stored sentence, best", lambda q: index.best(Ask(q)), stored)
            queries = {
                "not in the memory": [source for source, _ in held_out],
                "one word changed": [changed(source, chance) for source in stored],
            }
            compare(index, pairs, queries)


if __name__ == "__main__":
    main()
