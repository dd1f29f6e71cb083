"""Drafts in HTML: the banner, draft marks as `<mark>`, a request to search engines to stay away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.formats.format import CLOSE_MARK, OPEN_MARK, Localization
from toolkit.formats.html.page import insert_after_body
from toolkit.formats.html.tokens import tokens

_NOINDEX = '<meta name="robots" content="noindex">'
_SEALED = re.compile(r"<(option|svg|math|title|textarea|script|style)\b", re.I)
"""Elements in whose text no `<mark>` may stand."""
_TO_THE_END = {"title", "textarea", "script", "style"}
"""Those of them that go on to the end of the page if they are not ended."""
_SIGN = re.compile(rf"<!--|<[a-z/!?]|{OPEN_MARK}|{CLOSE_MARK}", re.I)


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
    ends = _Ends(page)
    at = 0
    while sign := _SIGN.search(page, at):
        at = sign.end()
        if sign[0] in (OPEN_MARK, CLOSE_MARK):
            yield sign
        elif sign[0] == "<!--" and (end := ends.behind("-->", at)):
            at = end
        elif sealed := _SEALED.match(page, sign.start()):
            name = sealed[1].lower()
            behind = ends.behind(rf"</{name}\s*>", at) or ends.behind(">", at) or at
            at = len(page) if name in _TO_THE_END and ends.is_gone(rf"</{name}\s*>") else behind
        else:
            at = ends.behind(">", at) or at


class _Ends:
    """Where things end in a page; what is not found once is never looked for again."""

    def __init__(self, page: str) -> None:
        self._page, self._gone = page, set[str]()

    def behind(self, pattern: str, start: int) -> int:
        """The place behind the next match; 0 if there is none."""
        if pattern in self._gone:
            return 0
        found = re.compile(pattern, re.I).search(self._page, start)
        if found is None:
            self._gone.add(pattern)
        return found.end() if found else 0

    def is_gone(self, pattern: str) -> bool:
        """Whether it has been looked for in vain."""
        return pattern in self._gone


def _foreign(localization: Localization) -> str:
    """The element for text that nobody translated."""
    original, language = localization.original, localization.language
    direction = f' dir="{original.direction}"' if original.direction != language.direction else ""
    return f'<mark lang="{original.tag}"{direction} class="untranslated">'
