"""A catalog brought to the present text of its article, with a complete header. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from toolkit.catalog import refresh
from toolkit.formats.article import ParsedArticle
from toolkit.glossary.glossary import Glossary
from toolkit.glossary.terms import notes
from toolkit.languages.identify import translated
from toolkit.model import Catalog, Language
from toolkit.version import __version__


def update(
    article: ParsedArticle, old: Catalog, target: Language, now: str, terms: Glossary | None = None
) -> Catalog:
    """The catalog brought to the article's present text; its header complete.

    Notes of the entries name the terms that occur in them.
    """
    entries = refresh.wanted(article.segments)
    if terms:
        entries = tuple(
            replace(entry, notes=(*entry.notes, *notes(entry.source, terms, target)))
            for entry in entries
        )
    new = refresh.refresh(
        replace(old, reference=article.label),
        entries,
        lambda text: translated(text, article.source, target),
    )
    keys = {entry.key for entry in old.entries}
    header = dict(old.header)
    if keys != {entry.key for entry in new.entries}:
        header["POT-Creation-Date"] = now
    return replace(new, header=_header(header, article, target, now))


def _header(
    old: Mapping[str, str], article: ParsedArticle, target: Language, now: str
) -> tuple[tuple[str, str], ...]:
    """gettext's fields in gettext's order, what people and editors put there kept."""
    fields = {
        "Project-Id-Version": article.document.name,
        "Report-Msgid-Bugs-To": "",
        "POT-Creation-Date": now,
        "PO-Revision-Date": now,
        "Last-Translator": "Automatically generated",
        "Language-Team": "none",
        "Language": target.posix,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": target.plural_forms,
        "X-Source-Language": article.source.posix,
        "X-Generator": f"toolkit {__version__}",
    }
    return tuple({**fields, **old}.items())


def revised(old: Catalog, now: str) -> Catalog:
    """The catalog with a new revision date."""
    return replace(old, header=tuple({**dict(old.header), "PO-Revision-Date": now}.items()))
