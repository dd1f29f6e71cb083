"""What is published when: drafts, embargoes, what has expired, what no list names, times of day."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from conftest import Toolkit
from site_pages import Build, Built, approve

NOON = "1795780800"
"""27 November 2026, 12:00 in Greenwich, 13:00 in Berlin."""


def write(project: Path, name: str, **fields: object) -> None:
    """An article with these fields."""
    front = "".join(f"{key}: {value}\n" for key, value in fields.items())
    text = f"---\ntitle: Titel {name}\n{front}---\n\nDer Text steht hier.\n"
    (project / f"sources/{name}.md").write_text(text, "utf-8")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOON)


def everything(built: Built) -> str:
    """All that readers can get, names and contents."""
    return "".join(f"{name}\n{data.decode()}" for name, data in built.bytes().items())


def test_what_is_not_out_is_nowhere(small: Path, build: Build) -> None:
    """Draft, embargo, a date to come and what has expired: no page, no word of it, and said."""
    write(small, "da", date="2026-11-26")
    write(small, "entwurf", draft="true")
    write(small, "sperre", date="2026-11-01", publish="2026-11-27T14:00+01:00")
    write(small, "morgen", date="2026-11-28")
    write(small, "vorbei", date="2026-11-01", expires="2026-11-27T12:30:00+01:00")
    write(small, "dreizehn", draft="true", updated="2026-02-30", x="!foo bar")
    write(small, "niemals", publish="2026-13-45")
    built = build()
    for name in ("entwurf", "sperre", "morgen", "vorbei", "dreizehn", "niemals"):
        assert name not in everything(built)
        assert f"sources/{name}.md: left out: " in built.said
    assert "Titel da" in built.read("de/feed.xml")
    shown = build("--drafts", "--out", "entwuerfe")
    assert "entwuerfe" in shown.said
    page = (small / "entwuerfe/de/sperre.html").read_text("utf-8")
    assert "noindex" in page


def test_it_comes_out_by_itself(small: Path, build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """An hour later the same files give the page; nothing else is asked for."""
    write(small, "sperre", publish="2026-11-27T14:00+01:00")
    assert not (build().folder / "de/sperre.html").exists()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(NOON) + 3600))
    assert (build().folder / "de/sperre.html").is_file()


def test_what_says_itself_that_it_is_not_out_may_go(small: Path, build: Build) -> None:
    """However many pages that are, with those of their tags and authors; the others are built."""
    for name in "abcd":
        write(small, name, date="2026-11-20", tags=f"[Thema {name}]", author=f"Frau {name}")
    assert "de/tags/thema-a.html" in build().pages()
    write(small, "a", date="2026-11-20", expires="2026-11-27", tags="[Thema a]", author="Frau a")
    write(small, "b", date="2026-11-20", draft="true", tags="[Thema b]", author="Frau b")
    write(small, "d", date="2026-11-20", publish="2026-12-01", tags="[Thema d]", author="Frau d")
    write(small, "neu", date="2026-11-26")
    built = build()
    assert "would go" not in built.said
    assert "de/neu.html" in built.pages() and "de/c.html" in built.pages()
    assert not any(re.search(r"\b[abd]\.html", path) for path in built.pages())


def test_what_nobody_can_read_takes_no_pages_along(small: Path, build: Build) -> None:
    """Nor do articles that are gone: the old site stays, and all is said, to machines too."""
    for name in "abc":
        write(small, name, date="2026-11-20")
    before = build().bytes()
    write(small, "a", date="2026-11-20", expires="2026-11-27")
    for name in "bc":
        write(small, name, date="2026-11-20", publish="bald")
    built = build("--json")
    assert (built.code, built.bytes()) == (3, before)
    assert "sources/b.md:4: publish: 'bald' is no date" in built.said
    assert "sources/a.md: left out: expired on" in built.said
    told = json.loads(next(line for line in built.said.splitlines() if line.startswith("{")))
    assert "pages would go (de/b.html" in told["faults"][0]
    assert "--allow-removals" in told["faults"][0]
    assert "de/b.html" not in build("--allow-removals").pages()


def test_a_wrong_clock_takes_no_pages_along(
    small: Path, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was out and is not yet out again may not go without a word."""
    for name in "abc":
        write(small, name, date="2026-11-20")
    before = build().bytes()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    built = build()
    assert (built.code, built.bytes()) == (3, before)
    assert "sources/a.md: left out: not out before 2026-11-20" in built.said
    assert "site" not in built.said.splitlines()


def test_a_link_to_what_is_not_out(small: Path, build: Build) -> None:
    """Its words stay; the line says why."""
    write(small, "sperre", publish="2026-12-01")
    (small / "sources/da.md").write_text("# Titel\n\nSiehe [dort](sperre.md).\n", "utf-8")
    built = build()
    assert "<a>dort</a>" in built.read("de/da.html")
    assert (
        "sources/da.md:3: 'sperre.md' leads to an article that is not out before 2026-12-01"
        in built.said
    )


def test_unlisted(small: Path, build: Build) -> None:
    """A page for those who have its address: in no list, feed or map, and not to be indexed."""
    write(small, "da", date="2026-11-26")
    write(small, "geheim", date="2026-11-26", unlisted="true")
    built = build()
    assert 'content="noindex"' in built.read("de/geheim.html")
    rest = {name: data for name, data in built.bytes().items() if name != "de/geheim.html"}
    assert b"geheim" not in b"".join(rest.values())


def test_times_of_day(small: Path, build: Build) -> None:
    """One day's articles are in the order of the clock; machines get time and zone (case 25)."""
    write(small, "a-abend", date="2024-05-02T18:45:00+02:00")
    write(small, "b-frueh", date="2024-05-02T06:10:00+02:00")
    write(small, "c-mittag", date="2.5.2024")
    write(small, "d-nacht", date="2024-05-01T23:30:00-04:00")
    built = build()
    order = re.findall(r"<h2><a href=\"(\w)", built.read("de/index.html"))
    assert order == ["a", "b", "d", "c"]
    feed = built.read("de/feed.xml")
    assert "<published>2024-05-02T18:45:00+02:00</published>" in feed
    assert "<published>2024-05-02T00:00:00+02:00</published>" in feed
    assert "<published>2024-05-02T05:30:00+02:00</published>" in feed
    page = built.read("de/a-abend.html")
    assert '"datePublished": "2024-05-02T18:45:00+02:00"' in page
    assert 'published_time" content="2024-05-02T18:45:00+02:00"' in page
    assert re.search(r"2\. Mai 2024(, | um )18:45", page)


def test_publish_leaves_it_out_too(small: Path, toolkit: Toolkit) -> None:
    """`toolkit publish` writes nothing of it, and names what was published before."""
    write(small, "sperre", publish="2026-11-27T14:00+01:00")
    ran = toolkit("publish")
    assert ran.code == 0
    assert "sources/sperre.md: left out: not out before 2026-11-27 14:00 CET" in ran.err
    assert not (small / "public").exists()
    old = small / "public/en/sperre.md"
    old.parent.mkdir(parents=True)
    old.write_text("x", "utf-8")
    assert "published before, and still there; remove it" in toolkit("publish").err


def test_a_release_that_nobody_can_read(small: Path, toolkit: Toolkit) -> None:
    """It is held back: `publish` and `site` end with 3 and say what to correct, each line once."""
    write(small, "unklar", publish="bald", datum="2026-11-20")
    write(small, "vertippt", drafft="true", titl="x")
    ran = toolkit("publish")
    assert ran.code == 3
    assert "publish: published 0, held back 2" in ran.err
    assert not (small / "public").exists()
    why = "left out: not out before somebody corrects what it says about that"
    assert f"sources/unklar.md: {why}" in ran.err
    unclear = "sources/unklar.md:3: publish: 'bald' is no date that can be read; write it as"
    misspelled = "sources/vertippt.md:3: drafft: there is no such field; did you mean `draft`?"
    for said in (ran.err, toolkit("translate", "--engine", "none").err, toolkit("doctor").out):
        assert said.count(unclear) == said.count(misspelled) == 1
    built = toolkit("site")
    assert built.code == 3
    assert "sources/unklar.md: left out: not out before somebody corrects" in built.err
    other = "sources/vertippt.md:4: titl: this field means nothing; did you mean `title`?"
    assert other in toolkit("translate", "--engine", "none").err
    assert other in toolkit("doctor").out


def test_what_the_feeds_leave_out_is_said(small: Path, build: Build) -> None:
    """Articles without a date, and a date that nobody can read."""
    write(small, "ohne")
    write(small, "unklar", date="22.11.26")
    said = build().said
    assert "sources/unklar.md:3: date: '22.11.26' is no date that can be read; write it as" in said
    assert "2 articles without a date, not in the feeds: ohne, unklar" in said


def test_what_an_older_version_remembered(small: Path, build: Build) -> None:
    """A folder that it left among the stories is no obstacle, and goes."""
    write(small, "da", date="2026-11-26")
    old = small / ".toolkit/site/0123456789abcdef"
    old.mkdir(parents=True)
    (old / "a.json").write_text("{}")
    assert (build().folder / "de/da.html").is_file()
    assert not old.exists()


def test_what_the_feeds_have_no_room_for_is_said(
    small: Path, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest articles are in them, one with an embargo and no date too."""
    monkeypatch.setattr("toolkit.site.pages.lists.NEWEST", 1)
    write(small, "eins", date="2026-11-25")
    assert "feeds" not in build().said
    write(small, "zwei", publish="2026-11-26 06:00")
    built = build()
    assert "feeds hold the newest 1 of 2 articles" in built.said
    assert "without a date" not in built.said
    assert "<published>2026-11-26T06:00:00+01:00</published>" in built.read("de/feed.xml")
    assert "eins" not in built.read("de/feed.xml")


def test_what_the_book_leaves_out_is_said(
    small: Path, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest articles are in it, and how many there are."""
    monkeypatch.setattr("toolkit.workflow.site.NEWEST", 1)
    settings = (small / "toolkit.toml").read_text("utf-8")
    (small / "toolkit.toml").write_text(settings.replace("[]", '["epub"]'), "utf-8")
    write(small, "eins", date="2026-11-25")
    write(small, "zwei", date="2026-11-26")
    assert "articles.epub holds the newest 1 of 2 articles" in build().said


@pytest.mark.parametrize("unreviewed", ["hide", "mark", "fallback"])
def test_a_language_is_withdrawn(small: Path, build: Build, unreviewed: str) -> None:
    """Whatever was approved and published before: its page goes, the others stay; it is said."""
    settings = small / "toolkit.toml"
    settings.write_text(settings.read_text("utf-8") + f'unreviewed = "{unreviewed}"\n', "utf-8")
    write(small, "a", date="2026-11-26")
    write(small, "b", date="2026-11-25")
    for name in ("a", "b"):
        approve(
            small,
            name,
            **{f"title|Titel {name}": f"Title {name}", "Der Text steht hier.": "It is."},
        )
    built = build()
    assert "Title a" in built.read("en/a.html")
    assert (small / "locales/en/published/a.md").is_file()
    write(small, "a", date="2026-11-26", withdrawn="[en]")
    built = build()
    assert built.code == 0
    assert "sources/a.md: left out: withdrawn in English" in built.said
    assert not (built.folder / "en/a.html").exists()
    assert "Title a" not in everything(built)
    assert "Titel a" in built.read("de/a.html") and "Title b" in built.read("en/b.html")
    build("--drafts", "--out", "entwuerfe")
    assert "Title a" in (small / "entwuerfe/en/a.html").read_text("utf-8")
    write(small, "a", date="2026-11-26")
    assert "Title a" in build().read("en/a.html")


def test_publish_knows_it(small: Path, toolkit: Toolkit) -> None:
    """A withdrawn language is left out, and what still lies there is named; links lead nowhere."""
    write(small, "a", date="2026-11-26")
    write(small, "b", date="2026-11-25")
    texts = {"Der Text steht hier.": "It is.", "Siehe <g1>a</g1>.": "See <g1>a</g1>."}
    path = small / "sources/b.md"
    path.write_text(path.read_text("utf-8") + "\nSiehe [a](a.md).\n", "utf-8")
    for name in ("a", "b"):
        approve(small, name, **{f"title|Titel {name}": f"Title {name}", **texts})
    assert toolkit("publish").code == 0
    write(small, "a", date="2026-11-26", withdrawn="en")
    found = toolkit("publish")
    assert found.code == 0
    assert "sources/a.md: left out: withdrawn in English" in found.err
    assert "public/en/a.html: published before, and still there; remove it" in found.err
    assert "leads to an article that is withdrawn in English" in found.err
    assert "Title b" in (small / "public/en/b.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("times", "shown", "modified"),
    [
        (("2026-11-26T06:30", "2026-11-26 14:05"), "26. November 2026, 14:05", "26T14:05:00+01:00"),
        (("2026-11-26", "2026-11-26T14:05:00+01:00"), "26. November 2026, 14:05", "26T14:05:00+01"),
        (("2026-11-20T06:30", "2026-11-26"), "26. November 2026", "26T00:00:00+01:00"),
        (("2026-11-26T06:30", "2026-11-26"), "", "26T06:30:00+01:00"),
        (("2026-11-26T06:30", "2026-11-25 23:00"), "", "26T06:30:00+01:00"),
        (("2026-11-26T06:30", "2026-11-26T05:29Z"), "", "26T06:30:00+01:00"),
    ],
)
def test_when_it_was_changed(
    small: Path, build: Build, times: tuple[str, str], shown: str, modified: str
) -> None:
    """Readers see a change on the very day it appeared; none came before it appeared."""
    write(small, "da", date=times[0], updated=times[1])
    built = build()
    page = built.read("de/da.html")
    found = re.search(r"Aktualisiert: <time[^>]*>([^<]*)</time>", page)
    assert (found[1] if found else "") == shown
    assert f'"dateModified": "2026-11-{modified}' in page
    assert f"<updated>2026-11-{modified}" in built.read("de/feed.xml")
