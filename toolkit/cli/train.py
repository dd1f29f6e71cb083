"""`toolkit train`: models made from sentence pairs; `toolkit models adapt`: from approved ones."""

from __future__ import annotations

import json
import shlex
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from toolkit.cli.shell import FAILED, GATE, UNREADABLE, say
from toolkit.errors import ToolkitError, UsageError
from toolkit.workflow.clock import now

if TYPE_CHECKING:
    from toolkit.model import Language
    from toolkit.project.settings import Project

_file = click.Path(path_type=Path)
_folder = click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
_threads = click.option(
    "--threads", default=0, help="Processors to use; results depend on it. 0: as PyTorch chooses."
)
_GENERAL = 20_000
"""Pairs taken of a general file."""
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")


@click.group()
def train() -> None:
    """Make compact translation models: prepare, run, export, score."""


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
        command=_command(),
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
@click.option(
    "--preset",
    type=click.Choice(["toy", "tiny", "small", "base"]),
    default="base",
    show_default=True,
)
@click.option("--minutes", type=click.FloatRange(0, min_open=True), help="Of training in all.")
@click.option("--steps", type=click.IntRange(1), help="Instead of minutes: repeatable on a CPU.")
@click.option(
    "--pause",
    default=0.0,
    type=click.FloatRange(0),
    help="Stop after so many minutes; the same command goes on.",
)
@click.option(
    "--checks", default=10, show_default=True, type=click.IntRange(1), help="Evaluations."
)
@click.option(
    "--rate",
    type=click.FloatRange(0, min_open=True),
    help="The highest learning rate; default: the preset's.",
)
@click.option("--warmup", type=click.IntRange(1), help="Steps; default: the preset's.")
@click.option("--batch-tokens", type=click.IntRange(1), help="Both sides; default: the preset's.")
@click.option("--micro-tokens", default=50_000, help="At once in memory.", type=click.IntRange(1))
@click.option("--dropout", default=0.1, show_default=True, type=click.FloatRange(0, 0.9))
@click.option("--weight", "weights", multiple=True, metavar="ORIGIN=FACTOR", help="For dict-*=0.2.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
@_threads
def run(folder: Path, preset: str, threads: int, **options: Any) -> None:
    """Train in FOLDER; the same command goes on with an interrupted run."""
    from toolkit.train import require
    from toolkit.train.presets import PRESETS

    require("torch", "sacrebleu")
    if bool(options["minutes"]) == bool(options["steps"]):
        raise UsageError("say how long to train: either --minutes or --steps")
    import torch

    from toolkit.train.learner import Settings
    from toolkit.train.run import Plan, Run
    from toolkit.train.store import Store

    if threads:
        torch.set_num_threads(threads)
    chosen = PRESETS[preset]
    given = {
        name: options[name] or getattr(chosen, name) for name in ("rate", "warmup", "batch_tokens")
    }
    plan = Plan(
        chosen.shape,
        options["steps"] or 0,
        options["minutes"] or 0.0,
        options["pause"],
        options["checks"],
        options["dropout"],
        tuple(map(_factor, options["weights"])),
        _command(),
    )
    settings = Settings(**given, micro_tokens=options["micro_tokens"], seed=options["seed"])
    finished = Run(Store(folder), plan, settings, say).train()
    say(f"run: {'finished' if finished else 'paused; the same command goes on'}")


def _factor(text: str) -> tuple[str, float]:
    name, _, factor = text.rpartition("=")
    try:
        return name, max(0.0, float(factor))
    except ValueError:
        raise UsageError(f"--weight {text}: write ORIGIN=FACTOR, such as dict-ding=0.2") from None


@train.command()
@_folder
@click.option("--output", default=".", type=_file, help="Folder for the .argosmodel file.")
@click.option("--version", default="1.0", show_default=True, metavar="NUMBERS")
@click.option("--test", "tests", nargs=2, type=_file, multiple=True, metavar="SRC REF")
@click.option("--licences", type=_file, help="TSV for the model card: origin, licence.")
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

    order = exporting.Order(output, version, now()[:10], _command(), **options)
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


@click.command()
@click.option("--from-project", is_flag=True, help="Learn from the project's approved segments.")
@click.option("--to", "codes", multiple=True, metavar="LANG", help="Only the model to this one.")
@click.option("--general", type=_file, help="Pairs of other texts (TSV, TMX): against forgetting.")
@click.option("--minutes", default=10.0, show_default=True, help="Most for each model.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
@click.option("--dry-run", is_flag=True, help="Train and measure, install nothing.")
@_threads
def adapt(from_project: bool, codes: tuple[str, ...], threads: int, **options: Any) -> None:
    """Train installed models on with approved segments; exit 3 if one gets worse and is kept.

    For each target language it is the last model on the way there: en→ru, if ru is reached
    through en; it learns from sentences approved in both.
    """
    from toolkit.train import require

    require("torch", "sacrebleu")
    if not from_project:
        raise UsageError("say what to learn from: --from-project")
    import torch

    from toolkit.languages.language import language
    from toolkit.project import settings

    if threads:
        torch.set_num_threads(threads)
    project = settings.find(Path.cwd())
    targets = tuple(dict.fromkeys(map(language, codes))) or project.targets
    if options["general"] and len(targets) != 1:
        raise UsageError("--general is of one pair of languages: name the target with --to")
    better = failed = 0
    for target in targets:
        try:
            better += _adapted(project, target, **options)
        except ToolkitError as error:
            if len(targets) == 1:
                raise
            say(f"error: {error}")
            failed += 1
    say(
        f"adapt: {better} of {len(targets)} models got better" + f", {failed} failed" * bool(failed)
    )
    if failed:
        sys.exit(UNREADABLE if failed == len(targets) else FAILED)
    if better < len(targets):
        sys.exit(GATE)


def _adapted(
    project: Project,
    target: Language,
    *,
    general: Path | None,
    minutes: float,
    seed: int,
    dry_run: bool,
) -> bool:
    """Whether the model to a language got better, and so was installed."""
    from toolkit.models import installed as models
    from toolkit.models import routes, store
    from toolkit.models.codes import argos_code, language_of
    from toolkit.train import adapt as adapting
    from toolkit.train import approved, corpus

    old = routes.route(models.installed(), argos_code(project.source), argos_code(target))[-1]
    source = language_of(old.source)
    pairs = approved.pairs(project, source, target)
    others = corpus.sample(corpus.read(general, source, target), _GENERAL) if general else []
    effort = adapting.Effort(minutes=minutes, seed=seed)
    with tempfile.TemporaryDirectory() as folder:
        given = adapting.material(pairs, others)
        new = adapting.adapt(old, given, effort, Path(folder), say)
        for name, scores in new.scores.items():
            before, after = (f"chrF {one.beam.chrf:.1f}" for one in scores)
            click.echo(f"{old.name}\t{name}\t{before}\t{after}")
        if new.refused:
            say(f"{old.name} {old.version} is kept: {new.refused}")
            return False
        if not dry_run:
            adapting.document(old, new, now()[:10])
            store.install(new.folder)
            say(f"{old.name} {new.version} is installed instead of {old.version}")
    return True


def _command() -> str:
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
