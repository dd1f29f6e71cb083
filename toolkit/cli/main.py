"""The command line: one module for each group of commands, loaded when it is needed."""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click

from toolkit.cli import net
from toolkit.cli.shell import FAILED, GATE, INTERRUPTED, UNREADABLE, say
from toolkit.errors import EngineError, GateError, ToolkitError
from toolkit.version import __version__

_COMMANDS = {
    "align": "exchange.align",
    "approve": "approve.approve",
    "check": "review.check",
    "desk": "desk.desk",
    "doctor": "doctor.doctor",
    "export": "exchange.export",
    "glossary": "resources.glossary",
    "import": "exchange.import_",
    "memory": "resources.memory",
    "models": "models.models",
    "publish": "publish.publish",
    "review": "review.review",
    "segment": "review.segment",
    "site": "site.site",
    "status": "review.status",
    "train": "train.train",
    "translate": "translate.translate",
    "trust": "trust.trust",
}
"""Command → its module beside this one, and its name there."""


class _Commands(click.Group):
    """Commands, each loaded when it is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_COMMANDS])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, _, name = _COMMANDS[cmd_name].partition(".")
        found: click.Command = getattr(import_module(f"toolkit.cli.{module}"), name)
        return found


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
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
