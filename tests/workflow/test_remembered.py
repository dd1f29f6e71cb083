"""What the checks said is remembered by content; no memory of anybody else's is believed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from toolkit.checks.context import Context
from toolkit.checks.table import run as check
from toolkit.checks.table import run_catalog
from toolkit.languages.language import language
from toolkit.model import Catalog, Entry, Finding, Severity
from toolkit.workflow import remembered
from toolkit.workflow.remembered import Checking

CONTEXT = Context(language("de"), language("en"))
CATALOG = Catalog(
    "a.md",
    entries=(
        Entry("Im Jahr 2020.", "In 2021."),
        Entry("Ein Satz.", "Ein Satz."),
        Entry("Ein Satz.", "Ein Satz.", comments=("toolkit: ok copied",), context="title"),
        Entry("Leer.", ""),
    ),
)


def findings(
    catalog: Catalog, context: Context, severities: dict[str, str], folder: Path | None
) -> list[Finding]:
    """By a run of its own."""
    return Checking(context, severities).findings(catalog, folder)


def errors(
    catalog: Catalog, context: Context, severities: dict[str, str], folder: Path | None
) -> list[Finding]:
    """By a run of its own."""
    return Checking(context, severities).errors(catalog, folder)


def test_the_same_as_without(tmp_path: Path) -> None:
    """First time, second time and without a memory."""
    expected = run_catalog(CATALOG, CONTEXT, {})
    assert expected
    for folder in (None, tmp_path, tmp_path):
        assert findings(CATALOG, CONTEXT, {}, folder) == expected


def test_nothing_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what is new is checked; other settings, and other languages, count as new."""
    asked: list[str] = []

    def run(entry: Entry, *rest: object) -> object:
        asked.append(entry.target)
        return check(entry, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(remembered, "run", run)
    findings(CATALOG, CONTEXT, {}, tmp_path)
    assert len(asked) == 4
    changed = Catalog("a.md", entries=(*CATALOG.entries, Entry("Neu.", "New.")))
    findings(changed, CONTEXT, {}, tmp_path)
    assert asked[4:] == ["New."]
    findings(changed, CONTEXT, {"copied": "off"}, tmp_path)
    assert len(asked) == 10


def test_a_sentence_of_several_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run checks it once, with or without a memory; each catalog has its findings."""
    asked: list[str] = []

    def run(entry: Entry, *rest: object) -> object:
        asked.append(entry.target)
        return check(entry, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(remembered, "run", run)
    checking = Checking(CONTEXT, {})
    other = Catalog("b.md", entries=tuple(replace(entry, line=9) for entry in CATALOG.entries))
    for catalog in (CATALOG, other):
        assert checking.errors(catalog, None) == [
            found for found in run_catalog(catalog, CONTEXT, {}) if found.severity is Severity.ERROR
        ]
    assert len(asked) == 4


def test_errors_alone(tmp_path: Path) -> None:
    """They are those of all findings, whatever was looked for before and is remembered."""
    mixed = Catalog("a.md", entries=(*CATALOG.entries, Entry("Im  Jahr 2020", "In 2021.")))
    for severities in ({}, {"copied": "warning", "whitespace": "error"}):
        folder = tmp_path / str(len(severities))
        everything = run_catalog(mixed, CONTEXT, severities)
        expected = [one for one in everything if one.severity is Severity.ERROR]
        assert 0 < len(expected) < len(everything)
        for look in (errors, errors, findings, errors):
            found = everything if look is findings else expected
            assert look(mixed, CONTEXT, severities, folder) == found
        assert errors(mixed, CONTEXT, severities, None) == expected


def test_a_memory_from_elsewhere(tmp_path: Path) -> None:
    """One that says that all is well, but was not written here, is not believed."""
    expected = findings(CATALOG, CONTEXT, {}, tmp_path)
    (path,) = tmp_path.iterdir()
    text = path.read_text("utf-8")
    path.write_text(text.replace('"error"', '"warning"'), "utf-8")
    assert findings(CATALOG, CONTEXT, {}, tmp_path) == expected
    path.write_text("", "utf-8")
    assert findings(CATALOG, CONTEXT, {}, tmp_path) == expected
