"""What happens while people look: changes of files, whoever makes them, and who is there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from starlette.concurrency import run_in_threadpool

from toolkit.desk import views
from toolkit.errors import ToolkitError
from toolkit.model import Entry
from toolkit.site.formatter import Voice
from toolkit.workflow.desk import Desk, Person
from toolkit.workflow.workspace import OpenCatalog

_INTERVAL = 0.4
"""Seconds between two looks at the files that somebody has before them."""
_AROUND = 3.0
"""Seconds between two looks at all articles of the language, which are compared with them."""
_BEAT = 15.0
"""Seconds after which a silent line is shown to be alive."""
_MOST = 1_000
"""Events that wait for a slow browser; then it has to ask for everything."""

Where = tuple[str, str]
"""(locale, article)."""


@dataclass(frozen=True)
class _Changed:
    """Entries that are others now: each browser is told in its own language."""

    opened: OpenCatalog
    entries: Sequence[Entry]


_News = dict[str, Any] | _Changed


@dataclass(eq=False)
class _Line:
    """One browser that listens."""

    where: Where
    person: Person
    voice: Voice
    at: str = ""
    """The sentence that its person has open."""
    events: asyncio.Queue[_News | None] = field(default_factory=lambda: asyncio.Queue(_MOST))
    """What is to be told; None ends it."""


class Live:
    """Everybody who listens, and what they last heard of the files."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lines: set[_Line] = set()
        self._opened: dict[Where, OpenCatalog] = {}
        self._troubles: dict[Where, str] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Look at the files as long as the desk is open."""
        self._loop = asyncio.get_running_loop()
        tasks = [asyncio.create_task(work) for work in (self._watch(), self._look_around())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()

    def changed(self, opened: OpenCatalog, entries: Sequence[Entry]) -> None:
        """Tell everybody at an article what changed; may be called from any thread."""
        where = opened.target.posix, opened.article.name
        if self._loop:
            self._loop.call_soon_threadsafe(self._told, where, _Changed(opened, entries))

    def end(self) -> None:
        """End every line: the desk closes."""
        for line in self._lines:
            _put(line, None)

    def _told(self, where: Where, event: _News) -> None:
        for line in self._lines:
            if line.where == where:
                _put(line, event)

    async def stream(self, where: Where, person: Person, voice: Voice) -> AsyncIterator[str]:
        """The events of one browser, as text in the language of the voice."""
        line = _Line(where, person, voice)
        self._lines.add(line)
        self._presence(where)
        try:
            await run_in_threadpool(self._begin, where)
            yield "retry: 1000\n\n"
            while True:
                try:
                    event = await asyncio.wait_for(line.events.get(), _BEAT)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if event is None:
                    return
                if isinstance(event, _Changed):
                    event = {"entries": await run_in_threadpool(self._views, event, voice)}
                yield f"data: {json.dumps(event, ensure_ascii=False)}\n\n"
        finally:
            self._lines.discard(line)
            self._presence(where)

    def _begin(self, where: Where) -> None:
        """Remember an article before its browser asks how it is: changes from then on are told."""
        locale, article = where
        with suppress(ToolkitError):  # the next look at the files says what is wrong
            self._opened.setdefault(where, self._desk.open(article, locale))

    def _views(self, news: _Changed, voice: Voice) -> list[dict[str, Any]]:
        opened, desk = news.opened, self._desk
        return [views.checked_view(desk, opened, entry, voice) for entry in news.entries]

    def at(self, where: Where, person: Person, name: str) -> None:
        """Tell the others which sentence somebody has open."""
        for line in self._lines:
            if (line.where, line.person) == (where, person):
                line.at = name
        self._presence(where)

    def _presence(self, where: Where) -> None:
        """Tell everybody at an article who else is."""
        here = [line for line in self._lines if line.where == where]
        for line in here:
            others = {one.person.name: one.at for one in here if one.person != line.person}
            _put(line, {"here": dict(sorted(others.items()))})

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_INTERVAL)
            for where in {line.where for line in self._lines}:
                event = await run_in_threadpool(self._news, where)
                if event:
                    self._told(where, event)

    async def _look_around(self) -> None:
        while True:
            await asyncio.sleep(_AROUND)
            for locale in {line.where[0] for line in self._lines}:
                await run_in_threadpool(self._compare, locale)

    def _compare(self, locale: str) -> None:
        """Tell those who have sentences before them that were changed in other articles."""
        try:
            changed = self._desk.look_around(locale)
        except ToolkitError:  # the folder of articles is gone: whoever opens one is told
            return
        if not changed or not self._loop:
            return
        for where, opened in self._opened.copy().items():
            if where[0] == locale:
                entries = [entry for entry in opened.catalog.entries if entry.key in changed]
                if entries:
                    self.changed(opened, entries)

    def _news(self, where: Where) -> _News | None:
        """What is new in an article's files since the last look."""
        locale, article = where
        try:
            opened = self._desk.open(article, locale)
        except ToolkitError as error:
            known, self._troubles[where] = self._troubles.get(where), str(error)
            return None if known == str(error) else {"trouble": str(error)}
        mended = self._troubles.pop(where, None)
        old = self._opened.get(where, opened)
        self._opened[where] = opened
        if opened is old:
            return {"trouble": ""} if mended else None
        before = {entry.key: entry for entry in old.catalog.entries}
        if list(before) != [entry.key for entry in opened.catalog.entries]:
            return {"reload": True}
        changed = [entry for entry in opened.catalog.entries if entry != before[entry.key]]
        return _Changed(opened, changed)


def _put(line: _Line, event: _News | None) -> None:
    """Give a browser an event; one that does not keep up is told to ask anew."""
    if line.events.full():
        while not line.events.empty():
            line.events.get_nowait()
        event = event and {"again": True}
    line.events.put_nowait(event)
