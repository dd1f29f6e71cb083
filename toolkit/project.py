"""The only reader and writer of a project's files: settings, articles, catalogs, publications.

Files are replaced whole or not at all, never changed when nothing changed, and one process at a
time writes to a project.
"""

from __future__ import annotations

import errno
import glob
import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from toolkit import po
from toolkit.errors import CatalogError, PublishError, SourceError, ToolkitError, UsageError
from toolkit.language import language
from toolkit.model import Catalog, Language

SUFFIXES = (".txt", ".md", ".markdown", ".html", ".htm")
_SETTINGS = {
    "source": str,
    "targets": list,
    "sources": str,
    "locales": str,
    "out": str,
    "segmentation": str,
    "checks": dict,
}


@dataclass(frozen=True, slots=True)
class Article:
    """One source file of the project."""

    name: str
    """Path below `sources/` without suffix, with "/": the catalog's domain."""
    path: Path
    label: str
    """The path as messages and `#:` lines show it: relative to the project, with "/"."""


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with `toolkit.toml`, or with `[tool.toolkit]` in its `pyproject.toml`."""

    root: Path
    source: Language
    targets: tuple[Language, ...]
    sources: Path
    locales: Path
    out: Path
    rules: Path | None = None
    """The project's own SRX file."""
    severities: Mapping[str, str] = field(default_factory=dict)
    """Check name → "error", "warning" or "off"."""


def find(start: Path) -> Project:
    """The project that a folder belongs to. UsageError if there is none or its settings are wrong."""
    for folder in (start, *start.parents):
        for name in ("toolkit.toml", "pyproject.toml"):
            settings = _settings(folder / name)
            if settings is not None:
                return _project(folder, folder / name, settings)
    raise UsageError(f"{start} is not inside a project: run `toolkit init` there first")


def _settings(path: Path) -> dict[str, Any] | None:
    if not path.is_file():
        return None
    try:
        with path.open("rb") as file:
            data = tomllib.load(file)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise UsageError(f"{path}: {error}: repair the settings file") from None
    if path.name == "pyproject.toml":
        return data.get("tool", {}).get("toolkit")
    return data.get("tool", {}).get("toolkit", data)


def _project(root: Path, path: Path, settings: dict[str, Any]) -> Project:
    for name, value in settings.items():
        kind = _SETTINGS.get(name)
        if kind is None:
            raise UsageError(f"{path}: unknown setting {name!r}; known: {', '.join(_SETTINGS)}")
        if not isinstance(value, kind):
            raise UsageError(f"{path}: setting {name!r} must be a {kind.__name__}")
    rules = settings.get("segmentation")
    return Project(
        root=root,
        source=language(settings.get("source", "de")),
        targets=tuple(language(str(code)) for code in settings.get("targets", [])),
        sources=root / settings.get("sources", "sources"),
        locales=root / settings.get("locales", "locales"),
        out=root / settings.get("out", "public"),
        rules=root / rules if rules else None,
        severities=settings.get("checks", {}),
    )


def init(folder: Path, source: str, targets: Sequence[str]) -> Path:
    """Make a project: settings file and empty folders. UsageError if there is one already."""
    path = folder / "toolkit.toml"
    if path.exists() or _settings(folder / "pyproject.toml") is not None:
        raise UsageError(f"{folder} is a project already")
    codes = ", ".join(f'"{language(code).posix}"' for code in targets)
    text = f'source = "{language(source).posix}"\ntargets = [{codes}]\n'
    try:
        for name in ("sources", "locales"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        _replace(path, text.encode(), folder)
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror}") from None
    return path


def articles(project: Project, wanted: Sequence[str]) -> Iterator[Article | ToolkitError]:
    """The articles named by paths or globs, or all; what cannot be one comes as an error."""
    seen: dict[str, Path] = {}
    for path in _paths(project, wanted):
        if isinstance(path, ToolkitError):
            yield path
            continue
        name = path.relative_to(project.sources).with_suffix("").as_posix()
        other = seen.setdefault(name, path)
        if other != path:
            yield UsageError(
                f"{_label(project, path)}: {other.name} has the same name, so both would share"
                " their catalogs: rename one of them"
            )
        else:
            yield Article(name, path, _label(project, path))


def _label(project: Project, path: Path) -> str:
    inside = path.is_relative_to(project.root)
    return path.relative_to(project.root).as_posix() if inside else str(path)


def _paths(project: Project, wanted: Sequence[str]) -> Iterator[Path | ToolkitError]:
    if not wanted:
        yield from _below(project.sources)
    for text in wanted:
        found = [text] if Path(text).exists() else sorted(glob.glob(text, recursive=True))
        if not found:
            yield SourceError(f"{text}: there is no such file")
        for name in found:
            path = Path(os.path.abspath(name))  # noqa: PTH100 - links are kept as they are
            if not path.is_relative_to(project.sources):
                yield UsageError(f"{name}: not inside {project.sources}: move the article there")
            elif path.is_dir():
                yield from _below(path)
            elif path.suffix.lower() not in SUFFIXES:
                yield SourceError(f"{name}: unknown format; known: {', '.join(SUFFIXES)}")
            else:
                yield path


def _below(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES and not path.is_dir() and path.name[0] != "."
    )


def read(article: Article) -> str:
    """The article's text, a byte order mark included. SourceError if it is not UTF-8 text."""
    try:
        data = article.path.read_bytes()
    except OSError as error:
        raise SourceError(f"{article.label}: cannot be read ({error.strerror})") from None
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise SourceError(f"{article.label}:{line}: not a text file (it has zero bytes)")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceError(
            f"{article.label}:{line}: not UTF-8: convert it, for example with"
            " `iconv -f latin1 -t utf-8`"
        ) from None
    if not text.lstrip("\ufeff").strip():
        raise SourceError(f"{article.label}: the file is empty")
    return text


def catalog_path(project: Project, article: Article, target: Language) -> Path:
    """`locales/<locale>/LC_MESSAGES/<article>.po`."""
    return project.locales / target.posix / "LC_MESSAGES" / f"{article.name}.po"


def load(path: Path) -> tuple[Catalog, bytes | None]:
    """(the catalog, its bytes), or (an empty one, None) if there is no file yet."""
    if not path.exists():
        return Catalog(), None
    data = path.read_bytes() if path.is_file() and os.access(path, os.R_OK) else b""
    return po.read(path), data


def save(project: Project, path: Path, text: str, before: bytes | None) -> bool:
    """Replace a catalog if it changed; True if written.

    CatalogError if the file is no longer the one that was read: somebody saved it meanwhile.
    """
    data = text.encode()
    if data == before:
        return False
    now = path.read_bytes() if path.exists() else None
    if now != before:
        raise CatalogError(f"{path}: somebody saved it while we worked; nothing lost: run again")
    try:
        _replace(path, data, project.root)
    except OSError as error:
        raise CatalogError(f"{path}: cannot be written ({error.strerror})") from None
    return True


def publish(project: Project, path: Path, text: str) -> bool:
    """Replace a published file if it changed; True if written. PublishError if it cannot be."""
    data = text.encode()
    try:
        if path.is_file() and path.read_bytes() == data:
            return False
        _replace(path, data, project.root)
    except OSError as error:
        raise PublishError(f"{path}: cannot be written ({error.strerror})") from None
    return True


def _replace(path: Path, data: bytes, root: Path) -> None:
    """Write beside, flush to disk, rename: the file is old or new, never half."""
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = _scratch(root) / f"{os.getpid()}.new"
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        _rename(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _rename(temporary: Path, path: Path) -> None:
    try:
        temporary.replace(path)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        beside = path.with_name(f".{path.name}.new")
        beside.write_bytes(temporary.read_bytes())
        beside.replace(path)


def _scratch(root: Path) -> Path:
    """A folder for unfinished files; it can be deleted at any time."""
    folder = root / ".toolkit"
    folder.mkdir(exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n")
    return folder


@contextmanager
def lock(project: Project, waiting: str, tell: Any) -> Iterator[None]:
    """Let one process at a time write to the project; `tell(waiting)` if another is at work."""
    try:
        guard = FileLock(_scratch(project.root) / "lock")
    except OSError as error:
        raise UsageError(f"{project.root}: cannot be written ({error.strerror})") from None
    try:
        guard.acquire(timeout=0.2)
    except Timeout:
        tell(waiting)
        guard.acquire()
    try:
        _sweep(project.root)
        yield
    finally:
        guard.release()


def _sweep(root: Path) -> None:
    """Remove what a killed process left unfinished."""
    for path in _scratch(root).iterdir():
        if path.is_file() and path.name not in ("lock", ".gitignore"):
            path.unlink(missing_ok=True)
