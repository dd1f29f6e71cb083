"""`python -m toolkit`, and the command `toolkit`."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """The command line; an interruption is no fault while it is still being loaded, too."""
    try:
        if sys.getfilesystemencoding() != "utf-8":
            _begin_anew()
        from toolkit.cli.main import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)


def _begin_anew() -> None:
    """Begin anew in Python's UTF-8 mode: else no article with an umlaut has a name here.

    Elsewhere than where somebody forces a locale that knows less, Python is in it by itself.
    """
    os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])


if __name__ == "__main__":
    main()
