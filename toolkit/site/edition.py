"""What an edition is: the contract of `site.editions`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, ParamSpec

from toolkit.site.model import Page, Story, Version
from toolkit.site.plan import SitePlan

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Way(Generic[P]):
    """How readers of a page come to an edition."""

    words: str
    """What the link says, in English; the theme's catalogs translate it."""
    media: str
    """The media type of the file; "" for a page, which is read on the spot."""
    path: Callable[P, str]
    """Where it is in the site; "" if there is none to be offered."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One form in which articles appear beside their pages."""

    name: str
    """As `site.editions` in the settings names it."""
    sentence: str
    """What it is, for the documentation."""
    pages: Callable[[SitePlan], Iterator[Page]]
    """All of its files."""
    of_article: Way[[SitePlan, Story, Version, str]] | None = None
    """From an article's page in a language to its edition of the article."""
    of_language: Way[[SitePlan, str]] | None = None
    """From a language's front page to its edition of the language."""


@dataclass(frozen=True, slots=True)
class EditionLink:
    """A link to an edition as the templates need it."""

    words: str
    media: str
    address: str
