"""A sentence as a model gets it, and the model's result as one of the sentence.

Models know no word with a soft hyphen in it, nor with a zero-width space: both say where a line
may break, belong to the publication, and are taken out before a model sees the sentence. A sign of
minus is a hyphen to them. What a model may know better in other words is tried in these, too. Some
begin with a small letter what began with a capital, as dictionaries do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from unicodedata import east_asian_width

from toolkit.engines.argos.edits import Edit, edited, moved, undoing
from toolkit.engines.contract import Link, Result
from toolkit.engines.guards import ADDRESS, end_of_address
from toolkit.languages.dates import days, days_in_figures
from toolkit.languages.localize import amounts
from toolkit.languages.scripts import in_capitals
from toolkit.languages.table import facts
from toolkit.model import Language

_WORD = re.compile(r"[^\W\d_]{2,}")
_INNER = re.compile(r"[^\w'’-]\w|\d|_")
"""What words of sentences do not have: `example.org`, `a/b`, `mp3`."""
_BREAKS = re.compile("[\u00ad\u200b\u2060]")
"""Soft hyphen, zero-width space, word joiner: they concern the line, not the word."""


_DEGREES = re.compile("\u00ba(?= ?[CF]\\b)")
"""The sign of Spanish ordinals, which some type for that of degrees."""
_CLOCK = re.compile(r"(?<=\d)\.(?=[0-5]\d(?: ?[-–] ?\d{1,2}(?:[.:][0-5]\d)?)? Uhr\b)")
"""The point of a German time: other languages, and many models, know colons only."""
_MINUS = re.compile(r"(?<![\w.,)\]%-])-(?=\d)")
_SIGN = re.compile(r"(?<=[\w.][ \u00a0\u202f])(?:[A-Z][a-z]+\.|€)(?!\w)")
"""An abbreviation or a sign behind a figure or a word."""
_SIMPLE = str.maketrans("₀₁₂₃₄₅₆₇₈₉²³‚‘’", "012345678923" + 3 * "'")
"""Signs that some models do not know, and what is nearest to them."""
_LONG_WORD = 8
"""Letters of a word in capitals that is no abbreviation."""
_LABEL = 3
"""Words of a label at most."""
_STAND_INS = ("XYZ", "XYV", "XYQ")


@dataclass(frozen=True, slots=True)
class Wording:
    """Another way to say a text to a model."""

    text: str
    back: Callable[[Result], Result]
    """Makes of its result one of the text itself."""
    sure: bool = True
    """Whether that result passes the guards as this one did."""
    last: bool = False
    """Whether it counts only where no other wording gave anything."""


def plain(sentence: str) -> str:
    """The sentence without the blanks around it and without invisible hints for line breaks."""
    text = _BREAKS.sub("", sentence).strip().replace("\u2212", "-")
    return _CLOCK.sub(":", _DEGREES.sub("\u00b0", text))


def restored(sentence: str, result: Result) -> Result:
    """The result for `plain(sentence)` with the sentence's outer blanks, its links as of it."""
    if "\u2212" in sentence:
        result = replace(result, text=_MINUS.sub("\u2212", result.text))
    core = sentence.strip()
    if not result.text or core == _BREAKS.sub("", sentence) == sentence:
        return result
    lead = sentence.index(core)
    places = [place for place, sign in enumerate(sentence) if not _BREAKS.match(sign)]
    while sentence[places[0]].isspace():
        places.pop(0)
    links = (
        Link(
            (places[link.source[0]], places[link.source[1] - 1] + 1),
            (link.target[0] + lead, link.target[1] + lead),
            link.weight,
        )
        for link in result.links
    )
    text = sentence[:lead] + result.text + sentence[lead + len(core) :]
    return replace(result, text=text, links=tuple(links))


def wordings(text: str, here: Language, there: Language, failed: bool) -> tuple[Wording, ...]:
    """Other ways to say a text to a model from here to there; more if it `failed` as it is.

    A text in capitals as a sentence, and with every word as a name. A label such as `Damage` with a
    small letter, where a capital tells a name. Signs and abbreviations behind figures, and months
    of days, in words. In place of addresses, days and amounts, which models spell as they like,
    something that all of them copy.
    """
    found = [Wording(other, _shouted) for other in _spoken(text)]
    if _is_label(text) and not facts(here.posix).capital_nouns:
        found.append(Wording(text[0].lower() + text[1:], _as_it_is))
    edits = [
        (*match.span(), words)
        for match in _SIGN.finditer(text)
        if (words := facts(here.posix).said.get(match[0]))
    ]
    edits += [(*day.span(), written) for day, written in days_in_figures(text, here, here)]
    if edits:
        edits.sort()
        back = partial(_unsaid, undoing(text, edits))
        found.append(Wording(edited(text, edits), back, sure=False))
    if failed and (simple := text.translate(_SIMPLE)) != text:
        found.append(Wording(simple, _as_it_is, sure=False))
    if failed and not any(word in text for word in _STAND_INS):
        addresses = [
            (match.start(), end, text[match.start() : end])
            for match in ADDRESS.finditer(text)
            for end in [end_of_address(match)]
        ]
        figures = [*days(text, here, there), *amounts(text, here, there)]
        several = (addresses, figures, [*addresses, *figures])
        chosen = (tuple(sorted(_apart(parts)[: len(_STAND_INS)])) for parts in several)
        found += [_veiled(text, parts) for parts in dict.fromkeys(chosen) if parts]
    return tuple(found)


def _apart(parts: Sequence[Edit]) -> list[Edit]:
    """Those that overlap with none before."""
    found: list[Edit] = []
    for start, end, word in parts:
        if all(end <= low or high <= start for low, high, _ in found):
            found.append((start, end, word))
    return found


def _spoken(text: str) -> tuple[str, ...]:
    if not in_capitals(text) or (len(_WORD.findall(text)) < 2 and len(text) < _LONG_WORD):
        return ()
    return tuple(dict.fromkeys((text.capitalize(), text.title())))


def _shouted(result: Result) -> Result:
    """The result in capitals; its links as far as no letter became two."""
    text = result.text.upper()
    return replace(result, text=text, links=result.links if len(text) == len(result.text) else ())


def _is_label(text: str) -> bool:
    """Whether it is few words, of which only the first has a capital."""
    words = text.split()
    return (
        0 < len(words) <= _LABEL
        and all(word.isalpha() for word in words)
        and words[0].istitle()
        and len(words[0]) > 1
        and all(map(str.islower, words[1:]))
    )


def _as_it_is(result: Result) -> Result:
    return result


def _unsaid(back: Sequence[Edit], result: Result) -> Result:
    """The result with links to the text as it was written."""
    return replace(result, links=moved(result.links, source=back))


def _veiled(text: str, parts: Sequence[Edit]) -> Wording:
    """The text with something that models copy in place of parts, which then stand in its place."""
    pairs = list(zip(parts, _STAND_INS, strict=False))
    edits = [(start, end, word) for (start, end, _), word in pairs]
    meant = {word: right for (_, _, right), word in pairs}
    back = partial(_unveiled, meant, undoing(text, edits))
    return Wording(edited(text, edits), back, sure=False, last=True)


def _unveiled(meant: Mapping[str, str], back: Sequence[Edit], result: Result) -> Result:
    """The result with what was veiled; none if something has got lost or came twice."""
    text = result.text
    if any(text.count(word) != 1 for word in meant):
        return Result("", reason=result.reason)
    edits = sorted(_joined(text, word, right) for word, right in meant.items())
    links = moved(result.links, source=back, target=edits)
    return replace(result, text=edited(text, edits), links=links)


def _joined(text: str, word: str, right: str) -> Edit:
    """A word of a text replaced; no blank stays between what is written without blanks."""
    start, end = text.index(word), text.index(word) + len(word)
    if _is_wide(right[:1]) and text[start - 1 : start] == " " and _is_wide(text[start - 2]):
        start -= 1
    if _is_wide(right[-1:]) and text[end : end + 1] == " " and _is_wide(text[end + 1 : end + 2]):
        end += 1
    return start, end, right


def _is_wide(sign: str) -> bool:
    return bool(sign) and east_asian_width(sign) in "WF"


def begun(sentence: str, result: Result) -> Result:
    """The result with a capital at its start if the sentence has one; not `iPhone`, not a link."""
    word = result.text.split(maxsplit=1)[0] if result.text else ""
    first = word[:1].upper()
    if not sentence[:1].isupper() or not word.islower() or _INNER.search(word) or len(first) > 1:
        return result
    return replace(result, text=first + result.text[1:])
