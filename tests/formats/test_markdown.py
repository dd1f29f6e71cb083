"""Markdown: nothing is lost, everything translatable is found, new text is read as it was meant."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from conftest import within
from formats.reading import (
    cases,
    check_any_text,
    check_lossless,
    check_pseudo,
    joined,
    source_of,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import SourceError
from toolkit.formats.format import Localization
from toolkit.formats.markdown import dialects, spell
from toolkit.formats.markdown.article import body_start, parse, to_html
from toolkit.formats.markdown.places import Line, MarkedText
from toolkit.formats.markdown.syntax import Surroundings
from toolkit.formats.table import FORMATS
from toolkit.languages.language import language
from toolkit.model import Block, Text

MARKDOWN = FORMATS["markdown"]
SHARDS = [
    "a",
    "Wort ",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "> ",
    "- ",
    "1. ",
    "    ",
    "\t",
    "# ",
    "---\n",
    "===\n",
    "***",
    "**",
    "*",
    "_",
    "__",
    "~~",
    "~",
    "`",
    "``",
    "```\n",
    "[",
    "]",
    "](",
    "(",
    ")",
    "!",
    "![",
    "[^1]",
    "[^1]: ",
    "^[",
    "[x] ",
    "[ref]",
    '[ref]: /u "T"\n',
    "][]",
    "<b>",
    "</b>",
    "<br>",
    '<i title="x">',
    "</i>",
    "<code>",
    "</code>",
    "<!-- c -->",
    "<div>\n",
    "</div>\n",
    "<http://a.b>",
    "&amp;",
    "&#32;",
    "&",
    "\\",
    "\x00",
    "\ufeff",
    "\u2028",
    "\x85",
    "\xa0",
    "北京",
    "（",
    "）\n+++\n",
    "...\n",
    "title: x\n",
    "tags: [a, b]\n",
    ": ",
    "{",
    "= ",
    "1",
    ".",
    "\\|",
    "|",
    "a|b\n-|-\n",
    "| c | d |\n",
    "  \n",
    "\\\n",
]
documents = st.lists(st.sampled_from(SHARDS), max_size=30).map("".join)
letters = st.text(
    "ab1 .,!?#*_~`[]()<>&;:|\\+-=\"'{}^/$@%\xa0\u2028北（）äß", min_size=1, max_size=12
)
starts = st.sampled_from(
    [
        "1. ",
        "- x",
        "# ",
        "> ",
        "---",
        "***",
        "    x",
        "[^1]:",
        "[x]: y",
        "<div>",
        "===",
        "+++",
        "[ ] x",
        "```",
        "~~~",
        "&amp;",
        "foo ##",
        "<b>",
    ]
)
wordy = st.one_of(letters, starts).map(lambda text: text if text.strip() else text + "x")


@settings(max_examples=150, deadline=None)
@given(documents)
def test_lossless(source: str) -> None:
    """Whatever the markup, joined parts are the source and pairs are balanced."""
    try:
        check_lossless(MARKDOWN, source)
    except SourceError as error:
        remedy = "fix the front matter or remove it|an empty line (?:below|between) "
        assert re.match(rf"line \d+: .*(?:{remedy})", str(error))


@pytest.mark.parametrize("alphabet", ["αβγδε", "абвгд", "北京中文字", "ÀÉÎÕÜ"])
def test_pseudo(alphabet: str) -> None:
    """Other letters everywhere change no structure and nothing outside blocks."""
    for case in cases("markdown", "blocks"):
        check_pseudo(MARKDOWN, source_of(case), alphabet)


@settings(max_examples=60, deadline=None)
@given(st.lists(wordy, min_size=12, max_size=12))
def test_any_text(texts: list[str]) -> None:
    """Any new text, Markdown's own signs included, is read back as exactly that text."""
    found = cases("markdown", "blocks")
    sample = next(case for case in found if case.title == "a sample of all")
    check_any_text(MARKDOWN, source_of(sample), texts)


@pytest.mark.parametrize(
    "source",
    [
        "Wort *fett* und. " * 10_000,
        ">" * 90 + " x",
        "- " * 45 + "x",
        "![" * 1_500 + "x" + "](u)" * 1_500,
        "[" * 10_000,
        "*a **b " * 5_000,
        "<b>" * 5_000 + "</i>" * 5_000,
        "[a]: u\n" * 2_500 + "[a]" * 2_500,
        "\\|" * 5_000 + "|a\n-|-\n",
    ],
    ids=lambda source: source[:8].strip(),
)
def test_big(source: str) -> None:
    """Long lines and deep nesting take no more than seconds and lose nothing."""
    with within(5):
        assert joined(parse(source)) == source


BOMB = "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in pairwise("abcdefghijkl"))


@pytest.mark.parametrize(
    "source",
    [
        ">" * 2_500 + " x",
        "- " * 1_500 + "x",
        "".join("  " * depth + f"- Punkt {depth}\n" for depth in range(60)),
        f"---\na: &a [x]\n{BOMB}tags: *l\n---\n",
    ],
    ids=lambda source: source[:8].strip(),
)
def test_too_deep(source: str) -> None:
    """What the parser would pass over, or what would never end, is refused with its line."""
    with within(5), pytest.raises(SourceError, match=r"^line \d+: "):
        parse(source)


def test_deep() -> None:
    """Nested as people nest, every text is offered."""
    source = "".join("  " * depth + f"- Punkt {depth}\n" for depth in range(40))
    assert sum(isinstance(part, Block) for part in parse(source)) == 40
    assert sum(isinstance(part, Block) for part in parse(">" * 40 + " Tief\n")) == 1
    assert to_html(source).count("Punkt") == 40


@pytest.mark.parametrize("front", ["", "---\ntitle: x\n---\n", "+++\ntitle = 1\n+++\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_body_start(mark: str, front: str) -> None:
    """The text starts behind byte order mark and front matter."""
    assert body_start(f"{mark}{front}# Titel\n") == len(mark + front)


PAGE = """---
title: nicht im Text
---
# Über *uns* & `mehr`!
# Über uns & mehr!

- [x] ~~weg~~

a | b
--|--
1 | 2[^1]

[^1]: Note.
"""


def test_to_html() -> None:
    """Tables, footnotes, task lists, strikethrough; ids as on GitHub; no front matter."""
    page = to_html(PAGE)
    assert "nicht im Text" not in page
    assert re.findall(r'<h1 id="(.*?)"', page) == ["über-uns--mehr", "über-uns--mehr-1"]
    assert re.search(r'<input [^>]*checked="checked" disabled="disabled"[^>]*> <s>weg</s>', page)
    assert "<td>1</td>" in page
    assert page.index("<section") > page.index("</table>")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            '<blockquote class="tweet"><p lang="de" dir="ltr">Der Rat.</p></blockquote>\n',
            '<blockquote class="tweet"><p lang="ar" dir="rtl">Der Rat.</p></blockquote>\n',
        ),
        (
            "Das <i lang=de>Wort</i> und das <i lang=la>verbum</i>, so `<i lang=de>`.\n",
            "Das <i lang=ar>Wort</i> und das <i lang=la>verbum</i>, so `<i lang=de>`.\n",
        ),
        ('```\n<p lang="de">\n```\n\n    <p lang="de">\n', None),
        ('| a |\n|---|\n| <b lang="de">x</b> |\n', '| a |\n|---|\n| <b lang="ar">x</b> |\n'),
        (
            'A <q lang="en">كلمة *هنا*</q> und <q lang="en">word</q>.\n',
            'A <q lang="ar">كلمة *هنا*</q> und <q lang="en">word</q>.\n',
        ),
    ],
)
def test_language_of_html(source: str, expected: str | None) -> None:
    """HTML in the text says the new language where it named the old one; code is left alone."""
    made = Localization(language("de"), language("ar"))
    assert MARKDOWN.set_language(source, made) == (expected or source)


ALL_FEATURES = frozenset(dialects._SHOWS) - {"mdx"}
PLACES = [MarkedText(line) for line in Line] + [MarkedText(cell=True), MarkedText()]


@settings(max_examples=200, deadline=None)
@given(st.from_regex(spell._WORDS, fullmatch=True), st.sampled_from(PLACES))
def test_words_need_no_escapes_in_any_dialect(words: str, place: MarkedText) -> None:
    """What is written without being read again would be read as what it is."""
    for known in (frozenset[str](), ALL_FEATURES):
        around = Surroundings(known, frozenset())
        assert spell.spell_marked((Text(words),), place, around) == words
        assert spell._content(words, place, around) == [words]


@pytest.mark.parametrize(
    "source",
    [
        "[x](#a)",
        "[x](<#a> 'Titel')",
        "[x *y*](b.md#a)",
        '<a class="b" href="#a">x</a>',
        '<div>\n<a href="#a">x</a>\n</div>',
        "| a |\n|---|\n| [x](#a) |",
        "[x]\n\n[x]: #a 'Titel'",
        "```\ny\n```\n\n[x]: <#a>\n\n[x]",
        "[![x](y.png)](#a)",
    ],
)
def test_links_to_sections(source: str) -> None:
    """Each gets another address, and nothing else changes."""
    assert MARKDOWN.lead(source, lambda to: f"{to}-b") == source.replace("#a", "#a-b")


@pytest.mark.parametrize(
    "source",
    [
        "`[x](#a)`",
        "```\n[x](#a)\n[x]: #a\n```",
        "    [x]: #a",
        "\\[x](#a)",
        "![x](y.svg#a)",
        "<!-- [x](#a) -->",
        "[x](y)",
        "Nr. (#a)",
    ],
)
def test_no_links_to_sections(source: str) -> None:
    """Code, pictures and words stay as they are."""
    assert MARKDOWN.lead(source, lambda _: "#weg") == source


@given(st.lists(st.sampled_from(SHARDS), max_size=30).map("".join))
def test_links_lose_nothing(source: str) -> None:
    """What leads where it led before is the text, byte for byte."""
    assert MARKDOWN.lead(source, lambda to: to) == source
