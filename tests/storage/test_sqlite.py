"""The one store in SQLite: it heals, is filled again, and says when it would have to wait."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from toolkit.storage.sqlite import BusyError, HealingDatabase, Schema

SCHEMA = Schema(
    0x74657374, 3, "CREATE TABLE words (word TEXT); CREATE INDEX by_word ON words (word);"
)


def add(store: HealingDatabase, word: str) -> None:
    with store.writing() as database:
        database.execute("INSERT INTO words VALUES (?)", [word])


def words(store: HealingDatabase) -> list[str]:
    return [word for (word,) in store.connection.execute("SELECT word FROM words ORDER BY rowid")]


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def noise(path: Path) -> None:
    path.write_bytes(b"no database " * 1000)


def changed(statement: str) -> object:
    def damage(path: Path) -> None:
        with closing(sqlite3.connect(path)) as database:
            database.execute(statement)
            database.commit()

    return damage


DAMAGES = {
    "emptied": emptied,
    "noise": noise,
    "kind": changed("PRAGMA application_id = 7"),
    "version": changed("PRAGMA user_version = 2"),
    "table": changed("ALTER TABLE words RENAME TO others"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_it_heals(tmp_path: Path, damage: str) -> None:
    """A damaged file is replaced and filled again, once; the next process finds it sound."""
    path = tmp_path / "below" / "words.sqlite"
    first = HealingDatabase(path, SCHEMA, 1)
    first.run(lambda: add(first, "old"))
    first.close()
    DAMAGES[damage](path)  # type: ignore[operator]
    store = HealingDatabase(path, SCHEMA, 1, lambda: add(store, "refilled"))
    store.run(lambda: add(store, "new"))
    store.close()
    other = HealingDatabase(path, SCHEMA, 1)
    expected = ["new"] if damage == "emptied" else ["refilled", "new"]
    assert other.run(lambda: words(other)) == expected
    other.close()


def test_a_sound_file_is_kept(tmp_path: Path) -> None:
    """What goes wrong in the work itself costs nobody's data."""
    path = tmp_path / "words.sqlite"
    store = HealingDatabase(path, SCHEMA, 1)
    store.run(lambda: add(store, "kept"))
    with pytest.raises(sqlite3.OperationalError):
        store.run(lambda: store.connection.execute("SELECT no_such_column FROM words"))
    store.close()
    other = HealingDatabase(path, SCHEMA, 1)
    assert other.run(lambda: words(other)) == ["kept"]
    other.close()


def test_nothing_is_half_written(tmp_path: Path) -> None:
    """A transaction that fails leaves nothing."""
    store = HealingDatabase(tmp_path / "words.sqlite", SCHEMA, 1)
    with pytest.raises(ZeroDivisionError), store.writing() as database:
        database.execute("INSERT INTO words VALUES ('half')")
        _ = 1 / 0
    assert store.run(lambda: words(store)) == []
    store.close()


def test_who_waits_too_long_is_told(tmp_path: Path) -> None:
    """Another process that writes for too long is named, and nothing is thrown away."""
    one, other = (HealingDatabase(tmp_path / "words.sqlite", SCHEMA, 0.05) for _ in range(2))
    with one.writing() as database:
        database.execute("INSERT INTO words VALUES ('first')")
        with pytest.raises(BusyError, match=r"words\.sqlite: another process is writing to it"):
            other.run(lambda: add(other, "second"))
    other.run(lambda: add(other, "third"))
    assert one.run(lambda: words(one)) == ["first", "third"]
    one.close()
    other.close()
