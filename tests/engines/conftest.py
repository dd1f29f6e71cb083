"""The fixture models, installed as users install them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from toolkit import models
from toolkit.engines.ctranslate import Hypothesis, Model, Search

MODELS = Path(__file__).parent.parent / "models"
PAIRS = ("de_en", "en_ru", "en_zh")
LANGUAGES = ("de", "en", "ru", "zh")


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the three fixture packages, unpacked; not to be changed."""
    folder = tmp_path_factory.mktemp("packages")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ARGOS_PACKAGES_DIR", str(folder))
        for pair in PAIRS:
            models.install(MODELS / f"translate-{pair}.argosmodel")
    return folder


@pytest.fixture
def argos_home(packages: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The fixture packages are the installed ones."""
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(packages))
    return packages


@dataclass
class Work:
    """How many models were loaded and what they translated, by package name."""

    loaded: list[str]
    texts: list[tuple[str, str]]

    def of(self, name: str) -> list[str]:
        """The texts that a package translated, retries included."""
        return [text for package, text in self.texts if package == name]


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    """Watches the real models at work."""
    seen, names = Work([], []), dict[int, str]()
    start, translate = Model.__init__, Model.translate

    def watched_start(self: Model, package: models.Package, jobs: int = 1) -> None:
        seen.loaded.append(package.name)
        names[id(self)] = package.name
        start(self, package, jobs)

    def watched(
        self: Model, texts: list[str], search: Search
    ) -> Iterator[dict[str, list[Hypothesis]]]:
        seen.texts += [(names[id(self)], text) for text in texts]
        return translate(self, texts, search)

    monkeypatch.setattr(Model, "__init__", watched_start)
    monkeypatch.setattr(Model, "translate", watched)
    return seen


@pytest.fixture(scope="session")
def cases() -> dict[str, list[str]]:
    """Sentences the models were not trained on, and their translations, by language."""
    lines = (MODELS / "cases.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    return {code: [row[nth] for row in rows] for nth, code in enumerate(LANGUAGES)}
