"""Which entries a publication would show otherwise than they are written, for who asks often."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from toolkit.model import Catalog, Entry, Key
from toolkit.publication import faithful
from toolkit.workflow.workspace import OpenCatalog

_Text = tuple[Key, str]
"""The key of an entry and its target."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A catalog looked through."""

    catalog: Catalog
    every: frozenset[_Text]
    wrong: frozenset[_Text]


@dataclass
class Readings:
    """What is known of the newest catalog of each article in each language."""

    _known: dict[tuple[str, str], _Known] = field(default_factory=dict)

    def is_other(self, opened: OpenCatalog, entry: Entry) -> bool:
        """Whether an entry, as it is in the catalog or as somebody types it, is read otherwise."""
        name, catalog = (opened.article.name, opened.target.posix), opened.catalog
        known = self._known.get(name)
        if known is None or known.catalog is not catalog:
            wrong = faithful.otherwise(opened.parsed, catalog, opened.target)
            known = _Known(catalog, _texts(catalog.entries), _texts(wrong))
            self._known[name] = known
        if (text := (entry.key, entry.target)) in known.every:
            return text in known.wrong
        alone = tuple(
            entry if one.key == entry.key else replace(one, target="") for one in catalog.entries
        )
        made = replace(catalog, entries=alone)
        return bool(faithful.otherwise(opened.parsed, made, opened.target))


def _texts(entries: tuple[Entry, ...] | list[Entry]) -> frozenset[_Text]:
    return frozenset((one.key, one.target) for one in entries)
