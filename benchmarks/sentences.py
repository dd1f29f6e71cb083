"""Boundary precision, recall and F1 of our rules and of choppa's as they are.

    python -m benchmarks.sentences FOLDER [--errors LANGUAGE]

FOLDER holds `<source>-<target>.<set>.src` and `.ref`, one sentence a line. Lines are joined in
chunks of eight; a boundary is right where two lines met. `--errors` prints what ours misses (-)
and what it breaks in two (+).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from choppa import DEFAULT_SRX_RULESET, SrxDocument, SrxTextIterator

from toolkit.document.sentences import boundaries
from toolkit.languages.language import language
from toolkit.model import Language

CHUNK = 8
Splitter = Callable[[str, Language], list[int]]
DOCUMENT = SrxDocument(ruleset=DEFAULT_SRX_RULESET)


def choppa(text: str, tongue: Language) -> list[int]:
    """Where choppa's own rules break, counted as ours: after the blanks."""
    found, end = [], 0
    for piece in SrxTextIterator(DOCUMENT, f"{tongue.base}_two", text):
        end += len(piece)
        found.append(end + len(text[end:]) - len(text[end:].lstrip()))
    return sorted(set(found) - {len(text)})


def chunks(path: Path, gap: str) -> list[tuple[str, set[int]]]:
    """Texts of eight sentences each, and where their sentences begin."""
    lines = [line.strip() for line in path.read_text("utf-8").split("\n") if line.strip()]
    result = []
    for start in range(0, len(lines), CHUNK):
        group = lines[start : start + CHUNK]
        ends = [len(gap.join(group[: count + 1])) + len(gap) for count in range(len(group) - 1)]
        result.append((gap.join(group), set(ends)))
    return result


def score(material: list[tuple[str, set[int]]], tongue: Language, split: Splitter) -> list[float]:
    """Precision, recall, F1."""
    hits = found = wanted = 0
    for text, gold in material:
        mine = set(split(text, tongue))
        hits, found, wanted = hits + len(mine & gold), found + len(mine), wanted + len(gold)
    return [hits / found, hits / wanted, 2 * hits / (found + wanted)]


def sets(folder: Path) -> list[tuple[Language, Path]]:
    """Every file of a folder with its language, each set once for each language."""
    seen: dict[tuple[str, str], Path] = {}
    for path in sorted(folder.glob("*.src")) + sorted(folder.glob("*.ref")):
        pair, name, side = path.name.split(".")
        code = pair.split("-")[side == "ref"]
        seen.setdefault((code, name), path)
    return [(language(code), path) for (code, _), path in sorted(seen.items())]


def show_errors(material: list[tuple[str, set[int]]], tongue: Language) -> None:
    for text, gold in material:
        mine = set(boundaries(text, tongue))
        for place in sorted(mine ^ gold):
            sign = "+" if place in mine else "-"
            print(sign, text[max(0, place - 50) : place] + "|" + text[place : place + 40])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--errors", metavar="LANGUAGE")
    options = parser.parse_args()
    print(f"{'file':27} lines | ours   P     R     F1    | choppa P     R     F1")
    for tongue, path in sets(options.folder):
        if options.errors not in (None, tongue.base):
            continue
        material = chunks(path, tongue.gap)
        ours, theirs = score(material, tongue, boundaries), score(material, tongue, choppa)
        count = sum(len(gold) + 1 for _, gold in material)
        columns = " | ".join("  ".join(f"{value:.4f}" for value in row) for row in (ours, theirs))
        print(f"{tongue.base} {path.name:25} {count:5} | {columns}", flush=True)
        if options.errors:
            show_errors(material, tongue)


if __name__ == "__main__":
    main()
