"""What the model card says of rights: every flag is decided, and a risk is seen. No PyTorch."""

from __future__ import annotations

import pytest

from toolkit.train import card
from toolkit.train.card import Card
from toolkit.train.corpus import FLAGS, flags_of
from toolkit.train.store import Data


def text(origins: dict[str, int], licences: dict[str, str]) -> str:
    """The card of a model made of these pairs."""
    data = Data("de", "en", origins, licences=licences)
    return card.text(Card(data, "1.0", "2026-01-01", (), (), "- It says “Beijinger”."))


def test_risks_are_shown() -> None:
    """Research use and unknown rights with their share; what has a licence is no risk."""
    said = text(
        {"news!res": 30, "blog!unk": 10, "tatoeba": 50, "manual": 10},
        {"tatoeba": "CC BY 2.0", "news!res": "WMT", "manual": "unknown (no licence file)"},
    )
    assert "Risk: 30 of 100 pairs (30.0 %) are “research use only”" in said
    assert "Risk: 20 of 100 pairs (20.0 %) are “unknown or mixed rights”" in said
    assert "Not to be passed on" not in said
    assert "| tatoeba | 50 | CC BY 2.0 |  |" in said
    assert "- It says “Beijinger”.\n\n## Scores" in said


@pytest.mark.parametrize("flag", [name for name, flag in FLAGS.items() if not flag.shipped])
def test_what_must_stay_out_is_said(flag: str) -> None:
    """Non-commercial and machine-translated texts make a model that is not passed on."""
    said = text({f"book!{flag}": 1, "tatoeba": 9}, {"tatoeba": "CC BY 2.0", f"book!{flag}": "x"})
    assert f"**Not to be passed on**: 1 of 10 pairs (10.0 %) are “{FLAGS[flag].meaning}”" in said


def test_flags_of_an_origin() -> None:
    """Those in its name; without any, a licence nobody knows is one."""
    assert flags_of("news!res!bt", "") == ["res", "bt"]
    assert flags_of("tatoeba", "CC BY 2.0") == []
    assert flags_of("manual", "") == flags_of("manual", "none stated") == ["unk"]
