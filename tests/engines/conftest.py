"""The fixture models, installed as users install them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from toolkit.cli.main import cli
from toolkit.engines.argos.ctranslate import Hypothesis, Model
from toolkit.engines.argos.search import Search
from toolkit.models import store
from toolkit.models.package import Package

MODELS = Path(__file__).parent.parent / "packages"
PAIRS = ("de_en", "en_ru", "en_zh")
LANGUAGES = ("de", "en", "ru", "zh")
ARTICLES = 6


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the three fixture packages, unpacked; not to be changed."""
    folder = tmp_path_factory.mktemp("packages")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ARGOS_PACKAGES_DIR", str(folder))
        for pair in PAIRS:
            store.install(MODELS / f"translate-{pair}.argosmodel")
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

    def watched_start(self: Model, package: Package, jobs: int = 1, **more: int) -> None:
        seen.loaded.append(package.name)
        names[id(self)] = package.name
        start(self, package, jobs, **more)

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


@pytest.fixture
def articles(
    argos_home: Path, cases: dict[str, list[str]], project: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A project of some articles for three languages, with sentences in common; time stands."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1607340000")
    _write(project, cases)
    return project


def _write(project: Path, cases: dict[str, list[str]]) -> None:
    (project / "toolkit.toml").write_text('source = "de"\ntargets = ["en", "ru", "zh_CN"]\n')
    (project / "sources").mkdir(exist_ok=True)
    digits = "123456789"
    for nth in range(ARTICLES):
        turn = str.maketrans(digits, digits[nth:] + digits[:nth])
        texts = [text.translate(turn) for text in cases["de"][nth % 2 :: 2]]
        texts[3] = texts[3].replace(" ", " **", 1).replace(" ", "** ", 2).replace("** **", " **", 1)
        (project / "sources" / f"{nth}.md").write_text("\n\n".join(texts) + "\n", "utf-8")


@pytest.fixture(scope="session")
def translated(
    packages: Path, cases: dict[str, list[str]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, bytes]:
    """The catalogs of `articles` as one plain run writes them, whatever others do to theirs."""
    folder = tmp_path_factory.mktemp("translated")
    _write(folder, cases)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ARGOS_PACKAGES_DIR", str(packages))
        patch.setenv("SOURCE_DATE_EPOCH", "1607340000")
        patch.chdir(folder)
        cli.main(["translate", "--jobs", "1"], standalone_mode=False)
    return catalogs(folder)


def catalogs(project: Path) -> dict[str, bytes]:
    """The bytes of all catalogs."""
    folder = project / "locales"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.po")}
