"""Seconds to look up many terms in many sentences, in the source and in the target.

    python -m benchmarks.glossary FOLDER [TARGET] [--terms 2000] [--sentences 10000]

FOLDER holds `de-<target>.<set>.src` and `.ref`, one sentence a line; the longest words of every
sentence's two sides serve as terms and their translations, so most sentences have several.
"""

from __future__ import annotations

import argparse
import re
import time
from pathlib import Path

from toolkit.checks.context import Context
from toolkit.checks.terms import terms
from toolkit.glossary.glossary import Glossary, Term, build
from toolkit.languages.language import language
from toolkit.model import Entry

GERMAN = language("de")


def pairs(folder: Path, target: str, count: int) -> list[Entry]:
    """That many sentence pairs; what a folder has too few of is repeated with another number."""
    found = []
    for path in sorted(folder.glob(f"de-{target}.*.src")):
        sources = path.read_text(encoding="utf-8").split("\n")
        targets = path.with_suffix(".ref").read_text(encoding="utf-8").split("\n")
        found += [pair for pair in zip(sources, targets, strict=True) if all(pair)]
    chosen = (found[number % len(found)] for number in range(count))
    return [Entry(f"{source} {n}", f"{goal} {n}") for n, (source, goal) in enumerate(chosen)]


def longest(text: str) -> str:
    """The longest word, or the beginning of what is written without blanks."""
    return max((word[0] for word in re.finditer(r"\w+", text)), key=len)[:12]


def glossary(entries: list[Entry], target: str, count: int) -> Glossary:
    """Terms made of the sentences' longest words."""
    code = language(target).posix
    rows = {
        (source := longest(entry.source)): Term(source, {code: (longest(entry.target),)}, {})
        for entry in entries
    }
    return build(GERMAN, list(rows.values())[:count])


def main() -> None:
    """Print seconds."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("target", nargs="?", default="en")
    parser.add_argument("--terms", type=int, default=2000)
    parser.add_argument("--sentences", type=int, default=10_000)
    wanted = parser.parse_args()
    entries = pairs(wanted.folder, wanted.target, wanted.sentences)
    rows = glossary(entries, wanted.target, wanted.terms)
    context = Context(GERMAN, language(wanted.target), rows)
    for run in ("first", "again"):
        started = time.process_time()
        found = sum(len(list(terms(entry.source, entry.target, context))) for entry in entries)
        spent = time.process_time() - started
        size = f"{len(entries)} sentences, {len(rows.terms)} terms"
        print(f"{run}: {size}, {found} findings, {spent:.1f} s")


if __name__ == "__main__":
    main()
