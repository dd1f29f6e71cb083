"""What a check gets, and what it is: the contract of `checks.table`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from toolkit.glossary.glossary import Glossary
from toolkit.model import Entry, Language


@dataclass(frozen=True, slots=True)
class Context:
    """All that a check may know besides the entry."""

    source: Language
    target: Language
    terms: Glossary | None = None
    """The project's terms, if it has a glossary."""


Check = Callable[[Entry, Context], Iterator[str]]
