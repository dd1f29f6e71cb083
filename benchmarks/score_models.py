"""How good translation packages are, beside published systems: BLEU and chrF on test sets.

    python -m benchmarks.score_models EVAL PACKAGE… [--sets newstest2020,flores-dev] [--lines 200]
                                        [--guards] [--markdown] [--outputs FOLDER]

EVAL holds `<pair>.<set>.src` and `.ref`, one passage a line; a PACKAGE is an `.argosmodel` file, a
package's folder or an installed package's name. Each set is translated with beam 4, without guards:
first its lines as they are ("uncut"), then cut into sentences by the toolkit's own segmentation, as
the toolkit translates, and joined again ("cut"). `--guards` also lets the engine `argos` translate
the sentences and says what share of them its guards leave empty.

The rows of other systems are in `published.tsv` beside this file: Mozilla's evaluation of Firefox
Translations (sacreBLEU, the zh tokenizer for Chinese; uncut). Needs the extra `train`, no PyTorch.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.engines.argos.engine import Argos
from toolkit.engines.argos.search import BEAM
from toolkit.languages.language import language
from toolkit.models.package import Package
from toolkit.train import score
from toolkit.train.metrics import Scores, scored

PUBLISHED = Path(__file__).with_name("published.tsv")
HEADER = ("pair", "set", "system", "BLEU", "chrF", "COMET", "empty", "seconds")
Row = tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """One set of one pair of languages."""

    pair: str
    name: str
    source: Path
    reference: Path


def cases(folder: Path, pair: str, names: Sequence[str]) -> list[Case]:
    """The sets of a pair in a folder, by name; all of them if no names are given."""
    found = []
    for source in sorted(folder.glob(f"{pair}.*.src")):
        name = source.name.removeprefix(f"{pair}.").removesuffix(".src")
        reference = source.with_suffix(".ref")
        if reference.is_file() and (not names or name in names):
            found.append(Case(pair, name, source, reference))
    return found


def published(case: Case) -> Iterator[Row]:
    """What others reached on a set."""
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if (row["pair"], row["set"]) == (case.pair, case.name):
                yield (case.pair, case.name, row["system"], row["BLEU"], "", row["COMET"], "", "")


def measured(package: Package, case: Case, options: argparse.Namespace) -> Iterator[Row]:
    """What a package reaches on a set, uncut and cut."""
    sources, references = score.read_lines(case.source, case.reference)
    if options.lines:
        sources, references = sources[: options.lines], references[: options.lines]
    ways = (("uncut", score.translated), ("cut", score.translated_in_sentences))
    for name, translate in ways:
        begun = time.monotonic()
        outputs = translate(package, sources, BEAM)
        seconds = time.monotonic() - begun
        found = scored(outputs, references, package.target)
        if options.outputs:
            options.outputs.mkdir(parents=True, exist_ok=True)
            path = options.outputs / f"{case.pair}.{case.name}.{package.version}.{name}"
            path.write_text("".join(f"{line}\n" for line in outputs), encoding="utf-8")
        empty = f"{left_empty(package, sources):.1f} %" if options.guards and name == "cut" else ""
        yield row(case, f"{package.name} {package.version} {name}", found, empty, seconds)


def row(case: Case, system: str, found: Scores, empty: str, seconds: float) -> Row:
    """A line of the table."""
    numbers = (f"{found.bleu:.1f}", f"{found.chrf:.1f}", "", empty, f"{seconds:.0f}")
    return (case.pair, case.name, system, *numbers)


def left_empty(package: Package, passages: Sequence[str]) -> float:
    """The share of sentences, in percent, of which the engine shows nothing."""
    source, target = language(package.source), language(package.target)
    sentences = [text for passage in passages for text in score.in_sentences(passage, source)]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, package.folder.name).symlink_to(package.folder.resolve())
        os.environ["ARGOS_PACKAGES_DIR"] = folder  # the engine shall find this package alone
        results = Argos().translate(sentences, source, target)
    return 100 * sum(not result.text for result in results) / max(1, len(results))


def printed(rows: Sequence[Row], markdown: bool) -> str:
    """The table, in columns or in Markdown."""
    table = [HEADER, *rows]
    if markdown:
        lines = ["| " + " | ".join(cells) + " |" for cells in table]
        return "\n".join([lines[0], "|" + " --- |" * len(HEADER), *lines[1:]])
    widths = [max(len(cells[column]) for cells in table) for column in range(len(HEADER))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
        for cells in table
    )


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description="BLEU and chrF of translation packages.")
    parser.add_argument("eval", type=Path)
    parser.add_argument("packages", nargs="+")
    parser.add_argument("--sets", default="", help="only these, separated by commas")
    parser.add_argument("--lines", type=int, default=0, help="only so many of each set")
    parser.add_argument("--guards", action="store_true")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--outputs", type=Path, help="folder to write the translations to")
    options = parser.parse_args()
    names = [name for name in options.sets.split(",") if name]
    rows: list[Row] = []
    shown = set[Case]()
    for wanted in options.packages:
        with score.opened(wanted) as package:
            pair = f"{package.source}-{package.target}"
            found = cases(options.eval, pair, names)
            if not found:
                sys.exit(f"{options.eval}: no sets for {pair}")
            for case in found:
                print(f"{package.name} {package.version}: {case.name}", file=sys.stderr)
                rows += measured(package, case, options)
                rows += [] if case in shown else published(case)
                shown.add(case)
    rows.sort(key=lambda cells: cells[:2])
    print(printed(rows, options.markdown))
    print(f"\nBeam {BEAM}, {scored_with()}.")


def scored_with() -> str:
    """The signature of the scores that does not depend on the language."""
    from importlib.metadata import version

    return f"sacreBLEU {version('sacrebleu')}, one reference, cased; BLEU in characters for Chinese"


if __name__ == "__main__":
    main()
