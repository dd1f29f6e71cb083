"""Lines at the head of an article that were meant as front matter, but are none.

A `publish` or `draft` among them must not be overlooked: then the article would be out at once.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from toolkit.errors import SourceError
from toolkit.expression import expression
from toolkit.formats.front.fields import HOLDING, WITHDRAWN, is_known
from toolkit.formats.front.keys import plain

_LEAD = expression(r"(?:[\ufeff\s]*(?:<!--(?s:.*?)-->|#[^\r\n]*))*[\ufeff\s]*")
_FENCE = expression(
    r"(?:[-–—+*=_~;]{2,}|[–—{])[ \t]*(?:ya?ml|toml|json)?[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|\Z)"
)
_FIELD = expression(
    r"""(?P<indent>[ \t]*)(["']?)(?P<key>[^\W\d][\w-]*)[\w.-]*\2"""
    r"""[ \t]*(?:(?<=["']):|:(?=\s|\Z)|=)[ \t]*(?P<value>[^\r\n]*)"""
)
_PAIR = expression(r"""[{,]\s*"(?P<key>[\w-]+)"\s*:\s*(?P<value>[^,}\r\n]*)""")
"""A field of JSON, several of which stand on a line."""
_HOLDS = expression(r"""["'\s]*(?:true|yes|on|ja|wahr|false|no|off|nein|falsch)\b|.*\d""", re.I)
"""What may be the value of a field that holds back: a truth, or anything like a date."""
_WITHIN = expression(r"[ \t]+\S|[ \t]*#|-[ \t]|[ \t]*[\]}]")
"""Lines that belong to the field above them."""
_LINE = expression(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")

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
    ended: bool
    """Behind its fields stands such a line."""
    apart: bool
    """Between the fence and the first field is something else."""
    fields: tuple[tuple[str, str], ...]
    """(name in lower case, value) of each."""


def require_front(source: str) -> None:
    """SourceError, beginning with the line, if a source without front matter should have some."""
    head = _head(source)
    if not head.fence or head.apart:
        return
    if len(head.fields) > 1 or any(is_known(key) for key, _ in head.fields):
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
    if head.fence or head.ended or len(head.fields) > 1:
        for key, value in head.fields:
            holds = plain(key) in WITHDRAWN or _HOLDS.match(value)
            if plain(key) in HOLDING and key not in fields and holds:
                raise SourceError(
                    f"line {head.line}: `{key}` would not be heeded here: put the fields of a"
                    " Markdown file (.md) in front matter that begins in the first line, between"
                    " two lines `---`; if this is text, put an empty line between its lines"
                )


def _head(source: str) -> _Head:
    lead = _LEAD.match(source)
    at = lead.end() if lead else 0
    before = source[:at]
    line = len(re.findall(r"\r\n|\r|\n", before)) + 1
    fence = _FENCE.match(source, at)
    sign = fence[0].split()[0] if fence else "{" if _PAIR.match(source, at) else ""
    at = fence.end() if fence else at
    fields: list[tuple[str, str]] = []
    ended, apart, indent = False, "#" in before, None
    while at < len(source) and (found := _LINE.match(source, at)):
        field, pairs = _FIELD.match(found[0]), _PAIR.findall(found[0])
        if pairs:
            fields += pairs
        elif field and indent in (None, field["indent"]):
            fields.append((field["key"], field["value"]))
            indent = field["indent"]
        elif not fields and fence and (not found[0].strip() or found[0].startswith("#")):
            apart = True
        elif not fields or not _WITHIN.match(found[0]):
            ended = bool(fields and _FENCE.match(found[0]))
            break
        at = found.end()
    named = tuple((key.lower(), value) for key, value in fields)
    return _Head(line, bool(before.removeprefix("\ufeff")), sign, ended, apart, named)
