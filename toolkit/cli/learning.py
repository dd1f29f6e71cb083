"""What commands that train have in common: options, plans, signals."""

from __future__ import annotations

import shlex
import signal
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from toolkit.cli.choice import RowOf
from toolkit.errors import UsageError
from toolkit.train.presets import PRESETS, in_words

if TYPE_CHECKING:
    from toolkit.train.learner import Settings
    from toolkit.train.run import Plan

file_type = click.Path(path_type=Path)
threads_option = click.option(
    "--threads", default=0, help="Processors to use; results depend on it. 0: as PyTorch chooses."
)
_OPTIONS = (
    click.option(
        "--preset",
        type=RowOf("toolkit.train.presets", "PRESETS"),
        default="compact",
        show_default=True,
        help=f"Size of the model: {in_words()}.",
    ),
    click.option(
        "--steps", type=click.IntRange(1), help="Instead of minutes: repeatable on a processor."
    ),
    click.option(
        "--checks", default=10, show_default=True, type=click.IntRange(1), help="Evaluations."
    ),
    click.option(
        "--decay",
        default=0.3,
        show_default=True,
        type=click.FloatRange(0, 1),
        help="The last part of the run, in which the learning rate falls.",
    ),
    click.option(
        "--rate",
        type=click.FloatRange(0, min_open=True),
        help="The highest learning rate; default: the preset's.",
    ),
    click.option("--warmup", type=click.IntRange(1), help="Steps; default: the preset's."),
    click.option(
        "--batch-tokens", type=click.IntRange(1), help="Both sides; default: the preset's."
    ),
    click.option(
        "--micro-tokens",
        type=click.IntRange(1),
        help="At once in memory; default: 4,000 on a processor, 50,000 on a GPU.",
    ),
    click.option("--dropout", default=0.0, show_default=True, type=click.FloatRange(0, 0.9)),
    click.option(
        "--guide",
        default=0.2,
        show_default=True,
        type=click.FloatRange(0),
        help="Weight of word alignments in the loss.",
    ),
    click.option(
        "--compute",
        default="auto",
        show_default=True,
        type=click.Choice(["auto", "bfloat16", "float32"]),
    ),
    click.option("--seed", default=1, show_default=True, type=click.IntRange(0)),
    threads_option,
)


def learning_options(command: Any) -> Any:
    """Add the options that say what is trained, and how."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def planned(options: dict[str, Any]) -> tuple[Plan, Settings]:
    """What the options ask for."""
    import torch

    from toolkit.train import machine
    from toolkit.train.learner import Settings
    from toolkit.train.run import Plan

    if options["threads"]:
        torch.set_num_threads(options["threads"])
    chosen = PRESETS[options["preset"]]
    plan = Plan(
        chosen.shape,
        steps=options["steps"] or 0,
        minutes=options["minutes"] or 0.0,
        weights=tuple(map(factor, options["weights"])),
        command=command_line(),
        **{
            name: options[name]
            for name in (
                *("with_start", "processor", "pause", "checks"),
                *("decay", "dropout", "compute", "init"),
            )
        },
    )
    rates = ("rate", "warmup", "batch_tokens")
    settings = Settings(
        **{name: options[name] or getattr(chosen, name) for name in rates},
        micro_tokens=options["micro_tokens"] or machine.micro_tokens(machine.device()),
        guide=options["guide"],
        seed=options["seed"],
    )
    return plan, settings


@contextmanager
def halting(halt: Callable[[], None]) -> Iterator[list[int]]:
    """Call it at the first SIGTERM or SIGINT; gives the signals that came. The second one ends."""
    came: list[int] = []

    def stop(number: int, frame: object) -> None:
        del frame
        came.append(number)
        for one in before:
            signal.signal(one, signal.default_int_handler)
        halt()

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    for number in before:
        signal.signal(number, stop)
    try:
        yield came
    finally:
        for number, old in before.items():
            signal.signal(number, old)


def factor(text: str) -> tuple[str, float]:
    """The origin and the number in `dict-*=0.2`. UsageError if it is none."""
    name, _, number = text.rpartition("=")
    try:
        return name, max(0.0, float(number))
    except ValueError:
        raise UsageError(f"--weight {text}: write ORIGIN=FACTOR, such as dict-ding=0.2") from None


def said(context: click.Context, names: Collection[str]) -> list[str]:
    """Those of the options that were given, as words."""
    words: list[str] = []
    for option in context.command.params:
        name = option.name or ""
        if name in names and context.get_parameter_source(name) is not ParameterSource.DEFAULT:
            value = context.params[name]
            for one in value if isinstance(value, tuple) else (value,):
                words += [option.opts[0], str(one)]
    return words


def command_line() -> str:
    """The command as it was given, for the model card; of files only the name, not the folder."""
    context = click.get_current_context()
    words = [context.command_path]
    for option in context.command.params:
        value = context.params[option.name or ""]
        if context.get_parameter_source(option.name or "") is ParameterSource.DEFAULT:
            continue
        name = option.opts[0] if isinstance(option, click.Option) else ""
        for one in value if isinstance(value, tuple) else (value,):
            words += [*filter(None, [name]), *map(_said, one if isinstance(one, tuple) else (one,))]
    return f"{words[0]} {shlex.join(words[1:])}"


def _said(value: object) -> str:
    """An option's value as a card shows it: where somebody keeps files is nobody's business."""
    return value.name or str(value) if isinstance(value, Path) else str(value)
