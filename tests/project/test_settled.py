"""Where folders lead is looked up once while a project is locked, and only there."""

from __future__ import annotations

from pathlib import Path
from threading import Barrier, Thread

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
    """One thread may look up places while another one's lock ends."""
    failures: list[str] = []
    together = Barrier(2)

    def look() -> None:
        together.wait()
        for number in range(3000):
            if places.real(tmp_path / str(number)) != str(tmp_path.resolve() / str(number)):
                failures.append(str(number))

    thread = Thread(target=look)
    thread.start()
    together.wait()
    for _ in range(3000):
        with places.settled():
            places.real(tmp_path / "x")
    thread.join()
    assert not failures
