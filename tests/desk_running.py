"""A desk that runs in a process of its own, which has all modules loaded already."""

from __future__ import annotations

import os
import signal
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from conftest import forked

from toolkit.desk.people import own_secret
from toolkit.desk.server import Place, serve
from toolkit.workflow.desk import Desk
from toolkit.workflow.projects import open_project

PROJECT = Path(__file__).parent / "desk/project"


@dataclass
class Running:
    """A desk over a project."""

    folder: Path
    port: int = 0
    engine: str = "none"
    pid: int = 0
    """0 if it does not run."""

    def start(self) -> None:
        """Open it, at the same port as before."""
        self.port = self.port or free_port()

        def main() -> None:
            desk = Desk(open_project(self.folder), engine=self.engine)
            serve(desk, Place(port=self.port, owner="Mara"), lambda _: None)

        self.pid = forked(main)
        end = time.monotonic() + 30
        while True:
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", self.port)):
                    return
            assert time.monotonic() < end, "the desk does not open"
            time.sleep(0.02)

    def kill(self) -> None:
        """End it as a crash does."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self.pid = 0

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def key(self) -> str:
        """The owner's secret."""
        return own_secret(open_project(self.folder))

    @property
    def address(self) -> str:
        """The owner's."""
        return f"{self.base}/enter?key={self.key}"

    def catalog(self, locale: str = "ru", article: str = "hafen") -> Path:
        return self.folder / f"locales/{locale}/LC_MESSAGES/{article}.po"


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
