"""`python -m toolkit`, and the command `toolkit`."""

from __future__ import annotations

import atexit
import os
import sys
import threading
from contextlib import suppress


def main() -> None:
    """The command line; an interruption is no fault while it is still being loaded, too."""
    code: str | int | None = 0
    try:
        if sys.getfilesystemencoding() != "utf-8":
            _begin_anew()
        from toolkit.cli.main import main as run

        run()
    except KeyboardInterrupt:
        code = 130
    except SystemExit as leaving:
        code = leaving.code
    _leave(code)


def _leave(code: str | int | None) -> None:
    """End the process, without taking apart what it holds: that can take longer than the work."""
    if threading.active_count() == 1 and (code is None or isinstance(code, int)):
        atexit._run_exitfuncs()
        with suppress(OSError, ValueError):
            for stream in filter(None, (sys.stdout, sys.stderr)):  # one that is closed is None
                stream.flush()
            os._exit(code or 0)
    sys.exit(code)


def _begin_anew() -> None:
    """Begin anew in Python's UTF-8 mode: else no article with an umlaut has a name here.

    Elsewhere than where somebody forces a locale that knows less, Python is in it by itself.
    """
    os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])


if __name__ == "__main__":
    main()
