"""Single entries in the hands of several people: who may do what, and what is kept of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Toolkit, judge

from toolkit.catalog import po
from toolkit.catalog.credit import Credit, credits, remarks
from toolkit.errors import UsageError
from toolkit.model import Entry, State, seal_of
from toolkit.workflow.approve import Approvals
from toolkit.workflow.check import check
from toolkit.workflow.desk import (
    Desk,
    Duty,
    Edit,
    Edited,
    Person,
    WholeTask,
    by_name,
    name_of,
    version_of,
    with_text,
)
from toolkit.workflow.projects import open_project
from toolkit.workflow.translate import Translated

ANNA = Person("Anna", Duty.TRANSLATOR)
MARA = Person("Mara", Duty.REVIEWER)
TEXT = "Eins ist da. Zwei ist da.\n\nIm Jahr 2024 war alles da.\n"
PO = Path("locales/en/LC_MESSAGES/a.po")


@pytest.fixture
def desk(project: Path) -> Desk:
    """A project with one article on the desk."""
    (project / "sources/a.txt").write_text(TEXT, "utf-8")
    return Desk(open_project(project), engine="pseudo")


def entry(desk: Desk, number: int = 0) -> Entry:
    return desk.open("a", "en").catalog.entries[number]


def save(desk: Desk, person: Person, number: int = 0, **wanted: object) -> Edited:
    """Somebody saves what they see."""
    seen = entry(desk, number)
    edit = replace(Edit(name_of(seen), version_of(seen)), **wanted)  # type: ignore[arg-type]
    return desk.edit("a", "en", edit, person)


def test_credits(desk: Desk) -> None:
    """Who wrote and who approved stands in the comments, sealed to the text that is meant."""
    save(desk, ANNA, target="One is here.")
    made = save(desk, MARA, approve=True).entry
    assert made is not None
    assert made.state is State.APPROVED
    assert [(one.what, one.who, one.seal) for one in credits(made).values()] == [
        ("written", "Anna", seal_of("One is here.")),
        ("approved", "Mara", seal_of("One is here.")),
    ]
    assert judge(PO) == ""
    PO.write_text(PO.read_text().replace("One is here.", "One was here."))
    assert credits(entry(desk)) == {}
    assert remarks(entry(desk)) == ()


def test_credits_of_names(desk: Desk) -> None:
    """A name with ` on ` or brackets in it stays a name."""
    odd = Person("Jo on 2026-01-01 10:00 [000000]", Duty.REVIEWER)
    made = save(desk, odd, target="One is here.", approve=True).entry
    assert made is not None
    assert {one.who for one in credits(made).values()} == {odd.name}
    assert isinstance(credits(made)["written"], Credit)


@pytest.mark.parametrize("four_eyes", [False, True])
def test_four_eyes(desk: Desk, four_eyes: bool) -> None:
    """Nobody approves what they wrote, if the project wants it so; drafts of others they may."""
    desk.project = replace(desk.project, four_eyes=four_eyes)
    refused = save(desk, MARA, target="One is here.", approve=True)
    assert refused.refused == ("own" if four_eyes else "")
    assert entry(desk).target == "One is here."
    assert entry(desk).fuzzy is four_eyes
    save(desk, ANNA, 1, target="Two is here.")
    assert save(desk, MARA, 1, approve=True).refused == ""
    assert entry(desk, 1).state is State.APPROVED


def test_duties(desk: Desk) -> None:
    """A reader changes nothing, a translator approves nothing."""
    with pytest.raises(UsageError, match="You may only read here"):
        save(desk, Person("Leo", Duty.READER), target="x")
    with pytest.raises(UsageError, match="You may write drafts, not approve"):
        save(desk, ANNA, target="x", approve=True)
    with pytest.raises(UsageError, match="You may write drafts, not approve"):
        desk.batch("a", "en", WholeTask.PUBLISH, ANNA)
    assert not PO.exists()


def test_errors_are_not_approved(desk: Desk) -> None:
    """A text with an error is kept as a draft; so it is on the command line."""
    assert save(desk, MARA, 2, target="In 2025 all was here.", approve=True).refused == "errors"
    assert entry(desk, 2).state is State.DRAFT
    assert save(desk, MARA, 1, target="", approve=True).refused == "empty"


@pytest.mark.parametrize("text", ["a\nb", "a\x00b", "a\x1bb", "a\ud800b", "a\u2028b"])
def test_unfit_text(desk: Desk, text: str) -> None:
    """What no catalog can carry is refused by name."""
    with pytest.raises(UsageError, match="has a sign that no file can carry"):
        save(desk, MARA, target=text)
    with pytest.raises(UsageError, match="has a sign that no file can carry"):
        save(desk, MARA, remark=text)


def test_conflict(desk: Desk) -> None:
    """Whoever saves from an older state is told, and nothing is saved."""
    old = entry(desk)
    save(desk, ANNA, target="One is here.")
    late = desk.edit("a", "en", Edit(name_of(old), version_of(old), "First!"), MARA)
    assert late.conflict
    assert late.entry is not None
    assert late.entry.target == entry(desk).target == "One is here."
    gone = desk.edit("a", "en", Edit("0" * 16, version_of(old), "First!"), MARA)
    assert (gone.conflict, gone.entry) == (True, None)


def test_undo(desk: Desk, toolkit: Toolkit) -> None:
    """The last save is taken back to the byte, but not over a change from elsewhere."""
    toolkit("translate", "--engine", "pseudo")
    before = PO.read_text().split("\n\n", 1)[1]
    save(desk, ANNA, target="One is here.")
    save(desk, MARA, approve=True)
    assert [event.who for event in desk.history(desk.open("a", "en"), entry(desk))] == [
        "Mara",
        "Anna",
    ]
    now = entry(desk)
    assert not desk.undo("a", "en", (name_of(now), version_of(now)), MARA).conflict
    assert entry(desk).state is State.DRAFT
    assert entry(desk).target == "One is here."
    with pytest.raises(UsageError, match="that could be taken back"):
        PO.write_text(PO.read_text().replace("One is here.", "One was here."))
        now = entry(desk)
        desk.undo("a", "en", (name_of(now), version_of(now)), MARA)
    PO.write_text(PO.read_text().replace("One was here.", "One is here."))
    assert before.split("\n\n")[1:] == PO.read_text().split("\n\n", 1)[1].split("\n\n")[1:]


def test_a_foreign_journal(desk: Desk) -> None:
    """What came with somebody else's project is not believed: nothing of it can be brought back."""
    save(desk, MARA, target="One is here.")
    (journal,) = (desk.project.root / ".toolkit/desk").glob("*.jsonl")
    journal.write_text(journal.read_text().replace('"target": ""', '"target": "Harm"'))
    now = entry(desk)
    assert desk.history(desk.open("a", "en"), now) == []
    with pytest.raises(UsageError, match="that could be taken back"):
        desk.undo("a", "en", (name_of(now), version_of(now)), MARA)


def test_a_journal_that_leads_away(desk: Desk, tmp_path: Path) -> None:
    """A link in a project's scratch does not make the desk write to another file."""
    save(desk, MARA, target="One is here.")
    (journal,) = (desk.project.root / ".toolkit/desk").glob("*.jsonl")
    other = tmp_path / "precious"
    other.write_text("mine")
    journal.unlink()
    journal.symlink_to(other)
    assert not save(desk, MARA, target="One was here.").conflict
    assert other.read_text() == "mine"


def test_comments(desk: Desk) -> None:
    """A comment bears its author's name and leaves the text alone; one for the checks does not."""
    save(desk, MARA, 2, target="In 2024 all was here.", approve=True)
    made = save(desk, ANNA, 2, remark="Wirklich alles?").entry
    assert made is not None
    assert (made.state, remarks(made)) == (State.APPROVED, ("Anna: Wirklich alles?",))
    made = save(desk, ANNA, 2, remark="toolkit: ok numbers").entry
    assert made is not None
    assert "toolkit: ok numbers" in made.comments


def test_batches(desk: Desk, toolkit: Toolkit) -> None:
    """What is done to a whole article has the outcome of the command line."""
    drafted = desk.batch("a", "en", WholeTask.TRANSLATE, MARA)
    assert drafted.result == Translated(catalogs=1, drafted=3, empty=0)
    assert all(one.machine for one in po.read(PO).entries)
    assert desk.batch("a", "en", WholeTask.PUBLISH, MARA).unmet
    assert toolkit("publish").code == 3
    for number, text in enumerate(("One is here.", "Two is here.", "In 2024 all was here.")):
        assert save(desk, MARA, number, target=text, approve=True).refused == ""
    (Path("sources") / "b.txt").write_text(TEXT, "utf-8")
    toolkit("translate", "--engine", "none")
    approved = desk.batch("b", "en", WholeTask.APPROVE, MARA)
    assert approved.result == Approvals(approved=3, refused=0)
    other = desk.open("b", "en").catalog.entries
    assert all(credits(one)["approved"].who == "Mara" for one in other)
    assert not desk.batch("b", "en", WholeTask.PUBLISH, MARA).unmet
    assert Path("public/en/b.txt").read_text() == (
        "One is here. Two is here.\n\nIn 2024 all was here.\n"
    )


def test_matches(desk: Desk) -> None:
    """The memory offers what was approved a moment ago in the same article, and elsewhere."""
    save(desk, MARA, 0, target="One is here.", approve=True)
    opened = desk.open("a", "en")
    match = desk.matches(opened, entry(desk, 1))[0]
    assert (match.target, match.unit.article) == ("One is here.", "a")
    assert desk.matches(opened, entry(desk, 0)) == []
    (alternative,) = desk.alternatives(opened, entry(desk, 1))
    assert alternative.target not in ("", entry(desk, 1).source)


def test_names_are_stable(desk: Desk) -> None:
    """What a sentence is called depends on nothing but its text and kind."""
    names = list(by_name(desk.open("a", "en")))
    Path("sources/a.txt").write_text("Neu ist da. " + TEXT, "utf-8")
    assert list(by_name(desk.open("a", "en")))[1:] == names


def test_the_same_sentence_elsewhere(desk: Desk, project: Path) -> None:
    """A sentence that another article translates otherwise is found at once, as `check` does."""
    (project / "sources/b.txt").write_text("Zweiter Text\n\nEins ist da.\n", "utf-8")
    assert desk.look_around("en") == frozenset()
    opened = desk.open("b", "en")
    (there,) = (one for one in opened.catalog.entries if one.source == "Eins ist da.")
    edit = Edit(name_of(there), version_of(there), "One is here.", True)
    assert desk.edit("b", "en", edit, MARA).entry
    assert desk.look_around("en") == frozenset()
    said = [
        one.message for one in desk.findings(desk.open("a", "en"), typed(desk, "One was here."))
    ]
    assert said == [
        "Zweiter Text has “One is here.” for the same sentence; choose one translation."
    ]
    assert not desk.findings(desk.open("a", "en"), typed(desk, "One is here."))
    save(desk, ANNA, target="One was here.")
    assert desk.look_around("en") == {there.key}
    assert desk.look_around("en") == frozenset()
    outcome = check(desk.project)
    assert [one.finding.check for one in outcome.result.findings if one.finding.entry.target] == [
        "inconsistent"
    ]
    catalog = project / "locales/en/LC_MESSAGES/b.po"
    catalog.write_text(catalog.read_text().replace("One is here.", "One was here."))
    assert desk.look_around("en") == {there.key}
    assert not desk.findings(desk.open("a", "en"), typed(desk, "One was here."))
    (project / "sources/b.txt").unlink()
    desk.look_around("en")
    assert not desk.findings(desk.open("a", "en"), typed(desk, "One of them."))


def typed(desk: Desk, text: str) -> Entry:
    """The first entry as somebody types it."""
    return with_text(entry(desk), text)
