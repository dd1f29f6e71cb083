"""What is not finished is hidden, marked or replaced by the original, and says so."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from conftest import Toolkit
from site_pages import Build, starts, words

from toolkit.errors import UsageError

BRIDGE = "2021-05-18-havelbruecke"
SENTENCE = "Neu ist ein Radweg von 2,5 Metern Breite."
TRANSLATION = "A cycle path 2.5 metres wide is new."


def policy(project: Path, **values: str) -> None:
    """Set policies of the site."""
    path = project / "toolkit.toml"
    lines = "".join(f'{name} = "{value}"\n' for name, value in values.items())
    path.write_text(path.read_text("utf-8").replace("[site]\n", f"[site]\n{lines}"), "utf-8")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def alone(project: Path) -> Path:
    """The bridge is the only article of the project, which has no site yet."""
    shutil.rmtree(project / "site")
    for path in (project / "sources").glob("20*"):
        if path.stem != BRIDGE:
            path.unlink()
    return project


def never_published(project: Path, locale: str) -> None:
    """The bridge was not published in that language yet."""
    (project / f"locales/{locale}/published/{BRIDGE}.md").unlink()


@pytest.fixture
def machine(project: Path) -> Path:
    """The English bridge has one sentence that only a machine translated."""
    path = project / f"locales/en/LC_MESSAGES/{BRIDGE}.po"
    edit(path, f'#, no-wrap\nmsgid "{SENTENCE}"', f'#, fuzzy, no-wrap\nmsgid "{SENTENCE}"')
    edit(
        path,
        "#. paragraph\n#: sources/2021-05-18-havelbruecke.md\n#, fuzzy",
        "# mt: argos de_en 1.0\n#. paragraph\n#: sources/2021-05-18-havelbruecke.md\n#, fuzzy",
    )
    never_published(project, "en")
    return path


@pytest.fixture
def changed(project: Path, toolkit: Toolkit) -> None:
    """The source of the bridge went on after it was translated and approved."""
    edit(project / f"sources/{BRIDGE}.md", "von 2,5 Metern", "von 2,8 Metern")
    assert toolkit("translate", "--engine", "identity", f"sources/{BRIDGE}.md").code == 0


def test_hidden(machine: Path, build: Build) -> None:
    """By default an unreviewed version is nowhere: no page, no link, no hreflang; exit is 3."""
    built = build()
    assert built.code == 3
    assert f"{BRIDGE}.po: 1 of 26 sentences are not approved (draft) [{SENTENCE}]" in built.said
    assert not (built.folder / f"en/{BRIDGE}.html").exists()
    for path in built.pages():
        for token in starts(built.read(path), "a", "link"):
            assert f"/en/{BRIDGE}" not in (token.get("href") or ""), path
    assert f"en/{BRIDGE}" not in built.read("sitemap.xml") + built.read("en/feed.xml")


def test_a_link_to_what_is_hidden(machine: Path, build: Build) -> None:
    """It leads to the original, and tells readers which language that is in."""
    page = build().read("en/2024-02-29-buecherbus.html")
    assert (
        f'<a href="../de/{BRIDGE}.html#was-gebaut-wurde" hreflang="de">bridge reopened'
        ' <small class="in-language">(German)</small></a>'
    ) in page


def test_marked(machine: Path, project: Path, build: Build) -> None:
    """`unreviewed = "mark"`: page with banner, highlighted sentence, noindex; in no feed or map."""
    policy(project, unreviewed="mark")
    built = build()
    assert built.code == 0
    page = built.read(f"en/{BRIDGE}.html")
    assert f"<mark>{TRANSLATION.replace('2.5 metres', '2.5 metres')}</mark>" in page
    assert "1 of 26 sentences has not been reviewed" in page
    assert "Reviewed: 96%." in page
    assert '<meta name="robots" content="noindex">' in page
    assert "Unreviewed translation" in built.read("en/index.html")
    assert f"en/{BRIDGE}" not in built.read("sitemap.xml")
    assert f"en/{BRIDGE}.html</id>" not in built.read("en/feed.xml")
    assert 'hreflang="en"' not in built.read(f"de/{BRIDGE}.html").split("<body>")[0]
    assert "hreflang" not in page.split("<body>")[0]


def test_fallback(machine: Path, alone: Path, build: Build) -> None:
    """`unreviewed = "fallback"`: the original, in its language, with a note in the reader's."""
    policy(alone, unreviewed="fallback")
    built = build()
    page = built.read(f"en/{BRIDGE}.html")
    assert "This article has not been translated yet." in page
    assert '<html lang="en"' in page
    assert ("de", "Was gebaut wurde") in words(page)
    assert ("en", "By") in words(page)
    assert f'rel="canonical" href="https://example.org/rundschau/de/{BRIDGE}.html"' in page
    assert 'content="noindex"' in page
    for language, text in words(page):
        assert language == "de" or "Brücke" not in text
    assert ("de", "Verkehr") in words(page)


def test_everything_in_another_language_says_so(machine: Path, alone: Path, build: Build) -> None:
    """Names of tags and of the site, and what the search finds, if only the original has them."""
    policy(alone, unreviewed="fallback")
    edit(alone / "toolkit.toml", 'en = "Brandenburg Review"\n', "")
    built = build()
    for place in ("index", "archive", "tags/verkehr"):
        said = words(built.read(f"en/{place}.html"))
        assert {("de", "Verkehr"), ("de", "Märkische Rundschau")} <= set(said)
    rows = json.loads(built.read("en/search-index.js").partition(" = ")[2].rstrip(";\n"))["rows"]
    assert {tuple(row[5:]) for row in rows if BRIDGE in row[0]} == {("de", "de")}


def test_older_than_its_source(changed: None, project: Path, build: Build) -> None:
    """`outdated = "mark"`: the approved text stays; date and sentences in question are shown."""
    policy(project, outdated="mark")
    built = build()
    page = built.read(f"ru/{BRIDGE}.html")
    assert "Оригинал изменён после перевода" in page
    assert "1 предложение ещё соответствует прежней версии" in page
    assert "<mark>Новое здесь" in page
    assert "noindex" not in page
    assert f"ru/{BRIDGE}" in built.read("sitemap.xml")
    assert "Перевод прежней версии" in built.read("ru/index.html")
    line = f"{BRIDGE}.po: 1 of 26 sentences are not approved (outdated) [Neu ist ein Radweg"
    assert built.said.count(f"locales/ru/LC_MESSAGES/{line}") == 1
    assert "; the page is marked as older" in built.said


def test_what_is_older_was_not_updated(changed: None, project: Path, build: Build) -> None:
    """The day of a change stands on the page that has it, not on one of an earlier text."""
    edit(project / f"sources/{BRIDGE}.md", "author: Kat", "updated: 2021-06-01\nauthor: Kat")
    built = build()
    assert ">1. Juni 2021</time>" in built.read(f"de/{BRIDGE}.html")
    assert '"dateModified": "2021-06-01' in built.read(f"de/{BRIDGE}.html")
    page = built.read(f"ru/{BRIDGE}.html")
    assert "Оригинал изменён после перевода" in page
    assert "Обновлено" not in page
    assert '"dateModified": "2021-05-18' in page
    assert "2021-06-01" not in built.read("ru/feed.xml") + built.read("ru/feed.json")


def test_another_day(project: Path, build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site built anew on another day is the same, also where a catalog is behind its article."""
    edit(project / f"sources/{BRIDGE}.md", "von 2,5 Metern", "von 2,8 Metern")
    built = []
    for day in ("1800000000", "1900000000"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", day)
        shutil.rmtree(project / ".toolkit")
        shutil.rmtree(project / "site")
        site = build()
        assert "was changed after it was translated" in site.read(f"en/{BRIDGE}.html")
        built.append(site.bytes())
    assert built[0] == built[1]


def test_older_is_hidden_if_the_project_says_so(changed: None, project: Path, build: Build) -> None:
    """`outdated = "hide"`: nothing that was approved for another source is shown."""
    policy(project, outdated="hide")
    built = build()
    assert built.code == 3
    assert "(outdated)" in built.said
    assert not (built.folder / f"ru/{BRIDGE}.html").exists()


def test_drafts(machine: Path, build: Build) -> None:
    """`--drafts`: everything is shown, every page says so and none is for an index."""
    built = build("--drafts")
    assert built.code == 0
    for path in built.pages():
        page = built.read(path)
        assert 'content="noindex"' in page, path
        if path != "index.html" and 'http-equiv="refresh"' not in page:
            assert 'class="banner"' in page, path
    assert built.read("robots.txt") == "User-agent: *\nDisallow: /\n"
    assert not (built.folder / "sitemap.xml").exists()


def test_untranslated_text_keeps_its_language(alone: Path, build: Build) -> None:
    """In a draft, sentences nobody translated stand in the source's language, and say so."""
    (alone / f"locales/en/LC_MESSAGES/{BRIDGE}.po").unlink()
    page = build("--drafts").read(f"en/{BRIDGE}.html")
    for language, text in words(page):
        assert language == "de" or "Brücke" not in text, text
    assert "⟦" not in page


@pytest.mark.parametrize(
    ("wordings", "approved", "said"),
    [
        ("Traffic", False, "Traffic"),
        ("Traffic|Roads", False, '" lang="de">Verkehr'),
        ("Traffic", True, "Transport"),
    ],
)
def test_tags_from_the_glossary(
    alone: Path, build: Build, wordings: str, approved: bool, said: str
) -> None:
    """A tag nobody approved is what the glossary calls it, if that is one thing; else as it is."""
    (alone / "locales/glossary.csv").write_text(f"source,en\nVerkehr,{wordings}\n")
    if not approved:
        path = alone / f"locales/en/LC_MESSAGES/{BRIDGE}.po"
        edit(
            path,
            'msgctxt "tag"\nmsgid "Verkehr"\nmsgstr "Transport"',
            'msgctxt "tag"\nmsgid "Verkehr"\nmsgstr ""',
        )
    page = build("--drafts").read(f"en/{BRIDGE}.html")
    said = said if said.startswith('"') else f'">{said}'
    assert re.search(f'<a href="tags/[a-z]+.html{re.escape(said)}</a>', page)


def test_an_error_of_the_checks_holds_a_version_back(project: Path, build: Build) -> None:
    """An approved sentence with a lost number is not published."""
    never_published(project, "en")
    edit(project / f"locales/en/LC_MESSAGES/{BRIDGE}.po", "A cycle path 2.5", "A cycle path 25")
    built = build()
    assert built.code == 3
    assert "numbers" in built.said
    assert not (built.folder / f"en/{BRIDGE}.html").exists()


def test_a_damaged_catalog_takes_nothing_offline(project: Path, build: Build) -> None:
    """An article that cannot be read stays as it was, the error is said, the others go on."""
    before = build().bytes()
    (project / f"locales/ru/LC_MESSAGES/{BRIDGE}.po").write_text("<<<<<<< HEAD\n")
    edit(project / "sources/2025-10-04-nachtzug.md", "updated: 2025-10-06", "updated: 2025-10-07")
    built = build()
    assert built.code == 2
    assert "conflict marker" in built.said
    assert built.bytes()[f"ru/{BRIDGE}.html"] == before[f"ru/{BRIDGE}.html"]
    assert "7. Oktober 2025" in built.read("de/2025-10-04-nachtzug.html")


def test_output_among_the_sources_is_refused(project: Path, build: Build) -> None:
    """The site is not written into the folders it is made of, nor around them."""
    for folder in ("sources/site", "locales", "."):
        with pytest.raises(UsageError, match="choose another output folder"):
            build("--out", folder)


def test_right_to_left(alone: Path, build: Build) -> None:
    """A page in Arabic runs from right to left; German in it does not."""
    path = alone / "toolkit.toml"
    path.write_text(path.read_text("utf-8").replace('"zh_CN"', '"zh_CN", "ar"'), "utf-8")
    policy(alone, unreviewed="fallback")
    built = build()
    page = built.read(f"ar/{BRIDGE}.html")
    assert '<html lang="ar" dir="rtl">' in page
    assert '<article lang="de" dir="ltr">' in page
    assert "Arabic: no words of the theme" in built.said
    build("--drafts", "--out", "drafts")
    assert '<mark lang="de" dir="ltr">' in (alone / f"drafts/ar/{BRIDGE}.html").read_text("utf-8")


def test_a_draft_is_no_older_translation(changed: None, project: Path, build: Build) -> None:
    """`outdated = "mark"` shows what was approved once, never what nobody has approved."""
    never_published(project, "ru")
    path = project / f"locales/ru/LC_MESSAGES/{BRIDGE}.po"
    assert (build().folder / f"ru/{BRIDGE}.html").exists()
    text = path.read_text("utf-8")
    at = text.index("msgstr", text.index("#, fuzzy"))
    path.write_text(text[:at] + 'msgstr "ROUGH"\n' + text[text.index("\n", at) + 1 :], "utf-8")
    built = build()
    assert not (built.folder / f"ru/{BRIDGE}.html").exists()
    assert built.code == 3


@pytest.fixture
def extended(alone: Path, toolkit: Toolkit) -> None:
    """The bridge was online; then the source got a sentence that nobody has translated."""
    edit(alone / f"sources/{BRIDGE}.md", "## Was gebaut", "Ein neuer Satz.\n\n## Was gebaut")
    assert toolkit("translate", "--engine", "identity", f"sources/{BRIDGE}.md").code == 0


def test_a_correction_takes_nothing_offline(extended: None, build: Build, alone: Path) -> None:
    """By default the last approved publication stays, marked as older, wherever it was built."""
    shutil.rmtree(alone / ".toolkit")
    built = build()
    assert built.code == 0
    page = built.read(f"en/{BRIDGE}.html")
    assert "Ein neuer Satz" in built.read(f"de/{BRIDGE}.html")
    assert "Ein neuer Satz" not in page
    assert "You are reading the translation of its earlier version." in page
    assert "A cycle path" in page
    assert "<mark" not in page
    assert f"en/{BRIDGE}" in built.read("sitemap.xml")
    assert (
        f"{BRIDGE}.po: 1 of 27 sentences are not approved (draft) [Ein neuer Satz.]; what"
        in built.said
    )
    beside = built.read(f"en/{BRIDGE}.bilingual.html")
    assert "You are reading the translation of its earlier version." in beside
    assert beside.count('<div class="pair') > 5
    assert re.search(r"<p>(<span[^>]*>)?Ein neuer Satz\.", beside)
    assert f'href="{BRIDGE}.bilingual.html"' in page


@pytest.mark.parametrize(
    ("outdated", "unreviewed", "seen"),
    [
        ("hide", "hide", ""),
        ("hide", "fallback", ""),
        ("fallback", "hide", "has not been translated yet"),
        ("mark", "mark", "1 of 27 sentences has not been reviewed"),
        ("mark", "fallback", "translation of its earlier version"),
    ],
)
def test_what_a_correction_shows(
    extended: None, build: Build, outdated: str, unreviewed: str, seen: str
) -> None:
    """The row of the table in `docs/publisher.md` for what was approved as a whole before."""
    policy(Path(), outdated=outdated, unreviewed=unreviewed)
    built = build()
    path = built.folder / f"en/{BRIDGE}.html"
    assert path.exists() == bool(seen)
    assert not seen or seen in path.read_text("utf-8")


@pytest.mark.parametrize("title", ["Die alte Havelbrücke trägt wieder", "Kirchweih"])
def test_another_article_under_the_same_name(
    alone: Path, build: Build, toolkit: Toolkit, title: str
) -> None:
    """The translation of what stood there before goes, and that is said; a rewritten one stays."""
    text = "Der Umzug beginnt um zehn. Danach spielt die Kapelle. Getanzt wird bis in die Nacht."
    (alone / f"sources/{BRIDGE}.md").write_text(f"# {title}\n\n{text}\n", "utf-8")
    assert toolkit("translate", "--engine", "identity").code == 0
    built = build("--allow-removals")
    gone = title == "Kirchweih"
    assert (built.folder / f"en/{BRIDGE}.html").exists() != gone
    assert (f"{BRIDGE}.po: hardly a sentence is left of the article" in built.said) == gone
    assert built.code == (3 if gone else 0)


def test_a_lost_catalog(project: Path, build: Build) -> None:
    """Nobody knows whether the article is the one of before: the page goes, and it is said why."""
    (project / f"locales/en/LC_MESSAGES/{BRIDGE}.po").unlink()
    built = build("--allow-removals")
    assert not (built.folder / f"en/{BRIDGE}.html").exists()
    assert "if the catalog was lost, restore it" in built.said
    assert built.code == 3


def test_an_error_after_publication(project: Path, build: Build) -> None:
    """An approved sentence with a lost number is said; what was approved before stays online."""
    edit(project / f"locales/en/LC_MESSAGES/{BRIDGE}.po", "A cycle path 2.5", "A cycle path 25")
    built = build()
    assert built.code == 3
    assert "cycle path 2.5" in built.read(f"en/{BRIDGE}.html").replace("\u00a0", " ")


def test_publish_remembers_it_too(project: Path, toolkit: Toolkit, build: Build) -> None:
    """What `toolkit publish` wrote counts as published."""
    assert toolkit("publish", "--to", "en", f"sources/{BRIDGE}.md").code == 0
    kept = project / f"locales/en/published/{BRIDGE}.md"
    assert kept.read_bytes() == (project / f"public/en/{BRIDGE}.md").read_bytes()
    build()
    assert kept.read_bytes() == (project / f"public/en/{BRIDGE}.md").read_bytes()
