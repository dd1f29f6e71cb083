"""The models that come with the toolkit: whole, small enough, described, and fit for drafts."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import Toolkit

from toolkit.engines.argos.engine import Argos
from toolkit.languages.language import language
from toolkit.models import installed
from toolkit.models.codes import language_of
from toolkit.models.package import Package

SHIPPED = installed.inside(installed.EMBEDDED)
SENTENCES = {
    "de": (
        "Das sagte Bürgermeisterin Anna Schmidt am Montag in Hamburg.",
        "Nach Angaben der Polizei wurde niemand verletzt.",
        "Die Kosten werden auf 2,4 Millionen Euro geschätzt.",
        "Kontakt: wirtschaft@example.org",
        "1,4 Mio. €",
    ),
    "en": (
        "According to the police, nobody was injured.",
        "The costs are estimated at 2.4 million euros.",
        "The decision is to be made on October 3.",
    ),
}
LARGEST = 25 * 1024 * 1024


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine that has no other models than these."""
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "none"))
    monkeypatch.setattr(installed, "EMBEDDED", Path(installed.__file__).parent / "packages")


def test_there_are_some() -> None:
    """At least German into English comes with the toolkit."""
    assert "translate-de_en" in {package.name for package in SHIPPED}


@pytest.mark.parametrize("package", SHIPPED, ids=lambda package: package.name)
def test_a_shipped_package(package: Package, box: None) -> None:
    """It is whole, of at most 25 MB, says what it was made of, and all that it must not be."""
    files = [path for path in package.folder.rglob("*") if path.is_file()]
    assert not package.problem
    assert sum(path.stat().st_size for path in files) <= LARGEST
    assert package.made.startswith("trained 20") and "newstest2020: BLEU" in package.made
    card = (package.folder / "README.md").read_text("utf-8")
    for heading in ("Intended use", "Known failures", "Scores", "Training data", "Rights"):
        assert f"## {heading}\n" in card
    assert "non-commercial" not in card and "machine-translated target" not in card


@pytest.mark.parametrize("package", SHIPPED, ids=lambda package: package.name)
def test_drafts_of_a_shipped_package(package: Package, box: None) -> None:
    """What newsrooms write every day is not left empty."""
    source, target = language_of(package.source), language_of(package.target)
    results = Argos().translate(SENTENCES[package.source], source, target)
    assert all(result.text for result in results), results


def test_a_third_language_through_english(box: None) -> None:
    """German reaches every language that English does."""
    for package in SHIPPED:
        if package.source == "en":
            engine, target = Argos(), language_of(package.target)
            assert [code.tag for code in engine.path(language("de"), target)][1] == "en"
            assert all(r.text for r in engine.translate(SENTENCES["de"], language("de"), target))


def test_drafts_without_installation(toolkit: Toolkit, project: Path, box: None) -> None:
    """A new project on a machine without models has drafts; an installed model takes over."""
    (project / "sources/a.txt").write_text(SENTENCES["de"][0] + "\n", "utf-8")
    assert toolkit("translate").code == 0
    catalog = (project / "locales/en/LC_MESSAGES/a.po").read_text("utf-8")
    assert "# mt: argos translate-de_en" in catalog and "Anna Schmidt" in catalog
    [shipped] = [package for package in SHIPPED if package.name == "translate-de_en"]
    copy = project / "translate-de_en-9_9"
    shutil.copytree(shipped.folder, copy)
    metadata = copy / "metadata.json"
    text = metadata.read_text("utf-8")
    metadata.write_text(text.replace(f'"{shipped.version}"', '"9.9"', 1), "utf-8")
    assert toolkit("models", "install", str(copy)).code == 0
    assert toolkit("translate", "--anew").code == 0
    catalog = (project / "locales/en/LC_MESSAGES/a.po").read_text("utf-8")
    assert "# mt: argos translate-de_en 9.9" in catalog
