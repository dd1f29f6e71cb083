"""What browsers are told of changes, from the moment they begin to listen."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

from desk_running import PROJECT

from toolkit.desk.live import Live
from toolkit.desk.strings import spoken
from toolkit.workflow.desk import Desk, Duty, Edit, Person, name_of, version_of
from toolkit.workflow.projects import open_project

MARA = Person("Mara", Duty.REVIEWER)


def test_a_change_right_after_the_beginning_is_told(tmp_path: Path) -> None:
    """A browser listens, asks how the article is, and the file changes before the first look."""
    project = open_project(Path(shutil.copytree(PROJECT, tmp_path / "project")))
    live, elsewhere = Live(Desk(project)), Desk(project)

    async def begin() -> str:
        return await anext(live.stream(("ru", "hafen"), MARA, spoken("en")))

    assert asyncio.run(begin()).startswith("retry")
    first = elsewhere.open("hafen", "ru").catalog.entries[0]
    elsewhere.edit("hafen", "ru", Edit(name_of(first), version_of(first), "Порт"), MARA)
    news = live._news(("ru", "hafen"))
    assert "Порт" in [one.target for one in getattr(news, "entries", ())]
