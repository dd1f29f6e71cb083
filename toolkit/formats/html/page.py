"""The frame of an HTML page: what its head says about it, its body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.formats.html.classic import shown
from toolkit.formats.html.tokens import Token, tokens, unescape

_FILLED = frozenset({"title", "script", "style", "noscript", "template"})
_HEAD = _FILLED | {"html", "head", "meta", "link", "base"}
_FRAMES = frozenset({"nav", "header", "footer"})
_SECTIONS = frozenset({"article", "main", "section", "aside", "blockquote", "figure", "dialog"})
_METAS = {
    "article:published_time": "date",
    "article:modified_time": "updated",
    "article:author": "author",
    "keywords": "tags",
    "news_keywords": "tags",
    "og:image": "image",
    "og:description": "description",
    "og:title": "title",
}
"""`name` or `property` of a `<meta>` → the field that it is called in front matter."""


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
    """What stands between `<body>` and `</body>`, or a whole fragment; without scripts.

    A fragment is shown as WordPress shows it, if it is written so.
    """
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
    whole = any(token.name in ("html", "body") for token in found)
    return "".join(kept) if whole else shown("".join(kept))


def story(source: str) -> str:
    """`body` without what frames the article of a whole page: its navigation, header and footer.

    Those of an article or a section stay, and so does all that there is if nothing else is there.
    """
    whole = body(source)
    if not any(token.name in ("html", "body") for token in tokens(source)):
        return whole
    kept: list[str] = []
    around, frame, depth = 0, "", 0
    for token in tokens(whole):
        step = {"start": 1, "end": -1}.get(token.kind, 0)
        if not frame and not around and step > 0 and token.name in _FRAMES:
            frame = token.name
        if frame:
            depth += step * (token.name == frame)
            frame = frame if depth > 0 else ""
            continue
        around = max(0, around + step * (token.name in _SECTIONS))
        kept.append(whole[token.start : token.end])
    left = "".join(kept)
    words = any(
        token.kind == "text" and left[token.start : token.end].strip() for token in tokens(left)
    )
    return left if words else whole


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
