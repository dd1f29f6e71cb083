"""Edits on HTML: tags re-spelled one by one, everything else as it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from html import escape

from toolkit.formats.html.tags import FOREIGN, RAW, RCDATA, VOID
from toolkit.formats.html.tokens import Token, read, tokens, unescape
from toolkit.storage.xml import legal

Tag = Callable[[Token, str], str]
"""(a tag's token, its text) → its new text."""
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_WIDE = frozenset({"pre", "table"})
"""Elements that pages scroll where they are wider than the screen."""
_BOX = re.compile(r'<input class="task-list-item-checkbox"( checked="checked")?[^>]*>')
_HEADING = re.compile("<h[1-6]", re.I)
_APART = HEADINGS | {"br", "p", "li", "td", "th", "div", "img"}
"""Elements at whose tags words end."""
_OPAQUE = RAW | RCDATA | FOREIGN
_CLEAN_TAG = re.compile(r"</?([a-z][a-z0-9]*)(?: [a-z-]+(?:=\"[^<>\"]*\")?)*(?: ?/)?>")
"""A tag as clean HTML has it, without anything about which readers could be of two minds."""
_QUIET = frozenset({"script", "style", "template"})


def ticked(source: str) -> str:
    """A page that is read with tasks as signs: nobody can tick them there."""
    return _BOX.sub(lambda found: "☑" if found[1] else "☐", source)


def edit(source: str, tag: Tag, words: Callable[[str], str] = lambda text: text) -> str:
    """The source with each tag, and each text outside of code, replaced.

    `words` gets HTML: its references are not resolved.
    """
    result, code = [], 0
    for token in tokens(source):
        raw = source[token.start : token.end]
        if token.kind in ("start", "end"):
            if token.name in ("pre", "code", "kbd", "samp", "tt"):
                code += 1 if token.kind == "start" else -1
            raw = tag(token, raw)
        elif token.kind == "text" and not code:
            raw = words(raw)
        result.append(raw)
    return "".join(result)


def lacking(token: Token) -> dict[str, str | None]:
    """The attributes that a tag lacks so that everybody can use the page.

    A keyboard has to reach what can be scrolled; of a picture that nobody described the blind would
    be read the address.
    """
    if token.kind != "start":
        return {}
    if token.name == "img":
        return {"alt": ""} if token.get("alt") is None else {}
    return {"tabindex": "0"} if token.name in _WIDE else {}


def with_attributes(token: Token, changes: Mapping[str, str | None], name: str = "") -> str:
    """A start tag with attributes set, or removed where the value is None."""
    values: dict[str, str | None] = {item.name: item.value for item in token.attributes}
    values |= changes
    spelled = "".join(
        f' {key}="{escape(value)}"' for key, value in values.items() if value is not None
    )
    return f"<{name or token.name}{spelled}{' /' if token.closed else ''}>"


def plain(source: str) -> str:
    """The words of a fragment, as one line."""
    return " ".join("".join(_words(source)).split())


def _words(source: str) -> Iterator[str]:
    texts = _CLEAN_TAG.split(source)
    names = texts[1::2]
    if not any("<" in text for text in texts[::2]) and _OPAQUE.isdisjoint(names):
        for name, text in zip(("", *names), texts[::2], strict=True):
            if name in _APART:
                yield " "
            yield unescape(text)
        return
    for token in tokens(source):
        if token.kind == "text":
            yield unescape(source[token.start : token.end])
        elif token.name in _APART:
            yield " "


def headline(source: str) -> tuple[str, str]:
    """(the first `<h1>` if no other heading comes before it, else "", the rest)."""
    start = None
    for token in read(source) if _HEADING.search(source) else ():
        if token.name not in HEADINGS:
            continue
        if token.name != "h1" or (start is None and token.kind == "end"):
            break
        if token.kind == "start":
            start = token
        elif start:
            whole = source[start.start : token.end]
            return whole, source[: start.start] + source[token.end :]
    return "", source


_OTHER_IN_XML = re.compile(f"&|<!|<(?:{'|'.join(sorted(VOID))})\\b")
"""What clean HTML spells otherwise than XML."""


def xhtml(source: str) -> str:
    """Clean HTML (`sanitize.clean`) as XML: void elements closed, references numeric."""
    if not _OTHER_IN_XML.search(source):
        return legal(source, "")

    def tag(token: Token, raw: str) -> str:
        if token.kind == "start" and token.mark is None:
            return with_attributes(token, {}).rstrip("/> ") + " />"
        return with_attributes(token, {}) if token.kind == "start" else raw

    def words(text: str) -> str:
        return escape(unescape(text), quote=False)

    pieces = []
    for token in tokens(source):
        raw = source[token.start : token.end]
        if token.kind in ("start", "end"):
            pieces.append(tag(token, raw))
        elif token.kind == "text":
            pieces.append(legal(words(raw), ""))
    return "".join(pieces)
