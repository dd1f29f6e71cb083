"""What other programs see in a document: html5lib in HTML, markdown-it's renderer in Markdown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import html5lib
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

Words = Counter[str]

_WORD = re.compile(r"[^\W\d_]+")
_FRONT = re.compile(
    r"\A(\ufeff?)(---[ \t]*\r?\n.*?^(?:---|\.\.\.)|\+\+\+\r?\n.*?^\+\+\+)\s*$", re.S | re.M
)
_LITERAL = {"script", "style", "code", "kbd", "samp", "var", "pre", "textarea", "math", "svg"}
_LITERAL |= {"template", "iframe"}
_ATTRIBUTES = {"title", "alt", "placeholder", "aria-label", "label"}
_META = {"description", "keywords", "og:title", "og:description", "twitter:title"}
_META |= {"twitter:description", "og:site_name", "og:image:alt", "twitter:image:alt"}
_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)
_INLINE = re.compile(
    "a|abbr|b|bd[io]|big|cite|del|dfn|em|font|g1|ins?|i|label|mark|nobr|q|s|small|span|strike"
    "|strong|su[bp]|time|tt|u|unbekannt|wbr"
)


def words(text: str) -> Words:
    """How often each word occurs."""
    return Counter(_WORD.findall(text))


def visible(page: str) -> tuple[Words, Words]:
    """(words of the text, words of attributes) that a reader of an HTML page may meet."""
    root = _tree(page)
    text = "".join(_text(root))
    attributes = (value for node in root.iter() for value in _values(node))
    return words(text), words("\n".join(attributes))


def _tree(page: str) -> Any:
    return html5lib.parse(page.lstrip("\ufeff"), namespaceHTMLElements=False)


def _text(node: Any) -> Iterator[str]:
    if not isinstance(node.tag, str) or _protected(node):
        yield " "
        return
    edge = "" if _INLINE.fullmatch(node.tag) else "\n"
    yield edge + (node.text or "")
    for child in node:
        yield from _text(child)
        yield child.tail or ""
    yield edge


def _protected(node: Any) -> bool:
    return (
        node.tag in _LITERAL
        or node.get("translate") == "no"
        or "notranslate" in node.get("class", "").split()
    )


def _values(node: Any) -> Iterator[str]:
    if isinstance(node.tag, str):
        yield from (value for name, value in node.items() if _translatable(node, name))


def _translatable(node: Any, name: str) -> bool:
    if node.tag == "meta":
        key = node.get("name") or node.get("property") or ""
        return name == "content" and key.lower() in _META
    if node.tag == "input" and name == "value":
        return node.get("type", "").lower() in ("submit", "button", "reset")
    return name in _ATTRIBUTES and node.tag != "link"


def skeleton(page: str) -> list[str]:
    """Tags and attributes of a page in order, texts and translatable values left out."""
    return list(_bones(_tree(page), 0))


def _bones(node: Any, depth: int) -> Iterator[str]:
    if not isinstance(node.tag, str):
        yield f"{depth} <!-- -->"
        return
    kept = [
        f" {name}={'…' if _translatable(node, name) else value!r}"
        for name, value in sorted(node.items())
    ]
    yield f"{depth} <{node.tag}{''.join(kept)}>"
    for child in node:
        yield from _bones(child, depth + 1)


def rendered(source: str) -> str:
    """Markdown as HTML, without its front matter."""
    return str(_PARSER.render(_FRONT.sub(r"\1", source).lstrip("\ufeff")))
