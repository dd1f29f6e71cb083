"""A project's approved segments as sentence pairs, also between two target languages.

What two languages have both approved of one German sentence is a pair of these languages: so the
second model of a way through a pivot (en → ru) learns from the project too. No PyTorch.
"""

from __future__ import annotations

from toolkit.catalog import po
from toolkit.document.inline import strip
from toolkit.model import Language, State
from toolkit.project.settings import Project
from toolkit.train.corpus import Pair

Key = tuple[str, str | None, str]
"""Catalog, context, source text."""


def pairs(project: Project, source: Language, target: Language) -> list[Pair]:
    """Each approved segment once, without placeholders. CatalogError for a damaged catalog."""
    there, here = _texts(project, source), _texts(project, target)
    if source == project.source:
        there = {key: key[2] for key in here}
    found = (
        Pair(_plain(there[key]), _plain(text), key[0]) for key, text in here.items() if key in there
    )
    return list({(pair.source, pair.target): pair for pair in found if pair.source}.values())


def _texts(project: Project, target: Language) -> dict[Key, str]:
    folder = project.locales / target.posix / "LC_MESSAGES"
    texts: dict[Key, str] = {}
    for path in sorted(folder.rglob("*.po")):
        name = path.relative_to(folder).with_suffix("").as_posix()
        texts |= {
            (name, entry.context, entry.source): entry.target
            for entry in po.read(path).entries
            if entry.state is State.APPROVED and entry.source
        }
    return texts


def _plain(text: str) -> str:
    return " ".join(strip(text).split())
