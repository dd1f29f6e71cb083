"""What the verbs return and tell; what a shell makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from toolkit.cli.shell import exit_code
from toolkit.engines.contract import Result
from toolkit.errors import CatalogError, EngineError, SourceError, ToolkitError, UsageError
from toolkit.model import Language, Severity
from toolkit.workflow.check import CheckOptions, check
from toolkit.workflow.events import Advanced, Event, Failed, Written
from toolkit.workflow.outcome import Outcome
from toolkit.workflow.projects import open_project
from toolkit.workflow.publish import publish
from toolkit.workflow.selection import Selection
from toolkit.workflow.translate import TranslateOptions, translate

PO = Path("locales/en/LC_MESSAGES/a.po")
IDENTITY = TranslateOptions(engine="identity")


def test_one_fails(project: Path) -> None:
    """What cannot be read is a failure, told once; the other article is finished."""
    (project / "sources/a.txt").write_text("Berlin.\n", "utf-8")
    (project / "sources/b.txt").write_bytes(b"\xff\n")
    told: list[Event] = []
    outcome = translate(open_project(project), options=IDENTITY, tell=told.append)
    (failure,) = outcome.failures
    assert isinstance(failure, SourceError)
    assert "sources/b.txt:1" in str(failure)
    assert (outcome.done, outcome.written) == (1, (PO.absolute(),))
    assert told == [Advanced(0, 2), Advanced(1, 2), Failed(failure), Written(PO.absolute())]


def test_dry_run(project: Path) -> None:
    """A dry run tells what would be written, and writes nothing."""
    (project / "sources/a.txt").write_text("Berlin.\n", "utf-8")
    outcome = translate(open_project(project), options=TranslateOptions("identity", dry_run=True))
    assert outcome.written == (PO.absolute(),)
    assert (outcome.result.catalogs, outcome.result.drafted) == (1, 0)
    assert not PO.exists()


def test_gate(project: Path) -> None:
    """A draft keeps its article from being published: the outcome says so, with the place."""
    (project / "sources/a.txt").write_text("Berlin.\n", "utf-8")
    home = open_project(project)
    translate(home, options=IDENTITY)
    outcome = publish(home)
    assert outcome.unmet
    assert not outcome.failures
    assert (outcome.result.published, outcome.result.held) == (0, 1)
    (line,) = outcome.result.obstacles
    assert line.startswith(f"{PO.absolute()}:")


def test_findings(project: Path) -> None:
    """A finding is a value: which file, which language, which entry."""
    (project / "sources/a.txt").write_text("Im Jahr 1234.\n", "utf-8")
    home = open_project(project)
    translate(home, options=IDENTITY)
    PO.write_text(PO.read_text("utf-8").replace('msgstr "Im Jahr 1234."', 'msgstr "In 1235."'))
    outcome = check(home, Selection(languages=("en",)))
    assert outcome.unmet
    error = next(one for one in outcome.result.findings if one.finding.severity is Severity.ERROR)
    assert (error.path, error.language.tag) == (PO.absolute(), "en")
    assert error.finding.check == "numbers"
    assert error.finding.entry.target == "In 1235."


class German:
    """An engine that keeps German quotation marks."""

    def path(self, source: Language, target: Language) -> tuple[Language, ...]:
        """Straight on."""
        return source, target

    def origin(self, source: Language, target: Language) -> str:
        """Its name."""
        return "german 1"

    def translate(
        self, sentences: Sequence[str], source: Language, target: Language
    ) -> list[Result]:
        """The same text for every sentence."""
        return [Result("The „house“.") for _ in sentences]


def test_fixes_are_written(project: Path) -> None:
    """What `fix` sets right is in the file, and the outcome names it."""
    (project / "sources/a.txt").write_text("Das „Haus“.\n", "utf-8")
    home = open_project(project)
    translate(home, options=TranslateOptions(engine=German()))
    outcome = check(home, options=CheckOptions(fix=True))
    assert outcome.result.fixed == 1
    assert outcome.written == (PO.absolute(),)
    assert 'msgstr "The “house”."' in PO.read_text("utf-8")


SOURCE, ENGINE = SourceError("a"), EngineError("b")
CATALOG, USAGE = CatalogError("c"), UsageError("d")


@pytest.mark.parametrize(
    ("failures", "done", "unmet", "code"),
    [
        ((), 2, False, 0),
        ((), 2, True, 3),
        ((SOURCE,), 2, True, 1),
        ((SOURCE,), 0, False, 2),
        ((USAGE, SOURCE), 0, False, 2),
        ((ENGINE,), 0, False, 1),
        ((SOURCE, ENGINE), 0, False, 1),
        ((CATALOG, ENGINE), 5, False, 2),
    ],
)
def test_exit_codes(failures: tuple[ToolkitError, ...], done: int, unmet: bool, code: int) -> None:
    """Damaged catalogs and unreadable input alone 2, beside finished articles 1, a gate 3."""
    assert exit_code(Outcome(None, done, failures, unmet=unmet)) == code
