"""The engine `argos` on a Dask cluster of real processes: same results, whatever workers do."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import Toolkit
from engines.conftest import catalogs
from preloaded import Child, Preloaded

from toolkit.engines.argos import dask
from toolkit.engines.argos.engine import Argos
from toolkit.engines.contract import Result
from toolkit.engines.table import load
from toolkit.errors import EngineError, UsageError
from toolkit.languages.language import language

DE, EN, RU = map(language, ("de", "en", "ru"))
ROOT = Path(__file__).parent.parent.parent
Cases = dict[str, list[str]]
Start = Callable[..., Child]
SCHEDULER, WORKER = "distributed.cli.dask_scheduler", "distributed.cli.dask_worker"
QUIET = {
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "500ms",
}
"""Nobody looks at what Dask measures all the time, a hundred times a second."""


def _port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def start() -> Iterator[Start]:
    """Starts what Dask's command line starts: a scheduler, a worker."""
    first = Preloaded(SCHEDULER, WORKER, **QUIET)
    yield first.start
    first.close()


@contextmanager
def _stopping(running: list[Child]) -> Iterator[None]:
    try:
        yield
    finally:
        for process in running:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def scheduler(start: Start) -> Iterator[str]:
    """The address of a scheduler without workers."""
    port = _port()
    words = ("--host", "127.0.0.1", "--port", str(port), "--no-dashboard", "--no-show")
    with _stopping([start(SCHEDULER, *words)]):
        yield f"tcp://127.0.0.1:{port}"


@contextmanager
def _starting(start: Start, scheduler: str, folder: Path) -> Iterator[Start]:
    running: list[Child] = []

    def worker(**more: str) -> Child:
        place = ("--local-directory", str(folder / str(len(running))))
        words = ("--no-nanny", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1")
        running.append(start(WORKER, scheduler, *words, *place, **more))
        return running[-1]

    with _stopping(running):
        yield worker


@pytest.fixture
def worker(start: Start, scheduler: str, tmp_path: Path) -> Iterator[Start]:
    """Starts worker processes with the installed packages, or others."""
    with _starting(start, scheduler, tmp_path) as worker:
        yield worker


@pytest.fixture(scope="class")
def pair(
    start: Start, scheduler: str, packages: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Child, Child]]:
    """Two workers for all tests of a class."""
    with _starting(start, scheduler, tmp_path_factory.mktemp("pair")) as worker:
        home = str(packages)
        yield worker(ARGOS_PACKAGES_DIR=home), worker(ARGOS_PACKAGES_DIR=home)


@pytest.fixture
def cluster(scheduler: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[dask.Cluster]:
    """The connection to the workers; on a busy machine they take long to start."""
    monkeypatch.setattr(dask, "PATIENCE", 60.0)
    cluster = dask.Cluster(scheduler)
    yield cluster
    cluster.close()


@pytest.fixture
def here(argos_home: Path, cases: Cases) -> list[Result]:
    """What this machine makes of the cases."""
    return Argos().translate(cases["de"], DE, RU)


@pytest.mark.usefixtures("pair")
class TestTwoWorkers:
    """What two workers do together; the last test kills one of them."""

    def test_the_same_results(
        self, cases: Cases, here: list[Result], cluster: dask.Cluster, tmp_path: Path
    ) -> None:
        """Text, links and scores as on this machine; kept, so that a rerun needs no cluster."""
        file = tmp_path / "engine.sqlite"
        assert Argos(1, file, 4, cluster.load).translate(cases["de"], DE, RU) == here
        cluster.close()
        again = load("argos", cache=file, scheduler="tcp://127.0.0.1:1")
        assert again.translate(cases["de"], DE, RU) == here

    def test_the_same_catalogs(
        self, articles: Path, translated: dict[str, bytes], scheduler: str
    ) -> None:
        """`translate --scheduler` writes the bytes that it writes without, and says no more."""
        words = [sys.executable, "-m", "toolkit", "translate", "--scheduler", scheduler]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        ran = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        assert (ran.returncode, ran.stderr.count("\n")) == (0, 1), ran.stderr
        assert catalogs(articles) == translated

    def test_a_lost_worker(
        self,
        cases: Cases,
        here: list[Result],
        pair: tuple[Child, Child],
        cluster: dask.Cluster,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """One of two workers is killed in the middle: its sentences go to the other."""
        first, _ = pair
        results = dask.Remote._result
        seen = 0

        def killing(self: dask.Remote, future: object) -> object:
            nonlocal seen
            seen += 1
            if seen == 2:
                first.kill()
                first.wait()
            return results(self, future)  # type: ignore[arg-type]

        monkeypatch.setattr(dask.Remote, "_result", killing)
        monkeypatch.setattr(dask, "_LEAST", 4)
        monkeypatch.setattr(dask, "_MOST", 4)
        assert Argos(elsewhere=cluster.load).translate(cases["de"], DE, RU) == here
        assert seen > 20


@pytest.mark.parametrize(
    ("what", "said"), [("none", "(?:missing|is another there)"), ("other", "is another there")]
)
def test_a_worker_without_the_package(  # noqa: PLR0917
    argos_home: Path,
    worker: Start,
    cluster: dask.Cluster,
    tmp_path: Path,
    what: str,
    said: str,
) -> None:
    """The worker and the package are named; another model's output is never taken.

    A worker without packages of its own may have the one that comes with the toolkit.
    """
    home = tmp_path / "packages"
    home.mkdir()
    if what == "other":
        shutil.copytree(argos_home, home, dirs_exist_ok=True)
        tokenizer = home / "translate-de_en-1_0" / "sentencepiece.model"
        tokenizer.write_bytes(tokenizer.read_bytes() + b"\0")
    worker(ARGOS_PACKAGES_DIR=str(home))
    with pytest.raises(EngineError, match=rf"^Dask worker tcp://\S+: translate-de_en .*{said}.*$"):
        Argos(elsewhere=cluster.load).translate(["Guten Tag!"], DE, EN)


def test_no_worker(
    argos_home: Path, cluster: dask.Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scheduler without workers is one sentence."""
    monkeypatch.setattr(dask, "PATIENCE", 0.5)
    with pytest.raises(EngineError, match=r"has no workers; start some with `dask worker tcp:"):
        Argos(elsewhere=cluster.load).translate(["Guten Tag!"], DE, EN)


def test_all_workers_gone(
    cases: Cases,
    argos_home: Path,
    worker: Start,
    cluster: dask.Cluster,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """When the last worker is lost, the run ends instead of waiting for ever."""
    only = worker()
    engine = Argos(elsewhere=cluster.load)
    engine.translate(["Guten Tag!"], DE, EN)
    monkeypatch.setattr(dask, "PATIENCE", 0.5)
    only.kill()
    only.wait()
    with pytest.raises(EngineError, match="all Dask workers are gone"):
        engine.translate(cases["de"], DE, EN)


@pytest.mark.parametrize(
    "address",
    [
        "tcp://127.0.0.1:1",
        "127.0.0.1",
        "nowhere.invalid:8786",
        "foo://x:1",
        "x:y",
        "tls://127.0.0.1:1",
    ],
)
def test_a_bad_address(argos_home: Path, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """No scheduler there, or no address at all: one sentence, each time, without another wait."""
    monkeypatch.setattr(dask, "PATIENCE", 0.5)
    engine = load("argos", scheduler=address)
    for _ in range(2):
        with pytest.raises(EngineError, match=r"^.*: no Dask scheduler answers there [^\n]*$"):
            engine.translate(["Guten Tag!"], DE, EN)
        monkeypatch.setattr(dask, "PATIENCE", 99)


def test_a_bad_address_on_the_command_line(
    articles: Path, toolkit: Toolkit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 1 and one sentence; the catalogs are there, empty, and `translate` fills them."""
    monkeypatch.setattr(dask, "PATIENCE", 0.5)
    ran = toolkit("translate", "--scheduler", "tcp://127.0.0.1:1", "sources/0.md")
    assert ran.code == 1
    assert ran.err.count("no Dask scheduler answers there") == 1
    assert all('msgstr ""' in text.decode() for text in catalogs(articles).values())
    assert toolkit("translate", "sources/0.md").code == 0


def test_only_argos_works_elsewhere() -> None:
    """Another engine with a scheduler is a mistake of the command line."""
    with pytest.raises(UsageError, match="--scheduler"):
        load("pseudo", scheduler="tcp://127.0.0.1:1")


def test_a_dead_scheduler(
    start: Start,
    cases: Cases,
    argos_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """When the scheduler is lost in the middle, the run ends with one sentence."""
    port = _port()
    words = ("--host", "127.0.0.1", "--port", str(port), "--no-dashboard", "--no-show")
    address = f"tcp://127.0.0.1:{port}"
    running = [start(SCHEDULER, *words)]
    more = ("--no-nanny", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1")
    running.append(start(WORKER, address, *more, "--local-directory", str(tmp_path)))
    cluster = dask.Cluster(address)
    monkeypatch.setattr(dask, "PATIENCE", 5.0)
    with _stopping(running):
        engine = Argos(elsewhere=cluster.load)
        engine.translate(["Guten Tag!"], DE, EN)
        running[0].kill()
        running[0].wait()
        monkeypatch.setattr(dask, "PATIENCE", 0.5)
        with pytest.raises(EngineError, match="scheduler is gone"):
            engine.translate(cases["de"], DE, EN)
    cluster.close()
