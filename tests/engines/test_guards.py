"""The guards stop what is bad, and only that. The sentences are in the case files beside."""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import Case, read
from hypothesis import given
from hypothesis import strategies as st

from toolkit.checks.context import Context
from toolkit.engines.guards import GUARDS, fault
from toolkit.languages.language import language

BAD, GOOD = (read(Path(__file__).with_name(f"{name}_outputs.md")) for name in ("bad", "good"))


def _pair(case: Case) -> tuple[str, str, Context]:
    """Source, output and what the guards are told; the case has a value for each language."""
    (here, source), (there, output) = case.fields.items()
    return source, output, Context(language(here), language(there))


@pytest.mark.parametrize("case", BAD, ids=str)
def test_bad_output_is_stopped(case: Case) -> None:
    """Each known failure is seen by the guard that is there for it, with a phrase as reason."""
    source, output, context = _pair(case)
    reason = GUARDS[case.title.partition(": ")[0]](source, output, context)
    assert reason.startswith("the model ")
    assert fault(source, output, context.source, context.target)


@pytest.mark.parametrize("case", GOOD, ids=str)
def test_good_output_passes(case: Case) -> None:
    """What only looks like a failure passes all guards."""
    source, output, context = _pair(case)
    assert fault(source, output, context.source, context.target) == ""


def test_every_guard_has_a_case() -> None:
    """No guard without a failure that proves it, no case without its guard."""
    assert {case.title.partition(": ")[0] for case in BAD} == set(GUARDS)


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_texts_are_judged(source: str, output: str) -> None:
    """No text breaks a guard or takes long."""
    assert isinstance(fault(source, output, language("de"), language("zh")), str)


@pytest.mark.timeout(10)
def test_long_texts_in_capitals_are_judged_fast() -> None:
    """Thousands of different words in capitals are no headline."""
    text = " ".join(
        "WORT" + "ABCDEFGHIJ"[n % 10] * (n // 10 % 20) + n // 200 * "X" for n in range(3000)
    )
    assert isinstance(fault(text, text[1:], language("de"), language("en")), str)


@pytest.mark.timeout(10)
@pytest.mark.parametrize("unit", ["a", "a@", "www.", "ab ", "x1 ", "在", "ab ac ", "— ", "1.", "("])
def test_long_loops_are_judged_fast(unit: str) -> None:
    """Looking for loops in twenty thousand characters takes no noticeable time."""
    text = unit * (20_000 // len(unit))
    fault("Ein Satz.", text, language("de"), language("en"))
    fault(text, text[1:], language("de"), language("en"))
