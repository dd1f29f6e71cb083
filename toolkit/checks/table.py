"""What a reviewer should look at. A check is one generator function and one row in `CHECKS`.

To add a check: the function, a row here, a case file `tests/checks/cases/<check>.md` that says why
it matters and shows good and bad pairs. A message is one sentence: what is wrong, what to do.
A person silences checks for an entry by a comment line `toolkit: ok numbers, quotes`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from toolkit.checks import (
    characters,
    consistency,
    dates,
    identify,
    length,
    numbers,
    spacing,
    structure,
    terms,
    typography,
    wording,
)
from toolkit.checks.context import Check, Context
from toolkit.document.inline import strip
from toolkit.errors import UsageError
from toolkit.model import Catalog, Entry, Finding, Severity


def comment(entry: Entry, _: Context) -> Iterator[str]:
    """A comment `toolkit: ok …` names checks that exist."""
    for name in sorted(_silenced(entry) - CHECKS.keys()):
        yield f"There is no check “{name}”; the checks are {', '.join(CHECKS)}."


CHECKS: dict[str, tuple[Severity, Check]] = {
    "empty": (Severity.ERROR, wording.empty),
    "placeholders": (Severity.ERROR, structure.placeholders),
    "characters": (Severity.ERROR, characters.characters),
    "copied": (Severity.WARNING, wording.copied),
    "script": (Severity.ERROR, wording.script),
    "language": (Severity.ERROR, identify.wrong_language),
    "addresses": (Severity.ERROR, structure.addresses),
    "terms": (Severity.WARNING, terms.terms),
    "numbers": (Severity.ERROR, numbers.changed),
    "dates": (Severity.ERROR, dates.dates),
    "unmatched numbers": (Severity.WARNING, numbers.unmatched),
    "units": (Severity.WARNING, numbers.units),
    "length": (Severity.WARNING, length.length),
    "repeated words": (Severity.WARNING, wording.repeated),
    "end punctuation": (Severity.WARNING, typography.end_punctuation),
    "brackets": (Severity.WARNING, typography.brackets),
    "quotes": (Severity.WARNING, typography.quotes),
    "whitespace": (Severity.WARNING, spacing.whitespace),
    "soft hyphens": (Severity.WARNING, characters.soft_hyphens),
    "comment": (Severity.WARNING, comment),
    consistency.NAME: (Severity.WARNING, lambda entry, context: iter(())),
}
"""The last one compares the articles of a project: see `run_project`."""
_ALWAYS = frozenset({"empty", "placeholders"})
_SILENCE = re.compile(r"\s*toolkit:\s*ok\s(.*)", re.DOTALL)


def run(
    entry: Entry, context: Context, severities: Mapping[str, str] | None = None
) -> list[Finding]:
    """Findings of one entry in the order of `CHECKS`; one cause is reported by one check.

    `severities` overrides the severity of named checks: "error", "warning" or "off".
    """
    chosen = _severities(severities or {})
    return [
        Finding(name, chosen[name], entry, message)
        for name in _applicable(entry)
        if name in chosen
        for message in CHECKS[name][1](entry, context)
    ]


def run_catalog(catalog: Catalog, context: Context, severities: Mapping[str, str]) -> list[Finding]:
    """All findings of a catalog, in its order."""
    return [finding for entry in catalog.entries for finding in run(entry, context, severities)]


def run_project(
    catalogs: Iterable[tuple[str, Catalog]], severities: Mapping[str, str] | None = None
) -> list[tuple[str, Finding]]:
    """(path, finding) of the checks that compare the catalogs of one language."""
    severity = _severities(severities or {}).get(consistency.NAME)
    found = consistency.inconsistent(catalogs, severity) if severity else ()
    return [item for item in found if consistency.NAME not in _silenced(item[1].entry)]


def _applicable(entry: Entry) -> list[str]:
    if not entry.target:
        return ["empty"]
    names = list(CHECKS)
    if entry.target == entry.source:
        wordless = not any(map(str.isalpha, strip(entry.source)))
        names = ["placeholders", "copied", *["numbers"] * wordless]
    silent = _silenced(entry)
    return [name for name in names if name in _ALWAYS or name not in silent]


def _silenced(entry: Entry) -> set[str]:
    """The checks a person declared to be wrong about this entry, as long as its source stays."""
    if entry.fuzzy and entry.previous is not None:
        return set()
    found = (_SILENCE.fullmatch(line) for comment in entry.comments for line in comment.split("\n"))
    return {" ".join(name.split()) for match in found if match for name in match[1].split(",")}


def _severities(overrides: Mapping[str, str]) -> dict[str, Severity]:
    chosen = {name: severity for name, (severity, _) in CHECKS.items()}
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
