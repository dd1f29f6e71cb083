"""The site on the disk: only what changed is made, the switch is atomic, no more is touched."""

from __future__ import annotations

import os
import shutil
import threading
import time
import urllib.request
from pathlib import Path
from typing import cast

import pytest
from site_pages import Build, Built

from toolkit.errors import PublishError
from toolkit.site import output, preview
from toolkit.site.body import slug
from toolkit.site.model import Page
from toolkit.site.output import Output

BRIDGE = "2021-05-18-havelbruecke"


def page(path: str, text: str) -> Page:
    return Page(path, text, text.encode)


def test_again_is_the_same(build: Build) -> None:
    """A second run writes nothing, not even a new folder."""
    first = build()
    seen = (first.folder.stat().st_ino, first.bytes())
    second = build()
    assert f"wrote 0 files, kept {len(first.bytes())}" in second.said
    assert (second.folder.stat().st_ino, second.bytes()) == seen


def test_a_project_that_moved(build: Build) -> None:
    """Where it was copied with its site, nothing is made anew."""
    assert "wrote 0 files" in build().said


def test_only_what_changed_is_made(project: Path, build: Build) -> None:
    """After one sentence changed: the pages, lists and feeds that show it, and no others."""
    before = build().bytes()
    path = project / f"locales/en/LC_MESSAGES/{BRIDGE}.po"
    text = path.read_text("utf-8").replace("A cycle path 2.5 metres wide", "A path 2.5 metres wide")
    path.write_text(text, "utf-8")
    built = build()
    after = built.bytes()
    changed = {name for name in after if after[name] != before[name]}
    names = (
        f"{BRIDGE}.html",
        f"{BRIDGE}.bilingual.html",
        "feed.xml",
        "feed.json",
        "search-index.js",
    )
    assert changed == {f"en/{name}" for name in (*names, "articles.epub", "bilingual.epub")}
    assert f"wrote {len(changed)} files" in built.said


def test_a_translation_needs_no_rules(
    project: Path, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where an unchanged article's sentences begin is known from the last time."""
    every = len(build().bytes())
    path = project / f"locales/en/LC_MESSAGES/{BRIDGE}.po"
    path.write_text(path.read_text("utf-8").replace("2.5 metres", "2.50 metres"), "utf-8")
    monkeypatch.setattr("toolkit.document.sentences.boundaries", None)
    assert f"wrote 7 files, kept {every - 7}" in build().said


def test_incremental_equals_fresh(project: Path, build: Build) -> None:
    """A site updated step by step is, byte for byte, the one built from nothing."""
    build()
    source = project / "sources/2025-10-04-nachtzug.md"
    source.write_text(source.read_text("utf-8").replace("Reise]", "Reise, Havel]"), "utf-8")
    (project / "sources/2020-12-07-beijing-moskau.txt").unlink()
    updated = build("--allow-removals").bytes()
    for name in ("site", ".toolkit"):
        shutil.rmtree(project / name)
    assert build().bytes() == updated


def test_templates_of_the_project(project: Path, build: Build) -> None:
    """A template of the project replaces ours, file by file; ours extend it."""
    build()
    folder = project / "templates/site"
    folder.mkdir(parents=True)
    (folder / "style.css").write_text("body { color: teal; }\n")
    assert build().read("style.css") == "body { color: teal; }\n"


def test_words_of_the_project(project: Path, build: Build) -> None:
    """A project's `site.po` changes words of the theme."""
    path = project / "locales/en/LC_MESSAGES/site.po"
    path.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "Latest"\nmsgstr "News"\n',
        "utf-8",
    )
    page = build().read("en/index.html")
    assert ">News</a>" in page
    assert ">Archive</a>" in page


def test_foreign_folders_are_left_alone(tmp_path: Path) -> None:
    """A folder that is no site of ours is refused, and nothing in it changes."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home/thesis.txt").write_text("five years")
    with pytest.raises(PublishError, match="choose an empty"):
        output.write([page("a.html", "x")], tmp_path / "home")
    assert os.listdir(tmp_path / "home") == ["thesis.txt"]  # noqa: PTH208


def test_nothing_is_written_outside(tmp_path: Path) -> None:
    """A page cannot leave the folder, whatever its path says."""
    with pytest.raises(PublishError, match="leads out"):
        output.write([page("../evil.html", "x")], tmp_path / "site")
    assert not (tmp_path / "evil.html").exists()


def test_a_failed_build_leaves_the_old_site(tmp_path: Path) -> None:
    """If a page cannot be made, the site stays as it was."""
    output.write([page("a.html", "old")], tmp_path / "site")

    def fail() -> bytes:
        raise PublishError("no")

    with pytest.raises(PublishError):
        output.write([page("a.html", "new"), Page("b.html", "k", fail)], tmp_path / "site")
    assert (tmp_path / "site/a.html").read_text() == "old"


def test_a_page_that_is_gone_goes(tmp_path: Path) -> None:
    """Pages that the site no longer has disappear with the switch; lost ones are made again."""
    folder = tmp_path / "site"
    output.write([page("a.html", "a"), page("b/c.html", "c")], folder)
    (folder / "a.html").unlink()
    assert output.write([page("a.html", "a")], folder, Output(allow_removals=True)) == (1, 0)
    assert sorted(p.name for p in folder.iterdir()) == [output.MANIFEST, "a.html"]


@pytest.mark.parametrize("exchange", [True, False])
@pytest.mark.parametrize("spare", ["spare", None])
def test_readers_never_see_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchange: bool, spare: str | None
) -> None:
    """While the site is switched many times, both pages read together always fit each other."""
    if not exchange:
        monkeypatch.setattr(output, "_exchange", lambda *_: False)
    folder = tmp_path / "site"
    how = Output(spare=tmp_path / spare if spare else None)
    output.write([page("de/a.html", "0"), page("b.html", "0")], folder)
    seen, missing, stop = [], 0, threading.Event()

    def read() -> None:
        nonlocal missing
        while not stop.is_set():
            try:
                handle = os.open(folder, os.O_RDONLY)
            except FileNotFoundError:
                missing += 1
                continue
            try:
                pair = [_read(name, handle) for name in ("de/a.html", "b.html")]
                seen.append(len(set(pair)) == 1)
            except FileNotFoundError:
                pass  # the old folder, being removed
            finally:
                os.close(handle)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(1, 60):
        output.write([page("de/a.html", str(number)), page("b.html", str(number))], folder, how)
    stop.set()
    reader.join()
    assert seen
    assert all(seen)
    assert not (exchange and missing)


def _read(name: str, folder: int) -> bytes:
    handle = os.open(name, os.O_RDONLY, dir_fd=folder)
    try:
        return os.read(handle, 100)
    finally:
        os.close(handle)


def test_preview(demo: Built) -> None:
    """The preview serves pages with a reloading script, which the files do not have."""
    server = preview.server_of(demo.folder, 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/en/") as answer:
            page = answer.read().decode()
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert "location.reload()" in page
    assert "script-src 'none'" not in page
    assert "location.reload()" not in demo.read("en/index.html")


def test_changes_are_noticed(tmp_path: Path) -> None:
    """A new, a changed and a removed file each change the stamp; nothing else does."""
    file = tmp_path / "a.md"
    stamps = [preview.stamp([tmp_path])]
    file.write_text("a")
    stamps.append(preview.stamp([tmp_path]))
    assert preview.stamp([tmp_path]) == stamps[-1]
    os.utime(file, ns=(0, time.time_ns() + 10**9))
    stamps.append(preview.stamp([tmp_path]))
    file.unlink()
    assert stamps[0] != stamps[1] != stamps[2] != preview.stamp([tmp_path]) == stamps[0]


def test_files_of_others_stay(project: Path, build: Build) -> None:
    """What people put into the folder is there after the next build; without a manifest none is."""
    folder = build().folder
    (folder / "CNAME").write_text("example.org")
    (folder / ".git").mkdir()
    (folder / ".git/HEAD").write_text("ref: x")
    (folder / "en/own.html").symlink_to("index.html")
    (folder / "latest").symlink_to("en")
    path = project / f"locales/en/LC_MESSAGES/{BRIDGE}.po"
    path.write_text(path.read_text("utf-8").replace("2.5 metres", "2.50 metres"), "utf-8")
    build()
    assert (folder / "CNAME").read_text() == "example.org"
    assert (folder / ".git/HEAD").read_text() == "ref: x"
    assert (folder / "en/own.html").is_symlink()
    assert (folder / "latest").is_symlink()
    (folder / output.MANIFEST).write_text("{")
    with pytest.raises(PublishError, match="damaged"):
        build()
    assert (folder / "CNAME").exists()


def test_a_new_template_is_seen(project: Path, build: Build) -> None:
    """In a process that has built the site before, too."""
    (project / "templates/site").mkdir(parents=True)
    build()
    (project / "templates/site/style.css").write_text("body { color: teal }")
    assert "teal" in build().read("style.css")


def test_the_replaced_site_becomes_the_next_one(tmp_path: Path) -> None:
    """What has not changed is left where it was two builds ago, whoever else was there since."""
    folder, spare = tmp_path / "site", tmp_path / "kept/spare"
    how = Output(allow_removals=True, memory=tmp_path / "memory", spare=spare)
    spare.parent.mkdir()

    def build(**texts: str) -> dict[str, str]:
        output.write([page(f"de/{name}.html", text) for name, text in texts.items()], folder, how)
        return {path.stem: path.read_text() for path in sorted(folder.rglob("*.html"))}

    assert build(a="1", b="1") == {"a": "1", "b": "1"}
    assert not spare.exists()
    assert build(a="1", b="2", c="1") == {"a": "1", "b": "2", "c": "1"}
    waiting = spare / "de"
    number = (waiting / "a.html").stat().st_ino
    (spare / "of-nobody").mkdir()
    (spare / "en").symlink_to(tmp_path)
    (waiting / "way").symlink_to(tmp_path)
    (waiting / "c.html").mkdir()
    (waiting / "c.html/d.html").write_text("planted")
    (folder / "de/own").write_text("of a person")
    assert build(a="1", b="3", c="1") == {"a": "1", "b": "3", "c": "1"}
    assert sorted(path.name for path in folder.rglob("*")) == sorted(
        [output.MANIFEST, "a.html", "b.html", "c.html", "de", "own"]
    )
    assert (folder / "de/a.html").stat().st_ino == number
    with (folder / "de/a.html").open("a") as changed:  # in both folders: it is one file
        changed.write("changed by somebody")
    assert build(b="3", a="1", e="1") == {"a": "1", "b": "3", "e": "1"}
    assert build(e="2") == {"e": "2"}
    assert (folder / "de/own").read_text() == "of a person"
    shutil.rmtree(folder)
    assert build(a="1", e="2") == {"a": "1", "e": "2"}
    assert tmp_path.is_dir()


def test_a_failed_build_leaves_nothing_behind(tmp_path: Path) -> None:
    """Not even the spare folder: it may be half of something."""
    folder, how = tmp_path / "site", Output(spare=tmp_path / "spare")
    for text in "12":
        output.write([page("de/a.html", text)], folder, how)

    def fail() -> bytes:
        raise PublishError("no")

    with pytest.raises(PublishError):
        output.write([Page("de/a.html", "k", fail)], folder, how)
    assert (folder / "de/a.html").read_text() == "2"
    assert {path.name for path in tmp_path.iterdir()} == {"site", "spare"}
    output.write([page("de/a.html", "3")], folder, how)
    assert (folder / "de/a.html").read_text() == "3"


def test_a_system_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are copied there."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    folder = tmp_path / "site"
    how = Output(memory=tmp_path / "memory", spare=tmp_path / "spare")
    for text in "1234":
        output.write([page("de/a.html", "same"), page("de/b.html", text)], folder, how)
        assert (folder / "de/a.html").read_text() == "same"
        assert (folder / "de/b.html").read_text() == text


def test_any_number_of_processors(
    project: Path, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same bytes whether one process makes all pages or several share them."""
    monkeypatch.setattr("toolkit.storage.forked._processors", lambda: 1)
    alone = build("--out", "alone")
    pages = Built(0, "", project / "alone").bytes()
    monkeypatch.setattr("toolkit.storage.forked._processors", lambda: 3)
    monkeypatch.setattr("toolkit.workflow.site._SHARED", 2)
    shutil.rmtree(project / ".toolkit")
    assert alone.code == build().code == 0
    assert Built(0, "", project / "site").bytes() == pages


@pytest.mark.parametrize("text", ["CON", "Aux", "com1", "nul.", "x" * 300, "Ü" * 300, "..", "a:b"])
def test_names_made_of_words(text: str) -> None:
    """Every system can have a file of that name, with whatever suffix."""
    name = slug(text)
    assert name not in ("con", "aux", "com1", "nul") and not set(name) & set('<>:"/\\|?*.')
    assert len(f"{name}.bilingual.html".encode()) <= 255


class Counted:
    """A page that counts how often it is asked for its place."""

    asked = 0
    key = "1"

    def __init__(self, number: int) -> None:
        self._path = f"{number}.html"

    @property
    def path(self) -> str:
        """Its place."""
        Counted.asked += 1
        return self._path

    def make(self) -> bytes:
        """What is on it."""
        return b"1"


def test_each_page_is_looked_at_a_few_times(tmp_path: Path) -> None:
    """However many there are: nothing compares each page with all others."""
    pages = cast("list[Page]", [Counted(number) for number in range(200)])
    for _ in range(2):
        Counted.asked = 0
        output.write(pages, tmp_path / "site", Output(memory=tmp_path / "memory"))
        assert 200 <= Counted.asked <= 200 * 12
