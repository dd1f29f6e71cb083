"""What is online stays online: a missing thing is not an empty thing."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Ran, Toolkit, forked

from toolkit.catalog import po
from toolkit.errors import GateError, PublishError
from toolkit.site import output
from toolkit.site.model import Page
from toolkit.site.output import Output

_AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def page(path: str, text: str = "x") -> Page:
    return Page(path, text, text.encode)


@pytest.fixture
def online(project: Path, toolkit: Toolkit) -> Path:
    """A site of three articles, one of them in a folder."""
    (project / "sources/sub").mkdir()
    for name in ("a", "b", "sub/c"):
        (project / f"sources/{name}.md").write_text(f"# Artikel {name}\n\nText.\n")
    toolkit("translate", "--engine", "pseudo")
    assert toolkit("site", "--drafts").code == 0
    return project / "site"


def translate(path: Path) -> None:
    """A person writes drafts into a catalog."""
    found = po.read(path)
    drafts = (entry.drafted("Words of a person.", None) for entry in found.entries)
    path.write_text(po.write(replace(found, entries=tuple(drafts))))


def pages(site: Path) -> set[str]:
    return {path.relative_to(site).as_posix() for path in site.rglob("*.html")}


def unlink(sources: Path) -> None:
    shutil.rmtree(sources)


def replace_by_link(sources: Path) -> None:
    unlink(sources)
    sources.symlink_to("unmounted")


def replace_by_file(sources: Path) -> None:
    unlink(sources)
    sources.write_text("")


def misspell(sources: Path) -> None:
    (sources.parent / "toolkit.toml").write_text('targets = ["en"]\nsources = "sourcse"\n')


@pytest.mark.parametrize("lose", [unlink, replace_by_link, replace_by_file, misspell])
def test_no_folder_of_articles_is_no_empty_one(
    online: Path, project: Path, toolkit: Toolkit, lose: Callable[[Path], None]
) -> None:
    """The site is left as it is, like all else, and the exit code says so."""
    before = pages(online)
    lose(project / "sources")
    ran = toolkit("site", "--drafts", "--allow-removals")
    assert (ran.code, pages(online)) == (2, before)
    assert "there is no such folder" in ran.err


def test_a_tenth_may_go_and_no_more(tmp_path: Path) -> None:
    """Of all pages that readers see; other files do not count."""
    site = tmp_path / "site"
    names = [f"de/{number}.html" for number in range(20)]
    output.write(map(page, [*names, "a.png", "b.png", "feed.xml"]), site)
    output.write(map(page, names[2:]), site)
    with pytest.raises(
        GateError, match=r"2 of 18 pages would go \(de/2.html, de/3.html\).*--allow"
    ):
        output.write(map(page, names[4:]), site)
    assert len(pages(site)) == 18
    output.write(map(page, names[4:]), site, Output(allow_removals=True))
    assert len(pages(site)) == 16


def test_an_emptied_folder_asks(online: Path, project: Path, toolkit: Toolkit) -> None:
    """Exit 3 and nothing changed; with the flag all go. Drafts were never published."""
    for path in (project / "locales").rglob("*.po"):
        translate(path)
    assert toolkit("approve", "sources", "--to", "en").code == 0
    assert toolkit("site").code == 0
    before = pages(online)
    for path in (project / "sources").rglob("*.md"):
        path.unlink()
    ran = toolkit("site")
    assert (ran.code, pages(online)) == (3, before)
    assert "--allow-removals" in ran.err
    assert toolkit("site", "--allow-removals").code == 0
    assert "de/a.html" not in pages(online)


def test_drafts_leave_a_site_without_asking(online: Path, toolkit: Toolkit) -> None:
    """What nobody approved was put there to be looked at."""
    assert "en/a.html" in pages(online)
    assert toolkit("site").code == 3
    assert "en/a.html" not in pages(online)


def unprivileged(*words: str) -> Ran:
    """The command by a user whom permissions stop, whoever runs the tests."""
    from toolkit.cli.main import main

    def run() -> None:
        sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
        if _AS_ROOT:
            _obey_permissions()
        try:
            main(list(words))
        finally:
            sys.stdout.flush()
            sys.stderr.flush()

    with Path("said").open("w") as file:
        _, status = os.waitpid(forked(run, file.fileno(), file.fileno()), 0)
    return Ran(os.waitstatus_to_exitcode(status), "", Path("said").read_text())


def _obey_permissions() -> None:
    """Give up what lets root read and write everything (capabilities(7))."""
    libc = ctypes.CDLL(None, use_errno=True)
    head = (ctypes.c_uint32 * 2)(0x20080522, 0)
    sets = (ctypes.c_uint32 * 6)()
    assert libc.capget(head, sets) == 0
    override, search = 1 << 1, 1 << 2
    for place in (0, 1):
        sets[place] &= ~(override | search)
    assert libc.capset(head, sets) == 0


@pytest.fixture
def locked_in(project: Path) -> Path:
    """Three articles of which a user built a site."""
    (project / "sources/sub").mkdir()
    for name in ("a", "b", "sub/c"):
        (project / f"sources/{name}.md").write_text(f"# Artikel {name}\n\nText.\n")
    assert unprivileged("translate", "--engine", "pseudo").code == 0
    assert unprivileged("site", "--drafts").code == 0
    return project


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
@pytest.mark.parametrize(
    "lost",
    ["sources/sub", "sources/a.md", "locales/en/LC_MESSAGES/a.po", "locales/en/LC_MESSAGES/sub"],
)
def test_what_cannot_be_read_is_not_gone(locked_in: Path, lost: str) -> None:
    """Named, in the exit code, and the other articles are done; every page stays, also later."""
    before = pages(locked_in / "site")
    (locked_in / "sources/b.md").write_text("# Artikel b\n\nNeu.\n")
    (locked_in / lost).chmod(0)
    try:
        ran = unprivileged("site", "--drafts")
        assert ran.code in (1, 2) and lost in ran.err
        assert pages(locked_in / "site") == before
        assert "Neu." in (locked_in / "site/de/b.html").read_text()
        assert "sub/c.html" in (locked_in / "site/de/index.html").read_text()
        shutil.rmtree(locked_in / ".toolkit")
        unprivileged("site", "--drafts", "--allow-removals")
        assert pages(locked_in / "site") == before
        if "sources" in lost:
            for verb in ("status", "check", "publish", "translate"):
                ran = unprivileged(verb, *(["--engine", "pseudo"] if verb == "translate" else []))
                assert ran.code in (1, 2) and lost in ran.err and "is gone;" not in ran.err
    finally:
        (locked_in / lost).chmod(0o755)


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
def test_what_was_not_saved_is_not_counted(locked_in: Path) -> None:
    """Drafts that could not be written as approved are not told as approved."""
    folder = locked_in / "locales/en/LC_MESSAGES"
    translate(folder / "a.po")
    folder.chmod(0o555)
    ran = unprivileged("approve", "sources/a.md", "--to", "en")
    folder.chmod(0o755)
    assert ran.code == 2 and "approved 0 drafts, 1 failed" in ran.err
    assert "fuzzy" in (folder / "a.po").read_text()


def test_a_folder_of_others_beside_the_site(tmp_path: Path) -> None:
    """Whatever has the name of the unfinished site: only what a killed run left is removed."""
    (tmp_path / ".site.new").mkdir()
    (tmp_path / ".site.new/thesis").write_text("five years")
    with pytest.raises(PublishError, match="in the way"):
        output.write([page("a.html")], tmp_path / "site")
    assert (tmp_path / ".site.new/thesis").exists()
    (tmp_path / ".site.new/thesis").rename(tmp_path / ".site.new" / output.MANIFEST)
    output.write([page("a.html")], tmp_path / "site")
    assert not (tmp_path / ".site.new").exists()


def test_a_link_is_a_folder(tmp_path: Path) -> None:
    """The folder that it leads to is the site, now and later; the link stays."""
    (tmp_path / "www").mkdir()
    (tmp_path / "site").symlink_to(tmp_path / "www")
    for text in ("one", "two"):
        output.write([page("a.html", text)], tmp_path / "site")
        assert (tmp_path / "www/a.html").read_text() == text
        assert (tmp_path / "site").is_symlink()


def test_the_manifest_is_the_same_for_everybody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says what the site consists of, and nothing of who built it or how often."""
    said = []
    for number in range(2):
        monkeypatch.setattr("toolkit.storage.user_cache.secret", lambda n=number: bytes([n]) * 32)
        how = Output(memory=tmp_path / f"memory{number}.json")
        for key in range(2):
            site = tmp_path / f"site{number}"
            output.write([Page("a.html", f"{number}{key}", b"x".__bytes__)], site, how)
        said.append((site / output.MANIFEST).read_bytes())
    assert said[0] == said[1]


def test_a_page_from_elsewhere_is_made_anew(tmp_path: Path) -> None:
    """A manifest is believed for what may be removed, never for what may be kept."""
    site, how = tmp_path / "site", Output(memory=tmp_path / "memory.json")
    assert output.write([page("a.html")], site, how) == (1, 0)
    assert output.write([page("a.html")], site, how) == (0, 1)
    (site / "a.html").write_text("y")
    os.utime(site / "a.html", (1, 1))
    assert output.write([page("a.html")], site, how) == (1, 0)
    memory = tmp_path / "memory.json"
    memory.write_bytes(memory.read_bytes().replace(b'"x"', b'"z"'))
    assert output.write([page("a.html", "z")], site, how) == (1, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
def test_templates_that_cannot_be_read(locked_in: Path) -> None:
    """The site does not change its face in silence: it stays as it is."""
    folder = locked_in / "templates/site"
    folder.mkdir(parents=True)
    (folder / "style.css").write_text("body { color: teal }")
    unprivileged("site", "--drafts")
    assert "teal" in (locked_in / "site/style.css").read_text()
    for lost in (folder, folder / "style.css", folder.parent):
        lost.chmod(0)
        ran = unprivileged("site", "--drafts")
        lost.chmod(0o755)
        assert ran.code == 2 and "templates" in ran.err
        assert "teal" in (locked_in / "site/style.css").read_text()
    shutil.rmtree(folder.parent)
    folder.parent.symlink_to("unmounted")
    assert unprivileged("site", "--drafts").code == 2


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
def test_a_memory_that_cannot_be_read(locked_in: Path) -> None:
    """It is named where it is missed."""
    (locked_in / "memory").mkdir(0)
    (locked_in / "sources/b.md").write_text("Ein neuer Satz.\n")
    ran = unprivileged("translate", "--engine", "pseudo")
    assert "left out of the memory: memory: the folder cannot be listed" in ran.err
