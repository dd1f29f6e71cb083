"""The words of the theme: complete in every language, and in the plural forms it has."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.extract import extract_python
from conftest import words_of
from jinja2.ext import babel_extract

from toolkit.errors import CatalogError, UsageError
from toolkit.languages.binding import bind
from toolkit.languages.language import language
from toolkit.site import links, settings
from toolkit.site.editions import EDITIONS
from toolkit.site.formatter import Voice
from toolkit.site.links import Target
from toolkit.site.strings import strings

ROOT = Path(__file__).parents[2] / "toolkit"
CATALOGS = sorted((ROOT / "site/locales").glob("*/LC_MESSAGES/site.po"))


def voice(code: str) -> Voice:
    found = language(code)
    return Voice(found, strings(found.posix, None))


def extracted() -> set[str]:
    """What the templates say, as Babel extracts it, and the links to editions."""
    ways = (way for row in EDITIONS.values() for way in (row.of_article, row.of_language))
    found = {way.words for way in ways if way}
    for path in (ROOT / "site").rglob("*.py"):
        with path.open("rb") as file:
            for row in extract_python(file, {"say": None}, (), {}):
                found.add(row[2] if isinstance(row[2], str) else str(row[2][0]))
    for path in sorted(p for p in (ROOT / "templates/site").rglob("*") if p.is_file()):
        with path.open("rb") as file:
            for _, _, said, _ in babel_extract(file, ("_", "ngettext"), (), {}):
                words = said if isinstance(said, tuple) else (said,)
                found.add(next(word for word in words if word))
    return found


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parts[-3])
def test_catalogs_are_complete(path: Path) -> None:
    """Every catalog has exactly what the templates say, all translated, as gettext wants it."""
    assert words_of(path) == extracted()


def test_there_are_four() -> None:
    """German, English, Russian and Chinese are shipped."""
    assert [path.parts[-3] for path in CATALOGS] == ["de", "en", "ru", "zh_CN"]


@pytest.mark.parametrize(
    ("code", "number", "words"),
    [
        ("de", 1, "1 Artikel"),
        ("en", 1234, "1,234 articles"),
        ("ru", 1, "1 статья"),
        ("ru", 3, "3 статьи"),
        ("ru", 11, "11 статей"),
        ("ru", 1234, "1\u00a0234 статьи"),
        ("zh_CN", 2, "2篇文章"),
        ("fr", 2, "2 articles"),
    ],
)
def test_plurals(code: str, number: int, words: str) -> None:
    """Numbers choose the plural form and are written as the language writes them."""
    assert voice(code).count("%(n)s article", "%(n)s articles", number) == words


@pytest.mark.parametrize(
    ("code", "words"),
    [("de", "A, B und C"), ("en", "A, B, and C"), ("ru", "A, B и C"), ("zh", "A、B和C")],
)
def test_lists(code: str, words: str) -> None:
    """Lists are joined as the language joins them."""
    assert voice(code).list(["A", "B", "C"]) == words


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("de", "z. B. am 7. Dezember 5 km", "z.\u202fB. am 7.\u00a0Dezember 5\u00a0km"),
        ("ru", "Москва — в 2020 г. 5 км", "Москва\u00a0— в\u00a02020\u00a0г. 5\u00a0км"),
        ("de", "§ 5 Abs. 2, laut Dr. Weber", "§~5 Abs.~2, laut Dr.~Weber"),
        ("ru", "3 октября, § 5, абз. 2, № 7", "3~октября, §~5, абз.~2, №~7"),
        ("en", "Dr. Weber, No. 5, § 3", "Dr.~Weber, No.~5, §~3"),
        ("fr", "Quoi ? « Oui »", "Quoi\u202f? «\u202fOui\u202f»"),
        ("zh-Hans", "2020 年", "2020 年"),
    ],
)
def test_blanks(code: str, before: str, after: str) -> None:
    """Blanks that must not break a line are bound; words stay."""
    assert bind(before, code) == after.replace("~", "\u00a0")


def test_reading_time() -> None:
    """A thousand words of German are five minutes, a thousand Chinese characters two or three."""
    assert voice("de").minutes(1000) == 5
    assert voice("zh").minutes(1000) == 2


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        ("b.md", ("a/b.md", "")),
        ("../b.html#x", ("b.html", "#x")),
        ("/c/b.md", ("c/b.md", "")),
        ("%C3%A4.md", ("a/ä.md", "")),
        ("../../etc/passwd", ("../etc/passwd", "")),
    ],
)
def test_places(reference: str, found: tuple[str, str]) -> None:
    """References are meant from the folder of the article."""
    assert links.place("a/article", reference) == found


def test_rewriting_changes_only_addresses() -> None:
    """A body whose references lead nowhere new is the same body."""
    picture = '<img src="d.png" alt="d" loading="lazy">'
    source = f'<p>A <a href="b.md" title="T">b</a> <code>c</code> {picture}</p>'
    assert links.rewrite(source, lambda _: None) == source
    to = links.rewrite(source, lambda r: Target("e&f") if r == "b.md" else None)
    assert to == source.replace("b.md", "e&amp;f")


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"titel": "x"}, "unknown setting site.titel"),
        ({"url": "example.org"}, "is no address"),
        ({"url": "https://example.org/?x"}, "remove"),
        ({"unreviewed": "show"}, "must be one of hide, mark, fallback"),
        ({"trust_html": "yes"}, "must be true or false"),
        ({"title": {"de": 1}}, "table of texts"),
        ({"title": {"xx": "y"}}, "no language code"),
    ],
)
def test_wrong_settings(table: dict[str, object], message: str) -> None:
    """A wrong setting is named, with what it may be."""
    with pytest.raises(UsageError, match=message):
        settings.settings(table)


def test_references_to_nothing_leave_their_words() -> None:
    """A link without target stays as its words, a picture as its description."""
    source = '<p><a href="x.md">hier</a> <img src="y.png" alt="ein &amp; Bild"></p>'
    assert links.rewrite(source, lambda _: Target("")) == "<p><a>hier</a> ein &amp; Bild</p>"


@pytest.mark.parametrize("text", ["Am %(dat)s", "100 % von %(date)s"])
def test_words_that_cannot_be_filled_in(tmp_path: Path, text: str) -> None:
    """A translation with a wrong placeholder is refused with file and line."""
    path = tmp_path / "de/LC_MESSAGES/site.po"
    path.parent.mkdir(parents=True)
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    path.write_text(f'{header}msgid "Updated: %(date)s"\nmsgstr "{text}"\n', "utf-8")
    with pytest.raises(CatalogError, match=r"site\.po:4: .*use %\(date\)s"):
        strings("de", tmp_path)
