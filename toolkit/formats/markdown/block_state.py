"""What the rules for lines of other Markdown programs have in common."""

from __future__ import annotations

from collections.abc import Callable

from markdown_it.rules_block import StateBlock

Rule = Callable[[StateBlock, int, int, bool], bool]


def line_of(state: StateBlock, line: int) -> str:
    """A line without its indent and what stands before it."""
    return str(state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]])


def begins(state: StateBlock, line: int, signs: str) -> bool:
    """Whether a line begins with one of these signs."""
    start = state.bMarks[line] + state.tShift[line]
    return start < state.eMarks[line] and state.src[start] in signs


def is_indented_code(state: StateBlock, line: int) -> bool:
    """Whether a line is code because it is indented."""
    return bool(state.is_code_block(line))


def push(
    state: StateBlock, kind: str, line: int, end: int, title: tuple[int, int] | None = None
) -> None:
    """A token for some lines; `title` is where in the first of them a text stands."""
    token = state.push(kind, "", 0)
    token.map = [line, end]
    token.meta = {"title": title}
    token.block = True
    if title:
        token.content = line_of(state, line)[slice(*title)]
    state.line = end


def inside(state: StateBlock, line: int, end: int, indent: int = 0) -> None:
    """Read lines as blocks of their own, which stand in a box."""
    state.push("admonition_open", "div", 1).block = True
    before = state.blkIndent, state.lineMax, state.parentType
    state.blkIndent, state.lineMax, state.parentType = indent or state.blkIndent, end, "admonition"
    state.md.block.tokenize(state, line, end)
    state.blkIndent, state.lineMax, state.parentType = before
    state.push("admonition_close", "div", -1).block = True
