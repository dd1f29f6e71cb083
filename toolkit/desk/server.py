"""The desk at an address of this machine: the one door to uvicorn."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

import uvicorn

from toolkit.desk.app import application
from toolkit.desk.guard import ENTRANCE, Rules
from toolkit.desk.live import Live
from toolkit.desk.people import digest, own_secret, people
from toolkit.errors import UsageError
from toolkit.workflow.desk import Desk, Duty, Person

LOCAL = ("127.0.0.1", "localhost", "::1")
PORT = 8010
"""The usual one: drafts in a browser belong to an address, so it stays the same."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the desk stands, and who runs it."""

    host: str = LOCAL[0]
    port: int = PORT
    names: tuple[str, ...] = ()
    """Other names by which it is called, also by a server that stands before it."""
    owner: str = ""
    """The name of whoever runs it."""

    @property
    def is_local(self) -> bool:
        """Whether nobody comes from elsewhere."""
        return self.host in LOCAL


def serve(desk: Desk, place: Place, opened: Callable[[str], object]) -> None:
    """Serve the desk until interrupted; `opened` gets its owner's address, with the secret.

    Elsewhere than on this machine only invited people come in: there the address has no secret.
    UsageError if the address cannot be had, or nobody is invited to a desk that is not local.
    """
    project = desk.project
    desk.articles()  # what is wrong with the whole project is said at once
    if not place.is_local and not people(project):
        raise UsageError(
            f"{place.host}: there only invited people may come in: run `toolkit desk invite` first"
        )
    with _listening(place) as listening:
        port = listening.getsockname()[1]
        own = {digest(own_secret(project)): Person(place.owner, Duty.REVIEWER)}
        here = LOCAL if place.is_local else (place.host,)
        called = (host_of(name, port) for name in (*here, *place.names))
        rules = Rules(
            hosts=frozenset((*called, *place.names)),
            cookie=f"desk-{port}",
            people=lambda: people(project) | (own if place.is_local else {}),
        )
        base = f"http://{host_of(place.host, port)}"
        live = Live(desk)
        config = uvicorn.Config(
            application(desk, rules, live),
            access_log=False,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        opened(f"{base}{ENTRANCE}?key={own_secret(project)}" if place.is_local else base)
        _Server(config, live.end).run(sockets=[listening])


class _Server(uvicorn.Server):
    """One that tells its listeners of the end: else it would wait for them to go.

    From then on it says nothing of requests that nobody waits for any more: their work is finished
    all the same, and that they were not answered is no fault.
    """

    def __init__(self, config: uvicorn.Config, ends: Callable[[], None]) -> None:
        super().__init__(config)
        self._ends = ends

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._ends()
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        super().handle_exit(sig, frame)


def host_of(name: str, port: int) -> str:
    """A name and a port as addresses have them."""
    return f"[{name}]:{port}" if ":" in name else f"{name}:{port}"


def _listening(place: Place) -> socket.socket:
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    # Without the protocol's number asyncio does not switch off Nagle's algorithm: 40 ms an answer.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((place.host, place.port))
        made.listen()  # a browser that comes before everything is ready waits
    except (OSError, OverflowError, UnicodeError) as error:
        made.close()
        why = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"{place.host}:{place.port}: {why}; name another --port") from None
    return made
