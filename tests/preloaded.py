"""Processes that begin with their libraries loaded: what each would load anew costs the most.

A first process loads the modules, has no thread, and copies itself whenever one is wanted.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parent.parent
_FIRST = """
import importlib, json, os, sys

modules = {name: importlib.import_module(name) for name in sys.argv[1:]}
for line in sys.stdin:
    asked = json.loads(line)
    if "ended" in asked:
        print(os.waitstatus_to_exitcode(os.waitpid(asked["ended"], 0)[1]), flush=True)
        continue
    child = os.fork()
    if child:
        print(child, flush=True)
        continue
    null = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(null, number)
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.argv = [asked["module"], *asked["words"]]
    modules[asked["module"]].main()
    os._exit(0)
"""


class Child:
    """One of these processes; its output goes nowhere."""

    def __init__(self, first: Preloaded, pid: int) -> None:
        self.pid = pid
        self._first = first
        self._code: int | None = None

    def kill(self) -> None:
        """End it at once, if it has not ended."""
        if self._code is None:
            os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        """Its exit code, once it has ended."""
        if self._code is None:
            self._code = self._first.ask(ended=self.pid)
        return self._code


class Preloaded:
    """The first process, which has loaded these modules; each has a `main`."""

    def __init__(self, *modules: str, **environment: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _FIRST, *modules],
            env={**os.environ, "PYTHONPATH": str(_ROOT), **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, module: str, *words: str, **environment: str) -> Child:
        """The module's `main` in a process of its own."""
        environment = {**os.environ, **environment}
        return Child(self, self.ask(module=module, words=words, environment=environment))

    def ask(self, **what: object) -> int:
        """The number that the process answers."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """End it; what it has started is ended already."""
        self._process.communicate()
