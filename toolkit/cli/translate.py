"""`toolkit translate`: catalogs up to date with their articles, empty entries drafted."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from toolkit.cli.shell import end, project_here, showing, sources_argument, to_option
from toolkit.workflow.selection import Selection
from toolkit.workflow.words import many

if TYPE_CHECKING:
    from toolkit.engines.contract import Option


class _Translate(click.Command):
    """A command that has the options of all engines in the table besides its own."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The parameters, `--engine` and what engines add behind those that say what to work on."""
        from toolkit.engines import table

        engines = [
            _engine_option(tuple(table.ENGINES)),
            *map(_option, table.options().values()),
        ]
        own = super().get_params(ctx)
        place = next(at for at, one in enumerate(own) if one.name == "codes") + 1
        return [*own[:place], *engines, *own[place:]]


@cache
def _engine_option(names: tuple[str, ...]) -> click.Option:
    *others, last = names
    text = f"{', '.join(others)} or {last}; else the project's." if others else f"{last}."
    return click.Option(["--engine"], default="", help=text)


@cache
def _option(option: Option) -> click.Option:
    number = isinstance(option.default, int)
    return click.Option(
        [f"--{option.name}"],
        default=option.default,
        type=click.IntRange(option.least, option.most) if number else str,
        metavar=option.placeholder or None,
        show_default=option.shows_default,
        help=option.help,
    )


@click.command(cls=_Translate)
@sources_argument
@to_option
@click.option(
    "--min-confidence",
    "least",
    default=0.0,
    type=click.FloatRange(0, 1),
    help="Leave a sentence empty if the engine is less sure of it (0 to 1).",
)
@click.option("--anew", is_flag=True, help="Replace the drafts of engines that nobody changed.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
def translate(
    sources: tuple[str, ...],
    codes: tuple[str, ...],
    engine: str,
    least: float,
    anew: bool,
    dry_run: bool,
    **engine_options: int | str,
) -> None:
    """Bring catalogs up to date with their articles and draft what is empty."""
    from toolkit.workflow import translate as workflow

    source = click.get_current_context().get_parameter_source
    chosen = {
        name: value
        for name, value in engine_options.items()
        if source(name) is not ParameterSource.DEFAULT
    }
    options = workflow.TranslateOptions(engine, chosen, least=least, anew=anew, dry_run=dry_run)
    with showing("translate") as tell:
        wanted = Selection(sources, codes)
        outcome = workflow.translate(project_here(), wanted, options, tell)
    verb = "would write" if dry_run else "wrote"
    made = outcome.result
    counts = f"{many(made.drafted, 'sentence')} drafted, {made.empty} empty"
    end("translate", f"{verb} {many(made.catalogs, 'catalog')}: {counts}", outcome)
