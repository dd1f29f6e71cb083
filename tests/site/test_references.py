"""No reference, of whatever form, ends the build; what it leads to is said or led to."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Toolkit
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
    assert build().said.count("sources/da.md: its pages leave out {{< youtube >}}, <iframe>") == 1
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
