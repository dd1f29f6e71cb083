"""The table of translation engines. Whatever lists engines or their options reads it here.

To add one: a module with a class that has `path`, `origin` and `translate`, and a row here, with
the options that are its own; `toolkit translate` offers them. The contract tests run over every
row.
"""

from __future__ import annotations

from pathlib import Path

from toolkit.engines.argos.row import ARGOS
from toolkit.engines.contract import Engine, EngineRow, Option
from toolkit.errors import UsageError


def _pseudo(_: Path | None) -> Engine:
    from toolkit.engines.pseudo import Pseudo

    return Pseudo()


def _identity(_: Path | None) -> Engine:
    from toolkit.engines.identity import Identity

    return Identity()


def _none(_: Path | None) -> Engine:
    from toolkit.engines.none import NoEngine

    return NoEngine()


ENGINES: dict[str, EngineRow] = {
    row.name: row
    for row in (
        ARGOS,
        EngineRow(
            "pseudo",
            "Other letters for every letter, to see how pages bear them",
            _pseudo,
        ),
        EngineRow(
            "identity",
            "The sentences as they are: shows what reaches an engine",
            _identity,
        ),
        EngineRow(
            "none", "Nothing: words stay empty, numbers are written as the target does", _none
        ),
    )
}
"""Name → row; the first one is the default."""
DEFAULT = ARGOS.name


def options() -> dict[str, Option]:
    """The options of all engines by name; engines that share a name share the option."""
    return {option.name: option for row in ENGINES.values() for option in row.options}


def load(name: str, cache: Path | None = None, **chosen: int | str) -> Engine:
    """The engine of that name; heavy libraries are imported here and not before.

    `cache` is a file that may keep results in between runs. `chosen` are values of options, also
    of other engines' (they have no effect); an option that is missing has its default. UsageError
    if there is no such engine or option, if a value is out of range, or if the engine lacks an
    option that it cannot do without.
    """
    row = ENGINES.get(name)
    if row is None:
        raise UsageError(f"there is no engine {name!r}; choose one of {', '.join(ENGINES)}")
    known = options()
    for key, value in chosen.items():
        option = known.get(key)
        if option is None:
            raise UsageError(f"no engine has an option {key!r}; there are {', '.join(known)}")
        if option in row.options:
            option.check(value)
        elif option.without and value != option.default:
            raise UsageError(f"the engine {name!r} {option.without}; leave --{key} out")
    return row.make(cache, **{one.name: chosen.get(one.name, one.default) for one in row.options})
