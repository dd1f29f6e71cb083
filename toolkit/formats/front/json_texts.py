"""Front matter in JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from toolkit.errors import SourceError
from toolkit.formats.front.fields import HOLDING
from toolkit.formats.front.keys import plain
from toolkit.formats.front.strings import StringPlace, values

_DECODER = json.JSONDecoder()


def read(inner: str) -> dict[str, object]:
    """The fields. SourceError, beginning with the line, if this is not an object of JSON."""
    try:
        value, end = _DECODER.raw_decode(inner, len(inner) - len(inner.lstrip()))
    except json.JSONDecodeError as error:
        raise SourceError(_complaint(error)) from None
    except RecursionError:
        raise SourceError(
            "line 1: the front matter is nested too deeply: simplify it or remove it"
        ) from None
    if not isinstance(value, dict) or inner[end:].strip():
        raise SourceError(
            "line 1: the front matter is no object of JSON: fix the front matter or remove it"
        )
    _refuse_twice(inner)
    return value


def _refuse_twice(inner: str) -> None:
    """SourceError if a field that holds back stands there twice: one of them would not count."""
    seen: set[str] = set()
    at = _beyond(inner, inner.index("{") + 1)
    while inner[at] != "}":
        key, end = _DECODER.raw_decode(inner, at)
        name = plain(key)
        if name in seen and name in HOLDING:
            line = inner.count("\n", 0, at) + 1
            what = f"`{key}` stands here for the second time: remove one of them"
            raise SourceError(f"line {line}: {what}")
        seen.add(name)
        _, end = _DECODER.raw_decode(inner, _beyond(inner, end))
        at = _beyond(inner, end)


def _beyond(inner: str, at: int) -> int:
    """Where the next name, value or closing brace begins."""
    while inner[at] in " \t\r\n:,":
        at += 1
    return at


def _complaint(error: json.JSONDecodeError) -> str:
    problem = error.msg[:1].lower() + error.msg[1:]
    return (
        f"line {error.lineno}: this is not JSON ({problem}), where each line reads"
        ' `"name": "value",` but the last, which has no comma: fix the front matter or remove it'
    )


def end_of(source: str) -> int:
    """Where the object ends that a source begins with."""
    try:
        return _DECODER.raw_decode(source)[1]
    except (json.JSONDecodeError, RecursionError):
        return 0


def texts(inner: str) -> Iterator[StringPlace]:
    """All strings that are values, in order."""
    start = len(inner) - len(inner.lstrip())
    yield from (value for value in values(inner, start, ()) if isinstance(value, StringPlace))
