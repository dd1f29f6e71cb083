"""Review pages: an article and its translation side by side, and where all articles stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.catalog import origin as origins
from toolkit.document.difference import COME, GONE, SAME, differences
from toolkit.document.inline import PLACEHOLDER
from toolkit.languages.language import own_name
from toolkit.model import Catalog, Entry, Finding, Language, Segment, State
from toolkit.publication.theme import Markup, render

_CODE = Markup("<code>{}</code>")
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


def page(
    label: str,
    segments: Sequence[Segment],
    catalog: Catalog,
    languages: tuple[Language, Language],
    findings: Sequence[Finding],
) -> str:
    """The HTML page for reviewers of one article in one language; needs no network."""
    source, target = languages
    states = Counter(entry.state.value for entry in catalog.entries)
    return render(
        "review.html",
        {
            "label": label,
            "source": source,
            "target": target,
            "names": (own_name(source), own_name(target)),
            "rows": list(_rows(segments, catalog, findings)),
            "states": [(state.value, states[state.value]) for state in State],
            "findings": len(findings),
        },
    )


def index(rows: Sequence[tuple[str, dict[str, Any]]]) -> str:
    """The HTML page that leads to all review pages: (address, row of `report.row`) for each."""
    articles: dict[str, dict[str, Any]] = {}
    for address, row in rows:
        articles.setdefault(row["article"], {})[row["language"]] = {**row, "page": address}
    values = {
        "articles": articles,
        "languages": list(dict.fromkeys(row["language"] for _, row in rows)),
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
        yield ReviewRow(
            number=number,
            key=entry.short_key,
            kind=segment.kind,
            source=_text(entry.source),
            target=_text(entry.target),
            state=entry.state.value,
            repeated=number in seen,
            changes=_changes(entry),
            origin=origins.spell(entry.origin),
            comments=entry.comments,
            findings=tuple(finding for finding in findings if finding.entry.key == entry.key),
            legend=entry.notes[1:],
        )
        seen.add(number)


def _text(masked: str) -> Markup:
    """A sentence with its placeholders set apart."""
    result, end = Markup(), 0
    for found in PLACEHOLDER.finditer(masked):
        result += masked[end : found.start()] + _CODE.format(found[0])
        end = found.end()
    return result + masked[end:]


def _changes(entry: Entry) -> Markup | None:
    """The previous source against the present one, word by word."""
    if entry.previous is None or entry.previous == entry.source:
        return None
    result = Markup()
    for what, text in differences(entry.previous, entry.source):
        result += _CHANGE[what].format(text)
    return result
