"""Markdown as HTML, for the pages: what `syntax` reads, shown as far as a page can show it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.anchors.index import slugify
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from toolkit.errors import SourceError
from toolkit.formats import templates
from toolkit.formats.markdown import block_rules, inline_rules
from toolkit.formats.markdown.dialects import CALLOUT, Features
from toolkit.formats.markdown.syntax import DEEPEST, masked, template_spans
from toolkit.formats.templates import MASK

_MASK_IN_ADDRESS = "%EF%B7%91"
_HIDDEN = re.compile(f"{MASK}+|(?:{_MASK_IN_ADDRESS})+")
_SHOWN = re.compile(
    r"^(?P<fence>[ \t>]*(?:`{3,}|~{3,})).*?(?:^(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?<!`)(?P<ticks>`+)(?!`)[^`].*?(?<!`)(?P=ticks)(?!`)|\]\([^\s)]*?(?P<address>\{\{)"
    r"|\{\{(?![<%])[^{}\n]*\}\}|\{%[^%\n]*%\}|\{# [^#\n]*#\}",
    re.S | re.M,
)
_DEEP = "the text is nested too deeply for a page: simplify it"
_WORDS = ("text", "code_inline")
_ID = re.compile(r"#([\w:.-]+)")


def render(text: str, features: Features = frozenset()) -> str:
    """A text without front matter as HTML; headings get their ids, else those GitHub gives them.

    Shortcodes, tags and comments of other programs are left out; what stands in code is not, nor
    are expressions (`{{ name }}`) within a line, which nobody fills in here.
    """
    try:
        page = str(_parser(features).render(_without_templates(text, features)))
    except RecursionError:
        raise SourceError(_DEEP) from None
    return _HIDDEN.sub("", page) if MASK in page or _MASK_IN_ADDRESS in page else page


def left_out(text: str, features: Features) -> Iterator[str]:
    """What other programs show in a text and a page of ours does not, by name, each once."""
    text = text.replace("\r\n", "\n")
    shown = _without_templates(text, features)
    if MASK in shown:
        spans = template_spans(text, features)
        hidden = [text[start:stop] for start, stop in spans if shown[start] == MASK]
        yield from templates.calls(hidden)
    if "wikilinks" in features and "[[" in shown:
        try:
            blocks = _parser(features).parse(shown)
        except RecursionError:
            raise SourceError(_DEEP) from None
        yield from _wiki(blocks)


def _wiki(blocks: Sequence[Token]) -> Iterator[str]:
    """Embedded files of a wiki, each once, and that its links lead nowhere, if there are any."""
    inline = [token for block in blocks for token in block.children or ()]
    found = [token.meta.get("file", "") for token in inline if token.type in ("wiki", "wiki_open")]
    yield from (f"![[{file}]]" for file in dict.fromkeys(found) if file)
    if "" in found:
        yield "where [[…]] leads"


def _without_templates(text: str, features: Features) -> str:
    """The text with template syntax masked, but for what is shown."""
    text = text.replace("\r\n", "\n")
    hidden = masked(text, features)
    if hidden == text:
        return text
    pieces, end = [], 0
    for found in _SHOWN.finditer(text):
        within = hidden[found.start() - 1 : found.start()] == MASK
        line = hidden[hidden.rfind("\n", 0, found.start()) + 1 :].partition("\n")[0]
        if not within and not found["address"] and line.strip(f"{MASK} \t"):
            pieces += [hidden[end : found.start()], found[0]]
            end = found.end()
    return "".join([*pieces, hidden[end:]])


@lru_cache(maxsize=32)
def _parser(features: Features) -> MarkdownIt:
    options = {"maxNesting": DEEPEST, "alerts": "alerts" in features}
    parser = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    parser.use(footnote_plugin)
    inline_rules.use(parser, features)
    block_rules.use(parser, features)
    parser.use(tasklists_plugin)
    parser.core.ruler.push("own_ids", _own_ids)
    parser.core.ruler.push("anchor", _anchors)
    parser.core.ruler.push("dead_links", _dead_links)
    if "alerts" in features:
        parser.core.ruler.before("inline", "callouts", _callouts)
    parser.add_render_rule("template", _nothing)
    parser.add_render_rule("attributes", _attributes)
    for kind in ("braces", "emoji", "wiki"):
        parser.add_render_rule(kind, _words)
    parser.add_render_rule("formula", _formula)
    parser.add_render_rule("raw", _raw)
    parser.add_render_rule("marker", _marker)
    return parser


def _own_ids(state: StateCore) -> None:
    """`## Heading {#id}` and `## Heading {: #id }`: the heading has the id that its author gave.

    The blank before it is none of the heading's.
    """
    for heading, inline in pairwise(state.tokens):
        if heading.type == "heading_open" and inline.children:
            lists = [child for child in inline.children if child.type == "attributes"]
            found = _ID.search(lists[-1].content) if lists else None
            if found:
                heading.attrSet("id", found[1])
            if lists and inline.children[-1] is lists[-1]:
                for child in inline.children[-2:-1]:
                    child.content = child.content.rstrip()


def _anchors(state: StateCore) -> None:
    """Ids of headings as the plugin `anchors` makes them, in linear time where many are equal."""
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


def _dead_links(state: StateCore) -> None:
    """A link whose address is template syntax leads nowhere: its words are words."""
    for inline in state.tokens:
        dead = False
        for token in inline.children or ():
            if token.type == "link_open":
                dead = not _HIDDEN.sub("", str(token.attrGet("href") or "#"))
            if dead and token.type in ("link_open", "link_close"):
                token.tag, token.attrs = "span", {}


def _callouts(state: StateCore) -> None:
    """`> [!tip]- Title`, as Obsidian has it: the title stands out, the mark is not shown."""
    for quote, _, inline in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        found = CALLOUT.match(inline.content) if quote.type == "blockquote_open" else None
        if found:
            title = f"**{found['title']}**\\\n" if found["title"] else ""
            inline.content = (title + inline.content[found.end() :]).removesuffix("\\\n")


def _raw(_self: Any, tokens: Sequence[Token], at: int, _options: Any, _env: Any) -> str:
    """A formula on lines of its own, what stays as it is; imports of MDX are not shown."""
    text = tokens[at].content
    if tokens[at].info == "code":
        return f"<pre><code>{escapeHtml(text)}</code></pre>\n"
    return f'<p class="math">{escapeHtml(text)}</p>\n' if text else ""


def _nothing(_self: Any, _tokens: Sequence[Token], _at: int, _options: Any, _env: Any) -> str:
    return ""


def _attributes(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    """Attributes are not shown; a tag of a template is, if it got here."""
    template = tokens[at].content.startswith(("{%", "{# "))
    return _words(self, tokens, at, options, env) if template else ""


def _words(_self: Any, tokens: Sequence[Token], at: int, _options: Any, _env: Any) -> str:
    return str(escapeHtml(tokens[at].content))


def _formula(_self: Any, tokens: Sequence[Token], at: int, _options: Any, _env: Any) -> str:
    return f'<span class="math">{escapeHtml(tokens[at].content)}</span>'


def _marker(_self: Any, tokens: Sequence[Token], at: int, _options: Any, _env: Any) -> str:
    """The title of a directive, an admonition or a tab; what an abbreviation means is not shown."""
    title = "" if tokens[at].meta.get("hidden") else tokens[at].content
    return f"<p><strong>{escapeHtml(title)}</strong></p>\n" if title else ""
