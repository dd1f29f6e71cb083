"""The memory of a project on disk: a SQLite file that can be deleted at any time.

A refresh reads the files that changed and nothing of the others but their size and time. The file
survives `kill -9` (SQLite's transactions), is shared by several processes, and is made anew when
it is damaged or cannot be written.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import fields
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

from filelock import FileLock

from toolkit.catalog import po
from toolkit.checks.context import Context
from toolkit.errors import CatalogError, ToolkitError, UsageError
from toolkit.memory import offers as memory
from toolkit.memory import tmx
from toolkit.memory.adapt import kept, pattern, plain
from toolkit.memory.offers import LEAST, Ask, Match, Unit
from toolkit.memory.search import Nearest
from toolkit.model import Language

_VERSION = 1
"""Raised when the tables or the meaning of their columns change."""
_WAIT = 60.0
"""Seconds to wait for another process that writes."""
_RACY = 2_000_000_000
"""A file changed less than these nanoseconds ago may change again without a new time."""
_NEAREST = 32
"""Similar sentences that are looked at closely."""
_SAMPLE = 64
"""Sentences alike but for numbers that are looked at closely."""
_FIELDS = [field.name for field in fields(Unit)]
_COLUMNS = ", ".join(_FIELDS)
_MARKS = ", ".join("?" * (len(_FIELDS) + 3))
_TABLES = f"""
CREATE TABLE IF NOT EXISTS files (
    path TEXT PRIMARY KEY, size INTEGER, time INTEGER, digest BLOB);
CREATE TABLE IF NOT EXISTS units (
    {_COLUMNS}, file TEXT NOT NULL, words INTEGER NOT NULL, numbers INTEGER);
CREATE INDEX IF NOT EXISTS by_file ON units (file);
CREATE INDEX IF NOT EXISTS by_words ON units (words);
CREATE INDEX IF NOT EXISTS by_numbers ON units (numbers) WHERE numbers IS NOT NULL;
"""
T = TypeVar("T")


class Index:
    """The memory of one language pair. Close it, or use it in a `with` statement."""

    def __init__(self, folder: Path, source: Language, target: Language) -> None:
        """`folder` is for index files only; it is made if there is none."""
        self._context = Context(source, target)
        self._path = folder / f"{source.posix}-{target.posix}.{_VERSION}.sqlite"
        self._files: dict[str, Callable[[], Iterable[Unit]]] = {}
        self._db: sqlite3.Connection | None = None
        self._nearest: Nearest | None = None
        self._names: dict[str, bool] = {}

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._db:
            self._db.close()
        self._db = None

    def refresh(
        self, catalogs: Mapping[str, Path], exchanged: Iterable[Path] = ()
    ) -> list[ToolkitError]:
        """Bring the index to these files: article name → its catalog, and TMX files.

        A file that cannot be read is left out of the memory; its error is returned.
        """
        pair = self._context.source, self._context.target
        self._files = {str(p): partial(_catalog_units, name, p) for name, p in catalogs.items()}
        self._files |= {str(path): partial(tmx.read, path, *pair) for path in exchanged}
        return self._safely(self._update)

    def lookup(self, ask: Ask, limit: int = 5, least: int = LEAST) -> list[Match]:
        """The best matches of at least that percentage, best first (see `memory.rank`)."""
        return self._safely(lambda: self._lookup(ask, least))[:limit]

    def best(self, ask: Ask, least: int = LEAST) -> Match | None:
        """The best match; similar sentences are searched only if the sentence itself is unknown."""
        found = self._safely(lambda: self._exact(ask)) or self.lookup(ask, 1, least)
        return found[0] if found else None

    def _exact(self, ask: Ask) -> list[Match]:
        found = self._units("words = ?", [_hash(plain(ask.source))])
        return [match for match in self._rank(ask, found, LEAST) if match.percent >= 100]

    def _lookup(self, ask: Ask, least: int) -> list[Match]:
        words, numbers = plain(ask.source), pattern(ask.source)
        if self._nearest is None:
            rows = self._connection().execute("SELECT DISTINCT source FROM units")
            self._nearest = Nearest([plain(source) for (source,) in rows])
        near = [text for text, _ in self._nearest.search(words, least, _NEAREST)]
        hashes = [_hash(text) for text in dict.fromkeys([words, *near])]
        found = self._units(f"words IN ({', '.join('?' * len(hashes))})", hashes)
        if numbers is not None:
            alike = "numbers = ? ORDER BY source, target LIMIT ?"
            found += self._units(alike, [_hash(numbers), _SAMPLE])
        return self._rank(ask, dict.fromkeys(found), least)

    def _units(self, where: str, values: Sequence[int]) -> list[Unit]:
        query = f"SELECT {_COLUMNS} FROM units WHERE {where}"
        return [Unit(*row) for row in self._connection().execute(query, values)]

    def _rank(self, ask: Ask, found: Iterable[Unit], least: int) -> list[Match]:
        return memory.rank(ask, found, self._context, self._is_name, least)

    def _is_name(self, word: str) -> bool:
        if not word[0].isupper():
            return False
        if word not in self._names:
            query = "SELECT source, target FROM units WHERE instr(source, ?)"
            self._names[word] = kept(word, self._connection().execute(query, [word]))
        return self._names[word]

    def _update(self) -> list[ToolkitError]:
        """Read what changed, one transaction for each file; a killed run is continued."""
        db = self._connection()
        known = {path: tuple(stamp) for path, *stamp in db.execute("SELECT * FROM files")}
        for path in known.keys() - {path for path in self._files if Path(path).is_file()}:
            self._store(path, None, ())
        errors: list[ToolkitError] = []
        for path in self._files:
            try:
                self._update_file(path, known.get(path, (0, 0, b"")))
            except CatalogError as error:
                self._store(path, None, ())
                errors.append(error)
        return errors

    def _update_file(self, path: str, known: tuple[int, int, bytes]) -> None:
        try:
            stat = Path(path).stat()
            if (stat.st_size, stat.st_mtime_ns) == known[:2]:
                return
            digest = blake2b(Path(path).read_bytes(), digest_size=16).digest()
        except FileNotFoundError:
            return
        except OSError as error:
            raise CatalogError(f"{path}: cannot be read ({error.strerror})") from None
        racy = time.time_ns() - stat.st_mtime_ns < _RACY
        stamp = (stat.st_size, 0 if racy else stat.st_mtime_ns, digest)
        if digest != known[2]:
            self._store(path, stamp, self._files[path]())
        elif stamp != known:
            with self._writing() as db:
                db.execute("REPLACE INTO files VALUES (?, ?, ?, ?)", [path, *stamp])

    def _store(
        self, path: str, stamp: tuple[int, int, bytes] | None, units: Iterable[Unit]
    ) -> None:
        """Replace what the index has of a file; without a stamp, forget the file."""
        rows = [_row(path, unit) for unit in units]
        self._nearest, self._names = None, {}
        with self._writing() as db:
            db.execute("DELETE FROM units WHERE file = ?", [path])
            db.execute("DELETE FROM files WHERE path = ?", [path])
            db.executemany(
                f"INSERT INTO units VALUES ({', '.join('?' * (len(_FIELDS) + 3))})", rows
            )
            if stamp:
                db.execute("INSERT INTO files VALUES (?, ?, ?, ?)", [path, *stamp])

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        db = self._connection()
        db.execute("BEGIN IMMEDIATE")
        with db:
            yield db

    def _connection(self) -> sqlite3.Connection:
        if self._db is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._db = _open(str(self._path))
        return self._db

    def _safely(self, work: Callable[[], T]) -> T:
        """What the work returns; on a damaged file, a new one; without one, in memory only."""
        try:
            return work()
        except (sqlite3.DatabaseError, OSError) as error:
            _refuse_to_wait(self._path, error)
        try:
            self._renew()
            self._update()
            return work()
        except (sqlite3.DatabaseError, OSError) as error:
            _refuse_to_wait(self._path, error)
        self._db = _open(":memory:")
        self._update()
        return work()

    def _renew(self) -> None:
        """Remove a damaged file, unless another process just did."""
        self.close()
        self._nearest, self._names = None, {}
        with FileLock(self._path.parent / "lock"):
            try:
                with closing(_open(str(self._path))) as db:
                    sound = db.execute("PRAGMA quick_check").fetchone() == ("ok",)
            except sqlite3.DatabaseError:
                sound = False
            if not sound:
                self._path.unlink(missing_ok=True)
                self._path.with_name(f"{self._path.name}-journal").unlink(missing_ok=True)


def _open(path: str) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
    try:
        db.execute("PRAGMA synchronous = NORMAL")
        if db.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
            db.executescript(f"BEGIN IMMEDIATE; {_TABLES} COMMIT;")
    except sqlite3.DatabaseError:
        db.close()
        raise
    return db


def _refuse_to_wait(path: Path, error: Exception) -> None:
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
        raise UsageError(f"{path}: another process is writing to it; run again later") from None


def _catalog_units(article: str, path: Path) -> Iterator[Unit]:
    return memory.units(article, po.read(path))


def _row(path: str, unit: Unit) -> tuple[str | int | None, ...]:
    numbers = pattern(unit.source)
    hashes = _hash(plain(unit.source)), None if numbers is None else _hash(numbers)
    return (*(getattr(unit, name) for name in _FIELDS), path, *hashes)


def _hash(text: str) -> int:
    """A number for SQLite's index, the same on every machine; texts are compared afterwards."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)
