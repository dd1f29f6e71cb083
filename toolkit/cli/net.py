"""The last net: whatever nobody foresaw ends in one sentence, a report file and exit code 70.

It is for faults of the toolkit itself. The tests fail if one of them needs it.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from toolkit.cli.shell import say
from toolkit.storage import user_cache
from toolkit.version import __version__

FAULT = 70
"""`EX_SOFTWARE` of sysexits(3)."""


@contextmanager
def spread() -> Iterator[None]:
    """Catches what falls out of the block, and ends the process."""
    try:
        yield
    except Exception as error:
        place = _report(error)
        said = " ".join(str(error).split())[:120]
        name = type(error).__name__ + (f": {said}" if said else "")
        say(
            f"error: a fault of the toolkit itself ({name}); what was finished is saved."
            f" Please send {place} to its maintainers"
        )
        sys.exit(FAULT)


def reports() -> Path:
    """The folder of the reports."""
    try:
        return user_cache.folder() / "reports"
    except (OSError, RuntimeError):
        import tempfile

        return Path(tempfile.gettempdir())


def _report(error: BaseException) -> Path:
    """A file that says what happened, for those who can mend it; no text of any article."""
    import platform
    import traceback

    lines = [
        f"toolkit {__version__}, Python {platform.python_version()}, {platform.platform()}",
        f"command: {' '.join(map(ascii, sys.argv[1:]))}",
        *traceback.format_exception(error),
    ]
    path = reports() / f"{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.txt"
    try:
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(lines), "utf-8", "backslashreplace")
    except OSError:
        path = Path(os.devnull)
    return path
