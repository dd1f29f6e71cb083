"""Links to sections in a Markdown text: their ends are found, and get other addresses.

GitHub, GitLab, Hugo, Docusaurus and others make the ids of sections of the words of headings, so a
translation has other ids than its source.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from toolkit.formats.html.markup import HEADINGS
from toolkit.formats.html.tokens import tokens
from toolkit.model import Block, Code, Part, Role, Skeleton

_ADDRESS = r"(?P<to>[^\s<>()\"']*#[^\s<>()\"']+)"
_END = re.compile(rf"(?P<before>^\]\(\s*<?|\bhref\s*=\s*[\"']?){_ADDRESS}", re.I)
"""The end of a link, or the tag of one."""
_DEFINITION = re.compile(rf"(?P<before>^ {{0,3}}\[[^\]\n]+\]:[ \t]*<?){_ADDRESS}", re.M)
_FENCE = re.compile(r"^[ \t>]*(?:`{3,}|~{3,})", re.M)


def led(parts: Iterable[Part], lead: Callable[[str], str]) -> str:
    """The text of these parts, each address of a section in it replaced. Code stays as it is."""
    return "".join(_led(part, lead) for part in parts)


def ids(html: str) -> tuple[str, ...]:
    """The ids of the headings of a text as HTML, in order; "" where there is none."""
    found = (token for token in tokens(html) if token.name in HEADINGS)
    return tuple(token.get("id") or "" for token in found if token.kind == "start")


def _led(part: Part, lead: Callable[[str], str]) -> str:
    def new(found: re.Match[str]) -> str:
        return f"{found['before']}{lead(found['to'])}"

    if isinstance(part, Skeleton):
        return "".join(
            run if nth % 2 else _DEFINITION.sub(new, run) for nth, run in enumerate(_runs(part.raw))
        )
    return "".join(
        _code(piece, new, lead) if isinstance(piece, Code) else piece.raw or ""
        for piece in part.inline
    )


def _code(code: Code, new: Callable[[re.Match[str]], str], lead: Callable[[str], str]) -> str:
    """A code with the blocks in it; only those of pairs are links."""
    made = []
    for part in code.parts:
        if isinstance(part, Block):
            made.append(_led(part, lead))
        else:
            made.append(part.raw if code.role is Role.ALONE else _END.sub(new, part.raw))
    return "".join(made)


def _runs(raw: str) -> Iterator[str]:
    """What lies outside and inside of fences, in turn."""
    at = 0
    for fence in _FENCE.finditer(raw):
        yield raw[at : fence.start()]
        at = fence.start()
    yield raw[at:]
