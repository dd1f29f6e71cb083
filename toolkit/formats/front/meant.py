"""Lines at the head of an article that were meant as front matter, but are none.

A `publish` or `draft` among them must not be overlooked: then the article would be out at once.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from toolkit.errors import SourceError
from toolkit.formats.front.fields import HOLDING, is_known
from toolkit.formats.front.keys import plain

_LEAD = re.compile(r"(?:[\ufeff\s]|<!--(?s:.*?)-->)*")
_FENCE = re.compile(
    r"(?:[-–—+*=_~;]{2,}|[–—{])[ \t]*(?:ya?ml|toml|json)?[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|\Z)"
)
_FIELD = re.compile(
    r"""[ \t]*\{?[ \t]*(["']?)(?P<key>[^\W\d][\w-]*)[\w.-]*\1[ \t]*(?:(?<=["']):|:(?=\s|\Z)|=)"""
)
_WITHIN = re.compile(r"[ \t]+\S|[ \t]*#|-[ \t]|[ \t]*[\]}]")
"""Lines that belong to the field above them."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")

_ENDS = {"---": "---", "+++": "+++", ";;;": ";;;", "{": "}"}
"""What closes front matter that a line opens."""


@dataclass(frozen=True, slots=True)
class _Head:
    """What an article begins with."""

    line: int
    """Where it begins."""
    late: bool
    """Something stands before it."""
    fence: str
    """The line that looks like one; "" if there is none."""
    apart: bool
    """Between the fence and the first field is something else."""
    keys: tuple[str, ...]
    """The fields, lower case."""


def require_front(source: str) -> None:
    """SourceError, beginning with the line, if a source without front matter should have some."""
    head = _head(source)
    if not head.fence or head.apart:
        return
    if len(head.keys) > 1 or any(map(is_known, head.keys)):
        if head.late:
            what = "front matter must begin in the first line: remove what stands before it"
        elif end := _ENDS.get(head.fence):
            what = (
                "the front matter that begins here is not closed:"
                f" put a line `{end}` behind its last field"
            )
        else:
            what = "front matter stands between two lines `---`: put it there"
        text = "or an empty line below this one if it is text"
        raise SourceError(f"line {head.line}: {what}, {text}")


def require_read(source: str, fields: Collection[str]) -> None:
    """SourceError, beginning with the line, if a field that holds back stands there unread.

    `fields` are those that were read, in lower case.
    """
    head = _head(source)
    if head.fence or len(head.keys) > 1:
        for key in head.keys:
            if plain(key) in HOLDING and key not in fields:
                raise SourceError(
                    f"line {head.line}: `{key}` would not be heeded here: put the fields of a"
                    " Markdown file (.md) in front matter that begins in the first line, between"
                    " two lines `---`; if this is text, put an empty line between its lines"
                )


def _head(source: str) -> _Head:
    lead = _LEAD.match(source)
    at = lead.end() if lead else 0
    line = len(re.findall(r"\r\n|\r|\n", source[:at])) + 1
    late = bool(source[:at].removeprefix("\ufeff"))
    fence = _FENCE.match(source, at)
    at = fence.end() if fence else at
    keys: list[str] = []
    apart = False
    while at < len(source) and (found := _LINE.match(source, at)):
        field = _FIELD.match(found[0])
        if field:
            keys.append(field["key"].lower())
        elif not keys and fence and (not found[0].strip() or found[0].startswith("#")):
            apart = True
        elif not keys or not _WITHIN.match(found[0]):
            break
        at = found.end()
    return _Head(line, late, fence[0].split()[0] if fence else "", apart, tuple(keys))
