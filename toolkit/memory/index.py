"""The memory of a project on disk: a SQLite file that can be deleted at any time.

A refresh reads the files that changed and nothing of the others but their size and time. The file
survives `kill -9`, is shared by several processes, and is made anew when it is damaged or cannot
be written (see `storage.sqlite`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import partial
from hashlib import blake2b
from pathlib import Path

from toolkit.catalog import po
from toolkit.checks.context import Context
from toolkit.errors import CatalogError, ToolkitError
from toolkit.memory import offers as memory
from toolkit.memory import tmx
from toolkit.memory.adapt import kept, pattern, plain
from toolkit.memory.offers import LEAST, Ask, Match, TranslationUnit
from toolkit.memory.search import Nearest
from toolkit.model import Language
from toolkit.storage import plain as plain_file
from toolkit.storage.sqlite import HealingDatabase, Schema

_WAIT = 60.0
"""Seconds to wait for another process that writes."""
_RACY = 2_000_000_000
"""A file changed less than these nanoseconds ago may change again without a new time."""
_NEAREST = 32
"""Similar sentences that are looked at closely."""
_SAMPLE = 64
"""Sentences alike but for numbers that are looked at closely."""
_FIELDS = [field.name for field in fields(TranslationUnit)]
_COLUMNS = ", ".join(_FIELDS)
_MARKS = ", ".join("?" * (len(_FIELDS) + 3))
_SCHEMA = Schema(
    kind=0x746B6D65,  # "tkme"
    version=1,
    tables=f"""
CREATE TABLE files (
    path TEXT PRIMARY KEY, size INTEGER, time INTEGER, digest BLOB);
CREATE TABLE units (
    {_COLUMNS}, file TEXT NOT NULL, words INTEGER NOT NULL, numbers INTEGER);
CREATE INDEX by_file ON units (file);
CREATE INDEX by_words ON units (words);
CREATE INDEX by_numbers ON units (numbers) WHERE numbers IS NOT NULL;
""",
)


class Index:
    """The memory of one language pair. Close it, or use it in a `with` statement."""

    def __init__(self, folder: Path, source: Language, target: Language) -> None:
        """`folder` is for index files only; it is made if there is none."""
        self._context = Context(source, target)
        path = folder / f"{source.posix}-{target.posix}.{_SCHEMA.version}.sqlite"
        self._database = HealingDatabase(path, _SCHEMA, _WAIT, self._refill)
        self._files: dict[str, Callable[[bytes], Iterable[TranslationUnit]]] = {}
        self._read: dict[str, frozenset[TranslationUnit]] = {}
        self._nearest: Nearest | None = None
        self._names: dict[str, bool] = {}

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._database.close()

    def refresh(
        self, catalogs: Mapping[str, Path], exchanged: Iterable[Path] = ()
    ) -> list[ToolkitError]:
        """Bring the index to these files: article name → its catalog, and TMX files.

        A file that cannot be read is left out of the memory; its error is returned.
        """
        self._read = {}
        pair = self._context.source, self._context.target
        self._files = {str(p): partial(_catalog_units, name, p) for name, p in catalogs.items()}
        self._files |= {str(path): partial(tmx.parse, path, *pair) for path in exchanged}
        return self._database.run(self._update)

    def lookup(self, ask: Ask, limit: int = 5, least: int = LEAST) -> list[Match]:
        """The best matches of at least that percentage, best first (see `memory.rank`)."""
        return self._database.run(lambda: self._lookup(ask, least))[:limit]

    def best(self, ask: Ask, least: int = LEAST) -> Match | None:
        """The best match; similar sentences are searched only if the sentence itself is unknown."""
        found = self._database.run(lambda: self._exact(ask)) or self.lookup(ask, 1, least)
        return found[0] if found else None

    def confirms(self, unit: TranslationUnit) -> bool:
        """Whether a file of the memory has the unit: the index itself is only scratch."""
        query = "SELECT DISTINCT file FROM units WHERE source = ? AND target = ?"
        asked = [unit.source, unit.target]
        rows = self._database.run(
            lambda: self._database.connection.execute(query, asked).fetchall()
        )
        return any(unit in self._fresh(path) for (path,) in rows if path in self._files)

    def _fresh(self, path: str) -> frozenset[TranslationUnit]:
        """What is in a file now; nothing if it cannot be read."""
        if path not in self._read:
            try:
                data = plain_file.read(Path(path))
                self._read[path] = frozenset(self._files[path](data))
            except (OSError, ToolkitError):
                self._read[path] = frozenset()
        return self._read[path]

    def _exact(self, ask: Ask) -> list[Match]:
        found = self._units("words = ?", [_hash(plain(ask.source))])
        return [match for match in self._rank(ask, found, LEAST) if match.percent >= 100]

    def _lookup(self, ask: Ask, least: int) -> list[Match]:
        words, numbers = plain(ask.source), pattern(ask.source)
        if self._nearest is None:
            rows = self._database.connection.execute("SELECT DISTINCT source FROM units")
            self._nearest = Nearest([plain(source) for (source,) in rows])
        near = [text for text, _ in self._nearest.search(words, least, _NEAREST)]
        hashes = [_hash(text) for text in dict.fromkeys([words, *near])]
        found = self._units(f"words IN ({', '.join('?' * len(hashes))})", hashes)
        if numbers is not None:
            alike = "numbers = ? ORDER BY source, target LIMIT ?"
            found += self._units(alike, [_hash(numbers), _SAMPLE])
        return self._rank(ask, dict.fromkeys(found), least)

    def _units(self, where: str, values: Sequence[int]) -> list[TranslationUnit]:
        query = f"SELECT {_COLUMNS} FROM units WHERE {where}"
        return [TranslationUnit(*row) for row in self._database.connection.execute(query, values)]

    def _rank(self, ask: Ask, found: Iterable[TranslationUnit], least: int) -> list[Match]:
        return memory.rank(ask, found, self._context, self._is_name, least)

    def _is_name(self, word: str) -> bool:
        if not word[0].isupper():
            return False
        if word not in self._names:
            query = "SELECT source, target FROM units WHERE instr(source, ?)"
            self._names[word] = kept(word, self._database.connection.execute(query, [word]))
        return self._names[word]

    def _update(self) -> list[ToolkitError]:
        """Read what changed, one transaction for each file; a killed run is continued."""
        db = self._database.connection
        known = {path: tuple(stamp) for path, *stamp in db.execute("SELECT * FROM files")}
        for path in known.keys() - {path for path in self._files if Path(path).is_file()}:
            self._replace(path, None, ())
        errors: list[ToolkitError] = []
        for path in self._files:
            try:
                self._update_file(path, known.get(path, (0, 0, b"")))
            except CatalogError as error:
                self._replace(path, None, ())
                errors.append(error)
        return errors

    def _update_file(self, path: str, known: tuple[int, int, bytes]) -> None:
        try:
            stat = Path(path).stat()
            if (stat.st_size, stat.st_mtime_ns) == known[:2]:
                return
            data = plain_file.read(Path(path))
            digest = blake2b(data, digest_size=16).digest()
        except FileNotFoundError:
            return
        except OSError as error:
            raise CatalogError(f"{path}: cannot be read ({error.strerror})") from None
        racy = time.time_ns() - stat.st_mtime_ns < _RACY
        stamp = (stat.st_size, 0 if racy else stat.st_mtime_ns, digest)
        if digest != known[2]:
            self._replace(path, stamp, self._files[path](data))
        elif stamp != known:
            with self._database.writing() as db:
                db.execute("REPLACE INTO files VALUES (?, ?, ?, ?)", [path, *stamp])

    def _replace(
        self, path: str, stamp: tuple[int, int, bytes] | None, units: Iterable[TranslationUnit]
    ) -> None:
        """Replace what the index has of a file; without a stamp, forget the file."""
        rows = [_row(path, unit) for unit in units]
        self._nearest, self._names = None, {}
        with self._database.writing() as db:
            db.execute("DELETE FROM units WHERE file = ?", [path])
            db.execute("DELETE FROM files WHERE path = ?", [path])
            db.executemany(f"INSERT INTO units VALUES ({_MARKS})", rows)
            if stamp:
                db.execute("INSERT INTO files VALUES (?, ?, ?, ?)", [path, *stamp])

    def _refill(self) -> None:
        """Fill a database that has taken another's place."""
        self._nearest, self._names = None, {}
        self._update()


def _catalog_units(article: str, path: Path, data: bytes) -> Iterator[TranslationUnit]:
    return memory.units(article, po.parse(data, str(path)))


def _row(path: str, unit: TranslationUnit) -> tuple[str | int | None, ...]:
    numbers = pattern(unit.source)
    hashes = _hash(plain(unit.source)), None if numbers is None else _hash(numbers)
    return (*(getattr(unit, name) for name in _FIELDS), path, *hashes)


def _hash(text: str) -> int:
    """A number for SQLite's index, the same on every machine; texts are compared afterwards."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)
