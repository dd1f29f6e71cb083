"""The index: as good as a full scan, reads only what changed, survives damage and company."""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from toolkit.catalog import po
from toolkit.catalog.origin import spell
from toolkit.checks.context import Context
from toolkit.document.inline import strip
from toolkit.errors import CatalogError
from toolkit.languages.language import language
from toolkit.memory.adapt import kept
from toolkit.memory.index import Index
from toolkit.memory.offers import Ask, TranslationUnit, rank
from toolkit.memory.search import Nearest
from toolkit.model import Catalog, Entry

PAIR = language("de"), language("en")
HEADER = (("Language", "en"), ("Content-Type", "text/plain; charset=UTF-8"))
WORDS = re.findall(
    r"\S+", "Die Der Sonne Mond scheint heute 7 12.500 Merkel Hamburg <x1/> hell und"
)
TEXT = st.lists(st.sampled_from(WORDS), min_size=1, max_size=7).map(" ".join)
ENTRY = st.builds(Entry, TEXT, TEXT, context=st.sampled_from((None, "title")))
CATALOG = st.lists(ENTRY, max_size=12, unique_by=lambda entry: entry.key)


def save(path: Path, entries: list[Entry], age: float = 60) -> Path:
    """A catalog file that was last changed so many seconds ago."""
    text = po.write(Catalog("a.txt", HEADER, entries=tuple(entries)))
    path.write_text(text, encoding="utf-8")
    os.utime(path, (time.time() - age,) * 2)
    return path


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index(tmp_path / "cache", *PAIR) as made:
        yield made


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    return save(tmp_path / "a.po", [Entry("Die Sonne scheint.", "The sun shines.")])


def origin(index: Index, source: str = "Die Sonne scheint.") -> str:
    match = index.best(Ask(source))
    return spell(match.origin) if match else ""


def everything(catalogs: dict[str, list[Entry]]) -> list[TranslationUnit]:
    """The units of these catalogs, put together by hand."""
    found = []
    for name, entries in catalogs.items():
        around = ["", *(entry.source for entry in entries), ""]
        found += [
            TranslationUnit(entry.source, entry.target, entry.context, before, after, name)
            for entry, before, after in zip(entries, around, around[2:], strict=False)
        ]
    return found


@settings(max_examples=60, deadline=None)
@given(CATALOG, CATALOG, st.lists(TEXT, min_size=1, max_size=4))
def test_index_is_a_full_scan(one: list[Entry], two: list[Entry], asked: list[str]) -> None:
    """A look-up gives what ranking every single unit gives, stored sentences at least 100 %."""
    units = everything({"one": one, "two": two})
    pairs = [(unit.source, unit.target) for unit in units]
    with tempfile.TemporaryDirectory() as name, Index(Path(name), *PAIR) as index:
        paths = {"one": save(Path(name) / "1.po", one), "two": save(Path(name) / "2.po", two)}
        assert index.refresh(paths) == []
        for source in (*asked, *(entry.source for entry in one)):
            ask = Ask(source, before="Die Sonne")
            wanted = rank(ask, units, Context(*PAIR), lambda word: kept(word, pairs))
            assert index.lookup(ask, limit=99) == wanted
            best = index.best(ask)
            assert best == (wanted[0] if wanted else None)
        kept_words = (e for e in one if strip(e.target).strip())
        assert all(index.lookup(Ask(e.source, e.context))[0].percent >= 100 for e in kept_words)


STRING = st.text(st.sampled_from("abÄ \u3000\U00010400"), max_size=12) | st.text("ab", max_size=400)


@settings(deadline=None)
@example(["a" * 400], "a" * 400, 100, 1)
@given(st.lists(STRING), STRING, st.integers(1, 100), st.integers(0, 5))
def test_search_is_a_full_scan(texts: list[str], text: str, least: int, limit: int) -> None:
    """The two bounds leave out nothing that rapidfuzz finds, whatever the strings."""
    scan = process.extract(text, set(texts), scorer=fuzz.ratio, score_cutoff=least, limit=None)
    wanted = sorted(((other, score) for other, score, _ in scan), key=lambda it: (-it[1], it[0]))
    assert Nearest(texts).search(text, least, limit) == wanted[:limit]


def test_search_over_sentences() -> None:
    """The same for sentences in which single letters or words were changed."""
    chance = random.Random(1)
    words = ["".join(chance.choices("enirstad", k=chance.randint(2, 9))) for _ in range(60)]
    texts = [" ".join(chance.choices(words, k=chance.randint(3, 25))) for _ in range(300)]
    for text in list(texts[:100]):
        broken = "".join(chance.choice("xyz") if chance.random() < 0.2 else c for c in text)
        texts.append(broken)
        scan = process.extract(text, texts, scorer=fuzz.ratio, score_cutoff=60, limit=None)
        found = Nearest(texts).search(text, 60, len(texts))
        assert {other for other, _, _ in scan} == {other for other, _ in found}


def test_nothing_changed_reads_nothing(
    index: Index, catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second refresh opens no file; one that was only touched is not parsed again."""
    index.refresh({"a": catalog})
    with monkeypatch.context() as patch:
        patch.setattr("toolkit.storage.plain.read", None)
        assert index.refresh({"a": catalog}) == []
    os.utime(catalog, (1, 1))
    monkeypatch.setattr("toolkit.memory.index.po.parse", None)
    assert index.refresh({"a": catalog}) == []
    assert origin(index) == "tm: 100% a"


def test_changes_are_followed(index: Index, catalog: Path, tmp_path: Path) -> None:
    """Changed, new, removed and vanished files are what the memory is made of."""
    index.refresh({"a": catalog})
    save(catalog, [Entry("Die Sonne scheint.", "The sun is out.")], age=30)
    other = save(tmp_path / "b.po", [Entry("Der Mond scheint.", "The moon shines.")])
    index.refresh({"a": catalog, "b": other})
    assert index.best(Ask("Die Sonne scheint.")).target == "The sun is out."  # type: ignore[union-attr]
    assert origin(index, "Der Mond scheint.") == "tm: 100% b"
    index.refresh({"a": catalog})
    assert origin(index, "Der Mond scheint.") != "tm: 100% b"
    catalog.unlink()
    assert index.refresh({"a": catalog}) == []
    assert origin(index) == ""


def test_saved_twice_in_one_tick(index: Index, catalog: Path) -> None:
    """A file saved again within the clock's tick, with the same size, is noticed."""
    save(catalog, [Entry("Die Sonne scheint.", "The sun glows.")], age=0)
    before = catalog.stat()
    index.refresh({"a": catalog})
    save(catalog, [Entry("Die Sonne scheint.", "The sun sinks.")])
    os.utime(catalog, ns=(before.st_atime_ns, before.st_mtime_ns))
    index.refresh({"a": catalog})
    assert index.best(Ask("Die Sonne scheint.")).target == "The sun sinks."  # type: ignore[union-attr]


def test_damaged_catalog(index: Index, catalog: Path, tmp_path: Path) -> None:
    """A damaged file is reported each time and left out, the others serve."""
    bad = tmp_path / "bad.po"
    bad.write_text("<<<<<<< HEAD\n")
    for _ in range(2):
        (error,) = index.refresh({"bad": bad, "a": catalog})
        assert isinstance(error, CatalogError)
        assert "bad.po:1" in str(error)
        assert origin(index) == "tm: 100% a"
    catalog.write_text("<<<<<<< HEAD\n")
    assert len(index.refresh({"a": catalog})) == 1
    assert origin(index) == ""


def test_tmx_files_count(index: Index, tmp_path: Path) -> None:
    """TMX files are memory too."""
    path = tmp_path / "agency.tmx"
    tuvs = [("de-AT", "Servus."), ("en-GB", "Hello.")]
    text = "".join(f'<tuv xml:lang="{code}"><seg>{seg}</seg></tuv>' for code, seg in tuvs)
    path.write_text(f"<tmx version='1.4'><body><tu>{text}</tu></body></tmx>")
    assert index.refresh({}, [path]) == []
    assert origin(index, "Servus.") == "tm: 100% agency"


@pytest.mark.parametrize("damage", ["garbage", "header", "middle", "empty", "folder"])
def test_damaged_index_is_made_anew(tmp_path: Path, catalog: Path, damage: str) -> None:
    """Whatever became of the index file, the memory answers."""
    entries = [Entry(f"Satz {word} {word * 20}", word) for word in map(str, range(800))]
    save(catalog, [*entries, Entry("Die Sonne scheint.", "The sun shines.")])
    with Index(tmp_path / "cache", *PAIR) as index:
        index.refresh({"a": catalog})
    (path,) = (tmp_path / "cache").glob("*.sqlite")
    data = path.read_bytes()
    if damage == "folder":
        path.unlink()
        path.mkdir()
    else:
        path.write_bytes(
            {
                "garbage": b"no database" * 1000,
                "header": b"\0" * 100 + data[100:],
                "middle": data[:4096] + b"\x7f" * (len(data) - 8192) + data[-4096:],
                "empty": b"",
            }[damage]
        )
    with Index(tmp_path / "cache", *PAIR) as index:
        assert index.refresh({"a": catalog}) == []
        assert origin(index) == "tm: 100% a"
        assert origin(index, "Die Sonne scheint!") == "tm: 94% a"


def test_read_only_folder(tmp_path: Path, catalog: Path) -> None:
    """Without a place for it the index lives in memory only."""
    (tmp_path / "file").write_text("")
    with Index(tmp_path / "file" / "cache", *PAIR) as index:
        index.refresh({"a": catalog})
        assert origin(index) == "tm: 100% a"


WORK = """
import sys
from pathlib import Path
from toolkit.document.inline import strip
from toolkit.languages.language import language
from toolkit.memory.offers import Ask
from toolkit.memory.index import Index
folder = Path(sys.argv[1])
files = {path.stem: path for path in sorted(folder.glob("*.po"))}
with Index(folder / "cache", language("de"), language("en")) as index:
    index.refresh(files)
    print(sum(index.best(Ask(f"Satz {n} aus {name}.")).percent for name in files for n in range(9)))
"""


def many(folder: Path) -> int:
    """Catalogs for two processes; returns what each has to print."""
    for name in range(30):
        entries = [Entry(f"Satz {n} aus {name}.", f"Sentence {n} of {name}.") for n in range(50)]
        save(folder / f"{name}.po", entries)
    return 30 * 9 * 100


def start(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WORK, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_processes(tmp_path: Path) -> None:
    """Two processes that make the same index at the same time both get it right."""
    wanted = many(tmp_path)
    for process_ in [start(tmp_path), start(tmp_path)]:
        out, err = process_.communicate(timeout=60)
        assert (out, err) == (f"{wanted}\n", "")


@pytest.mark.parametrize("kibibytes", [1, 30, 150])
def test_kill(tmp_path: Path, kibibytes: int) -> None:
    """`kill -9` while the index grows leaves one that the next run completes."""
    wanted = many(tmp_path)
    killed = start(tmp_path)
    while sum(p.stat().st_size for p in tmp_path.glob("cache/*.sqlite-wal")) < 1024 * kibibytes:
        assert killed.poll() is None
    killed.send_signal(signal.SIGKILL)
    assert killed.communicate() == ("", "")
    out, err = start(tmp_path).communicate(timeout=60)
    assert (out, err) == (f"{wanted}\n", "")
    (path,) = (tmp_path / "cache").glob("*.sqlite")
    db = sqlite3.connect(path)
    assert db.execute("SELECT count(*), count(DISTINCT file) FROM units").fetchone() == (1500, 30)
    db.close()
