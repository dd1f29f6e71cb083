"""The reader and writer of a project's files: articles, catalogs, publications.

Files are replaced whole or not at all, never changed when nothing changed, and one process at a
time writes to a project.
"""

from __future__ import annotations

import glob
import os
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from toolkit.catalog import po
from toolkit.errors import (
    CatalogError,
    ChangedError,
    PublishError,
    SourceError,
    StrangerError,
    ToolkitError,
    UnlistedError,
    UsageError,
)
from toolkit.formats import charset
from toolkit.formats.table import FORMATS, suffixes
from toolkit.glossary import glossary
from toolkit.model import Catalog, Language
from toolkit.project import places
from toolkit.project.settings import Project, absolute, find, init
from toolkit.storage import atomic, plain, signs, windows
from toolkit.storage import lock as locks

__all__ = ["Project", "find", "init"]

_UNREAD = {
    **dict.fromkeys((".doc", ".docm", ".dot", ".dotm", ".dotx", ".rtf", ".pages", ".wpd"), ".docx"),
    **dict.fromkeys((".ott", ".fodt", ".sxw"), ".odt"),
    **dict.fromkeys((".sbv", ".ass", ".ssa"), ".srt"),
    **dict.fromkeys((".tex", ".rst", ".adoc", ".asciidoc", ".org", ".textile", ".xhtml"), ""),
}
"""Files that somebody may take for articles, unless the table of formats has a row for them: how
they should be saved; "" for any format that is for everything."""


_LONGEST_NAME = 200
"""Bytes; what is made of an article has longer suffixes, and 255 is what most systems can."""


@dataclass(frozen=True, slots=True)
class Article:
    """One source file of the project."""

    name: str
    """Path below `sources/` without suffix, with "/": the catalog's domain."""
    path: Path
    label: str
    """The path as messages and `#:` lines show it: relative to the project, with "/"."""


Claims = Mapping[str, set[str]]
"""File that is made of articles → the paths of those that lay claim to it."""


def articles(
    project: Project, wanted: Sequence[str], known: Claims | None = None
) -> Iterator[Article | ToolkitError]:
    """The articles named by paths or globs, or all; what cannot be one comes as an error.

    `known` are the project's `claims`, if they have been looked up before.
    """
    home = os.path.realpath(project.sources)
    paths, endings = [*_paths(project, wanted)], _endings()
    claimed = known if known is not None else claims(project, None if wanted else paths)
    for path in dict.fromkeys(paths) if wanted else paths:
        if isinstance(path, ToolkitError):
            yield path
            continue
        text, label = f"{path}", _label(project, path)
        name, suffix = _name(project, path)
        claimants = (claimed.get(claim, ()) for claim in _claimed(name, endings[suffix]))
        rival = next((other for each in claimants for other in each if other != text), None)
        if _unfit(label):
            yield SourceError(f"{label!a}: no catalog can carry the signs in this name: rename it")
        elif _leads_out(path, home):
            where = _label(project, project.sources)
            yield SourceError(f"{label}: a link out of {where}: put the article itself there")
        elif name == "site":
            what = "`site.po` holds the words of the site's theme: rename the article"
            yield UsageError(f"{label}: {what}")
        elif len(os.fsencode(path.stem)) > _LONGEST_NAME:
            yield SourceError(f"{label[:60]}…: the name is too long: rename it")
        elif rival:
            yield UsageError(
                f"{label}: {Path(rival).name} has the same name, so both would share"
                " their catalogs or their publications: rename one of them"
            )
        else:
            yield Article(name, path, label)


def _leads_out(path: Path, home: str) -> bool:
    """Whether a file below a (real) folder is really one elsewhere."""
    real = places.real(path)
    return not real.startswith(f"{home}{os.sep}") and os.path.isfile(real)  # noqa: PTH113


def _unfit(name: str) -> bool:
    """Whether no `#:` line can carry it: line ends, what is not Unicode, gettext's own marks."""
    return "\u2068" in name or "\u2069" in name or bool(signs.unfit(name))


def claims(project: Project, listed: Iterable[Path | ToolkitError] | None = None) -> Claims:
    """File made of articles → those that claim it; `listed` are all of them, if known."""
    found: dict[str, set[str]] = defaultdict(set)
    endings = _endings()
    for path in _below(project, project.sources) if listed is None else listed:
        if not isinstance(path, ToolkitError):
            name, suffix = _name(project, path)
            for claim in _claimed(name, endings[suffix]):
                found[claim].add(f"{path}")
    return found


def _endings() -> dict[str, tuple[str, ...]]:
    """Suffix of articles → how the names of files end that are made of one."""
    forms = FORMATS.values()
    return {suffix: ("", suffix, form.page_suffix) for form in forms for suffix in form.suffixes}


def _claimed(name: str, endings: Iterable[str]) -> Iterator[str]:
    """The files made of an article, in the letters of a system that knows no capitals."""
    own = unicodedata.normalize("NFC", name).casefold()
    return (f"{own}{ending}" for ending in endings)


def _name(project: Project, path: Path) -> tuple[str, str]:
    """What an article is called, and its suffix in lower case."""
    name, dot, suffix = _within(project.sources, path).rpartition(".")
    return name, f"{dot}{suffix.lower()}"


def _label(project: Project, path: Path) -> str:
    try:
        return _within(project.root, path)
    except ValueError:
        return str(path)


def _within(folder: Path, path: Path) -> str:
    """The path below a folder, with "/". ValueError if it is elsewhere."""
    start, text = f"{folder}{os.sep}", f"{path}"
    if text.startswith(start):  # as usual: pathlib takes ten times as long
        return text[len(start) :].replace(os.sep, "/")
    return path.relative_to(folder).as_posix()


def _paths(project: Project, wanted: Sequence[str]) -> Iterator[Path | ToolkitError]:
    if not wanted:
        yield from _below(project, project.sources)
    for text in wanted:
        there = os.path.lexists(text)
        found = [text] if there else sorted(glob.glob(text, recursive=True))  # noqa: PTH207
        if not found:
            yield SourceError(f"{text}: there is no such file")
        for name in found:
            path = absolute(Path.cwd(), name)
            if not path.is_relative_to(project.sources):
                path = path.parent.resolve() / path.name
            if not path.is_relative_to(project.sources) and path.suffix == ".po":
                yield UsageError(f"{name}: a catalog; name its article instead")
            elif not path.is_relative_to(project.sources):
                yield UsageError(
                    f"{name}: not inside {project.sources}: name an article there, or move it there"
                )
            elif path.is_dir():
                yield from _below(project, path)
            elif path.suffix.lower() not in suffixes():
                yield SourceError(f"{name}: unknown format; known: {', '.join(suffixes())}")
            else:
                yield path


def unread(project: Project) -> list[str]:
    """What is to be said of files in `sources/` that somebody may take for articles."""
    *others, last = sorted(form.suffixes[0] for form in FORMATS.values() if form.universal)
    usual = f"{', '.join(others)} or {last}"
    known = suffixes()
    return [
        f"{_label(project, path)} is not read; save it as {_UNREAD[path.suffix.lower()] or usual}"
        for path in _below(project, project.sources, tuple(_UNREAD))
        if not isinstance(path, ToolkitError) and path.suffix.lower() not in known
    ]


def unportable(project: Project) -> list[str]:
    """What is to be said of articles with a name that Windows cannot have."""
    what = "Windows cannot have this name; rename it if somebody works there"
    return [
        f"{_label(project, path)}: {what}"
        for path in _below(project, project.sources)
        if not isinstance(path, ToolkitError)
        and any(map(windows.cannot_have, path.relative_to(project.sources).parts))
    ]


def orphans(project: Project) -> dict[str, dict[str, Path]]:
    """Catalogs whose article is gone: its name → label → file; the site's own words are none."""
    known = _names_there(project)
    found: dict[str, dict[str, Path]] = {}
    if known is None:
        return found
    for target in project.targets:
        for name, path in _memory_files(project, target)[0].items():
            if name not in known and name != "site" and not _unfit(name):
                found.setdefault(name, {})[_label(project, path)] = path
    return found


def once_published(project: Project, target: Language) -> list[Article]:
    """The articles that are gone and were published in a language, as they were called then."""
    known = _names_there(project)
    base = project.locales / target.posix / "published"
    if not known:
        return []  # nobody removes all articles; their folder is elsewhere
    paths = (path.relative_to(base) for path in sorted(base.rglob("*")) if path.is_file())
    were = [project.sources / path for path in paths if path.suffix.lower() in suffixes()]
    found = [Article(_name(project, path)[0], path, _label(project, path)) for path in were]
    return [article for article in found if article.name not in known]


def _names_there(project: Project) -> set[str] | None:
    """What the articles are called; None as long as a folder of them cannot be listed."""
    known: set[str] = set()
    for path in _below(project, project.sources):
        if isinstance(path, ToolkitError):
            return None
        known.add(_name(project, path)[0])
    return known


def _below(
    project: Project, folder: Path, endings: Sequence[str] = ()
) -> list[Path | UnlistedError]:
    """The articles in a folder, or its files with other endings; hidden ones are none.

    A folder in it that cannot be listed comes as an error, and so does a link to one elsewhere.
    """
    home = os.path.realpath(project.sources)
    wanted = endings or suffixes()
    found: list[str] = []
    errors: list[UnlistedError] = []

    def unlisted(error: OSError) -> None:
        what = f"the folder cannot be listed ({error.strerror}); nothing of it counts as gone"
        errors.append(UnlistedError(f"{_label(project, Path(error.filename))}: {what}"))

    for parent, folders, names in os.walk(folder, onerror=unlisted):
        folders[:] = [name for name in folders if not name.startswith(".")]
        linked = (place for name in folders if os.path.islink(place := f"{parent}{os.sep}{name}"))  # noqa: PTH114
        for place in linked:
            if not f"{os.path.realpath(place)}{os.sep}".startswith(f"{home}{os.sep}"):
                what = "put the folder itself there; nothing of it counts as gone"
                where = f"{_label(project, Path(place))}: a link out of"
                errors.append(UnlistedError(f"{where} {_label(project, project.sources)}: {what}"))
        found += [
            f"{parent}{os.sep}{name}"
            for name in names
            if os.path.splitext(name)[1].lower() in wanted and not name.startswith(".")  # noqa: PTH122
        ]
    found.sort(key=lambda path: path.split(os.sep))  # noqa: PTH206 - there are thousands
    return [*map(Path, found), *errors]


def read(article: Article) -> str:
    """The article's text, a byte order mark included. SourceError if it cannot be read."""
    data, suffix = read_bytes(article), article.path.suffix.lower()
    known = (form.unpack for form in FORMATS.values() if suffix in form.suffixes)
    try:
        text = next(known, charset.decode)(data)
    except SourceError as error:
        raise SourceError(f"{article.label}:{error}") from None
    if not text.lstrip("\ufeff").strip():
        raise SourceError(f"{article.label}: the file is empty: write something or remove it")
    return text


def read_bytes(article: Article) -> bytes:
    """The article's file. SourceError if it cannot be read."""
    try:
        if article.path.exists() and not article.path.is_file():
            raise SourceError(f"{article.label}: not a file")
        return plain.read(article.path)
    except OSError as error:
        raise SourceError(f"{article.label}: cannot be read ({error.strerror})") from None


def terms_path(project: Project) -> Path:
    """`<locales>/glossary.csv`. UsageError if it leads out of the project."""
    return _inside(project, project.locales / glossary.NAME)


def terms(project: Project) -> glossary.Glossary | None:
    """The project's glossary; None if there is none."""
    path = terms_path(project)
    if not path.exists():
        return None
    try:
        data = plain.read(path)
    except OSError as error:
        raise UsageError(f"{_label(project, path)}: cannot be read ({error.strerror})") from None
    return glossary.parse(data, _label(project, path), project.source)


def write_terms(project: Project, data: bytes) -> None:
    """Replace the project's glossary. UsageError if it cannot be written."""
    path = terms_path(project)
    try:
        atomic.replace(path, data, project.root)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror})") from None


def catalog_path(project: Project, article: Article, target: Language) -> Path:
    """`locales/<locale>/LC_MESSAGES/<article>.po`. CatalogError if it leads out of the project."""
    path = project.locales / target.posix / "LC_MESSAGES" / f"{article.name}.po"
    return _catalog(project, path)


def _catalog(project: Project, path: Path) -> Path:
    try:
        return _inside(project, path)
    except UsageError as error:
        raise StrangerError(path, str(error)) from None


def _inside(project: Project, path: Path) -> Path:
    return places.require(project.root, path, project.named)


def last_publication_path(project: Project, article: Article, target: Language) -> Path:
    """`locales/<locale>/published/<article>.<suffix>`."""
    name = f"{article.name}{article.path.suffix}"
    return _catalog(project, project.locales / target.posix / "published" / name)


def last_publication(project: Project, article: Article, target: Language) -> str:
    """The last publication of an article that was approved as a whole; "" if there is none.

    PublishError if it cannot be read.
    """
    path = last_publication_path(project, article, target)
    try:
        return path.read_bytes().decode() if path.is_file() else ""
    except OSError as error:
        what = f"cannot be read ({error.strerror}); correct its permissions, or remove it"
        raise PublishError(f"{path}: {what}") from None
    except UnicodeDecodeError as error:
        raise PublishError(f"{path}: cannot be read ({error}); remove it") from None


def keep(project: Project, article: Article, target: Language, text: str) -> Path:
    """Remember a publication that is approved as a whole: the file."""
    path = last_publication_path(project, article, target)
    publish(project, path, text, among=project.locales)
    return path


def memory_files(project: Project, target: Language) -> tuple[dict[str, Path], list[Path]]:
    """(article name → its catalog, TMX files in `memory/`): what the memory is made of.

    Those that lead out of the project are left out: see `strangers`.
    """
    catalogs, exchanged = _memory_files(project, target)
    foreign = {error.path for error in strangers(project, target)}
    return (
        {name: path for name, path in catalogs.items() if path not in foreign},
        [path for path in exchanged if path not in foreign],
    )


def strangers(project: Project, target: Language) -> list[StrangerError]:
    """What looks like a part of the memory, but no project of ours can have or may read it."""
    catalogs, exchanged = _memory_files(project, target)
    errors = []
    for folder in (project.locales / target.posix / "LC_MESSAGES", project.root / "memory"):
        if folder.is_dir() and not os.access(folder, os.R_OK | os.X_OK):
            what = (
                f"{_label(project, folder)}: the folder cannot be listed; correct its permissions"
            )
            errors.append(StrangerError(folder, what))
    for path in (*catalogs.values(), *exchanged):
        label = _label(project, path)
        if _unfit(label):
            what = f"{label!a}: no catalog can carry the signs in this name: rename it"
            errors.append(StrangerError(path, what))
        elif places.leads_out(project.root, path, project.named):
            what = f"{label}: a link out of the project: put the file itself there"
            errors.append(StrangerError(path, what))
    return errors


def _memory_files(project: Project, target: Language) -> tuple[dict[str, Path], list[Path]]:
    base = project.locales / target.posix / "LC_MESSAGES"
    catalogs = {
        path.relative_to(base).with_suffix("").as_posix(): path
        for path in sorted(base.rglob("*.po"))
    }
    return catalogs, sorted((project.root / "memory").glob("*.tmx"))


def scratch(project: Project, name: str) -> Path:
    """A folder below `.toolkit/` for files that can be deleted at any time."""
    return atomic.scratch(project.root) / name


def load(path: Path) -> tuple[Catalog, bytes | None]:
    """(the catalog, its bytes), or (an empty one, None) if there is no file yet."""
    data = content(path)
    return (Catalog(), None) if data is None else (po.parse(data, str(path)), data)


def content(path: Path) -> bytes | None:
    """The bytes of a catalog; None if there is no file yet. CatalogError if it cannot be read."""
    try:
        if not path.exists() and not path.is_symlink():
            return None
        if not path.is_file():
            what = "a link to nothing" if path.is_symlink() else "not a file"
            raise CatalogError(f"{path}: {what}; repair it or move it away")
        return plain.read(path)
    except OSError as error:
        raise CatalogError(f"{path}: cannot be read ({error.strerror})") from None


def save(project: Project, path: Path, text: str, before: bytes | None) -> bool:
    """Replace a catalog if it changed; True if written.

    ChangedError if the file is no longer the one that was read: somebody saved it meanwhile.
    """
    data = text.encode()
    if data == before:
        return False

    def check() -> None:
        if (path.read_bytes() if path.exists() else None) != before:
            what = "somebody saved it while we worked; nothing lost: run again"
            raise ChangedError(f"{path}: {what}")

    try:
        atomic.replace(path, data, project.root, check)
    except OSError as error:
        raise CatalogError(f"{path}: cannot be written ({error.strerror})") from None
    return True


def publish(project: Project, path: Path, text: str | bytes, among: Path | None = None) -> bool:
    """Replace a published file if it changed; True if written.

    It may lie in no folder of the project's own but `among`.

    PublishError if it cannot be, or if it is a link: it could lead to any file of the user's.
    """
    data = text.encode() if isinstance(text, str) else text
    try:
        if path.is_symlink():
            raise PublishError(f"{path}: a link; remove it")
        _inside(project, path)
        real = Path(places.real(path))
        for folder in (project.sources, project.locales):
            if folder != among and real.is_relative_to(places.real(folder)):
                raise PublishError(f"{path}: inside {folder}; choose another output folder")
        if path.is_file() and plain.read(path) == data:
            return False
        atomic.replace(path, data, project.root)
    except OSError as error:
        raise PublishError(f"{path}: cannot be written ({error.strerror})") from None
    return True


@contextmanager
def lock(project: Project, waiting: str, tell: Callable[[str], None]) -> Iterator[None]:
    """Let one process at a time write to the project; `tell(waiting)` if another is at work."""
    with locks.in_project(project.root, waiting, tell), places.settled():
        yield
