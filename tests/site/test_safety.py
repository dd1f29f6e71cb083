"""Articles can do no harm: their markup is inert, and nothing leaves the output folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from site_pages import Build, Built, starts, write

from toolkit.errors import UsageError
from toolkit.formats.table import FORMATS
from toolkit.site.body import body
from toolkit.site.drawings import active
from toolkit.site.sanitize import clean
from toolkit.storage import user_cache as personal

EVIL = {
    "script": "<p>Hallo <script>alert(1)</script>Welt</p>",
    "handler": '<p onclick="alert(1)" onmouseover=alert(2)>Hallo Welt</p>',
    "address": '<p>Hallo <a href="javascript:alert(1)">Welt</a></p>',
    "broken address": '<p>Hallo <a href=" java\nscript:alert(1)">Welt</a></p>',
    "entity": '<p><a href="&#106;avascript:alert(1)">Hallo Welt</a></p>',
    "data": '<p><img src="data:text/html,<script>alert(1)</script>" alt="Bild">Hallo Welt</p>',
    "frame": '<iframe src="https://example.org"></iframe><p>Hallo Welt</p>',
    "form": '<form action="/x"><input name=a><button>Hallo Welt</button></form>',
    "style": "<style>body{display:none}</style><p style='position:fixed'>Hallo Welt</p>",
    "svg": "<p>Hallo Welt<svg onload=alert(1)><script>alert(1)</script></svg></p>",
    "math": "<p>Hallo Welt<math><mtext><img src=x onerror=alert(1)></mtext></math></p>",
    "base": '<base href="https://evil.example/"><p>Hallo Welt</p>',
    "meta": '<p>Hallo Welt</p><meta http-equiv="refresh" content="0;url=https://evil.example/">',
    "unclosed": '<p>Hallo Welt<img src="x" alt="',
    "comment": "<p>Hallo Welt</p><!--><script>alert(1)</script>-->",
    "noscript": '<noscript><p title="</noscript><img src=x onerror=alert(1)>">Hallo</p>',
    "disguise": '<p class="banner" id="page-main" role="note">Hallo Welt</p>',
}
ACTIVE = {"script", "style", "iframe", "form", "input", "button", "svg", "math", "base", "meta"}


@pytest.mark.parametrize("name", EVIL)
@pytest.mark.parametrize("suffix", ["md", "html"])
def test_inert(name: str, suffix: str) -> None:
    """Nothing of it can run, load, send or pass for the page around it; the words stay."""
    form = FORMATS["markdown" if suffix == "md" else "html"]
    made = body(EVIL[name], form, "de", trusted=False).html
    for token in starts(made):
        assert token.name not in ACTIVE
        for item in token.attributes:
            assert not item.name.startswith("on")
            assert item.name != "style"
            scheme = "".join(item.value.split()).lower().partition(":")[0]
            assert scheme not in ("javascript", "data"), item
            assert (item.name, item.value) not in {("class", "banner"), ("id", "page-main")}
    if name not in ("comment", "noscript"):
        assert "Hallo" in made


def test_clean_html_stays(demo: Built) -> None:
    """Sanitizing changes nothing in what the demo's Markdown and HTML need."""
    fragment = (
        '<h2 id="a">A</h2>\n<p><strong>b</strong> <a href="x.md#y">c</a><br>d</p>\n'
        '<table><tbody><tr><td style="text-align:right">1</td></tr></tbody></table>\n'
        '<ol start="3"><li>e</li></ol><img src="x.png" alt="f">'
    )
    assert clean(fragment) == fragment


def test_templates_are_not_run(project: Path, build: Build) -> None:
    """Template syntax in an article is text."""
    article = "# Titel {{ 7 * 7 }}\n\nText {{ config }} {% raw %} {# x #} %(n)s.\n"
    (project / "sources/evil.md").write_text(article, "utf-8")
    page = build().read("de/evil.html")
    assert "Titel {{ 7 * 7 }}" in page
    assert "{{ config }} {% raw %} {# x #} %(n)s" in page


def test_text_cannot_leave_the_json(project: Path, build: Build) -> None:
    """A title with `</script>` stays inside the page's data."""
    title = 'Ende </script><script>alert(1)</script> & "so"'
    article = f"---\ntitle: '{title}'\ndate: 2020-01-02\n---\n\nEin Satz.\n"
    (project / "sources/evil.md").write_text(article, "utf-8")
    built = build()
    page = built.read("de/evil.html")
    assert [t.get("type") for t in starts(page, "script")] == ["application/ld+json"]
    assert "<script>alert" not in page + built.read("de/index.html") + built.read("de/feed.xml")


def test_pictures_and_tags_of_the_front_matter(project: Path, build: Build) -> None:
    """An active address is no picture; a tag without letters is no page."""
    front = "image: javascript:alert(1)\nalt: Bild\ntags: ['../..', '???']\n"
    (project / "sources/evil.md").write_text(f"---\n{front}---\n\n# Titel\n\nEin Satz.\n")
    built = build()
    assert "javascript" not in built.read("de/evil.html")
    assert not starts(built.read("de/evil.html"), "img")
    assert not [path for path in built.pages() if path.endswith("tags/.html")]


REFERENCES = ["../../secret.txt", "/etc/passwd", "..%2f..%2fsecret.txt", "bilder/link.png", "x.svg"]


def test_nothing_outside_is_copied(project: Path, build: Build) -> None:
    """References that lead out of the sources, through links too, are left out and reported."""
    (project / "secret.txt").write_text("geheim")
    (project / "sources/bilder/link.png").symlink_to(project / "secret.txt")
    (project / "sources/x.svg").write_text("<svg><script>alert(1)</script></svg>")
    links = " ".join(f"[hier]({reference})" for reference in REFERENCES)
    (project / "sources/evil.md").write_text(f"# Titel\n\nLies {links}.\n", "utf-8")
    built = build()
    assert b"geheim" not in b"".join(built.bytes().values())
    assert not list(built.folder.rglob("assets/**/*.svg"))
    for reference in REFERENCES:
        assert f"sources/evil.md:3: {reference!r}" in built.said


DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"{}</svg>'
)


@pytest.mark.parametrize(
    ("drawing", "what"),
    [
        ('><a xlink:href="https://example.org/"><path d="M0 0"/></a>', ""),
        ('><style>path{fill:red}</style><image href="data:image/png;base64,AA=="/>', ""),
        ("><script>alert(1)</script>", "<script> (line 1)"),
        ("><x:script xmlns:x='http://www.w3.org/2000/svg'/>", "<script>"),
        (">\n<foreignObject/>", "<foreignObject> (line 2)"),
        ("><p xmlns='http://www.w3.org/1999/xhtml'/>", "<p>"),
        (" onload='alert(1)'>", "onload=…"),
        ("><set attributeName='onclick' to='alert(1)'/>", "onclick=…"),
        ("><a xlink:href=' java&#10;script:alert(1)'/>", "href=javascript:…"),
        ("><animate attributeName='href' values='#;javascript:alert(1)'/>", "values=javascript:…"),
        ("><use href='data:image/svg+xml,…'/>", "href=data:…"),
        ("><p>", "something (line 1: not well-formed"),
    ],
)
def test_drawings(project: Path, build: Build, drawing: str, what: str) -> None:
    """A picture is shown, as an article's or as the icon; one that may run something is not."""
    for name in ("favicon", "bild"):
        (project / f"sources/{name}.svg").write_text(DRAWING.format(drawing), "utf-8")
    (project / "sources/evil.md").write_text("# Titel\n\n![B](bild.svg)\n", "utf-8")
    built = build()
    assert (built.folder / "assets/bild.svg").exists() != bool(what)
    assert (built.read("favicon.svg") == DRAWING.format(drawing)) != bool(what)
    if what:
        assert f"sources/evil.md:3: 'bild.svg' holds {what}" in built.said
        assert f"sources/favicon.svg: holds {what}" in built.said


def test_a_drawing_with_a_program_beside_it() -> None:
    """In whatever encoding."""
    data = f"<?xml version='1.0'?><?xml-stylesheet href='x.xsl'?>{DRAWING.format('>')}"
    for code in ("utf-8", "utf-16"):
        assert "style sheet" in active(data.encode(code))


def test_an_icon_from_elsewhere(project: Path, build: Build) -> None:
    """A link out of the sources is no icon."""
    (project / "secret.txt").write_text("geheim")
    (project / "sources/favicon.png").symlink_to(project / "secret.txt")
    built = build()
    assert not (built.folder / "favicon.png").exists()
    assert "sources/favicon.png: leads out of the folder of sources" in built.said


@pytest.mark.parametrize("name", ["index", "archive", "INDEX", "search"])
def test_articles_cannot_replace_pages(project: Path, build: Build, name: str) -> None:
    """An article called as the front page or the archive is elsewhere, and named."""
    before = build().bytes()
    (project / f"sources/{name}.md").write_text("# Titel\n\nEin Satz.\n", "utf-8")
    (project / "sources/neu.md").write_text(f"# Neu\n\n[da]({name}.md)\n", "utf-8")
    built = build()
    assert built.code == 1
    line = f"error: sources/{name}.md: de/{name}.html is taken, so its page is de/{name}-2.html; "
    assert f"{line}give it another name or slug" in built.said
    assert "1 failed" in built.said
    assert f'<a href="{name}-2.html">da</a>' in built.read("de/neu.html")
    assert built.bytes()["de/search.html"] == before["de/search.html"]


def test_an_article_in_the_folder_of_lists(project: Path, build: Build) -> None:
    """Where its page would be one of them, it fails by name, alone."""
    path = project / "sources/archive/2020-12.md"
    path.parent.mkdir()
    path.write_text("# Titel\n\nEin Satz.\n", "utf-8")
    (project / "sources/neu.md").write_text("# Neu\n\n[da](archive/2020-12.md)\n", "utf-8")
    built = build()
    assert built.code == 1
    line = "sources/archive/2020-12.md: two pages want the place de/archive/2020-12.html"
    assert f"error: {line}" in built.said
    assert "1 failed" in built.said
    assert "<a>da</a>" in built.read("de/neu.html")


@pytest.mark.parametrize("alias", ["archive", "/search.html", "tags/verkehr", "b", "index"])
def test_an_alias_cannot_replace_pages(small: Path, build: Build, alias: str) -> None:
    """It is named with its article, which is published all the same."""
    write(small, "a", aliases=f"[{alias}, alt]", tags="[Verkehr]")
    write(small, "b")
    built = build()
    assert built.code == 1
    name = alias.strip("/").removesuffix(".html")
    line = f"error: sources/a.md: alias {alias!r}: another page is at de/{name}.html; remove the"
    assert built.said.count(line) == 1
    assert 'content="0; url=a.html"' in built.read("de/alt.html")
    assert "refresh" not in built.read(f"de/{name}.html")


@pytest.mark.parametrize("alias", ["/", ".", "../weg", "alt/../../weg"])
def test_an_alias_that_is_no_address(small: Path, build: Build, alias: str) -> None:
    """It is named, and no page is made of it."""
    write(small, "a", aliases=f"[{alias}]")
    built = build()
    assert built.code == 1
    line = f"error: sources/a.md: alias {alias!r}: no page can have this address; remove the alias"
    assert built.said.count(line) == 1
    assert not [path for path in built.pages() if "weg" in path or "/." in path]


def test_two_articles_with_one_address(small: Path, build: Build) -> None:
    """The older one gets it; the other is published elsewhere, and named."""
    write(small, "a", slug="kueste", date="2026-01-02")
    write(small, "b", slug="kueste", date="2026-01-01")
    built = build()
    assert "error: sources/a.md: de/kueste.html is taken, so its page is de/kueste-2" in built.said
    assert built.code == 1
    assert 'url=kueste.html"' in built.read("de/b.html")
    assert 'url=kueste-2.html"' in built.read("de/a.html")


def test_odd_names(project: Path, build: Build) -> None:
    """Names with signs that mean something in addresses work in links."""
    (project / "sources/100 % & #mehr?.md").write_text("# Titel\n\nEin Satz.\n", "utf-8")
    built = build()
    page = built.read("de/index.html") + built.read("de/archive.html")
    assert 'href="100%20%25%20%26%20%23mehr%3F.html"' in page


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ cycler.__init__.__globals__.os.getcwd() }}", "unsafe"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{{ 'a' + 1 }}", "str"),
        ("{% include 'site/style.css' %}", "recursion"),
    ],
)
def test_a_project_template_is_harmless(
    project: Path, build: Build, template: str, said: str
) -> None:
    """It reaches nothing but its values, and what goes wrong in it is one sentence."""
    path = project / "templates/site/style.css"
    path.parent.mkdir(parents=True)
    path.write_text(template)
    with pytest.raises(UsageError, match=rf"^site/style\.css: .*{said}.*; correct the project's"):
        build()


def test_what_somebody_else_remembered_is_not_believed(
    project: Path, build: Build, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A project that was sent with its scratch folder and its site: both are made anew."""

    def user(name: str) -> None:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / name))
        personal.secret.cache_clear()

    user("sender")
    first = build()
    for path in (project / ".toolkit/site").rglob("*.json"):
        assert b"<p>" in path.read_bytes()
        path.write_bytes(path.read_bytes().replace(b"<p>", b"<p>EVIL"))
    pages = {**first.bytes()}
    for name in pages:
        if name.endswith(".html"):
            (first.folder / name).write_text("EVIL", "utf-8")
    user("receiver")
    assert build().bytes() == pages
    user("sender")
    assert build().read("index.html") == pages["index.html"].decode()
    personal.secret.cache_clear()
