"""Sentence boundaries: hard cases by language, a project's rules, bad files, odd and long text."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from cases import Case, read
from conftest import within
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.document import sentences
from toolkit.document.sentences import boundaries
from toolkit.errors import UsageError
from toolkit.languages.language import language

DE = language("de")
RULES = """<?xml version="1.0"?>
<srx xmlns="http://www.lisa.org/srx20" version="2.0">
<header segmentsubflows="yes" cascade="{cascade}"/>
<body><languagerules><languagerule languagerulename="House">
{rules}
</languagerule></languagerules>
<maprules><languagemap languagepattern="{pattern}" languagerulename="House"/></maprules>
</body></srx>
"""


ROWS = [
    row
    for path in sorted((Path(__file__).parent / "cases").glob("[a-z][a-z].md"))
    for case in read(path, "cut")
    for row in case.rows("cut")
]


def marked(text: str, code: str = "de", rules: Path | None = None) -> str:
    """The text with `|` in place of the blanks at each boundary."""
    edges = [0, *boundaries(text, language(code), rules), len(text)]
    return "|".join(text[start:end].strip() for start, end in pairwise(edges))


def house(folder: Path, rules: str, cascade: str = "yes", pattern: str = "de.*") -> Path:
    """A project's SRX file with these rules."""
    path = folder / "house.srx"
    path.write_text(RULES.format(rules=rules, cascade=cascade, pattern=pattern), "utf-8")
    return path


@pytest.mark.parametrize("case", ROWS, ids=str)
def test_case(case: Case) -> None:
    """Each hard case is cut where its marks stand; its file is called by the language."""
    code = case.path.stem
    assert marked(language(code).gap.join(case["cut"].split("|")), code) == case["cut"]


@pytest.mark.parametrize("blank", ["\n", "\r\n", "  ", "\N{NO-BREAK SPACE}", " \n "])
def test_blanks_belong_to_no_sentence(blank: str) -> None:
    """A boundary is the first character after any kind of blanks; a line break alone is none."""
    text = f"Er kam{blank}nach Berlin.{blank}Dann ging er."
    assert boundaries(text, DE) == [text.index("Dann")]


def test_nothing_to_cut() -> None:
    """Empty text, blanks and a single sentence have no boundaries."""
    assert [boundaries(text, DE) for text in ("", "  \n", "Ende.", "Ende. \n ")] == [[], [], [], []]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (r"\bGrundst\.", r"\s"),
        (r"\bGrundst\.", r"\s+\p{Lu}"),
        (r"\bGrundst\.\s", ""),
        (r"\bGrundst\.\s+", r"\p{Lu}"),
    ],
)
def test_exception_of_a_project_wins(tmp_path: Path, before: str, after: str) -> None:
    """A project's exception overrules all others, on whichever side it spells the blanks."""
    rules = house(
        tmp_path,
        f'<rule break="no"><beforebreak>{before}</beforebreak>'
        f"<afterbreak>{after}</afterbreak></rule>",
    )
    text = "Das Grundst. Nummer fehlt. Gut."
    assert marked(text) == "Das Grundst.|Nummer fehlt.|Gut."
    assert marked(text, rules=rules) == "Das Grundst. Nummer fehlt.|Gut."


def test_break_of_a_project_wins(tmp_path: Path) -> None:
    """A project's break overrules our exceptions, and its first matching rule decides."""
    rules = house(
        tmp_path,
        r'<rule break="no"><beforebreak>Abb\.</beforebreak><afterbreak>\s5</afterbreak></rule>'
        r'<rule break="yes"><beforebreak>Abb\.|;</beforebreak><afterbreak>\s</afterbreak></rule>',
    )
    text = "Siehe Abb. 4; und Abb. 5 dort."
    assert marked(text) == text
    assert marked(text, rules=rules) == "Siehe Abb.|4;|und Abb. 5 dort."


@pytest.mark.parametrize(("pattern", "applies"), [("DE.*", True), ("de", True), ("en.*", False)])
def test_languages_of_a_project(tmp_path: Path, pattern: str, applies: bool) -> None:
    """A project's rules hold for the languages its map names, in upper or lower case."""
    rule = '<rule break="yes"><beforebreak>;</beforebreak><afterbreak> </afterbreak></rule>'
    rules = house(tmp_path, rule, pattern=pattern)
    assert (marked("Eins; zwei.", rules=rules) == "Eins;|zwei.") is applies


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("<srx>\n<body>\n</srx>", r"house\.srx:3: no XML"),
        ("", r"house\.srx:1: no XML"),
        ("<srx>\n</srx>", r"house\.srx:2: no <languagemap>"),
        ("<srx>\n<rule/></srx>", r"house\.srx:2: <rule> stands outside"),
        ("<srx>\n<languagerule/></srx>", r"house\.srx:2: <languagerule> lacks"),
        (RULES.format(cascade="yes", pattern="(", rules=""), r"house\.srx:7: languagepattern '\('"),
        (
            RULES.format(cascade="yes", pattern="de", rules='<rule break="maybe"/>'),
            r"house\.srx:5: break='maybe'",
        ),
        (
            RULES.format(
                cascade="yes", pattern="de", rules="<rule><beforebreak>(</beforebreak></rule>"
            ),
            r"house\.srx:5: <rule> has no valid expression",
        ),
        (
            '<srx>\n<languagemap languagepattern="de" languagerulename="None"/></srx>',
            r"house\.srx:2: <languagemap> names the rules 'None'",
        ),
    ],
)
def test_damaged_rules(tmp_path: Path, content: str, fault: str) -> None:
    """A damaged SRX file is refused with file, line and fault."""
    path = tmp_path / "house.srx"
    path.write_text(content, "utf-8")
    with pytest.raises(UsageError, match=fault):
        boundaries("Ein Satz.", DE, path)


@pytest.mark.parametrize("code", ["cs", "tr", "hu", "pt_BR", "sr@latin", "ja"])
def test_every_language_is_cut(code: str) -> None:
    """Languages without rules of their own are cut by generic ones."""
    text = "今日は。今日は。" if code == "ja" else "Ano. Ne."
    assert boundaries(text, language(code)) == [len(text) // 2 if code == "ja" else 5]


def test_missing_rules(tmp_path: Path) -> None:
    """A missing SRX file is refused with its path."""
    with pytest.raises(UsageError, match=r"no\.srx: the segmentation rules cannot be read"):
        boundaries("Ein Satz.", DE, tmp_path / "no.srx")


WORDS = [
    "Ja.",
    "(",
    ")",
    "„",
    "“",
    "A.",
    "z.",
    "5.",
    "…",
    "!",
    "?",
    " ",
    "\n",
    "am",
    "“.",
    "Er",
    "de",
]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join) | st.text(max_size=60))
def test_any_text(text: str) -> None:
    """Boundaries of any text are sorted, inside it, before a character that is no blank."""
    for code in ("de", "zh_CN"):
        found = boundaries(text, language(code))
        assert found == sorted(set(found))
        assert all(0 < place < len(text) and not text[place].isspace() for place in found)


@pytest.mark.parametrize("unit", ["Er kam am 7. Mai nach Bonn. ", "Wirklich (ja!) gut: z. B. so. "])
def test_long_text_is_cut_as_short(unit: str) -> None:
    """Long text on one line is cut as its parts are, wherever the engine's pieces meet."""
    count = 2_000
    assert boundaries(unit * count, DE) == [len(unit) * number for number in range(1, count)]


@pytest.mark.parametrize(
    "unit", [". ", "a. ", "Ja. ", "(a. ", "2. ", "!? ", "am 7. Mai ", "A.B.", "x", " "]
)
def test_hostile_text(unit: str) -> None:
    """No repetition of 15 000 characters takes the engine long."""
    with within(2.5):
        boundaries(unit * (15_000 // len(unit)), DE)


def test_what_choppa_needs_not_is_not_loaded() -> None:
    """Cutting spares a process xmlschema, which is there as soon as something of it is used."""
    code = (
        "import sys; from toolkit.document.sentences import boundaries;"
        " from toolkit.languages.language import language;"
        " print(boundaries('Eins. Zwei.', language('de')));"
        " print([name for name in sys.modules if name.startswith('xmlschema.')]);"
        " import xmlschema; print(xmlschema.XMLSchema.__name__)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == ["[6]", "[]", "XMLSchema10"]


@pytest.mark.parametrize(
    "rule",
    [
        r"<beforebreak>(?:a|aa)+\d</beforebreak>",
        r"<beforebreak>a</beforebreak><afterbreak>(?:a|aa)+\d</afterbreak>",
    ],
)
def test_an_expression_that_takes_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    """An expression of the project's own is given up after a while, with a sentence."""
    monkeypatch.setattr(sentences, "_PATIENCE", 0.2)
    rules = house(tmp_path, f'<rule break="yes">{rule}</rule>')
    assert boundaries("Kurz. Gut.", DE, rules) == [6]
    with pytest.raises(UsageError, match=r"house\.srx: an expression in it takes too long; simpl"):
        boundaries("a" * 60 + ". Und 1 mehr.", DE, rules)
