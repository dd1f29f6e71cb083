"""Where sentences begin and what the checks said, remembered by what was looked at.

So nothing is cut or checked twice. The memory lies in `.toolkit/cuts/`, one file for each article,
and in `.toolkit/checks/`, one for each catalog; it can be deleted at any time, and is believed only
if this user's toolkit wrote it (see `storage.sealed`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from toolkit.checks.comments import silenced
from toolkit.checks.context import Context
from toolkit.checks.table import only_errors, run
from toolkit.document import sentences
from toolkit.document.segment import segments
from toolkit.formats.article import ParsedArticle, format_for, parse_article, taken_apart
from toolkit.model import Catalog, Document, Entry, Finding, Severity
from toolkit.project.settings import Project
from toolkit.storage import plain, sealed
from toolkit.storage.fingerprint import digest, program

_KEPT = 50_000
"""Pairs of texts of which a run remembers what was said."""
_SOME = "errors"
"""Behind the key of texts of which only the errors are known."""
Said = dict[str, list[list[str]]]
"""Key of two texts → [check, severity, message] of each finding."""


@dataclass
class Checking:
    """The checks of a language in a project, and what they said of each pair of texts."""

    context: Context
    severities: Mapping[str, str]
    _said: Said = field(default_factory=dict)
    """Of all catalogs of this run: a sentence that stands in several articles is checked once."""

    def findings(self, catalog: Catalog, folder: Path | None) -> list[Finding]:
        """What the checks say of a catalog; `folder` is where it is remembered, if anywhere."""
        return self._found(catalog, self.severities, folder)

    def errors(self, catalog: Catalog, folder: Path | None) -> list[Finding]:
        """The errors among them; warnings, which cost as much, are not looked for."""
        found = self._found(catalog, self._only_errors, folder)
        return [one for one in found if one.severity is Severity.ERROR]

    @cached_property
    def _only_errors(self) -> Mapping[str, str]:
        return only_errors(self.severities)

    @cached_property
    def _asked(self) -> str:
        """Changes with all that findings depend on besides the texts."""
        return digest(program(), repr(self.context), repr(sorted(self.severities.items())))

    def _found(
        self, catalog: Catalog, wanted: Mapping[str, str], folder: Path | None
    ) -> list[Finding]:
        """`wanted` are the severities of what is looked for."""
        path = folder and folder / f"{digest(self.context.target.posix, catalog.reference)}.json"
        known = _known(path, self._asked) if path else {}
        if len(self._said) > _KEPT:
            self._said.clear()
        self._said |= known
        now: Said = {}
        result: list[Finding] = []
        for entry in catalog.entries:
            key = digest(entry.source, entry.target, f"{entry.tried}", *sorted(silenced(entry)))
            if key not in self._said and wanted is not self.severities:
                key = f"{key} {_SOME}"
            if key not in self._said:
                self._said[key] = [_row(found) for found in run(entry, self.context, wanted)]
            now[key] = self._said[key]
            result += _findings(entry, now[key])
        if path and now != known:
            sealed.remember(path, json.dumps([self._asked, now], ensure_ascii=False).encode())
        return result


def parsed(label: str, text: str, project: Project, folder: Path | None) -> ParsedArticle:
    """An article taken apart; `folder` is where its cuts are remembered, if anywhere.

    An unchanged one needs no rules, which load slowly. SourceError if it cannot be taken apart.
    """
    source, rules, options = project.source, project.rules, project.reading
    if folder is None:
        return parse_article(label, text, source, rules, options)
    path = folder / f"{digest(label)}.json"
    own = b""
    with suppress(OSError):  # who reads the rules says what is wrong with them
        own = plain.read(rules) if rules else b""
    asked = digest(program(), label, text, repr((source, options)), own)
    cuts = _cuts(path, asked)

    def cut(words: str) -> list[int]:
        if words not in cuts:
            cuts[words] = sentences.boundaries(words, source, rules)
        return cuts[words]

    form = format_for(label, text, options)
    if cuts:
        document = Document(Path(label).stem, form.name, form.parse(text))
        found = tuple(segments(document.parts, cut))
        return ParsedArticle(label, document, form, source, cut, found, text)
    made = taken_apart(label, text, form, source, cut)
    sealed.remember(path, json.dumps([asked, cuts], ensure_ascii=False).encode())
    return made


def _cuts(path: Path, asked: str) -> dict[str, list[int]]:
    """Block → where its sentences begin, of an article that is as it was; {} if not known."""
    try:
        key, cuts = json.loads(sealed.read(path) or b"null")
        return dict(cuts) if key == asked else {}
    except (ValueError, TypeError):
        return {}


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
