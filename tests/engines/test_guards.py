"""The guards stop what is bad, and only that. The sentences are in the text files beside."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.checks.context import Context
from toolkit.engines.guards import GUARDS, fault
from toolkit.languages.language import language

HERE = Path(__file__).parent


def _cases(name: str) -> list[tuple[str, str, str]]:
    """(heading, source, output) of the blocks of a file."""
    blocks = (HERE / name).read_text("utf-8").split("\n\n")
    found = []
    for block in blocks:
        lines = [line for line in block.lstrip("\n").split("\n") if not line.startswith("#")]
        if lines and lines[0]:
            found.append((lines[0], lines[1], lines[2] if len(lines) > 2 else ""))
    return found


def _context(languages: str) -> Context:
    here, there = languages.split(",", maxsplit=1)[0].strip().split("-")
    return Context(language(here), language(there))


BAD, GOOD = _cases("bad_outputs.txt"), _cases("good_outputs.txt")


@pytest.mark.parametrize(("heading", "source", "output"), BAD, ids=[case[0] for case in BAD])
def test_bad_output_is_stopped(heading: str, source: str, output: str) -> None:
    """Each known failure is seen by the guard that is there for it, with a phrase as reason."""
    guard, _, rest = heading.partition(" | ")
    context = _context(rest)
    reason = GUARDS[guard](source, output, context)
    assert reason.startswith("the model ")
    assert fault(source, output, context.source, context.target)


@pytest.mark.parametrize(("heading", "source", "output"), GOOD, ids=[case[0] for case in GOOD])
def test_good_output_passes(heading: str, source: str, output: str) -> None:
    """What only looks like a failure passes all guards."""
    context = _context(heading)
    assert fault(source, output, context.source, context.target) == ""


def test_every_guard_has_a_case() -> None:
    """No guard without a failure that proves it, no case without its guard."""
    assert {heading.partition(" | ")[0] for heading, _, _ in BAD} == set(GUARDS)


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_texts_are_judged(source: str, output: str) -> None:
    """No text breaks a guard or takes long."""
    assert isinstance(fault(source, output, language("de"), language("zh")), str)


@pytest.mark.timeout(10)
@pytest.mark.parametrize("unit", ["a", "ab ", "x1 ", "在", "ab ac ", "— ", "1.", "("])
def test_long_loops_are_judged_fast(unit: str) -> None:
    """Looking for loops in twenty thousand characters takes no noticeable time."""
    text = unit * (20_000 // len(unit))
    fault("Ein Satz.", text, language("de"), language("en"))
    fault(text, text[1:], language("de"), language("en"))
