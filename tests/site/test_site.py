"""The demo's site in four languages is what a newsroom would put online."""

from __future__ import annotations

import json
import posixpath
import re
import warnings
import xml.etree.ElementTree as ET
from urllib.parse import unquote, urlsplit

import html5lib
import pytest
from site_pages import LANGUAGES, Built, starts, words

from toolkit.catalog import po
from toolkit.site.links import ATTRIBUTES

URL = "https://example.org/rundschau/"
NAMES = {"bridge": "2021-05-18-havelbruecke", "bread": "2022-03-03-brotpreise"}
ATOM = "{http://www.w3.org/2005/Atom}"


def article(demo: Built, name: str, language: str) -> str:
    return demo.read(f"{language}/{NAMES[name]}.html")


def meta(page: str) -> dict[str, str]:
    """Property or name → content."""
    found = starts(page, "meta")
    return {t.get("property") or t.get("name") or "": t.get("content") or "" for t in found}


def alternates(page: str) -> dict[str, str]:
    """hreflang → address."""
    links = (t for t in starts(page, "link") if t.get("hreflang"))
    return {t.get("hreflang") or "": t.get("href") or "" for t in links}


def test_everything_is_there(demo: Built) -> None:
    """Each language has its front page, archive, feeds, and all six articles; nothing is held."""
    assert demo.code == 0
    for language in LANGUAGES:
        articles = set(demo.folder.glob(f"{language}/20*.html"))
        assert len([p for p in articles if ".bilingual" not in p.name]) == 6
        for name in ("index.html", "archive.html", "feed.xml", "feed.json", "tags/verkehr.html"):
            assert (demo.folder / language / name).is_file(), name


def test_pages_are_valid(demo: Built) -> None:
    """html5lib in strict mode objects to no page; no id occurs twice."""
    for path in demo.pages():
        page = demo.read(path)
        html5lib.HTMLParser(strict=True).parse(page)
        ids = [t.get("id") for t in starts(page) if t.get("id")]
        assert len(ids) == len(set(ids)), path


def test_no_link_is_dead(demo: Built) -> None:
    """Every relative link of every page leads to a file, and every fragment to an id in it."""
    ids = {path: {t.get("id") for t in starts(demo.read(path))} | {None} for path in demo.pages()}
    count = 0
    for path in demo.pages():
        for token in starts(demo.read(path)):
            for item in token.attributes:
                if (token.name, item.name) not in {*ATTRIBUTES, ("link", "href")}:
                    continue
                parts = urlsplit(item.value)
                if parts.scheme:
                    continue
                folder = posixpath.dirname(path)
                to = posixpath.normpath(posixpath.join(folder, unquote(parts.path)))
                to = to if parts.path else path
                assert (demo.folder / to).is_file(), (path, item.value)
                if parts.fragment:
                    assert unquote(parts.fragment) in ids[to], (path, item.value)
                count += 1
    assert count > 1000


def test_languages_know_each_other(demo: Built) -> None:
    """hreflang links are mutual, name themselves and an x-default, and lead to pages that exist."""
    pages = {f"{URL}{path}": alternates(demo.read(path)) for path in demo.pages()}
    pages = {address.replace("/index.html", "/"): found for address, found in pages.items()}
    linked = {address: found for address, found in pages.items() if found}
    assert len(linked) > 50
    for address, found in linked.items():
        assert set(found) == {*LANGUAGES, "x-default"}
        assert address in found.values()
        for other in found.values():
            assert pages[other] == found, (address, other)


def test_canonical_is_the_page_itself(demo: Built) -> None:
    """The canonical address of an article is its own, in its own language."""
    for language in LANGUAGES:
        page = article(demo, "bridge", language)
        link = next(t.get("href") for t in starts(page, "link") if t.get("rel") == "canonical")
        assert link == f"{URL}{language}/{NAMES['bridge']}.html" == meta(page)["og:url"]


@pytest.mark.parametrize(
    ("language", "date", "minutes", "by"),
    [
        ("de", "18. Mai 2021", "1 Minute Lesezeit", "Von Katrin Lehmann"),
        ("en", "May 18, 2021", "1-minute read", "By Katrin Lehmann"),
        ("ru", "18 мая 2021 г.", "1 минута чтения", "Автор: Katrin Lehmann"),
        ("zh-Hans", "2021年5月18日", "阅读约需1分钟", "文：Katrin Lehmann"),
    ],
)
def test_localized(demo: Built, language: str, date: str, minutes: str, by: str) -> None:
    """Dates, reading time and credits are written as the language writes them."""
    texts = [text.replace("\u202f", " ") for _, text in words(article(demo, "bridge", language))]
    assert {date, minutes} <= set(texts)
    assert by.rpartition(" ")[0].rpartition(" ")[0] in " ".join(texts)
    assert by.replace(" ", "") in "".join(texts).replace(" ", "")


def test_the_date_of_the_first_article(demo: Built) -> None:
    """Chinese `2020年12月7日`, Russian `7 декабря 2020 г.`."""
    name = "2020-12-07-beijing-moskau.html"
    assert ">2020年12月7日<" in demo.read(f"zh-Hans/{name}")
    assert ">7 декабря 2020\u202fг.<" in demo.read(f"ru/{name}")


def test_months_and_languages(demo: Built) -> None:
    """Months stand alone in the nominative; the switcher names languages in themselves."""
    assert "Май 2021" in demo.read("ru/archive.html").replace("\u202f", " ")
    page = demo.read("ru/index.html")
    for name in ("Deutsch", "English", "Русский", "简体中文"):
        assert name in page


def test_no_german_under_another_language(demo: Built) -> None:
    """No source sentence and no English word of the theme stands under a wrong `lang`."""
    sentences = set()
    for path in (demo.folder.parent / "locales/en/LC_MESSAGES").glob("*.po"):
        for entry in po.read(path).entries:
            text = re.sub(r"<[^>]*>", "", entry.source)
            sentences |= {text} if " " in text and not text[0].isdigit() else set()
    theme = {"Archive", "Latest", "Topics", "Languages", "Atom feed", "Read the original"}
    assert len(sentences) > 50
    for page in demo.pages():
        for language, text in words(demo.read(page)):
            plain = text.replace("\u202f", " ").replace("\u00a0", " ")
            if language != "de":
                assert not any(sentence in plain for sentence in sentences), (page, text)
            if language != "en":
                assert plain not in theme, (page, text)


def test_anchors_are_the_same_in_all_languages(demo: Built) -> None:
    """Headings have the ids of the source's headings, so a link to a section works everywhere."""
    found = {
        language: [
            t.get("id")
            for t in starts(article(demo, "bridge", language), "h2", "h3")
            if not (t.get("id") or "").startswith("page-")
        ]
        for language in LANGUAGES
    }
    assert set(map(tuple, found.values())) == {("was-gebaut-wurde", "was-noch-fehlt")}


def test_links_lead_to_the_readers_language(demo: Built) -> None:
    """A link to another article leads to it in the language of the page."""
    page = demo.read("ru/2024-02-29-buecherbus.html")
    assert f'<a href="{NAMES["bridge"]}.html#was-gebaut-wurde">мост снова открыт</a>' in page


def test_pictures_with_words_are_localized(demo: Built) -> None:
    """`brotpreis.ru.png` is shown to Russian readers; each file is there once."""
    for language, name in (("de", ""), ("en", ".en"), ("ru", ".ru"), ("zh-Hans", ".zh-Hans")):
        assert f"../assets/bilder/brotpreis{name}.png" in article(demo, "bread", language)
    assert len(list(demo.folder.rglob("bruecke.png"))) == 1


def test_json_ld(demo: Built) -> None:
    """NewsArticle with language; a translation names its original, and that its translations."""
    found = {}
    for language in LANGUAGES:
        page = article(demo, "bridge", language)
        data = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
        assert data
        found[language] = json.loads(data[1])
        assert found[language]["@type"] == "NewsArticle"
        assert found[language]["inLanguage"] == language
    original = found["de"]
    for language in LANGUAGES[1:]:
        assert found[language]["translationOfWork"] == {"@id": original["@id"]}
        assert {"@id": found[language]["@id"]} in original["workTranslation"]


def test_open_graph(demo: Built) -> None:
    """og:locale is a language with its country, as Facebook wants it."""
    locales = [meta(article(demo, "bridge", tag))["og:locale"] for tag in LANGUAGES]
    assert locales == ["de_DE", "en_US", "ru_RU", "zh_CN"]
    assert meta(article(demo, "bread", "ru"))["og:image"] == f"{URL}assets/bilder/brotpreis.ru.png"


def test_atom(demo: Built) -> None:
    """The feed of each language is well-formed, complete (RFC 4287), in its language, absolute."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        feedparser = pytest.importorskip("feedparser")
    for language in LANGUAGES:
        data = demo.read(f"{language}/feed.xml")
        root = ET.fromstring(data)
        assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == language
        for part in (root, *root.iter(f"{ATOM}entry")):
            assert {"id", "title", "updated"} <= {e.tag.removeprefix(ATOM) for e in part}
        feed = feedparser.parse(data)
        assert not feed.bozo
        assert len(feed.entries) == 6
        for entry in feed.entries:
            for token in starts(entry.content[0].value, "a", "img"):
                assert (token.get("href") or token.get("src") or "").startswith("https://")


def test_json_feed(demo: Built) -> None:
    """JSON Feed 1.1 with all fields it demands, newest first."""
    for language in LANGUAGES:
        feed = json.loads(demo.read(f"{language}/feed.json"))
        assert (feed["version"][-3:], feed["language"]) == ("1.1", language)
        dates = [item["date_published"] for item in feed["items"]]
        assert dates == sorted(dates, reverse=True)
        assert all(item["id"] and item["content_html"] for item in feed["items"])


def test_sitemap(demo: Built) -> None:
    """Every address in the sitemap is a page; alternates are those of the page itself."""
    root = ET.fromstring(demo.read("sitemap.xml"))
    rows = root.findall("{*}url")
    assert len(rows) == 5 + 6 * 4
    for row in rows:
        path = (row.findtext("{*}loc") or "").removeprefix(URL)
        path += "index.html" if path.endswith("/") or not path else ""
        found = {e.get("hreflang"): e.get("href") for e in row.findall("{*}link")}
        assert found == alternates(demo.read(path))
    assert f"Sitemap: {URL}sitemap.xml" in demo.read("robots.txt")


def test_state_is_shown(demo: Built) -> None:
    """A translation says what it was made from, and that and when all of it was reviewed."""
    page = article(demo, "bridge", "en")
    assert "Original language: German" in page
    assert "Translation reviewed in full: November 25, 2026" in page
    assert "noindex" not in page


def test_works_without_scripts(demo: Built) -> None:
    """The only scripts are data and, on its own page, the search; a policy forbids all others."""
    for path in demo.pages():
        if path.endswith("/search.html"):
            continue
        page = demo.read(path)
        assert {t.get("type") for t in starts(page, "script")} <= {"application/ld+json"}
