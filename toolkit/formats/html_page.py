"""The frame of an HTML page: its language, its body."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.formats.html_tokens import Attribute, Token, tokens

_FILLED = frozenset({"title", "script", "style", "noscript", "template"})
_HEAD = _FILLED | {"html", "head", "meta", "link", "base"}
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
    own = (root.get("lang") or root.get("xml:lang") or "").lower()
    edits = list(_root(root, tag, direction, source))
    for token in found:
        if token is root:
            continue
        if own and (token.get("lang") or "").lower() == own:
            edits += _values(token, ("lang", "xml:lang"), tag)
        if token.name == "meta" and (token.get("property") or "").lower() == "og:locale":
            edits += _values(token, ("content",), tag.replace("-", "_"))
    return _edited(source, edits)


def _root(root: Token, tag: str, direction: str, source: str) -> Iterator[Edit]:
    yield from _values(root, ("lang", "xml:lang", "dir"), tag, direction)
    missing = "" if root.get("lang") is not None else f' lang="{tag}"'
    if root.get("dir") is None and direction == "rtl":
        missing += ' dir="rtl"'
    place = root.start + len("<html")
    if missing:
        yield place, place, missing


def _values(
    token: Token, names: tuple[str, ...], value: str, direction: str = ""
) -> Iterator[Edit]:
    for item in token.attributes:
        if item.name in names:
            yield _value(item, direction if item.name == "dir" else value)


def _value(item: Attribute, value: str) -> Edit:
    """An attribute's new value, in quotes if it has none."""
    if item.quote or item.start < item.end:
        return item.start, item.end, value
    return item.start, item.end, f'="{value}"'


def _edited(source: str, edits: list[Edit]) -> str:
    result, last = [], 0
    for start, end, text in sorted(edits):
        result += [source[last:start], text]
        last = end
    return "".join(result) + source[last:]


def insert_after_body(source: str, snippet: str) -> str:
    """The page with a snippet at the start of its body, of a fragment at its start."""
    place = _body_start(source, list(tokens(source)))
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
