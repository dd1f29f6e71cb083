"""Sentence pairs for training: read from files, filtered, deduplicated, split. No PyTorch."""

from __future__ import annotations

import gzip
import hashlib
import lzma
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import IO, Any

from toolkit.document.inline import strip
from toolkit.errors import CatalogError, SourceError
from toolkit.model import Language, State


@dataclass(frozen=True, slots=True)
class Flag:
    """What a flag in an origin (`newstest!res`) says of its rights, and what follows."""

    meaning: str
    shipped: bool
    """Whether a model that learned from such texts may be passed on."""
    reason: str


FLAGS = {
    "res": Flag(
        "research use only",
        True,
        "the terms speak of the texts, which the model does not hold; whether they reach its"
        " weights is not settled: a risk for whoever publishes with it",
    ),
    "nc": Flag(
        "non-commercial",
        False,
        "newsrooms sell what they publish, which the licence forbids",
    ),
    "unk": Flag(
        "unknown or mixed rights",
        True,
        "the texts lie open, but nobody has stated the rights of each: a risk for whoever"
        " publishes with it",
    ),
    "mt": Flag(
        "machine-translated target side",
        False,
        "the terms of most translation services forbid training on their output, and a model"
        " learns its mistakes",
    ),
    "bt": Flag(
        "machine-made source side",
        True,
        "the side that is learned to be written is a person's; the other one is only read",
    ),
}
"""The flags there are; docs/training.md says how they were decided."""
_TELLING = 12
"""Letters of a line that is long enough to be recognized as held out."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence and its translation."""

    source: str
    target: str
    origin: str
    """Where it is from, with flags: `tatoeba`, `newstest!res`."""


def read(path: Path, source: Language, target: Language) -> Iterator[Pair]:
    """The pairs of a TSV (also .gz, .xz), TMX or PO file; of a PO file the approved entries.

    TSV: source, target, and an origin that defaults to the file's name. SourceError or
    CatalogError, naming file and line, if it cannot be read.
    """
    readers: dict[str, Callable[[Path, Language, Language], Iterator[Pair]]] = {
        ".tmx": _tmx,
        ".po": _po,
    }
    reader = readers.get(path.suffix.lower())
    pairs = reader(path, source, target) if reader else tsv(path)
    for pair in pairs:
        yield Pair(_spaced(strip(pair.source)), _spaced(strip(pair.target)), pair.origin)


def _spaced(text: str) -> str:
    return " ".join(text.split())


def tsv(path: Path) -> Iterator[Pair]:
    """The pairs of a TSV as they stand there."""
    for number, line in enumerate(lines(path), 1):
        cells = line.split("\t")
        if line.strip() and len(cells) < 2:
            raise SourceError(
                f"{path}:{number}: no tab between source and target: write one pair a line"
            )
        if line.strip():
            origin = cells[2].strip() if len(cells) > 2 else ""
            yield Pair(cells[0], cells[1], origin or path.name)


def _tmx(path: Path, source: Language, target: Language) -> Iterator[Pair]:
    from toolkit.memory import tmx

    for unit in tmx.read(path, source, target):
        yield Pair(unit.source, unit.target, path.name)


def _po(path: Path, source: Language, target: Language) -> Iterator[Pair]:
    from toolkit.catalog import po
    from toolkit.languages.language import language

    catalog = po.read(path)
    said = dict(catalog.header)
    for name, wanted in (("X-Source-Language", source), ("Language", target)):
        if said.get(name) and language(said[name]) != wanted:
            raise CatalogError(f"{path}: its {name} is {said[name]}, not {wanted.posix}")
    for entry in catalog.entries:
        if entry.state is State.APPROVED:
            yield Pair(entry.source, entry.target, path.name)


def lines(path: Path) -> Iterator[str]:
    """The lines of a UTF-8 text file, which may be compressed. SourceError if it cannot be read."""
    number = 0
    try:
        with _opened(path) as file:
            for number, line in enumerate(file, 1):
                yield line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise SourceError(f"{path}:{number}: not UTF-8: save it as UTF-8") from None
    except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise SourceError(f"{path}: cannot be read ({reason})") from None


def _opened(path: Path) -> IO[bytes]:
    openers: dict[str, Any] = {".xz": lzma.open, ".gz": gzip.open}
    file: IO[bytes] = openers.get(path.suffix.lower(), open)(path, "rb")
    return file


def fingerprint(text: str) -> str:
    """What lines share that differ only in case, spaces and punctuation."""
    return re.sub(r"[\W_]+", "", text.casefold())


def telling(texts: Iterable[str]) -> set[str]:
    """Fingerprints of lines that are long enough not to occur by chance."""
    return {found for text in texts if len(found := fingerprint(text)) >= _TELLING}


def licences(path: Path) -> dict[str, str]:
    """The licence of each origin in a TSV, further columns are ignored. SourceError."""
    found = {}
    for number, line in enumerate(lines(path), 1):
        origin, tab, rest = line.partition("\t")
        if line.strip() and not (tab and origin.strip() and rest.strip()):
            raise SourceError(f"{path}:{number}: write an origin, a tab and its licence")
        if line.strip():
            found[origin.strip()] = rest.partition("\t")[0].strip()
    return found


def flags_of(origin: str, licence: str) -> list[str]:
    """The flags of an origin: those in its name, and `unk` if no licence is known."""
    found = origin.split("!")[1:]
    unknown = not licence or licence.casefold().startswith(("none", "not stated", "unknown"))
    return [*found, *(["unk"] if unknown and not found else [])]


def is_excluded(origin: str, words: Sequence[str]) -> bool:
    """Whether an origin has one of the flags (`!res`) or names (`dict-*`)."""
    name, *flags = origin.split("!")
    return any(
        word[1:] in flags if word.startswith("!") else fnmatchcase(name, word) for word in words
    )


class Filter:
    """Keeps each good pair once and counts why others go."""

    def __init__(self, excluded: Sequence[str] = (), held_out: set[str] | None = None) -> None:
        self.dropped = Counter[str]()
        self._excluded = excluded
        self._held_out = held_out or set()
        self._seen: set[bytes] = set()

    def __call__(self, pairs: Iterable[Pair]) -> Iterator[Pair]:
        """The pairs worth keeping, in order."""
        for pair in pairs:
            reason = self._objection(pair)
            if reason:
                self.dropped[reason] += 1
            else:
                yield pair

    def _objection(self, pair: Pair) -> str:
        if is_excluded(pair.origin, self._excluded):
            return "excluded origin"
        prints = {fingerprint(pair.source), fingerprint(pair.target)}
        if "" in prints:
            return "no words"
        if self._held_out & prints:
            return "held out"
        key = _digest(f"{pair.source}\t{pair.target}")
        if key in self._seen:
            return "duplicate"
        self._seen.add(key)
        return ""


def split(pairs: Sequence[Pair], size: int) -> tuple[list[Pair], list[Pair]]:
    """About `size` pairs held out, and the others; no source is in both.

    The choice depends on the sentence alone, so it stays when files grow or are reordered.
    """
    keys = [_digest(fingerprint(pair.source)) for pair in pairs]
    chosen = set(sorted(set(keys))[:size])
    held_out = [pair for pair, key in zip(pairs, keys, strict=True) if key in chosen]
    rest = [pair for pair, key in zip(pairs, keys, strict=True) if key not in chosen]
    return held_out, rest


def sample(pairs: Iterable[Pair], size: int) -> list[Pair]:
    """At most `size` pairs, chosen as `split` chooses."""
    import heapq

    keyed = ((_digest(fingerprint(pair.source)), index, pair) for index, pair in enumerate(pairs))
    return [pair for _, _, pair in heapq.nsmallest(size, keyed, key=lambda item: item[:2])]


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
