"""The check of blanks and line breaks, by the rules of `languages.spacing`, which also repair."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.checks.context import Context
from toolkit.document.inline import PROTECTED
from toolkit.languages.spacing import rules


def whitespace(source: str, target: str, context: Context) -> Iterator[str]:
    """Blanks and line breaks as in the source and as the target language wants them."""
    yield from _edges(source, target)
    source, target = (PROTECTED.sub("\ufffc", text) for text in (source, target))
    if source.count("\n") != target.count("\n"):
        yield "The line breaks differ from the source; break lines where the source does."
    for rule in rules(context.target):
        if not rule.message or (not rule.always and rule.pattern.search(source)):
            continue
        marks = (match[1] if rule.pattern.groups else "" for match in rule.pattern.finditer(target))
        for mark in dict.fromkeys(mark[-1:] for mark in marks):
            yield rule.message.format(mark=mark)


def _edges(source: str, target: str) -> Iterator[str]:
    """Blanks at the edges are lost or new."""
    for place, before, after in (
        ("start", _lead(source), _lead(target)),
        ("end", _lead(source[::-1]), _lead(target[::-1])),
    ):
        if before and not after:
            yield f"The blank at the {place} is lost; put it back."
        elif after and not before:
            yield f"There is a blank at the {place}; remove it."


def _lead(text: str) -> bool:
    return bool(text.strip()) and text[0].isspace()
