"""What a command costs grows in line with what it reads: shown by n, 2n and 4n of odd articles."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from toolkit.catalog import po
from toolkit.document import sentences
from toolkit.formats.format import OPEN_MARK, Localization
from toolkit.formats.html import draft
from toolkit.formats.html.tokens import tokens
from toolkit.formats.markdown import render
from toolkit.languages.language import language
from toolkit.memory import tmx
from toolkit.site import body

GERMAN, ENGLISH = language("de"), language("en")
HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
LOCALIZATION = Localization(GERMAN, ENGLISH, "Draft")


def mark(page: str) -> object:
    return draft.highlight(page, LOCALIZATION)


def catalog(text: str) -> object:
    return po.parse((HEAD + text).encode(), "a.po")


def memory(seg: str) -> object:
    text = (
        f'<tmx version="1.4"><header srclang="de"/><body><tu><tuv xml:lang="de"><seg>{seg}</seg>'
        f'</tuv><tuv xml:lang="en"><seg>{seg}</seg></tuv></tu></body></tmx>'
    )
    return tmx.parse(Path("a.tmx"), GERMAN, ENGLISH, text.encode())


def many(text: str) -> Callable[[int], str]:
    return lambda n: text * n


CASES: dict[str, tuple[Callable[[str], object], Callable[[int], str], int]] = {
    "codes in a TMX segment": (memory, lambda n: "<ph/>" * n + "x", 2000),
    "pairs in a TMX segment": (memory, lambda n: '<bpt i="1"/>' * n + '<ept i="1"/>' * n, 1000),
    "equal headings in Markdown": (
        lambda t: render.render(t, frozenset()),
        many("# Fix\n\n"),
        1000,
    ),
    "equal headings in HTML": (body._anchors, many("<h2>Fix</h2>\n"), 2000),
    "headings without end": (body._anchors, many("<h2>Fix\n"), 2000),
    "options without end": (mark, many("<option>a"), 4000),
    "vectors without end": (mark, many("<svg>"), 4000),
    "comments without end": (mark, many("<!-- a"), 4000),
    "tags without end": (mark, many("<a "), 11000),  # longer than what is remembered
    "marks without end": (mark, many(OPEN_MARK), 4000),
    "entries": (catalog, lambda n: "".join(f'msgid "{i}"\nmsgstr "x"\n\n' for i in range(n)), 1000),
    "lines of an entry": (catalog, lambda n: 'msgid ""\n' + '"a"\n' * n + 'msgstr ""\n', 2000),
    "strings in a line": (catalog, lambda n: 'msgid "a"\nmsgstr ' + '"b" ' * n, 2000),
    "escapes in a string": (
        catalog,
        lambda n: 'msgid "a"\nmsgstr "' + "\\\\303\\\\274" * n + '"',
        1000,
    ),
    "comments of an entry": (catalog, lambda n: "# mt: a\n" * n + 'msgid "a"\nmsgstr ""\n', 500),
    "full stops": (lambda t: sentences.boundaries(t, GERMAN), many(". "), 2000),
    "tokens of open tags": (lambda t: list(tokens(t)), many("<a "), 2000),
}


@pytest.mark.parametrize("name", CASES)
def test_linear(name: str) -> None:
    """Four times as much takes at most eight times as long: quadratic growth would take sixteen.

    Or twice as much three times as long, where the least is so little that its cost is chance.
    """
    work, make, start = CASES[name]
    work(make(10))
    costs = []
    for n in (start, 2 * start, 4 * start):
        text = make(n)
        costs.append(min(_cost(work, text) for _ in range(3)))
    assert costs[2] < max(8 * costs[0], 3 * costs[1]) + 0.02, [f"{cost:.4f}" for cost in costs]


def _cost(work: Callable[[str], object], text: str) -> float:
    started = time.process_time()
    work(text)
    return time.process_time() - started
