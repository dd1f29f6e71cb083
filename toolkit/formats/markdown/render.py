"""Markdown as HTML, for the pages."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from mdit_py_plugins.anchors.index import slugify
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from toolkit.errors import SourceError
from toolkit.formats.markdown.syntax import DEEPEST


def render(text: str, _features: frozenset[str]) -> str:
    """A text without front matter as HTML; headings get the ids that GitHub gives them."""
    try:
        return str(_parser().render(text))
    except RecursionError:
        raise SourceError("the text is nested too deeply for a page: simplify it") from None


@cache
def _parser() -> MarkdownIt:
    parser = (
        MarkdownIt("commonmark", {"maxNesting": DEEPEST})
        .enable(["table", "strikethrough"])
        .use(footnote_plugin)
    )
    return parser.use(tasklists_plugin).use(_anchors)


def _anchors(parser: MarkdownIt) -> None:
    """Ids of headings as the plugin `anchors` makes them, in linear time where many are equal."""

    def number(state: StateCore) -> None:
        taken = {str(token.attrGet("id")) for token in state.tokens if token.attrGet("id")}
        next_number: dict[str, int] = {}
        for token, inline in pairwise(state.tokens):
            if token.type == "heading_open" and not token.attrGet("id"):
                words = (c.content for c in inline.children or () if c.type in _WORDS)
                own = name = slugify("".join(words))
                while name in taken:
                    next_number[own] = next_number.get(own, 0) + 1
                    name = f"{own}-{next_number[own]}"
                taken.add(name)
                token.attrSet("id", name)

    parser.core.ruler.push("anchor", number)


_WORDS = ("text", "code_inline")
