"""The checks of figures and of what they count."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.checks.context import Context
from toolkit.languages.comparison import Comparison, compare, is_rounded
from toolkit.languages.figures import Figure
from toolkit.languages.measures import differ, is_share_or_sum, misnamed


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


def units(source: str, target: str, context: Context) -> Iterator[str]:
    """Equal figures count the same: kilometres, percent, euros."""
    compared = compare(source, target, context.source, context.target)
    for figure, other in compared.adapted:
        yield _adaptation(figure, other)
    for figure, other in compared.kept:
        if differ(figure.unit, other.unit):
            yield (
                f"{figure.raw} is followed by “{figure.unit[0]}” in the source, by"
                f" “{other.unit[0]}” in the target; correct the unit."
            )
    lost = _lost_units(compared)
    for figure in lost:
        yield f"The “{figure.unit[0]}” of {figure.raw} is missing; add it."


def _adaptation(source: Figure, target: Figure) -> str:
    """What to say of a measure that the target gives in another figure."""
    unit = misnamed(source.readings[0], source.unit, target.readings[0], target.unit)
    if unit and not is_rounded(source, target):
        return (
            f"{source.raw} became {target.raw}, which is right in “{unit[0]}”, but the unit is"
            f" “{target.unit[0]}”; correct the figure or the unit."
        )
    return f"{source.raw} became {target.raw}; keep the figure or make sure it may be rounded."


def _lost_units(compared: Comparison) -> list[Figure]:
    """Figures that lost percent or currency, if no figure of the target has that sign."""
    there = {unit for _, target in compared.kept for unit in target.unit}
    return [
        source
        for source, target in compared.kept
        if is_share_or_sum(source.unit) and not target.unit and not there & set(source.unit)
    ]


def _sentence(compared: Comparison) -> str:
    """What to say of figures that are missing or new."""
    missing, new = ({figure.raw for figure in left} for left in (compared.missing, compared.new))
    if missing == new:
        raws = " and ".join(sorted(new))
        return f"{raws} means something else in this language; write it as the language does."
    parts = [(compared.missing, "missing"), (compared.new, "new")]
    said = ", ".join(_said(left, what) for left, what in parts if left)
    return f"{said}; write the figures of the source."


def _said(left: list[Figure], what: str) -> str:
    raws = list(dict.fromkeys(figure.raw for figure in left))
    return f"{' and '.join(raws)} {'is' if len(raws) == 1 else 'are'} {what}"
