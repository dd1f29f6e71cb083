"""Review pages: an article and its translation side by side, and where all articles stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.catalog import origin as origins
from toolkit.document.difference import COME, GONE, SAME, differences
from toolkit.document.inline import PLACEHOLDER, spellings
from toolkit.languages.language import own_name
from toolkit.model import Catalog, Entry, Finding, Language, Segment, State
from toolkit.publication.theme import Markup, render

_CODE = Markup('<code title="{}">{}</code>')
_CHANGE = {
    SAME: Markup("{}"),
    GONE: Markup("<del>{}</del>"),
    COME: Markup("<ins>{}</ins>"),
}


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One sentence of the article at its place."""

    number: int
    """Place of its entry in the catalog, counted from 1."""
    key: str
    """Of its entry, as `approve --entries` takes it."""
    kind: str
    source: Markup
    target: Markup
    state: str
    repeated: bool
    """Stands in the article more than once; the entry was shown before."""
    changes: Markup | None
    """The source as it was when the target was made, with what changed since."""
    origin: str
    comments: tuple[str, ...]
    findings: tuple[Finding, ...]
    legend: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An article of review pages."""

    label: str
    """Its file, as messages name it."""
    title: str
    segments: Sequence[Segment]


def page(
    article: Reviewed,
    catalog: Catalog,
    languages: tuple[Language, Language],
    findings: Sequence[Finding],
    index: str,
) -> str:
    """The HTML page for reviewers of one article in one language; needs no network.

    `index` is the address of the page that leads to all of them, "" if there is none.
    """
    source, target = languages
    states = Counter(entry.state.value for entry in catalog.entries)
    return render(
        "review.html",
        {
            "label": article.label,
            "title": article.title,
            "index": index,
            "source": source,
            "target": target,
            "names": (own_name(source), own_name(target)),
            "rows": list(_rows(article.segments, catalog, findings)),
            "states": [(state.value, states[state.value]) for state in State],
            "findings": len(findings),
        },
    )


def index(rows: Sequence[tuple[str, str, dict[str, Any]]], source: Language) -> str:
    """The HTML page that leads to all review pages.

    For each (its address, the article's title, row of `report.row`); titles are in `source`.
    """
    articles: dict[str, dict[str, Any]] = {}
    for address, _, row in rows:
        articles.setdefault(row["article"], {})[row["language"]] = {**row, "page": address}
    values = {
        "articles": articles,
        "titles": {row["article"]: title for _, title, row in rows},
        "source": source,
        "languages": list(dict.fromkeys(row["language"] for _, _, row in rows)),
        "states": [state.value for state in reversed(State)],
    }
    return render("review_index.html", values)


def _rows(
    segments: Sequence[Segment], catalog: Catalog, findings: Sequence[Finding]
) -> Iterator[ReviewRow]:
    entries = {entry.key: (number, entry) for number, entry in enumerate(catalog.entries, 1)}
    seen: set[int] = set()
    for segment in segments:
        number, entry = entries[segment.key]
        codes = spellings(segment.inline)
        yield ReviewRow(
            number=number,
            key=entry.short_key,
            kind=segment.kind,
            source=_text(entry.source, codes),
            target=_text(entry.target, codes),
            state=entry.state.value,
            repeated=number in seen,
            changes=_changes(entry, codes),
            origin=origins.spell(entry.origin),
            comments=entry.comments,
            findings=tuple(finding for finding in findings if finding.entry.key == entry.key),
            legend=entry.notes[1:],
        )
        seen.add(number)


def _text(masked: str, codes: Mapping[str, str]) -> Markup:
    """A sentence with its placeholders as the markup that they stand for, set apart."""
    result, end = Markup(), 0
    for found in PLACEHOLDER.finditer(masked):
        spelled = codes.get(found[0], found[0])
        result += masked[end : found.start()] + _CODE.format(found[0], spelled)
        end = found.end()
    return result + masked[end:]


def _changes(entry: Entry, codes: Mapping[str, str]) -> Markup | None:
    """The previous source against the present one, word by word."""
    if entry.previous is None or entry.previous == entry.source:
        return None
    result = Markup()
    for what, text in differences(entry.previous, entry.source):
        result += _CHANGE[what].format(_text(text, {} if what == GONE else codes))
    return result
