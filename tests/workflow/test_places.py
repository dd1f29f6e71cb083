"""A project reads and writes in itself, and elsewhere only where its user says so."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Toolkit

from toolkit.cli.net import FAULT
from toolkit.errors import UsageError
from toolkit.project import places, settings


@pytest.fixture(autouse=True)
def config(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user who trusts nothing yet."""
    folder = tmp_path_factory.mktemp("config")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    return folder


@pytest.fixture
def victim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the user has elsewhere."""
    folder = tmp_path_factory.mktemp("victim")
    for name in ("www/en/a.html", "www/index.html", "private/geheim.txt", "other/a.po"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Geheimer Text.\n")
    (folder / "other/a.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "Geheim."\nmsgstr "TOPSECRET"\n'
    )
    (folder / "empty").mkdir()
    return folder


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


Plant = Callable[[Path, Path], None]


def link(name: str, target: str) -> Plant:
    """A link in the project to something of the victim's."""

    def plant(project: Path, victim: Path) -> None:
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            for file in path.iterdir():
                file.unlink()
            path.rmdir()
        path.symlink_to(victim / target)

    plant.__name__ = f"{name} → {target}"
    return plant


def setting(line: str) -> Plant:
    """Settings that name something of the victim's."""

    def plant(project: Path, victim: Path) -> None:
        path = project / "toolkit.toml"
        path.write_text(path.read_text() + line.replace("VICTIM", str(victim)))

    plant.__name__ = line.strip()
    return plant


TRAPS = [
    link("sources", "private"),
    link("sources/geheim.txt", "private/geheim.txt"),
    link("locales", "other"),
    link("locales/en", "other"),
    link("locales/en/LC_MESSAGES", "other"),
    link("locales/en/LC_MESSAGES/a.po", "other/a.po"),
    link("locales/en/LC_MESSAGES/b.po", "other/a.po"),
    link("locales/en/LC_MESSAGES/site.po", "other/a.po"),
    link("locales/en/published", "www"),
    link("locales/glossary.csv", "private/geheim.txt"),
    link("memory/a.tmx", "private/geheim.txt"),
    link("public", "www"),
    link("public", "empty"),
    link("public/en", "www/en"),
    link("public/en/a.html", "www/en/a.html"),
    link("review", "www"),
    link("review/en", "www/en"),
    link("exchange", "www"),
    link("site", "www"),
    link("site", "empty"),
    link("templates", "private"),
    link("templates/site/front.html", "private/geheim.txt"),
    link("templates/site/style.css", "private/geheim.txt"),
    link(".toolkit", "www"),
    link(".toolkit/site", "www"),
    link(".toolkit/lock", "www/index.html"),
    setting('sources = "VICTIM/private"\n'),
    setting('sources = "../../../../../../../../VICTIM/private"\n'),
    setting('locales = "VICTIM/other"\n'),
    setting('out = "VICTIM/www"\n'),
    setting('out = "VICTIM/new"\n'),
    setting('segmentation = "VICTIM/private/geheim.txt"\n'),
    setting('[site]\nout = "VICTIM/www"\n'),
    setting('[site]\nout = "VICTIM/empty"\n'),
]
VERBS = (
    ["translate", "--engine", "pseudo"],
    ["status"],
    ["check"],
    ["review"],
    ["publish", "--drafts"],
    ["site", "--drafts"],
    ["export"],
    ["memory", "export", "own.tmx", "--to", "en"],
)


def test_nothing_is_written_through_a_hard_link(
    project: Path, tmp_path_factory: pytest.TempPathFactory, toolkit: Toolkit
) -> None:
    """A backup that shares its files with the project (`cp -al`) stays as it was."""
    article = project / "sources/a.md"
    article.write_text("Ein Satz.\n")
    assert all(toolkit(*verb).code in (0, 3) for verb in VERBS)
    backup = tmp_path_factory.mktemp("backup")
    for path in [*project.rglob("*")]:
        if path.is_file() and path.relative_to(project).parts[0] != ".toolkit":
            copy = backup / path.relative_to(project)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.hardlink_to(path)
    before = snapshot(backup)
    article.unlink()
    article.write_text("Ein anderer Satz. Und noch einer.\n")
    assert all(toolkit(*verb).code != FAULT for verb in VERBS)
    assert b"anderer" in (project / "site/de/a.html").read_bytes()
    assert snapshot(backup) == before


@pytest.mark.parametrize("plant", TRAPS, ids=lambda plant: plant.__name__)
def test_nothing_goes_out_and_nothing_comes_in(
    project: Path, victim: Path, toolkit: Toolkit, plant: Plant
) -> None:
    """Some verb names the trap in one sentence; the victim's files stay, unread."""
    (project / "sources/a.md").write_text("Ein Satz.\n")
    plant(project, victim)
    before = snapshot(victim)
    said = [toolkit(*verb) for verb in VERBS]
    assert snapshot(victim) == before
    assert any(ran.code for ran in said) or "left out" in "".join(ran.err for ran in said)
    ours = b"".join(
        path.read_bytes()
        for path in project.rglob("*")
        if path.is_file() and not path.resolve().is_relative_to(victim)
    )
    assert b"Geheim" not in ours and b"TOPSECRET" not in ours


@pytest.mark.parametrize("name", ["site", "public", "review", "exchange"])
def test_a_link_to_the_web_is_a_decision(
    project: Path, victim: Path, toolkit: Toolkit, name: str
) -> None:
    """Refused with the remedy; named by `--out`, or trusted for good, it works, and stays."""
    verb = {"public": "publish", "exchange": "export"}.get(name, name)
    drafts = ["--drafts"] if verb in ("publish", "site") else []
    (project / "sources/a.md").write_text("Ein Satz.\n")
    toolkit("translate", "--engine", "pseudo")
    (project / name).symlink_to(victim / "empty")
    ran = toolkit(verb, *drafts)
    assert ran.code != 0 and f"toolkit trust {victim / 'empty'}" in ran.err
    assert list((victim / "empty").iterdir()) == []
    assert toolkit(verb, *drafts, "--out", name).code == 0
    assert list((victim / "empty").iterdir()) != []
    assert toolkit("trust", name).code == 0
    (project / "sources/a.md").write_text("Ein Satz. Noch einer.\n")
    assert toolkit(verb, *drafts).code == 0
    assert (project / name).is_symlink()
    assert toolkit("trust", name, "--remove").out == ""
    assert toolkit(verb, *drafts).code != 0


def test_trust_is_the_users_and_one_projects(project: Path, victim: Path, config: Path) -> None:
    """It lies outside of the project and counts for this one only; what is damaged trusts none."""
    places.trust(project, [victim / "www", victim / "empty"])
    assert places.require(project, victim / "www/en/a.html")
    assert places.trusted(victim) == ()
    with pytest.raises(UsageError, match="not in the project"):
        places.require(project, Path(f"{victim}/www2"))
    places.distrust(project, [victim / "www"])
    assert places.trusted(project) == (str(victim / "empty"),)
    (config / "article-toolkit/trusted.json").write_text("[" * 9999)
    assert places.trusted(project) == ()


def test_trusted_articles_elsewhere(project: Path, victim: Path, toolkit: Toolkit) -> None:
    """Articles and catalogs may lie where their user says."""
    (project / "toolkit.toml").write_text(f'targets = ["en"]\nsources = "{victim}/private"\n')
    assert toolkit("status").code == 2
    assert toolkit("trust", str(victim / "private")).code == 0
    assert toolkit("translate", "--engine", "pseudo").code == 0
    assert settings.find(project).sources == victim / "private"


def test_databases_do_not_follow_links(project: Path, victim: Path, toolkit: Toolkit) -> None:
    """A link in the place of a database of the scratch folder is removed, its target untouched."""
    own = victim / "my.sqlite"
    with sqlite3.connect(own) as database:
        database.execute("CREATE TABLE precious (x)")
    before = snapshot(victim)
    (project / "sources/a.md").write_text("Ein Satz.\n")
    for name in ("cache/engine.sqlite", "memory/de-en.1.sqlite", "memory/de-en.1.sqlite-wal"):
        path = project / ".toolkit" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(own)
    assert toolkit("translate", "--engine", "pseudo").code == 0
    assert snapshot(victim) == before


def test_unfinished_files_do_not_follow_links(project: Path, victim: Path) -> None:
    """Who guesses the name of a file that will be written cannot lead it elsewhere."""
    from toolkit.storage import atomic

    before = snapshot(victim)
    target = project / "x.json"
    target.with_name(f".x.json.{os.getpid()}.new").symlink_to(victim / "www/index.html")
    with atomic.fresh(target) as file:
        file.write(b"ours")
    assert (target.read_bytes(), snapshot(victim)) == (b"ours", before)


def test_scratch_cannot_approve(project: Path, toolkit: Toolkit) -> None:
    """What the index of the memory claims is approved only if a file of the memory has it."""
    (project / "toolkit.toml").write_text('targets = ["en"]\ntrust_context = true\n')
    text = "Der Hafen wächst.\n\nEin Satz hier.\n"
    (project / "sources/a.md").write_text(text)
    toolkit("translate", "--engine", "pseudo")
    catalog = project / "locales/en/LC_MESSAGES/a.po"
    words = iter(["The harbour grows.", "A sentence here."])
    lines = [
        f'msgstr "{next(words)}"' if line.startswith('msgstr "') and line[8] != '"' else line
        for line in catalog.read_text().replace("fuzzy, ", "").split("\n")
    ]
    catalog.write_text("\n".join(lines))
    toolkit("translate", "--engine", "pseudo")
    os.utime(catalog, (1, 1))
    (project / "sources/b.md").write_text(text)
    toolkit("translate", "--engine", "pseudo", "sources/b.md")
    other = catalog.with_name("b.po")
    assert "fuzzy" not in other.read_text()
    other.unlink()
    (index,) = (project / ".toolkit/memory").glob("*.sqlite")
    with sqlite3.connect(index) as database:
        forged = "UPDATE units SET target = 'FORGED' WHERE source LIKE 'Der Hafen%'"
        assert database.execute(forged).rowcount == 1
    toolkit("translate", "--engine", "pseudo", "sources/b.md")
    assert other.read_text().count("fuzzy") == 1
    assert toolkit("publish", "sources/b.md").code == 3
