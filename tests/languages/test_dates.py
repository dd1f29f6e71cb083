"""Days with the name of their month, as other languages write them."""

from __future__ import annotations

import pytest

from toolkit.languages.dates import days
from toolkit.languages.language import language

CASES = [
    ("en", "died on November 7, at 88", "zh_CN", {"November 7": "11月7日"}),
    ("en", "on Friday 20 November, at 14:00", "zh_CN", {"20 November": "11月20日"}),
    ("en", "before July 1, 2027.", "zh_CN", {"July 1, 2027": "2027年7月1日"}),
    ("en", "the 2nd of May and June 3rd", "ru", {"2nd of May": "2 мая", "June 3rd": "3 июня"}),
    ("de", "am 31. Januar 2027", "en", {"31. Januar 2027": "January 31, 2027"}),
    ("de", "am 19., 22. und 27. November", "en", {"27. November": "November 27"}),
    ("de", "(Stand: 28.11.2026)", "zh_CN", {"28.11.2026": "2026年11月28日"}),
    ("de", "am 24.12. und 32.1., 3.5 Uhr", "en", {"24.12.": "December 24"}),
    ("en", "3.5. and 1.2.2026", "zh_CN", {}),
    ("en", "in November 2026, Theresa May, 31 February", "zh_CN", {}),
]


@pytest.mark.parametrize(("here", "text", "there", "written"), CASES)
def test_days(here: str, text: str, there: str, written: dict[str, str]) -> None:
    """Which they are, and how they are written."""
    found = days(text, language(here), language(there))
    assert {text[start:end]: spelling for start, end, spelling in found} == written
