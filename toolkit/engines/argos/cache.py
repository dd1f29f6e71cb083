"""What an engine has translated before: one SQLite file that may be deleted at any time.

Safe for several processes and for `kill -9` (write-ahead log, one transaction per batch). A file
that is damaged or of another kind is replaced; where none can be written, memory serves instead.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

from toolkit.engines.contract import Link, Result

_KIND, _VERSION = 0x746B656E, 1
"""SQLite's application_id ("tken") and user_version of our files."""
_SCHEMA = """
CREATE TABLE results (key BLOB PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE digests (path TEXT PRIMARY KEY, stamp TEXT NOT NULL, digest TEXT NOT NULL);
"""
_WAIT = 30.0
"""Seconds to wait for another process that is writing."""
_AT_ONCE = 500


class Cache:
    """Results by text and settings, digests of model files; in memory if there is no path."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._database = _opened(path)

    def get(self, texts: Iterable[str], settings: str) -> dict[str, Result]:
        """The results known for these texts under these settings."""
        keys = {_key(text, settings): text for text in texts}
        found = {}
        for part in _parts(keys):
            marks = ",".join("?" * len(part))
            query = f"SELECT key, value FROM results WHERE key IN ({marks})"
            for key, value in self._ask(query, part):
                with suppress(ValueError, TypeError):
                    found[keys[key]] = _load(value)
        return found

    def put(self, results: Mapping[str, Result], settings: str) -> None:
        """Keep results, all of them or none."""
        rows = [(_key(text, settings), _dump(result)) for text, result in results.items()]
        self._write("INSERT OR REPLACE INTO results VALUES (?, ?)", rows)

    def digest(self, file: Path) -> str:
        """A hash of a file's content, read again only when its size or time has changed."""
        status = file.stat()
        name, stamp = str(file.resolve()), f"{status.st_size} {status.st_mtime_ns}"
        query = "SELECT digest FROM digests WHERE path = ? AND stamp = ?"
        for (known,) in self._ask(query, (name, stamp)):
            return str(known)
        with file.open("rb") as content:
            found = hashlib.file_digest(content, "blake2b").hexdigest()[:32]
        self._write("INSERT OR REPLACE INTO digests VALUES (?, ?, ?)", [(name, stamp, found)])
        return found

    def close(self) -> None:
        """Give the file back; the next call opens it again."""
        self._database.close()

    def _ask(self, query: str, values: Iterable[object]) -> list[tuple[Any, ...]]:
        try:
            return self._database.execute(query, tuple(values)).fetchall()
        except sqlite3.DatabaseError as error:
            self._recover(error)
            return []

    def _write(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        try:
            with self._database:
                self._database.execute("BEGIN IMMEDIATE")
                self._database.executemany(statement, rows)
        except sqlite3.DatabaseError as error:
            self._recover(error)

    def _recover(self, error: sqlite3.DatabaseError) -> None:
        """After damage begin anew; a full disk or a file in use only costs time."""
        if _is_damage(error):
            self._database.close()
            _remove(self._path)
            self._database = _opened(self._path)


def _opened(path: Path | None) -> sqlite3.Connection:
    if path is None:
        return _connected(":memory:")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return _connected(str(path))
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            _remove(path)
            return _connected(str(path))
    except (OSError, sqlite3.DatabaseError):
        return _connected(":memory:")


def _remove(path: Path | None) -> None:
    for suffix in ("", "-wal", "-shm") if path else ():
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def _connected(name: str) -> sqlite3.Connection:
    """A connection to a database of our kind. DatabaseError if it is damaged or another's."""
    database = sqlite3.connect(name, timeout=_WAIT, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        with database:
            database.execute("BEGIN IMMEDIATE")
            if _number(database, "SELECT count(*) FROM sqlite_master") == 0:
                for statement in _SCHEMA.strip().split("\n"):
                    database.execute(statement)
                database.execute(f"PRAGMA application_id = {_KIND}")
                database.execute(f"PRAGMA user_version = {_VERSION}")
        kind = (
            _number(database, "PRAGMA application_id"),
            _number(database, "PRAGMA user_version"),
        )
        if kind != (_KIND, _VERSION):
            raise _Foreign
    except sqlite3.DatabaseError:
        database.close()
        raise
    return database


class _Foreign(sqlite3.DatabaseError):
    """The file is a database, but not ours or of another version."""


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return isinstance(error, _Foreign) or code in (
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_ERROR,
    )


def _number(database: sqlite3.Connection, query: str) -> int:
    return int(database.execute(query).fetchone()[0])


def _parts(keys: Iterable[bytes]) -> Iterator[list[bytes]]:
    rest = iter(keys)
    while part := list(islice(rest, _AT_ONCE)):
        yield part


def _key(text: str, settings: str) -> bytes:
    return hashlib.blake2b(f"{settings}\0{text}".encode(), digest_size=16).digest()


def _dump(result: Result) -> str:
    links = [(*link.source, *link.target, link.weight) for link in result.links]
    return json.dumps([result.text, result.reason, result.score, links], ensure_ascii=False)


def _load(value: bytes | str) -> Result:
    text, reason, score, links = json.loads(value)
    spans = tuple(Link((a, b), (c, d), weight) for a, b, c, d, weight in links)
    return Result(text, spans, reason, score)
