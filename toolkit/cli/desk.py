"""`toolkit desk`: people review in the browser, over the project's files."""

from __future__ import annotations

import getpass

import click

from toolkit.cli.shell import project_here, quiet, say, showing
from toolkit.errors import UsageError

_ROLES = ("reader", "translator", "reviewer")


@click.group(invoke_without_command=True)
@click.pass_context
@click.option("--port", default=8010, show_default=True, type=click.IntRange(0, 65535))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--name", "names", multiple=True, metavar="HOST", help="Another name it is called.")
@click.option("--as", "owner", default="", metavar="NAME", help="Your name; default: your login.")
@click.option("--engine", default="argos", show_default=True, help="Whose drafts are offered.")
@click.option("--no-open", is_flag=True, help="Do not open the browser.")
def desk(
    context: click.Context,
    port: int,
    host: str,
    names: tuple[str, ...],
    owner: str,
    engine: str,
    no_open: bool,
) -> None:
    """Review in the browser: a page that reads and writes the project's own files."""
    if context.invoked_subcommand:
        return
    from toolkit.desk.server import Place, serve
    from toolkit.workflow.desk import Desk

    def opened(address: str) -> None:
        say(f"desk: at the address below; keep it for yourself; Ctrl-C ends it\n{address}")
        if not no_open:
            import webbrowser

            webbrowser.open(address)

    project = project_here()
    with showing("desk", bar=False) as tell:
        serve(
            Desk(project, quiet(tell), engine), Place(host, port, names, owner or _login()), opened
        )


@desk.command()
@click.argument("name")
@click.option("--role", default="translator", show_default=True, type=click.Choice(_ROLES))
@click.option("--at", default="http://127.0.0.1:8010", show_default=True, metavar="ADDRESS")
def invite(name: str, role: str, at: str) -> None:
    """Print the link by which NAME comes to the desk; a former one of that name is void."""
    from toolkit.desk import people
    from toolkit.desk.guard import ENTRANCE
    from toolkit.workflow.desk import Duty

    secret = people.invite(project_here(), name, Duty(role))
    click.echo(f"{at.rstrip('/')}{ENTRANCE}?key={secret}")
    say(f"desk: {name} is {role}; the link is shown this once")


@desk.command()
@click.argument("name")
def dismiss(name: str) -> None:
    """Make the link of NAME void."""
    from toolkit.desk import people

    people.dismiss(project_here(), name)
    say(f"desk: {name} is no longer invited")


def _login() -> str:
    """The name of whoever runs this. UsageError if the system does not know."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        raise UsageError("who are you? tell it with --as NAME") from None
