"""When an article is out, and what is to be said of its fields, with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import tzinfo

from toolkit.formats.article import ParsedArticle
from toolkit.formats.timing import Timing, timing


def timing_of(article: ParsedArticle, text: str, zone: tzinfo | None) -> Timing:
    """What an article with that text says about it; each fault begins with file and line."""
    name = article.label.rsplit("/", 1)[-1]
    found = timing(name, article.form.metadata(text), article.source, zone)
    return found._replace(faults=located(article, text, found.faults))


def located(article: ParsedArticle, text: str, faults: Iterable[str]) -> tuple[str, ...]:
    """Sentences that begin with a field and a colon, behind file and line of that field."""
    return tuple(f"{place(article, text, said.partition(': ')[0])} {said}" for said in faults)


def place(article: ParsedArticle, text: str, field: str) -> str:
    """`file:line:` of a field, without the line if nobody can tell it."""
    name = re.escape(field)
    written = re.compile(
        rf"""^[ \t{{"']*{name}["']?[ \t]*[:=]|\b(?:name|property)[ \t]*=[ \t]*["']?{name}\b""",
        re.I | re.M,
    )
    found = written.search(text) if article.form.readable else None
    line = len(re.findall(r"\r\n|\r|\n", text[: found.start()])) + 1 if found else 0
    return f"{article.label}:{line}:" if line else f"{article.label}:"
