"""An edition is a function and a row: one that only this test knows is built, offered, kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from site_pages import LANGUAGES, Build, words

from toolkit.errors import UsageError
from toolkit.site import settings
from toolkit.site.edition import Edition, Way
from toolkit.site.editions import EDITIONS
from toolkit.site.model import Page, Story, Version
from toolkit.site.plan import SitePlan


def path_of_titles(plan: SitePlan, tag: str) -> str:
    """The list of titles of a language."""
    return f"{tag}/titles.json" if plan.shown(tag) else ""


def path_of_words(_plan: SitePlan, story: Story, version: Version, tag: str) -> str:
    """The words of an article; of translations only."""
    return "" if version.state == "source" else f"{tag}/{story.name}.words.txt"


def pages(plan: SitePlan) -> Iterator[Page]:
    for tag in plan.voices:
        titles = [version.title for _, version in plan.shown(tag)]
        text = json.dumps(titles, ensure_ascii=False)
        yield Page(path_of_titles(plan, tag), plan.key(titles), text.encode)
        for story, version in plan.shown(tag):
            if path := path_of_words(plan, story, version, tag):
                yield Page(path, plan.key(version.key), version.title.encode)


TOY = Edition(
    "toy",
    "Titles, for this test.",
    pages,
    of_article=Way("Only the words", "", path_of_words),
    of_language=Way("All titles", "application/json", path_of_titles),
)


def wish(project: Path, *names: str) -> None:
    path = project / "toolkit.toml"
    text = path.read_text("utf-8").replace("[site]", f"[site]\neditions = {json.dumps(names)}")
    path.write_text(text, "utf-8")


def test_a_toy_edition(project: Path, build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row in the table is enough: settings know it, pages link to it, unchanged files stay."""
    with pytest.raises(UsageError, match=r"must be some of epub, bilingual, pdf, cards$"):
        settings.settings({"editions": ["toy"]})
    monkeypatch.setitem(EDITIONS, "toy", TOY)
    wish(project, "toy")
    built = build("--allow-removals")
    assert built.code == 0, built.said
    for tag in LANGUAGES:
        titles = json.loads(built.read(f"{tag}/titles.json"))
        said = {text for _, text in words(built.read(f"{tag}/index.html"))}
        assert titles
        assert "All titles" in said, "the link on the front page"
        assert {" ".join(title.split()) for title in titles[:20]} <= said
    pages = built.pages()
    translated = [path for path in built.bytes() if path.endswith(".words.txt")]
    assert translated
    for path in translated:
        assert path.replace(".words.txt", ".html") in pages
        assert ">Only the words</a>" in built.read(path.replace(".words.txt", ".html"))
    assert not [path for path in built.bytes() if path.endswith((".epub", ".bilingual.html"))]
    assert "wrote 0 files" in build().said


def test_what_is_not_wished_for_is_not_offered(project: Path, build: Build) -> None:
    """Without editions there are no files of them, and no links to any."""
    wish(project)
    built = build("--allow-removals")
    assert not [path for path in built.bytes() if path.endswith((".epub", ".bilingual.html"))]
    texts = {text for path in built.pages() for _, text in words(built.read(path))}
    assert not texts & {"Download as EPUB", "Als EPUB herunterladen", "Read both side by side"}
