"""The headline of an office document whose author used no style for it."""

from __future__ import annotations

import re

from toolkit.formats.html.markup import plain
from toolkit.formats.text import is_headline

_FIRST = re.compile(r"\A\s*<p>(.*?)</p>(?=\s*\S)", re.S)
_BOLD = re.compile(r"</?(?:strong|b)>")


def headed(page: str) -> str:
    """The page with its first paragraph as `<h1>`, if that looks like one and there is no other."""
    first = None if "<h1" in page else _FIRST.search(page)
    if not first or not is_headline(plain(first[1])):
        return page
    return f"<h1>{_BOLD.sub('', first[1])}</h1>{page[first.end() :]}"
