"""Markdown between the tags of HTML that say so: `<div markdown="1">`, `<div markdown>`."""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock

from toolkit.formats.html.tags import BLOCKS
from toolkit.formats.markdown.block_state import Rule, begins, inside, is_indented_code, line_of

_SAYS = r"\b[^<>]*\smarkdown(?:=[\"']?(?:1|block|span)[\"']?)?(?:\s[^<>]*)?>[ \t]*"
_HOLDER = re.compile(rf"<(?P<name>[A-Za-z][\w-]*){_SAYS}")
_HELD = re.compile(rf"<[A-Za-z][\w-]*{_SAYS}[^\s<]")
_TAG = re.compile(r"</?(?P<name>[A-Za-z][\w-]*)[^<>]*>?")


def nested(state: StateBlock, line: int, last: int, silent: bool) -> bool:
    """A tag alone on its line that says that Markdown follows, up to its end tag.

    In between, only tags that begin a block do so.
    """
    found = None
    if begins(state, line, "<") and not is_indented_code(state, line):
        found = _HOLDER.fullmatch(line_of(state, line))
    if not found or silent:
        return found is not None
    tag = re.compile(rf"<(?P<end>/?){found['name']}\b[^<>]*>", re.I)
    depth, end = 0, line
    while end < last:
        steps = [-1 if step["end"] else 1 for step in tag.finditer(line_of(state, end))]
        depth += sum(steps)
        if depth <= 0:
            break
        end += 1
    else:
        return False
    whole = tag.fullmatch(line_of(state, end).rstrip()) is not None
    _html(state, line)
    before, state.env["nested"] = state.env.get("nested", False), True
    inside(state, line + 1, end if whole else end + 1)
    state.env["nested"] = before
    if whole:
        _html(state, end)
    state.line = end + 1
    return True


def _html(state: StateBlock, line: int) -> None:
    """A line of HTML."""
    token = state.push("html_block", "", 0)
    token.map = [line, line + 1]
    token.content = state.getLines(line, line + 1, state.blkIndent, True)


def only_blocks(rule: Rule) -> Rule:
    """The rule for HTML; where Markdown is nested in it, tags that stand in texts begin nothing."""

    def run(state: StateBlock, line: int, last: int, silent: bool) -> bool:
        if state.env.get("nested"):
            found = _TAG.match(line_of(state, line))
            if found and found["name"].lower() not in BLOCKS:
                return False
        if begins(state, line, "<") and _HELD.match(line_of(state, line)):
            return False
        return rule(state, line, last, silent)

    return run
