"""Strings between quotes as TOML and JSON have them: where they stand, what they say, how new text
is spelled.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.expression import expression
from toolkit.model import Block, BlockKind, Code, Inline, Role, Skeleton, Syntax, Text

TRIPLE = ('"""', "'''")
_TOKEN = expression(
    r'"""(?:[^\\]|\\.)*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\\r\n]|\\.)*"'
    r"|'[^'\r\n]*'"
    r"|#[^\r\n]*|[\[\]{},:=]|[^\s\[\]{},:=#\"']+",
    re.S,
)
_PIECES = expression(
    r"(?P<join>\\[ \t]*(?:\r\n|\r|\n)\s*)"
    r"|(?P<escape>(?:\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|.))"
    r"|(?P<line>\r\n|\r|\n)"
)
_LINE = expression(r"\r\n|\r|\n")
_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}
_WRITTEN = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}
_MUST_ESCAPE = expression(r'["\\\x00-\x1f\x7f]')
_NOT_LITERAL = expression(r"['\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class StringSyntax(Syntax):
    """A string of TOML or JSON."""

    quote: str
    """What opens it: one sign or three."""


@dataclass(frozen=True, slots=True)
class StringPlace:
    """Where a string stands in a source, quotes included, and the keys that lead to it."""

    keys: tuple[str, ...]
    start: int
    end: int


def values(source: str, start: int, keys: tuple[str, ...]) -> Iterator[StringPlace | int]:
    """The strings of a value that is known to be sound, and at last the offset where it ends.

    Lists and tables in it are passed through, whether they are TOML's or JSON's.
    """
    within: list[tuple[str, tuple[str, ...]]] = []
    at_key = False
    path = keys
    for found in _TOKEN.finditer(source, start):
        token = found[0]
        if token[0] == "#" and not at_key:
            continue
        if token in "[{":
            within.append((token, path))
            at_key = token == "{"
        elif token in "]}":
            path = within.pop()[1]
            at_key = False
        elif token == ",":
            bracket, path = within[-1]
            at_key = bracket == "{"
        elif at_key:
            if token in ":=":
                at_key = False
            else:
                path = (*path, *names(token))
        elif token[0] in "\"'":
            yield StringPlace(path, found.start(), found.end())
        if not within and not at_key:
            yield found.end()
            return
    yield len(source)


def names(token: str) -> tuple[str, ...]:
    """The keys that a written key stands for: one in quotes, or bare ones with dots between."""
    if token[0] in "\"'":
        return (said(token),)
    return tuple(name for name in token.split(".") if name)


def said(raw: str) -> str:
    """What a string says."""
    words = (piece.text if isinstance(piece, Text) else "\n" for piece in _inline(raw))
    return "".join(words)


def block(kind: BlockKind, raw: str) -> Block:
    """The block of a string, quotes included; a line break in the text is a code."""
    return Block(kind, tuple(_inline(raw)), StringSyntax(_quote(raw)))


def _quote(raw: str) -> str:
    return raw[:3] if raw.startswith(TRIPLE) else raw[:1]


def _inline(raw: str) -> Iterator[Text | Code]:
    quote = _quote(raw)
    head, end = quote, len(raw) - len(quote)
    if len(quote) > 1 and (first := _LINE.match(raw, len(quote))):
        head += first[0]  # a line break right behind the quotes is none
    yield Text("", head)
    at = len(head)
    pattern = _PIECES if quote[0] == '"' else _LINE
    for found in pattern.finditer(raw, at, end):
        if found.start() > at:
            yield Text(raw[at : found.start()], raw[at : found.start()])
        yield _piece(found)
        at = found.end()
    if end > at:
        yield Text(raw[at:end], raw[at:end])
    yield Text("", raw[end:])


def _piece(found: re.Match[str]) -> Text | Code:
    raw = found[0]
    if found.lastgroup == "join":
        return Text("", raw)
    char = _escaped(raw) if found.lastgroup == "escape" else "\n"
    return Code(Role.ALONE, (Skeleton(raw),), " ", edge=True) if char == "\n" else Text(char, raw)


def _escaped(raw: str) -> str:
    """What an escape stands for."""
    if raw[1] in _ESCAPES:
        return _ESCAPES[raw[1]]
    if raw[1] in "uUx":
        return str(json.loads(f'"{raw}"')) if len(raw) > 10 else _sign(int(raw[2:], 16))
    return raw[1:]


def _sign(number: int) -> str:
    """A character by its number; of a half of one what stands for the unreadable."""
    return "\ufffd" if 0xD800 <= number < 0xE000 or number > 0x10FFFF else chr(number)


def spell(inline: Inline, syntax: StringSyntax) -> str:
    """The text between quotes: the source's if they can hold it, else double ones; on one line."""
    pieces = [_LINE.sub(" ", p.text) if isinstance(p, Text) else "\n" for p in inline]
    value = "".join(pieces)
    if syntax.quote == "'" and not _NOT_LITERAL.search(value):
        return f"'{value}'"
    return '"' + _MUST_ESCAPE.sub(_escape, value) + '"'


def _escape(found: re.Match[str]) -> str:
    sign = found[0]
    if sign in '"\\':
        return "\\" + sign
    return _WRITTEN.get(sign) or f"\\u{ord(sign):04X}"
