"""The one XML reader: lines, names, pieces of any size; what only harms is refused."""

from __future__ import annotations

import io
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.storage import xml
from toolkit.storage.xml import Vocabulary, XmlError

PLAIN = Vocabulary("a list", doctype=True)


@given(st.lists(st.text(), max_size=4))
def test_what_is_written_is_read(texts: list[str]) -> None:
    """Legal text comes back as it was, as content and, but for line ends, as an attribute."""
    texts = [xml.legal(text.encode("utf-8", "replace").decode(), "") for text in texts]
    items = (f"<i n={quoteattr(text)}>{xml.escaped(text)}</i>\n" for text in texts)
    root = xml.parse(f"<list>\n{''.join(items)}</list>".encode(), PLAIN)
    assert [item.text or "" for item in root] == texts
    assert all(
        (item.get("n") or "").split() == text.split()
        for item, text in zip(root, texts, strict=True)
    )


def test_lines_and_names() -> None:
    """An element knows its line; names of the format are bare, others keep their namespace."""
    text = '<l xmlns="urn:l:1" xmlns:o="urn:other">\n\n<i xml:lang="de"/><o:i/>\n</l>'
    root = xml.parse(text.encode(), Vocabulary("L", "urn:l:"))
    assert [(item.tag, xml.line_of(item)) for item in root] == [("i", 3), ("urn:other}i", 3)]
    assert root[0].get(xml.LANG) == "de"
    assert str(xml.damage(root[0], "wrong", "repair it")) == "3: wrong: repair it"


def test_a_stream_gives_what_it_has_read() -> None:
    """Elements come one by one, before the damage behind them is seen."""
    items = "".join(f"<i>{number}</i>" for number in range(50_000))
    found = xml.stream(io.BytesIO(f"<l>{items}</l>".encode()), PLAIN, "l", "i")
    assert [item.text for item in found] == [str(number) for number in range(50_000)]
    broken = xml.stream(io.BytesIO(f"<l>{items}</i>".encode()), PLAIN, "l", "i")
    assert next(broken).text == "0"
    with pytest.raises(XmlError, match=r"1: not well-formed XML \(mismatched tag\)"):
        list(broken)
    with pytest.raises(XmlError, match=r"1: not a list \(its root element is <i>\)"):
        list(xml.stream(io.BytesIO(b"<i/>"), PLAIN, "l", "i"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('<!DOCTYPE l [<!ENTITY a "b">]><l/>', "1: it declares XML entities"),
        ('<!DOCTYPE l [\n<!ENTITY % a SYSTEM "b"> %a;]><l/>', "2: it declares XML entities"),
        ('<!DOCTYPE l SYSTEM "l.dtd">\n<l>1&nbsp;000</l>', "2: the entity &nbsp; is declared"),
        ("<l>1&nbsp;000</l>", r"1: not well-formed XML \(undefined entity\)"),
        (f"{'<l>' * 201}", "1: nested too deeply"),
        ('<?xml version="1.0" encoding="nonsense"?><l/>', "1: its encoding cannot be read"),
    ],
)
def test_what_harms_is_refused(text: str, message: str) -> None:
    """No entity is expanded, fetched or silently left out; nothing nests without end."""
    with pytest.raises(XmlError, match=message):
        xml.parse(text.encode(), PLAIN)
