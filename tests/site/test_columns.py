"""Original and translation beside each other: markup stays, sentences answer each other."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.formats.html.markup import plain
from toolkit.site.columns import GAP, rows

LEFT = (
    '<h2 id="a">Der See</h2>\n<p>Er ist <em>sehr</em> kalt. Er ist <del>tief</del>.</p>\n'
    '<p><img src="see.png" alt="Ein See"></p>\n'
    "<table><tr><td>Eins</td><td>1 &amp; 2</td></tr></table>"
)
RIGHT = (
    '<h2 id="a">The lake</h2>\n<p>It is <em>very</em> cold. It is <del>deep</del>.</p>\n'
    '<p><img src="see.png" alt="A lake"></p>\n'
    "<table><tr><td>One</td><td>1 &amp; 2</td></tr></table>"
)
PAIRS = (
    ("Der See", "The lake"),
    ("Er ist sehr kalt.", "It is very cold."),
    ("Er ist tief.", "It is deep."),
    ("Eins", "One"),
    ("1 & 2", "1 & 2"),
)


def test_rows() -> None:
    """A row for each block; markup is kept, ids and pictures are there once."""
    found = rows(LEFT, RIGHT, PAIRS)
    assert [heading for _, _, heading in found] == [True, False, False, False]
    assert [bool(left) for left, _, _ in found] == [True, True, False, True]
    left, right = ("".join(str(row[side]) for row in found) for side in (0, 1))
    assert ("id=" in left, "id=" in right) == (False, True)
    assert ("<img" in left, "<img" in right) == (False, True)
    assert "<del>" in left
    assert "<table>" in left


def test_sentences_answer_each_other() -> None:
    """The same class on both sides, through markup."""
    left, right, _ = rows(LEFT, RIGHT, PAIRS)[1]
    for html, sentence in ((left, "Er ist sehr kalt."), (right, "It is very cold.")):
        assert "".join(re.findall(r'<span class="s s1">([^<]*)</span>', html)) == sentence
    assert '<em><span class="s s1">sehr</span></em>' in left


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        (f"Sie kostet {GAP} viel Geld.{GAP}", "Sie kostet x = 1 viel Geld."),
        (f"{GAP} viel Geld.", "viel Geld."),
        (f"Die Taste {GAP}.", "Die Taste Strg."),
        (f"Ein Bild {GAP} da.", "Ein Bild  da."),
        (f"{GAP}", ""),
        (f"Nicht{GAP} da.", ""),
    ],
)
def test_a_sentence_with_code_or_a_note(sentence: str, shown: str) -> None:
    """It is found by its words, whatever else stands in it."""
    text = (
        "Vorher. Sie kostet <code>x = 1</code> viel Geld.<sup>[1]</sup> Die Taste <kbd>Strg</kbd>."
    )
    text += " Ein Bild <img alt=''> da."
    ((left, _, _),) = rows(f"<p>{text}</p>", f"<p>{text}</p>", [(sentence, sentence)])
    assert "".join(re.findall(r'<span class="s s0">([^<]*)</span>', left)) == shown


def test_a_sentence_of_many_codes() -> None:
    """One that is not there is not looked for in all ways that there could be."""
    text = "a, b, " * 2_000
    sentence = f"a{f', {GAP}' * 60} c"
    ((left, _, _),) = rows(f"<p>{text}</p>", f"<p>{text}</p>", [(sentence, sentence)])
    assert "span" not in left


def test_other_blocks() -> None:
    """What has no block with the same sentences stands beside what is there instead."""
    (row,) = rows(LEFT, "<p>It is cold.</p>", PAIRS)
    assert plain(row[1]) == "It is cold."


def test_a_block_that_came_later() -> None:
    """It has nothing beside it; all others stand beside their translations."""
    later = LEFT.replace("<table>", "<p>Neu.</p>\n<table>")
    found = rows(later, RIGHT, PAIRS)
    assert [plain(left) for left, _, _ in found[1:]] == [
        "Er ist sehr kalt. Er ist tief.",
        "",
        "Neu.",
        "Eins 1 & 2",
    ]
    assert [plain(right) for _, right, _ in found[3:]] == ["", "One 1 & 2"]
    assert found[0][2]


WORDS = st.text(st.sampled_from("ab .&<é北"), min_size=1, max_size=12)


@given(st.lists(st.tuples(WORDS, WORDS), max_size=6), st.data())
def test_no_word_is_lost(pairs: list[tuple[str, str]], data: st.DataObject) -> None:
    """Whatever the sentences are, both sides say what they said, as well-formed HTML."""
    from html import escape

    sides = [
        "".join(f"<p>{escape(pair[side])}</p>" for pair in pairs) + "<ul><li>x</li></ul>"
        for side in (0, 1)
    ]
    known = data.draw(st.permutations(pairs))
    found = rows(sides[0], sides[1], known)
    for side, made in ((0, [row[0] for row in found]), (1, [row[1] for row in found])):
        text = "".join(made)
        assert (
            re.sub(r"</?span[^>]*>", "", text).replace("\n", "") in (sides[side], text) or side == 0
        )
        assert text.count("<span") == text.count("</span>")
    assert plain("".join(row[1] for row in found)).split() == plain(sides[1]).split()
