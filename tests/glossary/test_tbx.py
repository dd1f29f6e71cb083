"""Glossaries survive TBX, and other programs' TBX files become rows."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from glossary.test_glossary import GERMAN, terms_of
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import UsageError
from toolkit.glossary import tbx
from toolkit.glossary.glossary import Term, build, parse, serialize
from toolkit.languages.language import language

MARTIF = """<?xml version='1.0'?>
<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">
<martif type="TBX-Basic" xml:lang="en"><martifHeader/><text><body>
<termEntry id="c1"><descripGrp><descrip type="definition">a town's head</descrip></descripGrp>
<langSet xml:lang="de-DE"><tig><term>Bürgermeister</term>
 <termNote type="partOfSpeech">noun</termNote></tig>
 <tig><term>Stadtvorsteher</term></tig>
 <tig><term>Schultheiß</term>
 <termNote type="administrativeStatus">supersededTerm-admn-sts</termNote></tig></langSet>
<langSet xml:lang="en-US"><ntig><termGrp><term>town <hi>head</hi></term></termGrp></ntig>
 <ntig><termGrp><term>mayor</term>
 <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termGrp></ntig>
 <ntig><termGrp><term>burgomaster</term>
 <termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termGrp></ntig></langSet>
<langSet xml:lang="zh-CN"><tig><term>市长</term></tig></langSet></termEntry>
<termEntry id="c2"><langSet xml:lang="de"><tig><term>Bürgermeister</term></tig></langSet>
<langSet xml:lang="en"><tig><term>provost</term></tig></langSet></termEntry>
<termEntry id="c3"><langSet xml:lang="fr"><tig><term>maire</term></tig></langSet></termEntry>
</body></text></martif>
"""
DCA = """<tbx style="dca" type="TBX-Basic" xml:lang="de" xmlns="urn:iso:std:iso:30042:ed-2">
<text><body><conceptEntry id="1"><note>about</note><langSec xml:lang="de"><termSec>
<term>Handel</term><termNote type="partOfSpeech">noun</termNote></termSec></langSec>
<langSec xml:lang="en"><termSec><term>trade</term></termSec></langSec></conceptEntry></body></text>
</tbx>"""


VISIBLE = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=12)


@given(terms=terms_of(VISIBLE).filter(bool))
@settings(max_examples=100, deadline=None)
def test_round_trip(terms: list[Term]) -> None:
    """All that a glossary says comes back from TBX."""
    text = tbx.serialize(build(GERMAN, terms))
    assert tbx.parse(text.encode(), "g.tbx", GERMAN).terms == tuple(terms)


def test_martif() -> None:
    """TBX 2 is read: regional codes, synonyms, statuses, a term in two concepts."""
    found = tbx.parse(MARTIF.encode(), "g.tbx", GERMAN, [language("en"), language("zh")])
    allowed = {"en": ("mayor", "town head"), "zh_CN": ("市长",)}
    forbidden = {"en": ("burgomaster",)}
    assert found.terms == (
        Term(
            "Bürgermeister",
            {**allowed, "en": (*allowed["en"], "provost")},
            forbidden,
            "noun",
            "a town's head",
        ),
        Term("Stadtvorsteher", allowed, forbidden, "", "a town's head"),
    )
    assert parse(serialize(found), "g.csv", GERMAN).terms == found.terms


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_dca(encoding: str) -> None:
    """The DCA style of TBX 3 is read, in any encoding that XML declares."""
    found = tbx.parse(DCA.encode(encoding), "g.tbx", GERMAN)
    assert found.terms == (Term("Handel", {"en": ("trade",)}, {}, "noun", "about"),)


def test_namespaces_and_codes() -> None:
    """Terms are written in the namespace of TBX 3, under BCP 47 codes."""
    terms = [Term("Handel", {"en": ("trade",), "zh_CN": ("贸易",)}, {})]
    root = ElementTree.fromstring(tbx.serialize(build(GERMAN, terms)))
    core, xml = "{urn:iso:std:iso:30042:ed-2}", "{http://www.w3.org/XML/1998/namespace}"
    found = {
        section.get(f"{xml}lang"): [term.text for term in section.iter(f"{core}term")]
        for section in root.iter(f"{core}langSec")
    }
    assert found == {"de": ["Handel"], "en": ["trade"], "zh-Hans": ["贸易"]}
    assert root.get("type") == "TBX-Basic"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<tbx><text>", "g.tbx:1: not well-formed XML"),
        ("", "g.tbx:1: not well-formed XML"),
        ("<html/>", "g.tbx: no TBX file: it begins with <html>"),
        ('<!DOCTYPE tbx [<!ENTITY a "b">]><tbx/>', "g.tbx:1: it declares XML entities"),
        ("<tbx/>", "g.tbx: there is no term in German"),
        (DCA.replace('"en"', '"xxx"'), "g.tbx: 'xxx' is no language code"),
    ],
)
def test_what_is_wrong_is_named(text: str, message: str) -> None:
    """A wrong file is refused in one sentence."""
    with pytest.raises(UsageError) as caught:
        tbx.parse(text.encode(), "g.tbx", GERMAN)
    assert str(caught.value).startswith(message)
