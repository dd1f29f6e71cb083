"""Which articles are wanted, and in which languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Selection:
    """Articles and languages of a project; everything if nothing is named."""

    sources: tuple[str, ...] = ()
    """Paths, folders or globs, as on the command line; () for all articles."""
    languages: tuple[str, ...] = ()
    """Codes such as `en`, `zh_CN`, `zh-Hans`; () for the project's target languages."""


EVERYTHING = Selection()
