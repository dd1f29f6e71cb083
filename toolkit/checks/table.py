"""What a reviewer should look at: the table of checks, and what applies them.

To add a check: a function of two texts, a row here, a case file `tests/checks/cases/<check>.md`
that says why it matters and shows good and bad pairs. A person silences checks for an entry by a
comment line `toolkit: ok numbers, quotes`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from toolkit.checks import (
    characters,
    comments,
    consistency,
    dates,
    language,
    length,
    numbers,
    published,
    spacing,
    structure,
    terms,
    typography,
    wording,
)
from toolkit.checks.context import Check, Context, PublishedArticle, Remark
from toolkit.document.inline import strip
from toolkit.errors import UsageError
from toolkit.model import Catalog, Entry, Finding, Severity

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
_ROWS = (
    Check("empty", _ERROR, "There is a target", wording.empty),
    Check(
        "placeholders",
        _ERROR,
        "Every placeholder of the source stands once in the target, pairs properly nested",
        structure.placeholders,
    ),
    Check(
        "empty pairs",
        _WARNING,
        "No pair of placeholders is empty that holds something in the source",
        structure.empty_pairs,
    ),
    Check(
        "as written",
        _ERROR,
        "In a publication the target is read as it is written, and becomes no syntax",
        assembled=structure.OTHERWISE,
    ),
    Check(
        "characters",
        _ERROR,
        "No invisible, undefined or replacement sign that the source does not have",
        characters.characters,
    ),
    Check(
        "copied",
        _ERROR,
        "The target is no copy of the source, nor a pseudo-translation; names may be equal",
        wording.copied,
        wording.tried,
    ),
    Check(
        "untranslated",
        _WARNING,
        "No part of running text is left in the source language",
        wording.untranslated,
    ),
    Check(
        "script",
        _ERROR,
        "The target is written in its script; names in Latin letters may stay",
        wording.script,
    ),
    Check(
        "language",
        _ERROR,
        "The target is not, beyond doubt, in another language than its own",
        language.wrong_language,
    ),
    Check(
        "addresses",
        _ERROR,
        "Every web and e-mail address is as in the source, but for the language it names",
        structure.addresses,
    ),
    Check(
        "terms",
        _WARNING,
        "Every glossary term of the source has an allowed wording in the target, none a forbidden"
        " one",
        terms.terms,
    ),
    Check("numbers", _ERROR, "No figure of the source became another one", numbers.changed),
    Check("dates", _ERROR, "Every date keeps its day and month in their places", dates.dates),
    Check(
        "unmatched numbers",
        _WARNING,
        "No figure is only in the source or only in the target; good translators do leave some out",
        numbers.unmatched,
    ),
    Check(
        "number format",
        _WARNING,
        "Figures are written as the target language writes them",
        numbers.foreign,
    ),
    Check(
        "units",
        _WARNING,
        "Equal figures count the same: kilometres, percent, euros",
        numbers.units,
    ),
    Check(
        "length",
        _WARNING,
        "The target is about as long as translations are; no sentence is left out or added",
        length.length,
    ),
    Check(
        "repeated words",
        _WARNING,
        "No word or phrase stands twice in a row, unless in the source too or as the language does",
        wording.repeated,
    ),
    Check(
        "end punctuation",
        _WARNING,
        "The target ends with the mark that answers the source's",
        typography.end_punctuation,
    ),
    Check(
        "brackets",
        _WARNING,
        "All brackets are closed, none is lost but around a name; a target may explain more",
        typography.brackets,
    ),
    Check(
        "quotes",
        _WARNING,
        "What the source quotes is quoted, with the marks of the target language",
        typography.quotes,
    ),
    Check(
        "whitespace",
        _WARNING,
        "Blanks and line breaks as in the source and as the target language wants them",
        spacing.whitespace,
    ),
    Check(
        "soft hyphens",
        _WARNING,
        "No soft hyphen that the source does not have: hyphenation is the publication's business",
        characters.soft_hyphens,
    ),
    Check(
        "comment",
        _WARNING,
        "A comment `toolkit: ok …` names checks that exist",
        comments=comments.unknown,
    ),
    Check(
        "inconsistent",
        _WARNING,
        "The same sentence has the same translation in all articles",
        project=consistency.inconsistent,
    ),
    Check(
        "left over",
        _WARNING,
        "A publication has no words of the source language outside of what was offered, code and"
        " names",
        published=published.left_over,
    ),
    Check(
        "protected",
        _ERROR,
        "What is no text is in a publication as it is in the source",
        published=published.protected,
    ),
    Check(
        "joined lines",
        _ERROR,
        "No line of syntax is joined to another one in a publication",
        published=published.lines,
    ),
)
CHECKS: dict[str, Check] = {check.name: check for check in _ROWS}
"""Name → row, in the order of findings."""
ALWAYS = frozenset({"empty", "placeholders", "as written"})
"""Checks that no comment silences."""


def run(
    entry: Entry, context: Context, severities: Mapping[str, str] | None = None
) -> list[Finding]:
    """Findings of one entry in the order of the table; one cause is reported by one check.

    `severities` overrides the severity of named checks: "error", "warning" or "off".
    """
    chosen = _severities(severities or {})
    silent = comments.silenced(entry)
    return [
        Finding(check.name, chosen[check.name], entry, message)
        for check in _applicable(entry.source, entry.target, silent)
        if check.name in chosen
        for message in _messages(check, entry, context, silent)
    ]


def faults(
    source: str, target: str, context: Context, silent: Collection[str] = ()
) -> Iterator[tuple[str, str]]:
    """(check, message) of what two texts have; `silent` are the names of checks left out."""
    for check in _applicable(source, target, silent):
        if check.texts:
            for message in check.texts(source, target, context):
                yield check.name, message


def run_catalog(catalog: Catalog, context: Context, severities: Mapping[str, str]) -> list[Finding]:
    """All findings of a catalog, in its order."""
    return [finding for entry in catalog.entries for finding in run(entry, context, severities)]


def run_project(
    catalogs: Iterable[tuple[str, Catalog]], severities: Mapping[str, str] | None = None
) -> list[tuple[str, Finding]]:
    """(path, finding) of the checks that compare the catalogs of one language."""
    given, chosen = list(catalogs), _severities(severities or {})
    return [
        (one.path, Finding(check.name, chosen[check.name], one.entry, one.message))
        for check in CHECKS.values()
        if check.project and check.name in chosen
        for one in check.project(given)
        if check.name not in comments.silenced(one.entry)
    ]


def run_published(
    made: PublishedArticle, context: Context, severities: Mapping[str, str] | None = None
) -> list[tuple[Check, Severity, Remark]]:
    """(check, severity, remark) of the checks that read a publication."""
    chosen = _severities(severities or {})
    return [
        (check, chosen[check.name], remark)
        for check in CHECKS.values()
        if check.published and check.name in chosen
        for remark in check.published(made, context)
    ]


def otherwise(
    entries: Iterable[Entry], severities: Mapping[str, str] | None = None
) -> list[Finding]:
    """Findings of the check of assembled articles, of the entries that it found."""
    chosen = _severities(severities or {})
    return [
        Finding(check.name, chosen[check.name], entry, check.assembled)
        for entry in entries
        for check in CHECKS.values()
        if check.assembled and check.name in chosen
    ]


def _messages(
    check: Check, entry: Entry, context: Context, silent: Collection[str]
) -> Iterable[str]:
    """What a check says of an entry alone."""
    if check.comments:
        return check.comments(silent, CHECKS)
    found = check.texts(entry.source, entry.target, context) if check.texts else ()
    return list(found) or (check.entries(entry) if check.entries else ())


def _applicable(source: str, target: str, silent: Collection[str]) -> list[Check]:
    """The checks that make sense for these texts, without the silent ones."""
    if not target:
        return [CHECKS["empty"]]
    names = list(CHECKS)
    if target == source:
        names = ["placeholders", "copied"]
        if not any(map(str.isalpha, strip(source))):
            names.append("numbers")
    return [CHECKS[name] for name in names if name in ALWAYS or name not in silent]


def only_errors(severities: Mapping[str, str]) -> dict[str, str]:
    """Settings with which the checks find the same errors as with these, and no warnings."""
    chosen = _severities(severities).items()
    return {**severities, **{name: "off" for name, found in chosen if found is not _ERROR}}


def _severities(overrides: Mapping[str, str]) -> dict[str, Severity]:
    """Name → severity of the checks that are not switched off. UsageError for a wrong setting."""
    chosen = {check.name: check.severity for check in CHECKS.values()}
    for name, value in overrides.items():
        if name not in CHECKS:
            raise UsageError(f"there is no check {name!r}; the checks are {', '.join(CHECKS)}")
        match value:
            case "off":
                del chosen[name]
            case "error" | "warning":
                chosen[name] = Severity(value)
            case _:
                raise UsageError(
                    f"check {name!r} cannot be set to {value!r}; use error, warning or off"
                )
    return chosen
