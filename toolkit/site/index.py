"""What the last run knew of all articles, in one file: it spares reading what has not changed.

The words that articles are found by are in one more for each language, read where a search is
made. The files can be deleted at any time: then each article's own memory is read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from toolkit.errors import PublishError
from toolkit.project import places
from toolkit.project.files import Article
from toolkit.site import record, stories
from toolkit.site.model import Story, StoryText, Version
from toolkit.site.stories import Gathering, Kept
from toolkit.storage import sealed, stamps
from toolkit.storage.fingerprint import digest
from toolkit.storage.stamps import Stamp

_PARSED = 64
"""Articles whose texts are held: feeds and books go through the newest 50."""


@dataclass(frozen=True, slots=True)
class _Row:
    """An article, and the line of the file that tells of it."""

    story: Story
    stamps: Mapping[str, Stamp]
    line: str


@dataclass
class StoryIndex:
    """All articles of a run; their texts are where memory has them (see `model.Texts`)."""

    run: Gathering
    _rows: dict[str, _Row] = field(default_factory=dict)
    """By the label of the article."""
    _found: dict[str, dict[str, str]] = field(default_factory=dict)
    """Language → the words of its versions by their keys, where somebody asked."""
    _spoken: set[str] = field(default_factory=set)
    """Languages with new words."""
    _unkept: dict[str, Mapping[str, StoryText]] = field(default_factory=dict)
    """Article → language → text, where memory could not be written."""
    _folders: dict[str, bool] = field(default_factory=dict)
    """Folder → whether the project may read there."""
    _changed: bool = False

    def __post_init__(self) -> None:
        self._texts = lru_cache(maxsize=_PARSED)(self._remembered)

    def unchanged(self, article: Article) -> Story | None:
        """The story of an article of which no file changed since it was read."""
        row = self._rows.get(article.label)
        holds = row and stamps.hold(str(self.run.project.root), row.stamps)
        return row.story if row and holds and all(map(self._inside, row.stamps)) else None

    def _inside(self, path: str) -> bool:
        """Whether a file lies where the project may read: its folder could be a link by now."""
        folder, project = path.rpartition(os.sep)[0], self.run.project
        if folder not in self._folders:
            leads_out = places.leads_out(project.root, project.root / folder, project.named)
            self._folders[folder] = not leads_out
        return self._folders[folder]

    def add(self, kept: Kept) -> Story:
        """Take over an article that was read again."""
        story, before = kept.story, self._rows.get(kept.story.label)
        known = {version.key for version in before.story.versions} if before else ()
        for version in story.versions:
            if version.key not in known:
                self._spoken.add(version.language)
                if kept.words:
                    self._words(version.language)[version.key] = kept.words[version.language]
        if kept.unkept:
            self._unkept[story.name] = kept.unkept
        if not before or (before.story, before.stamps) != (story, kept.stamps):
            line = f"{json.dumps(kept.stamps)}\t{kept.line}"
            self._rows[story.label] = _Row(story, kept.stamps, line)
            self._changed = True
        return story

    def write(self, shown: Iterable[Story]) -> None:
        """Keep these for the next run; the others are forgotten."""
        rows = [row for story in shown if (row := self._rows.get(story.label))]
        if not self._changed and len(rows) == len(self._rows):
            return
        for language in self._spoken:
            versions = ((row.story, row.story.in_language(language)) for row in rows)
            words = {found.key: self.words(story, found) for story, found in versions if found}
            sealed.remember(self._path(f"-{language}"), record.dumps(words).encode())
        lines = [_standing(self.run), *(row.line for row in rows)]
        sealed.remember(self._path(), "\n".join(lines).encode())

    def of(self, story: Story, version: Version) -> StoryText:
        """The text of a version. PublishError if memory has lost it meanwhile."""
        return self._texts(story.name, story.key)[version.language]

    def words(self, story: Story, version: Version) -> str:
        """What readers find a version by. PublishError likewise."""
        known = self._words(version.language).get(version.key)
        return self.of(story, version).words if known is None else known

    def _words(self, language: str) -> dict[str, str]:
        if language not in self._found:
            self._found[language] = json.loads(sealed.read(self._path(f"-{language}")) or "{}")
        return self._found[language]

    def _path(self, which: str = "") -> Path:
        memory = self.run.memory
        return memory.with_name(f"{memory.name}{which}.json")

    def _remembered(self, name: str, key: str) -> Mapping[str, StoryText]:
        found = self._unkept.get(name) or stories.texts(name, key, self.run)
        if found is None:
            raise PublishError(f"{name}: what was kept of it is gone; build the site again")
        return found


def read(run: Gathering) -> StoryIndex:
    """What the last run kept, if all articles depend on the same as then."""
    found = StoryIndex(run)
    standing, *lines = (sealed.read(found._path()) or b"").decode().split("\n")
    if standing == _standing(run):
        for line in lines:
            before, _, told = line.partition("\t")
            story = record.story(json.loads(told))
            found._rows[story.label] = _Row(story, _stamps(before), line)
    return found


def _stamps(line: str) -> dict[str, Stamp]:
    """Stamps as JSON has them."""
    found = json.loads(line).items()
    return {path: None if taken is None else tuple(taken) for path, taken in found}


def _standing(run: Gathering) -> str:
    """Changes with what all articles depend on, and with where their files lie and may lie."""
    own = run.project
    return digest(run.key, run.relative(own.locales), repr((places.trusted(own.root), own.named)))
