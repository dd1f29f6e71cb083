"""`glossary.csv` is read and written without loss, and what is wrong in it is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import UsageError
from toolkit.glossary.glossary import PARTS_OF_SPEECH, Term, build, parse, serialize
from toolkit.languages.language import language

GERMAN = language("de")
readable = st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"])
ROOT = Path(__file__).parent.parent.parent


def terms_of(text: st.SearchStrategy[str]) -> st.SearchStrategy[list[Term]]:
    """Lists of terms made of such texts."""
    wording = text.map(lambda some: f"w{some.replace('|', '')}x")
    wordings = st.lists(wording, min_size=1, max_size=3, unique=True)
    by_language = st.dictionaries(st.sampled_from(["en", "ru", "zh_CN"]), wordings)

    @st.composite
    def term(draw: st.DrawFn) -> Term:
        dnt = draw(st.booleans())
        allowed = {} if dnt else {c: tuple(w) for c, w in draw(by_language).items()}
        forbidden = {c: tuple(f"f{w}" for w in some) for c, some in draw(by_language).items()}
        pos, note = draw(st.sampled_from(("", *PARTS_OF_SPEECH))), draw(text).strip()
        return Term(draw(wording), allowed, forbidden, pos, note, draw(st.booleans()), dnt)

    return st.lists(term(), max_size=4, unique_by=lambda term: term.source)


@pytest.mark.parametrize(
    ("row", "sign"),
    [
        ("Hafen\0,harbour,", "U+0000"),
        ("Hafen,har\0bour,", "U+0000"),
        ('Hafen,"har\nbour",', "U+000A"),
        ("Hafen,harbour,a\x1bb", "U+001B"),
        ("Hafen,po\u2028rt,", "U+2028"),
    ],
)
def test_signs_that_no_catalog_can_carry(row: str, sign: str) -> None:
    """They are refused with the line; a note may have lines."""
    data = f'source,en,note\nTor,gate,"two\nlines"\n{row}\n'.encode()
    with pytest.raises(UsageError, match=re.escape(f"remove {sign}")) as caught:
        parse(data, "g.csv", GERMAN)
    assert str(caught.value).startswith("g.csv:4: ")


@given(terms=terms_of(st.text(readable, max_size=12)))
@settings(max_examples=150, deadline=None)
def test_round_trip(terms: list[Term]) -> None:
    """Whatever the texts, terms come back as they were written."""
    assert parse(serialize(build(GERMAN, terms)), "g.csv", GERMAN).terms == tuple(terms)


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
@pytest.mark.parametrize("delimiter", [b",", b";", b"\t"])
def test_spreadsheet_layouts(bom: bytes, newline: bytes, delimiter: bytes) -> None:
    """What a spreadsheet program saves is understood and written back byte for byte."""
    rows = b'note~source~zh-Hans~en~forbidden en\n"a ""b"""~Handel~~trade|commerce~barter\n'
    data = bom + rows.replace(b"~", delimiter).replace(b"\n", newline)
    glossary = parse(data, "g.csv", GERMAN)
    wanted = Term("Handel", {"en": ("trade", "commerce")}, {"en": ("barter",)}, note='a "b"')
    assert glossary.terms == (wanted,)
    assert serialize(glossary) == data


def test_empty_rows_and_short_rows() -> None:
    """Empty rows and missing or empty last cells, as spreadsheet programs leave them, are fine."""
    data = b"source;en;note\n;;\nHandel;trade\n Markt ; market ;;;\n"
    terms = parse(data, "g.csv", GERMAN).terms
    assert [(term.source, term.allowed) for term in terms] == [
        ("Handel", {"en": ("trade",)}),
        ("Markt", {"en": ("market",)}),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "g.csv:1: there is no column “source”"),
        ("term,en\n", "g.csv:1: unknown column 'term'; known: source"),
        ("source,en,forbiden en\n", "g.csv:1: unknown column 'forbiden en'"),
        ("source,xx\n", "g.csv:1: unknown column 'xx'"),
        ("source,en,en\n", "g.csv:1: column 'en' is there twice"),
        ("source,zh,zh-Hans\n", "g.csv:1: column 'zh-Hans' is there twice"),
        ("source,de\n", "g.csv:1: column 'de' is the project's own language"),
        ("source,en\nHandel,trade\n\nHandel,commerce\n", "g.csv:4: “Handel” is in line 2 already"),
        ('source,note\nHandel,"a\nb"\n,trade\n', "g.csv:4: the term has no word"),
        ("source,en\n—,dash\n", "g.csv:2: the term has no word"),
        ("source,en\nHandel,…\n", "g.csv:2: “…” (en) has no word"),
        ("source,en\nHandel|Markt,trade\n", "g.csv:2: “Handel|Markt” is several terms"),
        ("source,en\nHandel,trade,market\n", "g.csv:2: more cells than columns"),
        ('source,en\n"Handel,trade\n', "g.csv:2: no valid CSV"),
        ("source,dnt\nHandel,maybe\n", "g.csv:2: dnt is 'maybe'; known: yes"),
        ("source,case\nHandel,Exact\n", "g.csv:2: case is 'Exact'; known: exact"),
        ("source,pos\nHandel,Nomen\n", "g.csv:2: pos is 'Nomen'; known: noun"),
        ("source,en,dnt\nHandel,trade,yes\n", "g.csv:2: “Handel” is translated and `dnt`"),
        ("source,en,forbidden en\nA,b,b\n", "g.csv:2: “b” is allowed and forbidden"),
    ],
)
def test_what_is_wrong_is_named(text: str, message: str) -> None:
    """A wrong file is refused with file, line and remedy."""
    with pytest.raises(UsageError) as caught:
        parse(text.encode(), "g.csv", GERMAN)
    assert str(caught.value).startswith(message)


def test_not_utf8() -> None:
    """A file in another encoding is refused with the line and the remedy."""
    with pytest.raises(UsageError, match=r"^g\.csv:2: not UTF-8: save it as “CSV UTF-8”"):
        parse("source,en\nBürger,citizen\n".encode("latin-1"), "g.csv", GERMAN)


def test_the_projects_own_glossary() -> None:
    """This repository's glossary is in normal form."""
    data = (ROOT / "locales" / "glossary.csv").read_bytes()
    assert serialize(parse(data, "glossary.csv", GERMAN)) == data
