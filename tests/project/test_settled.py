"""Where folders lead is looked up once while a project is locked, and only there."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

from toolkit.project import places


def test_folders_stay_where_they_are(tmp_path: Path) -> None:
    """A link to a file is followed nevertheless; afterwards everything is looked up again."""
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
    (old / "file").write_text("x")
    way = tmp_path / "way"
    way.symlink_to(old)
    with places.settled():
        assert places.real(way / "file") == str(old / "file")
        way.unlink()
        way.symlink_to(new)
        assert places.real(way / "file") == str(old / "file")
        (tmp_path / "link").symlink_to(new / "file")
        assert places.real(tmp_path / "link") == str(new / "file")
    assert places.real(way / "file") == str(new / "file")


def test_threads_do_not_disturb_each_other(tmp_path: Path) -> None:
    """What one thread keeps while it holds the lock, no other one is told, nor does it end it."""
    old, new, way = (tmp_path / name for name in ("old", "new", "way"))
    for folder in (old, new):
        folder.mkdir()
    way.symlink_to(old)
    found: list[str] = []

    def look() -> None:
        found.append(places.real(way / "file"))
        with places.settled():
            found.append(places.real(way / "file"))

    with places.settled():
        assert places.real(way / "file") == str(old / "file")
        way.unlink()
        way.symlink_to(new)
        thread = Thread(target=look)
        thread.start()
        thread.join()
        assert places.real(way / "file") == str(old / "file")
    assert found == [str(new / "file")] * 2
