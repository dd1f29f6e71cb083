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
import importlib, json, os, sys, traceback

def run(asked):
    sys.argv = [asked["module"], *asked["words"]]
    if asked["code"]:
        exec(asked["code"], {"__name__": "__main__"})
    else:
        modules[asked["module"]].main()

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
    code = 1
    try:
        null = os.open(os.devnull, os.O_RDWR)
        said = os.open(asked["said"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for number, file in enumerate((null, null, said)):
            os.dup2(file, number)
        os.environ.clear()
        os.environ.update(asked["environment"])
        run(asked)
        code = 0
    except SystemExit as leaving:
        code = int(leaving.code or 0)
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(code)
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
    """The first process, which has loaded these modules."""

    def __init__(self, *modules: str, **environment: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _FIRST, *modules],
            env={**os.environ, "PYTHONPATH": str(_ROOT), **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, module: str, *words: str, **environment: str) -> Child:
        """The module's `main` in a process of its own, with this environment and more."""
        return self._started(os.devnull, environment, module=module, words=words, code="")

    def run(self, code: str, *words: str, said: Path) -> Child:
        """A program in a process of its own; what it says of errors goes to a file."""
        return self._started(said, {}, module="-c", words=words, code=code)

    def _started(self, said: str | Path, more: dict[str, str], **what: object) -> Child:
        environment = {**os.environ, **more}
        return Child(self, self.ask(said=str(said), environment=environment, **what))

    def ask(self, **what: object) -> int:
        """The number that the process answers."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """End it; what it has started is ended already."""
        self._process.communicate()
