"""What can go wrong, in words for the user: `str(error)` names place and remedy.

ToolkitError
├── UsageError      the command or the project's settings are wrong (exit 2)
├── SourceError     an article cannot be read or parsed (exit 2 alone, 1 beside finished articles)
│   └── UnlistedError   a folder of articles cannot be listed (likewise)
├── CatalogError    a PO file is damaged; it is left untouched (exit 2, whatever else was done)
│   ├── StrangerError   a link out of the project in its place, or a name that nothing can carry
│   └── ChangedError    somebody saved it while we worked (likewise)
├── GateError       it would be done only if asked for expressly (exit 3)
├── EngineError     no model for a pair, a broken model (exit 1)
└── PublishError    a publication would not be faithful to its source (exit 1)
    └── ClashError      a page of an article would stand where another one does (likewise)
"""

from __future__ import annotations

from pathlib import Path


class ToolkitError(Exception):
    """Root of all errors that are the user's to solve."""


class UsageError(ToolkitError):
    """The command line or the project's settings cannot be followed."""


class SourceError(ToolkitError):
    """An article cannot be read."""


class UnlistedError(SourceError):
    """Which articles a folder holds is not known: none of them is gone."""


class CatalogError(ToolkitError):
    """A PO file is damaged or changed under our hands; it was not written."""


class StrangerError(CatalogError):
    """A file that looks like a part of the project and must not be read."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(what)
        self.path = path


class ChangedError(CatalogError):
    """A PO file is no longer the one that was read; it was not written."""


class GateError(ToolkitError):
    """What is asked for may be a mistake; the message says how to ask for it expressly."""


class EngineError(ToolkitError):
    """An engine cannot translate: a missing or broken model."""


class PublishError(ToolkitError):
    """A publication would not be faithful to its source; it was not written."""


class ClashError(PublishError):
    """A page of an article would stand where another page of the site does."""

    def __init__(self, path: str, article: str) -> None:
        super().__init__(f"two pages want the place {path}: give the article another name or slug")
        self.path, self.article = path, article
