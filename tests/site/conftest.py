"""The demo project, built by the real command, and what its pages say."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from site_pages import Build, Built

from toolkit.cli.main import cli

DEMO = Path(__file__).parent / "demo"


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if each change was made a while ago: nothing is read again for being new."""
    monkeypatch.setattr("toolkit.storage.stamps._SETTLED", 0)


@pytest.fixture
def project(demo: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the demo that is the working folder; its site stands, for the next build."""
    shutil.copytree(demo.folder.parent, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A newsroom in Berlin with no article yet, which is the working folder."""
    for name in ("sources", "locales"):
        (tmp_path / name).mkdir()
    (tmp_path / "toolkit.toml").write_text(
        'targets = ["en"]\ntimezone = "Europe/Berlin"\n\n[site]\n'
        'url = "https://example.org"\ntitle = "Rundschau"\neditions = []\n',
        "utf-8",
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def build(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Build:
    """Run `toolkit site` in this process; an exception other than its exit fails the test."""
    name = "small" if "small" in request.fixturenames else "project"
    folder: Path = request.getfixturevalue(name)

    def run(*words: str) -> Built:
        code = 0
        try:
            cli.main(["site", *words], standalone_mode=False)
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        said = capsys.readouterr()
        return Built(code, said.out + said.err, folder / "site")

    return run


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site of `make demo-site`: a small newsroom with all that one has."""
    return _built(tmp_path_factory.mktemp("newsroom"), DEMO, DEMO.parent / "newsroom")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The demo's site, built once for the tests that only read it."""
    return _built(tmp_path_factory.mktemp("demo"), DEMO)


def _built(folder: Path, *parts: Path) -> Built:
    """The site of a project put together from these folders."""
    for part in parts:
        shutil.copytree(part, folder, dirs_exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        code = 0
        try:
            cli.main(["site"], standalone_mode=False)
        except SystemExit as leaving:
            code = int(leaving.code or 0)
    return Built(code, "", folder / "site")
