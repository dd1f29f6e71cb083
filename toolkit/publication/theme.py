"""Templates: the one door to Jinja2. A project's own template replaces ours, file by file."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import (
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    StrictUndefined,
    TemplateSyntaxError,
)
from jinja2.bccache import Bucket
from jinja2.loaders import split_template_path
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from toolkit.errors import ToolkitError, UsageError
from toolkit.project import places
from toolkit.storage import kept

__all__ = ["Markup", "forget", "render"]


def render(template: str, values: Mapping[str, Any], overrides: Path | None = None) -> str:
    """A template's text; values are escaped unless they are `Markup`.

    A project's template may be somebody else's: it runs in Jinja's sandbox, with nothing but its
    values. UsageError, naming file and line, if it is damaged.
    """
    try:
        text = _environment(overrides).get_template(template).render(values)
        text.encode()
    except TemplateSyntaxError as error:
        place = f"{error.filename}:{error.lineno}"
        raise UsageError(f"{place}: {error.message}; correct the template") from None
    except ToolkitError:
        raise
    except Exception as error:  # a template is a program of somebody else's
        what = str(error) or type(error).__name__
        raise UsageError(f"{template}: {what}; correct the project's template") from None
    return text


def forget() -> None:
    """Look for templates anew: files may have been added."""
    _environment.cache_clear()


_KEPT = "templates"


class _Compiled(BytecodeCache):
    """Compiled templates, by name and content: kept by this process, and for the user's next one.

    Bytecode is believed only if this user's toolkit wrote it (see `storage.sealed`).
    """

    def __init__(self, kind: type[Environment]) -> None:
        self._kind = f"{kind.__name__} {jinja2.__version__} {sys.version}"
        self._codes: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))
        if bucket.code is None and (data := kept.read(_KEPT, self._kind + bucket.key)):
            bucket.bytecode_from_string(data)
            self._codes[bucket.key, bucket.checksum] = bucket.code

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key, bucket.checksum] = bucket.code
        kept.write(_KEPT, self._kind + bucket.key, bucket.bytecode_to_string())


_COMPILED = {kind: _Compiled(kind) for kind in (Environment, ImmutableSandboxedEnvironment)}


class _InsideLoader(FileSystemLoader):
    """The project's templates; a link that leads out of the project could show any file."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._folder = folder

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        path = self._folder.joinpath(*split_template_path(template))
        if os.path.lexists(path):
            places.require(self._folder.parent, path)
        return super().get_source(environment, template)


@cache
def _environment(overrides: Path | None) -> Environment:
    own = [_InsideLoader(overrides)] if overrides else []
    kind = ImmutableSandboxedEnvironment if overrides else Environment
    return kind(
        loader=ChoiceLoader([*own, PackageLoader("toolkit")]),
        autoescape=True,
        auto_reload=False,  # `forget` looks for templates anew
        bytecode_cache=_COMPILED[kind],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
