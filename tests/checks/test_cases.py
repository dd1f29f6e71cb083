"""Every check finds what its case file calls bad, and is silent about what it calls good."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from cases import Case, read
from hypothesis import example, given, settings
from hypothesis import strategies as st

from toolkit.checks.context import Context
from toolkit.checks.table import CHECKS, run
from toolkit.document.inline import strip
from toolkit.errors import UsageError
from toolkit.glossary.glossary import parse
from toolkit.languages.language import language
from toolkit.model import Entry, Severity

CASES = Path(__file__).parent / "cases"
TERMS = parse(
    (CASES.parent.parent / "glossary" / "terms.csv").read_bytes(), "terms.csv", language("de")
)
GERMAN_TO = {code: Context(language("de"), language(code)) for code in ("en", "ru", "zh")}


ALL = {path.stem: read(path) for path in sorted(CASES.glob("*.md"))}


def pair(case: Case) -> tuple[Entry, Context]:
    """The pair of a case, whose first two values are a text and its translation."""
    (source, source_text), (target, target_text), *rest = (
        (key, value.strip().replace("␣", " ").replace("␤", "\n") if nth < 2 else value)
        for nth, (key, value) in enumerate(case.fields.items())
    )
    assert {key for key, _ in rest} <= {"comment", "finds"}, case
    comments = (case["comment"],) if "comment" in case else ()
    glossary = TERMS if case.path.stem == "terms" else None
    context = Context(language(source), language(target), glossary)
    return Entry(source_text, target_text, comments=comments), context


@pytest.mark.parametrize("case", [case for cases in ALL.values() for case in cases], ids=str)
def test_case(case: Case) -> None:
    """A bad pair gets the expected finding and no other check's, a good pair none at all."""
    found = run(*pair(case))
    if case.title.startswith("bad: "):
        assert {finding.check for finding in found} == {case.path.stem}
        assert case["finds"] and case["finds"] in " ".join(finding.message for finding in found)
    else:
        assert case.title.startswith("good: ") and "finds" not in case
        assert not found


def test_every_check_has_cases() -> None:
    """Checks and case files correspond, each file says why first and has enough of both kinds."""
    others = {row.name for row in CHECKS.values() if row.project or row.published or row.assembled}
    of_entries = {*CHECKS} - others
    assert set(ALL) == of_entries
    for name in sorted(of_entries):
        assert not (CASES / f"{name}.md").read_text(encoding="utf-8").startswith("#")
        bad = sum(case.title.startswith("bad: ") for case in ALL[name])
        least_bad, least_good = (8, 12) if name == "numbers" else (5, 5)
        assert bad >= least_bad and len(ALL[name]) - bad >= least_good, name


PIECES = [
    *(
        "<g1>",
        "</g1>",
        "<x2/>",
        "<g2>",
        "< g1>",
        "„",
        "“",
        "”",
        "«",
        "»",
        "’",
        "(",
        ")",
        "（",
        "。",
    ),
    *(".", "?", "…", " ", "\n", "\u00a0", "3,5 Mio.", "7. Dezember", "8.30 Uhr", "1.234", "12"),
    *("十万", "zwei", "XIX", "Wort", "слово", "汉字", "²", "٣", "５", "1990er", "2021/22"),
]
TEXT = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=12).map("".join))


@given(source=TEXT, code=st.sampled_from(["en", "ru", "zh", "ja", "fr", "ar", "el", "th", "hi"]))
@settings(max_examples=150, deadline=None)
@example(source="Er sagte nichts. <g1>", code="ru")
def test_identity_copy(source: str, code: str) -> None:
    """A copy of the source gets no other finding than that it is one, or how its numbers look."""
    found = run(Entry(source, source), Context(language("de"), language(code)))
    allowed = "copied" if any(map(str.isalpha, strip(source))) else "numbers"
    assert {finding.check for finding in found} <= ({allowed} if source else {"empty"})


@given(source=TEXT, target=TEXT, code=st.sampled_from(["en", "ru", "zh", "ja", "fr", "ar", "el"]))
@settings(max_examples=200, deadline=None)
def test_no_text_breaks_a_check(source: str, target: str, code: str) -> None:
    """Whatever the texts, findings are sentences, and the same ones a second time."""
    context = Context(language("de"), language(code))
    found = run(Entry(source, target), context)
    assert found == run(Entry(source, target), context)
    assert all(finding.message.endswith(".") and finding.message[0] != " " for finding in found)


@pytest.mark.parametrize(
    "piece", ["1", "1.", "1 ", "1,1 ", "zwei", "zwei ", "百万", "<", "< g", "(", "„", "’", " ", ".",
              "?", "a", "a@", "аa", "12 bis ", "IX ", "7. Mai ", "http://", "<g1>", "\n", "3 Mio. "]
)  # fmt: skip
def test_linear_time(piece: str) -> None:
    """A text of 20 kB takes no more than a moment, however monotonous."""
    text = piece * (20_000 // len(piece))
    started = time.process_time()
    for context in GERMAN_TO.values():
        run(Entry(text, text + "x 7"), context)
    assert time.process_time() - started < 2.4


def test_empty_target_is_only_empty() -> None:
    """An entry without a target gets that one finding."""
    found = run(Entry("Im Jahr 2020 (<g1>„ja“</g1>)."), GERMAN_TO["en"])
    assert [(one.check, one.severity) for one in found] == [("empty", Severity.ERROR)]


WRONG = Entry("Im Jahr <g1>2020</g1>.", "In 2021.")


def checks_of(entry: Entry, severities: dict[str, str] | None = None) -> set[str]:
    """Names of the checks that find something."""
    return {finding.check for finding in run(entry, GERMAN_TO["en"], severities)}


@pytest.mark.parametrize(
    ("comment", "left"),
    [
        ("toolkit: ok numbers", {"placeholders"}),
        ("toolkit: ok quotes,  end punctuation , numbers", {"placeholders"}),
        ("toolkit: ok numbers, placeholders, empty", {"placeholders"}),
        ("please mind: toolkit: ok numbers", {"placeholders", "numbers"}),
        ("toolkit: ok", {"placeholders", "numbers"}),
    ],
)
def test_a_comment_silences_checks(comment: str, left: set[str]) -> None:
    """A person's comment silences the checks it names, except what would break a publication."""
    entry = Entry(WRONG.source, WRONG.target, comments=("read twice", comment))
    assert checks_of(entry) == left


def test_severities() -> None:
    """Settings change severities or switch a check off."""
    assert checks_of(WRONG, {"numbers": "off"}) == {"placeholders"}
    found = run(WRONG, GERMAN_TO["en"], {"numbers": "warning"})
    severities = {one.check: one.severity for one in found}
    assert severities == {"placeholders": Severity.ERROR, "numbers": Severity.WARNING}


@pytest.mark.parametrize(
    ("severities", "named"),
    [({"numbrs": "off"}, "end punctuation"), ({"numbers": "no"}, "warning")],
)
def test_unknown_settings(severities: dict[str, str], named: str) -> None:
    """An unknown check or severity is refused with a list of the known ones."""
    with pytest.raises(UsageError, match=named):
        run(WRONG, GERMAN_TO["en"], severities)
