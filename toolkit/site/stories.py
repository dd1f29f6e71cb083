"""A project's articles as stories; what has not changed since the last time is remembered.

The memory lies in `.toolkit/site/`, JSON files for each article, and can be deleted at any time.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from toolkit.errors import CatalogError
from toolkit.formats.article import ParsedArticle
from toolkit.formats.timing import Timing
from toolkit.glossary.glossary import Glossary
from toolkit.model import Catalog, Finding, Language
from toolkit.project import files as project
from toolkit.project.files import Article
from toolkit.project.settings import Project
from toolkit.site import versions
from toolkit.site.model import SiteSettings, Story, Version
from toolkit.storage import plain, sealed
from toolkit.storage.fingerprint import digest, program


@dataclass(frozen=True)
class Gathering:
    """What all articles of a run have in common."""

    project: Project
    settings: SiteSettings
    parse: Callable[[Article], ParsedArticle]
    """An article taken apart."""
    load: Callable[[Article, ParsedArticle, Language], tuple[Catalog, bytes]]
    """The catalog of an article, in step with it, and what is in its file."""
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


def story(article: Article, run: Gathering) -> Story:
    """The article in all languages that may show it; ToolkitError if it cannot be read."""
    return recalled(article, run) or made(article, run)


def recalled(article: Article, run: Gathering) -> Story | None:
    """The article as it is remembered, if nothing changed since; None if it must be made.

    ToolkitError if it cannot be read.
    """
    path = _path(article, run)
    if not path.exists():
        return None
    text = project.read(article)
    places = (
        place(run.project, article, target)
        for target in run.project.targets
        for place in (project.catalog_path, project.last_publication_path)
    )
    return _remembered(path, _key(article, text, map(_bytes, places), run))


def made(article: Article, run: Gathering) -> Story:
    """The article as it is now, which is remembered; ToolkitError if it cannot be read."""
    found = _made(article, project.read(article), run)
    _write(_path(article, run), found)
    return found


def last(article: Article, run: Gathering) -> Story | None:
    """The article as it was when it could be read; None if it never could."""
    return _remembered(_path(article, run))


def _path(article: Article, run: Gathering) -> Path:
    return run.memory / f"{digest(article.name)}.json"


def _made(article: Article, text: str, run: Gathering) -> Story:
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
    made = versions.story(prepared, text, found, run.settings, run.project.timezone)
    contents: list[bytes] = []
    for each, data in zip(found, catalogs, strict=True):
        approved = made.approved.get(each.target.tag)
        if approved is not None:
            project.keep(run.project, article, each.target, approved)
        contents += [data, (each.last if approved is None else approved).encode()]
    page = made.story.page or article.name.startswith("pages/")
    key = _key(article, text, contents, run)
    return replace(made.story, name=article.name, label=article.label, page=page, key=key)


@cache
def _wordings(terms: Glossary | None, target: Language) -> dict[str, str]:
    """Source term → its wording, of all terms that have exactly one in a language."""
    found = ((term.source, term.wordings(target)) for term in (terms.terms if terms else ()))
    return {source: texts[0] for source, texts in found if len(texts) == 1}


def _key(article: Article, text: str, contents: Iterable[bytes], run: Gathering) -> str:
    """Changes with all that a story is made of.

    `contents` are, for each target, its catalog and its last publication; b"" if there is none.
    """
    return digest(run.key, article.label, text, *contents)


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
    for path in sorted(run.memory.glob("*.json")):
        found = _remembered(path)
        if found:
            yield found


def gone(run: Gathering, names: Iterable[str]) -> list[Story]:
    """What is remembered of articles other than these."""
    kept = {digest(name) for name in names}
    paths = (path for path in sorted(run.memory.glob("*.json")) if path.stem not in kept)
    return [story for story in map(_remembered, paths) if story]


def forget(run: Gathering, names: Iterable[str]) -> None:
    """Drop what is remembered of articles other than these."""
    kept = {digest(name) for name in names}
    for path in run.memory.glob("*"):
        if path.stem not in kept:
            if path.is_dir() and not path.is_symlink():  # as an older version kept them
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


def _remembered(path: Path, key: str = "") -> Story | None:
    """The story in a file, if it has that key."""
    try:
        data = json.loads(sealed.read(path) or b"")
        return _story(data) if key in ("", data["key"]) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(path: Path, story: Story) -> None:
    sealed.remember(path, json.dumps(story, ensure_ascii=False, default=_fields).encode())


def _fields(value: Any) -> dict[str, Any]:
    """What JSON shall say of a story, its versions, its timing."""
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _story(data: dict[str, Any]) -> Story:
    """JSON knows no tuples."""
    found = tuple(Version(**_tuples(version)) for version in data["versions"])
    timing = Timing(**_tuples(data["timing"]))
    return Story(**_tuples({**data, "versions": found, "timing": timing}))


def _tuples(data: dict[str, Any]) -> dict[str, Any]:
    for name, value in data.items():
        if isinstance(value, list):
            nested = value and isinstance(value[0], list)
            data[name] = tuple(map(tuple, value)) if nested else tuple(value)
    return data
