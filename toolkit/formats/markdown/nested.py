"""Markdown between the tags of HTML: those that say so (`<div markdown="1">`), those of MDX."""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock

from toolkit.formats.html.tags import BLOCKS, RAW
from toolkit.formats.html.tokens import Token, tokens
from toolkit.formats.html.tree import protects
from toolkit.formats.markdown.block_state import Rule, begins, inside, is_indented_code, line_of

_SAYS = frozenset({"", "1", "block", "span"})
"""Values of the attribute `markdown`."""
_ELEMENT = re.compile(r"<(?P<name>[A-Za-z]\w*)\b[^<>]*>.*</(?P=name)>[ \t]*", re.I)
_TAG = re.compile(r"</?(?P<name>[A-Za-z][\w-]*)[^<>]*>?")


def nested(state: StateBlock, line: int, last: int, silent: bool) -> bool:
    """A tag alone on its line that says that Markdown follows, up to its end tag.

    In between, only tags that begin a block do so.
    """
    words = line_of(state, line) if begins(state, line, "<") else ""
    holder = _holder(words)
    if not holder or words[holder.end :].strip() or is_indented_code(state, line):
        return False
    if silent:
        return True
    end = _end(state, line, last, holder.name)
    if end < 0:
        return False
    whole = _TAG.fullmatch(line_of(state, end).rstrip()) is not None
    _html(state, line)
    before, state.env["nested"] = state.env.get("nested", False), True
    inside(state, line + 1, end if whole else end + 1)
    state.env["nested"] = before
    if whole:
        _html(state, end)
    state.line = end + 1
    return True


def _end(state: StateBlock, line: int, last: int, name: str) -> int:
    """The line in which an element ends that begins with a line; -1 if there is none."""
    tag = re.compile(rf"<(?P<end>/?){re.escape(name)}\b[^<>]*>", re.I)
    depth = 0
    for at in range(line, last):
        depth += sum(-1 if step["end"] else 1 for step in tag.finditer(line_of(state, at)))
        if depth <= 0:
            return at
    return -1


def _holder(words: str) -> Token | None:
    """The tag at the start of a line that says that Markdown stands in its element."""
    first = next(tokens(words), None) if " markdown" in words else None
    says = first and first.kind == "start" and first.get("markdown") in _SAYS
    return first if says else None


def _html(state: StateBlock, line: int, last: int = -1) -> None:
    """A line of HTML, or all up to another one."""
    end = max(line, last) + 1
    token = state.push("html_block", "", 0)
    token.map = [line, end]
    token.content = state.getLines(line, end, state.blkIndent, True)


def only_lines(rule: Rule) -> Rule:
    """The rule for HTML in MDX, where tags alone on a line stand between texts, and no block."""

    def run(state: StateBlock, line: int, last: int, silent: bool) -> bool:
        words = line_of(state, line) if begins(state, line, "<") else ""
        found = _TAG.match(words)
        raw = found is not None and found["name"].lower() in RAW | {"pre", "textarea"}
        if not found or raw or protects(next(tokens(found[0]))):
            return rule(state, line, last, silent)
        alone = all(
            token.kind in ("start", "end") or not words[token.start : token.end].strip()
            for token in tokens(words)
        )
        element = _ELEMENT.fullmatch(words)
        if not alone and not (element and element["name"].lower() in BLOCKS):
            return False
        if not silent:
            (_html if alone else _text)(state, line)
            state.line = line + 1
        return True

    return run


def _text(state: StateBlock, line: int) -> None:
    """A line that is a paragraph."""
    state.push("paragraph_open", "p", 1).map = [line, line + 1]
    token = state.push("inline", "", 0)
    token.content = line_of(state, line).strip()
    token.map, token.children = [line, line + 1], []
    state.push("paragraph_close", "p", -1)


def only_blocks(rule: Rule) -> Rule:
    """The rule for HTML; where Markdown is nested in it, only tags of blocks begin one.

    It ends with its element there, not with an empty line.
    """

    def run(state: StateBlock, line: int, last: int, silent: bool) -> bool:
        if state.env.get("nested"):
            found = _TAG.match(line_of(state, line))
            if found and found["name"].lower() not in BLOCKS:
                return False
            end = _end(state, line, last, found["name"]) if found and not silent else -1
            if found and end >= line and line_of(state, end).rstrip().endswith(">"):
                _html(state, line, end)
                state.line = end + 1
                return True
        words = line_of(state, line) if begins(state, line, "<") else ""
        held = _holder(words)
        if held and words[held.end :].lstrip()[:1] not in ("", "<"):
            return False
        return rule(state, line, last, silent)

    return run
