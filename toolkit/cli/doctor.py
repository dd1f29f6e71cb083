"""`toolkit doctor`: what is lacking, and what to do."""

from __future__ import annotations

import click

from toolkit.cli.shell import end, project_here, shortened
from toolkit.workflow.words import many


@click.command()
def doctor() -> None:
    """Say what the project and this machine lack, and the next step; exit 3 if there is any."""
    from toolkit.workflow import doctor as workflow

    outcome = workflow.doctor(project_here(reads_site=True))
    for one in outcome.result:
        click.echo(f"{'ok' if one.well else 'to do'}: {shortened(one.text)}")
    left = sum(not one.well for one in outcome.result)
    end("doctor", f"{many(left, 'thing')} to do" if left else "all is well", outcome)
