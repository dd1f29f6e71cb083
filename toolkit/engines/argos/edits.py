"""Parts of a text replaced, and where its spans are then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from toolkit.engines.contract import Link
from toolkit.model import Span

Edit = tuple[int, int, str]
"""A span of a text and what stands there instead; several of one text come in its order."""


def edited(text: str, edits: Sequence[Edit]) -> str:
    """The text with the edits made."""
    new, at = "", 0
    for start, end, word in edits:
        new, at = new + text[at:start] + word, end
    return new + text[at:]


def undoing(text: str, edits: Sequence[Edit]) -> list[Edit]:
    """The edits that make the edited text what it was."""
    back, grown = list[Edit](), 0
    for start, end, word in edits:
        back.append((start + grown, start + grown + len(word), text[start:end]))
        grown += len(word) - (end - start)
    return back


def along(span: Span, edits: Sequence[Edit]) -> Span:
    """Where a span is after the edits; one that has a part of a replaced word has all of it."""
    start, end = span
    for low, high, _ in edits:
        if low < end and start < high:
            start, end = min(start, low), max(end, high)
    grown = [(low, high, len(word) - (high - low)) for low, high, word in edits]
    before = sum(more for _, high, more in grown if high <= start)
    inside = sum(more for low, high, more in grown if start <= low and high <= end)
    return start + before, end + before + inside


def moved(
    links: Iterable[Link], source: Sequence[Edit] = (), target: Sequence[Edit] = ()
) -> tuple[Link, ...]:
    """Links after edits of the source and of the target."""
    return tuple(
        replace(link, source=along(link.source, source), target=along(link.target, target))
        for link in links
    )
