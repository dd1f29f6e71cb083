"""`site --check`: what readers would stumble over keeps the new site from them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from site_pages import Build, Built, write

from toolkit.site.inspect import faults

URL = "https://example.org"
PAGE = (
    '<!DOCTYPE html><html lang="de"><head><link rel="canonical" href="https://example.org/a.html">'
    '<link rel="alternate" hreflang="de" href="https://example.org/a.html"></head>'
    '<body><h1 id="x">A</h1>{}</body></html>'
)


def found(folder: Path, body: str, outside: set[str] | None = None) -> list[str]:
    """The faults of a page with this body beside a picture."""
    (folder / "a.html").write_text(PAGE.format(body), "utf-8")
    (folder / "b.png").touch()
    return list(map(str, faults(folder, URL, outside)))


def test_the_demo_has_none(demo: Built) -> None:
    """Every link, anchor, picture, feed and pair of languages of the demo is right."""
    assert list(faults(demo.folder, "https://example.org/rundschau")) == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<a href="#x">x</a><a href="a.html#x">x</a><img src="b.png">', ""),
        ('<a href="https://elsewhere.org/">x</a><a href="mailto:a@b.c">x</a>', ""),
        ('<a href="c.html">x</a>', "a.html: <a> 'c.html' leads to nothing"),
        ('<a href="#y">x</a>', "a.html: <a> '#y' leads to a place that is not on the page"),
        ('<img src="c.png">', "a.html: <img> 'c.png' leads to nothing"),
        ('<a href="http://[">x</a>', "a.html: <a> 'http://[' is no address"),
        ('<a href="https://example.org/c.html">x</a>', "'https://example.org/c.html' leads to no"),
        ('<a href="//Example.org/a.html#y">x</a>', "leads to a place that is not on the page"),
        ('<a href="http://example.org/a.html#x">x</a>', ""),
        ('<a href="https://example.org.evil.com/c.html">x</a>', ""),
        ('<a href="https://example.org:443/c.html">x</a>', "leads to nothing"),
        ('<a href="http://me:x@example.org:80/c.html">x</a>', "leads to nothing"),
        ('<a href="https://example.org:8443/c.html">x</a>', ""),
        ('<a href="https://example.org:x/c.html">x</a>', ""),
        ('<a href="https://example.org/de/../a.html#x">x</a>', ""),
        ('<a href="https://example.org/a.html?from=feed#x">x</a>', ""),
        (
            '<img src="https://example.org/c.png">',
            "<img> 'https://example.org/c.png' leads",
        ),
        ('<meta property="og:image" content="https://example.org/c.png">', "<meta> 'https"),
        ('<iframe src="c.html"></iframe>', "<iframe> 'c.html' leads to nothing"),
        ('<object data="c.svg"></object>', "<object> 'c.svg' leads to nothing"),
        ('<a href="">x</a>', "a.html: <a> '' leads nowhere"),
        (
            '<h2 id="x">x</h2>',
            "a.html: more than one element has the id 'x'; give",
        ),
        ('<base href="/de/"><a href="../b.png">x</a>', ""),
        ('<base href="/de/"><a href="b.png">x</a>', "<a> 'b.png' leads to nothing"),
        ('<link rel="canonical" href="https://example.org/z.html">', "canonical address"),
        ('<link hreflang="en" href="https://example.org/z.html">', "hreflang en: "),
    ],
)
def test_faults(tmp_path: Path, body: str, fault: str) -> None:
    """Each is one line that names page and address."""
    lines = found(tmp_path, body)
    assert bool(lines) == bool(fault)
    assert fault in "".join(lines)


def test_outside(tmp_path: Path) -> None:
    """Addresses elsewhere are compared with a list, if there is one; nobody is asked."""
    body = '<a href="https://a.org/">a</a><a href="https://b.org/">b</a>'
    assert found(tmp_path, body, {"https://a.org/"}) == [
        "a.html: <a> 'https://b.org/' is not among the addresses that are known to be there"
    ]


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("https://b.org", "https://b.org/"),
        ("https://b.org/", "https://B.org"),
        ("https://b.org/x#y", "https://b.org/x"),
        ("https://b.org/x", "https://b.org/x#y"),
        ("https://example.org/shop/", "https://example.org/shop/"),
    ],
)
def test_one_address_in_two_spellings(tmp_path: Path, address: str, known: str) -> None:
    """The list may have another one; what stands beside the site can be in it too."""
    body = f'<a href="{address}">b</a>'
    assert found(tmp_path, body, {known}) == []
    assert len(found(tmp_path, body, {"https://b.org/z", "#"})) == 1


def test_faults_name_file_and_line(small: Path, build: Build) -> None:
    """Addresses of the site itself and of others, once for all languages."""
    _marked(small)
    own, other = "https://example.org/de/nix.html", "https://other.org/"
    write(small, "a", f"[da]({own}) und [dort]({other})", title="A", date="2026-01-01")
    assert f"fault: sources/a.md:6: '{own}' leads to nothing" in build("--check").said
    (small / "known.txt").write_text("https://example.com\n")
    built = build("--outside", "known.txt")
    assert built.said.count("fault: ") == 2
    assert f"fault: sources/a.md:6: '{other}' is not among the addresses" in built.said


def test_languages_that_do_not_name_each_other(tmp_path: Path) -> None:
    """A page that another one calls its version must say the same."""
    (tmp_path / "b.html").write_text("<p>B</p>")
    body = '<link hreflang="en" href="https://example.org/b.html">'
    assert "does not name the same versions" in "".join(found(tmp_path, body))


@pytest.mark.parametrize("name", ["feed.xml", "sitemap.xml", "feed.json", "x.epub"])
def test_damaged_files(tmp_path: Path, name: str) -> None:
    """What no reader can open."""
    (tmp_path / name).write_text("<")
    assert f"{name}: cannot be read" in "".join(map(str, faults(tmp_path, URL)))


def _marked(project: Path) -> None:
    """Let the site show what nobody has translated."""
    with (project / "toolkit.toml").open("a") as file:
        file.write('unreviewed = "mark"\n')


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("![Bild](weg.png)", "sources/a.md:6: 'weg.png' leads to nothing"),
        ("![Bild](leer.png)", "sources/a.md:6: 'leer.png' is an empty file"),
        ("![Bild](krumm.jpg)", "sources/a.md:6: 'krumm.jpg' is damaged, or no picture"),
        ("[da](ordner/b.md)", "sources/a.md:6: 'ordner/b.md' leads to nothing"),
        ("[da](b%20c.md)", "sources/a.md:6: 'b%20c.md' leads to nothing"),
        ("[da](<b c.md>)", "sources/a.md:6: 'b%20c.md' leads to nothing"),
        ("[da](../geheim.txt)", "sources/a.md:6: '../geheim.txt' leads out"),
        ("[da]()", "sources/a.md:6: '' leads nowhere; write where to"),
        ("Text\n\n<p><a href=''>da</a></p>", "sources/a.md:8: '' leads nowhere"),
        ("[da](#weg)", "sources/a.md:6: '#weg' leads to a section"),
        ("[da](b.md#weg)", "sources/a.md:6: 'b.md#weg' leads to a section"),
        ("[da](b.md#zwei) [oben](#top) [dort](b.md#top)", ""),
        ("<a id='teil'></a>\n\n## Teil\n\n[da](#teil)", ""),
        ("## Teil {#fn1}\n\nText.[^1]\n\n[^1]: Note.", ""),
        ("<p id='x'>a</p><p id='x'>b</p>", "de/a.html: more than one element has the id 'x'"),
        ("[da](morgen.md)", ""),
        ("Text\n\n<video src='weg.mp4'></video>", "sources/a.md:8: 'weg.mp4' leads to nothing"),
    ],
)
def test_what_had_to_be_left_out(small: Path, build: Build, text: str, fault: str) -> None:
    """A dead end of an article is a fault, though its page does without; one of tomorrow is not."""
    _marked(small)
    write(small, "a", text, title="A", date="2026-01-01")
    write(small, "b", "# B\n\n## Zwei")
    write(small, "morgen", "# M", publish="2099-01-01")
    (small / "sources/leer.png").touch()
    (small / "sources/krumm.jpg").write_bytes(b"\xff\xd8 x")
    built = build("--check")
    assert built.code == (3 if fault else 0)
    assert f"fault: {fault}" in built.said or not fault
    assert built.said.count(fault) == 1 or not fault
    assert built.folder.exists() != bool(fault)


def test_a_dead_end_is_not_on_the_page(small: Path, build: Build) -> None:
    """Without the check the site is built; of what leads nowhere the words are left."""
    _marked(small)
    (small / "sources/a.md").write_text("# A\n\n[da](#weg) <video src='x.mp4'></video>\n", "utf-8")
    built = build()
    assert built.code == 0
    page = built.read("de/a.html")
    assert "<p><a>da</a> </p>" in page
    assert list(faults(built.folder, URL)) == []


def test_the_old_site_stays(small: Path, build: Build) -> None:
    """With a fault nothing is switched, the exit code is 3, and the report says it as JSON."""
    (small / "sources/a.md").write_text("# Eins\n\n[da](#eins)\n", "utf-8")
    assert build("--check").code == 3  # the link to a headline that is no section
    assert not (small / "site").exists()
    (small / "sources/a.md").write_text("# Eins\n\n## Zwei\n\n[da](#zwei)\n", "utf-8")
    before = build("--check")
    assert "fault" not in before.said
    page = before.read("de/a.html")
    (small / "sources/a.md").write_text("# Neu\n\n[da](#weg)\n", "utf-8")
    built = build("--check", "--json")
    assert built.code == 3
    assert built.read("de/a.html") == page
    report = json.loads(
        built.said.splitlines()[0]
        if built.said.startswith("{")
        else next(line for line in built.said.splitlines() if line.startswith("{"))
    )
    line = "sources/a.md:3: '#weg' leads to a section that is not there; correct the link"
    assert line in report["faults"][0]
    assert report["articles"] == 1
