"""Markdown as HTML, for the pages."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from mdit_py_plugins.anchors import anchors_plugin
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
    return parser.use(tasklists_plugin).use(anchors_plugin, max_level=6)
