"""Files that did not change are known by what the system notes of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from toolkit.storage import stamps


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that changed a while ago."""
    monkeypatch.setattr(stamps, "_SETTLED", 0)
    (tmp_path / "a").write_text("abc")
    return tmp_path / "a"


def rewritten(path: Path) -> None:
    """Other bytes, as many, with the old time: as some programs restore it."""
    before = path.stat()
    path.write_text("xyz")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def replaced(path: Path) -> None:
    other = path.with_name("b")
    other.write_text("abc")
    other.replace(path)


def test_unchanged(path: Path) -> None:
    taken = {"a": stamps.stamp(f"{path}"), "none": stamps.stamp(f"{path}.none")}
    assert stamps.hold(f"{path.parent}", taken)


@pytest.mark.parametrize("change", [rewritten, replaced, Path.unlink])
def test_changed(path: Path, change: object) -> None:
    assert callable(change)
    taken = {"a": stamps.stamp(f"{path}")}
    change(path)
    assert not stamps.hold(f"{path.parent}", taken)


def test_new(path: Path) -> None:
    """What was not there is noticed when it comes."""
    taken = {"b": stamps.stamp(f"{path.parent}/b")}
    (path.parent / "b").write_text("")
    assert not stamps.hold(f"{path.parent}", taken)


def test_what_cannot_be_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link, a folder, a name that no file has, a file that changed just now: look into it."""
    link = path.with_name("link")
    link.symlink_to(path)
    assert {stamps.stamp(name) for name in (f"{link}", f"{path.parent}", "a\0")} == {None}
    monkeypatch.setattr(stamps, "_SETTLED", 60_000_000_000)
    assert stamps.stamp(f"{path}") is None
    assert stamps.stamp(f"{path}", ours=True)
    assert not stamps.hold(f"{path.parent}", {"a": None})
