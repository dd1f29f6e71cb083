"""`[tool.toolkit.site]`: what the site is called, where it will stand, what it may show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from toolkit.errors import UsageError
from toolkit.languages.language import language
from toolkit.site.editions import EDITIONS
from toolkit.site.model import Settings

_KINDS: dict[str, tuple[type, ...]] = {
    "url": (str,),
    "title": (str, dict),
    "description": (str, dict),
    "publisher": (str,),
    "out": (str,),
    "unreviewed": (str,),
    "outdated": (str,),
    "trust_html": (bool,),
    "editions": (list,),
}
_POLICIES = ("hide", "mark", "fallback")


def settings(table: Mapping[str, Any]) -> Settings:
    """The settings in a table. UsageError, naming the setting, for what cannot be followed.

    `unreviewed` and `outdated` say what becomes of a translation that is not all approved, or was
    approved for an older source: "hide" it, "mark" it in page and feed, or "fallback" to the
    original. `title` and `description` are a text, or a table of texts by language.
    """
    for name, value in table.items():
        if name not in _KINDS:
            raise UsageError(f"unknown setting site.{name}; known: {', '.join(_KINDS)}")
        if not isinstance(value, _KINDS[name]):
            raise UsageError(f"setting site.{name} must be {_described(_KINDS[name])}")
    for name in ("unreviewed", "outdated"):
        if table.get(name, "hide") not in _POLICIES:
            raise UsageError(f"setting site.{name} must be one of {', '.join(_POLICIES)}")
    texts: dict[str, Any] = {
        name: _texts(name, table.get(name, "")) for name in ("title", "description")
    }
    editions = table.get("editions", Settings().editions)
    if not all(name in EDITIONS for name in editions):
        raise UsageError(f"setting site.editions must be some of {', '.join(EDITIONS)}")
    texts |= {"editions": tuple(editions)}
    return Settings(**{**table, **texts, "url": _url(table.get("url", ""))})


def _described(kinds: tuple[type, ...]) -> str:
    names = {
        list: 'a list like ["epub", "pdf"]',
        str: "a text in quotes",
        bool: "true or false",
        dict: "a table of texts by language",
    }
    return " or ".join(names[kind] for kind in kinds)


def _texts(name: str, value: Any) -> dict[str, str]:
    if isinstance(value, str):
        return {"": value} if value else {}
    if not all(isinstance(text, str) for text in value.values()):
        raise UsageError(f"setting site.{name} must be a table of texts by language")
    return {language(code).tag: text for code, text in value.items()}


def _url(url: str) -> str:
    """Without a slash at its end."""
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.netloc):
        raise UsageError(f"setting site.url: {url!r} is no address such as https://example.org")
    if parts.query or parts.fragment:
        raise UsageError(f"setting site.url: {url!r} must end with its path; remove ? and #")
    return url.rstrip("/")
