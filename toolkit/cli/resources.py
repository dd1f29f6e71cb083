"""`toolkit memory` and `toolkit glossary`: what translators know, in and out."""

from __future__ import annotations

from pathlib import Path

import click

from toolkit.cli.run import Run, here, many, relative, say
from toolkit.errors import CatalogError, UsageError

_file = click.Path(dir_okay=False, path_type=Path)


@click.group()
def memory() -> None:
    """The translation memory: approved entries, and TMX files in memory/."""


@memory.command("export")
@click.argument("file", type=_file)
@click.option("--to", "codes", metavar="LANG", multiple=True, help="Its language.")
def export_memory(file: Path, codes: tuple[str, ...]) -> None:
    """Write all approved entries of one language to FILE, as TMX 1.4b."""
    from toolkit.catalog import po
    from toolkit.memory import offers as units_of
    from toolkit.memory import tmx
    from toolkit.project import files as project

    _refuse_other(file, ".tmx")
    run = Run.start(codes, "memory")
    if len(run.targets) != 1:
        raise UsageError("one TMX file is for one language: name it with --to")
    units = []
    for name, path in project.memory_files(run.project, run.targets[0])[0].items():
        try:
            units += list(units_of.units(name, po.read(path)))
        except CatalogError as error:
            run.fail(error)
    text = tmx.write(units, run.project.source, run.targets[0])
    if project.publish(run.project, file.absolute(), text):
        click.echo(relative(file.absolute()))
    run.end(f"wrote {many(len(units), 'unit')}")


def _refuse_other(file: Path, suffix: str) -> None:
    """UsageError for a name under which something else may be kept."""
    if file.suffix.lower() != suffix:
        raise UsageError(f"{file}: write to a file that ends in {suffix}")


@click.group()
def glossary() -> None:
    """The project's terms, `glossary.csv` in its locales folder."""


@glossary.command("export")
@click.argument("file", type=_file)
def export_glossary(file: Path) -> None:
    """Write the glossary to FILE, as TBX (ISO 30042)."""
    from toolkit.glossary import tbx
    from toolkit.project import files as project

    _refuse_other(file, ".tbx")
    home = project.find(here())
    terms = project.terms(home)
    if terms is None:
        raise UsageError(f"{relative(project.terms_path(home))}: there is no glossary yet")
    project.publish(home, file.absolute(), tbx.serialize(terms))
    click.echo(relative(file.absolute()))
    say(f"glossary: wrote {many(len(terms.terms), 'term')}")


@glossary.command("import")
@click.argument("file", type=_file)
def import_glossary(file: Path) -> None:
    """Make the terms of FILE, a TBX file, the project's glossary; it must not have one yet."""
    from toolkit.glossary import glossary as terms
    from toolkit.glossary import tbx
    from toolkit.project import files as project

    home = project.find(here())
    path = project.terms_path(home)
    if path.exists():
        raise UsageError(f"{relative(path)}: there is a glossary already; move it away first")
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: cannot be read ({error.strerror})") from None
    found = tbx.parse(data, str(file), home.source, home.targets)
    project.write_terms(home, terms.serialize(found))
    click.echo(relative(path))
    say(f"glossary: read {many(len(found.terms), 'term')}")
