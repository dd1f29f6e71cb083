"""Where a draft comes from, as text: the comment `# mt: …` or `# tm: …` of a PO entry.

An engine's draft, in this order; all but the engine's name may be missing:

    mt: argos translate-en_ru 1.9 from approved en, confidence 0.78: check the placeholders
    mt: argos translate-de_en 1.9 + translate-en_ru 1.9: left empty, the model repeats itself

A translation that exists already: offered by the memory, or aligned with the article:

    tm: 99% 2020-12-07-beijing-moskau, numbers adapted
    tm: 93% aligned old.md: check the placeholders

Text that does not have this form becomes the origin's name as it is, so that `spell(parse(text))`
is `text`, whatever the text says behind `mt: ` or `tm: `.

People, too, may begin a comment with `mt: `. What the toolkit wrote ends with two check sums, of
the draft and of the line itself, as in ` [3f9a2c-b81d04]`; every other comment is a person's.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.expression import expression
from toolkit.model import Entry, Origin, OriginKind, State, seal_of

_ENGINE = expression(
    r"mt: (?P<name>\S+?)(?: (?P<models>.+?))??(?: from approved (?P<pivot>\S+))?"
    r"(?:, confidence (?P<confidence>[01]\.\d\d))?(?:: (?P<said>.+))?"
)
_ALIGNED = expression(r"tm: (?P<match>\d+)% aligned (?P<name>.+?)(?:: (?P<said>.+))?")
_REMARK = (
    r"(?:numbers|names|numbers and names) adapted|numbers differ|without placeholders|as [^,]+"
    r"|\d+ translations differ"
)
"""What `memory.offers` says of a match."""
_MEMORY = expression(
    rf"tm: (?P<match>\d+)%(?: (?P<name>.+?))??(?:, (?P<said>(?:{_REMARK})(?:, (?:{_REMARK}))*))?"
)
_FORMS = (
    (OriginKind.ENGINE, _ENGINE),
    (OriginKind.ALIGNMENT, _ALIGNED),
    (OriginKind.MEMORY, _MEMORY),
)
_LEFT_EMPTY = "left empty, "
_JOIN = " + "
"""Between the models of an engine."""

_PREFIX = "mt: "
"""Begins an origin's further lines, whatever its kind; as long as `tm: `."""
_SEAL = expression(r" \[([0-9a-f]{6})?-([0-9a-f]{6})\]\Z")
_OLD_SEAL = expression(r" \[([0-9a-f]{6})\]\Z")
"""Of drafts made by release 0.2 or before: the check sum of the draft alone."""
_MOST = 30
"""Lines of an origin; more of them are a person's, whatever they begin with."""
_WIDTH = 76
"""Characters of a comment line that no editor breaks anew."""


def parse(text: str) -> Origin:
    """The origin that a comment tells. ValueError if it begins with neither `mt: ` nor `tm: `."""
    kind = {"mt: ": OriginKind.ENGINE, "tm: ": OriginKind.MEMORY}.get(text[:4])
    if kind is None:
        raise ValueError(f"not an origin: {text!r}")
    for known, pattern in _FORMS:
        match = pattern.fullmatch(text)
        if match and spell(origin := _read(known, match)) == text:
            return origin
    return Origin(kind, text[4:])


def _read(kind: OriginKind, match: re.Match[str]) -> Origin:
    """The fields of a text in one of the forms."""
    fields = {name: value or "" for name, value in match.groupdict().items()}
    said = fields["said"]
    left_empty = said.startswith(_LEFT_EMPTY) and kind is not OriginKind.MEMORY
    return Origin(
        kind,
        fields["name"],
        models=tuple(fields["models"].split(_JOIN)) if fields.get("models") else (),
        pivot=fields.get("pivot", ""),
        confidence=float(fields["confidence"]) if fields.get("confidence") else None,
        match=int(fields["match"]) if fields.get("match") else None,
        remark="" if left_empty else said,
        left_empty=said.removeprefix(_LEFT_EMPTY) if left_empty else "",
    )


def engine(identity: str) -> Origin:
    """The origin of drafts by an engine: its name, and its models joined by ` + `."""
    return parse(f"{_PREFIX}{identity}")


def spell(origin: Origin | None) -> str:
    """The comment's text, in one line and without the seal; "" for a text without an origin."""
    if origin is None:
        return ""
    match origin.kind:
        case OriginKind.ENGINE:
            words = [origin.name, _JOIN.join(origin.models)]
            words += [f"from approved {origin.pivot}" if origin.pivot else ""]
            text = "mt: " + " ".join(filter(None, words))
            if origin.confidence is not None:
                text += f", confidence {origin.confidence:.2f}"
        case OriginKind.ALIGNMENT:
            text = f"tm: {origin.match}% aligned {origin.name}"
        case OriginKind.MEMORY:
            percent = "" if origin.match is None else f"{origin.match}%"
            text = "tm: " + " ".join(filter(None, [percent, origin.name]))
    if origin.left_empty:
        return f"{text}: {_LEFT_EMPTY}{origin.left_empty}"
    separator = ", " if origin.kind is OriginKind.MEMORY else ": "
    return f"{text}{separator}{origin.remark}" if origin.remark else text


@dataclass(frozen=True, slots=True)
class Comments:
    """The comments of a PO entry, told apart."""

    origin: Origin | None
    seal: str
    """Check sum of the draft as it was put in; "" if there is none."""
    people: tuple[str, ...]
    """What people wrote, verbatim."""


def read(comments: Sequence[str], target: str) -> Comments:
    """The origin of a draft with that target and the comments of people, from its comment lines."""
    for start, line in enumerate(comments):
        if not line.startswith(("mt: ", "tm: ")):
            continue
        text, end = line, start + 1
        most = min(start + _MOST, len(comments))
        while not text.endswith("]") and end < most and _goes_on(comments[end]):
            text, end = f"{text} {comments[end][len(_PREFIX) :]}", end + 1
        sealed = _sealed(text, target)
        if sealed:
            return Comments(parse(sealed[0]), sealed[1], (*comments[:start], *comments[end:]))
    return Comments(None, "", tuple(comments))


def _goes_on(line: str) -> bool:
    return line.startswith(_PREFIX)


def _sealed(text: str, target: str) -> tuple[str, str] | None:
    """(what the toolkit wrote, check sum of its draft); None if it did not write the text."""
    if found := _SEAL.search(text):
        words, seal = text[: found.start()], found[1] or ""
        return (words, seal) if found[2] == _check(words, seal) else None
    if found := _OLD_SEAL.search(text):
        return (text[: found.start()], found[1]) if found[1] == seal_of(target) else None
    return None


def _check(words: str, seal: str) -> str:
    """The check sum of a line, which is also wrong if somebody changes the draft's one."""
    return seal_of(f"{words} [{seal}]")


def write(entry: Entry) -> list[str]:
    """The lines of a draft's origin, the last one sealed.

    An approved text has none, but if it is what a trial engine made: nobody meant to approve that.
    """
    if entry.origin is None or (entry.state is State.APPROVED and not entry.tried):
        return []
    words = " ".join(spell(entry.origin).split())
    return textwrap.wrap(
        f"{words} [{entry.seal}-{_check(words, entry.seal)}]",
        _WIDTH,
        subsequent_indent=_PREFIX,
        break_long_words=False,
        break_on_hyphens=False,
    )
