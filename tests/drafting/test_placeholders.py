"""Placeholders come back by word alignment, or the doubt is said."""

from __future__ import annotations

import pytest
from document.test_segment import block
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.document.inline import PLACEHOLDER, mask, names_of, shown, strip
from toolkit.drafting.placeholders import restore
from toolkit.engines.contract import Link, Result
from toolkit.model import Code, Role, Skeleton, Text


def words(text: str) -> list[tuple[int, int]]:
    """Spans of blank-separated words."""
    spans, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        spans.append((start, at))
    return spans


def result(source: str, target: str, pairs: str) -> Result:
    """A result with links given as `source-target` word numbers, as in the Pharaoh format."""
    from_, to = words(source), words(target)
    links = [tuple(map(int, pair.split("-"))) for pair in pairs.split()]
    return Result(target, tuple(Link(from_[a], to[b], 1.0) for a, b in links))


CASES = [
    ("Das ist [b]gut[/b].", "It is good.", "0-0 1-1 2-2", "It is <g1>good</g1>.", True),
    ("Er hat [b]das Buch[/b] gelesen.", "He has read the book.", "0-0 1-1 4-2 2-3 3-4",
     "He has read <g1>the book</g1>.", True),
    ("Die [b]rote[/b] [i]Tür[/i] ist zu.", "Porte rouge est fermée.", "2-0 1-1 3-2 4-3",
     "<g2>Porte</g2> <g1>rouge</g1> est fermée.", True),
    ("[b]Die [i]rote[/i] Tür[/b] ist zu.", "The red door is shut.", "0-0 1-1 2-2 3-3 4-4",
     "<g1>The <g2>red</g2> door</g1> is shut.", True),
    ("Er [b]ruft[/b] ihn [i]an[/i].", "He calls him.", "0-0 1-1 2-2",
     "He <g1>calls</g1> <g2>him.</g2>", False),
    ("Das [b]gibt[/b] es.", "There is it.", "0-0 1-1 1-0 2-2", "<g1>There is</g1> it.", False),
    ("Nutze [code:make demo] zuerst.", "First use make demo.", "0-1 1-2 2-3 3-0",
     "First use <x1/>.", True),
    ("Text[fn] und mehr.", "Text and more.", "0-0 1-1 2-2", "Text<x1/> and more.", True),
    ("Eine Zeile,[br]noch eine.", "One line, one more.", "0-0 1-1 2-3 3-2",
     "One line,<x1/>one more.", False),
    ("Das Ende[fn].", "The end.", "0-0 1-1", "The end<x1/>.", True),
    ("Was in München geschieht [img].", "What happens in Munich.", "0-0 1-2 2-3 3-1",
     "What happens in Munich <x1/>.", True),
    ("Siehe Abb. [img]!", "See Fig. !", "0-0 1-1", "See Fig. <x1/>!", True),
    ("Wirklich?[img]!", "Really?!", "0-0", "Really?<x1/>!", True),
    ("Siehe [img].", "See .", "0-0", "See <x1/>.", True),
    ("Polen und [img] Spanien gehen.", "Poland and Spain go.", "0-0 1-1 2-2 3-3",
     "Poland and <x1/> Spain go.", True),
    ("[img] Ein [img]Hut, [img] oder?", "A hat, no?", "0-0 1-1 2-2",
     "<x1/> A <x2/>hat, <x3/> no?", True),
    ("Er kam [img] und ging.", "他来了，走了。", "", None, False),
    ("Ohne [b]Ausrichtung[/b] hier.", "Without alignment here.", "", None, False),
]  # fmt: skip


@pytest.mark.parametrize(("source", "target", "pairs", "expected", "certain"), CASES)
def test_placeholders_follow_the_alignment(
    source: str, target: str, pairs: str, expected: str | None, certain: bool
) -> None:
    """Pairs surround the words linked to theirs; contradictions are uncertain."""
    inline = block(source).inline
    found, sure = restore(inline, result(shown(inline), target, pairs))
    assert expected in (None, found)
    assert sure is certain


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(["ein ", "Wort ", "[b]", "[/b]", "[br]", "[fn]", "[code:a b]", "x"]),
        max_size=14,
    ),
    st.text("abc .。北", max_size=30),
    st.lists(st.tuples(*[st.integers(0, 30)] * 4), max_size=8),
)  # fmt: skip
def test_any_links_give_every_placeholder_once_and_nested(
    shards: list[str], target: str, spans: list[tuple[int, int, int, int]]
) -> None:
    """Whatever the links say, no placeholder is lost, doubled or crossed, and no word changed."""
    depth, balanced = 0, []
    for shard in shards:
        depth += {"[b]": 1, "[/b]": -1}.get(shard, 0)
        if depth < 0:
            depth = 0
            continue
        balanced.append(shard)
    inline = block("".join([*balanced, "[/b]" * depth])).inline
    links = tuple(
        Link((a, a + b), (min(c, len(target)), min(c + d, len(target))), 0.5)
        for a, b, c, d in spans
    )
    found, _ = restore(inline, Result(target, links))
    assert sorted(PLACEHOLDER.findall(found)) == sorted(names_of(inline))
    stack: list[str] = []
    for name in PLACEHOLDER.findall(found):
        if name.startswith("</"):
            assert stack.pop() == name.replace("/", "")
        elif name.startswith("<g"):
            stack.append(name)
    assert set(strip(found)) <= {*target, " "}


def test_text_that_looks_like_a_placeholder_stays() -> None:
    """Blanks are put in order beside codes, not beside an author's words about codes."""
    end = Code(Role.ALONE, (Skeleton("<br>"),))
    inline = (Text("Ja  <x1/>  nein "), end, Text(" doch"))
    found, _ = restore(inline, Result("Ja  <x1/>  no  doch"))
    assert found == "Ja  <x1/>  no <x1/> doch"


def test_an_unchanged_sentence_keeps_its_mask() -> None:
    """Text that comes back as it was has its placeholders where they were."""
    inline = block("[b]Un[/b]gewöhn[i]lich[/i][fn] ist[br] das.").inline
    assert restore(inline, Result(shown(inline))) == (mask(inline), True)
