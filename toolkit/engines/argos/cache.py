"""What an engine has translated before: one SQLite file that may be deleted at any time.

Safe for several processes and for `kill -9`; a damaged file is replaced (see `storage.sqlite`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

from toolkit.engines.contract import Link, Result
from toolkit.storage.sqlite import BusyError, HealingDatabase, Schema

_SCHEMA = Schema(
    kind=0x746B656E,  # "tken"
    version=1,
    tables="""
CREATE TABLE results (key BLOB PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE digests (path TEXT PRIMARY KEY, stamp TEXT NOT NULL, digest TEXT NOT NULL);
""",
)
_WAIT = 30.0
"""Seconds to wait for another process that is writing."""
_AT_ONCE = 500


class Cache:
    """Results by text and settings, digests of model files; in memory if there is no path."""

    def __init__(self, path: Path | None = None) -> None:
        self._database = HealingDatabase(path, _SCHEMA, _WAIT)

    def get(self, texts: Iterable[str], settings: str) -> dict[str, Result]:
        """The results known for these texts under these settings."""
        keys = {_key(text, settings): text for text in texts}
        known = {}
        for part in _parts(keys):
            marks = ",".join("?" * len(part))
            query = f"SELECT key, value FROM results WHERE key IN ({marks})"
            for key, value in self._ask(query, part):
                with suppress(ValueError, TypeError):
                    known[keys[key]] = _load(value)
        return known

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
            made = hashlib.file_digest(content, "blake2b").hexdigest()[:32]
        self._write("INSERT OR REPLACE INTO digests VALUES (?, ?, ?)", [(name, stamp, made)])
        return made

    def close(self) -> None:
        """Give the file back; the next call opens it again."""
        self._database.close()

    def _ask(self, query: str, values: Iterable[object]) -> list[tuple[Any, ...]]:
        found = tuple(values)
        with suppress(BusyError):
            return self._database.run(
                lambda: self._database.connection.execute(query, found).fetchall()
            )
        return []

    def _write(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        def write() -> None:
            with self._database.writing() as database:
                database.executemany(statement, rows)

        with suppress(BusyError):  # what is not kept only costs time
            self._database.run(write)


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
