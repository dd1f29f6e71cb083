"""A desk that runs in a process of its own."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).parent / "desk/project"


@dataclass
class Running:
    """A desk in a process of its own."""

    folder: Path
    port: int = 0
    address: str = ""
    """Its owner's, with the secret."""
    options: tuple[str, ...] = ("--engine", "none")
    process: subprocess.Popen[str] | None = field(default=None, repr=False)

    def start(self) -> None:
        words = ["desk", "--no-open", "--port", str(self.port), "--as", "Mara", *self.options]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "toolkit", *words],
            cwd=self.folder,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stderr
        said = [self.process.stderr.readline() for _ in range(2)]
        found = re.search(r"http://[^:]+:(\d+)\S*", said[-1])
        assert found, said
        self.address, self.port = found[0], int(found[1])

    def kill(self, number: int = signal.SIGKILL) -> None:
        assert self.process
        self.process.send_signal(number)
        self.process.communicate(timeout=20)
        self.process = None

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def key(self) -> str:
        """The owner's secret."""
        return self.address.rpartition("=")[2]

    def catalog(self, locale: str = "ru", article: str = "hafen") -> Path:
        return self.folder / f"locales/{locale}/LC_MESSAGES/{article}.po"
