"""MyST's directives between fences, which hold text, and tables drawn with lines."""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock

from toolkit.formats.markdown.block_state import begins, inside, is_indented_code, line_of, push

_FENCE = re.compile(
    r"(?P<fence>`{3,}|~{3,}|:{3,})[ \t]*\{(?P<name>[a-z][\w:-]*)\}[ \t]*"
    r"(?P<title>[^`\s].*?)?[ \t]*"
)
_OPTION = re.compile(r":(?P<name>[\w-]+):[ \t]*(?P<value>.*?)[ \t]*")
SHOWN = frozenset({"alt", "caption", "title", "subtitle", "header", "footer"})
"""Options of a directive whose values are for readers."""
_WITH_TEXT = frozenset(
    [
        "admonition",
        "attention",
        "caution",
        "danger",
        "error",
        "hint",
        "important",
        "note",
        "seealso",
        "tip",
        "warning",
        "todo",
        "aside",
        "dropdown",
        "card",
        "grid",
        "grid-item",
        "grid-item-card",
        "tab-item",
        "tab-set",
        "topic",
        "sidebar",
        "margin",
        "epigraph",
        "pull-quote",
        "highlights",
        "compound",
        "container",
        "figure",
        "versionadded",
        "versionchanged",
        "deprecated",
        "rubric",
        "exercise",
        "solution",
        "definition",
        "theorem",
        "proof",
        "remark",
        "example",
    ]
)
_WITH_CODE = frozenset(
    [
        "code",
        "code-block",
        "code-cell",
        "sourcecode",
        "math",
        "mermaid",
        "graphviz",
        "toctree",
        "literalinclude",
        "eval-rst",
        "raw",
        "parsed-literal",
        "csv-table",
        "include",
        "contents",
        "bibliography",
        "plantuml",
    ]
)
_NAMING = frozenset({"figure", "grid", "container", "versionadded", "versionchanged", "deprecated"})
"""Those whose argument is no text."""
_GRID = re.compile(r"\+(?:[-=:]{2,}\+)+[ \t]*")


def fences(state: StateBlock, line: int, last: int, silent: bool) -> bool:
    """MyST's directives: their titles, some options and the text in them are for readers."""
    found = None
    if begins(state, line, "`~:") and not is_indented_code(state, line):
        found = _FENCE.fullmatch(line_of(state, line))
    if not found or not (found["fence"][0] == ":" or found["name"] in _WITH_TEXT):
        return False
    end = _end(state, line, last, found["fence"])
    if found["name"] in _WITH_CODE:
        if not silent:
            _keep(state, line, min(end + 1, last))
        return True
    if silent:
        return True
    title = found.span("title") if found["title"] and found["name"] not in _NAMING else None
    push(state, "marker", line, line + 1, title)
    inside(state, _options(state, line + 1, end), end)
    if end < last and _closes(line_of(state, end), found["fence"]):
        push(state, "marker", end, end + 1)
    state.line = max(state.line, end)
    return True


def _end(state: StateBlock, line: int, last: int, fence: str) -> int:
    """The line that ends what a fence began, or behind its last one."""
    end = line + 1
    while end < last and not _closes(line_of(state, end), fence):
        if state.sCount[end] < state.blkIndent and not state.isEmpty(end):
            break
        end += 1
    return end


def _options(state: StateBlock, line: int, end: int) -> int:
    """Read the options of a directive, `:name: value` or between `---`; the line behind them."""
    first = line
    dashes = line < end and line_of(state, line).rstrip() == "---"
    while line < end and (dashes or _OPTION.fullmatch(line_of(state, line))):
        words = line_of(state, line)
        found = None if dashes else _OPTION.fullmatch(words)
        shown = found if found and found["name"] in SHOWN and found["value"] else None
        push(state, "marker", line, line + 1, shown.span("value") if shown else None)
        state.tokens[-1].meta |= {"option": shown["name"] if shown else "", "hidden": True}
        state.tokens[-1].meta["yaml"] = dashes
        line += 1
        if dashes and words.rstrip() == "---" and line > first + 1:
            break
    return line


def _keep(state: StateBlock, line: int, end: int) -> None:
    """Lines that stay as they are, and are shown so."""
    push(state, "raw", line, end)
    state.tokens[-1].content = "\n".join(line_of(state, at) for at in range(line, end))
    state.tokens[-1].info = "code"


def _closes(words: str, fence: str) -> bool:
    """Whether a line ends what a fence began."""
    bare = words.rstrip()
    return len(bare) >= len(fence) and not bare.strip(fence[0])


def grid(state: StateBlock, line: int, last: int, silent: bool) -> bool:
    """A table drawn with lines, whose texts stand side by side: it stays as it is."""
    found = None
    if begins(state, line, "+") and not is_indented_code(state, line):
        found = _GRID.fullmatch(line_of(state, line))
    if not found or line + 1 >= last or not begins(state, line + 1, "|+"):
        return False
    if not silent:
        end = line + 1
        while end < last and begins(state, end, "|+"):
            end += 1
        _keep(state, line, end)
    return True
