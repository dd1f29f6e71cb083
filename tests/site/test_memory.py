"""What a site remembers of its articles spares reading them, and nothing depends on it."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import PNG
from site_pages import Build, write

from toolkit.errors import PublishError
from toolkit.site import former
from toolkit.storage import sealed

BRIDGE = "locales/en/LC_MESSAGES/2021-05-18-havelbruecke.po"


def parts(memory: Path) -> list[Path]:
    """The files of the index of all articles."""
    return sorted(memory.parent.glob(f"{memory.name}-[0-9]*.pickle"))


def no_index(memory: Path) -> None:
    for part in parts(memory):
        part.unlink()


def an_index_of_somebody_else(memory: Path) -> None:
    for part in parts(memory):
        part.write_text("{}")


def a_part_less(memory: Path) -> None:
    parts(memory)[0].unlink()


def no_articles(memory: Path) -> None:
    shutil.rmtree(memory)


def one_article_less(memory: Path) -> None:
    min(memory.iterdir()).unlink()


def a_damaged_article(memory: Path) -> None:
    path = min(memory.iterdir())
    path.write_bytes(path.read_bytes()[:-9])


def nothing(memory: Path) -> None:
    assert parts(memory)


def edit(project: Path) -> None:
    path = project / BRIDGE
    path.write_text(path.read_text("utf-8").replace("wide is new", "wide is fun"), "utf-8")


def fresh(project: Path, build: Build) -> dict[str, bytes]:
    """The site as it is built from nothing."""
    for name in ("site", ".toolkit"):
        shutil.rmtree(project / name, ignore_errors=True)
    return build().bytes()


@pytest.mark.parametrize(
    "damage",
    [
        nothing,
        no_index,
        an_index_of_somebody_else,
        a_part_less,
        no_articles,
        one_article_less,
        a_damaged_article,
    ],
)
def test_nothing_depends_on_it(project: Path, build: Build, damage: Callable[[Path], None]) -> None:
    build()
    damage(project / ".toolkit/site")
    edit(project)
    made = build()
    assert "fun" in made.read("en/2021-05-18-havelbruecke.html")
    assert made.bytes() == fresh(project, build)


def test_what_did_not_change_is_not_read(
    project: Path, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for what changed, also where size and time are the old ones."""
    write(project, "neu")  # which has no catalog yet
    build()
    read: list[str] = []
    monkeypatch.setattr("toolkit.site.stories.recalled", lambda article, _: read.append(article))
    assert "wrote 0 files" in build().said
    assert read == []
    path = project / BRIDGE
    before = path.stat()
    edit(project)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert "wide is fun" in build().read("en/2021-05-18-havelbruecke.html")
    assert len(read) == 1


@pytest.mark.parametrize("lose", [False, True])
def test_pictures_that_did_not_change_are_not_read(
    small: Path, build: Build, monkeypatch: pytest.MonkeyPatch, lose: bool
) -> None:
    """But for those that did, also where size and time are the old ones; without memory, all."""
    picture = small / "sources/a.png"
    picture.write_bytes(PNG)
    write(small, "a", "![Hafen](a.png)")
    build()
    build()
    read: list[str] = []
    real = Path.open

    def note(path: Path, *words: Any, **more: Any) -> Any:
        read.append(path.name)
        return real(path, *words, **more)

    with monkeypatch.context() as watched:
        watched.setattr(Path, "open", note)
        if lose:
            (small / ".toolkit/assets.pickle").unlink()
        build()
    assert (read.count("a.png") > 1) is lose  # once it is asked whether it is a picture at all
    before = picture.stat()
    picture.write_bytes(PNG[:-20] + bytes(8) + PNG[-12:])
    os.utime(picture, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert build().bytes()["assets/a.png"] == picture.read_bytes()


@pytest.mark.parametrize("folder", ["en", "en/LC_MESSAGES", "en/published"])
def test_a_folder_moved_out(
    project: Path, build: Build, tmp_path_factory: pytest.TempPathFactory, folder: str
) -> None:
    """Where it was is a link now; nothing in it changed, but the project may not read there."""
    build()
    build()
    place, outside = project / "locales" / folder, tmp_path_factory.mktemp("outside") / "folder"
    place.rename(outside)
    place.symlink_to(outside)
    made = build()
    assert made.code == 2
    assert f"leads to {outside}" in made.said


def emptied(catalog: Path) -> None:
    catalog.write_text("")


def a_folder(catalog: Path) -> None:
    catalog.mkdir()


def a_link_to_nothing(catalog: Path) -> None:
    catalog.symlink_to("nothing")


@pytest.mark.parametrize("come", [emptied, a_folder, a_link_to_nothing])
def test_a_catalog_of_no_use_that_comes(
    project: Path, build: Build, come: Callable[[Path], None]
) -> None:
    """It is not taken for the one that was not there."""
    write(project, "neu")
    build()
    come(project / "locales/en/LC_MESSAGES/neu.po")
    made = build()
    assert made.code == 2
    assert "error: locales/en/LC_MESSAGES/neu.po" in made.said


def test_a_full_disk(project: Path, build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any memory the site is the same."""

    def write(path: Path, data: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    shutil.rmtree(project / ".toolkit")
    with monkeypatch.context() as full:
        full.setattr(sealed, "write", write)
        made = build().bytes()
    assert made == fresh(project, build)


def test_memory_that_nobody_may_change(
    project: Path, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is remembered of an article that is gone cannot be dropped: the site is the same."""
    build()
    (project / "sources/2021-05-18-havelbruecke.md").unlink()

    def refuse(path: Path, *, missing_ok: bool = False) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    with monkeypatch.context() as locked:
        locked.setattr(Path, "unlink", refuse)
        made = build("--allow-removals")
    assert made.code == 0
    assert made.bytes() == fresh(project, build)


def test_memory_that_vanishes(project: Path, build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody clears up while pages are made: one sentence, and the old site stays."""
    old = build().bytes()
    shutil.rmtree(project / ".toolkit")
    leading_on = former.leading_on

    def clear(*given: object) -> object:
        shutil.rmtree(project / ".toolkit/site")
        return leading_on(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(former, "leading_on", clear)
    edit(project)
    with pytest.raises(PublishError, match="what was kept of it is gone; build the site again"):
        build()
    monkeypatch.undo()
    monkeypatch.chdir(project)
    assert {path: (project / "site" / path).read_bytes() for path in old} == old
    edit(project)
    assert "wide is fun" in build().read("en/2021-05-18-havelbruecke.html")


def test_a_newer_article_that_becomes_an_older_one(small: Path, build: Build) -> None:
    """It is still the only one beside the other."""
    write(small, "eins", "# Eins", date="2026-01-01")
    write(small, "zwei", "# Zwei", date="2026-01-02")
    build()
    write(small, "zwei", "# Zwei", date="2025-01-02")
    made = build()
    assert 'class="previous"' in made.read("de/eins.html")
    assert made.bytes() == fresh(small, build)
