"""The command line: one module for each group of commands, nothing heavy imported at the top."""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from toolkit.cli import net
from toolkit.cli.adapt import adapt
from toolkit.cli.approve import approve
from toolkit.cli.desk import desk
from toolkit.cli.doctor import doctor
from toolkit.cli.exchange import align, export, import_
from toolkit.cli.models import models
from toolkit.cli.publish import publish
from toolkit.cli.resources import glossary, memory
from toolkit.cli.review import check, review, segment, status
from toolkit.cli.shell import FAILED, GATE, INTERRUPTED, UNREADABLE, say
from toolkit.cli.site import site
from toolkit.cli.train import train
from toolkit.cli.translate import translate
from toolkit.cli.trust import trust
from toolkit.errors import EngineError, GateError, ToolkitError
from toolkit.version import __version__


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="toolkit")
def cli() -> None:
    """Articles in one language, reviewed localized publications in others."""


@cli.command()
@click.argument("folder", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.option("--source", default="de", show_default=True, help="Language of the articles.")
@click.option("--to", "codes", multiple=True, metavar="LANG", help="A target language.")
def init(folder: Path, source: str, codes: tuple[str, ...]) -> None:
    """Make FOLDER a project: settings, sources/ and locales/."""
    from toolkit.project import files as project

    path = project.init(folder, source, codes or ("en", "ru", "zh"))
    click.echo(f"{path}: project created; put articles into {folder / 'sources'}")
    say("next: toolkit translate; toolkit doctor says what is missing")


for command in (
    translate,
    status,
    check,
    review,
    approve,
    desk,
    publish,
    site,
    segment,
    models,
    export,
    import_,
    align,
    memory,
    glossary,
    train,
    trust,
    doctor,
):
    cli.add_command(command)


models.add_command(adapt)


def main(words: Sequence[str] | None = None) -> None:
    """Run the command line; every error is one sentence and an exit code."""
    with net.spread():
        _run(words)


def _run(words: Sequence[str] | None) -> None:
    gc.set_threshold(100_000, 50, 50)  # what is loaded lives to the end: seldom look for garbage
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        cli.main(words, prog_name="toolkit", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(UNREADABLE)
    except (click.Abort, KeyboardInterrupt):
        say("interrupted; what is finished is saved, run again to continue")
        sys.exit(INTERRUPTED)
    except ToolkitError as error:
        say(f"error: {error}")
        codes = {EngineError: FAILED, GateError: GATE}
        sys.exit(codes.get(type(error), UNREADABLE))
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            say(f"error: {error.filename or 'output'}: {error.strerror}")
        sys.exit(FAILED)
