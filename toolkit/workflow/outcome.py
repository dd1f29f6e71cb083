"""How a piece of work went. Shells turn it into words and exit codes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from toolkit.errors import ToolkitError

Result_co = TypeVar("Result_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Result_co]):
    """What the work resulted in, and what it could not do."""

    result: Result_co
    """What the verb counts or finds."""
    done: int = 0
    """Articles that were worked on without a failure."""
    failures: tuple[ToolkitError, ...] = ()
    """What failed; the other articles are finished."""
    written: tuple[Path, ...] = ()
    """Files that were written, or would have been without `dry_run`, in order."""
    unmet: bool = False
    """Something keeps an article from being published: an error, an unread draft."""
