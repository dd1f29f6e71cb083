"""What an exchange format is: the contract of `exchange.table`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from toolkit.exchange.merge import Batch
from toolkit.model import Catalog, Language


@dataclass(frozen=True, slots=True)
class Exchange:
    """One format of exchanged files."""

    name: str
    suffixes: tuple[str, ...]
    """The first one is written, all are read."""
    write: Callable[[Catalog, Language, Language], bytes]
    """(catalog, source language, target language) → a file. UsageError if it cannot carry it."""
    read: Callable[[bytes], tuple[Batch, ...]]
    """A file → its units. SourceError, beginning with the line, if it is damaged."""
