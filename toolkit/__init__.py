"""Articles in one language, reviewed localized publications in others: the library.

    import toolkit

    project = toolkit.open_project("articles")
    toolkit.translate(project)
    toolkit.publish(project)

Every name in `__all__` is stable; what is elsewhere may move. Nothing is loaded before it is used.
`docs/library.md` shows how they belong together.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from toolkit.version import __version__

if TYPE_CHECKING:
    from toolkit.engines.contract import Engine, Result
    from toolkit.errors import (
        CatalogError,
        ChangedError,
        EngineError,
        PublishError,
        SourceError,
        ToolkitError,
        UsageError,
    )
    from toolkit.model import Catalog, Entry, Finding, Language, Origin, OriginKind, Severity, State
    from toolkit.project.files import Article
    from toolkit.project.settings import Project
    from toolkit.workflow.approve import ApproveOptions, approve
    from toolkit.workflow.catalogs import (
        SavedCatalog,
        entries,
        open_catalog,
        save_catalog,
        save_entries,
    )
    from toolkit.workflow.check import CheckOptions, PlacedFinding, check
    from toolkit.workflow.events import Advanced, Event, Failed, Note, Tell, Written
    from toolkit.workflow.outcome import Outcome
    from toolkit.workflow.projects import articles, open_project
    from toolkit.workflow.publish import PublishOptions, publish
    from toolkit.workflow.selection import Selection
    from toolkit.workflow.site import SiteOptions, build_site
    from toolkit.workflow.translate import TranslateOptions, translate
    from toolkit.workflow.workspace import OpenCatalog

_ROOMS = {
    "engines.contract": ("Engine", "Result"),
    "errors": (
        "CatalogError",
        "ChangedError",
        "EngineError",
        "PublishError",
        "SourceError",
        "ToolkitError",
        "UsageError",
    ),
    "model": (
        "Catalog",
        "Entry",
        "Finding",
        "Language",
        "Origin",
        "OriginKind",
        "Severity",
        "State",
    ),
    "project.files": ("Article",),
    "project.settings": ("Project",),
    "workflow.approve": ("ApproveOptions", "approve"),
    "workflow.catalogs": (
        "SavedCatalog",
        "entries",
        "open_catalog",
        "save_catalog",
        "save_entries",
    ),
    "workflow.check": ("CheckOptions", "PlacedFinding", "check"),
    "workflow.events": ("Advanced", "Event", "Failed", "Note", "Tell", "Written"),
    "workflow.outcome": ("Outcome",),
    "workflow.projects": ("articles", "open_project"),
    "workflow.publish": ("PublishOptions", "publish"),
    "workflow.selection": ("Selection",),
    "workflow.site": ("SiteOptions", "build_site"),
    "workflow.translate": ("TranslateOptions", "translate"),
    "workflow.workspace": ("OpenCatalog",),
}
"""Module below `toolkit` → the names it gives to the library, as above for type checkers."""
_PLACES = {name: f"{__name__}.{room}" for room, names in _ROOMS.items() for name in names}
__all__ = [
    "Advanced",
    "ApproveOptions",
    "Article",
    "Catalog",
    "CatalogError",
    "ChangedError",
    "CheckOptions",
    "Engine",
    "EngineError",
    "Entry",
    "Event",
    "Failed",
    "Finding",
    "Language",
    "Note",
    "OpenCatalog",
    "Origin",
    "OriginKind",
    "Outcome",
    "PlacedFinding",
    "Project",
    "PublishError",
    "PublishOptions",
    "Result",
    "SavedCatalog",
    "Selection",
    "Severity",
    "SiteOptions",
    "SourceError",
    "State",
    "Tell",
    "ToolkitError",
    "TranslateOptions",
    "UsageError",
    "Written",
    "__version__",
    "approve",
    "articles",
    "build_site",
    "check",
    "entries",
    "open_catalog",
    "open_project",
    "publish",
    "save_catalog",
    "save_entries",
    "translate",
]


def __getattr__(name: str) -> Any:
    """Load a name of the library when it is used for the first time."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_PLACES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
