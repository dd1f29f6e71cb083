"""Lines that other Markdown programs understand, as rules for the parser.

What is on such a line is never text but for a title; the lines stay lines. Tokens are `template`
and `raw` for what is skeleton as a whole, `marker` for a line whose `meta["title"]` says where in
it a title stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from mdit_py_plugins.deflist import deflist_plugin

from toolkit.formats.markdown.dialects import Features
from toolkit.formats.markdown.inline_rules import MASK, is_formula

Rule = Callable[[StateBlock, int, int, bool], bool]
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
_ATTRIBUTES = re.compile(r"\{:[^}\n]*\}[ \t]*|\{[ \t]*[#.][\w-][^}\n]*\}[ \t]*")
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
_LONGEST_FORMULA = 200
"""Lines."""


def use(parser: MarkdownIt, features: Features) -> None:
    """Give a parser the rules of these features."""
    for name, rule, interrupts in _rules(features):
        alt = _INTERRUPTS if interrupts else []
        parser.block.ruler.before("fence", name, rule, {"alt": alt})
    if "definitions" in features:
        parser.use(deflist_plugin)


def _rules(features: Features) -> Iterable[tuple[str, Rule, bool]]:
    yield "template", _template, True
    yield "attributes", _marker(_ATTRIBUTES, "{"), True
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


def _line(state: StateBlock, line: int) -> str:
    """A line without its indent and what stands before it."""
    return str(state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]])


def _begins(state: StateBlock, line: int, signs: str) -> bool:
    """Whether a line begins with one of these signs."""
    start = state.bMarks[line] + state.tShift[line]
    return start < state.eMarks[line] and state.src[start] in signs


def _is_indented_code(state: StateBlock, line: int) -> bool:
    return bool(state.is_code_block(line))


def _template(state: StateBlock, line: int, _last: int, silent: bool) -> bool:
    """A line of template syntax alone."""
    if not _begins(state, line, MASK) or not _MASKED.fullmatch(_line(state, line)):
        return False
    if not silent:
        _push(state, "template", line, line + 1)
    return True


def _push(
    state: StateBlock, kind: str, line: int, end: int, title: tuple[int, int] | None = None
) -> None:
    token = state.push(kind, "", 0)
    token.map = [line, end]
    token.meta = {"title": title}
    token.block = True
    if title:
        token.content = _line(state, line)[slice(*title)]
    state.line = end


def _marker(pattern: re.Pattern[str], signs: str, *, hidden: bool = False) -> Rule:
    """A rule for lines of this form; the one of its groups that matched is a title.

    `signs` are those with which such a line may begin. `hidden`: the title is none that a page
    shows.
    """

    def rule(state: StateBlock, line: int, _last: int, silent: bool) -> bool:
        found = None
        if _begins(state, line, signs) and not _is_indented_code(state, line):
            found = pattern.fullmatch(_line(state, line))
        if found and not silent:
            _push(state, "marker", line, line + 1, _title(found))
            state.tokens[-1].meta["hidden"] = hidden
        return found is not None

    return rule


def _title(found: re.Match[str]) -> tuple[int, int] | None:
    spans = (found.span(name) for name in found.groupdict())
    return next((span for span in spans if span[1] > span[0]), None)


def _indented(state: StateBlock, line: int, last: int, silent: bool) -> bool:
    """`!!! note "Title"`, `??? note`, `=== "Tab"`: what is indented by four below belongs to it."""
    found = None
    if _begins(state, line, "!?=") and not _is_indented_code(state, line):
        found = _INDENTED.fullmatch(_line(state, line))
    if not found or silent:
        return found is not None
    indent = state.sCount[line] + 4
    end = line + 1
    while end < last and (state.isEmpty(end) or state.sCount[end] >= indent):
        end += 1
    _push(state, "marker", line, line + 1, _title(found))
    state.push("admonition_open", "div", 1).block = True
    before = state.blkIndent, state.lineMax, state.parentType
    state.blkIndent, state.lineMax, state.parentType = indent, end, "admonition"
    state.md.block.tokenize(state, line + 1, end)
    state.blkIndent, state.lineMax, state.parentType = before
    state.push("admonition_close", "div", -1).block = True
    state.line = end
    return True


def _formula(state: StateBlock, line: int, last: int, silent: bool) -> bool:
    """A formula that begins and ends with a line."""
    words = "" if _is_indented_code(state, line) else _line(state, line)
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
        text += "\n" + _line(state, end)
    inner, _, rest = text.rpartition(close)
    if re.sub(r"\(\w+\)|\{[^}]*\}", "", rest).strip(" \t.,;") or not is_formula(inner, close):
        return False
    if not silent:
        _push(state, "raw", line, end + 1)
        state.tokens[-1].content = "\n".join(_line(state, at) for at in range(line, end + 1))
    return True


def _module(state: StateBlock, line: int, last: int, silent: bool) -> bool:
    """`import …` and `export …` of MDX, up to an empty line."""
    if silent or state.sCount[line] or not _MODULE.match(_line(state, line)):
        return False
    end = line + 1
    while end < last and not state.isEmpty(end):
        end += 1
    _push(state, "raw", line, end)
    return True
