"""`toolkit trust`: places outside of a project in which it may read and write."""

from __future__ import annotations

from pathlib import Path

import click

from toolkit.cli.shell import here, say
from toolkit.workflow.words import many


@click.command()
@click.argument("places", nargs=-1, type=click.Path(path_type=Path))
@click.option("--remove", is_flag=True, help="Trust them no longer.")
def trust(places: tuple[Path, ...], remove: bool) -> None:
    """Let the project around you read and write in PLACES outside of it; without any, list them.

    Settings and links that lead out of a project are refused otherwise: it may be somebody else's.
    """
    from toolkit.project import places as project_places
    from toolkit.project import settings

    root = settings.root(here())
    if places:
        change = project_places.distrust if remove else project_places.trust
        change(root, places)
    found = project_places.trusted(root)
    for place in found:
        click.echo(place)
    say(f"trust: {many(len(found), 'place')} outside of {root}")
