"""A stored translation fitted to a sentence that differs in markup, figures or names only. Pure.

Every result passes the toolkit's own checks of placeholders and numbers; what does not, is not
fitted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal

from toolkit.checks.context import Context
from toolkit.checks.structure import placeholders
from toolkit.document.inline import PLACEHOLDER
from toolkit.languages.comparison import compare
from toolkit.languages.language import babel_locale
from toolkit.languages.localize import DECIMAL, NUMBER, spelled, value

Lexeme = tuple[str, str]
"""Its kind (placeholder, number, word, mark) and its text."""
IsName = Callable[[str], bool]
_SINGLE = re.compile(r"<x\d+/>")
_TOKEN = re.compile(
    rf"(?P<placeholder>{PLACEHOLDER.pattern})"
    rf"|(?P<number>{NUMBER})"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<mark>.)",
    re.DOTALL,
)
_ENDING = re.compile(r"[a-z\u0400-\u04ff]|-[\u0400-\u04ff]{1,3}\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"[12]\d{3}")
_MANY_BLANKS = re.compile(" {2,}")


def plain(source: str) -> str:
    """What similarity is measured on: words without pairs, one U+FFFC for a single code."""
    return PLACEHOLDER.sub("", _SINGLE.sub("\ufffc", source))


def pattern(source: str) -> str | None:
    """The sentence with every number as `0`; None if there is no number in it."""
    if not numbers_of(source):
        return None
    return "".join("0" if kind == "number" else text for kind, text in _tokens(source))


def numbers_of(source: str) -> list[str]:
    """The numbers of a sentence, as it writes them."""
    if not _DIGIT.search(source):
        return []
    return [text for kind, text in _tokens(source) if kind == "number"]


def carry(target: str, old: str, new: str, context: Context) -> tuple[str, bool]:
    """(a translation of `old` with the placeholders of `new`, whether it has them all).

    Placeholders are mapped by kind and order; if that is not possible all are left out.
    """
    names = _renamed(old, new)
    if names is not None:
        fitted = PLACEHOLDER.sub(lambda found: names.get(found[0], found[0]), target)
        if not any(placeholders(new, fitted, context)):
            return fitted, True
    bare = PLACEHOLDER.sub("", target)
    if bare != target:
        bare = _MANY_BLANKS.sub(" ", bare).strip()
    return bare, not PLACEHOLDER.search(new) and not _SINGLE.search(old)


def _renamed(old: str, new: str) -> dict[str, str] | None:
    """Placeholder of `old` → that of `new`; None if one has more than the other."""
    names: dict[str, str] = {}
    for first, second in (("<g", "</g"), ("<x", "<x")):
        olds, news = (
            [name for name in PLACEHOLDER.findall(text) if name.startswith(first)]
            for text in (old, new)
        )
        if len(olds) != len(news):
            return None
        if sorted(olds) != sorted(news):
            for one, other in zip(olds, news, strict=True):
                names[one] = other
                names[one.replace(first, second)] = other.replace(first, second)
    return names


def adapt(
    unit: tuple[str, str], source: str, context: Context, is_name: IsName
) -> tuple[str, str] | None:
    """(the unit's target with the figures and names of `source`, what was replaced), or None.

    `unit` is a source and its target. Nothing but figures and names may differ, and each old
    value must stand exactly once in the target, as its language writes it.
    """
    old, new = _tokens(unit[0]), _tokens(source)
    if [kind for kind, _ in old] != [kind for kind, _ in new]:
        return None
    changed = [place for place, token in enumerate(old) if token != new[place]]
    kinds = {old[place][0] for place in changed}
    if not kinds or not kinds <= {"number", "word"}:
        return None
    pairs = [(old[place], new[place][1]) for place in changed]
    target = _replaced(unit[1], pairs, context)
    if target is None or compare(source, target, context.source, context.target).differs:
        return None
    if not all(_replaceable(old, new, place, context, is_name) for place in changed):
        return None
    return target, " and ".join(
        word for kind, word in (("number", "numbers"), ("word", "names")) if kind in kinds
    )


def kept(word: str, pairs: Iterable[tuple[str, str]]) -> bool:
    """Whether a word is a name: capitalised, and every translation that has it keeps it as it is.

    German writes all nouns with a capital, so only approved translations (`pairs` of source and
    target) can tell; a word that none of them has is not taken for a name.
    """
    if len(word) < 2 or not word[0].isupper():
        return False
    token, seen = ("word", word), False
    for source, target in pairs:
        if token in _tokens(source):
            seen = True
            if token not in _tokens(target):
                return False
    return seen


def _tokens(text: str) -> list[Lexeme]:
    return [(found.lastgroup or "", found[0]) for found in _TOKEN.finditer(text)]


def _replaceable(
    old: list[Lexeme], new: list[Lexeme], place: int, context: Context, is_name: IsName
) -> bool:
    """A name for a name; a number that leaves the form of its noun as it is."""
    (kind, before), (_, after) = old[place], new[place]
    if kind == "word":
        return is_name(before) and is_name(after)
    ordinal = [text for _, text in old[place + 1 : place + 3]] == [".", " "]
    years = _YEAR.fullmatch(before) and _YEAR.fullmatch(after)
    forms = {
        babel_locale(context.target).plural_form(Decimal(amount))
        for amount in (value(before, context.source), value(after, context.source))
        if DECIMAL.fullmatch(amount)
    }
    return ordinal or bool(years) or len(forms) < 2


def _replaced(target: str, pairs: Iterable[tuple[Lexeme, str]], context: Context) -> str | None:
    """The target with each old value replaced; None unless each stands there exactly once."""
    found = list(_TOKEN.finditer(target))
    pieces = [token[0] for token in found]
    for (kind, before), after in pairs:
        places = [
            place
            for place, token in enumerate(found)
            if token.lastgroup == kind and _same(kind, before, token[0], context)
        ]
        if len(places) != 1 or (kind == "number" and _ENDING.match(target, found[places[0]].end())):
            return None
        new = after
        if kind == "number":
            new = spelled(after, context.source, context.target)
        pieces[places[0]] = new
    return "".join(pieces)


def _same(kind: str, before: str, there: str, context: Context) -> bool:
    if kind == "word":
        return before == there
    return value(before, context.source) == value(there, context.target)
