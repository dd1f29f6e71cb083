"""Texts cut to a width."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from toolkit.document.shorten import shorten, shorten_at_word


def test_cuts() -> None:
    """A text that fits stays; a cut is told, behind a word where that is wanted."""
    assert shorten("genau", 5) == "genau"
    assert shorten("zu lang", 5) == "zu l…"
    assert shorten_at_word("Die Brücke, die bleibt", 22) == "Die Brücke, die bleibt"
    assert shorten_at_word("Die Brücke, die bleibt", 12) == "Die Brücke…"
    assert shorten_at_word("北京，上海", 3) == "北京…"


@given(st.text(), st.integers(1, 50))
def test_width(text: str, width: int) -> None:
    """No result is wider than wanted, none says more than the text."""
    short = shorten(text, width)
    assert len(short) <= width
    assert short == text or text.startswith(short[:-1])
    words = shorten_at_word(text, width)
    assert len(words) <= width + 1
    assert words == text or text.startswith(words[:-1])
