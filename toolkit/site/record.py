"""Stories as they are kept, and back.

As JSON, where what is as by default is not written; or all fields in a row, which is read faster,
by the release that wrote it.
"""

from __future__ import annotations

import json
from typing import Any, TypeVar

from toolkit.formats.timing import Timing
from toolkit.site.model import Story, Version

T = TypeVar("T", Story, Version, Timing)


def dumps(value: Story) -> str:
    """A story as JSON."""
    return json.dumps(_plain(value), ensure_ascii=False)


def story(data: dict[str, Any]) -> Story:
    """A story as JSON has it. KeyError or TypeError if it is none."""
    data["versions"] = [_made(Version, version) for version in data["versions"]]
    if "timing" in data:
        data["timing"] = _made(Timing, data["timing"])
    return _made(Story, data)


def row(story: Story) -> tuple[Any, ...]:
    """A story as tuples of texts and numbers."""
    versions = tuple(map(tuple, story.versions))
    return tuple(story._replace(versions=versions, timing=tuple(story.timing)))  # type: ignore[arg-type]


def of_row(row: tuple[Any, ...]) -> Story:
    """The story of a row."""
    found = Story._make(row)
    versions = tuple(map(Version._make, found.versions))
    return found._replace(versions=versions, timing=Timing._make(found.timing))


def _plain(value: Any) -> Any:
    if isinstance(value, Story | Version | Timing):
        usual = value._field_defaults
        fields = value._asdict().items()
        return {
            name: _plain(found)
            for name, found in fields
            if name not in usual or found != usual[name]
        }
    return [_plain(found) for found in value] if isinstance(value, tuple) else value


def _made(kind: type[T], data: dict[str, Any]) -> T:
    for name, series in data.items():
        if isinstance(series, list):  # JSON knows no tuples
            nested = series and type(series[0]) is list
            data[name] = tuple(map(tuple, series)) if nested else tuple(series)
    return kind(**data)
