"""The desk as an ASGI application: pages, what they ask for, what they are told."""

from __future__ import annotations

import json
import mimetypes
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from toolkit.desk import strings, views, words
from toolkit.desk.guard import ENTRANCE, PAGE_POLICY, Guard, Rules
from toolkit.desk.live import Live
from toolkit.desk.people import digest
from toolkit.errors import EngineError, PublishError, ToolkitError, UsageError
from toolkit.languages.language import own_name
from toolkit.model import Entry, Severity, State
from toolkit.phrase import Phrase
from toolkit.publication.theme import Markup, render
from toolkit.site.formatter import Voice
from toolkit.workflow.clock import now
from toolkit.workflow.desk import Desk, Edit, Person, WholeTask, by_name, task_of, with_text
from toolkit.workflow.workspace import OpenCatalog

_PICTURES = frozenset((".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"))
"""What is served of the folder of articles: pictures that cannot do anything."""
_EVENTS = 20
"""Times that somebody saved an entry, as many as are shown."""
_WHICH: dict[str, type] = {"article": str, "locale": str, "id": str, "seen": str}
"""What a request that changes an entry says of it."""
Asked = dict[str, Any]
_YEAR = 365 * 24 * 3600


def application(desk: Desk, rules: Rules, live: Live) -> ASGIApp:
    """The desk, behind its guard."""
    pages = _Pages(desk, rules, live)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with live.watching():
            yield

    routes = [
        Route(ENTRANCE, pages.enter),
        Route("/", pages.tasks),
        Route("/edit/{locale}/{name:path}", pages.editor),
        Route("/picture/{path:path}", pages.picture),
        Route("/page/{locale}/{name:path}", pages.page),
        Route("/api/state/{locale}/{name:path}", pages.state),
        Route("/api/findings/{locale}/{name:path}", pages.findings),
        *(
            Route(f"/api/{name}", ask, methods=["POST"])
            for name, ask in (
                ("check", pages.check),
                ("suggest", pages.suggest),
                ("alternatives", pages.alternatives),
                ("page", pages.page_now),
                ("save", pages.save),
                ("remark", pages.remark),
                ("undo", pages.undo),
                ("here", pages.here),
                ("batch", pages.batch),
            )
        ),
        Route("/api/events/{locale}/{name:path}", pages.events),
        Mount("/static", StaticFiles(packages=[("toolkit.desk", "static")])),
    ]
    return Guard(
        Starlette(routes=routes, lifespan=lifespan, exception_handlers={ToolkitError: _sorry}),
        rules,
    )


def _sorry(request: Request, error: Exception) -> Response:
    """A fault that is the user's to mend."""
    return PlainTextResponse(f"{words.trouble(error, _voice(request))}\n", 409)


@dataclass(frozen=True)
class _Pages:
    """What answers requests."""

    desk: Desk
    rules: Rules
    live: Live

    def enter(self, request: Request) -> Response:
        """Come in with a secret: it goes into a cookie, and out of the address."""
        secret = request.query_params.get("key", "")
        if digest(secret) not in self.rules.people():
            said = _voice(request).say("This link is void; ask for a new one.")
            return PlainTextResponse(f"{said}\n", 401)
        answer = HTMLResponse(render("desk/enter.html", {}))
        answer.set_cookie(
            self.rules.cookie, secret, max_age=_YEAR, httponly=True, samesite="strict"
        )
        return answer

    def tasks(self, request: Request) -> Response:
        """The list of work."""
        voice, troubles = _voice(request), list[str]()
        tasks = self.desk.tasks(lambda error: troubles.append(words.trouble(error, voice)))
        values = {
            "tasks": tasks,
            "troubles": troubles,
            "states": State,
            "source": self.desk.project.source,
            "languages": [(one.posix, own_name(one)) for one in self.desk.project.targets],
            "today": now()[:10],
        }
        return self._page(request, "desk/tasks.html", values)

    def editor(self, request: Request) -> Response:
        """One article in one language."""
        name, locale = request.path_params["name"], request.path_params["locale"]
        opened = self.desk.open(name, locale)
        rows, beside = views.layout(opened, _address(name))
        entries = opened.catalog.entries
        person: Person = request.scope["person"]
        voice = _voice(request)
        data = {
            "article": name,
            "may": {"write": person.may_write, "approve": person.may_approve},
            "words": words.editor(voice.say),
            "locale": locale,
            "tag": opened.target.tag,
            "source": opened.parsed.source.tag,
            "entries": list(map(views.entry_view, entries)),
        }
        values = {
            "title": task_of(opened).title,
            "source": opened.parsed.source,
            "target": opened.target,
            "names": (own_name(opened.parsed.source), own_name(opened.target)),
            "rows": rows,
            "beside": beside,
            "entries": entries,
            "chips": views.chips,
            "data": _json(data),
            "batches": words.batches(voice.say),
        }
        return self._page(request, "desk/editor.html", values)

    def picture(self, request: Request) -> Response:
        """A picture that lies among the articles."""
        return self._picture(request.path_params["path"])

    def _picture(self, name: str) -> Response:
        path = picture(self.desk.project.sources, name)
        if path is None:
            return PlainTextResponse("There is no such picture.\n", 404)
        return FileResponse(path, media_type=mimetypes.guess_type(path.name)[0])

    def findings(self, request: Request) -> Response:
        """How much the checks find in an article, for the list of work."""
        opened = self.desk.open(request.path_params["name"], request.path_params["locale"])
        found = [
            finding
            for entry in opened.catalog.entries
            if entry.target
            for finding in self.desk.findings(opened, entry)
        ]
        errors = sum(finding.severity is Severity.ERROR for finding in found)
        said = _voice(request).count("%(n)s finding", "%(n)s findings", len(found))
        return JSONResponse({"errors": errors, "words": said if found else ""})

    def state(self, request: Request) -> Response:
        """All entries and findings of an article, as they are now."""
        opened = self.desk.open(request.path_params["name"], request.path_params["locale"])
        entries = [
            views.checked_view(self.desk, opened, entry, _voice(request))
            for entry in opened.catalog.entries
        ]
        return JSONResponse({"entries": entries})

    async def check(self, request: Request) -> Response:
        """What the checks say of a text while it is typed."""
        voice = _voice(request)

        def checked(opened: OpenCatalog, entry: Entry, asked: Asked) -> Any:
            typed = with_text(entry, asked["text"])
            found = self.desk.findings(opened, typed)
            fixed = self.desk.fixed(opened, typed)
            return {"findings": views.finding_views(found, voice), "fixed": fixed}

        return await self._about(request, checked, text=str)

    async def suggest(self, request: Request) -> Response:
        """What the memory and the glossary offer, and what happened to the entry."""
        voice = _voice(request)

        def suggested(opened: OpenCatalog, entry: Entry, _: Asked) -> Any:
            hits = self.desk.terms(opened, entry)
            matches = self.desk.matches(opened, entry)
            events = self.desk.history(opened, entry)[:_EVENTS]
            return {
                "terms": [views.term_view(hit, opened.target) for hit in hits],
                "matches": [views.match_view(match, entry.source, voice) for match in matches],
                "history": list(map(views.event_view, events)),
            }

        return await self._about(request, suggested)

    async def alternatives(self, request: Request) -> Response:
        """What the engine can say; nothing if there is none."""
        voice = _voice(request)

        def proposed(opened: OpenCatalog, entry: Entry, _: Asked) -> Any:
            try:
                found = self.desk.alternatives(opened, entry)
            except EngineError as error:
                return {"alternatives": [], "why": str(error)}
            return {"alternatives": [views.draft_view(draft, voice) for draft in found]}

        return await self._about(request, proposed)

    async def page_now(self, request: Request) -> Response:
        """The page as it will be published, with a text as it is typed."""
        voice = _voice(request)

        def page(opened: OpenCatalog, entry: Entry, asked: Asked) -> Any:
            try:
                return {"page": self.desk.page(opened, asked["id"], asked["text"])}
            except PublishError as error:
                return {"why": words.trouble(error, voice)}

        return await self._about(request, page, text=str)

    def page(self, request: Request) -> Response:
        """The page as it will be published, and the pictures in it."""
        name, locale = request.path_params["name"], request.path_params["locale"]
        if PurePosixPath(name).suffix.lower() in _PICTURES:
            return self._picture(name)
        headers = {"Content-Security-Policy": PAGE_POLICY}
        try:
            return HTMLResponse(self.desk.page(self.desk.open(name, locale)), headers=headers)
        except PublishError as error:
            return PlainTextResponse(f"{error}\n", 409, headers=headers)

    async def _about(
        self, request: Request, answer: Callable[[OpenCatalog, Entry, Asked], Any], **kinds: type
    ) -> Response:
        """An answer about one entry. UsageError if there is no such one."""
        asked = await _asked(request, article=str, locale=str, id=str, **kinds)

        def answered() -> Any:
            opened = self.desk.open(asked["article"], asked["locale"])
            entry = by_name(opened).get(asked["id"])
            if entry is None:
                raise UsageError(Phrase("This sentence left the article."))
            return answer(opened, entry, asked)

        return JSONResponse(await run_in_threadpool(answered))

    async def save(self, request: Request) -> Response:
        """Save one entry's text, approved or as a draft."""
        asked = await _asked(request, **_WHICH, text=str, approve=bool)
        edit = Edit(asked["id"], asked["seen"], asked["text"], asked["approve"])
        return await self._saved(request, asked, edit)

    async def remark(self, request: Request) -> Response:
        """Add a comment to an entry."""
        asked = await _asked(request, **_WHICH, text=str)
        edit = Edit(asked["id"], asked["seen"], remark=asked["text"].strip())
        return await self._saved(request, asked, edit)

    async def undo(self, request: Request) -> Response:
        """Take back what was last saved of an entry."""
        return await self._saved(request, await _asked(request, **_WHICH), None)

    async def _saved(self, request: Request, asked: Asked, edit: Edit | None) -> Response:
        person: Person = request.scope["person"]
        name, locale, voice = asked["article"], asked["locale"], _voice(request)

        def saved() -> Any:
            if edit:
                edited = self.desk.edit(name, locale, edit, person)
            else:
                edited = self.desk.undo(name, locale, (asked["id"], asked["seen"]), person)
            view = None
            if edited.entry:
                view = views.checked_view(self.desk, edited.opened, edited.entry, voice)
                self.live.changed(edited.opened, [edited.entry])
            return {"entry": view, "conflict": edited.conflict, "refused": edited.refused}

        return JSONResponse(await run_in_threadpool(saved))

    async def batch(self, request: Request) -> Response:
        """Do something to the whole article, as the command line does."""
        asked = await _asked(request, article=str, locale=str, what=str)
        person: Person = request.scope["person"]
        if asked["what"] not in tuple(WholeTask):
            raise UsageError(f"there is no {asked['what']!r} to be done")
        what, where = WholeTask(asked["what"]), (asked["article"], asked["locale"])
        outcome = await run_in_threadpool(self.desk.batch, *where, what, person)
        said = words.outcome(outcome, _voice(request))
        root = f"{self.desk.project.root}{os.sep}"
        lines = [*map(str, outcome.failures), *getattr(outcome.result, "obstacles", ())]
        lines += [str(path) for path in outcome.written if what is WholeTask.PUBLISH]
        return JSONResponse({"words": said, "lines": [line.replace(root, "") for line in lines]})

    async def here(self, request: Request) -> Response:
        """Say which sentence somebody has open."""
        asked = await _asked(request, article=str, locale=str, id=str)
        self.live.at((asked["locale"], asked["article"]), request.scope["person"], asked["id"])
        return JSONResponse({})

    async def events(self, request: Request) -> Response:
        """What happens to an article from now on, as server-sent events."""
        where = request.path_params["locale"], request.path_params["name"]
        stream = self.live.stream(where, request.scope["person"], _voice(request))
        return StreamingResponse(stream, media_type="text/event-stream")

    def _page(self, request: Request, template: str, values: dict[str, Any]) -> Response:
        voice = _voice(request)
        shared = {
            "voice": voice,
            "_": voice.say,
            "ngettext": voice.count,
            "person": request.scope["person"],
            "roles": words.roles(voice.say),
            "quote": quote,
        }
        return HTMLResponse(render(template, {**shared, **values}))


def _voice(request: Request) -> Voice:
    """The words in the language that the browser asks for."""
    return strings.speech(request.headers.get("accept-language", ""))


def picture(sources: Path, name: str) -> Path | None:
    """The picture of that name below the folder of articles; None if it is none, or elsewhere."""
    if "\0" in name or PurePosixPath(name).suffix.lower() not in _PICTURES:
        return None
    path = (sources / name).resolve()
    inside = path.is_relative_to(sources.resolve())
    return path if inside and path.is_file() and path.suffix.lower() in _PICTURES else None


def _address(article: str) -> Callable[[str], str]:
    """Where the desk serves the pictures that an article names."""
    folder = PurePosixPath(article).parent

    def address(source: str) -> str:
        if source.startswith(("/", "//", "data:")) or ":" in source.partition("/")[0]:
            return source if source.startswith("data:image/") else ""
        return "/picture/" + (folder / source).as_posix()

    return address


def _json(value: Any) -> Markup:
    """JSON that can stand in a page."""
    text = json.dumps(value, ensure_ascii=False)
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


async def _asked(request: Request, **kinds: type) -> Asked:
    """The fields of a request, each of its kind. UsageError if they are others."""
    try:
        asked = json.loads(await request.body())
        fit = all(isinstance(asked.get(name), kind) for name, kind in kinds.items())
    except (ValueError, AttributeError, RecursionError):
        fit = False
    if not fit:
        raise UsageError(f"the request must have {', '.join(kinds)}")
    return {name: asked[name] for name in kinds}
