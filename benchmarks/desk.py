"""What the desk costs: opening an article, a keystroke's checks, saving, suggestions.

    python -m benchmarks.desk [--sentences 500] [--memory 100000] [--sessions 20] [--saves 10000]

The desk runs in a process of its own; each time is what its client waits, on this machine. Then so
many sessions save at once, and the file is compared with what they were told was saved.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path
from typing import Any

from toolkit.catalog import po
from toolkit.languages.language import language
from toolkit.memory import tmx
from toolkit.memory.offers import TranslationUnit
from toolkit.workflow.desk import name_of

_WORDS = """
Hafen Brücke Bürgermeister Rat Kreis Bahn Schule Straße Fluss Winter Preis Vertrag Verein Museum
Betrieb Gericht Landtag Kirche Markt Garten wächst baut prüft plant verkauft öffnet schließt
fordert hofft zeigt neue alte große kleine teure günstige lange kurze heute gestern bald wieder
"""
_CATALOG = "locales/ru/LC_MESSAGES/artikel.po"


@dataclass
class Client:
    """One browser's connection."""

    port: int
    key: str
    connection: HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        self._connect()

    def _connect(self) -> None:
        """Send at once, as browsers do: else each request waits 40 ms for itself."""
        self.connection.close()
        self.connection.connect()
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, path: str, **body: Any) -> Any:
        """The answer to a request as the desk's own page sends it."""
        headers = {"Cookie": f"desk-{self.port}={self.key}", "Content-Type": "application/json"}
        if body:
            headers["Origin"] = f"http://127.0.0.1:{self.port}"
            body |= {"article": "artikel", "locale": "ru"}
        data = json.dumps(body).encode() if body else None
        try:
            self.connection.request("POST" if body else "GET", path, data, headers)
            answer = self.connection.getresponse()
        except RemoteDisconnected:  # nobody asked for some seconds
            self._connect()
            self.connection.request("POST" if body else "GET", path, data, headers)
            answer = self.connection.getresponse()
        text = answer.read().decode()
        assert answer.status == 200, (path, answer.status, text)
        return json.loads(text) if path.startswith("/api") else None


def made_up(count: int) -> list[str]:
    """So many different sentences."""
    texts = []
    for number in range(count):
        words = " ".join(random.choices(_WORDS.split(), k=random.randint(5, 16)))
        texts.append(f"Der {words} im Jahr {1900 + number % 120} um {number} Prozent.")
    return texts


def project(folder: Path, sentences: int, units: int) -> None:
    """An article of so many sentences, and a memory of so many."""
    random.seed(13)
    (folder / "sources").mkdir()
    (folder / "memory").mkdir()
    (folder / "toolkit.toml").write_text('source = "de"\ntargets = ["ru"]\n')
    texts = made_up(sentences + units)
    blocks = (" ".join(texts[at : at + 5]) for at in range(0, sentences, 5))
    (folder / "sources/artikel.md").write_text("# Der Hafen\n\n" + "\n\n".join(blocks) + "\n")
    known = (TranslationUnit(text, f"Перевод: {text}") for text in texts[sentences:])
    written = tmx.write(known, language("de"), language("ru"))
    (folder / "memory/all.tmx").write_text(written, "utf-8")


def start(folder: Path) -> tuple[subprocess.Popen[str], Client]:
    """A desk over a project."""
    words = [sys.executable, "-m", "toolkit", "desk", "--no-open", "--port", "0", "--as", "Mara"]
    path = os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    env = {**os.environ, "PYTHONPATH": path}
    desk = subprocess.Popen(words, cwd=folder, stderr=subprocess.PIPE, text=True, env=env)
    assert desk.stderr
    said = [desk.stderr.readline() for _ in range(2)][-1]
    found = re.search(r":(\d+)/enter\?key=(\S+)", said)
    assert found, said
    return desk, Client(int(found[1]), found[2])


def timed(work: Callable[[], object], times: int) -> tuple[float, float]:
    """Milliseconds: (median, 95th percentile)."""
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        spent.append(1000 * (time.perf_counter() - began))
    return statistics.median(spent), statistics.quantiles(spent, n=20)[-1]


def single(client: Client) -> None:
    """What one person waits for."""
    for what, path in (("the list of work", "/"), ("opening", "/edit/ru/artikel")):
        began = time.perf_counter()
        client.ask(path)
        print(f"{what} for the first time: {1000 * (time.perf_counter() - began):.0f} ms")
    print(
        "opening again: {:.0f} ms, 95 %: {:.0f}".format(
            *timed(lambda: client.ask("/edit/ru/artikel"), 20)
        )
    )
    entries = client.ask("/api/state/ru/artikel")["entries"]
    versions = {entry["id"]: entry["version"] for entry in entries}
    names = [entry["id"] for entry in entries]

    def typed() -> None:
        entry = random.choice(entries)
        text = f"Порт {random.random()} " + entry["source"][: random.randrange(1, 80)]
        client.ask("/api/check", id=entry["id"], text=text)

    def saved() -> None:
        name = random.choice(names)
        text = f"Порт {random.random()} растёт."
        said = client.ask("/api/save", id=name, seen=versions[name], text=text, approve=False)
        assert not said["conflict"]
        versions[name] = said["entry"]["version"]

    print("a keystroke's checks: {:.1f} ms, 95 %: {:.1f}".format(*timed(typed, 200)))
    print("saving: {:.1f} ms, 95 %: {:.1f}".format(*timed(saved, 100)))
    began = time.perf_counter()
    client.ask("/api/suggest", id=names[1])
    print(f"suggestions for the first time: {time.perf_counter() - began:.1f} s")
    suggest = timed(lambda: client.ask("/api/suggest", id=random.choice(names)), 30)
    print("suggestions: {:.0f} ms, 95 %: {:.0f}".format(*suggest))


def crowd(client: Client, folder: Path, sessions: int, saves: int) -> None:
    """Many sessions save at once, also the same sentences; the file has what they were told."""
    entries = client.ask("/api/state/ru/artikel")["entries"]
    names = [entry["id"] for entry in entries]
    told: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    refused = [0]
    lock = threading.Lock()
    waits: list[float] = []

    def session(number: int) -> None:
        mine = Client(client.port, client.key)
        chance = random.Random(number)
        versions = {entry["id"]: entry["version"] for entry in entries}
        with closing(mine.connection):
            for turn in range(saves // sessions):
                name = chance.choice(names)
                text = f"{number}.{turn} Порт растёт."
                while True:
                    seen = versions[name]
                    began = time.perf_counter()
                    said = mine.ask("/api/save", id=name, seen=seen, text=text, approve=False)
                    waits.append(1000 * (time.perf_counter() - began))
                    versions[name] = said["entry"]["version"]
                    if not said["conflict"]:
                        with lock:
                            told[name].append((seen, said["entry"]["version"]))
                        break
                    refused[0] += 1

    began = time.perf_counter()
    threads = [threading.Thread(target=session, args=(number,)) for number in range(sessions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - began
    print(f"{len(waits)} saves of {sessions} sessions in {spent:.0f} s, {refused[0]} refused")
    slow = statistics.quantiles(waits, n=20)[-1]
    print(f"each: {statistics.median(waits):.0f} ms, 95 %: {slow:.0f}")
    compare(client, folder, {entry["id"]: entry["version"] for entry in entries}, told)


def compare(
    client: Client,
    folder: Path,
    began: dict[str, str],
    told: dict[str, list[tuple[str, str]]],
) -> None:
    """Each sentence went from version to version in one chain, whose end is in the file."""
    last = {entry["id"]: entry for entry in client.ask("/api/state/ru/artikel")["entries"]}
    inside = {name_of(entry): entry.target for entry in po.read(folder / _CATALOG).entries}
    wrong = 0
    for name, steps in told.items():
        follows = dict(steps)
        at, count = began[name], 0
        while at in follows:
            at, count = follows[at], count + 1
        wrong += count != len(steps) or last[name]["version"] != at
        wrong += inside[name] != last[name]["target"]
    total = sum(map(len, told.values()))
    print(f"{total} saves of {len(told)} sentences followed through: {wrong} lost or mixed up")
    assert not wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=int, default=500)
    parser.add_argument("--memory", type=int, default=100_000)
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--saves", type=int, default=10_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project(folder, chosen.sentences, chosen.memory)
        desk, client = start(folder)
        try:
            single(client)
            crowd(client, folder, chosen.sessions, chosen.saves)
        finally:
            desk.kill()
            desk.communicate()


if __name__ == "__main__":
    main()
