"""The lead of an office document: the subtitle below its title, which pages show above the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from toolkit.document.inline import shown
from toolkit.model import Block, BlockKind, Part

_OPENING = '<p class="lead">'
SHOWN = f"{_OPENING}{{}}</p>"
"""A subtitle in a page that is being made."""
_LEAD = re.compile(rf"\A(\s*(?:<h1>.*?</h1>\s*)?){_OPENING}.*?</p>", re.S)


def of(parts: Iterable[Part]) -> Mapping[str, str]:
    """The lead as the article's description; {} if it has none."""
    for part in parts:
        if isinstance(part, Block) and part.kind is BlockKind.SUBTITLE:
            return {"description": shown(part.inline)}
        if isinstance(part, Block) and part.kind is not BlockKind.HEADING:
            break
    return {}


def without(page: str) -> str:
    """The page without its lead; other subtitles are paragraphs."""
    return _LEAD.sub(r"\1", page).replace(_OPENING, "<p>")
