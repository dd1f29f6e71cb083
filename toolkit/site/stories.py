"""A project's articles as stories; what has not changed since the last time is remembered.

The memory lies in `.toolkit/site/`, JSON files for each article, and can be deleted at any time.
"""

from __future__ import annotations

import json
import os
import pickle
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from pathlib import Path

from toolkit.errors import CatalogError
from toolkit.formats.article import ParsedArticle
from toolkit.formats.release import located, timing_of
from toolkit.glossary.glossary import Glossary
from toolkit.model import Catalog, Finding, Language
from toolkit.project import files as project
from toolkit.project.files import Article
from toolkit.project.settings import Project
from toolkit.site import inside, record, versions
from toolkit.site.asset_facts import AssetFacts
from toolkit.site.model import SiteSettings, Story, StoryText
from toolkit.site.placing import placed, placing
from toolkit.storage import plain, sealed
from toolkit.storage.fingerprint import digest, program
from toolkit.storage.stamps import Stamp, stamp

_DAMAGED = (OSError, ValueError, KeyError, TypeError, EOFError, pickle.UnpicklingError)
"""What reading a file raises that somebody damaged, or an older release wrote."""


@dataclass(frozen=True)
class Gathering:
    """What all articles of a run have in common."""

    project: Project
    settings: SiteSettings
    parse: Callable[[Article], ParsedArticle]
    """An article taken apart."""
    load: Callable[[Article, ParsedArticle, Language], tuple[Catalog, bytes | None]]
    """The catalog of an article, in step with it, and what is in its file, if there is one."""
    errors: Callable[[Catalog, Language], list[Finding]]
    """The errors that the checks find in a catalog."""
    relative: Callable[[Path], str]
    """A path as lines about a story name it; they are remembered with it."""
    terms: Glossary | None = None
    """The project's glossary."""
    drafts: bool = False

    @cached_property
    def memory(self) -> Path:
        """Where stories are remembered; only what this user's toolkit wrote is believed."""
        return project.scratch(self.project, "site-drafts" if self.drafts else "site")

    @cached_property
    def inside(self) -> Path:
        """Where the pictures are that were in the texts themselves."""
        return self.memory.with_name(f"{self.memory.name}-inside")

    @cached_property
    def facts(self) -> AssetFacts:
        """What is known of the files that articles refer to."""
        return AssetFacts(project.scratch(self.project, "assets.pickle"))

    @cached_property
    def rules(self) -> bytes:
        """The project's own rules of where sentences begin."""
        return _bytes(self.project.rules) if self.project.rules else b""

    @cached_property
    def key(self) -> str:
        """Changes with what all articles depend on."""
        own, settings = self.project, self.settings
        return digest(
            program(),
            repr(self.terms),
            self.rules,
            repr((own.source, own.targets, own.timezone, own.reading)),
            repr(sorted(own.severities.items())),
            repr(
                (
                    *(settings.unreviewed, settings.outdated, settings.trust_html),
                    *(settings.addresses, "bilingual" in settings.editions),
                )
            ),
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """An article in all languages that may show it, and what is kept of it."""

    story: Story
    stamps: Mapping[str, Stamp]
    """Of all files that it was made of, from before it was read, and of those written with it."""
    words: Mapping[str, str] | None = None
    """Language → what readers find its version by, if it was made now."""
    unkept: Mapping[str, StoryText] | None = None
    """Language → text, where that could not be written into memory."""


def recalled(article: Article, run: Gathering) -> Kept | None:
    """The article as it is remembered, if nothing changed since; None if it must be made.

    ToolkitError if it cannot be read.
    """
    path = _path(article.name, run)
    if not path.exists():
        return None
    taken, text = _stamps(article, run), project.read(article)
    found = _remembered(path, _key(article, text, _contents(article, run), run))
    if not found:
        return None
    names = pictures(found)
    taken |= _ours(map(run.inside.joinpath, names), run)
    return Kept(found, taken) if all(inside.is_there(one, run.inside) for one in names) else None


def made(article: Article, run: Gathering) -> Kept:
    """The article as it is now, which is remembered; ToolkitError if it cannot be read."""
    taken = _stamps(article, run)
    story, found, approved = _made(article, project.read(article), run)
    words = {language: text.words for language, text in found.items()}
    try:
        told = {language: tuple(text) for language, text in found.items()}
        line = f"{record.dumps(story)}\n".encode()
        sealed.write(_path(article.name, run), line + pickle.dumps(told))
    except OSError:  # a full disk: what can be made again has to be
        return Kept(story, taken, words, found)
    written = (_path(article.name, run), *approved, *map(run.inside.joinpath, pictures(story)))
    return Kept(story, taken | _ours(written, run), words)


def last(article: Article, run: Gathering) -> Story | None:
    """The article as it was when it could be read; None if it never could."""
    return _remembered(_path(article.name, run))


def texts(name: str, key: str, run: Gathering) -> dict[str, StoryText] | None:
    """Language → text of an article, as remembered with a story that has that key."""
    path = _path(name, run)
    try:
        line, _, found = (sealed.read(path) or b"").partition(b"\n")
        if json.loads(line)["key"] != key:
            return None
        return {language: StoryText._make(row) for language, row in pickle.loads(found).items()}
    except _DAMAGED:
        return None


def _path(name: str, run: Gathering) -> Path:
    return run.memory / f"{digest(name)}.json"


def _made_of(article: Article, run: Gathering) -> Iterator[Path]:
    """The files beside the article's own: for each target, its catalog and its last publication."""
    for target in run.project.targets:
        yield project.catalog_path(run.project, article, target)
        yield project.last_publication_path(run.project, article, target)


def _contents(article: Article, run: Gathering) -> Iterator[bytes | None]:
    """What is in them. ToolkitError if one is no use."""
    for target in run.project.targets:
        yield project.content(project.catalog_path(run.project, article, target))
        yield project.last_publication(run.project, article, target).encode()


def _stamps(article: Article, run: Gathering) -> dict[str, Stamp]:
    paths = (article.path, _path(article.name, run), *_made_of(article, run))
    return {run.relative(path): stamp(str(path)) for path in paths}


def _ours(paths: Iterable[Path], run: Gathering) -> dict[str, Stamp]:
    """The stamps of what this run wrote, or found to be what it would write."""
    return {run.relative(path): stamp(str(path), ours=True) for path in paths}


def _made(
    article: Article, text: str, run: Gathering
) -> tuple[Story, Mapping[str, StoryText], list[Path]]:
    """(story, language → text, its publications that are approved as a whole, kept)."""
    prepared = run.parse(article)
    found = []
    catalogs = []
    for target in run.project.targets:
        catalog, data = run.load(article, prepared, target)
        catalogs.append(data)
        path = run.relative(project.catalog_path(run.project, article, target))
        errors = run.errors(catalog, target)
        terms = _wordings(run.terms, target)
        last = project.last_publication(run.project, article, target)
        severities = run.project.severities
        found.append(versions.Translation(target, catalog, errors, path, terms, last, severities))
    time = timing_of(prepared, text, run.project.timezone)
    gone = () if run.drafts else time.withdrawn
    there = [each for each in found if each.target.tag not in gone]
    made = versions.story(prepared, text, there, run.settings)
    contents: list[bytes | None] = []
    kept = []
    for each, data in zip(found, catalogs, strict=True):
        approved = made.approved.get(each.target.tag)
        if approved is not None:
            kept.append(project.keep(run.project, article, each.target, approved))
        contents += [data, (each.last if approved is None else approved).encode()]
    languages = (run.project.source, *run.project.targets)
    page = article.name.startswith("pages/")
    place = placing(prepared.form.metadata(text), languages, page)
    place = place._replace(faults=located(prepared, text, place.faults))
    story = versions.timed(made.story, time, run.project.timezone)
    story = placed(story, place, run.settings.addresses == "titles")
    key = _key(article, text, contents, run)
    story = story._replace(name=article.name, label=article.label, key=key)
    inside.keep(made.pictures, run.inside)
    return story._replace(told=_told(story)), made.texts, kept


def pictures(story: Story) -> tuple[str, ...]:
    """The names of the pictures that are in its texts themselves."""
    every = (version.references for version in story.versions)
    return inside.names(dict.fromkeys(chain.from_iterable(every)))


def _told(story: Story) -> str:
    """Changes with what is said of all versions of an article."""
    others = [(found.language, found.state) for found in story.versions]
    said = story._replace(versions=(), held=(), behind=(), label="", key="")
    return digest(repr((said, others)))


@cache
def _wordings(terms: Glossary | None, target: Language) -> dict[str, str]:
    """Source term → its wording, of all terms that have exactly one in a language."""
    found = ((term.source, term.wordings(target)) for term in (terms.terms if terms else ()))
    return {source: texts[0] for source, texts in found if len(texts) == 1}


def _key(article: Article, text: str, contents: Iterable[bytes | None], run: Gathering) -> str:
    """Changes with all that a story is made of: see `_contents`."""
    there = (b"" if content is None else b"=" + content for content in contents)
    return digest(run.key, article.label, text, *there)


def _bytes(path: Path) -> bytes:
    """What is in a file; b"" if there is none."""
    try:
        return plain.read(path)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return b""
    except OSError as error:
        raise CatalogError(f"{path}: cannot be read ({error.strerror})") from None


def remembered(run: Gathering) -> Iterator[Story]:
    """All articles as they were when they could be read."""
    return filter(None, map(_remembered, _others(run, ())))


def gone(run: Gathering, names: Iterable[str]) -> list[Story]:
    """What is remembered of articles other than these."""
    return [*filter(None, map(_remembered, _others(run, names)))]


def forget(run: Gathering, every: Collection[Story]) -> None:
    """Drop what is remembered of articles other than these; what cannot be dropped stays."""
    if run.inside.is_dir():
        inside.forget(run.inside, {name for story in every for name in pictures(story)})
    names = {story.name for story in every}
    for path in _others(run, names):
        if path.is_dir() and not path.is_symlink():  # as an older version kept them
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()


def _others(run: Gathering, names: Iterable[str]) -> list[Path]:
    """What lies in memory besides the files of these articles."""
    kept = {_path(name, run).name for name in names}
    with suppress(OSError), os.scandir(run.memory) as entries:
        return sorted(Path(entry.path) for entry in entries if entry.name not in kept)
    return []


def _remembered(path: Path, key: str = "") -> Story | None:
    """The story in a file, if it has that key."""
    try:
        data = json.loads((sealed.read(path) or b"").partition(b"\n")[0])
        return record.story(data) if key in ("", data["key"]) else None
    except _DAMAGED:
        return None
