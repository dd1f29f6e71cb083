"""The hand-written frames that news pairs are made of."""

from __future__ import annotations

import random
import re

import pytest

from benchmarks import phrases

FRAMES = phrases.frames(phrases.FOLDER.joinpath("frames.txt").read_text("utf-8"))


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame[1][:40])
def test_every_language_says_the_same(frame: tuple[str, ...]) -> None:
    """A name, number or day that one language has the others have too."""
    said = [{gap[0] for gap in re.findall(r"\{(\w[^}]*)\}", line)} for line in frame]
    assert all(gaps == said[0] for gaps in said), frame


def test_pairs_are_filled_and_the_same_again() -> None:
    """No gap is left, no pair comes twice, and a seed decides all."""
    made = list(phrases.pairs("de", "ru", 3, seed=1))
    assert made == list(phrases.pairs("de", "ru", 3, seed=1))
    assert len(set(made)) == len(made) > 2 * len(FRAMES)
    assert not any(re.search(r"[{}\[\]]", line) for pair in made for line in pair)


def test_numbers_are_written_as_each_language_does() -> None:
    """Separators, dates and large numbers."""
    german, english, russian, chinese = phrases.drawn(random.Random(4))[0]
    assert german["n"].replace(".", "") == english["n"].replace(",", "") == chinese["n"]
    assert russian["n"].replace(" ", "") == chinese["n"]
    assert float(english["m"].split()[0]) * 100 == pytest.approx(float(chinese["m"][:-1]))
    assert german["D"][-4:] == english["D"][-4:] == chinese["D"][:4]


def test_a_frame_lacks_a_language() -> None:
    """It is named."""
    with pytest.raises(ValueError, match="not one line for each of de, en, ru, zh: eins"):
        phrases.frames("eins\none\nодин\n")
    assert phrases.frames("a\nb\nc\nd\n\n# e\nf\ng\nh\ni\n")[1][0] == "f"
