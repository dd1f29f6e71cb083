"""Every exchange format: what goes out comes back, whoever edits meanwhile."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from toolkit.catalog.origin import parse
from toolkit.errors import SourceError
from toolkit.exchange.merge import Row, mark, merge
from toolkit.exchange.table import EXCHANGES, read
from toolkit.languages.language import language
from toolkit.model import Catalog, Entry, State

GERMAN, RUSSIAN = language("de"), language("ru")
FORMATS = pytest.mark.parametrize("name", EXCHANGES)
AWKWARD = [
    "<g1>",
    "</g1>",
    "<g2>",
    "</g2>",
    "<x3/>",
    "<g٣>",
    "&amp;",
    "<b>",
    "]]>",
    "=1+1",
    "-",
    "@",
    "'",
    "'=",
    "＝",
    ";",
    ",",
    '"',
    "_x0041_",
    "⟦U+0041⟧",
    "😀",
    "北京",
    "#N/A",
    "1.0",
    "TRUE",
]
TEXT = (
    st.lists(
        st.one_of(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20),
            st.sampled_from([*AWKWARD, *"\n\r\t \u00a0\u2028\x07\x01\ufffe"]),
        ),
        min_size=1,
        max_size=8,
    )
    .map("".join)
    .filter(bool)
)
LINE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=20)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Any entry that a PO file could hold."""
    target = draw(st.one_of(st.just(""), TEXT))
    return Entry(
        source=draw(TEXT),
        target=target,
        fuzzy=bool(target) and draw(st.booleans()),
        context=draw(st.sampled_from([None, "title", "alt", "a\nb\t&\x07"])),
        notes=("paragraph", "<g1>…</g1> = **…**"),
        comments=tuple(draw(st.lists(LINE, max_size=2))),
        origin=draw(st.sampled_from([None, parse("mt: argos de_en 1.0"), parse("tm: 92%")])),
        previous=draw(st.one_of(st.none(), TEXT)),
    )


def distinct(found: list[Entry]) -> tuple[Entry, ...]:
    """No two that differ in white space only: for editors those are one."""
    return tuple({(one.context, *one.source.split()): one for one in found}.values())


CATALOGS = (
    st.lists(entries(), max_size=6)
    .map(distinct)
    .map(lambda found: Catalog("sources/a b&<.md", (("Language", "ru"),), (), found))
)
SMALL = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def exported(catalog: Catalog, name: str) -> bytes:
    """The catalog as a file."""
    return EXCHANGES[name].write(catalog, GERMAN, RUSSIAN)


def rows_of(catalog: Catalog, name: str) -> tuple[Row, ...]:
    """What a file of the catalog says."""
    (batch,) = EXCHANGES[name].read(exported(catalog, name))
    assert (batch.article, language(batch.language)) == (catalog.reference, RUSSIAN)
    return batch.rows


@FORMATS
@SMALL
@given(catalog=CATALOGS)
def test_what_goes_out_comes_back(name: str, catalog: Catalog) -> None:
    """Sources, targets, states, marks in catalog order; merged, the catalog is what it was."""
    rows = rows_of(catalog, name)
    assert [(row.source, row.target, row.state) for row in rows] == [
        (entry.source, entry.target, entry.state) for entry in catalog.entries
    ]
    assert all(row.base == mark(row.target, row.state) for row in rows)
    merged = merge(catalog, rows)
    assert (merged.catalog, merged.conflicts, merged.unknown) == (catalog, (), ())


@FORMATS
def test_same_catalog_same_bytes(name: str) -> None:
    """An export depends on nothing but its catalog."""
    catalog = Catalog("a", (), (), (Entry("Eins.", "Раз."),))
    assert exported(catalog, name) == exported(catalog, name)


@FORMATS
def test_obsolete_entries_stay_at_home(name: str) -> None:
    """Only what the article says now is exported."""
    catalog = Catalog("a", (), (), (Entry("Eins."),), (Entry("Zwei.", "Два."),))
    assert [row.source for row in rows_of(catalog, name)] == ["Eins."]


EDITS = st.tuples(st.one_of(st.just(""), TEXT), st.booleans())


def edit(entry: Entry, change: tuple[str, bool] | None) -> Entry:
    """The entry after somebody's work."""
    if change is None:
        return entry
    return replace(entry, target=change[0], fuzzy=bool(change[0]) and change[1], origin=None)


def text_of(entry: Entry) -> tuple[str, State]:
    return entry.target, entry.state


@SMALL
@given(
    catalog=CATALOGS,
    name=st.sampled_from(list(EXCHANGES)),
    here=st.lists(st.one_of(st.none(), EDITS), min_size=6, max_size=6),
    there=st.lists(st.one_of(st.none(), EDITS), min_size=6, max_size=6),
    gone=st.integers(0, 2),
)
def test_nobody_overwrites_anybody(
    catalog: Catalog,
    name: str,
    here: list[tuple[str, bool] | None],
    there: list[tuple[str, bool] | None],
    gone: int,
) -> None:
    """Each side's edits stand; where both edited it is a conflict; text of gone sources is kept."""
    mine = [edit(entry, change) for entry, change in zip(catalog.entries, here, strict=False)]
    theirs = [edit(entry, change) for entry, change in zip(catalog.entries, there, strict=False)]
    rows = [
        replace(row, target=entry.target, state=entry.state)
        for row, entry in zip(rows_of(catalog, name), theirs, strict=True)
    ]
    merged = merge(replace(catalog, entries=tuple(mine[gone:])), rows)
    conflicts = {entry.key for _, entry in merged.conflicts}
    after = {entry.key: entry for entry in (*merged.catalog.entries, *merged.catalog.obsolete)}
    kept = [(entry.source, *text_of(entry)) for entry in merged.catalog.obsolete]
    for old, ours, other in list(zip(catalog.entries, mine, theirs, strict=True))[gone:]:
        found = text_of(after[old.key])
        if text_of(other) in (text_of(old), text_of(ours)):
            assert (found, old.key in conflicts) == (text_of(ours), False)
        elif text_of(ours) == text_of(old) and other.target:
            assert (found, old.key in conflicts) == (text_of(other), False)
        else:
            assert (found, old.key in conflicts) == (text_of(ours), True)
    for other in theirs[:gone]:
        assert not other.target or (other.source, *text_of(other)) in kept
    assert merge(merged.catalog, rows).catalog == merged.catalog


@FORMATS
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**9))
@example(seed=0)
def test_damaged_files_say_one_sentence(name: str, seed: int) -> None:
    """Whatever happens to a file's bytes, it is read or refused with name and line."""
    chance = random.Random(seed)
    data = bytearray(
        exported(Catalog("a", (), (), (Entry("Eins <g1>z</g1>.", "=Раз."),) * 3), name)
    )
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(data))
        data[at : at + chance.randrange(9)] = chance.randbytes(chance.randrange(3))
    suffix = EXCHANGES[name].suffixes[0]
    try:
        read(f"a{suffix}", bytes(data))
    except SourceError as error:
        first, _, rest = str(error).partition(": ")
        assert first.startswith(f"a{suffix}:") and first.split(":")[1].isdecimal(), error
        assert rest.endswith("; nothing was imported from it") and "\n" not in rest


def test_a_workbook_of_another_age_is_refused() -> None:
    """Packed in a way that is not known here."""
    data = exported(Catalog("a", (), (), (Entry("Eins.", "Раз."),)), "xlsx")
    at = data.index(b"PK\x01\x02") + 6
    with pytest.raises(SourceError, match=r"^a\.xlsx:1: "):
        read("a.xlsx", data[:at] + b"\xff" + data[at + 1 :])


@pytest.mark.parametrize("suffix", [".xlf", ".xliff", ".csv", ".tsv", ".xlsx", ".po"])
@pytest.mark.parametrize("data", [b"", b"\0", b"\xff\xfe", b"{}", b"PK\x03\x04", b'msgid ""\n'])
def test_wrong_files_are_refused(suffix: str, data: bytes) -> None:
    """A file that is something else is no empty translation."""
    with pytest.raises(SourceError, match=r"^a\.\w+:[12]: "):
        read(f"a{suffix}", data)


def test_unknown_suffixes_are_refused() -> None:
    """The message names the formats that there are."""
    with pytest.raises(SourceError, match=r"known: \.xlf"):
        read("a.docx", b"")
