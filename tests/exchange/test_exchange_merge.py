"""Merging rows into a catalog: the cases that people meet."""

from __future__ import annotations

from dataclasses import replace

import pytest

from toolkit.catalog.origin import parse
from toolkit.errors import SourceError
from toolkit.exchange.merge import Row, mark, merge, unit_id
from toolkit.exchange.table import EXCHANGES, read
from toolkit.languages.language import language
from toolkit.model import Catalog, Entry, State, seal_of

DRAFT = Entry(
    "Eins.", "One?", True, origin=parse("mt: argos 1.0"), previous="Ein.", comments=("ask Li",)
)
MACHINE = Entry("Eins.", "1.", True, origin=parse("mt: argos 1.0"), seal=seal_of("1."))


def row(target: str, state: State, base: Entry | None = None, **other: object) -> Row:
    """A row for `Eins.` that was exported from `base`."""
    marked = mark(base.target, base.state) if base else ""
    return Row("Eins.", target, state, base=marked, **other)  # type: ignore[arg-type]


def test_approval_removes_what_a_draft_carries() -> None:
    """An approved text has no origin and no previous source; comments stay, new ones are added."""
    taken = row("One.", State.APPROVED, DRAFT, comments=("ask Li", " see §2\nok", ""))
    merged = merge(Catalog(entries=(DRAFT,)), [taken])
    assert merged.catalog.entries == (Entry("Eins.", "One.", comments=("ask Li", "see §2", "ok")),)


def test_an_edited_draft_is_a_persons() -> None:
    """A draft edited outside stays a draft for its previous source, without the engine's name."""
    merged = merge(Catalog(entries=(DRAFT,)), [row("One.", State.DRAFT, DRAFT)])
    assert merged.catalog.entries == (
        Entry("Eins.", "One.", True, previous="Ein.", comments=("ask Li",)),
    )


@pytest.mark.parametrize(
    ("entry", "state", "target", "expected"),
    [
        (Entry("Eins."), State.DRAFT, "One.", "taken"),
        (Entry("Eins."), State.APPROVED, "One.", "taken"),
        (Entry("Eins.", "One.", True), State.APPROVED, "One.", "taken"),
        (Entry("Eins.", "One."), State.DRAFT, "One.", "kept"),
        (Entry("Eins.", "One."), State.EMPTY, "", "conflict"),
        (Entry("Eins.", "1.", True), State.DRAFT, "One.", "conflict"),
        (Entry("Eins.", "1."), State.APPROVED, "One.", "conflict"),
        (MACHINE, State.APPROVED, "One.", "taken"),
        (MACHINE, State.DRAFT, "One.", "conflict"),
        (replace(MACHINE, target="One!"), State.APPROVED, "One.", "conflict"),
    ],
)
def test_files_of_other_makers(entry: Entry, state: State, target: str, expected: str) -> None:
    """Without a mark a text goes where nothing of a person is, and approves an equal draft."""
    merged = merge(Catalog(entries=(entry,)), [row(target, state)])
    found = merged.catalog.entries[0]
    assert bool(merged.conflicts) == (expected == "conflict")
    assert (found == entry) == (expected != "taken")
    assert found.target == (target if expected == "taken" else entry.target)


def test_other_makers_know_no_contexts() -> None:
    """Without a mark a sentence is found under any context."""
    catalog = Catalog(entries=(Entry("Eins.", context="title"),))
    merged = merge(catalog, [row("One.", State.DRAFT, context="res/1")])
    assert merged.catalog.entries[0].target == "One." and not merged.unknown
    assert merge(catalog, [row("One.", State.DRAFT, DRAFT, context="res/1")]).unknown


def test_blanks_may_be_damaged() -> None:
    """The id finds an entry whose white space an editor changed, not one with other words."""
    entry = Entry("Am\u00a07. Mai\nging er.", context="title")
    for source, found in [("Am 7. Mai ging er.", 0), ("Am 8. Mai ging er.", 1)]:
        sent = Row(source, "On 7 May he left.", State.DRAFT, id=unit_id(entry))
        assert len(merge(Catalog(entries=(entry,)), [sent]).unknown) == found


def test_text_of_a_gone_source_is_offered_as_obsolete() -> None:
    """It is listed, kept once, and never over another obsolete text."""
    sent = row("One.", State.APPROVED)
    merged = merge(Catalog(), [sent])
    assert merged.unknown == (sent,)
    assert merged.catalog.obsolete == (Entry("Eins.", "One."),)
    assert merge(merged.catalog, [sent]).catalog == merged.catalog
    other = merge(merged.catalog, [row("Uno.", State.APPROVED)])
    assert other.catalog == merged.catalog and len(other.conflicts) == 1
    assert not other.unknown  # each row is listed once


def test_two_rows_for_one_sentence() -> None:
    """The first one counts, another text in the second one is a conflict."""
    rows = [row(text, State.DRAFT, DRAFT) for text in ("One.", "One.", "Uno.")]
    merged = merge(Catalog(entries=(DRAFT,)), rows)
    assert merged.catalog.entries[0].target == "One."
    assert [sent.target for sent, _ in merged.conflicts] == ["Uno."]


def test_po_comments_and_changed_msgids() -> None:
    """A comment on an emptied entry comes in; a translation typed over the msgid is refused."""
    entries = (Entry("Eins.", "Раз."), Entry("Zwei."))
    catalog = Catalog("a.md", (("Language", "ru"),), (), entries)
    text = EXCHANGES["po"].write(catalog, language("de"), language("ru")).decode()
    emptied = text.replace('msgstr "Раз."', 'msgstr ""').replace(
        '#, no-wrap\nmsgid "Eins', '# WARUM\n#, no-wrap\nmsgid "Eins'
    )
    (batch,) = read("a.po", emptied.encode())
    merged = merge(catalog, batch.rows)
    assert merged.catalog.entries[0] == replace(entries[0], comments=("WARUM",))
    with pytest.raises(SourceError, match=r"^a\.po:\d+: the msgid was changed: restore it"):
        read("a.po", text.replace('msgid "Zwei."', 'msgid "Два."').encode())
