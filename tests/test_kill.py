"""Safe to kill, safe to share: files are old or new, processes wait, a full disk loses nothing."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import polib
import pytest
from conftest import SEED, Toolkit, forked

from toolkit.catalog import po

ROOT = SEED.parent.parent
TRANSLATE = ("translate", "--engine", "pseudo")
PUBLISH = ("publish", "--drafts")
ARTICLES = 12
BEGINNINGS = ("Der Rat tagt im Saal", "Die Kinder spielen Ball", "Morgen regnet es wohl")


def start(*words: str, folder: Path, **options: Callable[[], object]) -> subprocess.Popen[str]:
    """The command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "toolkit", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=options.get("preexec_fn"),  # noqa: PLW1509 - no threads here
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Exit code, stdout, stderr."""
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def write(project: Path, edition: int) -> None:
    """Articles of some sentences; another edition changes one in three."""
    for number in range(ARTICLES):
        lines = (
            f"{BEGINNINGS[edition if line % 3 == 0 else 0]} {line} in {number}."
            for line in range(30)
        )
        (project / "sources" / f"{number}.txt").write_text("\n\n".join(lines) + "\n")


def files(project: Path) -> dict[str, bytes]:
    """All files of the project but the scratch folder's."""
    return {
        path.relative_to(project).as_posix(): path.read_bytes()
        for path in project.rglob("*")
        if path.is_file() and ".toolkit" not in path.parts
    }


@pytest.fixture
def fixed_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same dates in every run, so that files can be compared."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1607340000")


def wait_for(number: int, paths: list[Path]) -> None:
    """Until so many of the files were written."""
    before = [path.stat().st_mtime_ns for path in paths]
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        now = [path.stat().st_mtime_ns for path in paths]
        if sum(a != b for a, b in zip(before, now, strict=True)) >= number:
            return
        time.sleep(0.002)


@pytest.mark.usefixtures("fixed_time")
@pytest.mark.parametrize("words", [TRANSLATE, PUBLISH], ids=lambda words: words[0])
def test_kill_at_any_moment(words: tuple[str, ...], project: Path, toolkit: Toolkit) -> None:
    """After `kill -9` every file is the old or the new one; a rerun completes and cleans up."""
    from toolkit.cli.main import main

    folder = "locales" if words is TRANSLATE else "public"
    write(project, 1)
    toolkit(*TRANSLATE)
    toolkit(*PUBLISH)
    old = files(project)
    write(project, 2)
    if words is PUBLISH:
        toolkit(*TRANSLATE)
    toolkit(*words)
    new = files(project)
    changed = {name for name in new if name.startswith(folder) and new[name] != old[name]}
    assert len(changed) == ARTICLES * (1 if words is TRANSLATE else 2)
    dice, partly = random.Random(1), 0
    for _ in range(10):
        for name in changed:
            (project / name).write_bytes(old[name])
        child = forked(partial(main, words))
        wait_for(dice.randrange(len(changed)), [project / name for name in changed])
        time.sleep(dice.random() / 100)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        found = files(project)
        assert set(found) == set(new)
        assert [n for n in new if found[n] not in (old.get(n), new[n])] == []
        done = {name for name in changed if found[name] == new[name]}
        partly += 0 < len(done) < len(changed)
    for name in new:
        if name.endswith(".po"):
            po.read(project / name)
    assert partly, "no kill came in the middle"
    (project / ".toolkit" / "4711.new").write_text("half")
    assert toolkit(*words).code == 0
    assert files(project) == new
    assert not list((project / ".toolkit").rglob("*.new"))


def test_ctrl_c(project: Path) -> None:
    """130, one sentence, what is finished is saved; the next run does the rest."""
    write(project, 1)
    for number in range(ARTICLES, 150):
        (project / "sources" / f"{number}.txt").write_text(f"Satz {number} und {number}.\n" * 20)
    heeded = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # a background shell ignores it
    process = start(*TRANSLATE, folder=project, preexec_fn=heeded)
    assert process.stdout
    assert process.stdout.readline().startswith("locales/en")  # the first one is written
    process.send_signal(signal.SIGINT)
    code, _, err = finish(process)
    assert (code, err.strip()) == (
        130,
        "interrupted; what is finished is saved, run again to continue",
    )
    finished = {path: path.read_bytes() for path in project.rglob("*.po")}
    assert 0 < len(finished) < 150
    assert not list((project / ".toolkit").glob("*.new"))
    code, out, _ = finish(start(*TRANSLATE, folder=project))
    assert code == 0
    assert len(out.split()) == 150 - len(finished)
    assert {path: path.read_bytes() for path in finished} == finished


def test_two_at_once(project: Path, toolkit: Toolkit) -> None:
    """The second waits and says so; the result is that of one run."""
    from toolkit.project import files as home

    write(project, 1)
    with home.lock(home.find(project), "", print):
        second = start(*TRANSLATE, folder=project)
        assert second.stderr
        line = second.stderr.readline()
        assert line == "another toolkit process works in this project; waiting for it\n"
        assert not (project / "locales").exists()
        assert toolkit("status").code == 0, "reading does not wait"
    code, out, err = finish(second)
    assert (code, len(out.split())) == (0, ARTICLES)
    assert f"wrote {ARTICLES} catalogs" in err


@pytest.mark.usefixtures("fixed_time")
def test_four_at_once(project: Path, toolkit: Toolkit) -> None:
    """Commands that run into each other leave what one after the other would."""
    from toolkit.cli.main import main

    write(project, 1)
    children = [
        forked(partial(main, words))
        for words in (TRANSLATE, (*TRANSLATE, "--to", "ru"), PUBLISH, TRANSLATE)
    ]
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0] * 4
    found = files(project)
    toolkit(*TRANSLATE)
    toolkit(*TRANSLATE, "--to", "ru")
    assert {n: b for n, b in files(project).items() if n.endswith(".po")} == {
        n: b for n, b in found.items() if n.endswith(".po")
    }
    assert sum(name.endswith(".po") for name in found) == 2 * ARTICLES


def test_a_translator_saves_while_we_work(
    project: Path, toolkit: Toolkit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was saved between our reading and our writing is read again, not overwritten."""
    from toolkit.engines.pseudo import Pseudo

    (project / "sources" / "a.txt").write_text("Eins zwei drei.\n\nVier fünf sechs.\n")
    toolkit(*TRANSLATE)
    path = project / "locales" / "en" / "LC_MESSAGES" / "a.po"
    (project / "sources" / "a.txt").write_text("Eins zwei drei.\n\nVier fünf sechs.\n\nNeu.\n")
    engine = Pseudo.translate

    def slow(self: Pseudo, *arguments: object) -> object:
        file = polib.pofile(str(path), wrapwidth=0)
        file[0].msgstr, file[0].flags = "Of a person.", []
        file.save(str(path))
        return engine(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Pseudo, "translate", slow)
    ran = toolkit(*TRANSLATE)
    assert ran.code == 0
    found = {entry.source: entry for entry in po.read(path).entries}
    assert (found["Eins zwei drei."].target, found["Eins zwei drei."].fuzzy) == (
        "Of a person.",
        False,
    )
    assert found["Neu."].target


def _full() -> None:
    """No file may grow beyond 2 KiB: writing fails half-way, as on a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))


@pytest.mark.parametrize("words", [TRANSLATE, PUBLISH], ids=lambda words: words[0])
def test_a_full_disk(words: tuple[str, ...], project: Path, toolkit: Toolkit) -> None:
    """One sentence for each file that found no room; the old ones are whole; a rerun completes."""
    write(project, 1)
    toolkit(*TRANSLATE)
    toolkit(*PUBLISH)
    write(project, 2)
    (project / "sources" / "short.txt").write_text("Kurz und gut.\n")
    if words is PUBLISH:
        toolkit(*TRANSLATE)
    old = files(project)
    code, _, err = finish(start(*words, folder=project, preexec_fn=_full))
    assert code == (2 if words is TRANSLATE else 1)
    assert err.count("cannot be written (File too large)") == ARTICLES + (words is PUBLISH)
    assert "Traceback" not in err
    found = files(project)
    assert not list((project / ".toolkit").glob("*.new"))
    assert toolkit(*words).code == 0
    new = files(project)
    assert set(old) <= set(found) <= set(new)
    assert [name for name in found if found[name] not in (old.get(name), new[name])] == []


def test_a_full_disk_under_a_site(project: Path, toolkit: Toolkit) -> None:
    """The old site stays, nothing is left beside it, and a rerun completes."""
    write(project, 1)
    toolkit(*TRANSLATE)
    toolkit("site", "--drafts")
    write(project, 2)
    old = files(project)
    code, _, err = finish(start("site", "--drafts", folder=project, preexec_fn=_full))
    assert code == 2
    assert "cannot be written (File too large); the old site stays" in err
    assert files(project) == old
    assert not list(project.glob(".site*"))
    assert toolkit("site", "--drafts").code == 0
