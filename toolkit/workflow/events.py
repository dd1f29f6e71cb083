"""What a piece of work tells while it goes on: a shell shows it, a script may ignore it.

Paths in texts are absolute; a shell shortens them to what its user would type.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import ToolkitError


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person should know; the work goes on."""

    text: str


@dataclass(frozen=True, slots=True)
class Failed:
    """An article, or a step of the work, failed; the others go on. Told once for each sentence."""

    error: ToolkitError


@dataclass(frozen=True, slots=True)
class Written:
    """A file was written, or would have been without `dry_run`."""

    path: Path


@dataclass(frozen=True, slots=True)
class Advanced:
    """How many of the articles are finished."""

    done: int
    total: int


Event = Note | Failed | Written | Advanced
Tell = Callable[[Event], None]


def ignore(_: Event) -> None:
    """A `Tell` for those who only want the outcome."""
