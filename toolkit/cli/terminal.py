"""What a terminal shows beside plain lines: progress bars and tables. The one door to rich."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich import progress as bars
from rich.console import Console
from rich.table import Table

Progress = Callable[[int, int], None]
"""Called with what is done and what there is in all (0 if unknown)."""
_COUNTS = (bars.TextColumn("{task.description}"), bars.BarColumn(), bars.MofNCompleteColumn())
_BYTES = (
    bars.TextColumn("{task.description}"),
    bars.BarColumn(),
    bars.DownloadColumn(),
    bars.TransferSpeedColumn(),
)


@contextmanager
def progress(label: str, *, in_bytes: bool = False) -> Iterator[Progress | None]:
    """A bar on stderr once it takes over a second; None if stderr is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    started = time.monotonic()
    columns = (*(_BYTES if in_bytes else _COUNTS), bars.TimeRemainingColumn())
    with bars.Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(label, total=None, visible=False)

        def tell(done: int, total: int) -> None:
            late = time.monotonic() - started > 1
            shown.update(task, completed=done, total=total or None, visible=late)

        yield tell


def table(names: Sequence[str], rows: Sequence[dict[str, Any]], left: Sequence[str]) -> str:
    """Rows under names, columns aligned, those in `left` to the left; never cut off."""
    result = Table(box=None, pad_edge=False)
    for name in names:
        result.add_column(name, justify="left" if name in left else "right", no_wrap=True)
    for row in rows:
        result.add_row(*(str(row[name]) for name in names))
    file = io.StringIO()
    Console(file=file, width=10_000, markup=False, emoji=False, highlight=False).print(result)
    return "".join(line.rstrip() + "\n" for line in file.getvalue().splitlines())
