"""What taking articles apart costs, beside what it costs in another checkout.

    python -m benchmarks.parsing OTHER [FOLDER …] [--turns 15]

OTHER is the folder of another checkout, for example one made with `git worktree add OTHER a73972f`.
Measured are CommonMark's examples, the documents of `tests/corpus` by format, and those of the
folders named, as far as both checkouts can read them. Two processes, one for each checkout, take
turns; each time all texts end with other words, so that nothing is remembered from the time before.
Shown are the medians in milliseconds of processor time, and the median of the quotients of a turn.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).parent.parent
_WORKER = """
import json, sys, time
from toolkit.errors import SourceError
from toolkit.formats.table import format_of

def readable(label, text):
    try:
        format_of(label).parse(text)
    except SourceError:
        return False
    return True

for line in sys.stdin:
    documents, turn = json.loads(line)
    if turn:
        began = time.process_time()
        for label, text in documents:
            format_of(label).parse(text + turn)
        print(time.process_time() - began, flush=True)
    else:
        print(json.dumps([doc for doc in documents if readable(*doc)]), flush=True)
"""
Documents = list[tuple[str, str]]
"""(name, text) of each."""


class Worker:
    """A process that uses a checkout."""

    def __init__(self, checkout: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=checkout,
            env={**os.environ, "PYTHONPATH": str(checkout)},
        )

    def ask(self, documents: Documents, turn: str) -> Any:
        """Seconds that reading them takes with other words at the end; else those it can read."""
        streams = self._process
        assert streams.stdin is not None and streams.stdout is not None
        streams.stdin.write(json.dumps((documents, turn)) + "\n")
        streams.stdin.flush()
        return json.loads(streams.stdout.readline())


def read(folder: Path) -> Documents:
    """The documents of a folder that are text."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".md", ".markdown", ".html", ".txt"):
            try:
                found.append((path.name, path.read_bytes().decode()))
            except UnicodeDecodeError:
                continue
    return found


def sets(folders: list[Path]) -> dict[str, Documents]:
    """All that is measured."""
    examples = json.loads((HERE / "tests/examples/commonmark.json").read_text("utf-8"))
    corpus = read(HERE / "tests/corpus")
    found = {"CommonMark's examples": [("x.md", example[0]) for example in examples]}
    for name, suffixes in (("Markdown", (".md", ".markdown")), ("HTML", ".html"), ("text", ".txt")):
        found[f"{name} of the corpus"] = [doc for doc in corpus if doc[0].endswith(suffixes)]
    return found | {folder.name: read(folder) for folder in folders}


def main() -> None:
    """Show the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("other", type=Path)
    parser.add_argument("folder", type=Path, nargs="*")
    parser.add_argument("--turns", type=int, default=15)
    options = parser.parse_args()
    workers = [Worker(HERE), Worker(options.other.resolve())]
    print("| documents | count | here, ms | there, ms | times |")
    print("|---|---|---|---|---|")
    for name, some in sets(options.folder).items():
        documents = some
        for worker in workers:
            documents = worker.ask(documents, "")
        turns = [
            [worker.ask(documents, f"\n\n{turn}\n") for worker in workers]
            for turn in range(options.turns)
        ]
        here, there = (1000 * median(turn[side] for turn in turns) for side in (0, 1))
        times = median(mine / other for mine, other in turns)
        print(f"| {name} | {len(documents)} | {here:.1f} | {there:.1f} | {times:.2f} |")


if __name__ == "__main__":
    main()
