"""What a project is: a folder with `toolkit.toml`, or with `[tool.toolkit]` in pyproject.toml."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from toolkit.checks.table import CHECKS
from toolkit.engines.argos.row import MODELS
from toolkit.engines.table import DEFAULT, ENGINES
from toolkit.errors import UsageError
from toolkit.formats.format import AS_SHOWN, ReadingOptions
from toolkit.formats.table import dialects
from toolkit.languages.language import language
from toolkit.model import Language
from toolkit.project import places
from toolkit.project.setting import (
    NUMBER,
    TABLE,
    TEXT,
    TRUTH,
    Kind,
    Setting,
    between,
    meant,
    one_of,
    read,
    some_of,
)
from toolkit.storage import atomic, plain

_SETTINGS = """\
source = "{source}"
targets = [{targets}]
# timezone = "Europe/Berlin"     # where the newsroom is: days and times are meant there
# engine = "none"                # for newsrooms that draft without models

# [checks]
# "end punctuation" = "off"      # or "warning", or "error", which blocks publishing

# [site]                         # what `toolkit site` builds; all keys: docs/settings.md
# url = "https://example.org"    # feeds, sitemap, canonical addresses need it
# title = "..."                  # or by language: title = {{ de = "...", en = "..." }}
"""
_IGNORED = """\
# made by toolkit, and made again at any time
/.toolkit/
/exchange/
/public/
/review/
/site/
"""
_SEVERITIES = ("error", "warning", "off")


def _checks(table: Mapping[str, Any]) -> Mapping[str, str]:
    """The severities of checks. UsageError for a check or a severity that does not exist."""
    for name, value in table.items():
        if name not in CHECKS:
            hint = meant(name, [*CHECKS])
            raise UsageError(
                f"there is no check {name!r}; {hint}the checks are {', '.join(CHECKS)}"
            )
        if value not in _SEVERITIES:
            raise UsageError(f"check {name!r} must be set to error, warning or off")
    return table


def _zone(name: str | None) -> ZoneInfo | None:
    """A time zone. UsageError if there is none of that name."""
    try:
        return ZoneInfo(name) if name else None
    except (OSError, ValueError, KeyError):
        what = "names are like Europe/Berlin or UTC"
        raise UsageError(f"setting timezone: there is no time zone {name!r}; {what}") from None


def _names(names: Sequence[Any]) -> tuple[str, ...]:
    """The names of fields. UsageError for what is no name."""
    for name in names:
        if not isinstance(name, str) or not all(name.split(".")):
            raise UsageError(f"setting 'front_matter' must be a list of names, {name!r} is none")
    return tuple(names)


SETTINGS = (
    Setting(
        "source",
        (TEXT,),
        "de",
        "The language that the articles are written in, in any dialect: `zh_CN`, `zh-Hans`, `zh`.",
    ),
    Setting(
        "targets",
        (Kind(list, 'a list like ["en", "ru"]'),),
        [],
        "The languages that they are translated into.",
    ),
    Setting(
        "timezone",
        (TEXT,),
        None,
        "Where the newsroom is, such as `Europe/Berlin`: days and times are told in its zone, and"
        " meant in it where they name none. Without it each stays in the zone it names, else UTC.",
        convert=_zone,
    ),
    Setting("sources", (TEXT,), "sources", "The folder of the articles."),
    Setting("locales", (TEXT,), "locales", "The folder of the catalogs and of the glossary."),
    Setting("out", (TEXT,), "public", "The folder that `publish` writes to."),
    Setting(
        "segmentation",
        (TEXT,),
        None,
        "An SRX 2.0 file of your own rules for sentences, which come before the built-in ones.",
    ),
    Setting(
        "front_matter",
        (Kind(list, 'a list like ["cover.credit", "sidebar_label"]'),),
        [],
        "Your own fields of front matter that are texts for readers, besides the known ones: a key,"
        " or the keys that lead to it with dots between them; `*` is any key.",
        convert=_names,
    ),
    Setting(
        "engine",
        (TEXT,),
        DEFAULT,
        "What makes drafts: a name from the table of engines; `none` where people write all.",
        one_of(*ENGINES),
    ),
    Setting(
        "models",
        (TEXT,),
        MODELS.default,
        "For a pair of languages that has both, the model that was installed (`installed`) or the"
        " one that comes with the toolkit (`shipped`).",
        one_of(*MODELS.among),
    ),
    Setting(
        "dialects",
        (Kind(list, 'a list like ["hugo", "github"]'),),
        [],
        "The dialects of Markdown that the articles are written in; without them each article is"
        " read with the syntax it shows.",
        some_of(dialects()),
    ),
    Setting(
        "checks",
        (TABLE,),
        {},
        'Severities of single checks, such as `"end punctuation" = "off"`: `"error"` keeps a'
        ' text from being published, `"warning"` is only listed, `"off"` is not looked for.',
        convert=_checks,
    ),
    Setting(
        "memory",
        (NUMBER,),
        85,
        "Matches of the translation memory from this percentage on come before the engine.",
        between(75, 102, "102: never"),
    ),
    Setting(
        "trust_context",
        (TRUTH,),
        False,
        "Whether a known sentence between the same two others is approved at once.",
    ),
    Setting(
        "four_eyes",
        (TRUTH,),
        False,
        "Whether at the desk nobody may approve what they wrote themselves.",
    ),
    Setting("site", (TABLE,), {}, "The settings of the site, see below."),
)
_DEFAULTS = read({}, SETTINGS)


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with `toolkit.toml`, or with `[tool.toolkit]` in its `pyproject.toml`."""

    root: Path
    source: Language
    targets: tuple[Language, ...]
    sources: Path
    locales: Path
    out: Path
    timezone: ZoneInfo | None = _DEFAULTS["timezone"]
    """What days and times are told in; None: each in its own zone."""
    engine: str = DEFAULT
    """What makes drafts unless a command names another."""
    models: str = _DEFAULTS["models"]
    """Which of two models for a pair is preferred, "installed" or "shipped"."""
    rules: Path | None = None
    """The project's own SRX file."""
    reading: ReadingOptions = AS_SHOWN
    """How the articles are written."""
    severities: Mapping[str, str] = field(default_factory=dict)
    """Check name → "error", "warning" or "off"."""
    memory: int = _DEFAULTS["memory"]
    """The lowest match (75 to 102 percent) that is preferred to an engine's draft."""
    trust_context: bool = _DEFAULTS["trust_context"]
    """Matches with the same neighbours are taken over as approved."""
    four_eyes: bool = _DEFAULTS["four_eyes"]
    """Nobody approves at the desk what they wrote themselves."""
    site: Mapping[str, Any] = field(default_factory=dict)
    """What `toolkit site` wants to know; see `site.settings`."""
    named: tuple[Path, ...] = ()
    """Places outside of it that its user named for this run."""


def find(start: Path) -> Project:
    """The project around a folder.

    UsageError if there is none, if its settings are wrong, or if they lead out of it.
    """
    path, settings = _found(start)
    project = _project(path.parent, path, settings)
    own = [path, project.sources, project.locales, *([project.rules] if project.rules else [])]
    for place in own:
        places.require(project.root, place)
    return project


def root(start: Path) -> Path:
    """The folder of the project around a folder. UsageError if there is none."""
    return _found(start)[0].parent


def _found(start: Path) -> tuple[Path, Any]:
    """The file with the settings of the project around a folder, and what it says."""
    for folder in (start, *start.parents):
        for name in ("toolkit.toml", "pyproject.toml"):
            settings = _settings(folder / name)
            if settings is not None:
                return folder / name, settings
    raise UsageError(f"{start} is not inside a project: run `toolkit init` there first")


def _settings(path: Path) -> Any:
    """The project's settings in a file; None if there are none."""
    try:
        if not path.is_file():
            return None
        data = tomllib.loads(plain.read(path).decode())
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from None
    except RecursionError:
        raise UsageError(f"{path}: nested too deeply: repair the settings file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: {error}: repair the settings file") from None
    tool = data.get("tool")
    default = None if path.name == "pyproject.toml" else data
    return tool.get("toolkit", default) if isinstance(tool, dict) else default


def _project(root: Path, path: Path, settings: Any) -> Project:
    try:
        if not isinstance(settings, dict):
            raise UsageError("the settings must be a table: write [tool.toolkit]")
        values = read(settings, SETTINGS)
        source, *targets = _languages(values["source"], values["targets"])
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from None
    rules = values["segmentation"]
    return Project(
        root=root,
        source=source,
        targets=tuple(targets),
        sources=absolute(root, values["sources"]),
        locales=absolute(root, values["locales"]),
        out=absolute(root, values["out"]),
        timezone=values["timezone"],
        engine=values["engine"],
        models=values["models"],
        rules=root / rules if rules else None,
        reading=ReadingOptions(values["front_matter"], tuple(values["dialects"])),
        severities=values["checks"],
        memory=values["memory"],
        trust_context=values["trust_context"],
        four_eyes=values["four_eyes"],
        site=values["site"],
    )


def _languages(source: str, targets: Sequence[Any]) -> tuple[Language, ...]:
    """The source language and the targets, each once. UsageError if it is one of them."""
    found = tuple(dict.fromkeys(language(str(code)) for code in targets))
    if language(source) in found:
        raise UsageError(f"{source!r} is the source language, it cannot be a target too")
    return language(source), *found


def absolute(root: Path, name: str) -> Path:
    """A path without `..`, relative to a folder."""
    return Path(os.path.abspath(root / name))  # noqa: PTH100 - links are kept as they are


def init(folder: Path, source: str, targets: Sequence[str]) -> Path:
    """Make a project: settings file and empty folders. UsageError if there is one already."""
    path = folder / "toolkit.toml"
    if path.exists() or _settings(folder / "pyproject.toml") is not None:
        raise UsageError(f"{folder} is a project already")
    first, *others = (found.posix for found in _languages(source, targets))
    codes = ", ".join(f'"{code}"' for code in others)
    text = _SETTINGS.format(source=first, targets=codes)
    try:
        for name in ("sources", "locales"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        atomic.replace(path, text.encode(), folder)
        if not (folder / ".gitignore").exists():
            atomic.replace(folder / ".gitignore", _IGNORED.encode(), folder)
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror}") from None
    return path
