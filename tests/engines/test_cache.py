"""The cache gives back what it was given, and nothing that happens to its file matters."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.engines.argos.cache import Cache
from toolkit.engines.contract import Link, Result

ONE = Result("Good day!", (Link((0, 5), (0, 4), 0.75),), "", 0.5)
TWO = Result("", (), "the model repeats itself")
_SPANS = st.tuples(st.integers(0, 9999), st.integers(0, 9999))
_LINKS = st.builds(Link, _SPANS, _SPANS, st.floats(0, 1))
_RESULTS = st.builds(
    Result,
    st.text(),
    st.lists(_LINKS, max_size=5).map(tuple),
    st.text(),
    st.none() | st.floats(0, 1),
)


@given(st.dictionaries(st.text(), _RESULTS, max_size=5), st.text(), st.text())
def test_it_gives_back_what_it_was_given(
    results: dict[str, Result], settings: str, other: str
) -> None:
    """Every result comes back equal, under its settings and no others."""
    cache = Cache()
    cache.put(results, settings)
    assert cache.get(results, settings) == results
    if other != settings:
        assert cache.get(results, other) == {}


def test_results_outlive_the_process(tmp_path: Path) -> None:
    """A second cache on the file knows what the first was given; many texts are no limit."""
    file = tmp_path / "below" / "engine.sqlite"
    many = {str(nth): Result(f"{nth}!") for nth in range(2500)} | {"a": ONE, "b": TWO}
    Cache(file).put(many, "s")
    assert Cache(file).get([*many, "unknown"], "s") == many


def _text_file(file: Path) -> None:
    file.write_bytes(b"This is no database, but it is long enough to be one. " * 100)


def _foreign(file: Path) -> None:
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE results (name TEXT)")
    database.close()


def _other_version(file: Path) -> None:
    Cache(file).put({"a": TWO}, "s")
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()


def _noise_in_the_middle(file: Path) -> None:
    cache = Cache(file)
    cache.put({str(nth): ONE for nth in range(3000)}, "s")
    cache.close()
    with file.open("r+b") as database:
        for page in range(1, 40):
            database.seek(page * 4096)
            database.write(os.urandom(200))


def _cut(file: Path) -> None:
    cache = Cache(file)
    cache.put({str(nth): ONE for nth in range(3000)}, "s")
    cache.close()
    os.truncate(file, 20_000)


@pytest.mark.parametrize(
    "damage", [_text_file, _foreign, _other_version, _noise_in_the_middle, _cut]
)
def test_a_damaged_file_is_replaced(tmp_path: Path, damage: object) -> None:
    """Another kind of file, another version, noise, half a file: begun anew without an error."""
    file = tmp_path / "engine.sqlite"
    damage(file)  # type: ignore[operator]
    cache = Cache(file)
    wanted = [str(nth) for nth in range(3000)]
    assert all(result == ONE for result in cache.get(wanted, "s").values())
    cache.put({"a": ONE}, "t")
    cache.put({"b": TWO}, "t")
    assert cache.get(["b"], "t") == {"b": TWO}
    cache.close()
    assert Cache(file).get(["b"], "t") == {"b": TWO}


def test_an_unreadable_value_is_unknown(tmp_path: Path) -> None:
    """A row that makes no sense counts as none."""
    file = tmp_path / "engine.sqlite"
    cache = Cache(file)
    cache.put({"a": ONE, "b": ONE}, "s")
    with sqlite3.connect(file) as database:
        database.execute("UPDATE results SET value = substr(value, 1, 9)")
    database.close()
    assert cache.get(["a", "b"], "s") == {}


def test_without_a_writable_place_it_still_works(tmp_path: Path) -> None:
    """Where no file can be made, results are kept in memory."""
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file" / "engine.sqlite")
    cache.put({"a": ONE}, "s")
    assert cache.get(["a"], "s") == {"a": ONE}


def test_the_file_may_vanish(tmp_path: Path) -> None:
    """Deleting the file under a running process loses results, nothing else."""
    file = tmp_path / "engine.sqlite"
    cache = Cache(file)
    cache.put({"a": ONE}, "s")
    for left in tmp_path.iterdir():
        left.unlink()
    cache.put({"b": TWO}, "s")
    assert cache.get(["b"], "s") in ({"b": TWO}, {})
    assert Cache(file).get(["a"], "s") == {}


_WRITER = """
import sys
from pathlib import Path
from toolkit.engines.contract import Result
from toolkit.engines.argos.cache import Cache
cache = Cache(Path(sys.argv[1]))
for nth in range(150):
    cache.put({f"{sys.argv[2]} {nth}": Result(str(nth))}, "s")
"""


def test_several_processes_write_at_once(tmp_path: Path) -> None:
    """What four processes write at the same time is all there."""
    file = tmp_path / "engine.sqlite"
    writers = [
        subprocess.Popen([sys.executable, "-W", "error", "-c", _WRITER, str(file), str(nth)])
        for nth in range(4)
    ]
    assert [writer.wait() for writer in writers] == [0, 0, 0, 0]
    texts = [f"{writer} {nth}" for writer in range(4) for nth in range(150)]
    assert len(Cache(file).get(texts, "s")) == 600


def test_a_digest_is_of_the_content(tmp_path: Path) -> None:
    """Equal content has one digest under any name and date; it is read once, and after changes."""
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(b"x" * 100)
    other.write_bytes(b"x" * 100)
    cache = Cache(tmp_path / "engine.sqlite")
    first = cache.digest(one)
    assert cache.digest(other) == first
    stamp = one.stat().st_mtime_ns
    one.write_bytes(b"y" * 100)
    os.utime(one, ns=(stamp, stamp))
    assert cache.digest(one) == first
    os.utime(one, ns=(stamp, stamp + 1))
    assert cache.digest(one) != first
