"""What an article says about itself, whatever its format: the fields under the names they have.

`Format.metadata` reads the fields, from front matter or from `<meta>`; this module knows which of
them mean the same and how their values may be written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from toolkit.storage.xml import legal

_DAY = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_NAMES = {
    "title": ("title", "headline", "titel"),
    "description": (
        *("description", "summary", "abstract", "excerpt", "teaser", "lead"),
        *("custom_excerpt", "meta_description", "beschreibung", "zusammenfassung", "vorspann"),
    ),
    "kicker": ("kicker",),
    "image": ("image", "cover", "feature_image", "featured_image", "thumbnail"),
    "caption": ("caption",),
    "alt": ("alt", "image_alt", "feature_image_alt"),
    "credit": ("credit", "source", "quelle"),
}

_OF_PICTURES = ("alt", "caption", "credit")
"""May stand below `image`, as may `src`."""


def text_of(fields: Mapping[str, Any], name: str) -> str:
    """The first of the fields that mean the same, as one line."""
    for key in _NAMES[name]:
        value = fields.get(key)
        if isinstance(value, Mapping):
            value = value.get("src") or value.get("url")
        if isinstance(value, str) and value.strip():
            return legal(" ".join(value.split()), "")
    image = next((fields[key] for key in _NAMES["image"] if key in fields), None)
    if name in _OF_PICTURES and isinstance(image, Mapping):
        return text_of(image, name)
    return ""


def list_of(fields: Mapping[str, Any], *names: str) -> tuple[str, ...]:
    """A list of texts, which may be written as one text with commas."""
    value = next((fields[name] for name in names if fields.get(name)), ())
    items = re.split("[,，、;]", value) if isinstance(value, str) else value
    if not isinstance(items, list | tuple):
        return ()
    texts = (item.get("name") if isinstance(item, Mapping) else item for item in items)
    words = (legal(str(text), "").strip() for text in texts if text is not None)
    return tuple(filter(None, words))


def code_of(value: Any) -> str:
    """The code of a language in front matter; YAML takes Norwegian's, `no`, for false."""
    return "no" if value is False else str(value)


def day(fields: Mapping[str, Any], *names: str) -> str:
    """A day in ISO 8601; "" if there is none or no such day exists."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, datetime):
            value = value.date()
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, str) and (valid := day_in(value)):
            return valid
    return ""


def day_in(text: str) -> str:
    """The first day written as 2020-12-07 in a text."""
    for match in _DAY.finditer(text):
        try:
            return date(*map(int, match.groups())).isoformat()
        except ValueError:
            continue
    return ""
