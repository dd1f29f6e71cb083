"""Word alignment: from pieces to words, through a pivot, around what CTranslate2 gets wrong."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from toolkit.engines.argos.word_alignment import aligned, composed, first_row_guessed, shifted
from toolkit.engines.contract import Link


def _shown(links: tuple[Link, ...], source: str, target: str) -> list[tuple[str, str]]:
    return [(source[slice(*link.source)], target[slice(*link.target)]) for link in links]


def test_pieces_become_words() -> None:
    """A word of two pieces has one link, to the whole of a word of two pieces."""
    source, target = ("Häuser da", [(0, 3), (3, 6), (6, 9)]), ("houses", [(0, 5), (5, 6)])
    rows = [[0.6, 0.3, 0.1], [0.2, 0.7, 0.1]]
    (link,) = aligned(source, target, rows)
    assert (link.source, link.target) == ((0, 6), (0, 6))
    assert link.weight == 0.9


def test_unspaced_pieces_stay() -> None:
    """Where words are not spaced, a piece is the unit."""
    source, target = ("new flats", [(0, 3), (3, 9)]), ("新住房", [(0, 1), (1, 3)])
    links = aligned(source, target, [[0.9, 0.1], [0.1, 0.9]])
    assert _shown(links, source[0], target[0]) == [("new", "新"), ("flats", "住房")]


def test_marks_and_words_are_kept_apart() -> None:
    """A model that looks at the full stop for want of anything better does not link to it."""
    source, target = ("Ja.", [(0, 2), (2, 3)]), ("Yes.", [(0, 3), (3, 4)])
    links = aligned(source, target, [[0.2, 0.8], [0.9, 0.1]])
    assert _shown(links, source[0], target[0]) == [("Ja", "Yes"), (".", ".")]


def test_a_name_is_linked_to_itself() -> None:
    """What both sides have once needs no attention."""
    source, target = ("Bonn 53,1", [(0, 4), (4, 9)]), ("53,1 Bonn", [(0, 4), (4, 9)])
    links = aligned(source, target, [[1.0, 0.0], [0.0, 1.0]])
    assert _shown(links, source[0], target[0]) == [("53,1", "53,1"), ("Bonn", "Bonn")]


def test_a_pivot_is_passed_through() -> None:
    """Weights multiply along the way; the stronger way counts."""
    first = (Link((0, 4), (0, 3), 0.9), Link((5, 9), (0, 3), 0.4))
    second = (Link((0, 3), (2, 6), 0.9), Link((7, 9), (0, 1), 1.0))
    assert composed(first, second) == (
        Link((0, 4), (2, 6), 0.81),
        Link((5, 9), (2, 6), 0.36),
    )


def test_shifted() -> None:
    """Both sides move."""
    assert shifted([Link((0, 1), (2, 3), 0.5)], 10, 20) == (Link((10, 11), (22, 23), 0.5),)


@given(st.integers(1, 6), st.integers(1, 6), st.data())
def test_the_first_row_is_never_trusted(rows: int, columns: int, data: st.DataObject) -> None:
    """What CTranslate2 says about the first piece has no influence."""
    cell = st.floats(0, 1)
    matrix = data.draw(
        st.lists(st.lists(cell, min_size=columns, max_size=columns), min_size=rows, max_size=rows)
    )
    other = [data.draw(st.lists(cell, min_size=columns, max_size=columns)), *matrix[1:]]
    assert first_row_guessed(matrix) == first_row_guessed(other)
    assert first_row_guessed([]) == []
