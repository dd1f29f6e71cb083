"""Pages that stand for themselves, ways between articles, addresses, search, what is not there."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from conftest import PNG
from site_pages import Build, Built, approve, starts, write

from toolkit.errors import CatalogError
from toolkit.languages.language import language
from toolkit.languages.transliterate import address


def hrefs(page: str) -> list[str]:
    """Where a page leads."""
    return [token.get("href") or "" for token in starts(page, "a")]


@pytest.fixture
def newsroom(small: Path) -> Path:
    """Two pages, one of them translated, and three articles, two of one topic and author."""
    write(small, "pages/impressum", title="Impressum", weight=1)
    write(small, "ueber", title="Über uns", page="true", menu="main")
    approve(small, "pages/impressum", **{"title|Impressum": "Imprint", "Der Text.": "The text."})
    write(small, "eins", title="Eins", date="2026-01-01", tags="[C++, Hafen]", author="Jörg Ö.")
    write(small, "zwei", title="Zwei", date="2026-01-02", tags="[C#, Hafen]", author="Jörg Ö.")
    write(small, "drei", title="Drei", date="2026-01-03", tags="[Wald]", author="Jorg O.")
    return small


def test_pages_stand_for_themselves(newsroom: Path, build: Build) -> None:
    """They are in menu and footer of every page, in no list and no feed, but in the sitemap."""
    built = build()
    for path in built.pages():
        if path not in ("index.html", "404.html"):
            text = built.read(path)
            assert "Imprint" in text if path.startswith("en/") else "Impressum" in text, path
    page = built.read("en/pages/impressum.html")
    assert "Imprint" in page
    assert "read" not in page.split("<main", 1)[1].split("</main>")[0]
    front = built.read("en/index.html")
    assert '<a href="../de/ueber.html" lang="de" hreflang="de">Über uns</a>' in front
    assert "Impressum" not in built.read("de/archive.html").split("<main")[1].split("</main>")[0]
    assert "Impressum" not in built.read("de/feed.xml")
    assert "https://example.org/en/pages/impressum.html" in built.read("sitemap.xml")


def test_tags_that_differ_in_signs(newsroom: Path, build: Build) -> None:
    """C++ and C# are two topics with two pages (case 26)."""
    built = build()
    assert "Eins" in built.read("de/tags/c-plus-plus.html")
    assert "Eins" not in built.read("de/tags/c-sharp.html").split("<main")[1]
    assert "tags/c-plus-plus.html" in hrefs(built.read("de/eins.html"))


def test_no_two_names_share_an_address(newsroom: Path, build: Build) -> None:
    """Two authors, or tags, whose letters come out alike get pages of their own."""
    write(
        newsroom,
        "vier",
        title="Vier",
        date="2026-01-04",
        author="[Jörg O., Joerg O.]",
        tags="['c plus plus']",
    )
    built = build()
    names = sorted(path.name for path in (built.folder / "de/authors").iterdir())
    assert names == ["joerg-o-2.html", "joerg-o.html", "joerg-oe.html", "jorg-o.html"]
    assert (built.folder / "de/tags/c-plus-plus-2.html").is_file()


def test_who_comes_later_is_numbered(newsroom: Path, build: Build) -> None:
    """An author or a tag keeps its address when another one appears whose letters come out alike.

    Capitals and the composition of letters make no other tag; ß and ss do.
    """
    tags = "[Buße, C++, café, Hafen]"
    write(newsroom, "vier", title="Vier", date="2026-01-04", author="Anna Weiß", tags=tags)
    before = build().folder
    kept = ("authors/anna-weiss", "tags/busse", "tags/c-plus-plus", "tags/cafe")
    assert all((before / f"de/{path}.html").is_file() for path in kept)
    tags = "[Busse, 'c plus plus', CAFE\u0301, hafen]"
    write(newsroom, "eins", title="Eins", date="2026-01-05", author="Anna Weiss", tags=tags)
    built = build("--allow-removals")
    for path in kept:
        text = built.read(f"de/{path}.html").split("<main")[1]
        assert ">Vier<" in text and (">Eins<" in text) == (path == "tags/cafe"), path
    for path in kept[:-1]:
        assert ">Eins<" in built.read(f"de/{path}-2.html")
    assert not (built.folder / "de/tags/hafen-2.html").exists()


def test_ways_between_articles(newsroom: Path, build: Build) -> None:
    """To the newer and the older one, to those of the same topic, to all of an author."""
    built = build()
    page = built.read("de/zwei.html")
    assert page.count('"eins.html"') == 2
    assert '<li class="next"><span>Neuer</span> <a href="drei.html">Drei</a></li>' in page
    assert '<li class="previous"><span>Älter</span> <a href="eins.html">Eins</a></li>' in page
    assert '<a rel="author" href="authors/joerg-oe.html">Jörg Ö.</a>' in page
    assert "Eins" in built.read("de/authors/joerg-oe.html")


def test_addresses(small: Path, build: Build) -> None:
    """A slug for all languages or each, and pages that lead there from the addresses before."""
    write(small, "a", title="Die Küste", slug="kueste", aliases="[/alt/kueste.html]")
    write(small, "b", title="Der Wald", slug="{de: wald, en: the-woods}")
    approve(small, "b", **{"title|Der Wald": "The Woods", "Der Text.": "The text."})
    built = build()
    assert "Die Küste" in built.read("de/kueste.html")
    for old, new in (("a", "kueste.html"), ("alt/kueste", "../kueste.html")):
        assert f'content="0; url={new}"' in built.read(f"de/{old}.html")
        assert 'href="https://example.org/de/kueste.html"' in built.read(f"de/{old}.html")
    assert "The Woods" in built.read("en/the-woods.html")
    assert 'url=the-woods.html"' in built.read("en/b.html")
    assert "https://example.org/en/the-woods.html" in built.read("de/wald.html")


def test_addresses_from_titles(small: Path, build: Build) -> None:
    """`addresses = "titles"`: each language's title in Latin letters."""
    with (small / "toolkit.toml").open("a") as file:
        file.write('addresses = "titles"\n')
    write(small, "2026-01-01-b", title="Über den Fluß")
    approve(small, "2026-01-01-b", **{"title|Über den Fluß": "Across", "Der Text.": "The text."})
    built = build()
    assert (built.folder / "de/ueber-den-fluss.html").is_file()
    assert (built.folder / "en/across.html").is_file()


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("Küste & Straße", "de", "kueste-and-strasse"),
        ("Küste", "en", "kuste"),
        ("Побережье, объезд и щука", "ru", "poberezhe-obezd-i-shchuka"),
        ("Łódź, Ångström", "en", "lodz-angstrom"),
        ("北京", "zh", ""),
        ("***", "de", ""),
    ],
)
def test_letters_of_addresses(text: str, code: str, expected: str) -> None:
    """As people would write them; nothing for a script without letters here."""
    assert address(text, language(code)) == expected


def test_what_is_not_there(newsroom: Path, build: Build) -> None:
    """The page for it works at every depth: its links begin at the root of the site."""
    built = build()
    assert '<base href="/en/">' in built.read("en/404.html")
    assert '<base href="/">' in built.read("404.html")
    assert 'content="noindex"' in built.read("404.html")


def test_icon(newsroom: Path, build: Build) -> None:
    """The first letter of the site's title, or the newsroom's own."""
    built = build()
    assert ">R</text>" in built.read("favicon.svg")
    (newsroom / "sources/favicon.png").write_bytes(PNG)
    built = build()
    assert '<link rel="icon" href="../favicon.png">' in built.read("de/index.html")
    assert (built.folder / "favicon.png").read_bytes() == PNG
    assert not (built.folder / "favicon.svg").exists()


def test_search_index(newsroom: Path, build: Build) -> None:
    """All that a language shows, pages too, with its words; scripts are for that page alone."""
    built = build()
    text = built.read("de/search-index.js").removeprefix("window.toolkitIndex = ").rstrip(";\n")
    rows = json.loads(text)["rows"]
    titles = ["Drei", "Zwei", "Eins", "Impressum", "Über uns"]
    assert [row[1] for row in rows] == titles
    assert "text." in rows[0][3]
    assert "script-src 'self'" in built.read("de/search.html")
    assert "script-src 'none'" in built.read("de/eins.html")


def words(built: Built, path: str) -> str:
    return built.read(path).split("<main", 1)[1]


def test_picture_of_an_article(small: Path, build: Build) -> None:
    """With caption, credit and size; once on a page; a folder is no picture."""
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (640).to_bytes(4) + (360).to_bytes(4) + b"IEND"
    (small / "sources/see.png").write_bytes(png)
    front = {"image": "{src: see.png, alt: Ein See, caption: Der See., credit: 'Foto: A. B.'}"}
    write(small, "a", title="Eins", date="2026-01-01", **front)
    write(small, "b", "![Ein See](see.png)", title="Zwei", image="see.png", credit="dpa")
    write(small, "c", title="Drei", image="/")
    told = {"image": "see.png", "caption": "Am See.", "credit": "'Foto: A. B.'"}
    write(small, "d", "Text ![Ein See](./see.png).", title="Vier", **told)
    write(small, "e", "Text.", title="Fünf", credit="dpa")
    built = build()
    page = words(built, "de/a.html")
    assert '<img src="../assets/see.png" alt="Ein See" width="640" height="360"' in page
    assert "<figcaption>Der See. <small>Foto: A. B.</small></figcaption>" in page
    page = words(built, "de/b.html")
    assert page.count("<img") == 1
    assert 'loading="lazy" width="640" height="360"' in page
    assert "<figcaption><small>Quelle: dpa</small></figcaption></figure>" in page
    assert page.count("Quelle: dpa") == 1
    page = words(built, "de/d.html")  # in the midst of a paragraph: caption and credit stand below
    assert page.count("<img") == page.count("<p>Am See.</p>\n<p>Foto: A. B.</p>") == 1
    assert "<p>Quelle: dpa</p>" in words(built, "de/e.html")
    assert "<img" not in words(built, "de/c.html")
    assert 'property="og:image:alt" content="Ein See"' in built.read("de/a.html")


def by_titles(project: Path) -> None:
    """Let addresses be made of titles."""
    settings = project / "toolkit.toml"
    text = settings.read_text("utf-8").replace("editions", 'addresses = "titles"\neditions')
    settings.write_text(text, "utf-8")


def test_who_has_an_address_keeps_it(small: Path, build: Build) -> None:
    """Another article with the same title is numbered, and stays so; nothing of it is lost."""
    by_titles(small)
    write(small, "alt", title="Kommentar", date="2026-01-02")
    write(small, "wo", title="Was war", date="2026-01-01")
    build()
    write(small, "neu", "Neues.", title="Kommentar", date="2026-01-03")
    write(small, "wo", title="Was wird", date="2026-01-01")
    write(small, "was", title="Was war", date="2026-01-04")  # that address leads to another
    write(small, "davor", title="Kommentar", date="2026-01-01", aliases="[/ganz-alt.html]")
    write(small, "ganz", title="Ganz alt", date="2026-01-04")
    write(small, "such", title="Search", date="2026-01-04")
    for _ in range(2):
        built = build("--check", "--allow-removals")
        assert "error" not in built.said and "fault" not in built.said, built.said
        found = {
            name: re.findall(r"url=([\w-]+)\.html", built.read(f"de/{name}.html"))[0]
            for name in ("alt", "neu", "davor", "wo", "was", "such", "was-war", "ganz", "ganz-alt")
        }
        assert found == {
            "alt": "kommentar",
            "davor": "kommentar-2",
            "neu": "kommentar-3",
            "wo": "was-wird",
            "was": "was-war-2",
            "such": "search-2",
            "was-war": "was-wird",
            "ganz": "ganz-alt-2",
            "ganz-alt": "kommentar-2",
        }
        shutil.rmtree(small / ".toolkit")
    write(small, "alt", title="Kommentar", date="2026-01-02", draft="true")
    build("--allow-removals")
    assert not (small / "site/de/kommentar.html").exists()
    write(small, "alt", title="Kommentar", date="2026-01-02")
    assert 'url=kommentar.html"' in build().read("de/alt.html")
    assert built.read("de/index.html").count(">Kommentar</a>") == 3
    (small / "sources/neu.md").unlink()
    line = "sources/neu.md: is gone, and with it de/neu.html, de/kommentar-3.html"
    assert line in build("--allow-removals").said


def test_who_has_the_address_of_a_slug_keeps_it(small: Path, build: Build) -> None:
    """The other article is published elsewhere, and named: also where it is the newer one."""
    write(small, "a", slug="kueste", date="2026-01-01")
    write(small, "b", title="b", date="2026-01-01")
    build()
    write(small, "c", title="c", slug="kueste", date="2026-01-02")
    write(small, "d", title="d", slug="b", date="2025-01-02")
    write(small, "kueste", title="Datei", date="2026-01-03")
    built = build()
    assert built.code == 1
    for name, wanted, given in (("c", "kueste", 2), ("d", "b", 2), ("kueste", "kueste", 3)):
        line = f"error: sources/{name}.md: de/{wanted}.html is taken, so its page is"
        assert f"{line} de/{wanted}-{given}.html; give it another name or slug" in built.said
        assert (built.folder / f"de/{wanted}-{given}.html").is_file()
    assert 'url=kueste.html"' in built.read("de/a.html")
    write(small, "a", slug="kueste-alt", date="2026-01-01")
    write(small, "c", title="c", slug="kueste", date="2026-01-02")
    (small / "sources/kueste.md").unlink()
    (small / "sources/d.md").unlink()
    built = build("--allow-removals")
    assert "error" not in built.said, built.said
    assert ">c</h1>" in built.read("de/kueste.html")  # where somebody asks for it: it only led on


@pytest.mark.parametrize("placed", [False, True])
def test_picture_beside_the_original(small: Path, build: Build, placed: bool) -> None:
    """Both sides show kicker, picture, caption and credit, on the page and in the book; once."""
    settings = (small / "toolkit.toml").read_text("utf-8")
    (small / "toolkit.toml").write_text(settings.replace("[]", '["bilingual"]'), "utf-8")
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (640).to_bytes(4) + (360).to_bytes(4) + b"IEND"
    (small / "sources/see.png").write_bytes(png)
    told = {"alt": "Ein See", "caption": "Am See.", "credit": "'Foto: A. B.'", "kicker": "Umland"}
    text = "![Ein See](see.png)\n\nEs kostet `x = 1` viel.[^1]\n\n[^1]: Sehr." if placed else "Da."
    write(small, "a", text, title="Eins", date="2026-01-01", image="see.png", **told)
    known = {
        **{"title|Eins": "One", "kicker|Umland": "Around", "alt|Ein See": "A lake"},
        **{"Am See.": "By the lake.", "label|Foto: A. B.": "Photo: A. B.", "Sehr.": "Very."},
        **{"Es kostet <x1/> viel.": "It costs <x1/> a lot.", "Da.": "There."},
    }
    approve(small, "a", **known)
    built = build("--check")
    assert built.code == 0, built.said
    with zipfile.ZipFile(built.folder / "en/bilingual.epub") as file:
        book = file.read("book/chapter1.xhtml").decode()
    page = words(built, "en/a.bilingual.html").split("</main>")[0]
    for made in (page, book):
        for once in ("<img", "A lake", "By the lake.", "Photo: A. B.", ">Umland<", ">Around<"):
            assert made.count(once) == 1, once
    assert page.count('<span class="s s') == (8 if placed else 2)
    assert ('<figure class="hero">' in page) != placed


def test_pictures_in_feeds(small: Path, build: Build) -> None:
    """The article's picture with caption and credit, once; the credit of a text at its end."""
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (640).to_bytes(4) + (360).to_bytes(4) + b"IEND"
    (small / "sources/see.png").write_bytes(png)
    told = {"image": "see.png", "alt": "Ein See", "caption": "Der See.", "credit": "'Foto: A & B'"}
    write(small, "a", "Text.", title="Eins", date="2026-01-03", **told)
    write(small, "b", "![Ein See](see.png)\n\nText.", title="Zwei", date="2026-01-02", **told)
    write(small, "c", "Text.", title="Drei", date="2026-01-01", credit="dpa", image="fehlt.png")
    built = build()
    found = json.loads(built.read("de/feed.json"))["items"]
    address = "https://example.org/assets/see.png"
    assert [item.get("image") for item in found] == [address, address, None]
    above = f'<figure><img src="{address}" alt="Ein See" width="640" height="360">'
    caption = "<figcaption>Der See. Foto: A &amp; B</figcaption></figure>\n"
    assert found[0]["content_html"] == f"{above}{caption}<p>Text.</p>\n"
    assert (
        found[1]["content_html"].count("<img") == found[1]["content_html"].count("A &amp; B") == 1
    )
    assert found[2]["content_html"] == "<p>Text.</p>\n<p>Quelle: dpa</p>"
    assert "&lt;figcaption&gt;Der See." in built.read("de/feed.xml")


def test_feeds_know_an_article_again(small: Path, build: Build) -> None:
    """By its file, so that another title or slug does not make it new to readers of feeds."""
    by_titles(small)
    found = []
    for fields in ({"title": "Alt"}, {"title": "Neu"}, {"title": "Neu", "slug": "ganz-neu"}):
        write(small, "2026-01-01-eins", date="2026-01-01", **fields)
        built = build()
        (item,) = json.loads(built.read("de/feed.json"))["items"]
        found.append((item["id"], item["url"].rpartition("/")[2]))
        assert f"<id>{item['id']}</id>" in built.read("de/feed.xml")
    own = "https://example.org/de/2026-01-01-eins.html"
    assert found == [(own, f"{name}.html") for name in ("alt", "neu", "ganz-neu")]


def test_old_titles_lead_on(small: Path, build: Build) -> None:
    """A page that moves with its title leads on from each older address, whatever is forgotten."""
    by_titles(small)
    for title in ("Erster Titel", "Zweiter Titel", "Dritter Titel"):
        write(small, "eins", title=title, date="2026-01-01")
        built = build("--allow-removals")
        shutil.rmtree(small / ".toolkit")
    for name in ("eins", "erster-titel", "zweiter-titel"):
        assert 'url=dritter-titel.html"' in built.read(f"de/{name}.html"), name
    assert "Dritter Titel" in built.read("de/dritter-titel.html")
    build()
    assert "wrote 0 files" in build().said
    (small / "locales/addresses.json").write_text("[]", "utf-8")
    with pytest.raises(CatalogError, match=r"addresses\.json: the addresses that pages had cannot"):
        build()


def test_a_renamed_article(small: Path, build: Build) -> None:
    """Its old addresses lead on, whatever is forgotten; those of one that is gone are named."""
    for name in ("a", "weg", *map(str, range(20))):
        write(small, name, f"Text {name}.", title=f"Titel {name}", date="2026-01-01")
    approve(small, "a", **{"title|Titel a": "Title a", "Text a.": "Words a."})
    build()
    (small / "sources/a.md").rename(small / "sources/b.md")
    approve(small, "b", **{"title|Titel a": "Title a", "Text a.": "Words a."})
    (small / "sources/weg.md").unlink()
    built = build()
    for tag in ("de", "en"):
        assert 'url=b.html"' in built.read(f"{tag}/a.html")
    line = "sources/weg.md: is gone, and with it de/weg.html; if it has another name now, write"
    assert built.said.count(line) == 1
    assert "sources/a.md" not in built.said
    (small / "sources/b.md").rename(small / "sources/c.md")
    write(small, "c", "Neuer Text.", title="Titel a", date="2026-01-01")
    built = build()
    for name in ("a", "b"):
        assert 'url=c.html"' in built.read(f"de/{name}.html")
    shutil.rmtree(small / ".toolkit")
    assert 'url=c.html"' in build().read("de/a.html")
    assert "is gone" not in build().said


@pytest.mark.parametrize("why", [{"draft": "true"}, {"publish": "2999-01-05"}, {"embargo": "bald"}])
def test_the_name_of_what_was_not_out(small: Path, build: Build, why: dict[str, str]) -> None:
    """It leads nowhere and stands nowhere, whatever comes of the article; nothing is missed."""
    write(small, "geheim", title="Minister geht", **why)
    build()
    (small / "sources/geheim.md").rename(small / "sources/leise.md")
    assert "geheim" not in build().said
    (small / "sources/leise.md").unlink()
    write(small, "minister", title="Minister geht")
    built = build()
    assert "de/minister.html" in built.pages()
    assert "is gone" not in built.said
    kept = [path for path in (small / "locales").rglob("*") if path.is_file()]
    for data in (*built.bytes(), *built.bytes().values(), *(path.read_text() for path in kept)):
        assert not any(name in str(data) for name in ("geheim", "leise"))


def test_an_article_that_is_gone_is_no_other_one(small: Path, build: Build) -> None:
    """One with the same title and day that was there before does not get its addresses."""
    write(small, "a", "Der eine.", title="Kommentar", date="2026-01-01")
    write(small, "b", "Der andere.", title="Kommentar", date="2026-01-01")
    build()
    (small / "sources/b.md").unlink()
    built = build("--allow-removals")
    assert "sources/b.md: is gone, and with it de/b.html" in built.said
    assert not (built.folder / "de/b.html").exists()


def test_a_renamed_article_with_a_title_in_its_address(small: Path, build: Build) -> None:
    """The name of its file, from the time before, leads on as well."""
    write(small, "a", title="Erster", date="2026-01-01")
    write(small, "weg", "Weg.", title="Weg", date="2026-01-01", slug="fort")
    build()
    by_titles(small)
    build()
    (small / "sources/a.md").rename(small / "sources/b.md")
    (small / "sources/weg.md").unlink()
    built = build("--allow-removals")
    for name in ("a", "b"):
        assert 'url=erster.html"' in built.read(f"de/{name}.html")
    line = "sources/weg.md: is gone, and with it de/weg.html, de/fort.html; if it has another"
    assert f"{line} name now, write there `aliases: [fort]`" in built.said
    write(small, "b", title="Zweiter", date="2026-01-01")
    write(small, "a", "Etwas anderes.", title="Ein anderer", date="2026-01-02")
    built = build()
    for name in ("b", "erster"):
        assert 'url=zweiter.html"' in built.read(f"de/{name}.html")
    assert 'url=ein-anderer.html"' in built.read("de/a.html")


def test_tags_have_addresses_of_their_language(small: Path, build: Build) -> None:
    """They are called as the language calls them; the address of the sources leads on."""
    write(small, "eins", title="Eins", date="2026-01-01", tags="[Verkehr, Hafen]")
    texts = {"title|Eins": "One", "Der Text.": "The text.", "tag|Verkehr": "Transport"}
    approve(small, "eins", **texts, **{"tag|Hafen": "Verkehr"})
    built = build("--check")
    assert built.code == 0, built.said
    assert "One" in built.read("en/tags/transport.html")
    assert "One" in built.read("en/tags/verkehr.html")
    assert 'url=verkehr.html"' in built.read("en/tags/hafen.html")
    tags = [href for href in hrefs(built.read("en/eins.html")) if href.startswith("tags/")]
    assert tags == ["tags/transport.html", "tags/verkehr.html"]
    assert "../../en/tags/transport.html" in hrefs(built.read("de/tags/verkehr.html"))


@pytest.mark.parametrize("code", ["de", "en"])
def test_a_name_in_one_language_serves_all(small: Path, build: Build, code: str) -> None:
    """Any name says more than none; one that stands in for the original's is named."""
    settings = small / "toolkit.toml"
    text = settings.read_text("utf-8").replace('title = "Rundschau"', f'title.{code} = "Rundschau"')
    settings.write_text(text, "utf-8")
    write(small, "eins", title="Eins", date="2026-01-01")
    built = build()
    for tag in ("de", "en"):
        assert "<title>Rundschau</title>" in built.read(f"{tag}/index.html")
    said = "no title in German, the one in English stands in; add `de` to site.title"
    assert (said in built.said) == (code == "en")


def test_a_description_of_running_text(small: Path, build: Build) -> None:
    """Where an article has none, it is made of sentences; headings and notes are none."""
    table = "| a | b |\n|---|---|\n| c | d |"
    text = f"## Polizei\n\nEin Unbekannter kam.[^1]\n\n{table}\n\n### Wetter\n\nRegen."
    write(small, "a", f"{text}\n\n[^1]: Eine Note.", title="Kurz", date="2026-01-01")
    write(small, "b", "## Nur das", title="Leer", date="2026-01-02")
    built = build()
    assert '<meta name="description" content="Ein Unbekannter kam. Regen.' in built.read(
        "de/a.html"
    )
    assert '<meta name="description" content="Nur das' in built.read("de/b.html")


def test_nothing_below_an_article(small: Path, build: Build) -> None:
    """Without tags and other editions there is no empty frame below a text."""
    write(small, "eins", title="Eins", date="2026-01-01")
    write(small, "zwei", title="Zwei", date="2026-01-01", tags="[Meer]")
    built = build()
    assert "<footer>" not in built.read("de/eins.html")
    assert '<footer>\n<nav class="topics"' in built.read("de/zwei.html")


def test_nothing_about_a_page(newsroom: Path, build: Build) -> None:
    """Without day, author and reading time there is no empty list below its title."""
    built = build()
    assert '<ul class="meta">' not in built.read("de/pages/impressum.html")
    assert '<ul class="meta">\n<li>' in built.read("de/eins.html")


def test_a_tag_and_an_author_twice(small: Path, build: Build) -> None:
    """One that an article has in other capitals or with other blanks as well is named once."""
    authors, tags = '[Zoë Süß, "Zoë  Su\u0308ß"]', "[Meer, MEER, Land, meer]"
    write(small, "eins", title="Eins", date="2026-01-01", tags=tags, authors=authors)
    own = {"title|Eins": "One", "Der Text.": "The text."}
    approve(
        small,
        "eins",
        **own,
        **{"tag|Meer": "Sea", "tag|MEER": "SEA", "tag|meer": "sea", "tag|Land": "Land"},
    )
    built = build()
    for tongue, names in {"de": ["Meer", "Land"], "en": ["Sea", "Land"]}.items():
        page = built.read(f"{tongue}/eins.html")
        assert re.findall(r'<a href="tags/[^"]*">([^<]*)</a>', page) == names
        assert f'"keywords": ["{names[0]}", "{names[1]}"]' in page
        assert re.findall(r'rel="author" href="[^"]*">([^<]*)</a>', page) == ["Zoë Süß"]
