"""Which packages lead from one language to another. Pure; languages are Argos codes."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from itertools import pairwise

from toolkit.errors import EngineError
from toolkit.models.codes import usual_pair
from toolkit.models.package import Package, age

PIVOT = "en"


def route(
    packages: Sequence[Package], source: str, target: str, shipped: bool = False
) -> tuple[Package, ...]:
    """The packages to apply one after the other: the fewest, through English if through any.

    Takes Argos codes ("zh", "zt"). Of two packages for a pair an installed one is taken, or the
    one that is `shipped`. EngineError naming what is missing and how to install it, or that both
    are one language, such as de and de_CH.
    """
    if source == target:
        raise EngineError(
            f"no model translates {source} into another form of {source}: to begin with a copy,"
            " run `toolkit translate --engine identity --to` with its code"
        )
    best = _best(packages, shipped)
    codes = _shortest(best, source).get(target)
    if codes is None:
        raise EngineError(_no_way(packages, source, target))
    return tuple(best[pair] for pair in pairwise(codes))


def paths(packages: Sequence[Package], source: str) -> dict[str, list[tuple[Package, ...]]]:
    """For every target that can be reached: the route, then other ways over at most one pivot."""
    best = _best(packages)
    ways_to: dict[str, list[tuple[Package, ...]]] = {}
    for target, codes in sorted(_shortest(best, source).items()):
        others = [(source, pivot, target) for pivot in sorted({end for _, end in best})]
        ways = [codes, *(way for way in others if way != codes and {*pairwise(way)} <= best.keys())]
        if target != source:
            ways_to[target] = [tuple(best[pair] for pair in pairwise(way)) for way in ways]
    return ways_to


def unused(packages: Sequence[Package]) -> dict[Package, str]:
    """The packages that no route takes, and why."""
    best = _best(packages)
    reasons: dict[Package, str] = {}
    for package in packages:
        taken = best.get(usual_pair(package))
        if package.problem:
            reasons[package] = f"broken: {package.problem}"
        elif taken and taken != package:
            reasons[package] = f"not used: {taken.version} is in {taken.folder}"
    return reasons


def _best(packages: Sequence[Package], shipped: bool = False) -> dict[tuple[str, str], Package]:
    """For each pair the newest usable package; the first of equals.

    Installed ones come before those that came with the toolkit, or behind them.
    """
    best: dict[tuple[str, str], Package] = {}
    for package in packages:
        other = best.get(usual_pair(package))
        if not package.problem and (
            other is None or _rank(other, shipped) < _rank(package, shipped)
        ):
            best[usual_pair(package)] = package
    return best


def _rank(package: Package, shipped: bool) -> tuple[bool, bool, list[int]]:
    """The greater, the better: where it came from, whether its codes are the usual ones, age."""
    usual = usual_pair(package) == (package.source, package.target)
    return package.shipped == shipped, usual, age(package.version)


def _shortest(best: dict[tuple[str, str], Package], source: str) -> dict[str, tuple[str, ...]]:
    """Dijkstra over (packages, pivots that are not English): codes passed, by target."""
    passed: dict[str, tuple[str, ...]] = {}
    queue: list[tuple[int, int, tuple[str, ...]]] = [(0, 0, (source,))]
    while queue:
        length, detours, codes = heapq.heappop(queue)
        here = codes[-1]
        if here in passed:
            continue
        passed[here] = codes
        detours += length > 0 and here != PIVOT
        for start, end in best:
            if start == here and end not in passed:
                heapq.heappush(queue, (length + 1, detours, (*codes, end)))
    return passed


def _no_way(packages: Sequence[Package], source: str, target: str) -> str:
    pairs = [(source, target)]
    if PIVOT not in (source, target):
        pairs = [(source, PIVOT), (PIVOT, target)]
    pairs = [pair for pair in pairs if pair not in _best(packages)]
    names = " and ".join(f"{start}→{end}" for start, end in pairs)
    broken = "".join(
        f" ({package.folder} is broken: {package.problem})"
        for package in packages
        if package.problem and usual_pair(package) in pairs
    )
    words = " ".join(f"{start}_{end}" for start, end in pairs)
    return f"no model for {names}{broken}: run `toolkit models install {words}`"
