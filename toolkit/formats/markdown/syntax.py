"""The one door to markdown-it-py: Markdown's structure with the offset of every construct.

The parser's own tokens say what there is, not where it stands. Each rule is wrapped so that the
tokens it makes carry their place: `InlineSpan` for inline constructs, line starts for blocks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.helpers import parseLinkDestination, parseLinkLabel, parseLinkTitle
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from toolkit.errors import SourceError
from toolkit.formats import templates
from toolkit.formats.markdown import block_rules, inline_rules
from toolkit.formats.markdown.dialects import Features
from toolkit.formats.templates import MASK
from toolkit.model import Span

__all__ = [
    "TRIMMED",
    "Env",
    "InlineSpan",
    "Surroundings",
    "Token",
    "labels",
    "masked",
    "same_label",
    "spans",
    "structure",
    "template_spans",
    "title_span",
]

Env = dict[str, Any]
InlineRule = Callable[[StateInline, bool], bool]
BlockRule = Callable[[StateBlock, int, int, bool], bool]
TRIMMED = "".join(map(chr, (*range(9, 14), 32, 160, 0x1680, *range(0x2000, 0x200B))))
TRIMMED += "\u2028\u2029\u202f\u205f\u3000"
"""What Markdown removes at the edges of a block."""
_BLANKS = " \t\n"


@dataclass(frozen=True, slots=True)
class InlineSpan:
    """An inline construct: its kind, its place in the content, and what stands inside."""

    kind: str
    start: int
    end: int
    shown: str = ""
    """The content of a code span, the resolved text of an escape or entity."""
    inner: tuple[int, int] | None = None
    """Where the alt text or the footnote's text stands."""
    title: tuple[int, int] | None = None
    """Where the title's quotes stand, quotes included."""
    label: str | None = None
    """The text that is also the label of a reference (`[text]`, `[text][]`)."""


class Anything(dict[str, Any]):
    """References to a document that is not at hand: every label is defined."""

    def __bool__(self) -> bool:
        return True

    def __contains__(self, key: object) -> bool:
        return True

    def __missing__(self, key: str) -> int:
        return 0

    def get(self, key: str, default: Any = None) -> Any:
        """Any footnote (`:label`), any reference that does not look like a footnote."""
        if key.startswith(":"):
            return 0
        return default if key.startswith("^") else {"href": "", "title": ""}


_STARTS = re.compile(rf"[\n&$*<\[!\\^_`{{~:={MASK}]")
"""Signs with which an inline construct begins, whatever the features."""
_LABEL = re.compile(r"\[(?!\^)((?:[^\[\]\\]|\\.){1,999})\]:", re.S)
DEEPEST = 100
"""Levels of blocks; a list in a list is two."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a piece of Markdown must be read with."""

    features: Features = frozenset()
    labels: frozenset[str] | None = None
    """The references that the article defines; None if they are not known: then it is any."""

    @property
    def env(self) -> Env:
        """The environment for the parser; every footnote is defined."""
        known = {label: {"href": "", "title": ""} for label in self.labels or ()}
        return {
            "references": Anything() if self.labels is None else known,
            "footnotes": {"refs": Anything(), "list": {0: {"count": 0}}},
            "features": self.features,
        }


def labels(text: str) -> frozenset[str]:
    """All that may be the label of a definition in a text."""
    return frozenset(normalizeReference(found[1]) for found in _LABEL.finditer(text))


def masked(text: str, features: Features) -> str:
    """The text as the parser may read it: template syntax is hidden, all offsets stay."""
    text = text.replace(MASK, "\ufffd")
    if features.isdisjoint(_TEMPLATES):
        return text
    pieces = []
    end = 0
    for start, stop in template_spans(text, features):
        pieces += [text[end:start], MASK * (stop - start)]
        end = stop
    return "".join((*pieces, text[end:]))


def template_spans(text: str, features: Features) -> list[Span]:
    """Where template syntax stands in a text with `\n` line ends."""
    return templates.spans(
        text,
        brackets="shortcodes" in features,
        components="mdx" in features,
        comments="comments" in features,
    )


def structure(text: str, features: Features) -> tuple[list[Token], Env]:
    """Block tokens of a masked text with `\\n` line ends.

    `meta["starts"]` of those with content: where each line's first character stands. SourceError,
    beginning with the line, if it is nested so deeply that the parser would pass text over.
    """
    env: Env = {"features": features}
    tokens: list[Token] = []
    parser = _parser(features)
    parser.block.parse(text, parser, env, tokens)
    for token in tokens:
        if token.map and token.level >= DEEPEST - 1:
            raise SourceError(f"line {token.map[0] + 1}: nested too deeply: simplify it")
    return tokens, env


def spans(content: str, env: Env) -> list[InlineSpan]:
    """The inline constructs of a block's content, in order; what lies between is plain text."""
    if not _STARTS.search(content):
        return []
    tokens: list[Token] = []
    parser = _parser(env["features"])
    parser.inline.parse(content, parser, env, tokens)
    found = [_span(token) for token in tokens if "span" in token.meta and token.type != "text"]
    return sorted(found, key=lambda span: span.start)


def _span(token: Token) -> InlineSpan:
    start, end = token.meta["span"]
    if token.type == "strong_open":
        start -= 1
    elif token.type == "strong_close":
        end += 1
    kind = token.meta.get("kind", token.type)
    meta = token.meta
    return InlineSpan(
        kind, start, end, token.content, meta.get("inner"), meta.get("title"), meta.get("label")
    )


def same_label(one: str, other: str) -> bool:
    """Whether two labels name the same reference."""
    return normalizeReference(one) == normalizeReference(other)


def title_span(text: str, start: int) -> tuple[int, int] | None:
    """Where the title stands in `  <url>  "title"`."""
    place = parseLinkDestination(text, _skip(text, start), len(text))
    if not place.ok:
        return None
    after = _skip(text, place.pos)
    title = parseLinkTitle(text, after, len(text))
    return (after, title.pos) if after > place.pos and title.ok else None


def _skip(text: str, start: int) -> int:
    while start < len(text) and text[start] in _BLANKS:
        start += 1
    return start


def _mark(tokens: list[Token], start: int, end: int) -> None:
    """Place the delimiter tokens of one run, which end where the rule ended."""
    for token in reversed(tokens):
        if end <= start:
            return
        token.meta = {"span": (end - len(token.content), end)}
        end -= len(token.content)


def _delimiters(rule: InlineRule, signs: str) -> InlineRule:
    def run(state: StateInline, silent: bool) -> bool:
        if state.src[state.pos] not in signs:
            return False
        start, count = state.pos, len(state.tokens)
        found = rule(state, silent)
        if found and not silent:
            _mark(state.tokens[count:], start, state.pos)
        return found

    return run


def _whole(rule: InlineRule, name: str) -> InlineRule:
    """A rule whose construct is one piece."""
    signs = _SIGNS[name]

    def run(state: StateInline, silent: bool) -> bool:
        if state.src[state.pos] not in signs:
            return False
        start, count = state.pos, len(state.tokens)
        found = rule(state, silent)
        made = [token for token in state.tokens[count:] if token.type != "text"]
        if not found or silent or not made:
            return found
        while name == "newline" and start > 0 and state.src[start - 1] in " \t":
            start -= 1
        made[0].meta = {"span": (start, state.pos)}
        if name == "autolink":
            made[0].meta["kind"] = name
            made[0].content = state.src[start + 1 : state.pos - 1]
        return True

    return run


def _opens(state: StateInline, sign: str) -> bool:
    """Whether that stands here and any bracket closes: to try many that none closes takes long."""
    found = state.src.startswith(sign, state.pos)
    return found and state.src.find("]", state.pos, state.posMax) >= 0


def _link(rule: InlineRule) -> InlineRule:
    def run(state: StateInline, silent: bool) -> bool:
        if not _opens(state, "["):
            return False
        start, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if silent:
            return True
        opening = next(token for token in state.tokens[count:] if token.type == "link_open")
        opening.meta = {"span": (start, start + 1)}
        inside = parseLinkLabel(state, start, True)
        state.tokens[-1].meta = _target(state.src, start + 1, inside, state.pos)
        return True

    return run


def _image(rule: InlineRule) -> InlineRule:
    """The parser reads alt texts recursively, without limit; here only their place is noted."""

    def run(state: StateInline, silent: bool) -> bool:
        start = state.pos
        if not _opens(state, "![") or not rule(state, True):
            return False
        if not silent:
            end, state.pos = state.pos, start
            inside = parseLinkLabel(state, start + 1, False)
            state.pos = end
            token = state.push("image", "img", 0)
            token.meta = _target(state.src, start + 2, inside, end)
            token.meta |= {"span": (start, end), "inner": (start + 2, inside)}
        return True

    return run


def _note(rule: InlineRule) -> InlineRule:
    """`^[text]`: likewise."""

    def run(state: StateInline, silent: bool) -> bool:
        start = state.pos
        if state.src[start] != "^" or not rule(state, True):
            return False
        if not silent:
            token = state.push("footnote_inline", "", 0)
            token.meta = {"span": (start, state.pos), "inner": (start + 2, state.pos - 1)}
        return True

    return run


def _target(text: str, start: int, inside: int, end: int) -> dict[str, Any]:
    """What stands behind a link's or image's text: url and title, or a reference."""
    meta: dict[str, Any] = {"span": (inside, end)}
    tail = text[inside:end]
    if tail in ("]", "][]"):
        meta["label"] = " ".join(text[start:inside].split())
    elif tail.startswith("]("):
        meta["title"] = title_span(text[:end], inside + 2) if end - inside < 10_000 else None
    return meta


def _lines(rule: BlockRule) -> BlockRule:
    """Note where the content of each line of a block starts, behind quote marks and indents."""

    def run(state: StateBlock, line: int, last: int, silent: bool) -> bool:
        count = len(state.tokens)
        found = rule(state, line, last, silent)
        if found and not silent:
            for token in state.tokens[count:]:
                if token.map and token.type in _WITH_LINES and "starts" not in token.meta:
                    first, end = token.map
                    token.meta["starts"] = [
                        state.bMarks[at] + state.tShift[at]
                        for at in range(first, max(end, first + 1))
                    ]
        return found

    return run


@lru_cache(maxsize=32)
def _parser(features: Features) -> MarkdownIt:
    """A parser that notes the place of everything it finds."""
    parser = MarkdownIt("commonmark", {"inline_definitions": True, "maxNesting": DEEPEST})
    parser.enable(["table", "strikethrough"]).use(footnote_plugin, move_to_end=False)
    parser.inline.ruler2.disable("fragments_join")
    inline_rules.use(parser, features)
    block_rules.use(parser, features)
    for row in parser.inline.ruler.__rules__:
        if row.name in ("emphasis", "strikethrough"):
            row.fn = _delimiters(row.fn, _SIGNS[row.name])
        elif row.name in _WRAPS:
            row.fn = _WRAPS[row.name](row.fn)
        elif row.name in _SIGNS:
            row.fn = _whole(row.fn, row.name)
    for block in parser.block.ruler.__rules__:
        if block.name not in _WITHOUT_LINES:
            block.fn = _lines(block.fn)
    return parser


_SIGNS = {
    "newline": "\n",
    "escape": "\\",
    "backticks": "`",
    "strikethrough": "~",
    "emphasis": "*_",
    "footnote_ref": "[",
    "autolink": "<",
    "html_inline": "<",
    "entity": "&",
}
"""With which signs what a rule finds begins: most rules need not be asked at most signs."""
_WRAPS = {"link": _link, "image": _image, "footnote_inline": _note}
_WITH_LINES = frozenset(
    {"inline", "fence", "html_block", "definition", "template", "marker", "raw"}
)
_WITHOUT_LINES = frozenset({"code", "hr", "blockquote", "list", "footnote_def"})
_TEMPLATES = frozenset({"templates", "shortcodes", "mdx", "comments"})
"""Features with template syntax."""
