"""What stands before the desk: no request without a secret, from elsewhere, or of any size.

Every answer says what a browser may do with it: nothing but what the desk itself brought.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from toolkit.desk.people import digest
from toolkit.workflow.desk import Person

LARGEST = 256 * 1024
"""Bytes of a request's body."""
ENTRANCE = "/enter"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; frame-src 'self'; form-action 'none'; base-uri 'none';"
    " frame-ancestors 'none'"
)
PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self';"
    " form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-same-origin"
)
"""Of the publication that is shown beside the editor: an article is anybody's text."""
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Rules:
    """What the guard lets in."""

    hosts: frozenset[str]
    """What may stand in `Host`: names, mostly with port."""
    cookie: str
    """The name of the cookie with the secret."""
    people: Callable[[], Mapping[str, Person]]
    """Digest of a secret → who has it."""


class Guard:
    """An ASGI application in front of another one; `scope["person"]` is who asks."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        self._app, self._rules = app, rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        secret = cookie_parser(headers.get("cookie", "")).get(self._rules.cookie, "")
        person = self._rules.people().get(digest(secret)) if secret else None
        refusal = self._refusal(scope, headers, person)
        if refusal:
            code, words = refusal
            app: ASGIApp = PlainTextResponse(words + "\n", code)
        else:
            scope["person"] = person
            app = self._app
        await app(scope, _limited(receive), _with_headers(send))

    def _refusal(
        self, scope: Scope, headers: Headers, person: Person | None
    ) -> tuple[int, str] | None:
        """Why a request is turned away; None if it is not."""
        host, origin = headers.get("host", ""), headers.get("origin")
        if host not in self._rules.hosts:
            return 421, "This desk is not at that address."
        if origin not in (None, f"http://{host}", f"https://{host}"):
            return 403, "Only the desk's own pages may ask for this."
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return 405, "There is no such request."
        if scope["method"] == "POST":
            kind = headers.get("content-type", "").partition(";")[0].strip()
            if origin is None or kind != "application/json":
                return 403, "Only the desk's own pages may ask for this."
            length = headers.get("content-length", "0")
            if not length.isdigit() or int(length) > LARGEST:
                return 413, "This is too large."
        if person is None and scope["path"] != ENTRANCE:
            return 401, "Come in by the link with your secret: `toolkit desk` shows it."
        return None


def _limited(receive: Receive) -> Receive:
    """The body of a request, which ends where it becomes too large."""
    left = LARGEST

    async def limited() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        return message if left >= 0 else {"type": "http.disconnect"}

    return limited


def _with_headers(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return guarded
