"""The desk's words and those of the checks, in the language that a browser asks for."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from toolkit import checks
from toolkit.errors import UsageError
from toolkit.languages.language import language
from toolkit.site.formatter import Voice
from toolkit.site.strings import chosen

_OWN = Path(__file__).parent / "locales"
_CHECKS = Path(checks.__file__).parent / "locales"
_NAME = "LC_MESSAGES/desk.po"
_SAID = "LC_MESSAGES/checks.po"
_USUAL = "en"


def speech(accepted: str) -> Voice:
    """A voice for an `Accept-Language` header: the first language that the desk speaks."""
    return next(filter(None, map(_voice, _codes(accepted))), None) or spoken(_USUAL)


def _codes(accepted: str) -> list[str]:
    """The languages of the header, the most wanted first."""
    found = []
    for item in accepted[:1_000].split(","):
        code, _, weight = item.strip().partition(";q=")
        try:
            found.append((-float(weight or 1), code))
        except ValueError:
            continue
    return [code for _, code in sorted(found, key=lambda pair: pair[0])]


@cache
def spoken(code: str) -> Voice:
    """The desk's words in a language."""
    found = language(code)
    return Voice(found, chosen([_CHECKS / found.posix / _SAID, _OWN / found.posix / _NAME]))


def _voice(code: str) -> Voice | None:
    try:
        posix = language(code).posix
    except UsageError:
        return None
    return spoken(posix) if posix == _USUAL or (_OWN / posix / _NAME).is_file() else None
