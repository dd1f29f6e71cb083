"""`toolkit train`: models made from sentence pairs."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from toolkit.cli.learning import (
    command_line,
    factor,
    halting,
    learning_options,
    planned,
    said,
)
from toolkit.cli.learning import file_type as _file
from toolkit.cli.shell import FAILED, INTERRUPTED, say
from toolkit.errors import UsageError
from toolkit.train.presets import PRESETS
from toolkit.workflow.clock import now

_folder = click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")


@click.group()
def train() -> None:
    """Make compact translation models: prepare, run or several, export, score."""


@train.command()
@_folder
@click.option("--source", required=True, metavar="LANG")
@click.option("--to", "target", required=True, metavar="LANG")
@click.option(
    "--data", "files", type=_file, multiple=True, required=True, help="TSV (.gz, .xz), TMX, PO."
)
@click.option("--dev", type=_file, help="Pairs to measure on; default: taken out of the data.")
@click.option("--dev-size", default=1000, show_default=True, type=click.IntRange(1))
@click.option("--held-out", type=_file, multiple=True, help="Lines that must not be in training.")
@click.option(
    "--exclude", multiple=True, metavar="WORD", help="Origins to leave out: '!res', 'dict-*'."
)
@click.option("--licences", type=_file, help="TSV for the model card: origin, licence.")
@click.option("--vocabulary", default=16_000, show_default=True, type=click.IntRange(100, 64_000))
@click.option("--pieces", type=_file, help="Take the vocabulary of this package or file.")
def prepare(folder: Path, source: str, target: str, **options: Any) -> None:
    """Make FOLDER a training folder: vocabulary, tokens, development set."""
    from toolkit.languages.language import language
    from toolkit.train import prepare as preparing
    from toolkit.train.store import Store

    words = [word for words in options.pop("exclude") for word in words.split(",") if word]
    request = preparing.Request(
        languages=(language(source), language(target)),
        exclude=words,
        size=options.pop("vocabulary"),
        command=command_line(),
        **options,
    )
    data = preparing.prepare(Store(folder), request, say)
    for origin, pairs in data.origins.items():
        click.echo(f"{origin}\t{pairs}")
    for reason, pairs in data.dropped.items():
        say(f"left out: {pairs} {reason}")
    say(f"prepare: {sum(data.origins.values())} pairs from {len(data.origins)} origins")


@train.command()
@_folder
@learning_options
@click.option("--minutes", type=click.FloatRange(0, min_open=True), help="Of training in all.")
@click.option(
    "--processor",
    is_flag=True,
    help="The minutes are those of the processors: for a machine that is shared.",
)
@click.option("--with-start", is_flag=True, help="The minutes include reading the data.")
@click.option(
    "--pause",
    default=0.0,
    type=click.FloatRange(0),
    help="Stop after so many minutes; the same command goes on.",
)
@click.option(
    "--init",
    type=_file,
    help="Weights to begin with: a package (of another pair too), an .int8 or a .pt file.",
)
@click.option("--weight", "weights", multiple=True, metavar="ORIGIN=FACTOR", help="For dict-*=0.2.")
def run(folder: Path, **options: Any) -> None:
    """Train in FOLDER; the same command goes on with an interrupted run.

    With more minutes or steps a finished run is prolonged. SIGTERM and Ctrl+C end it after the
    step, with a checkpoint and an evaluation; a second one ends it at once.
    """
    from toolkit.train import require

    require("torch", "sacrebleu", "sentencepiece")
    if bool(options["minutes"]) == bool(options["steps"]):
        raise UsageError("say how long to train: either --minutes or --steps")
    from toolkit.train.run import Run
    from toolkit.train.store import Store

    training = Run(Store(folder), *planned(options), say)
    with halting(training.halt) as signals:
        finished = training.train()
    if signals:
        say("run: stopped; the same command goes on")
        sys.exit(INTERRUPTED)
    say(f"run: {'finished' if finished else 'paused; the same command goes on'}")


@train.command()
@click.argument(
    "folders", nargs=-1, required=True, type=click.Path(file_okay=False, path_type=Path)
)
@learning_options
@click.option("--output", required=True, type=_file, help="Folder for small weights and logs.")
@click.option(
    "--minutes",
    type=click.FloatRange(0, min_open=True),
    help="Of all runs together, reading the data included.",
)
@click.option("--at-once", is_flag=True, help="All at a time, not one after the other.")
@click.option("--weight", "weights", multiple=True, metavar="ORIGIN=FACTOR", help="For dict-*=0.2.")
def several(folders: tuple[Path, ...], output: Path, **options: Any) -> None:
    """Train in several FOLDERS by one command, and leave small weights and logs in a folder.

    For a machine that is lent briefly: weights have one byte a number, all together at most 60 MiB,
    in at most eight files. Each is made a package by `toolkit train export FOLDER --weights FILE`.
    """
    from toolkit.train import require

    require("torch", "sacrebleu", "sentencepiece")
    if bool(options["minutes"]) == bool(options["steps"]):
        raise UsageError("say how long to train: either --minutes or --steps")
    from toolkit.train.several import Several, TrainingOrder

    names = {option for option in options if option not in ("minutes", "at_once", "weights")}
    order = TrainingOrder(
        folders,
        output,
        PRESETS[options["preset"]].shape,
        said(click.get_current_context(), names),
        [factor(weight) for weight in options["weights"]],
        options["minutes"] or 0.0,
        options["at_once"],
    )
    runs = Several(order, say)
    with halting(runs.halt) as signals:
        failed = runs.train()
    say(f"several: {len(folders) - len(failed)} of {len(folders)} runs left weights in {output}")
    if signals:
        sys.exit(INTERRUPTED)
    if failed:
        sys.exit(FAILED)


@train.command()
@_folder
@click.option("--output", default=".", type=_file, help="Folder for the .argosmodel file.")
@click.option("--version", default="1.0", show_default=True, metavar="NUMBERS")
@click.option("--test", "tests", nargs=2, type=_file, multiple=True, metavar="SRC REF")
@click.option("--weights", type=_file, help="An .int8 file in place of the folder's best weights.")
@click.option("--mean", is_flag=True, help="The mean of the best and the last weights of the run.")
@click.option("--licences", type=_file, help="TSV for the model card: origin, licence.")
@click.option(
    "--general",
    multiple=True,
    metavar="ORIGIN",
    help="Take texts of these origins along, for `toolkit models adapt`.",
)
@click.option(
    "--failures", type=_file, help="Markdown for the model card: what was read in drafts."
)
def export(folder: Path, output: Path, version: str, **options: Any) -> None:
    """Make an Argos package of the best weights in FOLDER, with scores and a model card."""
    from toolkit.train import require

    require("torch", "sacrebleu")
    if not all(number.isdecimal() for number in version.split(".")):
        raise UsageError(f"--version {version}: write numbers and points, such as 1.0")
    from toolkit.train import export as exporting
    from toolkit.train.store import Store

    order = exporting.ExportOrder(output, version, now()[:10], command_line(), **options)
    archive, measured = exporting.export(Store(folder), order)
    click.echo(archive)
    for one in measured:
        say(f"{one.name}: greedy {one.greedy}; beam 4 {one.beam}; cut {one.sentences}")
    for flag, pairs in exporting.not_to_be_shipped(Store(folder)).items():
        say(f"warning: {pairs} pairs are “{flag}”: this package is not to be passed on")
    say("export: 1 package; CTranslate2 and PyTorch agree")


@train.command()
@click.argument("package")
@click.argument("source", type=_file)
@click.argument("reference", type=_file)
@_json
def score(package: str, source: Path, reference: Path, as_json: bool) -> None:
    """BLEU and chrF of PACKAGE (a file, a folder, an installed name) on SOURCE and REFERENCE."""
    from toolkit.train import require
    from toolkit.train import score as scoring

    require("sacrebleu")
    sources, references = scoring.read_lines(source, reference)
    with scoring.opened(package) as found:
        measured = scoring.measured(found, source.name, sources, references)
    if as_json:
        click.echo(json.dumps(asdict(measured), ensure_ascii=False, indent=2))
        return
    click.echo(f"greedy\t{measured.greedy}\nbeam 4\t{measured.beam}")
    click.echo(f"beam 4, cut into sentences\t{measured.sentences}")
    click.echo(f"BLEU\t{measured.beam.bleu_signature}\nchrF\t{measured.beam.chrf_signature}")
    say(f"score: {len(sources)} lines of {source.name}")
