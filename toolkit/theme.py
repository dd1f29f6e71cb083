"""Templates: the one door to Jinja2. A project's own template replaces ours, file by file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
)
from markupsafe import Markup

from toolkit.errors import UsageError

__all__ = ["Markup", "render"]


def render(template: str, values: Mapping[str, Any], overrides: Path | None = None) -> str:
    """A template's text; values are escaped unless they are `Markup`.

    UsageError, naming file and line, if a project's template is damaged.
    """
    try:
        return _environment(overrides).get_template(template).render(values)
    except TemplateSyntaxError as error:
        place = f"{error.filename}:{error.lineno}"
        raise UsageError(f"{place}: {error.message}; correct the template") from None
    except (TemplateError, UnicodeDecodeError) as error:
        raise UsageError(f"{template}: {error}; correct the project's template") from None


@cache
def _environment(overrides: Path | None) -> Environment:
    own = [FileSystemLoader(overrides)] if overrides else []
    return Environment(
        loader=ChoiceLoader([*own, PackageLoader("toolkit")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
