"""What the commands share: the project around the user, what is shown, how a command ends.

Results on stdout, talk and progress on stderr. Exit codes: 0 done · 1 some articles failed, the
others are done · 2 usage, or unreadable input · 3 a gate is not met · 70 a fault of ours (see
`cli.net`) · 130 interrupted.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.errors import CatalogError, SourceError, UsageError
from toolkit.workflow.clock import now
from toolkit.workflow.events import Advanced, Event, Failed, Note, Tell, Written

if TYPE_CHECKING:
    from toolkit.project.settings import Project
    from toolkit.workflow.outcome import Outcome

DONE, FAILED, UNREADABLE, GATE, INTERRUPTED = 0, 1, 2, 3, 130

sources_argument = click.argument("sources", nargs=-1)
to_option = click.option("--to", "codes", multiple=True, metavar="LANG", help="Only this language.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")


def project_here(*, reads_site: bool = False) -> Project:
    """The project around the working folder.

    A misspelled setting of the site is said, unless the command reads and so refuses it.
    """
    from toolkit.project import setting, settings

    now()  # what is wrong with the clock is said first
    project = settings.find(here())
    if project.site and not reads_site:
        from toolkit.site.model import SiteSettings

        for line in setting.unknown(project.site, SiteSettings.__dataclass_fields__, "site."):
            say(f"warning: {line}")
    return project


@contextmanager
def showing(verb: str, *, bar: bool = True) -> Iterator[Tell]:
    """Shows what a workflow tells: written files on stdout, talk and a bar on stderr."""
    with progress(verb) if bar else nullcontext() as advance:

        def tell(event: Event) -> None:
            match event:
                case Note(text):
                    say(text)
                case Failed(error):
                    say(f"error: {error}")
                case Written(path):
                    click.echo(relative(path))
                case Advanced(done, total):
                    if advance:
                        advance(done, total)

        yield tell


def quiet(tell: Tell) -> Tell:
    """The same without the files that are written: the command prints something else."""

    def without_files(event: Event) -> None:
        if not isinstance(event, Written):
            tell(event)

    return without_files


def end(verb: str, counts: str, outcome: Outcome[object]) -> None:
    """The closing line, and the exit code."""
    closing(verb, counts, outcome)
    leave(outcome)


def closing(verb: str, counts: str, outcome: Outcome[object]) -> None:
    """The closing line."""
    failed = f", {len(outcome.failures)} failed" if outcome.failures else ""
    say(f"{verb}: {counts}{failed}")


def leave(outcome: Outcome[object]) -> None:
    """End the process, unless all is done."""
    code = exit_code(outcome)
    if code != DONE:
        sys.exit(code)


def exit_code(outcome: Outcome[object]) -> int:
    """What a command exits with."""
    failures = outcome.failures
    if any(isinstance(error, CatalogError) for error in failures):
        return UNREADABLE
    if failures:
        unreadable = all(isinstance(error, SourceError | UsageError) for error in failures)
        return UNREADABLE if unreadable and not outcome.done else FAILED
    return GATE if outcome.unmet else DONE


def progress(verb: str) -> AbstractContextManager[Callable[[int, int], None] | None]:
    """A progress bar on a terminal; elsewhere what draws it is not even loaded."""
    if not sys.stderr.isatty():
        return nullcontext()
    from toolkit.cli import terminal

    return terminal.progress(verb)


def here() -> Path:
    """The working folder. UsageError if it was removed."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise UsageError("the working folder is gone; go to another") from None


def relative(path: Path) -> str:
    """A path as the user would type it here."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def shortened(text: str) -> str:
    """A text in which files below the working folder are named as the user would type them."""
    try:
        home = re.escape(f"{Path.cwd()}{os.sep}")
    except FileNotFoundError:
        return text
    return re.sub(rf"(?<![\w./-]){home}", "", text)


def say(text: str) -> None:
    """Talk, on stderr."""
    click.echo(shortened(text), err=True)
