"""Plain text: nothing is lost, soft wraps are joined, new text stands where the old one stood."""

from __future__ import annotations

import pytest
from conftest import within
from formats.reading import (
    cases,
    check_lossless,
    check_pseudo,
    joined,
    source_of,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.formats.table import FORMATS
from toolkit.formats.text import parse, spell, to_story
from toolkit.model import Block, BlockKind, Text

TEXT = FORMATS["text"]
FOUND = cases("text", "blocks")
SHARDS = ["Wort ", "Ein Satz. ", "\n", "\r\n", "\r", "\n\n", "- ", "1. ", "• ", "\t", "  ", "!"]
SHARDS += ["\ufeff", "\u2028", "\x85", "\xa0", "\x0b", "\x00", "北京。", "Donaudampfschifffahrt"]
SHARDS += ["> ", ">"]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(SHARDS), max_size=30).map("".join))
def test_lossless(source: str) -> None:
    """Whatever the text, joined parts are the source."""
    check_lossless(TEXT, source)


UNWORDED = {"a hard-wrapped file", "a chronicle is no numbered list"}
"""In one line a paragraph may be longer than all others; in other letters no month is known."""


@pytest.mark.parametrize("alphabet", ["αβγδε", "北京中文字"])
def test_pseudo(alphabet: str) -> None:
    """Other letters everywhere change nothing outside blocks."""
    for case in FOUND:
        if case.title not in UNWORDED:
            check_pseudo(TEXT, source_of(case), alphabet)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_breaks(end: str) -> None:
    """A line break in a translation would start another paragraph: it becomes a blank."""
    assert spell(Block(BlockKind.PARAGRAPH, (Text(f"a{end}b"),))) == "a b"


@pytest.mark.parametrize("piece", ["Wort ", "a\n", "\n", " "])
def test_big(piece: str) -> None:
    """Long texts take no more than seconds and lose nothing."""
    with within(5):
        assert joined(parse(piece * 50_000)) == piece * 50_000


@pytest.mark.parametrize(
    ("source", "story"),
    [
        ("Titel\n\nEin Satz.", "<h1>Titel</h1>\n<p>Ein Satz.</p>"),
        (
            "Was nun?\n1. eins\n2. zwei\n- drei\n\n7. sieben\n8. acht",
            "<p>Was nun?</p>\n<ol>\n<li>eins</li>\n<li>zwei</li>\n</ol>\n<ul>\n<li>drei</li>\n</ul>"
            '\n<ol start="7">\n<li>sieben</li>\n<li>acht</li>\n</ol>',
        ),
        ("> Titel\n\nSatz.", "<blockquote><p>Titel</p></blockquote>\n<p>Satz.</p>"),
        ("- a\n- b\n", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("Titel\n=====\n\nSatz.", "<h1>Titel</h1>\n<p>Satz.</p>"),
        ("Eins.\r\n* * *\r\nZwei.", "<p>Eins.</p>\n<p>Zwei.</p>"),
        ("* * *\n\nEins.\n\n\n* * *\n\nZwei.\n\n***\n", "<p>Eins.</p>\n<hr>\n<p>Zwei.</p>"),
        (
            "- a\r\n\r\n***\r\n\r\n- b",
            "<ul>\n<li>a</li>\n</ul>\n<hr>\n<ul>\n<li>b</li>\n</ul>",
        ),
        ("", ""),
    ],
)
def test_on_the_site(source: str, story: str) -> None:
    """Items keep their numbers, quoted mail is a quotation, lines of signs part the text."""
    assert to_story(source) == story
