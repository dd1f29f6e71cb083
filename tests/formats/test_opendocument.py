"""OpenDocument texts: made by odfpy, translated, packed again, and opened by LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from conftest import Toolkit
from formats.office_files import DE, contents, translated, zipped
from odf import opendocument, style, table, text

from toolkit.document.inline import shown
from toolkit.errors import SourceError
from toolkit.formats.article import parse_article
from toolkit.formats.format import Localization
from toolkit.formats.table import FORMATS
from toolkit.languages.language import language
from toolkit.model import Block

ODT = FORMATS["opendocument"]
soffice = shutil.which("soffice")


def document() -> bytes:
    """An article as authors write it in LibreOffice."""
    made: Any = opendocument.OpenDocumentText()
    bold = style.Style(name="Fett", family="text")
    bold.addElement(style.TextProperties(fontweight="bold", language="de", country="DE"))
    made.automaticstyles.addElement(bold)
    made.text.addElement(text.H(outlinelevel=1, text="Der Hafen wächst"))
    lead = text.P(text="Der Senat ")
    for words in ("tag", "te"):
        lead.addElement(text.Span(stylename=bold, text=words))
    lead.addText(" am Montag. Er beschloss den Plan & mehr.")
    made.text.addElement(lead)
    rows = table.Table()
    row, cell = table.TableRow(), table.TableCell()
    cell.addElement(text.P(text="Ware"))
    row.addElement(cell)
    rows.addElement(row)
    made.text.addElement(rows)
    file = BytesIO()
    made.write(file)
    return file.getvalue()


def test_sentences() -> None:
    """Spans that look the same are one pair; headings and cells are read."""
    article = parse_article("a.odt", ODT.unpack(document()), DE)
    assert [f"{found.kind}: {found.source}" for found in article.segments] == [
        "heading: Der Hafen wächst",
        "paragraph: Der Senat <g1>tagte</g1> am Montag.",
        "paragraph: Er beschloss den Plan & mehr.",
        "cell: Ware",
    ]


def test_titles_and_quotations() -> None:
    """Also by a style that comes from theirs: the headline, the lead, quotations."""
    made: Any = opendocument.OpenDocumentText()
    for name, parent in (("P1", "Title"), ("P2", "Own"), ("Own", "Subtitle"), ("P3", "P3")):
        own = style.Style(name=name, family="paragraph", parentstylename=parent)
        (made.styles if name == "Own" else made.automaticstyles).addElement(own)
    for name, words in (
        ("P1", "Der Hafen wächst"),
        ("P2", "Der Senat tagte."),
        ("P3", "Es war spät."),
        ("Quotations", "Wir bauen."),
        ("Subtitle", "Die Kosten"),
    ):
        made.text.addElement(text.P(stylename=name, text=words))
    file = BytesIO()
    made.write(file)
    source = ODT.unpack(file.getvalue())
    assert [
        f"{found.kind}: {found.source}" for found in parse_article("a.odt", source, DE).segments
    ] == [
        "heading: Der Hafen wächst",
        "subtitle: Der Senat tagte.",
        "paragraph: Es war spät.",
        "quote: Wir bauen.",
        "subtitle: Die Kosten",
    ]
    assert ODT.metadata(source) == {"description": "Der Senat tagte."}
    page = "".join(ODT.to_html(source).split("\n"))
    assert page == (
        "<h1>Der Hafen wächst</h1><p>Es war spät.</p>"
        "<blockquote><p>Wir bauen.</p></blockquote><p>Die Kosten</p>"
    )


def test_a_headline_without_a_style() -> None:
    """A first paragraph that looks like one is it, as in plain text."""
    made: Any = opendocument.OpenDocumentText()
    for words in ("Der Hafen wächst", "Es war spät."):
        made.text.addElement(text.P(text=words))
    file = BytesIO()
    made.write(file)
    assert ODT.to_story
    page = "".join(ODT.to_story(ODT.unpack(file.getvalue())).split("\n"))
    assert page == "<h1>Der Hafen wächst</h1><p>Es war spät.</p>"


def test_only_texts_change() -> None:
    """Untouched it is the same file; translated, every member but the text is the same."""
    data = document()
    assert ODT.pack(ODT.unpack(data), data) == data
    made = translated(ODT, data, "ru")
    before, after = contents(data), contents(made)
    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} == {"content.xml"}
    assert 'fo:language="ru" fo:country="RU"' in after["content.xml"].decode()
    with ZipFile(BytesIO(made)) as archive:
        assert archive.infolist()[0].compress_type == 0, "programs look for the type at the start"


@pytest.mark.skipif(not soffice, reason="needs LibreOffice Writer")
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    """Every text is there in another program, and no word of the source."""
    (tmp_path / "a.odt").write_bytes(translated(ODT, document(), "en"))
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    words = [soffice or "", home, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "a.odt"]
    subprocess.run(words, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    found = (tmp_path / "a.txt").read_text("utf-8-sig")
    assert found.splitlines()[:2] == [
        "Đéŕ Ĥåƒéñ ŵøçĥšţ",
        "Đéŕ Šéñåţ ţåĝţé åɱ Ṁöñţåĝ. Éŕ ƀéšçĥļöšš đéñ Þļåñ & ɱéĥŕ.",
    ]


def test_the_whole_way(project: Path, toolkit: Toolkit) -> None:
    """Translated and published as a draft: a document with the banner, and a page."""
    (project / "sources" / "hafen.odt").write_bytes(document())
    assert toolkit("translate", "--engine", "pseudo").code == 0
    assert toolkit("publish", "--drafts").code == 0
    content = contents((project / "public/en/hafen.odt").read_bytes())["content.xml"].decode()
    assert "<text:p>DRAFT: 4 of 4 sentences are not reviewed; they are marked.</text:p>" in content
    page = (project / "public/en/hafen.html").read_text("utf-8")
    assert "<h1><mark>Đéŕ Ĥåƒéñ ŵøçĥšţ</mark>" in page
    assert page.count("<html") == page.count("<title") == 1


REFUSED = {
    "tracked": (
        {"content.xml": b'<a xmlns:text="t"><text:changed-region/></a>'},
        "tracked changes",
    ),
    "no text": ({"mimetype": b"x"}, "it has no content"),
    "entities": ({"content.xml": b"<!DOCTYPE a><a/>"}, "is damaged in line 1 .a document type"),
    "an unclosed element": ({"meta.xml": b"<a>", "content.xml": b"<a/>"}, "'meta.xml' is damaged"),
    "a way out": ({"content.xml": b"<a/>", "..\\b": b""}, "leads out of it"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_refused(kind: str) -> None:
    """One sentence says what and why."""
    members, words = REFUSED[kind]
    with pytest.raises(SourceError, match=words):
        ODT.unpack(zipped(members))


def test_bold_and_italic_on_the_page() -> None:
    """The page shows what is bold or italic, and nothing of the converter's styles."""
    assert "<p>Der Senat <strong>tag</strong><strong>te</strong> am" in ODT.to_html(
        ODT.unpack(document())
    )


STYLES = '<office:styles>{}</office:styles><style:page-layout style:writing-mode="lr-tb"/>'
DEFAULT = '<style:default-style style:family="paragraph">{}</style:default-style>'
PROPERTIES = "<style:paragraph-properties{}/>"


@pytest.mark.parametrize(
    "before", ["", PROPERTIES, PROPERTIES.format(' style:writing-mode="page"')]
)
def test_the_other_direction(before: str) -> None:
    """A translation into a language that runs from right to left runs so; else nothing changes."""
    source = STYLES.format(DEFAULT.format(before.format(' a="b"')) if before else "")
    english = ODT.set_language(source, Localization(DE, language("en")))
    assert english == source
    arabic = ODT.set_language(source, Localization(DE, language("ar")))
    assert arabic.count('style:writing-mode="rl-tb"') == 2
    assert "lr-tb" not in arabic and '"page"' not in arabic
    assert arabic.count("<style:default-style") == 1
    made = contents(translated(ODT, document(), "ar"))["styles.xml"].decode()
    assert '<office:styles><style:default-style style:family="paragraph">' in made


def test_properties_of_its_own() -> None:
    """What authors write there, like the date."""
    meta = b"""<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"><office:meta>
<meta:creation-date>2020-01-01T00:00:00</meta:creation-date>
<meta:user-defined meta:name="Date" meta:value-type="date">2026-11-22</meta:user-defined>
</office:meta></office:document-meta>"""
    data = zipped(contents(document()) | {"meta.xml": meta})
    assert ODT.metadata(ODT.unpack(data)) == {"date": "2026-11-22"}


@pytest.mark.parametrize("attributes", ["", ' text:use-soft-page-breaks="true"'])
def test_a_draft_can_be_opened(attributes: str) -> None:
    """The banner is the first paragraph, whatever the element around the text says of itself."""
    form, data = FORMATS["opendocument"], document()
    source = form.unpack(data).replace("<office:text>", f"<office:text{attributes}>")
    draft = form.mark_draft(source, Localization(language("de"), language("en"), "DRAFT: 1"))
    again = form.parse(form.unpack(form.pack(draft, data)))
    blocks = [one for one in again if isinstance(one, Block)]
    assert shown(blocks[0].inline) == "DRAFT: 1"
