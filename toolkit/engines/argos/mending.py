"""What small models get nearly right is set right before an output is judged.

Only where the source leaves no doubt: letters of names that were said too often, got lost or became
Chinese characters, days and figures copied in the way of its language, marks at the end, hours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from toolkit.engines.argos.ctranslate import Hypothesis
from toolkit.engines.argos.edits import Edit, edited, moved
from toolkit.languages.dates import days_in_figures
from toolkit.languages.localize import respelled
from toolkit.model import Language

_WORD = re.compile(r"[^\W\d_]+")
_STUTTER = re.compile(r"([^\W\d_])\1{2,}", re.I)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_LEAST_LETTERS = 3
_REST = re.compile(r"(?<=[\u3400-\u9fff])[a-z]{2,}(?![A-Za-z])")
_RUN = re.compile(r"([^\W\d_])\1+")
_END = re.compile(r"(?<=[^\s.])[ ]?\.(?: ?\.)+(?=[\"'”’“»)\]]*$)")
_ELLIPSIS = re.compile(r"…|\.\.")
_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
_TIME = re.compile(
    r"\b(?P<hour>[01]?\d|2[0-4])(?P<minutes>[:.][0-5]\d)?[ \u00a0]?(?P<half>[ap])\.? ?m\b\.?", re.I
)
_CLOCK = re.compile(r"\b(?P<hour>[01]?\d|2[0-4])(?:[.:](?P<minutes>[0-5]\d))? Uhr\b")
_LATE = re.compile(r"(?i)abend|nachmitt|mittag|nacht")
_CLOSING = "\"'”’“»)]"
_NOON = 12


def mended(source: str, output: Hypothesis, here: Language, there: Language) -> Hypothesis:
    """The output set right, its links with it."""
    for step in _STEPS:
        if edits := list(step(source, output.text, here, there)):
            text = edited(output.text, edits)
            output = replace(output, text=text, links=moved(output.links, target=edits))
    return output


def _stutters(source: str, text: str, *_: Language) -> Iterator[Edit]:
    """`Otttt` where the source has `Ott`."""
    if not _STUTTER.search(text):
        return
    known = {_RUN.sub(r"\1", word.lower()): word for word in _WORD.findall(source)}
    for word in _WORD.finditer(text):
        meant = known.get(_RUN.sub(r"\1", word[0].lower()))
        if meant and _STUTTER.search(word[0]) and word[0] not in source:
            yield (*word.span(), meant)


def _maimed(source: str, text: str, *_: Language) -> Iterator[Edit]:
    """`Mnchen` where the source has `München`: a letter that the model does not know is lost."""
    if source.isascii():
        return
    words = set(_WORD.findall(source))
    whole = {_NOT_ASCII.sub("", word): word for word in words if not word.isascii()}
    for word in _WORD.finditer(text):
        meant = whole.get(word[0])
        if meant and len(word[0]) >= _LEAST_LETTERS and word[0] not in words:
            yield (*word.span(), meant)


def _begun_otherwise(source: str, text: str, _: Language, there: Language) -> Iterator[Edit]:
    """`Tiffany` for `特iffany`: a name that begins in Chinese characters and goes on in Latin."""
    if there.gap:
        return
    words = set(_WORD.findall(source))
    names = {word[cut:]: word for word in words if word.istitle() for cut in (1, 2)}
    for rest in _REST.finditer(text):
        name = names.get(rest[0])
        if name and rest[0] not in words:
            yield (rest.start() - 1, rest.end(), name)


def _dates(source: str, text: str, here: Language, there: Language) -> Iterator[Edit]:
    """`November 12, 2026` for `12.11.2026`, which models spell as figures; `24,12th` likewise."""
    for match, written in days_in_figures(source, here, there):
        day, month, year = match.groups()
        if f"{day},{month}" in source:
            continue
        copy = (
            rf"{day}[.,/ ]+{month}[.,/ ]+{year}(?: ?年)?"
            if year
            else rf"{day}[.,/]{month}(?:th|\.)"
        )
        for found in re.finditer(rf"(?<![\d.,]){copy}(?!\d|\.\d)", text):
            yield (*found.span(), written)


def _ends(source: str, text: str, *_: Language) -> Iterator[Edit]:
    """One full stop at the end, single blanks inside, unless the source has more."""
    if "  " not in source:
        yield from ((*gap.span(), " ") for gap in _GAP.finditer(text))
    end = _END.search(text)
    if end and not _ELLIPSIS.search(source):
        yield (*end.span(), "" if text[end.start() - 1] in "?!…。？！" else ".")


def _hours(source: str, text: str, here: Language, there: Language) -> Iterator[Edit]:
    """`14:00`, not `14 p.m.`; `4:40 a.m.` for `4.40 Uhr` if nothing says that it is later."""
    if there.base != "en":
        return
    early = {
        (hour, time["minutes"] or "00")
        for time in (() if here.base != "de" or _LATE.search(source) else _CLOCK.finditer(source))
        if 0 < (hour := int(time["hour"])) < _NOON and f"{hour + _NOON}" not in source
    }
    for time in _TIME.finditer(text):
        hour, minutes = int(time["hour"]), (time["minutes"] or ":00")[1:]
        last = time.end() == len(text.rstrip(_CLOSING)) and time[0].endswith(".")
        stop = "." if last and source.rstrip(_CLOSING).endswith(".") else ""
        if hour > _NOON or not hour:
            yield (*time.span(), f"{time['hour']}:{minutes}{stop}")
        elif time["half"] in "pP" and (hour, minutes) in early:
            place = time.start("half")
            yield (place, place + 1, "A" if time["half"] == "P" else "a")


_STEPS: tuple[Callable[[str, str, Language, Language], Iterator[Edit]], ...] = (
    _stutters,
    _maimed,
    _begun_otherwise,
    _dates,
    respelled,
    _ends,
    _hours,
)
