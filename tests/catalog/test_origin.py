"""Origins as text and as values: nothing of the text is lost, whatever it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.catalog.origin import parse, read, spell, write
from toolkit.model import Entry, Origin, OriginKind, seal_of

ENGINE, MEMORY, ALIGNMENT = OriginKind.ENGINE, OriginKind.MEMORY, OriginKind.ALIGNMENT
ROOT = Path(__file__).parents[2]
TOLD = re.compile(r"(?:mt: |tm: \d+%)[^\"`\n]*")

KNOWN = {
    "mt: pseudo": Origin(ENGINE, "pseudo"),
    "mt: argos translate-de_en 1.9, confidence 0.78": Origin(
        ENGINE, "argos", models=("translate-de_en 1.9",), confidence=0.78
    ),
    "mt: argos translate-de_en 1.9 + translate-en_ru 1.9, confidence 0.40: left empty, confidence"
    " below 0.50": Origin(
        ENGINE,
        "argos",
        models=("translate-de_en 1.9", "translate-en_ru 1.9"),
        confidence=0.4,
        left_empty="confidence below 0.50",
    ),
    "mt: argos translate-en_ru 1.9 from approved en: check the places of the placeholders: terms"
    " adapted: Peking → Beijing": Origin(
        ENGINE,
        "argos",
        models=("translate-en_ru 1.9",),
        pivot="en",
        remark="check the places of the placeholders: terms adapted: Peking → Beijing",
    ),
    "mt: argos: left empty, the model repeats itself": Origin(
        ENGINE, "argos", left_empty="the model repeats itself"
    ),
    "tm: 92%": Origin(MEMORY, match=92),
    "tm: 100% 2020-12-07-beijing-moskau": Origin(MEMORY, "2020-12-07-beijing-moskau", match=100),
    "tm: 99% Agentur, Band 2, numbers and names adapted, 2 translations differ": Origin(
        MEMORY,
        "Agentur, Band 2",
        match=99,
        remark="numbers and names adapted, 2 translations differ",
    ),
    "tm: 99% a, without placeholders, as title": Origin(
        MEMORY, "a", match=99, remark="without placeholders, as title"
    ),
    "tm: 93% aligned old.md": Origin(ALIGNMENT, "old.md", match=93),
    "tm: 93% aligned old.md: check the placeholders": Origin(
        ALIGNMENT, "old.md", match=93, remark="check the placeholders"
    ),
    "tm: 71% aligned old.md: left empty, translated with the sentence before": Origin(
        ALIGNMENT, "old.md", match=71, left_empty="translated with the sentence before"
    ),
}


@pytest.mark.parametrize("text", KNOWN)
def test_every_form_has_its_fields(text: str) -> None:
    """What the toolkit writes is read into fields, and written as it was."""
    assert parse(text) == KNOWN[text]
    assert spell(KNOWN[text]) == text


def test_every_origin_in_our_files_is_kept() -> None:
    """Each text in catalogs, cases, tests and README is the same after reading and writing."""
    folders = [
        path for name in ("tests", "locales", "sources") for path in (ROOT / name).rglob("*")
    ]
    files = [path for path in folders if path.suffix in (".py", ".po", ".md", ".html", ".json")]
    texts = {
        found[0]
        for path in (*files, ROOT / "README.md")
        for found in TOLD.finditer(path.read_text("utf-8", "replace"))
    }
    assert len(texts) > 50
    assert {spell(parse(text)) for text in texts} == texts


WORDS = [
    *("argos", "translate-de_en", "1.9", "+", "from approved", "en", ", confidence 0.78"),
    *(", confidence", "1.5", ":", ": ", " ", "  ", ", ", "left empty, ", "aligned ", "99%", "007%"),
    *("numbers adapted", "as title", "2 translations differ", "[3f9a2c]", "北京", "\u00a0", "%"),
]
TEXT = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS), max_size=14).map("".join))


@given(st.sampled_from(["mt: ", "tm: ", "tm: 99% ", "tm: 99% aligned "]), TEXT)
def test_any_text_is_kept(start: str, rest: str) -> None:
    """Whatever stands behind the first letters comes out as it went in."""
    assert spell(parse(start + rest)) == start + rest


@pytest.mark.parametrize("text", ["", "mt:", "argos", "TM: 92%", " mt: argos"])
def test_other_text_is_no_origin(text: str) -> None:
    """There is nothing to be read in it."""
    with pytest.raises(ValueError, match="not an origin"):
        parse(text)


WORD = st.from_regex(r"[a-z0-9][a-z0-9_.-]{0,11}", fullmatch=True)
PHRASE = st.lists(WORD, min_size=1, max_size=30).map(" ".join)
MADE = st.one_of(
    st.builds(
        Origin,
        st.just(ENGINE),
        WORD,
        models=st.lists(WORD, max_size=3).map(tuple),
        pivot=st.sampled_from(["", "en", "zh_CN"]),
        confidence=st.none() | st.integers(0, 100).map(lambda hundredths: hundredths / 100),
        remark=st.just("") | PHRASE.map("look at {}".format),
    ),
    st.builds(
        Origin,
        st.just(ENGINE),
        WORD,
        confidence=st.none() | st.integers(0, 100).map(lambda hundredths: hundredths / 100),
        left_empty=PHRASE,
    ),
    st.builds(Origin, st.just(ALIGNMENT), WORD, match=st.integers(0, 99), left_empty=PHRASE),
    st.builds(
        Origin,
        st.just(MEMORY),
        st.just("") | PHRASE.filter(lambda name: not name.startswith("aligned ")),
        match=st.integers(0, 101),
        remark=st.sampled_from(["", "numbers adapted", "numbers differ, 2 translations differ"]),
    ),
)


@given(MADE, st.booleans(), st.sampled_from([(), ("Bitte prüfen",), ("mt: besser als sonst",)]))
def test_an_origin_is_found_among_comments(
    origin: Origin, above: bool, people: tuple[str, ...]
) -> None:
    """The lines written for any origin are read back, of any engine, however long; people's too."""
    entry = Entry("a").emptied(origin) if origin.left_empty else Entry("a").drafted("b", origin)
    lines = write(entry)
    found = read([*people, *lines] if above else [*lines, *people], entry.target)
    assert (found.origin, found.seal, found.people) == (origin, entry.seal, people)


@pytest.mark.parametrize("engine", ["argos", "marian"])
def test_a_comment_below_an_open_reason_is_a_persons(engine: str) -> None:
    """A short line is not continued, so what begins like one more line of it is not ours."""
    origin = Origin(ENGINE, engine, left_empty="the model repeats itself")
    lines = [*write(Entry("a").emptied(origin)), "mt: nein, das geht!"]
    assert read(lines, "").origin == origin
    assert read(lines, "").people == ("mt: nein, das geht!",)


def test_an_origin_of_an_unknown_engine_may_be_long() -> None:
    """An engine from elsewhere names itself in two lines: no part of it becomes a comment."""
    models = tuple(f"opus-mt-{pair}-big 2024-03-01" for pair in ("de-en", "en-fr", "fr-ru"))
    entry = Entry("a").drafted("b", Origin(ENGINE, "marian", models=models, confidence=0.5))
    lines = write(entry)
    assert len(lines) == 2 and re.search(rf" \[{seal_of('b')}-\w{{6}}\]$", lines[1])
    assert read(["Von Anna.", *lines, "mt: gut"], "b").people == ("Von Anna.", "mt: gut")


def test_states_of_an_entry() -> None:
    """Drafted, approved and emptied entries have the fields that go with their state."""
    draft = Entry("a", context="title", comments=("c",)).drafted("b", Origin(ENGINE, "x"), "o")
    assert (draft.fuzzy, draft.seal, draft.previous) == (True, seal_of("b"), "o")
    assert draft.machine and draft.stale and draft.score is None
    assert draft.approved() == Entry("a", "b", context="title", comments=("c",))
    assert draft.approved("z") == Entry("a", "z", context="title", comments=("c",))
    assert draft.emptied() == Entry("a", context="title", comments=("c",))
    own = Entry("a").drafted("b", None)
    assert (own.fuzzy, own.seal, own.untouched) == (True, "", False)


PEOPLES = [
    "mt: argos schrieb hier „haven“, das ist falsch",
    "tm: 80% aus dem Archiv passt besser, siehe Ausgabe 12",
    "mt: argos translate-de_en 1.9, confidence 0.78",
    "tm: 92%",
    "mt: argos: left empty, the model repeats itself",
    "mt: argos 1.9 [abcdef]",
    "mt: argos 1.9 [3f9a2c-abcdef]",
    "tm: 99% a [-abcdef]",
]


@pytest.mark.parametrize("comment", PEOPLES)
@pytest.mark.parametrize("target", ["", "b"])
def test_a_persons_comment_is_never_an_origin(comment: str, target: str) -> None:
    """Whatever it says: without the check sums of a line that the toolkit wrote it is kept."""
    assert read([comment, "mt: zwei"], target).people == (comment, "mt: zwei")


def test_a_changed_line_is_a_persons() -> None:
    """Who corrects a line of the toolkit has written a comment."""
    (line,) = write(Entry("a").drafted("b", parse("mt: argos 1.9")))
    assert read([line], "b").people == () and read([line], "c").people == ()
    assert read([line.replace("1.9", "1.8")], "b").people == (line.replace("1.9", "1.8"),)


def test_drafts_of_older_releases_have_an_origin() -> None:
    """Their line ends with the check sum of the draft alone, and counts while that is unchanged."""
    line = f"mt: argos 1.9 [{seal_of('b')}]"
    assert read([line], "b").origin == parse("mt: argos 1.9")
    assert read([line], "c").people == (line,)
