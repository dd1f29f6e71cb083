"""Argos Translate's names of languages, and ours for them."""

from __future__ import annotations

from toolkit.errors import UsageError
from toolkit.languages.language import language
from toolkit.model import Language
from toolkit.models.package import Package

_OWN = {"zh_TW": "zt", "pt_BR": "pb", "fil": "tl"}
"""POSIX name → Argos's code, where that is not the code of ISO 639."""
_MEANT = {code: posix for posix, code in _OWN.items()}


def argos_code(of: Language) -> str:
    """What Argos Translate calls a language: `ru`, `zh`, `zt`."""
    return _OWN.get(of.posix, _OWN.get(of.base, of.base))


def language_of(code: str) -> Language:
    """The language that an Argos code means. UsageError if there is none."""
    return language(_MEANT.get(code, code))


def usual_code(code: str) -> str:
    """Argos's usual code for what a package calls its language: `pb` for `pt-BR`, `es` for `es-MX`.

    The code itself if it means no language that we know.
    """
    try:
        return argos_code(language_of(code))
    except UsageError:
        return code


def usual_pair(package: Package) -> tuple[str, str]:
    """A package's languages by Argos's usual codes, whatever codes it has."""
    return usual_code(package.source), usual_code(package.target)


def unusable(source: str, target: str) -> str:
    """Why no translation can use a package with these codes; "" if one can."""
    for code in (source, target):
        try:
            language_of(code)
        except UsageError:
            return f"metadata.json names a language that the toolkit does not know ({code})"
    if usual_code(source) == usual_code(target):
        return f"metadata.json names two forms of one language ({source}, {target})"
    return ""
