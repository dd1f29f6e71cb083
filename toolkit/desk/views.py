"""What the desk's pages show, as values for templates and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from toolkit.catalog import origin as origins
from toolkit.catalog.credit import APPROVED, WRITTEN, Credit, credits, remarks
from toolkit.checks.table import ALWAYS
from toolkit.desk import words
from toolkit.desk.layout import Address, LayoutRow, rows
from toolkit.document.difference import differences
from toolkit.document.inline import PLACEHOLDER
from toolkit.glossary.terms import Hit
from toolkit.memory.offers import Match
from toolkit.model import Entry, Finding, Language
from toolkit.publication import marked
from toolkit.publication.theme import Markup
from toolkit.site.formatter import Voice
from toolkit.workflow.desk import Desk, name_of, version_of
from toolkit.workflow.journal import Saving
from toolkit.workflow.workspace import OpenCatalog


def entry_view(entry: Entry) -> dict[str, Any]:
    """An entry as the editor knows it."""
    said = credits(entry)
    return {
        "id": name_of(entry),
        "version": version_of(entry),
        "source": entry.source,
        "target": entry.target,
        "state": entry.state.value,
        "kind": entry.notes[0] if entry.notes else "",
        "legend": [line for line in entry.notes[1:] if line.startswith("<")],
        "origin": origins.spell(entry.origin),
        "score": entry.score,
        "changes": _changes(entry),
        "remarks": list(remarks(entry)),
        "written": _credit(said.get(WRITTEN)),
        "approved": _credit(said.get(APPROVED)),
    }


def checked_view(desk: Desk, opened: OpenCatalog, entry: Entry, voice: Voice) -> dict[str, Any]:
    """An entry as the editor knows it, with what the checks say of it."""
    findings = finding_views(desk.findings(opened, entry), voice)
    return {**entry_view(entry), "findings": findings, "order": opened.order}


def _changes(entry: Entry) -> list[tuple[str, str]]:
    """What changed in the source since the translation was made."""
    old = entry.previous
    return list(differences(old, entry.source)) if old and old != entry.source else []


def _credit(part: Credit | None) -> dict[str, str] | None:
    return {"who": part.who, "when": part.when} if part else None


def finding_views(findings: Sequence[Finding], voice: Voice) -> list[dict[str, Any]]:
    """Findings as the editor shows them, in the language of the voice."""
    return [
        {
            "check": one.check,
            "severity": one.severity.value,
            "message": words.finding(one.message, voice),
            "silent": one.check not in ALWAYS,
        }
        for one in findings
    ]


def match_view(match: Match, source: str, voice: Voice) -> dict[str, Any]:
    """A match of the memory: its text, and how its source differs from the sentence's."""
    return {
        "text": match.target,
        "percent": match.percent,
        "from": match.unit.article,
        "remarks": [words.finding(remark, voice) for remark in match.remarks],
        "difference": list(differences(match.unit.source, source)),
    }


def draft_view(entry: Entry, voice: Voice) -> dict[str, Any]:
    """What an engine can say."""
    origin = entry.origin
    said = words.finding(origin.remark, voice) if origin else ""
    return {"text": entry.target, "score": entry.score, "remarks": [said] if said else []}


def term_view(hit: Hit, target: Language) -> dict[str, Any]:
    """A term in a source sentence."""
    return {
        "start": hit.start,
        "end": hit.end,
        "source": hit.term.source,
        "wordings": list(hit.term.wordings(target)),
        "forbidden": list(hit.term.forbidden.get(target.posix, ())),
        "note": hit.term.note,
    }


def event_view(event: Saving) -> dict[str, Any]:
    """One time that somebody saved an entry."""
    changes = list(differences(event.before.target, event.after.target))
    return {
        "who": event.who,
        "when": event.when,
        "state": event.after.state.value,
        "changes": changes if event.before.target != event.after.target else [],
    }


def layout(opened: OpenCatalog, address: Address) -> tuple[tuple[LayoutRow, ...], tuple[int, ...]]:
    """(the article's rows, numbers of the sentences that stand beside its text).

    Numbers count the catalog's entries from 1.
    """
    entries, form = opened.catalog.entries, opened.parsed.form
    numbers = {entry.key: number for number, entry in enumerate(entries, 1)}
    page = form.to_html(marked.source(opened.parsed, numbers))
    found = rows(page, numbers.values(), lambda n: chips(entries[n - 1].target), address)
    shown = {number for row in found for number in (*row.numbers, *row.beside)}
    return found, tuple(number for number in numbers.values() if number not in shown)


def chips(masked: str) -> Markup:
    """A sentence whose placeholders are shown as chips."""
    result, end = Markup(), 0
    for found in PLACEHOLDER.finditer(masked):
        result += masked[end : found.start()] + chip(found[0])
        end = found.end()
    return result + masked[end:]


def chip(placeholder: str) -> Markup:
    """A placeholder as a chip: its number, with a side that shows where its pair is."""
    kind = "close" if "/g" in placeholder else "open" if "g" in placeholder else "alone"
    number = "".join(filter(str.isdigit, placeholder))
    return Markup('<span class="chip {}" data-code="{}" data-label="{}"></span>').format(
        kind, placeholder, number
    )
