"""Whatever stands beside each other, figures of two texts can be compared."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.languages.comparison import compare
from toolkit.languages.language import language
from toolkit.model import Language

PIECES = [
    *("0", "000", "2,5", "2.5", "12", "24", "8:30", "08:30", "1.200", "1 200", "20.15", "2020"),
    *(" h", " Uhr", " Uhr abends", " a.m.", " pm", " часов вечера", " утра", "点", "午夜", "半"),
    *(
        " Uhr nachts",
        "abends um ",
        "上午",
        "晚上约",
        " noon",
        "at ",
        " in the morning",
        " bis ",
        "–",
        " to ",
        " ",
        ".",
        ",",
        "½",
        "٣",
        "：",
        " Mio.",
        " km",
        "%",
        "er",
        "XII",
    ),
    *("null", "zwei", " midnight", "9" * 27),
]
TEXT = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
LANGUAGE = st.sampled_from(["de", "en", "ru", "zh_CN", "fr", "ar"]).map(language)


@settings(max_examples=300, deadline=None)
@given(TEXT, TEXT, LANGUAGE, LANGUAGE)
def test_any_figures(source: str, target: str, here: Language, there: Language) -> None:
    """No figure is too odd; a text has the figures that it has."""
    assert compare(source, target, here, there)
    assert not compare(source, source, here, here).missing
