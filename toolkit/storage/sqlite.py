"""Databases that can be deleted at any time, and heal: what they hold is made again from elsewhere.

Each is one SQLite file, shared by several processes and safe to kill (a write-ahead log, one
transaction for each change). A file that is damaged, of another kind or of another version is
replaced; where none can be written, one in memory serves for as long as the process lives.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from toolkit.errors import UsageError
from toolkit.storage.lock import alone

T = TypeVar("T")
_FAILURES = (sqlite3.DatabaseError, OSError)
_IN_MEMORY = ":memory:"


@dataclass(frozen=True, slots=True)
class Schema:
    """What a kind of database consists of."""

    kind: int
    """SQLite's `application_id`: four letters as a number."""
    version: int
    """SQLite's `user_version`: raised when the tables or the meaning of their columns change."""
    tables: str
    """`CREATE` statements."""


class BusyError(UsageError):
    """Another process has been writing for longer than we wait."""


class HealingDatabase:
    """One database. `run` is the way to it; a change belongs into `writing`."""

    def __init__(
        self,
        path: Path | None,
        schema: Schema,
        wait: float,
        refill: Callable[[], object] = lambda: None,
    ) -> None:
        """`path` None: in memory. `wait`: seconds for another process that writes.

        `refill` is called when a new database has taken the place of a damaged one.
        """
        self._path, self._schema, self._wait, self._refill = path, schema, wait, refill
        self._connection: sqlite3.Connection | None = None

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection, made when it is first asked for. DatabaseError or OSError."""
        if self._connection is None:
            self._connection = self._opened(self._path)
        return self._connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all of its changes are made, or none."""
        database = self.connection
        with database:
            database.execute("BEGIN IMMEDIATE")
            yield database

    def close(self) -> None:
        """Give the file back; what is asked next opens it again."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def run(self, work: Callable[[], T]) -> T:
        """What the work returns; after damage it is done once more in a new database.

        BusyError if another process writes for too long.
        """
        try:
            return work()
        except _FAILURES as error:
            self._refuse_to_wait(error)
        try:
            self._renew()
            self._refill()
            return work()
        except _FAILURES as error:
            self._refuse_to_wait(error)
        self.close()
        self._connection = self._opened(None)
        self._refill()
        return work()

    def _refuse_to_wait(self, error: Exception) -> None:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
            what = "another process is writing to it; run again later"
            raise BusyError(f"{self._path}: {what}") from None

    def _renew(self) -> None:
        """Remove the file if it is damaged and no other process has just done so."""
        self.close()
        if self._path is None:
            return
        with alone(_lock(self._path)):
            if not self._is_sound():
                for name in _files(self._path):
                    name.unlink(missing_ok=True)

    def _is_sound(self) -> bool:
        """Whether the file can be opened, is of our kind, and no page of it is damaged."""
        try:
            with closing(sqlite3.connect(str(self._path), timeout=self._wait)) as database:
                quick = database.execute("PRAGMA quick_check").fetchone()
                return quick == ("ok",) and self._is_ours(database)
        except sqlite3.DatabaseError:
            return False

    def _is_ours(self, database: sqlite3.Connection) -> bool:
        """Whether it has our marks and our tables."""
        if _marks(database) != (self._schema.kind, self._schema.version):
            return False
        with closing(sqlite3.connect(_IN_MEMORY)) as model:
            model.executescript(self._schema.tables)
            return _tables(database) == _tables(model)

    def _opened(self, path: Path | None) -> sqlite3.Connection:
        if path is None:
            return self._made(_connected(_IN_MEMORY, self._wait))
        path.parent.mkdir(parents=True, exist_ok=True)
        for name in _files(path):
            if name.is_symlink():  # never into a file of somebody else's
                name.unlink()
        database = _connected(str(path), self._wait)
        try:
            if _is_empty(database):
                with alone(_lock(path)):  # SQLite's own waiting does not cover the change of mode
                    self._made(database)
            if _marks(database) != (self._schema.kind, self._schema.version):
                raise _Foreign("a database of another kind or version")
        except _FAILURES:
            database.close()
            raise
        return database

    def _made(self, database: sqlite3.Connection) -> sqlite3.Connection:
        """The database with our tables, unless another process has just made them."""
        if _is_empty(database):
            database.execute("PRAGMA journal_mode = WAL")
            database.executescript(
                f"BEGIN IMMEDIATE; {self._schema.tables}"
                f" PRAGMA application_id = {self._schema.kind};"
                f" PRAGMA user_version = {self._schema.version}; COMMIT;"
            )
        return database


class _Foreign(sqlite3.DatabaseError):
    """The file is a database, but not ours or of another version."""


def _files(path: Path) -> list[Path]:
    """What a database consists of."""
    return [Path(f"{path}{suffix}") for suffix in ("", "-journal", "-wal", "-shm")]


def _lock(path: Path) -> Path:
    return path.with_name("lock")


def _connected(name: str, wait: float) -> sqlite3.Connection:
    database = sqlite3.connect(name, timeout=wait, isolation_level=None)
    try:
        database.execute("PRAGMA synchronous = NORMAL")
    except sqlite3.DatabaseError:
        database.close()
        raise
    return database


def _is_empty(database: sqlite3.Connection) -> bool:
    return bool(database.execute("SELECT count(*) = 0 FROM sqlite_master").fetchone()[0])


def _marks(database: sqlite3.Connection) -> tuple[int, int]:
    """(application_id, user_version)."""
    kind = database.execute("PRAGMA application_id").fetchone()[0]
    return kind, database.execute("PRAGMA user_version").fetchone()[0]


def _tables(database: sqlite3.Connection) -> list[tuple[str]]:
    """The statements that made its tables and indexes."""
    query = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY sql"
    return database.execute(query).fetchall()
