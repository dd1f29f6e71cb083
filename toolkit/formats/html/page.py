"""The frame of an HTML page: its language, what its head says about it, its body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.formats.format import Localization
from toolkit.formats.html.tokens import Token, tokens, unescape

_FILLED = frozenset({"title", "script", "style", "noscript", "template"})
_HEAD = _FILLED | {"html", "head", "meta", "link", "base"}
_METAS = {
    "article:published_time": "date",
    "article:modified_time": "updated",
    "article:author": "author",
    "keywords": "tags",
    "og:image": "image",
    "og:description": "description",
    "og:title": "title",
}
"""`name` or `property` of a `<meta>` → the field that it is called in front matter."""
Edit = tuple[int, int, str]
"""(start, end, new text) in a source."""


def set_language(source: str, tag: str, direction: str) -> str:
    """The page in another language: `lang`, `dir` if there is one or it is needed, `og:locale`.

    `tag` is BCP 47, `direction` `ltr` or `rtl`. Elements inside that name the page's own language
    follow it, others stay. A fragment without `<html>` stays as it is.
    """
    found = [token for token in tokens(source) if token.kind == "start"]
    root = next((token for token in found if token.name == "html"), None)
    if not root:
        return source
    own = _primary(root.get("lang") or root.get("xml:lang"))
    edits = list(_root(root, tag, direction, source))
    for token in found:
        if token is root:
            continue
        if own and _primary(token.get("lang")) == own:
            edits += _values(source, token, {"lang": tag, "xml:lang": tag})
        if token.name == "meta" and (token.get("property") or "").lower() == "og:locale":
            edits += _values(source, token, {"content": tag.replace("-", "_")})
    return _edited(source, edits)


def localize(source: str, localization: Localization) -> str:
    """`set_language` to the one that the page is in now."""
    return set_language(source, localization.language.tag, localization.language.direction)


def metadata(source: str) -> Mapping[str, Any]:
    """`<title>` and the `<meta>` of the head: field name as in front matter → value."""
    return dict(_fields(source))


def _fields(source: str) -> Iterator[tuple[str, str]]:
    inside = False
    for token in tokens(source):
        if token.name == "title" and token.kind == "start":
            inside = True
        elif inside and token.kind == "text":
            yield "title", " ".join(unescape(source[token.start : token.end]).split())
        elif token.name in ("title", "body"):
            inside = False
        elif token.kind == "start" and token.name == "meta":
            name = (token.get("name") or token.get("property") or "").lower()
            yield _METAS.get(name, name), token.get("content") or ""


def _root(root: Token, tag: str, direction: str, source: str) -> Iterator[Edit]:
    yield from _values(source, root, {"lang": tag, "xml:lang": tag, "dir": direction})
    missing = "" if root.get("lang") is not None else f' lang="{tag}"'
    if root.get("dir") is None and direction == "rtl":
        missing += ' dir="rtl"'
    place = root.start + len("<html")
    if missing:
        yield place, place, missing


def _primary(tag: str | None) -> str:
    """`de` of `de-AT`."""
    return (tag or "").lower().split("-")[0]


def _values(source: str, token: Token, values: Mapping[str, str]) -> Iterator[Edit]:
    """New values for attributes that are there."""
    for item in token.attributes:
        value = values.get(item.name)
        if value and item.start == item.end and not item.quote:
            sign = "" if source[item.start - 1] == "=" else "="
            yield item.start, item.end, f'{sign}"{value}"'
        elif value:
            yield item.start, item.end, value


def _edited(source: str, edits: list[Edit]) -> str:
    result, last = [], 0
    for start, end, text in sorted(edits):
        result += [source[last:start], text]
        last = end
    return "".join(result) + source[last:]


def insert_after_body(source: str, snippet: str) -> str:
    """The page with a snippet at the start of its body, of a fragment at its start.

    It stands before a `<title>` that nothing ends, in which everything that follows is lost.
    """
    found = list(tokens(source))
    place = _body_start(source, found)
    endless = (t for t in found if t.kind == "start" and t.name in _FILLED and t.end == place)
    place = next((token.start for token in endless), place)
    return source[:place] + snippet + source[place:]


def body(source: str) -> str:
    """What stands between `<body>` and `</body>`, or a whole fragment; without scripts."""
    found = list(tokens(source))
    start = _body_start(source, found)
    kept, script = [], False
    for token in found:
        if token.kind == "end" and token.name in ("body", "html"):
            continue
        if token.name == "script" and token.kind in ("start", "end"):
            script = token.kind == "start"
        elif token.end > start and not script:
            kept.append(source[max(start, token.start) : token.end])
    return "".join(kept)


def _body_start(source: str, found: list[Token]) -> int:
    """Behind `<body>`; where that is left out, behind what belongs to the head."""
    opening = next((t.end for t in found if t.kind == "start" and t.name == "body"), None)
    if opening is not None:
        return opening
    place = int(source.startswith("\ufeff"))
    inside = ""
    for token in found:
        if token.kind in ("start", "end"):
            if token.name not in _HEAD and not inside:
                break
            place = token.end
            if token.name in _FILLED and inside in ("", token.name):
                inside = token.name if token.kind == "start" else ""
        elif token.kind == "other":
            place = token.end
        elif not inside and source[token.start : token.end].strip("\ufeff\t\n\f\r "):
            break
    return place
