"""`toolkit models adapt`: installed models, trained on with a project's approved segments."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit.cli.learning import file_type as _file
from toolkit.cli.learning import threads_option
from toolkit.cli.shell import FAILED, GATE, UNREADABLE, project_here, say
from toolkit.errors import ToolkitError, UsageError
from toolkit.workflow.clock import now

if TYPE_CHECKING:
    from toolkit.model import Language
    from toolkit.project.settings import Project

_GENERAL = 20_000
"""Pairs taken of a general file."""


@click.command()
@click.option("--from-project", is_flag=True, help="Learn from the project's approved segments.")
@click.option("--to", "codes", multiple=True, metavar="LANG", help="Only the model to this one.")
@click.option(
    "--general",
    type=_file,
    help="Pairs of other texts (TSV, TMX): against forgetting. Default: the package's own.",
)
@click.option("--minutes", default=10.0, show_default=True, help="Most for each model.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
@click.option("--dry-run", is_flag=True, help="Train and measure, install nothing.")
@threads_option
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

    if threads:
        torch.set_num_threads(threads)
    project = project_here()
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
    from toolkit.train import approved, corpus, package

    old = routes.route(models.installed(), argos_code(project.source), argos_code(target))[-1]
    source = language_of(old.source)
    pairs = approved.pairs(project, source, target)
    file = general or old.folder / package.GENERAL
    others = []
    if general or file.is_file():
        others = corpus.sample(corpus.read(file, source, target), _GENERAL)
    else:
        say(f"note: {old.name} has no general text to compare on; give some with --general")
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
