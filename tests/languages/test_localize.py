"""Numbers without words: written as the target language writes them, never another value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.checks.context import Context
from toolkit.checks.numbers import numbers
from toolkit.languages.language import language
from toolkit.languages.localize import amounts, rewritten

CODES = ("en", "ru", "zh", "fr")
DE = language("de")
CONTEXTS = {code: Context(DE, language(code)) for code in CODES}
CASES = [
    ("12.345", "12,345", "12\u00a0345", "12,345"),
    ("1.234,5", "1,234.5", "1\u00a0234,5", "1,234.5"),
    ("−3,2 %", "−3.2 %", "−3,2 %", "−3.2 %"),
    ("1.000–2.000 €", "1,000–2,000 €", "1\u00a0000–2\u00a0000 €", "1,000–2,000 €"),
    ("1 234", "1,234", "1\u00a0234", "1,234"),
    ("0,50", "0.50", "0,50", "0.50"),
    *[(text,) * 4 for text in ("2020", "7.12.2020", "8.30", "12:30", "1.0.2", "§ 12", "½", "…")],
    *[(text,) * 4 for text in ("192.168.178.100", "030 123 456", "+49 30 123 456", "030.123.456")],
    *[(text,) * 4 for text in ("0.375", "1:25.000")],
    *[(text,) * 4 for text in ("(+49) 30 1234-567", "12.–14.", "25,–", "", "🚀")],
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_cases(case: tuple[str, str, str, str]) -> None:
    """German to English, Russian and Chinese; dates, times and versions stay."""
    found = [rewritten(case[0], DE, CONTEXTS[code].target)[0] for code in CODES[:3]]
    assert found == list(case[1:])


@pytest.mark.parametrize(
    ("here", "text", "there", "written"),
    [
        ("en", "2.4 million euros", "zh_CN", ["240万"]),
        ("en", "400 million of 2.86 billion", "zh_TW", ["4億", "28.6億"]),
        ("de", "1,4 Mio. Euro", "ru", ["1,4\u00a0млн"]),
        ("de", "2,8 Milliarden", "en", ["2.8 billion"]),
        ("de", "0,5 Millionen", "zh_CN", ["50万"]),
        ("en", "1,200 jobs, 320 km, 7.1", "ru", ["1\u00a0200", "320", "7,1"]),
        ("de", "seit 1950 am 7. Mai 2026 um 14:00 Uhr, 3:2, 66", "en", []),
        ("de", "Python 3.11", "en", []),
        ("de", "3 Millionen", "fr", []),
        ("de", "A320 und Az. 12/340", "en", []),
    ],
)
def test_amounts(here: str, text: str, there: str, written: list[str]) -> None:
    """What is an amount, and how another language writes it."""
    found = list(amounts(text, language(here), language(there)))
    assert [spelling for _, _, spelling in found] == written


@given(
    st.text(st.sampled_from("0123456789.,-–%€ \u00a0'’:()½٣"), max_size=20),
    st.sampled_from(CODES),
)
def test_the_value_stays(text: str, code: str) -> None:
    """The check of numbers never objects to what changed; everything but numbers is as it was."""
    new, spans = rewritten(text, DE, CONTEXTS[code].target)
    assert new == text or not any(numbers(text, new, CONTEXTS[code]))
    for there, here in spans:
        before, after = text[slice(*there)], new[slice(*here)]
        assert before == after or before[0].isdigit()
