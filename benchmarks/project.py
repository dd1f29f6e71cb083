"""What a project costs: a first draft from a cold start, memory, and runs with nothing to do.

    python -m benchmarks.project [SENTENCES] [--articles 10 100 1000]

SENTENCES: a file of German sentences, one a line; without it they are made up. Models have random
weights and say nonsense as long as its source, at the cost of trained ones (see `engine.py`).
Every command runs in a process of its own. Articles have 20 sentences and go to three languages.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import engine as bench_engine
from benchmarks.engine import COMPACT, FULL, Size

SETTINGS = 'source = "de"\ntargets = ["en", "ru", "zh_CN"]\n'
CATALOGS = 3
"""Of an article."""
_REPORT = """
import atexit, json, sys, time

def report():
    opened = "ctranslate2" in sys.modules
    from benchmarks import engine as bench_engine
    cost = [time.process_time(), bench_engine.most_memory(), opened]
    print(json.dumps(cost), file=sys.stderr)

atexit.register(report)
"""
_MAIN = _REPORT + "from toolkit.cli.main import main; main()"
_BOUNDED = "from benchmarks import engine; engine.bounded()" + _MAIN


@dataclass(frozen=True)
class Cost:
    """Of one command."""

    wall: float
    cpu: float
    """Seconds, all threads."""
    rss: float
    """Most memory, GB."""
    opened: bool
    """Whether a model was."""


def make_project(folder: Path, sentences: list[str], count: int) -> None:
    """Articles of 20 sentences, a fresh choice of them for each."""
    dice = random.Random(count)
    (folder / "sources").mkdir(parents=True)
    (folder / "toolkit.toml").write_text(SETTINGS)
    for nth in range(count):
        chosen = dice.sample(sentences, 20)
        paragraphs = [" ".join(chosen[at : at + 4]) for at in range(0, 20, 4)]
        text = f"# Artikel {nth}\n\n" + "\n\n".join(paragraphs) + "\n"
        (folder / "sources" / f"{nth:04}.md").write_text(text, "utf-8")


def command(folder: Path, code: str, *words: str) -> Cost:
    """Run the command line in a new process. Ends the program if that fails."""
    paths = str(Path(__file__).parent.parent)
    start = time.perf_counter()
    ran = subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    wall = time.perf_counter() - start
    if ran.returncode:
        sys.exit(ran.stderr)
    return Cost(wall, *json.loads(ran.stderr.splitlines()[-1]))


def first_drafts(folder: Path, sentences: list[str], repeat: int) -> None:
    """The table of cold starts: one article, and a hundred for the memory."""
    print("| models | articles | jobs | wall s | CPU s | RSS GB |\n|---|---|---|---|---|---|")
    plan = (("compact", COMPACT, 1), ("full size", FULL, 1), ("full size", FULL, 10))
    for name, size, count in plan:
        os.environ["ARGOS_PACKAGES_DIR"] = str(_packages(folder / name, sentences, size))
        costs = []
        for _ in range(repeat if count == 1 else 1):
            home = folder / "first"
            make_project(home, sentences, count)
            costs.append(command(home, _BOUNDED, "translate", "--jobs", "2"))
            shutil.rmtree(home)
        wall, cpu, rss = (
            statistics.median(getattr(cost, what) for cost in costs)
            for what in ("wall", "cpu", "rss")
        )
        print(f"| {name} | {count} | 2 | {wall:.1f} | {cpu:.1f} | {rss:.2f} |", flush=True)


def _packages(folder: Path, sentences: list[str], size: Size) -> Path:
    if not folder.exists():
        bench_engine.make_packages(folder, sentences, size)
    return folder


def reruns(folder: Path, sentences: list[str], counts: list[int], repeat: int) -> None:
    """The table of runs in which nothing is left to do."""
    print("\n| articles | catalogs | wall s | CPU s | CPU ms / catalog | RSS GB | models opened |")
    print("|---|---|---|---|---|---|---|")
    for count in counts:
        home = folder / f"rerun-{count}"
        make_project(home, sentences, count)
        command(home, _MAIN, "translate", "--engine", "pseudo")
        before = _state(home)
        costs = [command(home, _MAIN, "translate") for _ in range(repeat)]
        if _state(home) != before:
            sys.exit("a run without work changed a file")
        wall, cpu, rss = (
            statistics.median(getattr(cost, what) for cost in costs)
            for what in ("wall", "cpu", "rss")
        )
        catalogs = CATALOGS * count
        opened = "yes" if costs[0].opened else "no"
        numbers = f"{wall:.1f} | {cpu:.1f} | {1000 * cpu / catalogs:.1f} | {rss:.2f} | {opened}"
        print(f"| {count} | {catalogs} | {numbers} |", flush=True)


def _state(home: Path) -> list[tuple[str, int, int]]:
    paths = sorted((home / "locales").rglob("*.po"))
    return [(str(p), p.stat().st_mtime_ns, p.stat().st_ino) for p in paths]


def main() -> None:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("text", nargs="?", type=Path, default=os.environ.get("BENCH_TEXT"))
    parser.add_argument("--articles", type=int, nargs="*", default=[10, 100, 1000])
    parser.add_argument("--repeat", type=int, default=3, help="runs of which the median counts")
    chosen = parser.parse_args()
    sentences = bench_engine.made_up(5000)
    if chosen.text:
        sentences = bench_engine.sentences_of(Path(chosen.text), 5000)
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # waiting threads are no work
    with tempfile.TemporaryDirectory() as folder:
        first_drafts(Path(folder), sentences, chosen.repeat)
        reruns(Path(folder), sentences, chosen.articles, chosen.repeat)


if __name__ == "__main__":
    main()
