"""The library: what `import toolkit` gives, what it loads, and the page that shows it."""

from __future__ import annotations

import ast
import doctest
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import toolkit

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "library.md"
FILE = re.compile(r"^`(\S+)`\n\n```\w+\n(.*?)^```$", re.M | re.S)
EXAMPLE = re.compile(r"^```pycon\n(.*?)^```$", re.M | re.S)


def test_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The examples give what the page shows, in the project that the page shows."""
    monkeypatch.chdir(tmp_path)
    page = PAGE.read_text(encoding="utf-8")
    shown = FILE.findall(page)
    assert [name for name, _ in shown] == ["toolkit.toml", "sources/2026-05-01-ausflug.md"]
    for name, text in shown:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    examples = "\n".join(EXAMPLE.findall(page))
    test = doctest.DocTestParser().get_doctest(examples, {}, PAGE.name, str(PAGE), 0)
    assert len(test.examples) > 20
    said: list[str] = []
    doctest.DocTestRunner().run(test, out=said.append)
    assert not "".join(said)


def test_names() -> None:
    """Every name can be used, and type checkers see the same ones in the same modules."""
    for name in toolkit.__all__:
        assert getattr(toolkit, name) is not None
    assert set(toolkit.__all__) <= set(dir(toolkit))
    tree = ast.parse((ROOT / "toolkit" / "__init__.py").read_text(encoding="utf-8"))
    (block,) = [
        node
        for node in tree.body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    ]
    typed = {
        alias.name: node.module
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert typed == toolkit._PLACES
    assert sorted([*typed, "__version__"]) == sorted(toolkit.__all__)


def test_unknown_name() -> None:
    """A misspelled name is an error, as for any module."""
    with pytest.raises(AttributeError, match="has no attribute 'translte'"):
        toolkit.translte  # noqa: B018


def test_every_name_is_explained() -> None:
    """Functions and classes of the library say what they are for."""
    for name in toolkit.__all__:
        value = getattr(toolkit, name)
        if callable(value) and getattr(value, "__module__", "").startswith("toolkit"):
            assert value.__doc__, name
            assert not value.__doc__.startswith(f"{name}("), f"{name}: no docstring of its own"


def run(script: str, folder: Path) -> str:
    """What a Python process prints."""
    words = [sys.executable, "-W", "error", "-c", script]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=True).stdout


def test_import_loads_nothing(tmp_path: Path) -> None:
    """`import toolkit` costs nothing until a name is used."""
    ours = "sorted(name for name in sys.modules if name.split('.')[0] == 'toolkit')"
    script = f"import sys, toolkit; print(*{ours})"
    assert run(script, tmp_path).split() == ["toolkit", "toolkit.version"]


def test_no_command_line(project: Path) -> None:
    """Translating, approving, checking, publishing and building a site never load click or rich."""
    (project / "sources/a.txt").write_text("Berlin.\n", "utf-8")
    with (project / "toolkit.toml").open("a") as file:
        file.write('checks = {copied = "off"}\n')
    script = """
import sys
import toolkit

project = toolkit.open_project()
print(toolkit.translate(project, options=toolkit.TranslateOptions(engine="identity")).result)
print(toolkit.check(project).result.errors)
print(toolkit.approve(project, toolkit.Selection()).result)
print(toolkit.publish(project).result.published)
print(toolkit.build_site(project).result.articles)
print(sorted({"click", "rich", "toolkit.cli"} & set(sys.modules)))
"""
    assert run(script, project).splitlines() == [
        "Translated(catalogs=1, drafted=1, empty=0)",
        "0",
        "Approvals(approved=1, refused=0)",
        "1",
        "1",
        "[]",
    ]
    assert (project / "public/en/a.txt").read_text("utf-8") == "Berlin.\n"


def test_nothing_to_draft(project: Path) -> None:
    """Where nothing is empty, neither the memory's index nor an engine's library is loaded."""
    (project / "sources/a.txt").write_text("Berlin.\n", "utf-8")
    script = """
import sys
import toolkit

options = toolkit.TranslateOptions(engine="identity")
print(toolkit.translate(toolkit.open_project(), options=options).result.drafted)
print(sorted({"numpy", "argostranslate", "ctranslate2"} & set(sys.modules)))
"""
    assert run(script, project).splitlines() == ["1", "['numpy']"]
    assert run(script, project).splitlines() == ["0", "[]"]


class Loud:
    """An engine of somebody's own: capitals."""

    def path(
        self, source: toolkit.Language, target: toolkit.Language
    ) -> tuple[toolkit.Language, ...]:
        """Straight on."""
        return source, target

    def origin(self, source: toolkit.Language, target: toolkit.Language) -> str:
        """Its name."""
        return "loud 1"

    def translate(
        self, sentences: Sequence[str], source: toolkit.Language, target: toolkit.Language
    ) -> list[toolkit.Result]:
        """The sentences in capitals."""
        return [toolkit.Result(sentence.upper()) for sentence in sentences]


def test_own_engine(project: Path) -> None:
    """A program brings its own engine; its drafts are known as such when they are read again."""
    (project / "sources/a.txt").write_text("Das Haus.\n", "utf-8")
    home = toolkit.open_project()
    options = toolkit.TranslateOptions(engine=Loud())
    assert toolkit.translate(home, options=options).result.drafted == 1
    (entry,) = toolkit.entries(home, "sources/a.txt", "en")
    assert (entry.target, entry.state) == ("DAS HAUS.", toolkit.State.DRAFT)
    assert entry.machine


def test_from_elsewhere(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A program's working folder may be anywhere; nothing is written there."""
    (project / "sources/a.txt").write_text("Berlin.\n", "utf-8")
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    script = f"""
import toolkit

project = toolkit.open_project({str(project)!r})
print(toolkit.translate(project, options=toolkit.TranslateOptions(engine="identity")).done)
(article,) = toolkit.articles(project)
opened = toolkit.open_catalog(project, article, "en")
entry = opened.catalog.entries[0].approved("Paris.")
print(toolkit.save_entries(project, opened, [entry]).written)
only = toolkit.Selection(sources=(str(article.path),))
print(toolkit.publish(project, only).result.published)
print(toolkit.build_site(project).result.articles)
"""
    assert run(script, elsewhere).split() == ["1", "True", "1", "1"]
    assert (project / "public/en/a.txt").read_text("utf-8") == "Paris.\n"
    assert not list(elsewhere.iterdir())


def test_open_project(project: Path) -> None:
    """A project is opened from any folder in it; what is none is refused."""
    assert toolkit.open_project(project / "sources").root == project
    with pytest.raises(toolkit.UsageError, match="there is no such folder"):
        toolkit.open_project(project / "nowhere")


def test_bad_articles_are_told(project: Path) -> None:
    """With `tell`, an article that cannot be one does not end the list; without, it is raised."""
    (project / "sources/a.txt").write_text("Eins.\n", "utf-8")
    (project / "sources/a.md").write_text("Eins.\n", "utf-8")
    (project / "sources/b.txt").write_text("Zwei.\n", "utf-8")
    home = toolkit.open_project()
    told: list[toolkit.Event] = []
    assert [one.name for one in toolkit.articles(home, tell=told.append)] == ["b"]
    assert len(told) == 2
    with pytest.raises(toolkit.UsageError, match="rename one of them"):
        list(toolkit.articles(home))
