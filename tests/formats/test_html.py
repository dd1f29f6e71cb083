"""HTML: nothing is lost, everything translatable is found, new text is read as it was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import html5lib
import pytest
from conftest import within
from formats.reading import (
    cases,
    check_any_text,
    check_lossless,
    check_pseudo,
    joined,
    rewritten,
    source_of,
)
from html5lib._tokenizer import HTMLTokenizer
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.formats.format import Localization, serialize
from toolkit.formats.html import markup
from toolkit.formats.html.article import parse
from toolkit.formats.html.draft import highlight
from toolkit.formats.html.localize import localize
from toolkit.formats.html.page import body, insert_after_body, story
from toolkit.formats.html.tags import RCDATA
from toolkit.formats.html.tokens import tokens, unescape
from toolkit.formats.table import FORMATS
from toolkit.languages.language import language

HTML = FORMATS["html"]
SOURCES = [source_of(case) for case in cases("html", "blocks")]
SHARDS = re.split(
    "¦",
    "a¦Wort ¦\n¦\r\n¦  ¦\t¦<p>¦</p>¦<P ¦<b>¦</b>¦<i¦<a href='¦'>¦\"¦=¦ x=y¦ alt=\"¦ title=z ¦/>¦>"
    "¦</¦<¦<!¦<!--¦-->¦--!>¦<!-->¦->¦-¦<!x>¦<?x>¦</ x>¦<script>¦</script>¦<!--<script>¦</script "
    "¦<style>¦</style>¦<title>¦</title>¦<textarea>¦</textarea>¦<xmp>¦</xmp>¦<plaintext>¦<br/>¦&amp;¦&amp"
    "¦&¦&#65;¦&#x41¦&notit;¦&copy=¦&unbekannt;¦&#128;¦;¦<![CDATA[¦]]>"
    "¦<!DOCTYPE html>¦\x00¦\x0c¦\u2028",
)
MORE = re.split(
    "¦",
    "<ul>¦<li>¦</ul>¦<div>¦</div>¦<table>¦<tr>¦<td>¦</table>¦<span translate=no>¦</span>¦<button>"
    "¦</button>¦<svg>¦</svg>¦<svg/>¦<foreignObject>¦<b translate=yes>¦<code>¦</code>¦<pre>¦</pre>"
    "¦<img alt='Bild' title=Tipp>¦<input placeholder=x>¦<select><option>¦&nbsp;¦\ufeff¦<math>¦</a>",
)
documents = st.lists(st.sampled_from(SHARDS + MORE), max_size=30).map("".join)
letters = st.text("ab1 .,!?#&;<>/='\"\xa0\u2028北（）äßampltno-", min_size=1, max_size=12)
wordy = letters.map(lambda text: text if text.strip() else text + "x")


@settings(max_examples=200, deadline=None)
@given(documents)
def test_lossless(source: str) -> None:
    """Whatever the markup, joined parts are the source and pairs are balanced."""
    check_lossless(HTML, source)


@pytest.mark.parametrize("alphabet", ["αβγδε", "абвгд", "北京中文字", "ÀÉÎÕÜ"])
def test_pseudo(alphabet: str) -> None:
    """Other letters everywhere change no structure and nothing outside blocks."""
    for source in SOURCES:
        check_pseudo(HTML, source, alphabet)


@settings(max_examples=150, deadline=None)
@given(st.lists(wordy, min_size=12, max_size=12), st.sampled_from(SOURCES))
def test_any_text(texts: list[str], source: str) -> None:
    """Any new text, HTML's own signs included, is read back as exactly that text."""
    check_any_text(HTML, source, texts)


@settings(max_examples=150, deadline=None)
@given(documents)
def test_any_markup(source: str) -> None:
    """The same for generated documents: new words change the words alone."""
    check_any_text(HTML, source, ["wörter & <mehr>"] * 30)


Seen = list[tuple[object, ...]]


def seen(source: str) -> Seen:
    """Tags with attributes, and text, as this tokenizer finds them."""
    found: Seen = []
    for token in tokens(source):
        raw = source[token.start : token.end]
        if token.kind in ("text", "raw"):
            add(found, unescape(raw) if token.kind == "text" else raw)
        elif token.kind != "other":
            found.append((token.name, {item.name: item.value for item in token.attributes}))
    return found


def expected(source: str) -> Seen:
    """The same as html5lib finds them, told like by its tree builder what holds only text."""
    tokenizer = HTMLTokenizer(source)
    states = dict.fromkeys(("style", "xmp", "iframe"), tokenizer.rawtextState)
    states |= dict.fromkeys(RCDATA, tokenizer.rcdataState)
    states |= {"script": tokenizer.scriptDataState, "plaintext": tokenizer.plaintextState}
    found: Seen = []
    for token in tokenizer:
        if token["type"] in (1, 2):
            add(found, token["data"])
        elif token["type"] in (3, 5):
            found.append((token["name"], dict(token["data"])))
            tokenizer.state = states.get(token["name"], tokenizer.state)
        elif token["type"] == 4:
            found.append((token["name"], {}))
    return found


def add(found: Seen, text: str) -> None:
    """Text behind text is one text."""
    if found and len(found[-1]) == 1:
        text = str(found.pop()[0]) + text
    if text:
        found.append((text,))


def normal(found: Seen) -> str:
    """Line ends and NUL as the tree builder would see them."""
    return repr(found).replace(r"\r\n", r"\n").replace(r"\x00", "\ufffd")


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(SHARDS), max_size=20).map("".join))
def test_tokens(source: str) -> None:
    """Tags, attributes and texts are those that html5lib's tokenizer finds."""
    assert normal(seen(source)) == normal(expected(source))


def shape(source: str) -> Iterator[tuple[Any, ...]]:
    """html5lib's tree: elements, attributes by name, whether there is text."""
    for node in html5lib.parse(source, namespaceHTMLElements=False).iter():
        words = bool((node.text or "").strip()), bool((node.tail or "").strip())
        yield str(node.tag), sorted(node.attrib), words


def test_tree() -> None:
    """A page in other letters has the tree of its source, in html5lib's eyes."""
    for source in SOURCES:
        new = serialize(rewritten(parse(source), lambda text: text.replace("e", "ж")), HTML)
        assert list(shape(new)) == list(shape(source))


@pytest.mark.parametrize(
    "source",
    [
        "<p>Wort <b>fett</b> und. " * 10_000,
        "<div>" * 5_000 + "x" + "</div>" * 5_000,
        "<b>" * 5_000 + "x" + "</b>" * 5_000,
        "<b>" * 5_000 + "</i>" * 5_000,
        "<i><p>" * 5_000 + "</b></i>" * 5_000,
        "<svg>" * 5_000 + "</math></g>" * 5_000,
        "<code>x" * 5_000,
        "<!--" * 50_000,
        "<script>" * 50_000,
        '<a x="' * 50_000,
        "<a " * 50_000,
        "&" * 250_000,
        " " * 250_000 + "x" + " " * 250_000,
        f'<img alt="{" " * 150_000}x">',
        "<button>x</button>" * 5_000,
        "<br>\n" * 10_000 + "x",
    ],
    ids=lambda source: source[:12],
)
def test_big(source: str) -> None:
    """Big pages and deep nesting take no more than seconds and lose nothing."""
    with within(5):
        parts = parse(source)
        assert joined(parts) == source
        serialize(rewritten(parts, str.upper), HTML)


@pytest.mark.parametrize(
    ("source", "tag", "expected"),
    [
        ("<html>", "en", '<html lang="en">'),
        ('<html lang="de">', "ar", '<html dir="rtl" lang="ar">'),
        ("<HTML LANG=de dir='ltr'>", "ar", "<HTML LANG=ar dir='rtl'>"),
        ("<html dir=rtl lang=he>", "en", "<html dir=ltr lang=en>"),
        ('<html xml:lang="de" lang="de">', "ru", '<html xml:lang="ru" lang="ru">'),
        ("<html lang>", "ru", '<html lang="ru">'),
        ("<html lang=>", "ru", '<html lang="ru">'),
        (
            '<html lang="de-AT"><p lang="de">a<p lang=en>b<p LANG="de-AT">c',
            "ru",
            '<html lang="ru"><p lang="ru">a<p lang=en>b<p LANG="ru">c',
        ),
        (
            '<html lang=de><meta property="og:locale" content="de_DE">',
            "zh-Hans",
            '<html lang=zh-Hans><meta property="og:locale" content="zh_CN">',
        ),
        (
            '<!-- <html lang="de"> --><p lang="de" dir="ltr">a<q lang=fr dir=ltr>',
            "ar",
            '<!-- <html lang="de"> --><p lang="ar" dir="rtl">a<q lang=fr dir=ltr>',
        ),
        ("<body lang=DE dir=ltr><p dir=ltr>a", "ar", "<body lang=ar dir=rtl><p dir=ltr>a"),
        (
            '<meta http-equiv="content-language" content="de"><meta name=language content=en>',
            "en",
            '<meta http-equiv="content-language" content="en"><meta name=language content=en>',
        ),
        (
            '<script type="application/ld+json">{"inLanguage": "de-DE", "a": "de"}</script>'
            '<script>{"inLanguage": "de"}</script><meta itemprop=inLanguage content=de>',
            "zh-Hans",
            '<script type="application/ld+json">{"inLanguage": "zh-Hans", "a": "de"}</script>'
            '<script>{"inLanguage": "de"}</script><meta itemprop=inLanguage content=zh-Hans>',
        ),
        (
            '<p>甲<span lang="en">脱欧 <b>就是</b>脱欧</span>',
            "zh",
            '<p>甲<span lang="zh-Hans">脱欧 <b>就是</b>脱欧</span>',
        ),
        ("<b lang=ar dir=rtl>Да</b>", "ru", "<b lang=ru dir=ltr>Да</b>"),
        ('<p><span lang="en">Brexit</span>甲', "zh", '<p><span lang="en">Brexit</span>甲'),
        ("<span lang=ja>東京</span>", "zh", "<span lang=ja>東京</span>"),
        ("<span lang=xx-odd>东京</span>", "zh", "<span lang=xx-odd>东京</span>"),
        ("<span lang=en>2026</span>", "zh", "<span lang=en>2026</span>"),
        ("<p lang=en>东京", "zh", "<p lang=en>东京"),
    ],
)
def test_language(source: str, tag: str, expected: str) -> None:
    """A page or fragment says its new language and direction; other languages inside stay.

    But for those whose words were translated, so that they are the new language's.
    """
    assert localize(source, Localization(language("de"), language(tag))) == expected


@pytest.mark.parametrize(
    "page",
    [
        "<html><body class=a>|<p>x",
        "<!-- <body> --><BODY>|x",
        "\ufeff<!DOCTYPE html>\n<title>a</title>\n<meta charset=utf-8>|\n<p>x",
        "<head><script>'<body>'</script></head>|x",
        "\ufeff|Text <b>x",
        "|<p>x",
        "|",
        "<meta charset=utf-8>|<title>x<p>y",
    ],
)
def test_insert(page: str) -> None:
    """A snippet stands first in the body, wherever that starts."""
    assert insert_after_body(page.replace("|", ""), "|") == page


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<html><head><title>a</title></head><body>\n<p>x\n</body>\n</html>", "\n<p>x\n\n"),
        ("<p>x<script>y</script>z", "<p>xz"),
        ("\ufeffText", "Text"),
        ("<title>a</title><p>x", "<p>x"),
    ],
)
def test_body(page: str, expected: str) -> None:
    """The content of a body, or a fragment, without scripts."""
    assert body(page) == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (
            "<html><body><header><h1>Zeitung</h1><nav>Start</nav></header><nav><ul><li>Mehr</ul></nav>"
            "<main><header>Kopf</header><p>Text</main><footer>Impressum</footer></body></html>",
            "<main><header>Kopf</header><p>Text</main>",
        ),
        (
            "<body><article><footer>Anna</footer>x</article><footer>y",
            "<article><footer>Anna</footer>x</article>",
        ),
        ("<body><nav>Nur das</nav></body>", "<nav>Nur das</nav>"),
        ("<header>Kopf</header><p>Ein Fragment", "<header>Kopf</header><p>Ein Fragment"),
    ],
)
def test_story(page: str, expected: str) -> None:
    """The site shows the article of a page, not what frames it there."""
    assert story(page) == expected


CLASSIC = [
    ("Eins.\n\nZwei <b>drei</b>.", "<p>Eins.</p>\n\n<p>Zwei <b>drei</b>.</p>"),
    ("<em>Eins.\n\nZwei.</em>\n\nDrei", "<p><em>Eins.\n\nZwei.</em></p>\n\n<p>Drei</p>"),
    (
        "<div>Eins.\r\n \r\nZwei.</div>\n<ul><li>a\n\nb</li></ul>",
        "<div><p>Eins.</p>\n\n<p>Zwei.</p></div>\n<ul><li>a\n\nb</li></ul>",
    ),
    ("Eins.\n<p>Zwei.</p>\n\n<p>Drei [sic].</p>", "Eins.\n<p>Zwei.</p>\n\n<p>Drei [sic].</p>"),
    (
        '[caption id="a"]<img src="a.jpg"> Die <i>Elbe</i>[/caption]',
        '<figure><img src="a.jpg"><figcaption>Die <i>Elbe</i></figcaption></figure>',
    ),
    (
        "[caption id='a' caption='Die Elbe']<a href=b><img src=a></a>[/caption]",
        "<figure><a href=b><img src=a></a><figcaption>Die Elbe</figcaption></figure>",
    ),
    ('Ein [knopf url="x"]Wort[/knopf] mehr [1].[gallery]', "Ein Wort mehr [1]."),
    (
        "[embed]https://a.de/?b&c[/embed][code]a < b[/code]",
        '<a href="https://a.de/?b&amp;c">https://a.de/?b&amp;c</a><pre><code>a &lt; b</code></pre>',
    ),
    (
        "<p>Siehe [embed]https://a.de[/embed] dort.</p>",
        '<p>Siehe <a href="https://a.de">https://a.de</a> dort.</p>',
    ),
    (
        "Eins.\n\n[embed]https://a.de[/embed]\n\nZwei.",
        '<p>Eins.</p>\n\n<p><a href="https://a.de">https://a.de</a></p>\n\n<p>Zwei.</p>',
    ),
    ("<body>Eins.\n\nZwei.[gallery]</body>", "Eins.\n\nZwei.[gallery]"),
]


@pytest.mark.parametrize(("source", "page"), CLASSIC, ids=range(len(CLASSIC)))
def test_classic_drafts(source: str, page: str) -> None:
    """A draft of WordPress's classic editor is shown in paragraphs, without its shortcodes."""
    assert FORMATS["html"].to_html(source) == page


MARKED = [
    ('<p title="⟦a <b> c⟧">⟦x⟧</p>', '<p title="⟦a <b> c⟧"><mark>x</mark></p>'),
    (
        "<!-- ⟦a⟧ --><b>⟦de: x⟧</b>",
        '<!-- ⟦a⟧ --><b><mark lang="de" class="untranslated">x</mark></b>',
    ),
    (
        "<select><option>⟦a⟧<option>⟦b⟧</select>⟦c⟧",
        "<select><option>⟦a⟧<option>⟦b⟧</select><mark>c</mark>",
    ),
    (
        "<svg><svg><text>⟦a⟧</text></svg>⟦b⟧</svg>⟦c⟧",
        "<svg><svg><text>⟦a⟧</text></svg>⟦b⟧</svg><mark>c</mark>",
    ),
    ("<title>⟦a⟧</title>⟦c⟧", "<title>⟦a⟧</title><mark>c</mark>"),
]


@pytest.mark.parametrize(("page", "shown"), MARKED, ids=range(len(MARKED)))
def test_draft_marks(page: str, shown: str) -> None:
    """They stand out in running text, and stay what they are where no element may stand."""
    made = highlight(page, Localization(language("de"), language("en")))
    assert made == shown


MARKUP = [
    "<p>",
    "</p>",
    '<a href="x">',
    '<a b"c d="e>',
    '<a b="x c>',
    "</a>",
    "<br/>",
    "<br />",
    "&amp;",
    "&am",
    "p;",
    "<b>",
    "</b>",
    "<",
    ">",
    '"',
    " x ",
    "<script>",
    "</script>",
    "<title>",
    "</title>",
    "<svg>",
    "</svg>",
    "<!-- ",
    "-->",
    "<![CDATA[",
    "]]>",
    "</h2 >",
    "</",
    "/>",
    '<h2 id="a">',
    "=",
    "ü",
    "<x-y>",
    "<td\t>",
    "<textarea>",
    "a",
    "&lt",
    "<P>",
    "<IMG src=x>",
    "'",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(MARKUP), max_size=9).map("".join))
def test_plain_words_are_those_of_the_tokens(source: str) -> None:
    """Clean HTML is read in a shorter way, to the same end."""
    words = (
        unescape(source[token.start : token.end])
        if token.kind == "text"
        else " " * (token.name in markup._APART)
        for token in tokens(source)
    )
    assert markup.plain(source) == " ".join("".join(words).split())
