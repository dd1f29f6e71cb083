"""What several test modules share: gettext's judges, projects to work in, child processes."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import sysconfig
import time
import traceback
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import hypothesis
import pytest

for name, examples in {"brief": 40, "thorough": 400}.items():
    hypothesis.settings.register_profile(
        name,
        max_examples=examples,
        derandomize=name == "brief",  # what passes once passes again, until the code changes
        deadline=None,  # how fast a machine is, is no property of the code
        suppress_health_check=[hypothesis.HealthCheck.too_slow],
    )
hypothesis.settings.load_profile("brief")  # `make test-newest`, which is run each week: thorough

FAULT: int | None = 70
"""The exit code of the last net, which no test may need."""
SEED = Path(__file__).parent.parent / "sources" / "2020-12-07-beijing-moskau.txt"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c63f8cfc0f01f00050001ff56c72f0d0000000049454e44ae426082"
)
INLINE = f"data:image/png;base64,{b64encode(PNG).decode('ascii')}"
"""The same as its own address."""
BIN = Path(sys.executable).parent
os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # CTranslate2's threads wait without work
_GETTEXT = Path(sysconfig.get_path("platlib")) / "cmeel.prefix"


@dataclass(frozen=True)
class Ran:
    """What a command left: exit code, stdout, stderr."""

    code: int
    out: str
    err: str


_BEFORE = set[Path]()
"""What lies in the last net before the tests."""
Toolkit = Callable[..., Ran]


def pytest_configure(config: pytest.Config) -> None:
    """What is kept for a user is kept beside the checkout, for the next run: not in their home."""
    cache: pytest.Cache | None = getattr(config, "cache", None)
    place = cache.mkdir("user") if cache else Path(mkdtemp(prefix="article-toolkit-"))
    os.environ["XDG_CACHE_HOME"] = str(place)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than processors: there is always a test that waits, for the disk or a process."""
    affinity = getattr(os, "sched_getaffinity", None)
    return 1 + (len(affinity(0)) if affinity else os.cpu_count() or 1)


def _reports() -> set[Path]:
    from toolkit.cli.net import reports

    return set(reports().glob("*.txt")) if reports().name == "reports" else set()


def pytest_sessionstart() -> None:
    """What is in the net already is none of the tests'."""
    _BEFORE.update(_reports())


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The suite fails if a command fell into the net, in whatever process."""
    if new := _reports() - _BEFORE:
        print(f"\nthe last net was needed: {', '.join(map(str, sorted(new)))}", file=sys.stderr)
        session.exitstatus = 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What asks for the fixture models is marked: `-m "not models"` leaves it out."""
    for item in items:
        if "packages" in getattr(item, "fixturenames", ()):
            item.add_marker("models")


def pytest_collection_finish() -> None:
    """What is loaded by now stays; to look for garbage in it again and again costs 6 %."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(autouse=True)
def no_shipped_models(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Tests say themselves which models there are: none comes with the toolkit."""
    from toolkit.models import installed

    monkeypatch.setattr(installed, "EMBEDDED", tmp_path_factory.getbasetemp() / "none")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project for German → English that is the working folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "toolkit.toml").write_text('source = "de"\ntargets = ["en"]\n')
    (tmp_path / "sources").mkdir()
    return tmp_path


@pytest.fixture
def trial(project: Path) -> None:
    """The project takes what trial engines make for translations, to stand in for some."""
    with (project / "toolkit.toml").open("a") as file:
        file.write('checks = {copied = "off"}\n')


@pytest.fixture
def toolkit(capsys: pytest.CaptureFixture[str]) -> Toolkit:
    """Run the command line in this process; an exception other than its exit fails the test."""
    from toolkit.cli.main import main

    def run(*words: str) -> Ran:
        code = 0
        try:
            main(list(words))
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        said = capsys.readouterr()
        assert code != FAULT, said.err  # the net is for what nobody knows
        return Ran(code, said.out, said.err)

    return run


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fails if the block takes more time of the processor, however busy the machine is."""
    started = time.process_time()
    yield
    spent = time.process_time() - started
    assert spent < seconds, f"{spent:.2f} s"


def forked(main: Callable[[], object], out: int | None = None, err: int | None = None) -> int:
    """A child process that has all modules loaded already; its output goes to files, or nowhere."""
    pid = os.fork()
    if pid:
        return pid
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null if out is None else out, 1)
        os.dup2(null if err is None else err, 2)
        main()
        os._exit(0)
    except SystemExit as leaving:
        os._exit(int(leaving.code or 0))
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(99)


def gettext(*words: str | Path) -> subprocess.CompletedProcess[bytes]:
    """One of gettext's tools itself, without the Python process that its package wraps it in."""
    return subprocess.run(
        [_GETTEXT / "bin" / words[0], *words[1:]],
        env={**os.environ, "LD_LIBRARY_PATH": str(_GETTEXT / "lib")},
        capture_output=True,
        check=False,
    )


def keys(path: Path, *places: int) -> str:
    """What `approve --entries` calls the entries at these places of a catalog, counted from 1."""
    from toolkit.catalog import po

    found = po.read(path).entries
    return ",".join(found[place - 1].short_key for place in places)


def judge(path: Path) -> str:
    """What gettext objects to in a PO file: msgcat differences, msgfmt warnings; "" if nothing."""
    normal = gettext("msgcat", path)
    checked = gettext("msgfmt", "-c", "-o", "/dev/null", path)
    said = checked.stderr
    if normal.stdout != path.read_bytes():
        said += b"not a fixed point of msgcat"
    return said.decode()


def words_of(path: Path) -> set[str]:
    """The msgids of one of the toolkit's own catalogs: all are translated, as gettext wants it."""
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        entries = [message for message in read_po(file) if message.id]
    assert all(all(m.string) if isinstance(m.string, tuple) else m.string for m in entries)
    assert not any(m.fuzzy for m in entries)
    assert judge(path) == ""
    return {m.id if isinstance(m.id, str) else str(m.id[0]) for m in entries}
