"""Stories and their texts as JSON, and back; what is as by default is not written."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any, TypeVar

from toolkit.formats.timing import Timing
from toolkit.site.model import Story, StoryText, Version

T = TypeVar("T", Story, Version, StoryText, Timing)
_FIELDS = {
    kind: {field.name: field.default for field in fields(kind)}
    for kind in (Story, Version, StoryText, Timing)
}
"""Name → default of all fields."""


def dumps(value: object) -> str:
    """Stories, versions and texts, in whatever lists and tables, as JSON."""
    return json.dumps(value, ensure_ascii=False, default=_fields)


def story(data: dict[str, Any]) -> Story:
    """A story as JSON has it. KeyError or TypeError if it is none."""
    data["versions"] = [_made(Version, version) for version in data["versions"]]
    if "timing" in data:
        data["timing"] = _made(Timing, data["timing"])
    return _made(Story, data)


def text(data: dict[str, Any]) -> StoryText:
    """A text as JSON has it. TypeError if it is none."""
    return _made(StoryText, data)


def _fields(value: Any) -> dict[str, Any]:
    return {
        name: found
        for name, default in _FIELDS[type(value)].items()
        if (found := getattr(value, name)) != default
    }


def _made(kind: type[T], data: dict[str, Any]) -> T:
    for name, series in data.items():
        if isinstance(series, list):  # JSON knows no tuples
            nested = series and isinstance(series[0], list)
            data[name] = tuple(map(tuple, series)) if nested else tuple(series)
    return kind(**data)
