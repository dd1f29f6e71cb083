"""The check of blanks and line breaks, by the rules of `languages.spacing`, which also repair."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import east_asian_width

from toolkit.checks.context import Context
from toolkit.document.inline import PLACEHOLDER, PROTECTED
from toolkit.languages.spacing import rules
from toolkit.phrase import Phrase


def whitespace(source: str, target: str, context: Context) -> Iterator[str]:
    """Blanks and line breaks as in the source and as the target language wants them."""
    yield from _edges(source, target)
    yield from _beside_codes(source, target)
    source, target = (PROTECTED.sub("\ufffc", text) for text in (source, target))
    if source.count("\n") != target.count("\n"):
        yield Phrase("The line breaks differ from the source; break lines where the source does.")
    for rule in rules(context.target):
        if not rule.message or (not rule.always and rule.pattern.search(source)):
            continue
        marks = (match[1] if rule.pattern.groups else "" for match in rule.pattern.finditer(target))
        for mark in dict.fromkeys(mark[-1:] for mark in marks):
            yield Phrase(rule.message, mark=mark)


def _beside_codes(source: str, target: str) -> Iterator[str]:
    """A blank beside markup is lost, and with it the end of a word."""
    there = {code: signs for code, *signs in _neighbours(target)}
    places = {code: place for place, code in enumerate(there)}
    for code, before, after in _neighbours(source):
        opening = code.replace("/", "", code.startswith("</"))
        closing = opening.replace("<g", "</g")
        if code not in there or places.get(opening, -1) > places.get(closing, 0):
            continue
        left, right = there[code]
        if before.isspace() and _ends(left) and not code.startswith("</"):
            yield Phrase("The blank before %(code)s is lost; put it back.", code=code)
        elif after.isspace() and _ends(right) and not code.startswith("<g"):
            yield Phrase("The blank after %(code)s is lost; put it back.", code=code)


def _neighbours(text: str) -> Iterator[tuple[str, str, str]]:
    """(placeholder, the sign before it, the sign behind it), other placeholders passed over."""
    words = PLACEHOLDER.split(text)
    before = [""]
    after = [""]
    for word, last in zip(words, reversed(words), strict=True):
        before.append(word[-1:] or before[-1])
        after.append(last[:1] or after[-1])
    codes = PLACEHOLDER.findall(text)
    yield from zip(codes, before[1:], after[-2::-1], strict=False)


def _ends(sign: str) -> bool:
    """Whether a sign belongs to a word that a blank must end."""
    return sign.isalnum() and east_asian_width(sign) not in "WF"


def _edges(source: str, target: str) -> Iterator[str]:
    """Blanks at the edges are lost or new."""
    before, after = _lead(source), _lead(target)
    if before and not after:
        yield Phrase("The blank at the start is lost; put it back.")
    elif after and not before:
        yield Phrase("There is a blank at the start; remove it.")
    before, after = _lead(source[::-1]), _lead(target[::-1])
    if before and not after:
        yield Phrase("The blank at the end is lost; put it back.")
    elif after and not before:
        yield Phrase("There is a blank at the end; remove it.")


def _lead(text: str) -> bool:
    return bool(text.strip()) and text[0].isspace()
