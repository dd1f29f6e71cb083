"""`toolkit memory` and `toolkit glossary`: what translators know, in and out."""

from __future__ import annotations

from pathlib import Path

import click

from toolkit.cli.shell import end, project_here, say, showing
from toolkit.workflow.words import many

_file = click.Path(dir_okay=False, path_type=Path)


@click.group()
def memory() -> None:
    """The translation memory: approved entries, and TMX files in memory/."""


@memory.command("export")
@click.argument("file", type=_file)
@click.option("--to", "codes", metavar="LANG", multiple=True, help="Its language.")
def export_memory(file: Path, codes: tuple[str, ...]) -> None:
    """Write all approved entries of one language to FILE, as TMX 1.4b."""
    from toolkit.workflow import resources as workflow

    with showing("memory") as tell:
        outcome = workflow.export_memory(project_here(), file, codes, tell)
    end("memory", f"wrote {many(outcome.result.units, 'unit')}", outcome)


@click.group()
def glossary() -> None:
    """The project's terms, `glossary.csv` in its locales folder."""


@glossary.command("export")
@click.argument("file", type=_file)
def export_glossary(file: Path) -> None:
    """Write the glossary to FILE, as TBX (ISO 30042)."""
    from toolkit.workflow import resources as workflow

    with showing("glossary") as tell:
        terms = workflow.export_glossary(project_here(), file, tell)
    say(f"glossary: wrote {many(len(terms.terms), 'term')}")


@glossary.command("import")
@click.argument("file", type=_file)
def import_glossary(file: Path) -> None:
    """Make the terms of FILE, a TBX file, the project's glossary; it must not have one yet."""
    from toolkit.workflow import resources as workflow

    with showing("glossary") as tell:
        terms = workflow.import_glossary(project_here(), file, tell)
    say(f"glossary: read {many(len(terms.terms), 'term')}")
