"""Markdown as other programs read it: protected, offered, and spelled as it was."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import pytest
from cases import Case, read
from formats.reading import (
    check_any_text,
    check_blocks,
    check_lossless,
    check_pseudo,
    check_spelling,
    source_of,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from toolkit.errors import SourceError
from toolkit.formats.article import format_for
from toolkit.formats.format import ReadingOptions
from toolkit.formats.markdown.dialects import Features, features
from toolkit.formats.markdown.syntax import _parser, masked
from toolkit.formats.table import FORMATS

CASES = read(
    Path(__file__).with_name("dialect_cases.md"), "source", "dialects", "blocks", "texts", "result"
)
MARKDOWN = FORMATS["markdown"]
LINES = sorted({line for case in CASES for line in case["source"].split("\n")})
WORDS = st.text("ab .,!?#*_`()<>&;:\\+-\"'^/~@北ä", min_size=1, max_size=10)
"""Without the signs that end a title or a link of one of the dialects: publishing refuses those.

It also refuses raised words that became a note's mark (`<sup>er</sup>`, `<sup>*</sup>`).
"""


@pytest.mark.parametrize("case", [case for case in CASES if "blocks" in case], ids=str)
def test_blocks(case: Case) -> None:
    """Texts are offered, everything else is protected."""
    dialects = tuple(case["dialects"].split(", ")) if "dialects" in case else ()
    check_blocks(format_for("x.md", case["source"], ReadingOptions(dialects=dialects)), case)


@pytest.mark.parametrize("case", [case for case in CASES if "result" in case], ids=str)
def test_spelling(case: Case) -> None:
    """Translations are put in, everything else stays byte for byte."""
    check_spelling(MARKDOWN, case)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_pseudo(case: Case) -> None:
    """Other letters everywhere change no structure and nothing that is protected."""
    for alphabet in ("абвгд", "北京中文字"):
        check_pseudo(MARKDOWN, source_of(case), alphabet)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_line_ends(case: Case, end: str) -> None:
    """Other line ends make no difference."""
    source = source_of(case)
    check_lossless(MARKDOWN, source.replace("\n", end))
    check_pseudo(MARKDOWN, source.replace("\n", end), "абвгд")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=12).map("\n".join))
def test_lossless(source: str) -> None:
    """However the lines are mixed, joined parts are the source."""
    try:
        check_lossless(MARKDOWN, source)
    except SourceError as error:
        assert str(error).startswith("line ")


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(
        [
            case
            for case in CASES
            if not re.search(
                r"[{]{2}|[{]%|<[A-Z]|<sup>[a-z]|:mat|.button|`[a-z]+ title", case["source"]
            )
        ]
    ),
    st.lists(WORDS.map(lambda text: text.strip() or "x"), min_size=8, max_size=8),
)
def test_any_text(case: Case, texts: list[str]) -> None:
    """Any new text, the dialects' own signs included, is read back as exactly that text."""
    check_any_text(MARKDOWN, source_of(case), texts)


@pytest.mark.parametrize(
    ("source", "page"),
    [
        ("## Häufige Fragen {#faq}\n", '<h2 id="faq">Häufige Fragen</h2>\n'),
        ("Ein Wort.\n{: .lead}\n", "<p>Ein Wort.</p>\n"),
        (
            '[da]({{< ref "x" >}}) `{{ y }}` {{ z }}!',
            "<p><span>da</span> <code>{{ y }}</code> {{ z }}!</p>\n",
        ),
        ("> [!tip]- Guter Rat\n> Erst lesen.\n", "<strong>Guter Rat</strong><br />\nErst lesen."),
        ("> [!NOTE]\n> Erst lesen.\n", '<p class="markdown-alert-title">Note</p>'),
        ('!!! note "Bitte"\n    Text.\n', "<p><strong>Bitte</strong></p>\n<div>\n<p>Text.</p>"),
        ("Pegel\n: Der Stand.\n", "<dl>\n<dt>Pegel</dt>\n<dd>Der Stand.</dd>\n</dl>"),
        ("Es gilt $x_1^* y_1^*$ immer.", '<span class="math">$x_1^* y_1^*$</span>'),
        (
            "Siehe [[Elbe]] und [[Alster|die *Alster*]].",
            "Elbe und <span>die <em>Alster</em></span>.",
        ),
        ("import A from 'a'\n\n<A b={1}>\n\nText\n\n</A>\n", "<p>Text</p>\n"),
    ],
)
def test_pages(source: str, page: str) -> None:
    """A page shows what can be shown of them, and nothing of what is for other programs."""
    made = format_for("x.md", source).to_html(source)
    assert page in made
    assert "\ufdd1" not in made and "{{<" not in made


@pytest.mark.parametrize(
    ("name", "source", "names"),
    [
        ("a.md", "A {{< youtube x >}}\n\n{{< youtube y >}}\n", ["{{< youtube >}}"]),
        (
            "a.md",
            "{{< notice >}}\nText.\n{{< /notice >}}\n\n{% include a.html %}\n",
            ["{% include %}"],
        ),
        ("a.md", "{% if x %}Text.{% endif %} {{ name }} `{{< x >}}`\n", []),
        ("a.md", "```\n{{< x >}}\n```\n\n{{< y >}}\n", ["{{< y >}}"]),
        ("a.md", "---\ntitle: T\n---\n[gallery ids='1']\n", ["[gallery]"]),
        ("a.mdx", "import X from 'x'\n\n<X a={1} />\n\n<Tabs>\n\nText.\n\n</Tabs>\n", ["<X>"]),
        ("a.md", "![[a.png|300]] ![[a.png]] [[b]] `[[c]]`\n", ["![[a.png]]", "where [[…]] leads"]),
        ("a.md", "Siehe [[b|den *Bericht*]].\n", ["where [[…]] leads"]),
        ("a.md", "`[[c]]` und [[d]]\n\n[d]: https://example.org\n", []),
        ("a.html", "[gallery] [embed]https://a.de[/embed] [box]Text.[/box]", ["[gallery]"]),
        ("a.html", "<body>[gallery]</body>", []),
        ("a.txt", "[gallery]", []),
    ],
)
def test_what_pages_leave_out(name: str, source: str, names: list[str]) -> None:
    """Shortcodes and templates of which nothing is shown are named, each once."""
    assert list(format_for(name, source).left_out(source)) == names


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [*LINES, "", "Wort", "Wort. ", " Wort", "    Wort", "---", "> Wort", "- W"]
        ),
        max_size=12,
    ).map("\n".join)
)
def test_plain_paragraphs(source: str) -> None:
    """The short way to paragraphs of plain lines leads where the long one does."""
    shown = features(source)
    short, long = _parser(shown), _parser.__wrapped__(shown)
    if shown.isdisjoint({"definitions", "mdx"}):
        long.block.ruler.disable("plain")
    assert _tokens(short, masked(source, shown), shown) == _tokens(
        long, masked(source, shown), shown
    )


def _tokens(parser: MarkdownIt, text: str, shown: Features) -> list[MutableMapping[str, Any]]:
    found: list[Token] = []
    parser.block.parse(text, parser, {"features": shown}, found)
    return [token.as_dict() for token in found]
