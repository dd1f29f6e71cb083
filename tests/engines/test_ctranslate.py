"""What packages may contain besides the usual: a prefix, BPE instead of SentencePiece."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from toolkit.engines.argos.ctranslate import BATCH_SENTENCES, STEP, Model
from toolkit.engines.argos.search import Search
from toolkit.errors import EngineError
from toolkit.models.installed import inside
from toolkit.models.package import Package


def _package(packages: Path, name: str = "translate-de_en") -> Package:
    return next(package for package in inside(packages) if package.name == name)


def _said(model: Model, text: str, search: Search = Search()) -> list[str]:  # noqa: B008
    ((hypotheses,),) = (list(batch.values()) for batch in model.translate([text], search))
    return [one.text for one in hypotheses]


def test_hypotheses_differ(packages: Path) -> None:
    """As many hypotheses as asked for, the best first, no two the same."""
    model = Model(_package(packages))
    said = _said(model, "Guten Tag!", Search(beam=4, hypotheses=4))
    assert said[0] == "Good day!"
    assert len(set(said)) == 4


def test_the_target_prefix_is_given_and_taken_away(packages: Path) -> None:
    """A model of several targets is told the language; the token is not part of the text."""
    package = replace(_package(packages), target_prefix="▁The")
    text = "Die Lehrer fordern höhere Löhne."
    assert _said(Model(package), text) == ["teachers demand higher wages."]
    unknown = replace(package, target_prefix="__en__")
    assert _said(Model(unknown), "Der Minister ist krank.") == ["The minister is ill."]


def test_a_package_asks_for_longer_translations(packages: Path) -> None:
    """With a higher length penalty what is said is longer, and as probable as it was."""
    texts = [f"{name} ist krank, sagt {other}." for name in "ABC" for other in ("Anna", "Wien")]
    lengths = []
    for penalty in (0.0, 5.0):
        package = replace(_package(packages), length_penalty=penalty)
        found = [
            one for batch in Model(package).translate(texts, Search()) for one in batch.values()
        ]
        lengths.append(sum(len(hypotheses[0].text) for hypotheses in found))
        assert all(0 < hypotheses[0].score <= 1 for hypotheses in found)
    assert lengths[0] < lengths[1]


def test_unknown_pieces_are_copied(packages: Path) -> None:
    """What the vocabulary lacks is taken from the source; no mark of the unknown is left."""
    for text in ("Die Datei плата enthält 350 Seiten.", "😀 ist krank.", "Ω"):
        (said,) = _said(Model(_package(packages)), text)
        assert "⁇" not in said
        assert "<unk>" not in said


def test_bpe_packages(packages: Path, tmp_path: Path) -> None:
    """A package with bpe.model is translated; its links lead from words to words."""
    folder = tmp_path / "translate-de_en-1_0"
    shutil.copytree(packages / "translate-de_en-1_0", folder)
    (folder / "sentencepiece.model").unlink()
    (folder / "bpe.model").write_text("#version: 0.2\nT a\nTa g</w>\n", "utf-8")
    model = Model(_package(tmp_path))
    source = "„Guten Tag“, sagt Anna."
    (batch,) = model.translate([source], Search())
    ((hypothesis,),) = batch.values()
    assert hypothesis.links
    for link in hypothesis.links:
        assert source[slice(*link.source)].strip("„“") and hypothesis.text[slice(*link.target)]


def test_a_broken_package_is_one_line(packages: Path, tmp_path: Path) -> None:
    """Folder, reason and remedy in one sentence."""
    folder = tmp_path / "translate-de_en-1_0"
    shutil.copytree(packages / "translate-de_en-1_0", folder)
    (folder / "model" / "model.bin").write_bytes(b"")
    with pytest.raises(EngineError, match=r"model is broken \(.*\); .*models install de_en"):
        Model(replace(_package(packages), folder=folder))


@dataclass
class _Watched:
    """A translator that remembers the lengths of the sentences in its batches."""

    translator: Any
    lengths: list[list[int]]

    def translate_batch(self, batch: list[list[str]], **options: Any) -> Any:
        self.lengths.append([len(row) for row in batch])
        return self.translator.translate_batch(batch, **options)


def test_padding_depends_on_the_sentence_alone(packages: Path, cases: dict[str, list[str]]) -> None:
    """Every sentence is padded to the next multiple of the step, whoever shares its batch.

    With a model of full size another padding gives other scores; these are too small to show it.
    """
    model = Model(_package(packages))
    model._translator = watched = _Watched(model._translator, [])
    for texts in (cases["de"], cases["de"][:1], ["Nein.", *cases["de"][5:9]], ["Ja.", "Ω" * 99]):
        found = [text for batch in model.translate(texts, Search()) for text in batch]
        assert sorted(found) == sorted(texts)
    assert len(watched.lengths) > 10
    for lengths in watched.lengths:
        assert max(lengths) % STEP == 0
        assert min(lengths) > max(lengths) - STEP
        assert len(lengths) <= BATCH_SENTENCES + 1
