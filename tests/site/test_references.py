"""No reference, of whatever form, ends the build; what it leads to is said or led to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import PNG, Toolkit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from site_pages import Build

from toolkit.languages.language import language
from toolkit.site import links
from toolkit.site.model import Site, Story, StoryText, Version
from toolkit.site.plan import SitePlan
from toolkit.site.settings import settings as settings_of

HOME = ["/", ".", "./", "/?x", "/#top", "a/..", "//", "/./", "a/../?b#c", "%2e"]
NOWHERE = [
    "..",
    "../",
    "a\0b",
    "%00",
    "x" * 5000 + ".md",
    "a/" * 3000,
    "/..",
    "?.png",
    "%",
    "~",
    "..%2f",
]


def test_what_other_programs_show(small: Path, build: Build, toolkit: Toolkit) -> None:
    """The site and `publish` say once what their pages leave out of an article."""
    text = "# Titel\n\n{{< youtube x >}}\n\n<iframe src='https://a.de'></iframe>\n\nEin Satz.\n"
    (small / "sources/da.md").write_text(text, "utf-8")
    said = "sources/da.md: its pages leave out {{< youtube >}}, <iframe> (a link leads there)"
    assert build().said.count(said) == 1
    toolkit("translate", "--engine", "identity")
    said = toolkit("publish", "--drafts").err
    assert said.count("sources/da.md: its page leaves out {{< youtube >}}") == 1


def story(name: str) -> Story:
    text = Version("de", "de", "T", "", "D", lead=False, kicker="", tags=(), image_alt="")
    return Story(name, "de", (text,))


class NoTexts:
    """Nobody asks for texts to resolve references."""

    def of(self, story: Story, version: Version) -> StoryText:
        raise NotImplementedError

    def words(self, story: Story, version: Version) -> str:
        raise NotImplementedError


def plan(sources: Path) -> SitePlan:
    site = Site(settings_of({}), (language("de"),), (story("a"), story("b/c")), sources, NoTexts())
    return SitePlan(site)


@pytest.mark.parametrize("reference", HOME)
def test_the_folder_itself_is_the_front_page(tmp_path: Path, reference: str) -> None:
    """What leads to the folder of all articles leads readers to the front page."""
    found = plan(tmp_path).resolve(story("a"), "de", "de/a.html", reference)
    if links.is_relative(reference):
        assert found is not None
        assert found.address == "index.html"
    else:
        assert found is None


@pytest.mark.parametrize("reference", NOWHERE)
def test_nowhere_is_said(tmp_path: Path, reference: str) -> None:
    """What leads nowhere leaves its words, with one line that names it."""
    made = plan(tmp_path)
    found = made.resolve(story("a"), "de", "de/a.html", reference)
    if links.is_relative(reference):
        assert found is not None
        assert found.address == ""
        assert len(made.dead_ends) == 1


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.sampled_from([*"/.?#%:\\ab\0\n ä", "..", "%2e", "http:", "[", "]", "b/c.md", "a"]))
)
def test_every_form_of_reference(tmp_path: Path, pieces: list[str]) -> None:
    """Whatever is written, resolving it ends with a target or with None."""
    (tmp_path / "ab.png").touch()
    reference = "".join(pieces)
    for page in ("de/a.html", "de/b/c.html"):
        plan(tmp_path).resolve(story("a"), "de", page, reference)


def test_the_whole_site(project: Path, build: Build) -> None:
    """The references of all forms in one article: the site is built."""
    told = " ".join(
        f"[hier]({reference})" for reference in [*HOME, *NOWHERE] if "\0" not in reference
    )
    text = f"---\nimage: /\n---\n\n# Titel\n\n{told}\n\n![Bild](/) ![Bild](.)\n"
    (project / "sources/verweise.md").write_text(text, "utf-8")
    built = build()
    assert '<a href="index.html">hier</a>' in built.read("de/verweise.html")
    assert "sources/verweise.md:7: '..' leads out" in built.said


@pytest.mark.parametrize(
    ("source", "made"),
    [
        (
            '<img src="a.png" srcset="a.png 1x, b.png 2x" sizes="9em">',
            'src="../assets/a.png" srcset="../assets/a.png 1x, ../assets/b.png 2x" sizes="9em"',
        ),
        ('<img src="a.png" srcset="weg.png 2x" sizes="9em">', '<img src="../assets/a.png" alt=""'),
        (
            '<picture><source srcset="b.png"><img src="a.png"></picture>',
            '<source srcset="../assets/b.png"><img src="../assets/a.png"',
        ),
        (
            '<picture><source srcset="weg.png"><img src="a.png"></picture>',
            '<picture><img src="../assets/a.png"',
        ),
        ('<p style="background: url(a.png)">x</p>', "url(&quot;../assets/a.png&quot;)"),
        ("<style>b { background: url('a.png') }</style>", 'url("../assets/a.png")'),
        ('<map><area href="a.png" alt="x"></map>', '<area href="../assets/a.png"'),
        ('<iframe src="k.svg"></iframe>', '<iframe src="../assets/k.svg"></iframe>'),
        ('<p>A <iframe src="weg.svg"></iframe>b</p>', "<p>A b</p>"),
        ('<object data="k.svg">Karte</object>', '<object data="../assets/k.svg">Karte</object>'),
        ('<p><object data="weg.svg">Karte</object></p>', "<p>Karte</p>"),
        ('<embed src="k.svg">', '<embed src="../assets/k.svg">'),
        ('<link rel="stylesheet" href="k.css">', 'href="../assets/k.css"'),
        (
            '<p style="background: url(https://example.org/a.png)">',
            "url(https://example.org/a.png)",
        ),
    ],
)
def test_html_of_trusted_authors(small: Path, build: Build, source: str, made: str) -> None:
    """Whatever names a file of the project leads to it; what is not there is named."""
    settings = small / "toolkit.toml"
    settings.write_text(settings.read_text("utf-8") + "trust_html = true\n", "utf-8")
    for name in ("a.png", "b.png", "k.svg", "k.js", "k.css"):
        (small / "sources" / name).write_bytes(PNG)
    (small / "sources/x.html").write_text(f"<h1>Hallo</h1>\n{source}\n", "utf-8")
    built = build()
    assert made in built.read("de/x.html")
    assert ("'weg." in built.said) == ("weg." in source)
    named = set(re.findall(r"assets/([a-z.]+)", made))
    assert {path.name for path in (built.folder / "assets").glob("?.*")} == named


@pytest.mark.parametrize("trusted", ["false", "true"])
def test_places_of_older_pages(small: Path, build: Build, trusted: str) -> None:
    """`<a name>` is a place that links find, in the article and from others."""
    settings_file = small / "toolkit.toml"
    told = settings_file.read_text("utf-8")
    settings_file.write_text(f"{told}\ntrust_html = {trusted}\n", "utf-8")
    text = '<p><a href="#m">hin</a> <a name="m"></a><a name="teil" href="b.md#z">her</a></p>\n'
    (small / "sources/a.html").write_text(f"<h1>A</h1>{text}<h2>Teil</h2>", "utf-8")
    (small / "sources/b.md").write_text('# B\n\n[a](a.html#m) <a name="z"></a>\n', "utf-8")
    built = build("--check")
    assert "fault" not in built.said
    page = built.read("de/a.html")
    assert '<a href="#m">hin</a> <a id="m"></a>' in page
    assert 'href="b.html#z"' in page and page.count('id="teil"') == 1
    assert 'href="a.html#m"' in built.read("de/b.html")


@pytest.mark.parametrize("trusted", ["false", "true"])
def test_an_article_that_cannot_be_read(small: Path, build: Build, trusted: str) -> None:
    """Its source is never copied to the site, however much its authors are trusted."""
    settings_file = small / "toolkit.toml"
    told = settings_file.read_text("utf-8")
    settings_file.write_text(f"{told}\ntrust_html = {trusted}\n", "utf-8")
    (small / "sources/a.md").write_text("# A\n\n[b](b.md) ![b](b.md)\n", "utf-8")
    (small / "sources/b.md").write_text("---\ndraft: [true\n---\n\nGeheim.\n", "utf-8")
    built = build()
    assert "sources/a.md:3: 'b.md' leads to an article that is not on the site" in built.said
    assert "<p><a>b</a> b</p>" in built.read("de/a.html")
    assert not any(b"Geheim" in data for data in built.bytes().values())
