"""An article as rows for two columns, whatever it holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cases import Case, read
from markupsafe import Markup

from toolkit.desk.layout import LayoutRow, rows
from toolkit.formats.article import parse_article
from toolkit.languages.language import language
from toolkit.publication import marked

CASES = read(Path(__file__).parent / "cases/layout.md", "format", "article", "rows")


def laid(suffix: str, text: str) -> tuple[LayoutRow, ...]:
    """The rows of an article whose sentences are translated by their numbers in brackets."""
    article = parse_article(f"a.{suffix}", text, language("de"))
    keys = dict.fromkeys(segment.key for segment in article.segments)
    numbers = {key: number for number, key in enumerate(keys, 1)}
    page = article.form.to_html(marked.source(article, numbers))
    return rows(page, numbers.values(), lambda n: Markup(f"[{n}]"), lambda src: f"/picture/{src}")


def shown(row: LayoutRow) -> str:
    """A row on one line."""
    place = f"{row.kind}{'>' * row.depth} {row.marker}".rstrip() + (" quoted" if row.quoted else "")
    texts = (re.sub(r"\s*\n\s*", "", str(side)) for side in (row.source, row.target))
    beside = f" beside {', '.join(map(str, row.beside))}" if row.beside else ""
    bare = (re.sub(r'<span class="s" data-n="\d+">(.*?)</span>', r"‹\1›", text) for text in texts)
    return f"{place}: {' | '.join(bare)}{beside}"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rows(case: Case) -> None:
    """An article is laid out as its case says."""
    found = [shown(row) for row in laid(case["format"], case["article"])]
    assert "".join(f"{line}\n" for line in found) == case["rows"]
