"""The checks of figures and of what they count."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.checks.context import Context
from toolkit.document.inline import PROTECTED
from toolkit.languages.comparison import Comparison, compare, is_rounded
from toolkit.languages.figures import Figure
from toolkit.languages.measures import differ, is_share_or_sum, misnamed
from toolkit.languages.signs import lost_minus
from toolkit.model import Language
from toolkit.phrase import Enumeration, Phrase

_RUN = re.compile(r"(?<![A-Za-z\d.,])\d+(?:[.,]\d+)+(?![A-Za-z\d]|[.,]\d)")
"""A figure with points or commas in it."""


def numbers(source: str, target: str, context: Context) -> Iterator[str]:
    """Every figure of the source is in the target, as its language writes it, and no other."""
    compared = compare(source, target, context.source, context.target)
    if compared.differs:
        yield _sentence(compared)


def changed(source: str, target: str, context: Context) -> Iterator[str]:
    """No figure of the source became another one."""
    compared = compare(source, target, context.source, context.target)
    if compared.missing and compared.new:
        yield _sentence(compared)


def unmatched(source: str, target: str, context: Context) -> Iterator[str]:
    """No figure is only in the source or only in the target; good translators do leave some out."""
    compared = compare(source, target, context.source, context.target)
    if bool(compared.missing) != bool(compared.new):
        yield _sentence(compared)


def foreign(source: str, target: str, context: Context) -> Iterator[str]:
    """No figure is written as the source language writes it where the target's writes another."""
    here, there = context.source, context.target
    if (here.decimal, here.group) == (there.decimal, there.group):
        return
    known = set(_RUN.findall(PROTECTED.sub(" ", source)))
    compared = compare(source, target, here, there)
    reported = {figure.raw for figure in (*compared.missing, *compared.new)}
    for raw in dict.fromkeys(_RUN.findall(PROTECTED.sub(" ", target))):
        written = _as_written(raw, here)
        if raw not in known or written is None or any(raw in other for other in reported):
            continue
        whole, decimals = written
        groups = [whole[max(0, end - 3) : end] for end in range(len(whole), 0, -3)][::-1]
        right = there.decimal.join((there.group.join(groups), *decimals))
        if right != raw and not _is_read(raw, there):
            yield Phrase(
                "%(figure)s is written as in %(language)s; write %(right)s.",
                figure=raw,
                language=here,
                right=right,
            )


def _as_written(raw: str, language: Language) -> tuple[str, list[str]] | None:
    """(digits, decimals if any) of a figure in groups of thousands; None if it has none."""
    whole, *decimals = raw.split(language.decimal)
    groups = whole.split(language.group)
    thousands = len(groups) > 1 and all(len(group) == 3 for group in groups[1:])
    address = len(groups) == 4 and all(int(group) < 256 for group in groups)
    first = re.fullmatch(r"[1-9]\d{0,2}", groups[0])
    if not thousands or address or not first or len(decimals) > 1:
        return None
    return "".join(groups), decimals


def _is_read(raw: str, language: Language) -> bool:
    """Whether a language writes figures in groups so."""
    return _as_written(raw, language) is not None


def units(source: str, target: str, context: Context) -> Iterator[str]:
    """Equal figures count the same: kilometres, percent, euros."""
    compared = compare(source, target, context.source, context.target)
    for figure, other in compared.adapted:
        yield _adaptation(figure, other)
    for figure, other in compared.kept:
        if differ(figure.unit, other.unit):
            yield Phrase(
                "%(figure)s is followed by “%(unit)s” in the source, by “%(other)s” in the target;"
                " correct the unit.",
                figure=figure.raw,
                unit=figure.unit[0],
                other=other.unit[0],
            )
    if below := lost_minus(source, target, context.source, context.target):
        yield Phrase("The minus of %(figure)s is missing; add it.", figure=below)
    lost = _lost_units(compared)
    for figure in lost:
        yield Phrase(
            "The “%(unit)s” of %(figure)s is missing; add it.",
            unit=figure.unit[0],
            figure=figure.raw,
        )


def _adaptation(source: Figure, target: Figure) -> Phrase:
    """What to say of a measure that the target gives in another figure."""
    unit = misnamed(source.readings[0], source.unit, target.readings[0], target.unit)
    if unit and not is_rounded(source, target):
        return Phrase(
            "%(before)s became %(after)s, which is right in “%(unit)s”, but the unit is"
            " “%(other)s”; correct the figure or the unit.",
            before=source.raw,
            after=target.raw,
            unit=unit[0],
            other=target.unit[0],
        )
    return Phrase(
        "%(before)s became %(after)s; keep the figure or make sure it may be rounded.",
        before=source.raw,
        after=target.raw,
    )


def _lost_units(compared: Comparison) -> list[Figure]:
    """Figures that lost percent or currency, if no figure of the target has that sign."""
    there = {unit for _, target in compared.kept for unit in target.unit}
    return [
        source
        for source, target in compared.kept
        if is_share_or_sum(source.unit) and not target.unit and not there & set(source.unit)
    ]


def _sentence(compared: Comparison) -> Phrase:
    """What to say of figures that are missing or new."""
    missing, new = (
        Enumeration(list(dict.fromkeys(figure.raw for figure in left)))
        for left in (compared.missing, compared.new)
    )
    if sorted(missing.items) == sorted(new.items):
        return Phrase(
            "%(figures)s means something else in this language; write it as the language does.",
            figures=Enumeration(sorted(new.items)),
        )
    if not new.items:
        return Phrase("Missing: %(missing)s; write the figures of the source.", missing=missing)
    if not missing.items:
        return Phrase("New: %(new)s; write the figures of the source.", new=new)
    return Phrase(
        "Missing: %(missing)s, new: %(new)s; write the figures of the source.",
        missing=missing,
        new=new,
    )
