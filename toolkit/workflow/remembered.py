"""What the checks said, remembered by what they looked at: nothing is checked twice.

The memory lies in `.toolkit/checks/`, one file for each catalog, and can be deleted at any time; it
is believed only if this user's toolkit wrote it (see `storage.sealed`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from toolkit.checks.comments import silenced
from toolkit.checks.context import Context
from toolkit.checks.table import run
from toolkit.model import Catalog, Entry, Finding, Severity
from toolkit.storage import sealed
from toolkit.storage.fingerprint import digest, program

Said = dict[str, list[list[str]]]
"""Key of two texts → [check, severity, message] of each finding."""


def findings(
    catalog: Catalog, context: Context, severities: Mapping[str, str], folder: Path | None
) -> list[Finding]:
    """What the checks say of a catalog; `folder` is where it is remembered, if anywhere."""
    if folder is None:
        return [found for entry in catalog.entries for found in run(entry, context, severities)]
    path = folder / f"{digest(context.target.posix, catalog.reference)}.json"
    asked = digest(program(), repr(context), repr(sorted(severities.items())))
    known = _known(path, asked)
    now: Said = {}
    result: list[Finding] = []
    for entry in catalog.entries:
        key = digest(entry.source, entry.target, *sorted(silenced(entry)))
        said = known.get(key)
        if said is None:
            said = [_row(found) for found in run(entry, context, severities)]
        now[key] = said
        result += _findings(entry, said)
    if now != known:
        with suppress(OSError):
            sealed.write(path, json.dumps([asked, now], ensure_ascii=False).encode())
    return result


def _row(found: Finding) -> list[str]:
    return [found.check, found.severity.value, found.message]


def _findings(entry: Entry, said: Sequence[Sequence[str]]) -> list[Finding]:
    return [Finding(check, Severity(level), entry, message) for check, level, message in said]


def _known(path: Path, asked: str) -> Said:
    """What is remembered of a catalog under the same circumstances."""
    try:
        key, said = json.loads(sealed.read(path) or b"null")
    except (ValueError, TypeError):
        return {}
    return said if key == asked else {}
