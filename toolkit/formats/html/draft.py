"""Drafts in HTML: the banner, draft marks as `<mark>`, a request to search engines to stay away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.formats.format import CLOSE_MARK, OPEN_MARK, Localization
from toolkit.formats.html.page import insert_after_body
from toolkit.formats.html.tokens import tokens

_NOINDEX = '<meta name="robots" content="noindex">'
_SEALED = frozenset({"option", "svg", "math", "title", "textarea", "script", "style"})
"""Elements in whose text no `<mark>` may stand."""
_LISTS = frozenset({"select", "datalist", "optgroup"})
"""Elements with whose end an option ends too."""
_SIGN = re.compile(f"{OPEN_MARK}|{CLOSE_MARK}")


def mark_draft(page: str, localization: Localization) -> str:
    """The page with the banner on top, its draft marks highlighted, `noindex` in its head."""
    note = f'<p role="note"><strong>{localization.banner}</strong></p>'
    result = insert_after_body(highlight(page, localization), note)
    heads = (t.end for t in tokens(result) if t.kind == "start" and t.name == "head")
    at = next(heads, None)
    return result if at is None else result[:at] + _NOINDEX + result[at:]


def highlight(page: str, localization: Localization) -> str:
    """Draft marks in running text as `<mark>`, source text in them with its language."""
    label = f"{localization.original.tag}: "
    edits: list[tuple[int, int, str]] = []
    opened: list[int] = []
    for sign in _marks(page):
        if sign[0] == OPEN_MARK:
            opened.append(sign.end())
        elif sign[0] == CLOSE_MARK and opened:
            start = opened.pop()
            if page.startswith(label, start):
                edits.append((start - 1, start + len(label), _foreign(localization)))
            else:
                edits.append((start - 1, start, "<mark>"))
            edits.append((sign.start(), sign.end(), "</mark>"))
    result, last = [], 0
    for start, end, new in sorted(edits):
        result += [page[last:start], new]
        last = end
    return "".join(result) + page[last:]


def _marks(page: str) -> Iterator[re.Match[str]]:
    """The draft marks in running text: not in tags, comments and sealed elements."""
    sealed, depth = "", 0
    for token in tokens(page):
        if not sealed and token.kind == "start" and token.name in _SEALED and not token.closed:
            sealed, depth = token.name, 1
        elif sealed and token.name == sealed:
            depth += 1 if token.kind == "start" and sealed != "option" else -(token.kind == "end")
        elif token.kind == "end" and sealed == "option" and token.name in _LISTS:
            depth = 0
        elif token.kind == "text" and not sealed:
            yield from _SIGN.finditer(page, token.start, token.end)
        sealed = sealed if depth > 0 else ""


def _foreign(localization: Localization) -> str:
    """The element for text that nobody translated."""
    original, language = localization.original, localization.language
    direction = f' dir="{original.direction}"' if original.direction != language.direction else ""
    return f'<mark lang="{original.tag}"{direction} class="untranslated">'
