"""Word documents: built here, translated, packed again, opened by LibreOffice and python-docx."""

from __future__ import annotations

import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import docx
import pytest
from conftest import Toolkit
from formats.office_files import DE, contents, translated, zipped

from toolkit.errors import SourceError
from toolkit.formats.article import parse_article
from toolkit.formats.format import Localization
from toolkit.formats.office import archive
from toolkit.formats.table import FORMATS
from toolkit.languages.language import language

WORD = FORMATS["word"]
EN = language("en")
XMLNS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
EDITABLE = {"word/document.xml", "word/header1.xml", "word/styles.xml"}
soffice = shutil.which("soffice")
with_libreoffice = pytest.mark.skipif(not soffice, reason="needs LibreOffice Writer")


def document() -> bytes:
    """An article as authors write it in Word."""
    made = docx.Document()
    made.add_heading("Der Hafen wächst", 1)
    lead = made.add_paragraph("Der Senat ")
    lead.add_run("tagte").bold = True
    for words in (" am Montag. Er be", "schloss", " den Plan & mehr."):
        lead.add_run(words)
    split = made.add_paragraph("Ganz ")
    for words in ("fe", "tt", " hier"):
        split.add_run(words).italic = True
    split.add_run(" steht es.").add_break()
    split.add_run("Neue Zeile.")
    made.add_paragraph("Erstens", style="List Bullet")
    table = made.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Ware", "Preis"
    made.sections[0].header.paragraphs[0].text = "Aus dem Rathaus"
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def test_sentences() -> None:
    """Runs are joined, formatting is one pair, headers and cells are read."""
    article = parse_article("a.docx", WORD.unpack(document()), DE)
    assert [f"{found.kind}: {found.source}" for found in article.segments] == [
        "heading: Der Hafen wächst",
        "paragraph: Der Senat <g1>tagte</g1> am Montag.",
        "paragraph: Er beschloss den Plan & mehr.",
        "paragraph: Ganz <g1>fett hier</g1> steht es.",
        "paragraph: Neue Zeile.",
        "list item: Erstens",
        "cell: Ware",
        "cell: Preis",
        "paragraph: Aus dem Rathaus",
    ]


def test_an_untouched_document_is_the_same_file() -> None:
    """Packed again without new text, a document is its source, byte for byte."""
    data = document()
    assert WORD.pack(WORD.unpack(data), data) == data


def test_only_texts_change() -> None:
    """Every member but those with words, and the language of the styles, is the same."""
    data = document()
    before, after = contents(data), contents(translated(WORD, data, "ru"))
    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} == EDITABLE
    made = docx.Document(BytesIO(translated(WORD, data, "en")))
    assert [paragraph.text for paragraph in made.paragraphs][:2] == [
        "Đéŕ Ĥåƒéñ ŵäçĥšţ".replace("ä", "ø"),
        "Đéŕ Šéñåţ ţåĝţé åɱ Ṁöñţåĝ. Éŕ ƀéšçĥļöšš đéñ Þļåñ & ɱéĥŕ.",
    ]
    runs = [(run.text, run.bold) for run in made.paragraphs[1].runs]
    assert ("ţåĝţé", True) in runs
    assert made.tables[0].cell(0, 0).text == "Ŵåŕé"
    assert made.sections[0].header.paragraphs[0].text == "Åûš đéɱ Ŕåţĥåûš"


@pytest.mark.parametrize(("target", "name"), [("ru", 'w:val="ru-RU"'), ("zh", 'eastAsia="zh-CN"')])
def test_language(target: str, name: str) -> None:
    """The language is the default of the styles, as Word spells it."""
    styles = contents(translated(WORD, document(), target))["word/styles.xml"].decode()
    assert name in styles.split("</w:docDefaults>")[0]


@with_libreoffice
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    """Every text is there in another program, and no word of the source."""
    path = tmp_path / "a.docx"
    path.write_bytes(translated(WORD, document(), "en"))
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    words = [
        soffice or "",
        home,
        "--headless",
        "--convert-to",
        "txt:Text (encoded):UTF8",
        path.name,
    ]
    subprocess.run(words, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    text = path.with_suffix(".txt").read_text("utf-8-sig")
    for sentence in ("Ĝåñž ƒéţţ ĥîéŕ šţéĥţ éš.", "Ñéûé Žéîļé.", "Éŕšţéñš", "Þŕéîš"):
        assert sentence in text
    assert "Senat" not in text


def test_the_whole_way(project: Path, toolkit: Toolkit) -> None:
    """Translated and published as a draft: a document with the banner, and a clean page."""
    (project / "sources" / "hafen.docx").write_bytes(document())
    assert toolkit("translate", "--engine", "pseudo").code == 0
    assert toolkit("publish", "--drafts").code == 0
    made = docx.Document(BytesIO((project / "public/en/hafen.docx").read_bytes()))
    assert made.paragraphs[0].text.startswith("DRAFT: 9 of 9 sentences")
    assert made.paragraphs[1].text == "⟦Đéŕ Ĥåƒéñ ŵøçĥšţ⟧"
    page = (project / "public/en/hafen.html").read_text("utf-8")
    assert "<h1><mark>Đéŕ Ĥåƒéñ ŵøçĥšţ</mark></h1>" in page
    assert "<strong>ţåĝţé</strong>" in page
    assert "<td>" in page


def test_title_lead_and_quotations(project: Path, toolkit: Toolkit) -> None:
    """Word's styles for them are the headline, the lead and quotations of pages."""
    made = docx.Document()
    made.add_paragraph("Der Hafen", style="Title")
    made.add_paragraph("Was sich ändert.", style="Subtitle")
    made.add_paragraph("Ein Satz.")
    made.add_paragraph("Noch einer.", style="Subtitle")
    made.add_paragraph("„Gut.“", style="Quote")
    made.add_paragraph("„Sehr gut.“", style="Intense Quote")
    made.save(str(project / "sources/a.docx"))
    assert toolkit("translate", "--engine", "pseudo").code == 0
    assert toolkit("publish", "--drafts").code == 0
    page = (project / "public/en/a.html").read_text("utf-8")
    assert "<h1><mark>Đéŕ Ĥåƒéñ</mark></h1>" in page
    assert '<p class="lead"><mark>Ŵåš šîçĥ øñđéŕţ.</mark></p>' in page
    assert page.count("Ŵåš šîçĥ") == 1
    assert "<p><mark>Ñöçĥ éîñéŕ.</mark></p>" in page
    quoted = "<p><mark>„Ĝûţ.“</mark></p><p><mark>„Šéĥŕ ĝûţ.“</mark></p>"
    assert f"<blockquote>{quoted}</blockquote>" in page


def shown(document: bytes) -> str:
    """A document as the site shows it."""
    assert WORD.to_story
    return WORD.to_story(WORD.unpack(document))


@pytest.mark.parametrize(
    ("first", "style", "headline"),
    [
        ("Der Hafen wächst", None, "Der Hafen wächst"),
        ("**Der Hafen**", None, "Der Hafen"),
        ("Der Hafen wächst.", None, ""),
        ("Wort " * 40, None, ""),
        ("Der Hafen", "List Bullet", ""),
        ("", None, ""),
    ],
)
def test_a_headline_without_a_style(first: str, style: str | None, headline: str) -> None:
    """A first paragraph that looks like one, as in plain text; the text has it no more."""
    made = docx.Document()
    made.add_paragraph(style=style).add_run(first.strip("*")).bold = first.startswith("**")
    made.add_paragraph("Ein Satz.")
    file = BytesIO()
    made.save(file)
    page = shown(file.getvalue())
    assert page.startswith(f"<h1>{headline}</h1>") == bool(headline)
    assert page.count(first.strip("* ")) >= 1
    assert page.endswith("<p>Ein Satz.</p>")


def test_no_headline_before_another() -> None:
    """With a headline of its own, or nothing behind it, a first paragraph stays one."""
    for style, text in (("Heading 1", "Der Hafen"), ("Title", "Der Hafen")):
        made = docx.Document()
        made.add_paragraph("Minden")
        made.add_paragraph(text, style=style)
        file = BytesIO()
        made.save(file)
        page = shown(file.getvalue())
        assert page == "<p>Minden</p><h1>Der Hafen</h1>"


PROPERTIES = """<Properties
 xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
 xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">{}</Properties>"""
FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


def test_properties_of_its_own(project: Path, toolkit: Toolkit) -> None:
    """Its date, its embargo and the like; no text for readers, which nobody was offered."""
    values = (
        ("Datum", "<vt:filetime>2026-11-22T00:00:00Z</vt:filetime>"),
        ("publish", "<vt:lpwstr>bald</vt:lpwstr>"),
        ("Title", "<vt:lpwstr>Vorlage</vt:lpwstr>"),
    )
    rows = (
        f'<property fmtid="{FORMAT}" pid="{number}" name="{name}">{value}</property>'
        for number, (name, value) in enumerate(values, 2)
    )
    content = PROPERTIES.format("".join(rows)).encode()
    data = zipped(contents(document()) | {"docProps/custom.xml": content})
    assert WORD.metadata(WORD.unpack(data)) == {
        "datum": "2026-11-22T00:00:00Z",
        "publish": "bald",
    }
    (project / "sources" / "a.docx").write_bytes(data)
    ran = toolkit("publish")
    assert "sources/a.docx: publish: 'bald' is no date that can be read" in ran.err
    assert ran.code == 3
    with pytest.raises(SourceError, match=r"'docProps/custom\.xml' is damaged"):
        WORD.unpack(zipped(contents(document()) | {"docProps/custom.xml": content[:-3]}))


def body(text: str) -> bytes:
    """An archive with such a document in it."""
    return zipped({"word/document.xml": f"<w:document {XMLNS}>{text}</w:document>".encode()})


REFUSED = {
    "tracked": (
        body('<w:p><w:ins w:id="1"><w:r><w:t>x</w:t></w:r></w:ins></w:p>'),
        "tracked changes",
    ),
    "no archive": (b"PK\x03\x04 nothing", "no Word document"),
    "text": (b"Ein Satz.", "no Word document"),
    "another archive": (zipped({"a.txt": b"x"}), "it has no text"),
    "a way out": (zipped({"word/document.xml": b"<a/>", "../../a": b"x"}), "leads out of it"),
    "an absolute way": (zipped({"word/document.xml": b"<a/>", "/etc/a": b"x"}), "leads out of it"),
    "entities": (
        zipped({"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        "'word/document.xml' is damaged in line 1 (a document type declaration",
    ),
    "an unclosed element": (
        body("\n<w:p><w:r><w:t>x</w:t></w:r>\n"),
        "'word/document.xml' is damaged in line 3 (not well-formed XML (mismatched tag)): open it",
    ),
    "a prefix without a namespace": (body("<w:p><m:r/></w:p>"), "(not well-formed XML (unbound"),
    "an attribute twice": (body('<w:p w:a="1" w:a="2"/>'), "(not well-formed XML (duplicate"),
    "CDATA": (body("<w:p><w:r><w:t><![CDATA[x & y]]></w:t></w:r></w:p>"), "(a CDATA section)"),
    "a styles part": (
        zipped({"word/document.xml": b"<a/>", "word/styles.xml": b"<a>"}),
        "'word/styles.xml' is damaged in line 1",
    ),
    "another encoding": (
        zipped({"word/document.xml": b"<?xml version='1.0' encoding='ISO-8859-1'?><a/>"}),
        "damaged in line 1 (it says that its encoding is ISO-8859-1)",
    ),
    "not UTF-8": (zipped({"word/document.xml": b"<a>\xff</a>"}), "not UTF-8"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_refused(kind: str, project: Path, toolkit: Toolkit) -> None:
    """One sentence names the file and the remedy, and nothing is written."""
    data, words = REFUSED[kind]
    with pytest.raises(SourceError, match=re.escape(words)):
        WORD.unpack(data)
    (project / "sources" / "a.docx").write_bytes(data)
    ran = toolkit("translate", "--engine", "pseudo")
    assert ran.code == 2
    assert "sources/a.docx: " in ran.err
    assert words in ran.err


def test_what_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few bytes that mean gigabytes, or thousands of members, are not unpacked."""
    monkeypatch.setattr(archive, "_MOST_BYTES", 10_000)
    with pytest.raises(SourceError, match="unpacks to too much"):
        WORD.unpack(zipped({"word/document.xml": b"<a/>", "b": b"0" * 20_000}))
    monkeypatch.setattr(archive, "_MOST_MEMBERS", 3)
    with pytest.raises(SourceError, match="unpacks to too much"):
        WORD.unpack(zipped({f"{number}.xml": b"" for number in range(4)}))


def test_a_damaged_archive_is_refused() -> None:
    """Wherever it is cut off or altered, a document is refused or read, never half."""
    data = document()
    for place in range(0, len(data), len(data) // 40):
        damaged = data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]
        for some in (data[:place], damaged):
            try:
                text = WORD.unpack(some)
            except SourceError:
                continue
            assert [member.name for member in archive.members(text)] == list(contents(some))


DEFAULTS = [
    ("", "<w:docDefaults>{}{}</w:docDefaults>"),
    ("<w:docDefaults><w:pPrDefault/></w:docDefaults>", "<w:docDefaults>{1}{0}</w:docDefaults>"),
    (
        "<w:docDefaults><w:rPrDefault><w:rPr><w:sz/><w:lang w:bidi='ar'/></w:rPr></w:rPrDefault>"
        "<w:pPrDefault><w:pPr><w:tabs/><w:spacing/></w:pPr></w:pPrDefault></w:docDefaults>",
        "<w:docDefaults><w:rPrDefault><w:rPr><w:sz/><w:rtl/><w:lang w:bidi='ar'/></w:rPr>"
        "</w:rPrDefault><w:pPrDefault><w:pPr><w:tabs/><w:bidi/><w:spacing/></w:pPr></w:pPrDefault>"
        "</w:docDefaults>",
    ),
]
RTL = "<w:rPrDefault><w:rPr><w:rtl/></w:rPr></w:rPrDefault>"
BIDI = "<w:pPrDefault><w:pPr><w:bidi/></w:pPr></w:pPrDefault>"


@pytest.mark.parametrize(("before", "after"), DEFAULTS, ids=range(len(DEFAULTS)))
def test_from_right_to_left(before: str, after: str) -> None:
    """A translation into such a language says so in its styles, where Word expects it."""
    members = contents(document()) | {
        "word/styles.xml": f"<w:styles {XMLNS}>{before}</w:styles>".encode()
    }
    source = WORD.unpack(zipped(members))
    styles = WORD.set_language(source, Localization(DE, language("ar")))
    assert f"<w:styles {XMLNS}>{after.format(RTL, BIDI)}</w:styles>" in styles
    assert f"<w:styles {XMLNS}>{before}</w:styles>" in WORD.set_language(
        source, Localization(DE, EN)
    )
