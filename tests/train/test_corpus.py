"""Sentence pairs are read as they are meant, kept once, and held apart. Needs no PyTorch."""

from __future__ import annotations

import lzma
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.catalog import po
from toolkit.errors import CatalogError, ToolkitError
from toolkit.languages.language import language
from toolkit.memory import tmx
from toolkit.memory.offers import TranslationUnit
from toolkit.model import Catalog, Entry
from toolkit.train import corpus
from toolkit.train.corpus import Filter, Pair

DE, EN = language("de"), language("en")


def read(path: Path) -> list[Pair]:
    return list(corpus.read(path, DE, EN))


def test_tsv(tmp_path: Path) -> None:
    """Two columns are a pair, a third is its origin; blank lines, BOM and CRLF are no matter."""
    path = tmp_path / "news.tsv"
    path.write_bytes(b"\xef\xbb\xbfJa.\tYes.\tforum!nc\r\n\r\n Nein,  bitte. \tNo, please.\r\n")
    expected = [Pair("Ja.", "Yes.", "forum!nc"), Pair("Nein, bitte.", "No, please.", "news.tsv")]
    assert read(path) == expected
    packed = tmp_path / "news.tsv.xz"
    packed.write_bytes(lzma.compress(path.read_bytes()))
    assert [pair.source for pair in read(packed)] == ["Ja.", "Nein, bitte."]


def test_po(tmp_path: Path) -> None:
    """Of a catalog the approved entries count, without placeholders."""
    entries = (
        Entry("<g1>Ja</g1>.", "<g1>Yes</g1>.<x2/>"),
        Entry("Nein.", "No.", fuzzy=True),
        Entry("Leer."),
    )
    path = tmp_path / "a.po"
    header = (("Language", "en"), ("X-Source-Language", "de"))
    path.write_text(po.write(Catalog("a.md", header, entries=entries)))
    assert read(path) == [Pair("Ja.", "Yes.", "a.po")]
    with pytest.raises(CatalogError, match=r"a\.po: its Language is en, not ru"):
        list(corpus.read(path, DE, language("ru")))


def test_tmx(tmp_path: Path) -> None:
    """Of a translation memory the units of the pair count, without placeholders."""
    path = tmp_path / "memory.tmx"
    path.write_text(tmx.write([TranslationUnit("<g1>Ja</g1>.", "<g1>Yes</g1>.")], DE, EN))
    assert read(path) == [Pair("Ja.", "Yes.", "memory.tmx")]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.tsv", b"Ja.\tYes.\nNein.\n", "a.tsv:2: no tab between source and target"),
        ("a.tsv", b"Ja.\tYes.\nN\xe4.\tN.\n", "a.tsv:2: not UTF-8"),
        ("a.tsv.xz", b"no archive", "a.tsv.xz: cannot be read"),
        ("a.tsv.gz", b"no archive", "a.tsv.gz: cannot be read"),
        ("a.tsv.xz", lzma.compress(b"Ja.\tYes.\n" * 9)[:-9], "a.tsv.xz: cannot be read"),
        ("a.tmx", b"<tmx>", "a.tmx:1: not well-formed XML"),
        ("a.po", b"msgid", "a.po:1: "),
        ("missing/a.tsv", None, "a.tsv: cannot be read (No such file or directory)"),
    ],
)
def test_damaged_files(name: str, content: bytes | None, said: str, tmp_path: Path) -> None:
    """A file that cannot be read is one sentence with its name and line."""
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ToolkitError) as caught:
        read(path)
    assert said in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("origin", "words", "gone"),
    [
        ("news!res", ["!res"], True),
        ("news!unk!bt", ["!bt"], True),
        ("news", ["!res"], False),
        ("research", ["!res"], False),
        ("dict-ding", ["dict-*"], True),
        ("news!res", ["news"], True),
        ("news", [], False),
    ],
)
def test_excluded_origins(origin: str, words: list[str], gone: bool) -> None:
    """`!res` is a flag, anything else a name with wildcards."""
    assert corpus.is_excluded(origin, words) == gone


def test_filter_counts_what_it_drops() -> None:
    """Each reason is counted: excluded, without words, held out, twice."""
    pairs = [
        Pair("Guten Tag, Welt!", "Hello, world!", "a"),
        Pair("Guten Tag, Welt!", "Hello, world!", "b"),
        Pair("…", "…", "a"),
        Pair("Das ist nur zum Messen.", "For measuring.", "a"),
        Pair("Eins.", "One.", "c!nc"),
    ]
    sieve = Filter(["!nc"], corpus.telling(["Das ist nur ZUM Messen!"]))
    assert list(sieve(pairs)) == pairs[:1]
    assert sieve.dropped == {"duplicate": 1, "no words": 1, "held out": 1, "excluded origin": 1}


@given(st.lists(st.text("abc ", min_size=1), max_size=40), st.integers(0, 20), st.randoms())
def test_split(sources: list[str], size: int, chooser: object) -> None:
    """No source is on both sides, none is lost, and the order of the file is no matter."""
    pairs = [Pair(source, "x", "") for source in sources]
    held_out, rest = corpus.split(pairs, size)
    sides = [{corpus.fingerprint(pair.source) for pair in side} for side in (held_out, rest)]
    assert not sides[0] & sides[1] and len(sides[0]) <= size
    assert sorted(map(repr, held_out + rest)) == sorted(map(repr, pairs))
    again, _ = corpus.split(pairs[::-1], size)
    assert {pair.source for pair in again} == {pair.source for pair in held_out}
