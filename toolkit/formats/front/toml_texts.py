"""Front matter in TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

from toolkit.errors import SourceError
from toolkit.expression import expression
from toolkit.formats.front.strings import StringPlace, names, values

_STATEMENT = expression(
    r"[ \t]*(?:(?P<header>\[{1,2})(?P<table>(?:\"[^\"\n]*\"|'[^'\n]*'|[^\]\"'\n])*)\]{1,2}"
    r"|(?P<key>(?:\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|[A-Za-z0-9_-]+|[ \t]*\.[ \t]*)+)[ \t]*=[ \t]*)"
)
_KEY = expression(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|[A-Za-z0-9_-]+")
_AT = expression(r" \(at (?:line (\d+), column \d+|end of document)\)")
_LINE = expression(r"\r\n|\r|\n")


def read(inner: str) -> dict[str, object]:
    """The fields. SourceError, beginning with the line, if this is not TOML."""
    try:
        return tomllib.loads(_LINE.sub("\n", inner))
    except tomllib.TOMLDecodeError as error:
        raise SourceError(_complaint(str(error), inner)) from None
    except RecursionError:
        raise SourceError(
            "line 2: the front matter is nested too deeply: simplify it or remove it"
        ) from None


def _complaint(problem: str, inner: str) -> str:
    place = _AT.search(problem)
    line = int(place[1]) if place and place[1] else len(_LINE.findall(inner.rstrip())) + 1
    words = _AT.sub("", problem)
    words = words[:1].lower() + words[1:]
    return (
        f"line {line + 1}: this is not TOML ({words}), where each line reads `name = value` and"
        " a text stands in quotes: fix the front matter or remove it"
    )


def texts(inner: str) -> Iterator[StringPlace]:
    """All strings that are values, in order."""
    table: tuple[str, ...] = ()
    at = 0
    while at < len(inner):
        found = _STATEMENT.match(inner, at)
        if found and found["header"]:
            table = _keys(found["table"])
        elif found:
            for value in values(inner, found.end(), (*table, *_keys(found["key"]))):
                if isinstance(value, int):
                    at = value
                else:
                    yield value
        line_end = _LINE.search(inner, at)
        at = line_end.end() if line_end else len(inner)


def _keys(written: str) -> tuple[str, ...]:
    return tuple(name for key in _KEY.findall(written) for name in names(key))
