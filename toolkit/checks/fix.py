"""Typography of drafts set right: quotation marks, apostrophes, blanks, full-width marks.

Words, digits and placeholders are never touched, nor is anything a person wrote or approved. What
would give a check more to say is not done at all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from toolkit.checks.comments import silenced
from toolkit.checks.context import Context
from toolkit.checks.table import faults
from toolkit.document.inline import PROTECTED
from toolkit.languages.measures import sign_follows
from toolkit.languages.quotes import requoted
from toolkit.languages.scripts import HAN, WIDE, script_of
from toolkit.languages.spacing import rules
from toolkit.languages.table import facts
from toolkit.model import Catalog, Entry, Language

_HOLE = "\ufffc"
"""Stands for what is protected."""
_PASSES = 4
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
_END = re.compile(f"(?<=[{HAN}A-Za-z0-9%”’」』）》])([.?!])(?=[”’」』）\\s]*$)")
_HAN = re.compile(f"[{HAN}]")
_BRACKETED = re.compile(r"\(([^()]{1,80})\)")
_DIGIT_BLANK = re.compile(r"(?<=\d) (?=\S)")


def drafts(catalog: Catalog, context: Context) -> Catalog:
    """The catalog with the typography of its machine and memory drafts set right."""
    return replace(
        catalog,
        entries=tuple(
            _fixed(entry, context) if entry.untouched and entry.origin else entry
            for entry in catalog.entries
        ),
    )


def _fixed(entry: Entry, context: Context) -> Entry:
    target = fixed(entry.source, entry.target, context, silenced(entry))
    return entry.drafted(target, entry.origin, entry.previous)


def fixed(source: str, target: str, context: Context, silent: Collection[str] = ()) -> str:
    """The target with the typography of its language; unchanged if that would raise findings.

    `silent` are the names of checks whose findings do not count.
    """
    if _HOLE in target or target == source or not target.strip():
        return target
    holes = _protected(target)
    before, model = "", PROTECTED.sub(_HOLE, source)
    text = _edges(PROTECTED.sub(_HOLE, target), model)
    for _ in range(_PASSES):  # one repair can be what another one waits for
        if text == before:
            break
        before = text
        text = requoted(text, model, context.source, context.target)
        text = _signs(text, model, context.target)
        text = _blanks(text, model, context.target)
    pieces = zip(text.split(_HOLE), [*holes, ""], strict=True)
    new = "".join(piece for pair in pieces for piece in pair)
    if new == target or _protected(new) != holes:
        return target
    found, after = (
        Counter(check for check, _ in faults(source, one, context, silent)) for one in (target, new)
    )
    return target if after - found else new


def _protected(text: str) -> list[str]:
    """What no repair may change."""
    return [match[0] for match in PROTECTED.finditer(text)]


def _edges(text: str, source: str) -> str:
    """Blanks at the edges as the source has them."""
    words, inner = text.strip(), source.strip()
    if not inner:
        return text
    lead, tail = text[: text.index(words)], text[len(text.rstrip()) :]
    wanted, closing = source[: source.index(inner)], source[len(source.rstrip()) :]
    if bool(lead) != bool(wanted):
        lead = wanted
    if bool(tail) != bool(closing):
        tail = closing
    return lead + words + tail


def _signs(text: str, source: str, language: Language) -> str:
    """Ellipsis, apostrophes, the full-width mark at the end."""
    han = script_of(language).full_width
    if "…" in source and "..." not in source:
        text = re.sub(r"(?<!\.)\.{3}(?!\.)", "……" if han else "…", text)
    if facts(language.posix).curly_apostrophe and "'" not in source:
        text = _APOSTROPHE.sub("’", text)
    if not han or not _HAN.search(text):
        return text
    return _END.sub(lambda match: WIDE[match[1]], _BRACKETED.sub(_bracketed, text))


def _bracketed(match: re.Match[str]) -> str:
    """Brackets beside or around Han characters in their full width."""
    text = match.string
    beside = (
        text[max(0, match.start() - 1) : match.start() + 2],
        text[match.end() - 2 : match.end() + 1],
    )
    return f"（{match[1]}）" if any(map(_HAN.search, beside)) else match[0]


def _blanks(text: str, source: str, language: Language) -> str:
    """Blanks as the rules of the language want them, before units without a line break."""
    for rule in rules(language):
        if rule.always or not rule.message or not rule.pattern.search(source):
            text = rule.apply(text)
    if language.gap != " ":
        return text
    return _DIGIT_BLANK.sub(
        lambda match: "\u00a0" if sign_follows(text, match.end(), language) else " ", text
    )
