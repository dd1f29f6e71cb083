"""Whether an article can be put together as its translation was meant, before it is published."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from toolkit.document.inline import PLACEHOLDER
from toolkit.errors import PublishError
from toolkit.formats.article import ParsedArticle
from toolkit.model import Catalog, Entry, Key, Language
from toolkit.publication.assemble import Assembly, assemble


def otherwise(article: ParsedArticle, catalog: Catalog, target: Language) -> list[Entry]:
    """The entries whose targets would be read otherwise than they are written.

    Drafts count as if they were approved. Those without a target, and those whose placeholders are
    not the source's, are another check's.
    """
    told = [entry for entry in catalog.entries if _is_whole(entry)]
    return _wrong(told, article, catalog, target)


def _is_whole(entry: Entry) -> bool:
    names, kept = PLACEHOLDER.findall(entry.source), PLACEHOLDER.findall(entry.target)
    return entry.target not in ("", entry.source) and sorted(names) == sorted(kept)


def _wrong(
    told: list[Entry], article: ParsedArticle, catalog: Catalog, target: Language
) -> list[Entry]:
    """Those of the entries without which the article can be put together.

    They are looked for in halves: most articles are all right. Of those that only fail together
    the last one is named.
    """
    if not told or _is_read(told, article, catalog, target):
        return []
    if len(told) == 1:
        return told
    half = len(told) // 2
    found = [
        entry
        for part in (told[:half], told[half:])
        for entry in _wrong(part, article, catalog, target)
    ]
    return found or told[-1:]


def _is_read(
    told: Iterable[Entry], article: ParsedArticle, catalog: Catalog, target: Language
) -> bool:
    """Whether the article can be put together with the targets of these entries alone."""
    keys = {entry.key for entry in told}
    made = replace(catalog, entries=tuple(_as_told(entry, keys) for entry in catalog.entries))
    how = Assembly(article.source, target, article.cut, article.form)
    try:
        assemble(article.document, made, how)
    except PublishError:
        return False
    return True


def _as_told(entry: Entry, told: Collection[Key]) -> Entry:
    return replace(entry, target=entry.target if entry.key in told else entry.source, fuzzy=False)
