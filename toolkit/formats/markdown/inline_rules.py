"""What other Markdown programs understand within a line, as rules for the parser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_inline import StateInline

from toolkit.formats.markdown.dialects import Features
from toolkit.formats.templates import MASK

Rule = Callable[[StateInline, bool], bool]
_MASKED = re.compile(f"{MASK}+")
_BRACES = re.compile(r"\{[^{}\n]{1,400}\}")
_ATTRIBUTES = re.compile(r"\{[ \t]*[:#.=%][^{}]*\}|\{[ \t]*[\w-]+=[^{}]*\}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_LONG_WORD = re.compile(r"(?<![\\{A-Za-z])[^\W\d_]{4,}")
_IN_FORMULA = re.compile(r"\\(?:text|mathrm|mathbf|operatorname|mbox|textrm|textbf)\s*\{[^{}]*\}")
_SIGNS = re.compile(r"[\\^_=+{}<>|/]|\A\s*[A-Za-zΑ-ω]'?\s*\Z")
_DOLLARS = re.compile(
    r"\$\$(?P<display>(?:[^$\\]|\\.)+?)\$\$|\$(?P<inline>(?![\s$])(?:[^$\\\n]|\\.|\n(?!\s*\n))+?)(?<!\s)\$(?!\d)"
)
_BACKSLASHES = re.compile(r"\\\((?P<inline>.+?)\\\)|\\\[(?P<display>.+?)\\\]", re.S)
_BEGIN = re.compile(r"\\begin\{(\w+\*?)\}.*?\\end\{\1\}", re.S)
_LONGEST_FORMULA = 2_000
_WIKI = re.compile(r"!?\[\[(?P<target>[^\[\]|\n]+?)(?:\\?\|(?P<alias>[^\[\]\n]*))?\]\](?![(\[])")
_SIZE = re.compile(r"\s*|\d+(?:x\d+)?")
_MARKED = re.compile(r"==(?=[^\s=])([^\n]*?[^\s=])==(?!=)")
_EMOJI = re.compile(r":(?:[a-z][a-z0-9_+-]*[a-z0-9]|\+1|-1):(?![\w:])")
_BLOCK_NAME = re.compile(r"\^[A-Za-z0-9-]+[ \t]*(?=\n|\Z)")


def use(parser: MarkdownIt, features: Features) -> None:
    """Give a parser the rules of these features."""
    for name, rule in _rules(features):
        parser.inline.ruler.before("escape", name, rule)
    parser.inline.add_terminator_char(MASK)


def _rules(features: Features) -> Iterator[tuple[str, Rule]]:
    yield "template", _template
    yield "braces", _braces
    if "math" in features:
        yield "formula", _formula
    if "wikilinks" in features:
        yield "wiki", _wiki
        yield "block_name", _block_name
    if "marks" in features:
        yield "marked", _marked
        yield "emoji", _emoji


def _push(state: StateInline, kind: str, end: int, shown: str = "") -> None:
    """One piece from here to there."""
    token = state.push(kind, "", 0)
    token.content = shown
    token.meta = {"span": (state.pos, end)}


def _enclosed(state: StateInline, kind: str, inner: tuple[int, int], end: int) -> None:
    """A pair around what is read in between."""
    tag = "mark" if kind == "marked" else "span"
    opening = state.push(f"{kind}_open", tag, 1)
    opening.meta = {"span": (state.pos, inner[0])}
    last = state.posMax
    state.pos, state.posMax = inner
    state.linkLevel += 1
    state.md.inline.tokenize(state)
    state.linkLevel -= 1
    state.posMax = last
    closing = state.push(f"{kind}_close", tag, -1)
    closing.meta = {"span": (inner[1], end)}


def _template(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != MASK:
        return False
    found = _MASKED.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        _push(state, "template", found.end())
    state.pos = found.end()
    return True


def _braces(state: StateInline, silent: bool) -> bool:
    """`{…}` without a sentence in it: attributes, a placeholder of another program."""
    if state.src[state.pos] != "{":
        return False
    found = _BRACES.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    attributes = _ATTRIBUTES.fullmatch(found[0])
    if not attributes and len(_WORD.findall(found[0])) > 1 and " " in found[0].strip():
        return False
    if not silent:
        _push(state, "attributes" if attributes else "braces", found.end(), found[0])
    state.pos = found.end()
    return True


def is_formula(text: str, close: str) -> bool:
    """Whether this is no prose, and if its delimiters are mere escapes, surely a formula."""
    bare = _IN_FORMULA.sub(" ", text)
    if close.startswith("\\end"):
        return True
    if close != "$$" and (not _SIGNS.search(bare) or (close[0] == "\\" and "`" in bare)):
        return False
    return len(_LONG_WORD.findall(bare)) < 2 or close == "$$"


def _formula(state: StateInline, silent: bool) -> bool:
    sign = state.src[state.pos]
    if sign not in "$\\":
        return False
    limit = min(state.posMax, state.pos + _LONGEST_FORMULA)
    pattern = _DOLLARS if sign == "$" else _BACKSLASHES
    found = pattern.match(state.src, state.pos, limit)
    if found is None and sign == "\\":
        found = _BEGIN.match(state.src, state.pos, limit)
        close = "\\end"
    elif found:
        display = found["display"] is not None
        close = ("$$" if display else "$") if sign == "$" else ("\\]" if display else "\\)")
    if found is None or (close == "$" and state.src[state.pos - 1 : state.pos].isdigit()):
        return False
    text = found[0] if close == "\\end" else found["display"] or found["inline"]
    if not (close == "$" and _is_variable(text)) and not is_formula(text, close):
        return False
    if not silent:
        _push(state, "formula", found.end(), found[0])
    state.pos = found.end()
    return True


def _is_variable(text: str) -> bool:
    """A single word or number between two dollars."""
    return bool(re.fullmatch(r"\S{1,12}", text))


def _wiki(state: StateInline, silent: bool) -> bool:
    """`[[page]]`, `[[page|words]]`, `![[file]]`."""
    if state.src[state.pos] not in "![":
        return False
    found = _WIKI.match(state.src, state.pos, state.posMax)
    if not found or _is_defined(state, found["target"]):
        return False
    alias = found["alias"]
    if silent:
        state.pos = found.end()
    elif alias and not _SIZE.fullmatch(alias) and found[0][0] == "[":
        _enclosed(state, "wiki", found.span("alias"), found.end())
        state.pos = found.end()
    else:
        named = alias if alias and not _SIZE.fullmatch(alias) else found["target"]
        _push(state, "wiki", found.end(), "" if found[0][0] == "!" else named)
        state.tokens[-1].meta["file"] = found["target"] if found[0][0] == "!" else ""
        state.pos = found.end()
    return True


def _is_defined(state: StateInline, label: str) -> bool:
    """Whether the inner brackets are a reference that the document itself defines."""
    references = state.env.get("references", {})
    return isinstance(references, dict) and dict.__contains__(references, normalizeReference(label))


def _marked(state: StateInline, silent: bool) -> bool:
    """`==highlighted==`."""
    if state.src[state.pos] != "=":
        return False
    found = _MARKED.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        _enclosed(state, "marked", found.span(1), found.end())
    state.pos = found.end()
    return True


def _emoji(state: StateInline, silent: bool) -> bool:
    """`:smile:`, `:material-home:`."""
    if state.src[state.pos] != ":":
        return False
    found = _EMOJI.match(state.src, state.pos, state.posMax)
    before = state.src[state.pos - 1 : state.pos] if state.pos else ""
    if not found or before.isalnum():
        return False
    if not silent:
        _push(state, "emoji", found.end(), found[0])
    state.pos = found.end()
    return True


def _block_name(state: StateInline, silent: bool) -> bool:
    """Obsidian's name of a block at its end: ` ^name`, with the blank before it."""
    if state.src[state.pos] != "^":
        return False
    found = _BLOCK_NAME.match(state.src, state.pos, state.posMax)
    if not found or state.src[state.pos - 1 : state.pos] not in (" ", "\t", "\n"):
        return False
    if not silent:
        state.pos -= 1
        _push(state, "attributes", found.end())
    state.pos = found.end()
    return True
