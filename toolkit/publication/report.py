"""What the commands say: status rows, findings, obstacles to publishing; as text and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from toolkit.checks.context import Check, Remark
from toolkit.document.inline import strip
from toolkit.document.shorten import shorten
from toolkit.formats.article import ParsedArticle
from toolkit.model import Catalog, Entry, Finding, Language, OriginKind, Severity, State

COLUMNS = ("article", "language", "segments", "words", "empty", "draft", "approved", "errors")
"""What the table of `status` shows of a row."""
_SHOWN = 70
"""Characters of a sentence that is named."""
_NAMED = 3
"""Sentences that are named where many are counted."""
_LISTED = 16
"""Open entries of a catalog that are listed one by one."""


def row(
    label: str,
    target: Language,
    article: ParsedArticle,
    catalog: Catalog,
    findings: Sequence[Finding],
) -> dict[str, Any]:
    """One article in one language, as `schemas/status.json` describes it."""
    states = [entry.state for entry in catalog.entries]
    kinds = Counter(
        entry.origin.kind
        for entry in catalog.entries
        if entry.origin and entry.state is State.DRAFT
    )
    scores = [entry.score for entry in catalog.entries if entry.score is not None]
    header = dict(catalog.header)
    return {
        "article": label,
        "language": target.tag,
        "locale": target.posix,
        "segments": len(article.segments),
        "entries": len(states),
        "words": sum(len(strip(segment.source).split()) for segment in article.segments),
        **{state.value: states.count(state) for state in State},
        "repeated": len(article.segments) - len(states),
        "from_memory": kinds[OriginKind.MEMORY] + kinds[OriginKind.ALIGNMENT],
        "from_engine": kinds[OriginKind.ENGINE],
        "changed": sum(entry.previous is not None for entry in catalog.entries),
        "confidence": round(sum(scores) / len(scores), 3) if scores else None,
        "errors": sum(finding.severity is Severity.ERROR for finding in findings),
        "warnings": sum(finding.severity is Severity.WARNING for finding in findings),
        "source_changed": header["POT-Creation-Date"],
        "revised": header["PO-Revision-Date"],
    }


def summary(rows: Sequence[dict[str, Any]]) -> str:
    """The closing line of `status`."""
    total = {state: sum(item[state] for item in rows) for state in ("empty", "draft", "approved")}
    return ", ".join(f"{number} {state}" for state, number in total.items())


def finding(path: str, language: str, finding: Finding) -> dict[str, Any]:
    """A finding for machines."""
    return {
        "file": path,
        "line": finding.entry.line,
        "language": language,
        "check": finding.check,
        "severity": finding.severity.value,
        "message": finding.message,
        "source": finding.entry.source,
        "target": finding.entry.target,
    }


def finding_line(path: str, finding: Finding) -> str:
    """A finding for people: where, what, remedy, in which sentence."""
    place = f"{path}:{finding.entry.line}" if finding.entry.line else path
    return (
        f"{place}: {finding.severity.value}: {finding.check}: {finding.message}"
        f" [{shorten(finding.entry.source, _SHOWN)}]"
    )


def finding_lines(findings: Iterable[tuple[str, Finding]]) -> Iterator[str]:
    """(path, finding) as lines for people; sentences without a translation are one line a file.

    Those that are told with the sentence before are another one: no engine translates them.
    """
    empty: dict[tuple[str, bool], list[Entry]] = {}
    for path, found in findings:
        if found.check == "empty" and found.entry.state is State.EMPTY:
            empty.setdefault((path, found.entry.told_before), []).append(found.entry)
        else:
            yield finding_line(path, found)
    for (path, told), entries in empty.items():
        one = len(entries) == 1
        what = "sentence has no translation" if one else "sentences have no translation"
        remedy = "write one, or run `toolkit translate`"
        if told:
            what = "sentence is" if one else "sentences are"
            what = f"{what} told with the sentence before"
            remedy = "divide that one's translation between the two"
        yield f"{path}: error: empty: {len(entries)} {what}; {remedy}. {some(entries)}"


def some(entries: Sequence[Entry]) -> str:
    """The first few sentences of many, in brackets."""
    named = [shorten(entry.source, _SHOWN) for entry in entries[:_NAMED]]
    return f"[{' | '.join(named)}{' | …' if len(entries) > _NAMED else ''}]"


def remark_lines(
    found: Iterable[tuple[Check, Severity, Remark]], source: str, publication: str
) -> tuple[list[str], list[str]]:
    """(warnings, errors) of the last checks as lines for people: where, what, remedy.

    `source` and `publication` are how messages name the two files.
    """
    warnings: list[str] = []
    errors: list[str] = []
    for check, severity, remark in found:
        place = f"{source if remark.in_source else publication}:{remark.line}"
        line = f"{place}: {severity.value}: {check.name}: {remark.message}"
        (errors if severity is Severity.ERROR else warnings).append(line)
    return warnings, errors


def obstacles(
    path: str, catalog: Catalog, findings: Sequence[Finding], *, drafts: bool
) -> Iterator[str]:
    """One line for each thing that keeps an article from being published."""
    left = [] if drafts else [e for e in catalog.entries if e.state is not State.APPROVED]
    for entry in left[:_LISTED]:
        place = f"{path}:{entry.line}" if entry.line else path
        yield f"{place}: {entry.state.value}, not approved [{shorten(entry.source, _SHOWN)}]"
    if len(left) > _LISTED:
        yield f"{path}: {len(left)} of {len(catalog.entries)} entries are not approved"
    for item in findings:
        if item.severity is Severity.ERROR and item.entry.state is State.APPROVED:
            yield finding_line(path, item)


def as_json(value: Any) -> str:
    """JSON that people can read too."""
    return json.dumps(value, ensure_ascii=False, indent=2)
