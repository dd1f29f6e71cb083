"""Pages: language, direction, date and title are the publication's, drafts are marked."""

from __future__ import annotations

import re

import html5lib
import pytest
from formats.reading import cases, source_of

from toolkit.formats.table import FORMATS, format_of
from toolkit.languages.language import language
from toolkit.publication import page
from toolkit.site.body import body

DE = language("de")


def text(source: str, code: str = "en", *, name: str = "a", drafts: int = 0) -> page.PublishedText:
    """A publication, two sentences long."""
    return page.PublishedText(name, source, DE, language(code), drafts, 2)


def shown(
    source: str, suffix: str = ".txt", code: str = "en", name: str = "a", drafts: int = 0
) -> str:
    """Its page."""
    return page.render(text(source, code, name=name, drafts=drafts), format_of(f"a{suffix}"))


def same(source: str, suffix: str, code: str = "en", drafts: int = 0) -> str:
    """The text as published in its own format."""
    return page.same(text(source, code, drafts=drafts), format_of(f"a{suffix}"))


DATES = {
    "en": "December 7, 2020",
    "ru": "7 декабря 2020\u202fг.",
    "zh": "2020年12月7日",
    "zh_TW": "2020年12月7日",
    "de": "7. Dezember 2020",
    "sr@latin": "7. decembar 2020.",
}


@pytest.mark.parametrize("code", DATES)
def test_dates_are_written_in_the_language(code: str) -> None:
    """The date in the file name is shown as the language writes it."""
    found = shown("Text.", code=code, name="2020-12-07-beijing-moskau")
    assert f'<time datetime="2020-12-07">{DATES[code]}</time>' in found


def test_times_of_day() -> None:
    """They are shown as on the site."""
    found = shown("---\ndate: 2020-12-07T10:00+01:00\n---\nText.", ".md", code="de")
    assert re.search(r'"2020-12-07T10:00:00\+01:00">7\. Dezember 2020(, | um )10:00</time>', found)


@pytest.mark.parametrize(
    ("name", "source", "date"),
    [
        ("a", "---\ntitle: T\ndate: 2020-12-07T10:00:00\n---\nText.", "2020-12-07T10:00:00+00:00"),
        ("a", "---\ndatum: 7.12.2020\n---\nText.", "2020-12-07"),
        ("a", "---\r\ndate: '2020-12-07'\r\n---\r\nText.", "2020-12-07"),
        ("a", "+++\ndate = 2020-12-07\n+++\nText.", "2020-12-07"),
        ("2020-13-45-x", "---\ndate: 2020-12-07\n---\nText.", "2020-12-07"),
        ("2021-01-01", "---\ndate: 2020-12-07\n---\nText.", "2021-01-01"),
        ("a", "---\ntitle: T\n---\n\nSo:\n\ndate: 2020-12-07\n", None),
        ("12020-12-071", "Text.", None),
        ("0000-01-01", "Text.", None),
    ],
)
def test_where_a_date_comes_from(name: str, source: str, date: str | None) -> None:
    """The file name comes first, then the front matter; what is no date does not count."""
    found = re.search(r'datetime="([^"]*)"', shown(source, ".md", name=name))
    assert (found[1] if found else None) == date


DIRECTIONS = [("ar", "ar", "rtl"), ("he", "he", "rtl"), ("zh", "zh-Hans", "ltr")]
DIRECTIONS += [("sr@latin", "sr-Latn", "ltr"), ("pt_BR", "pt-BR", "ltr"), ("fa", "fa", "rtl")]


@pytest.mark.parametrize(("code", "tag", "direction"), DIRECTIONS)
def test_language_and_direction(code: str, tag: str, direction: str) -> None:
    """Every output says its language as BCP 47 and its direction."""
    for suffix, source in ((".txt", "Text."), (".md", "Text."), (".html", "<p>Text.")):
        assert f'<html lang="{tag}" dir="{direction}">' in shown(source, suffix, code)
    made = same('<!doctype html><html lang="de"><body><p>Text.', ".html", code)
    assert f'lang="{tag}"' in made
    assert ('dir="rtl"' in made) == (direction == "rtl")
    for source in ("---\nlang: de\n---\nText.", "---\nlanguage: 'de-AT'\n---\nText."):
        assert re.search(f"^lang(uage)?: '?{tag}'?$", same(source, ".md", code), re.M)
    made = same('+++\nlocale = "de_DE"\n+++\nText.', ".md", code)
    assert f'locale = "{language(code).posix}"' in made


def test_other_languages_in_the_front_matter_stay() -> None:
    """What does not name the article's own language is not ours to change."""
    for source in ("---\nlang: fr\n---\nT.", "---\nlang: denkbar\n---\nT.", "lang: de\n\n---\n"):
        assert same(source, ".md") == source


PAGES = {
    ".txt": (
        "\ufeffEins & <b>zwei</b>.\n\n- Punkt\n- <script>x()</script>\n\n* * *\n\n1. Ende",
        [
            "<p>Eins &amp; &lt;b&gt;zwei&lt;/b&gt;.</p>",
            "<ul>\n<li>Punkt</li>",
            "<li>&lt;script&gt;x()&lt;/script&gt;</li>\n</ul>",
            "<hr>",
            "<p>1. Ende</p>",
        ],
    ),
    ".md": (
        "---\ntitle: T <i>\n---\n# Kopf\n\nEins **zwei** [drei](/u).\n\n- a\n- b\n",
        [">Kopf</h1>", '<p>Eins <strong>zwei</strong> <a href="/u">drei</a>.</p>', "<li>a</li>"],
    ),
    ".html": (
        "<html><head><title>T & U</title></head><body><h1>Kopf</h1><p>Eins</p></body></html>",
        ["<title>T &amp; U</title>", "<h1>Kopf</h1>", "<p>Eins</p>"],
    ),
}


@pytest.mark.parametrize("suffix", PAGES)
def test_pages_show_the_text_and_are_valid(suffix: str) -> None:
    """The page parses without an error and shows the text."""
    source, expected = PAGES[suffix]
    made = shown(source, suffix)
    html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(made)
    assert [part for part in expected if part not in made] == []
    assert "\ufeff" not in made


def test_titles() -> None:
    """Title of the front matter, else the first heading, else the first words; never markup."""
    assert "<title>Der &lt;Titel&gt;</title>" in shown(
        "---\ntitle: Der <Titel>\n---\n# Kopf", ".md"
    )
    assert "<title>Kopf</title>" in shown("# *Kopf*\n\nText.", ".md")
    long = shown("Wort " * 50)
    assert re.search("<title>(Wort ){17}Wort…</title>", long)
    assert "<title>a</title>" in shown("---\n", ".md")


# ---------------------------------------------------------------- drafts


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
def test_drafts_are_marked(suffix: str) -> None:
    """A banner, `noindex`, a `<mark>` for each draft, with its language if nobody translated."""
    source = {
        ".txt": "⟦Draft.⟧\n\n⟦de: Nicht übersetzt.⟧\n",
        ".md": "⟦A **draft**.⟧\n\n⟦de: Nicht *übersetzt*.⟧\n",
        ".html": "<html lang=de><head><title>⟦T⟧</title></head>"
        "<body><p>⟦A <b>draft</b>.⟧<p title='⟦x⟧'>⟦de: Nicht übersetzt.⟧</body></html>",
    }[suffix]
    made = shown(source, suffix, "ar", drafts=1)
    pages = [made] + [same(source, suffix, "ar", drafts=1)] * (suffix == ".html")
    for found in pages:
        assert '<meta name="robots" content="noindex">' in found.split("</head>")[0]
        assert "DRAFT: 1 of 2 sentences" in found
        body = found.split("<body", 1)[1]
        assert re.search('<mark lang="de" dir="ltr" class="untranslated">Nicht .*</mark>', body)
        shown_title = found is made and suffix == ".html"
        assert len(re.findall("<mark[^>]*>", body)) == body.count("</mark>") == 2 + shown_title
        if suffix == ".html":
            assert "<p title='⟦x⟧'>" in body
    assert "DRAFT: 1 of 2" in same(source, suffix, "ar", drafts=1)
    assert "noindex" not in shown(source, suffix)


def test_a_draft_that_begins_like_a_label_keeps_its_words() -> None:
    """`Beijing: …` is text, not a language."""
    made = shown("⟦Beijing: the city.⟧\n\n⟦en: so.⟧", drafts=2)
    assert "<mark>Beijing: the city.</mark>" in made
    assert "<mark>en: so.</mark>" in made


def test_marks_of_the_author_stay_text() -> None:
    """Single signs are left alone, pairs and nested pairs never give crossed elements."""
    made = shown("Links ⟦ offen.\n\n⟦Draft ⟦x⟧ y.⟧\n\nRechts ⟧ offen.", drafts=1)
    assert made.count("<mark>") == made.count("</mark>")
    assert "Rechts" in made


def test_no_mark_where_none_may_stand() -> None:
    """Form fields, comments and scripts keep the signs as text."""
    source = "<body><!-- ⟦c⟧ --><textarea>⟦t⟧</textarea><select><option>⟦o⟧</option></select>"
    made = same(source + "<svg><title>⟦s⟧</title></svg><p>⟦p⟧</p>", ".html", drafts=1)
    assert made.count("<mark>") == 1
    assert "<p><mark>p</mark></p>" in made


@pytest.mark.parametrize("name", FORMATS)
def test_the_banner_stands_behind_marks_of_the_file(name: str) -> None:
    """A byte order mark stays first, front matter stays front matter, line ends stay."""
    form = FORMATS[name]
    source = source_of(cases(name, "blocks")[0]).replace("\n", "\r\n")
    made = page.same(text(f"\ufeff{source}", drafts=1), form)
    assert made.startswith("\ufeff")
    assert made.count("\ufeff") == 1
    assert "DRAFT: 1 of 2 sentences" in made
    assert "\n" not in made.replace("\r\n", "")


def test_the_banner_comes_first() -> None:
    """Before all text, behind what is none."""
    for suffix in (".txt", ".md"):
        made = same("\ufeffText.\r\n", suffix, drafts=1)
        assert made.startswith("\ufeffDRAFT")
        assert made.endswith(".\r\n\r\nText.\r\n")
    front = "---\ntitle: ⟦T⟧\n---\n"
    assert same(f"{front}Text.\n", ".md", drafts=1).startswith(front + "DRAFT")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("![See](see.png)", "<figcaption>Am See. <small>dpa</small></figcaption></figure>"),
        ("Ein ![See](see.png) da.", "<p><small>Am See.</small></p>\n<p><small>dpa</small></p>"),
        ("Text.", '<figure class="hero">'),
    ],
)
def test_a_picture_that_is_placed_in_the_text(body: str, expected: str) -> None:
    """It is shown once, and nothing that is said of it is lost."""
    front = "---\ntitle: A\nimage: see.png\ncaption: Am See.\ncredit: dpa\n---\n\n"
    made = shown(front + body, ".md")
    assert expected in made
    assert made.count("see.png") == made.count("Am See.") == made.count("dpa") == 1


def test_a_credit_without_a_picture() -> None:
    """It says where the text was taken from."""
    assert "<p><small>dpa</small></p>" in shown("---\ncredit: dpa\n---\n\nText.", ".md")


def test_tasks() -> None:
    """They are signs, as on the site: a box that nobody can tick has no name for the blind."""
    found = shown("- [x] Raum\n- [ ] Rechner\n", ".md")
    assert "<input" not in found
    assert re.findall("[☑☐] *[^<]*", found) == ["☑ Raum", "☐ Rechner"]


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("de", "<p><strong>Warnung</strong></p>"),
        ("ru", "<p><strong>Предупреждение</strong></p>"),
        ("zh_CN", "<p><strong>警告</strong></p>"),
        ("en", "<p><strong>Warning</strong></p>"),
        ("ar", '<p lang="en" dir="ltr"><strong>Warning</strong></p>'),
    ],
)
def test_alerts(code: str, title: str) -> None:
    """They are called as the language of the page calls them, else in English that says so."""
    source = "> [!WARNING]\n> Hochwasser.\n"
    assert title in shown(source, ".md", code)
    on_site = body(source, FORMATS["markdown"], language(code).tag, trusted=False)
    assert title in on_site.html
