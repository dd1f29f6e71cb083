"""What a setting is: each key once, with type, default, allowed range and a sentence.

Settings are read, checked and documented from lists of these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.errors import UsageError


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of TOML, and how it is written."""

    type: type
    words: str


TEXT = Kind(str, "a text in quotes")
NUMBER = Kind(int, "a whole number")
TRUTH = Kind(bool, "true or false")
TABLE = Kind(dict, "a table")


@dataclass(frozen=True, slots=True)
class Range:
    """Which values of its type a setting may have."""

    words: Callable[[], str]
    """What the setting must do, such as "lie between 1 and 9"."""
    holds: Callable[[Any], bool]


def between(least: int, greatest: int, note: str) -> Range:
    """Whole numbers, both ends included; the note says what the ends mean."""
    words = f"lie between {least} and {greatest} ({note})"
    return Range(lambda: words, lambda value: least <= value <= greatest)


def one_of(*names: str) -> Range:
    """One of these texts."""
    return Range(lambda: f"be one of {', '.join(names)}", lambda value: value in names)


def some_of(table: Iterable[str]) -> Range:
    """A list of texts that the table has when it is asked: rows may have been added."""
    return Range(
        lambda: f"be some of {', '.join(table)}",
        lambda value: {*map(str, value)} <= {*table} and all(isinstance(v, str) for v in value),
    )


@dataclass(frozen=True, slots=True)
class Setting:
    """One key of the settings."""

    name: str
    kinds: tuple[Kind, ...]
    default: Any
    """As it would be written; None if there is none."""
    sentence: str
    """What it is for, in Markdown."""
    allowed: Range | None = None
    convert: Callable[[Any], Any] = lambda value: value
    """What was written → what the toolkit works with. UsageError if that cannot be."""


def read(table: Mapping[str, Any], settings: Sequence[Setting], prefix: str = "") -> dict[str, Any]:
    """Setting → its value or default, converted. UsageError for what is misspelled or not allowed.

    `prefix` comes before the names in messages, such as "site.".
    """
    known = {setting.name: setting for setting in settings}
    for line in unknown(table, known, prefix):
        raise UsageError(line)
    for name, value in table.items():
        _refuse_wrong(known[name], value, _label(name, prefix))
    return {name: row.convert(table.get(name, row.default)) for name, row in known.items()}


def unknown(table: Mapping[str, Any], known: Iterable[str], prefix: str = "") -> Iterator[str]:
    """What is said of keys that are not among the known ones, with the one that may be meant."""
    names = [*known]
    for name in table:
        if name not in names:
            hint = meant(name, names)
            yield f"unknown setting {_label(name, prefix)}; {hint}known: {', '.join(names)}"


def meant(name: str, known: Sequence[str]) -> str:
    """A question whether the likest of the known names is meant; "" if none is like it."""
    import difflib  # only where a name is unknown

    close = difflib.get_close_matches(name, known, 1)
    return f"did you mean {close[0]!r}? " if close else ""


def _label(name: str, prefix: str) -> str:
    return f"{prefix}{name}" if prefix else repr(name)


def _refuse_wrong(setting: Setting, value: Any, label: str) -> None:
    """UsageError for a value of another type or out of range."""
    if type(value) not in [kind.type for kind in setting.kinds]:
        words = " or ".join(kind.words for kind in setting.kinds)
        raise UsageError(f"setting {label} must be {words}")
    if isinstance(value, str) and "\0" in value:
        raise UsageError(f"setting {label} must be a text without zero bytes")
    if setting.allowed and not setting.allowed.holds(value):
        raise UsageError(f"setting {label} must {setting.allowed.words()}")


def as_markdown(settings: Sequence[Setting]) -> str:
    """A table for the documentation."""
    lines = ["| key | default | what may stand there | what it is for |", "|---|---|---|---|"]
    return "\n".join([*lines, *map(_line, settings)]) + "\n"


def _line(setting: Setting) -> str:
    default = "none" if setting.default is None else f"`{_toml(setting.default)}`"
    words = " or ".join(kind.words for kind in setting.kinds)
    if setting.allowed:
        words = f"{words}; it must {setting.allowed.words()}"
    return f"| `{setting.name}` | {default} | {words} | {setting.sentence} |"


def _toml(value: Any) -> str:
    """A value as TOML writes it."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case list():
            return f"[{', '.join(map(_toml, value))}]"
        case dict():
            return f"{{{', '.join(f'{key} = {_toml(item)}' for key, item in value.items())}}}"
    return str(value)
