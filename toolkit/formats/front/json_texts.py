"""Front matter in JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from toolkit.errors import SourceError
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
    return value


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
