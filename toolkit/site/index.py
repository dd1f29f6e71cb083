"""What the last run knew of all articles, in a few files: it spares reading what has not changed.

Each file has a part of the articles, so that one that changes has not all others written anew. The
words that articles are found by are in one more for each language, read where a search is made. The
files can be deleted at any time: then each article's own memory is read.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from toolkit.errors import PublishError
from toolkit.project import places
from toolkit.project.files import Article
from toolkit.site import record, stories
from toolkit.site.model import Story, StoryText, Version
from toolkit.site.stories import Gathering, Kept
from toolkit.storage import sealed, stamps
from toolkit.storage.fingerprint import digest
from toolkit.storage.stamps import Stamp

_PARTS = 16
_PARSED = 64
"""Articles whose texts are held: feeds and books go through the newest 50."""


class _Row(NamedTuple):
    """An article, and the stamps of its files."""

    story: Story
    stamps: Mapping[str, Stamp]


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
    _changed: set[int] = field(default_factory=set)
    """Parts that are not as they were read."""

    def __post_init__(self) -> None:
        self._texts = lru_cache(maxsize=_PARSED)(self._remembered)

    @property
    def names(self) -> frozenset[str]:
        """The articles that are known so far."""
        return frozenset(row.story.name for row in self._rows.values())

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
        row = _Row(story, kept.stamps)
        if before != row:
            self._rows[story.label] = row
            self._changed.add(_part(story.label))
        return story

    def write(self, shown: Iterable[Story]) -> None:
        """Keep these for the next run; the others are forgotten."""
        rows = {one.label: row for one in shown if (row := self._rows.get(one.label))}
        self._changed.update(map(_part, self._rows.keys() - rows))
        for language in self._spoken:
            versions = ((row.story, row.story.in_language(language)) for row in rows.values())
            words = {found.key: self.words(story, found) for story, found in versions if found}
            sealed.remember(self._path(language), pickle.dumps(words))
        told: dict[int, list[object]] = {part: [] for part in self._changed}
        for label, row in rows.items():
            if (part := _part(label)) in told:
                told[part].append((record.row(row.story), row.stamps))
        for part, some in told.items():
            sealed.remember(self._path(part), _standing(self.run) + b"\n" + pickle.dumps(some))

    def of(self, story: Story, version: Version) -> StoryText:
        """The text of a version. PublishError if memory has lost it meanwhile."""
        return self._texts(story.name, story.key)[version.language]

    def words(self, story: Story, version: Version) -> str:
        """What readers find a version by. PublishError likewise."""
        known = self._words(version.language).get(version.key)
        return self.of(story, version).words if known is None else known

    def _words(self, language: str) -> dict[str, str]:
        if language not in self._found:
            data = sealed.read(self._path(language))
            self._found[language] = pickle.loads(data) if data else {}
        return self._found[language]

    def _path(self, which: int | str) -> Path:
        """The file of a part, or of the words of a language.

        It is read, as all that is sealed, only if this user's toolkit wrote it.
        """
        memory = self.run.memory
        return memory.with_name(f"{memory.name}-{which}.pickle")

    def _remembered(self, name: str, key: str) -> Mapping[str, StoryText]:
        found = self._unkept.get(name) or stories.texts(name, key, self.run)
        if found is None:
            raise PublishError(f"{name}: what was kept of it is gone; build the site again")
        return found


def read(run: Gathering) -> StoryIndex:
    """What the last run kept, if all articles depend on the same as then."""
    found = StoryIndex(run)
    now = _standing(run)
    for part in range(_PARTS):
        standing, _, rows = (sealed.read(found._path(part)) or b"").partition(b"\n")
        for row, taken in pickle.loads(rows) if standing == now else ():
            story = record.of_row(row)
            found._rows[story.label] = _Row(story, taken)
    return found


def _part(label: str) -> int:
    return crc32(label.encode("utf-8", "surrogatepass")) % _PARTS


def _standing(run: Gathering) -> bytes:
    """Changes with what all articles depend on, and with where their files lie and may lie."""
    own = run.project
    may = repr((places.trusted(own.root), own.named))
    return digest(run.key, run.relative(own.locales), may).encode()
