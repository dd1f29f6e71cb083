"""A training folder is made of files, or refused in one sentence. Needs no PyTorch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran, Toolkit
from train import newsroom

from toolkit.train.store import CHECKPOINT, Store

Prepare = Callable[..., Ran]


@pytest.fixture
def prepare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, toolkit: Toolkit) -> Prepare:
    """`toolkit train prepare` in a folder with toy data, from several origins."""
    monkeypatch.chdir(tmp_path)
    pairs = newsroom.sentences(newsroom.GENERAL, 400)
    Path("toy.tsv").write_text(
        newsroom.tsv(pairs[:200], "news!res") + newsroom.tsv(pairs[200:], "forum")
    )
    Path("licences.tsv").write_text("forum\tCC BY 4.0\n")
    common = ["--source", "de", "--to", "en", "--vocabulary", "200"]

    return lambda *words: toolkit("train", "prepare", "folder", *common, *words)


def test_a_folder_tells_what_is_in_it(prepare: Prepare) -> None:
    """Pairs by origin on stdout; data, licences, dev set and tokens in the folder."""
    said = prepare("--data", "toy.tsv", "--dev-size", "40", "--licences", "licences.tsv").out
    store = Store(Path("folder"))
    data, dev, (arrays, names) = store.data(), store.dev(), store.arrays()
    assert said == "".join(f"{origin}\t{pairs}\n" for origin, pairs in data.origins.items())
    assert len(dev) == 40 and sum(data.origins.values()) == len(arrays["origin"]) == 360
    assert data.licences == {"forum": "CC BY 4.0"} and names == ["forum", "news!res"]
    assert "--data toy.tsv" in data.command
    pieces = store.vocabulary()[1]
    first = arrays["source"][: int(arrays["source_length"][0])].tolist()
    assert pieces.decode(first) in {pair[0] for pair in newsroom.sentences(newsroom.GENERAL, 400)}


def test_a_vocabulary_can_be_taken(prepare: Prepare) -> None:
    """A folder made with another one's vocabulary can begin with its weights."""
    prepare("--data", "toy.tsv")
    Path("folder").rename("first")
    prepare("--data", "toy.tsv", "--dev-size", "5", "--pieces", "first/sentencepiece.model")
    assert Store(Path("folder")).vocabulary()[0] == Store(Path("first")).vocabulary()[0]


def test_what_is_excluded_and_held_out_is_not_learned(prepare: Prepare) -> None:
    """Excluded origins and lines to measure on are counted, and not in the tokens."""
    Path("test.de").write_text(newsroom.sentences(newsroom.GENERAL, 400)[300][0] + "\n")
    said = prepare("--data", "toy.tsv", "--exclude", "!res,!nc", "--held-out", "test.de").out
    data = Store(Path("folder")).data()
    assert "news" not in said and data.excluded == ["!res", "!nc"]
    assert data.dropped["excluded origin"] == 200 and data.dropped["held out"] == 1


def test_soft_hyphens_and_odd_blanks_are_normalized(prepare: Prepare) -> None:
    """What the eye cannot tell apart is one piece; what it can is kept."""
    assert prepare("--data", "toy.tsv").code == 0
    pieces = Store(Path("folder")).vocabulary()[1]
    assert pieces.encode("Die\u00a0Brü\u00adcke") == pieces.encode("Die Brücke")
    assert pieces.encode("Bru\u0308cke") == pieces.encode("Brücke")
    assert pieces.normalize("½ … № ﬁ") == "▁½▁…▁№▁fi"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--data", "none.tsv"], "none.tsv: cannot be read"),
        (["--data", "toy.tsv", "--exclude", "forum,news"], "only 0 pairs are left for training"),
        (["--data", "toy.tsv", "--dev", "none.tsv"], "none.tsv: cannot be read"),
        (["--data", "toy.tsv", "--to", "xx-nonsense"], "is no language code"),
    ],
)
def test_refusals(words: list[str], said: str, prepare: Prepare) -> None:
    """What cannot be prepared is one sentence, and no folder is left half made."""
    ran = prepare(*words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err.splitlines()[-1]
    assert ran.err.count("error:") == 1 and not Path("folder").exists()


def test_a_run_is_not_spoiled_by_other_data(prepare: Prepare) -> None:
    """A folder with a checkpoint is not prepared anew."""
    assert prepare("--data", "toy.tsv").code == 0
    (Path("folder") / CHECKPOINT).write_bytes(b"")
    ran = prepare("--data", "toy.tsv")
    assert ran.code == 2
    assert "holds a training run that other data would spoil" in ran.err
