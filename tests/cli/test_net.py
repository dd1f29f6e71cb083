"""Nothing ends in a traceback: every unit fails alone, with one sentence; a net is below."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from conftest import Toolkit

from toolkit.cli import main, net

SURROGATE = "\ud800"


def test_the_net(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, toolkit: Toolkit) -> None:
    """One sentence, a report without articles' texts, exit 70."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["toolkit", "status"])

    @click.command()
    def broken() -> None:
        raise KeyError(SURROGATE)

    monkeypatch.setattr(main, "cli", broken)
    monkeypatch.setitem(toolkit.__globals__, "FAULT", None)
    ran = toolkit()
    (report,) = (tmp_path / "article-toolkit/reports").iterdir()
    assert ran.code == net.FAULT
    assert ran.err.count("\n") == 1 and str(report) in ran.err and "KeyError" in ran.err
    text = report.read_text()
    assert "command: 'status'" in text and "raise KeyError(SURROGATE)" in text


def test_the_net_where_nothing_can_be_written(
    monkeypatch: pytest.MonkeyPatch, toolkit: Toolkit
) -> None:
    """The sentence comes all the same."""
    monkeypatch.setattr(net, "reports", lambda: Path("/proc/none"))
    monkeypatch.setitem(toolkit.__globals__, "FAULT", None)
    monkeypatch.setattr(main, "cli", None)
    ran = toolkit()
    assert ran.code == net.FAULT and "a fault of the toolkit itself" in ran.err


ARTICLES = {
    "a surrogate in YAML": ("a.md", '---\ntitle: "\\ud800 Haus"\n---\nText.\n'),
    "no character in YAML": ("a.md", '---\ntitle: "\\UFFFFFFFF Haus"\n---\nText.\n'),
    "zero in YAML": ("a.md", '---\ntitle: "\\0 Haus"\n---\nText.\n'),
    "a surrogate in TOML": ("a.md", '+++\ntitle = "\\uD800 Haus"\n+++\nText.\n'),
    "a surrogate in JSON": ("a.md", '{"title": "\\ud800 Haus"}\n\nText.\n'),
    "control characters in fields": (
        "a.md",
        '---\nauthors: ["A\\x03"]\nkicker: "\\x05"\n---\nT.\n',
    ),
    "a long number": ("a.html", "<p>Haus &#" + "1" * 4301 + ";</p>\n"),
    "a long hexadecimal number": ("a.html", "<p>Haus &#x" + "f" * 9999 + ";</p>\n"),
    "a surrogate in HTML": ("a.html", "<p>Haus &#xD800; &#0;</p>\n"),
    "zero in a picture": ("a.md", "![Bild](a%00b.png)\n"),
    "zero in a link": ("a.html", '<a href="a%00b">Text</a><img src="%00">\n'),
    "a long picture": ("a.md", f"![Bild]({'a' * 300}.png)\n"),
    "a long tag": ("a.md", f'---\ntags: ["{"a" * 300}", "{"Ü" * 300}"]\n---\nText.\n'),
    "a picture that is no path": ("a.md", "![Bild](<http://[x>)\n"),
    "odd schemes": ("a.md", "[a](javascript:x) [b](//[) [c](file:///etc/passwd) [d](\\\\x\\y)\n"),
    "a link to the root": ("a.md", "[a](/) [b](./) [c](../) [d](..) [e](.)\n"),
    "deep lists": ("a.md", "".join(f"{'  ' * n}- x\n" for n in range(120))),
    "deep quotes": ("a.md", ">" * 2000 + " Text\n"),
    "deep elements": ("a.html", "<div>" * 1500 + "Text"),
    "a date that is none": ("a.md", "---\ndate: 2020-99-99\nupdated: 0000-00-00\n---\nText.\n"),
    "a year without end": ("a.md", f"---\ndate: {'9' * 5000}\n---\nText.\n"),
    "aliases": ("a.md", "---\na: &a [x]\nb: [*a, *a]\ntitle: *a\n---\nText.\n"),
    "a mapping as a title": ("a.md", "---\ntitle: {a: {b: c}}\ntags: {x: 1}\n---\nText.\n"),
}
TRANSLATE, STATUS = ["translate", "--engine", "pseudo"], ["status"]
VERBS = (
    TRANSLATE,
    ["check"],
    ["publish", "--drafts"],
    ["site", "--drafts"],
    ["export", "--format", "xlsx"],
)


@pytest.mark.parametrize("what", ARTICLES)
def test_an_odd_article_fails_alone(project: Path, toolkit: Toolkit, what: str) -> None:
    """Whatever becomes of it, the good one is done, and no command needs the net."""
    (project / "toolkit.toml").write_text('targets = ["en"]\n[site]\nurl = "https://e.org"\n')
    (project / "sources/gut.md").write_text("Guter Artikel.\n")
    name, text = ARTICLES[what]
    (project / "sources" / name).write_text(text)
    for verb in VERBS:
        ran = toolkit(*verb)
        assert ran.code in (0, 1, 3), ran.err
        assert "Traceback" not in ran.err
    assert (project / "site/de/gut.html").exists()
    assert (project / "public/en/gut.md").exists()


Break = Callable[[Path], None]


def write(name: str, data: str | bytes) -> Break:
    def spoil(project: Path) -> None:
        path = os.fsencode(project) + b"/" + os.fsencode(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))

    return spoil


def pipe(name: str) -> Break:
    def spoil(project: Path) -> None:
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        os.mkfifo(project / name)

    return spoil


def rules(pattern: str, encoding: str = "utf-8") -> Break:
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><srx version="2.0"><header cascade="yes"/>'
        '<body><languagerules><languagerule languagerulename="d"><rule break="yes"><beforebreak>'
        f"{pattern}</beforebreak><afterbreak>x</afterbreak></rule></languagerule></languagerules>"
        '<maprules><languagemap languagepattern=".*" languagerulename="d"/></maprules></body></srx>'
    )

    def spoil(project: Path) -> None:
        write("r.srx", text)(project)
        write("toolkit.toml", 'targets = ["en"]\nsegmentation = "r.srx"\n')(project)

    return spoil


HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset={}\\n"\n{}\nmsgid "a"\nmsgstr "b"\n'
SITE_PO, GUT_PO = "locales/en/LC_MESSAGES/site.po", "locales/en/LC_MESSAGES/gut.po"
FILES = {
    "TMX of an odd name": write("memory/M\udcfcnchen.tmx", ""),
    "catalog of an odd name": write("locales/en/LC_MESSAGES/M\udcfcnchen.po", HEAD),
    "article of an odd name": write("sources/M\udcfcnchen.md", "Text.\n"),
    "theme's words of an odd charset": write(SITE_PO, HEAD.format("nope", "")),
    "theme's words with odd plurals": write(
        SITE_PO, HEAD.format("UTF-8", '"Plural-Forms: nplurals=2; plural=foo(1);\\n"\n')
    ),
    "theme's words with endless plurals": write(
        SITE_PO, HEAD.format("UTF-8", f'"Plural-Forms: nplurals=2; plural={"(" * 3000}n;\\n"\n')
    ),
    "theme's words that are none": write(SITE_PO, b"\xff\xfe\0"),
    "previous text in a header": write(GUT_PO, 'msgid ""\n#| "x"\nmsgstr "Language: en\\n"\n'),
    "nested settings": write("toolkit.toml", "targets=" + "[" * 3000 + "]" * 3000),
    "zero in settings": write("toolkit.toml", 'targets=["en"]\nsources="\\u0000x"\n'),
    "zero in the site's settings": write("toolkit.toml", 'targets=["en"]\n[site]\nout="\\u0000"\n'),
    "an address that is none": write("toolkit.toml", 'targets=["en"]\n[site]\nurl="http://[x"\n'),
    "an odd language": write("toolkit.toml", 'targets=["\\ud7ff", "e\\u0000"]\n'),
    "a surrogate in settings": write("toolkit.toml", f'targets=["{SURROGATE}"]\n'),
    "recursive rules": rules("(?R)"),
    "rules of an odd encoding": rules("x", "idna"),
    "rules without end": rules("(" * 5000),
    "glossary is a pipe": pipe("locales/glossary.csv"),
    "TMX is a pipe": pipe("memory/f.tmx"),
    "catalog is a pipe": pipe(GUT_PO),
    "catalog of nothing is a pipe": pipe("locales/en/LC_MESSAGES/x.po"),
    "theme's words are a pipe": pipe(SITE_PO),
    "article is a pipe": pipe("sources/f.md"),
    "template is a pipe": pipe("templates/site/front.html"),
    **{
        f"template {text}": write("templates/site/front.html", text)
        for text in (
            "{{ none|xmlattr }}",
            "{{ 1|dictsort }}",
            "{{ 'a'|truncate(0,true,'',-1) }}",
            '{{ "\\ud800" }}',
            "{{ 1/0 }}",
            "{% include 'site/front.html' %}",
            "{{ ''.__class__.__mro__ }}",
            "{% if %}",
            "{{ 'a' * 9999999999999 }}",
            '{% include "../../toolkit.toml" %}',
        )
    },
    "damaged scratch": write(".toolkit/site/x.json", "{"),
    "a file as scratch": write(".toolkit", ""),
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("what", FILES)
def test_an_odd_file_of_the_project_is_named(project: Path, toolkit: Toolkit, what: str) -> None:
    """One sentence, no traceback, no endless wait."""
    (project / "sources/gut.md").write_text("Guter Artikel.\n")
    FILES[what](project)
    for verb in [STATUS] if what == "recursive rules" else VERBS:
        ran = toolkit(*verb)
        assert ran.code in (0, 1, 2, 3), ran.err
        assert "Traceback" not in ran.err


def workbook(change: Callable[[bytes], bytes], data: bytes) -> bytes:
    """The workbook with another first sheet."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, change(part) if "sheet1" in name else part)
    return result.getvalue()


def cell(place: str) -> Callable[[bytes], bytes]:
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    extra = f'<row r="{row}"><c r="{place}" t="str"><v>x</v></c></row></sheetData>'
    return lambda part: part.replace(b"</sheetData>", extra.encode())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (cell("XFD1048576"), "too many cells"),
        (cell("A99999999"), "too many cells"),
        (cell("ZZZZZZZ1"), "too many cells"),
        (lambda part: part[: len(part) // 2], "the workbook|not a workbook"),
        (lambda part: part.replace(b"<row", b"<row " + b"x" * 99 + b"=''"), ""),
        (lambda _: b"<a>" * 100_000, ""),
        (lambda _: b"", ""),
    ],
    ids=range(7),
)
def test_odd_workbooks(
    project: Path, toolkit: Toolkit, change: Callable[[bytes], bytes], message: str
) -> None:
    """None ends the process: what reads them has one of its own, behind limits."""
    (project / "sources/gut.md").write_text("Guter Artikel.\n")
    toolkit("translate", "--engine", "pseudo")
    toolkit("export", "--format", "xlsx")
    path = project / "exchange/gut.en.xlsx"
    path.write_bytes(workbook(change, path.read_bytes()))
    ran = toolkit("import", str(path))
    assert ran.code in (0, 2) and (ran.code == 2 or not message)
    assert "Traceback" not in ran.err and ran.err.count("\n") <= 2


def test_half_characters_from_other_editors(project: Path, toolkit: Toolkit) -> None:
    """What is no character is refused with its line, or stays as it is spelled."""
    (project / "sources/gut.md").write_text("Guter Artikel.\n")
    toolkit("translate", "--engine", "pseudo")
    for form, old, new in (
        ("xliff", "</target>", '<x id="uD800" ctype="x-char"/></target>'),
        ("xliff2", "</target>", '<cp hex="DFFF"/></target>'),
        ("csv", "Ĝ", "⟦U+D800⟧"),
    ):
        toolkit("export", "--format", form)
        (path,) = (project / "exchange").iterdir()
        path.write_text(path.read_text("utf-8-sig").replace(old, new), "utf-8")
        ran = toolkit("import", str(path))
        assert ran.code in (0, 2) and "Traceback" not in ran.err
        path.unlink()
