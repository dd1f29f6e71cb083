"""Typography of drafts set right: quotation marks, apostrophes, blanks, full-width marks.

Words, digits and placeholders are never touched, nor is anything a person wrote or approved. What
would give a check more to say is not done at all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from toolkit.checks.context import Context
from toolkit.checks.spacing import HAN, HAN_SCRIPTS, PROTECTED, WIDE, rules
from toolkit.checks.table import run
from toolkit.languages.measures import sign_follows
from toolkit.model import Catalog, Entry, Language

_HOLE = "\ufffc"
"""Stands for what is protected."""
_QUOTE = re.compile('["„“”‟«»「」『』＂]')
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
_CURLY = frozenset({"en", "fr", "it", "de", "nl", "ca"})
"""Languages that write ’ inside words."""
_END = re.compile(f"(?<=[{HAN}])([.?!])(?=[”’」』）\\s]*$)")
_DIGIT_BLANK = re.compile(r"(?<=\d) (?=\S)")
Pairs = Sequence[tuple[str, str]]


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
    return entry.drafted(fixed(entry, context), entry.origin, entry.previous)


def fixed(entry: Entry, context: Context) -> str:
    """The target with the typography of its language; unchanged if that would raise findings."""
    if _HOLE in entry.target or entry.target == entry.source or not entry.target.strip():
        return entry.target
    holes = [found[0] for found in PROTECTED.finditer(entry.target)]
    text, source = PROTECTED.sub(_HOLE, entry.target), PROTECTED.sub(_HOLE, entry.source)
    text = _edges(text, source)
    text = _quotes(text, source, context)
    text = _signs(text, source, context.target)
    text = _blanks(text, source, context.target)
    pieces = zip(text.split(_HOLE), [*holes, ""], strict=True)
    target = "".join(piece for pair in pieces for piece in pair)
    new = replace(entry, target=target)
    return entry.target if target == entry.target or _worse(entry, new, context) else target


def _worse(old: Entry, new: Entry, context: Context) -> bool:
    before, after = (Counter(one.check for one in run(entry, context)) for entry in (old, new))
    return bool(after - before)


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
    han = language.script in HAN_SCRIPTS
    if "…" in source and "..." not in source:
        text = re.sub(r"(?<!\.)\.{3}(?!\.)", "……" if han else "…", text)
    if language.posix.partition("_")[0] in _CURLY and "'" not in source:
        text = _APOSTROPHE.sub("’", text)
    return _END.sub(lambda found: WIDE[found[1]], text) if han else text


def _blanks(text: str, source: str, language: Language) -> str:
    for rule in rules(language):
        if rule.always or not rule.message or not rule.pattern.search(source):
            text = rule.apply(text)
    if language.gap != " ":
        return text
    return _DIGIT_BLANK.sub(
        lambda found: "\u00a0" if sign_follows(text, found.end(), language) else " ", text
    )


def _quotes(text: str, source: str, context: Context) -> str:
    """All quotation marks those of the language, by depth; unchanged if they are not balanced."""
    marks = list(_QUOTE.finditer(text))
    if not marks or ('"' in source and '"' in text):
        return text
    own = context.target.quotes
    if _well_quoted([mark[0] for mark in marks], own, context.source.quotes[0]):
        return text
    for pairs in _systems(context):
        depths = _depths([mark[0] for mark in marks], pairs)
        if depths:
            return _requoted(text, marks, depths, own)
    return text


def _well_quoted(marks: list[str], own: Pairs, foreign: tuple[str, str]) -> bool:
    depths = _depths(marks, [pair for pair in own if pair != ('"', '"')])
    return bool(depths) and (marks[0] != foreign[0] or foreign == own[0])


def _systems(context: Context) -> Iterator[Pairs]:
    """Ways in which engines quote, likeliest first."""
    yield context.source.quotes
    yield [('"', '"')]
    yield [("“", "”"), ("«", "»"), ("「", "」"), ("『", "』"), ("„", "”"), ("„", "“")]
    yield [("“", '"'), ("„", '"')]
    yield [("“", "“")]
    yield [("”", "”")]
    yield [('"', "”")]


def _depths(marks: list[str], pairs: Pairs) -> list[tuple[int, bool]]:
    """(depth, opens) of each mark; [] if the marks do not pair up in that system."""
    openers = {opener for opener, _ in pairs}
    stack: list[str] = []
    found: list[tuple[int, bool]] = []
    for mark in marks:
        if stack and (stack[-1], mark) in pairs:
            stack.pop()
            found.append((len(stack), False))
        elif mark in openers:
            found.append((len(stack), True))
            stack.append(mark)
        else:
            return []
    return [] if stack else found


def _requoted(
    text: str, marks: list[re.Match[str]], depths: list[tuple[int, bool]], own: Pairs
) -> str:
    pieces, end = [], 0
    for mark, (depth, opens) in zip(marks, depths, strict=True):
        pair = own[min(depth % 2, len(own) - 1)]
        pieces += [text[end : mark.start()], pair[0] if opens else pair[1]]
        end = mark.end()
    return "".join([*pieces, text[end:]])
