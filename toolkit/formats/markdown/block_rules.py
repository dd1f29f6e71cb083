"""Lines that other Markdown programs understand, as rules for the parser.

What is on such a line is never text but for a title; the lines stay lines. Tokens are `template`
and `raw` for what is skeleton as a whole, `marker` for a line whose `meta["title"]` says where in
it a title stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, paragraph
from mdit_py_plugins.deflist import deflist_plugin

from toolkit.formats.markdown.block_state import (
    Rule,
    begins,
    inside,
    is_indented_code,
    line_of,
    push,
)
from toolkit.formats.markdown.dialects import Features
from toolkit.formats.markdown.fences import fences, grid
from toolkit.formats.markdown.inline_rules import is_formula
from toolkit.formats.markdown.nested import nested, only_blocks, only_lines
from toolkit.formats.templates import MASK

_INTERRUPTS = ["paragraph", "reference", "blockquote", "list"]
_MASKED = re.compile(f"{MASK}[{MASK} \\t]*")
_TITLE = r"(?P<title>\S.*?)"
_DIRECTIVE = re.compile(
    r":{3,}[ \t]*(?:(?:[\w-]+|\{[\w-]+\})(?:\[(?P<label>[^\]\n]+)\]"
    rf"|[ \t]+(?![\w-]+=|\{{){_TITLE})?)?[ \t]*(?:\{{.*\}}|{MASK}+)?[ \t]*"
    r"|:{3,}[^\s\w].*|:{3,}[ \t]*[\w-]+[.:\]\[/].*"
    rf"|::[\w-]+(?:\[(?P<leaf>[^\]\n]+)\])?(?:\{{.*\}}|{MASK}+)?[ \t]*"
    rf"|/{{3,}}[ \t]*(?:[\w-]+(?:[ \t]*\|[ \t]*(?P<block>\S.*?))?)?[ \t]*"
)
_ABBREVIATION = re.compile(rf"\*\[[^\]\n]+\]:[ \t]+{_TITLE}[ \t]*")
_ATTRIBUTES = re.compile(
    r"\([^()\s][^()\n]*\)=[ \t]*|\{:[^}\n]*\}[ \t]*|\{[ \t]*[#.][\w-][^}\n]*\}[ \t]*"
    r"|\{[ \t]*[\w-]+=[^}\n]*\}[ \t]*"
)
_COMMENT = re.compile(r"%.*|\+\+\+.*")
"""MyST's comments and the bounds of its blocks."""
_TOC = re.compile(
    r"\[\[?_?(?:TOC|toc)_?\]\]?[ \t]*|@\[toc\].*|;?-+8<-+.*|<<<[ \t]*@.*|\{!.*!\}[ \t]*"
    r"|\\(?:newpage|pagebreak|clearpage|tableofcontents)\b.*"
)
_INDENTED = re.compile(
    r"(?:!!!|\?\?\?\+?)(?:[ \t]+[\w-]+)*[ \t]*(?:\"(?P<title>.*)\")?[ \t]*"
    r"|===[!+]?[ \t]+\"(?P<tab>.*)\"[ \t]*"
)
_MODULE = re.compile(
    rf"import[ \t]*(?:['\"]|[\w*{MASK}].*[ \t{MASK}]from[ \t]*['\"])"
    rf"|export[ \t]+(?:default|const|let|var|function|async|class|\*|{MASK})"
)
_FORMULAS = {"$$": "$$", "\\[": "\\]"}
_BEGIN = re.compile(r"\\begin\{([A-Za-z]+\*?)\}")
_BEGIN_WITH_LETTERS = frozenset({"definitions", "mdx"})
"""Features with blocks that may begin as paragraphs do."""
_LONGEST_FORMULA = 200
"""Lines."""


def use(parser: MarkdownIt, features: Features) -> None:
    """Give a parser the rules of these features."""
    for name, rule, interrupts in _rules(features):
        alt = _INTERRUPTS if interrupts else []
        parser.block.ruler.before("fence", name, rule, {"alt": alt})
    html = {"nested": only_blocks, "unindented": only_lines}
    for row in parser.block.ruler.__rules__:
        for name in html.keys() & features if row.name == "html_block" else ():
            row.fn = html[name](row.fn)
    if features.isdisjoint(_BEGIN_WITH_LETTERS):
        parser.block.ruler.before("table", "plain", _plain)
    if "unindented" in features:  # MDX has no code by indentation
        parser.block.ruler.disable("code")
    if "definitions" in features:
        parser.use(deflist_plugin)


def _rules(features: Features) -> Iterable[tuple[str, Rule, bool]]:
    yield "template", _template, True
    yield "attributes", _marker(_ATTRIBUTES, "{("), True
    if "nested" in features:
        yield "nested", nested, True
    if "fences" in features:
        yield "fences", fences, True
        yield "comment", _marker(_COMMENT, "%+"), True
    if "grids" in features:
        yield "grid", grid, True
    if "directives" in features:
        yield "directive", _marker(_DIRECTIVE, ":/"), True
    if "admonitions" in features:
        yield "admonition", _indented, True
    if "abbreviations" in features:
        yield "abbreviation", _marker(_ABBREVIATION, "*", hidden=True), True
    if "toc" in features:
        yield "toc", _marker(_TOC, "[@;-<{\\"), True
    if "math" in features:
        yield "formula", _formula, True
    if "mdx" in features:
        yield "module", _module, False


def _plain(state: StateBlock, line: int, last: int, silent: bool) -> bool:
    """A paragraph whose lines all begin with letters: no other rule would take one of them.

    Most are such, and to ask all the rules takes long.
    """
    if silent or is_indented_code(state, line):
        return False
    for at in range(line, state.lineMax):
        start = state.bMarks[at] + state.tShift[at]
        if start >= state.eMarks[at]:
            break
        if not state.src[start].isalpha():
            return False
    return bool(paragraph(state, line, last, silent))


def _template(state: StateBlock, line: int, _last: int, silent: bool) -> bool:
    """A line of template syntax alone."""
    if not begins(state, line, MASK) or not _MASKED.fullmatch(line_of(state, line)):
        return False
    if not silent:
        push(state, "template", line, line + 1)
    return True


def _marker(pattern: re.Pattern[str], signs: str, *, hidden: bool = False) -> Rule:
    """A rule for lines of this form; the one of its groups that matched is a title.

    `signs` are those with which such a line may begin. `hidden`: the title is none that a page
    shows.
    """

    def rule(state: StateBlock, line: int, _last: int, silent: bool) -> bool:
        found = None
        if begins(state, line, signs) and not is_indented_code(state, line):
            found = pattern.fullmatch(line_of(state, line))
        if found and not silent:
            push(state, "marker", line, line + 1, _title(found))
            state.tokens[-1].meta["hidden"] = hidden
        return found is not None

    return rule


def _title(found: re.Match[str]) -> tuple[int, int] | None:
    spans = (found.span(name) for name in found.groupdict())
    return next((span for span in spans if span[1] > span[0]), None)


def _indented(state: StateBlock, line: int, last: int, silent: bool) -> bool:
    """`!!! note "Title"`, `??? note`, `=== "Tab"`: what is indented by four below belongs to it."""
    found = None
    if begins(state, line, "!?=") and not is_indented_code(state, line):
        found = _INDENTED.fullmatch(line_of(state, line))
    if not found or silent:
        return found is not None
    indent = state.sCount[line] + 4
    end = line + 1
    while end < last and (state.isEmpty(end) or state.sCount[end] >= indent):
        end += 1
    push(state, "marker", line, line + 1, _title(found))
    inside(state, line + 1, end, indent)
    state.line = end
    return True


def _formula(state: StateBlock, line: int, last: int, silent: bool) -> bool:
    """A formula that begins and ends with a line."""
    words = "" if is_indented_code(state, line) else line_of(state, line)
    begin = _BEGIN.match(words)
    close = f"\\end{{{begin[1]}}}" if begin else _FORMULAS.get(words[:2], "")
    if not close:
        return False
    text = words if begin else words[2:]
    end = line
    while close not in text:
        end += 1
        if end >= min(last, line + _LONGEST_FORMULA) or state.isEmpty(end):
            return False
        text += "\n" + line_of(state, end)
    inner, _, rest = text.rpartition(close)
    if re.sub(r"\([\w:.-]+\)|\{[^}]*\}", "", rest).strip(" \t.,;") or not is_formula(inner, close):
        return False
    if not silent:
        push(state, "raw", line, end + 1)
        state.tokens[-1].content = "\n".join(line_of(state, at) for at in range(line, end + 1))
    return True


def _module(state: StateBlock, line: int, last: int, silent: bool) -> bool:
    """`import …` and `export …` of MDX, up to an empty line."""
    if silent or state.sCount[line] or not _MODULE.match(line_of(state, line)):
        return False
    end = line + 1
    while end < last and not state.isEmpty(end):
        end += 1
    push(state, "raw", line, end)
    return True
