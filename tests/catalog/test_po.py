"""PO files in and out, with gettext's own tools as the judge."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import gettext, judge
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.catalog import po
from toolkit.catalog.origin import parse
from toolkit.errors import CatalogError
from toolkit.languages.language import language
from toolkit.model import Catalog, Entry

HEADER = tuple(
    {
        "Project-Id-Version": "article",
        "Report-Msgid-Bugs-To": "",
        "POT-Creation-Date": "2020-12-07 10:00+0000",
        "PO-Revision-Date": "2020-12-07 10:00+0000",
        "Last-Translator": "Automatically generated",
        "Language-Team": "none",
        "Language": "ru",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": language("ru").plural_forms,
        "X-Source-Language": "de",
        "X-Generator": "toolkit 0.1.0",
    }.items()
)
GOOD = po.write(
    Catalog("sources/a.txt", HEADER, (), (Entry("Eins.", "One."), Entry("Zwei.", "Two.", True)))
).encode()

texts = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"]),
        st.sampled_from(list('"\\\t#~%{}<>北京，。«»\u2028\u200b\u00a0😀שلا')),
    ),
    min_size=1,
    max_size=200,
)
comments = st.lists(
    st.from_regex(r"[A-Za-zäß«]([A-Za-z äß«:]*[a-z])?", fullmatch=True), max_size=2
).map(tuple)


@st.composite
def entries(draw: st.DrawFn, obsolete: bool = False) -> Entry:
    """An entry as the toolkit or a person may leave it."""
    target = draw(texts if obsolete else st.one_of(st.just(""), texts))
    fuzzy = bool(target) and draw(st.booleans())
    return Entry(
        source=draw(texts),
        target=target,
        fuzzy=fuzzy,
        context=draw(st.sampled_from([None, "title", "alt"])),
        notes=() if obsolete else ("paragraph", "<g1>…</g1> = **…**"),
        comments=draw(comments),
        origin=draw(st.sampled_from([None, parse("mt: argos de_en 1.0"), parse("tm: 92%")]))
        if fuzzy
        else None,
        previous=draw(st.one_of(st.none(), texts)) if fuzzy and not obsolete else None,
    )


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(entries(), min_size=1, max_size=12), st.lists(entries(obsolete=True), max_size=4))
def test_written_files_are_read_back_and_please_gettext(
    tmp_path: Path, active: list[Entry], gone: list[Entry]
) -> None:
    """read(write(catalog)) is the catalog, a msgcat fixed point, without a msgfmt warning."""
    unique = {entry.key: entry for entry in active}
    obsolete = {entry.key: entry for entry in gone if entry.key not in unique}
    catalog = Catalog(
        "sources/a b.md", HEADER, (), tuple(unique.values()), tuple(obsolete.values())
    )
    path = tmp_path / "a.po"
    path.write_text(po.write(catalog), encoding="utf-8", newline="")
    found = po.read(path)
    assert [replace(entry, line=0) for entry in found.entries] == list(catalog.entries)
    assert [replace(entry, line=0) for entry in found.obsolete] == list(catalog.obsolete)
    assert found.header == catalog.header
    assert judge(path) == ""


DAMAGED = {
    "truncated string": (GOOD[:-6], "not PO syntax", -1),
    "truncated entry": (GOOD[: GOOD.rindex(b"msgstr")], "without msgstr", -1),
    "duplicate": (GOOD + b'\nmsgid "Eins."\nmsgstr "1"\n', "same msgid as in line", -2),
    "conflict": (
        GOOD.replace(b'msgstr "One."', b'<<<<<<< HEAD\nmsgstr "One."\n=======\n'),
        "conflict marker",
        None,
    ),
    "latin-1": (GOOD.replace(b"One.", b"Gr\xfc\xdfe"), "not UTF-8", None),
    "byte order mark": (b"\xef\xbb\xbf" + GOOD, "byte order mark", 1),
    "header missing": (GOOD[GOOD.index(b"\n\n") + 2 :], "header entry is missing", 1),
    "header empty": (b'msgid ""\nmsgstr ""\n\nmsgid "a"\nmsgstr "b"\n', "header entry is empty", 1),
    "empty file": (b"", "the file is empty", 1),
    "a page": (b"<html>\n", "not PO syntax", 1),
    "plural": (GOOD + b'\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n', "plural entry", -3),
    "stray string": (b'"a"\n' + GOOD, "outside of any entry", 1),
    "bare mark at the end": (GOOD + b"#.\n", "without an entry", -1),
    "flags at the end": (GOOD + b"#, fuzzy\n", "without an entry", -1),
    "previous text at the end": (GOOD + b'#~| msgid "a"\n', "without msgstr", -1),
    "previous text inside": (
        GOOD.replace(b'msgstr "One."', b'msgstr ""\n#| msgid "Einz."\n"One."'),
        "the text of another keyword goes on",
        None,
    ),
    "previous text goes on": (
        GOOD.replace(b'msgstr "One."', b'msgstr ""\n#| "One."'),
        "text of another keyword",
        None,
    ),
    "comment inside": (GOOD.replace(b'msgstr "One."', b'# x\nmsgstr "One."'), "inside of", None),
    "half obsolete": (GOOD.replace(b'msgstr "One."', b'#~ msgstr "One."'), "`#~` in a part", None),
    "carriage return": (GOOD + b'\n# x\rmsgid "3"\nmsgstr "3"\n', "line end of another", -2),
    "line joined": (GOOD + b'\n# x\\\nmsgid "3"\nmsgstr "3"\n', "a backslash at the end", -3),
    "msgid emptied": (
        GOOD[GOOD.index(b"\n\n") + 2 :].replace(b'msgid "Eins."', b'msgid ""'),
        "a text without its msgid|no field of a header",
        None,
    ),
    "second header": (GOOD.replace(b'msgid "Eins."', b'msgid ""'), "same msgid as", None),
    "other encoding": (
        GOOD.replace(b"charset=UTF-8", b"charset=ISO-8859-1").replace(b"One", "Öne".encode()),
        "charset=ISO-8859-1",
        None,
    ),
    "zero byte": (GOOD.replace(b"One", b"O\0e"), "a zero byte", None),
    "a domain": (GOOD + b'domain "x"\n', "a domain", -1),
    "header obsolete": (
        b'#~ msgid ""\n#~ msgstr "Language: en\\n"\n\nmsgid "a"\nmsgstr "b"\n',
        "header entry is obsolete",
        1,
    ),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_files_are_refused_with_file_and_line(name: str, tmp_path: Path) -> None:
    """A damaged file raises CatalogError naming file, line and remedy, and keeps its bytes."""
    data, message, line = DAMAGED[name]
    path = tmp_path / "a.po"
    path.write_bytes(data)
    with pytest.raises(CatalogError, match=message) as caught:
        po.read(path)
    assert str(caught.value).startswith(f"{path}:")
    if line is not None:
        lines = data.decode("utf-8", "replace").rstrip("\n").split("\n")
        expected = line if line > 0 else len(lines) + line + 1
        assert abs(int(str(caught.value)[len(f"{path}:") :].split(":")[0]) - expected) <= 1
    assert path.read_bytes() == data


@pytest.mark.parametrize(
    ("flags", "fuzzy", "others"),
    [
        ("#, fuzzy no-wrap", True, ()),
        ("#, no-wrap\n#, fuzzy", True, ()),
        ("#,fuzzy,", True, ()),
        ("#! fuzzy", True, ()),
        ("#, fuzzy\tc-format,no-wrap", True, ("c-format",)),
        ("#, Fuzzy", False, ("Fuzzy",)),
        ("# fuzzy", False, ()),
        ("#. fuzzy", False, ()),
    ],
)
def test_flags_are_what_gettext_takes_for_flags(
    flags: str, fuzzy: bool, others: tuple[str, ...], tmp_path: Path
) -> None:
    """Separated by commas or blanks, in one line or several; nothing else makes a draft."""
    path = tmp_path / "a.po"
    path.write_bytes(GOOD + f'\n{flags}\nmsgid "Drei."\nmsgstr "Three."\n'.encode())
    entry = po.read(path).entries[-1]
    assert (entry.fuzzy, entry.flags) == (fuzzy, others)
    only = gettext("msgattrib", "--only-fuzzy", path).stdout
    assert (b"Drei." in only) == fuzzy


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r'"a" "b"', "ab"),
        (r'""' + "\n" + r'"a"' + "\n\n" + r'"b"', "ab"),
        (r'"\303\274\x41"', "üA"),
        (r'"\a\tb"', "\a\tb"),
    ],
)
def test_strings_mean_what_they_mean_for_gettext(written: str, read: str, tmp_path: Path) -> None:
    """Pieces are joined, octal and hexadecimal escapes are bytes."""
    path = tmp_path / "a.po"
    path.write_bytes(GOOD + f'\nmsgid "Drei."\nmsgstr {written}\n'.encode())
    assert po.read(path).entries[-1].target == read
    normal = tmp_path / "b.po"
    normal.write_bytes(gettext("msgcat", path).stdout)
    assert po.read(normal).entries[-1].target == read


def test_windows_line_ends_and_editors_headers_are_fine(tmp_path: Path) -> None:
    """CRLF files and unknown header fields are read as they are."""
    path = tmp_path / "a.po"
    path.write_bytes(
        GOOD.replace(b"X-Generator: toolkit 0.1.0", b"X-Poedit: 3").replace(b"\n", b"\r\n")
    )
    assert [entry.target for entry in po.read(path).entries] == ["One.", "Two."]
    assert dict(po.read(path).header)["X-Poedit"] == "3"


def test_approval_removes_the_origin_and_keeps_comments(tmp_path: Path) -> None:
    """A draft without its fuzzy flag loses `# mt:`, a person's comment stays."""
    draft = Entry("a", "b", True, comments=("Mein Hinweis",), origin=parse("mt: argos de_en 1.0"))
    path = tmp_path / "a.po"
    path.write_text(po.write(Catalog("a", HEADER, (), (draft,))).replace("fuzzy, ", ""))
    text = po.write(po.read(path))
    assert "# Mein Hinweis\n" in text
    assert "mt:" not in text


@pytest.mark.parametrize(
    "comment",
    ["tm: nicht aus dem alten Katalog", "mt: besser als sonst", "tm:", "mt: [abc]", "tm: 7 Tage"],
)
def test_comments_that_look_like_origins(tmp_path: Path, comment: str) -> None:
    """A person's words stay, whatever they begin with, beside a real origin and without one."""
    path = tmp_path / "a.po"
    sealed = Entry(
        "a", "b", True, comments=(comment,), origin=parse("mt: argos x 1.0"), seal="abcdef"
    )
    for entry in (sealed.approved(), sealed):
        catalog = Catalog("a.md", (("Language", "en"),), (), (entry,))
        path.write_text(po.write(catalog), "utf-8")
        read = po.read(path).entries[0]
        assert (read.comments, read.origin) == ((comment,), entry.origin)


def test_a_comment_behind_the_last_entry(tmp_path: Path) -> None:
    """polib would lose it: refused, with its line."""
    path = tmp_path / "a.po"
    path.write_text(po.write(Catalog("a.md", HEADER, (), (Entry("a", "b"),))) + "\n# letzter\n\n")
    with pytest.raises(CatalogError, match=r":\d+: a comment without an entry.*: put it above an"):
        po.read(path)
