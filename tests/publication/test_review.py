"""Review pages: every sentence once in order, state, findings, changes; nothing from a network."""

from __future__ import annotations

import re
from pathlib import Path

import html5lib
from conftest import SEED, Toolkit

CHANGED = "Das *Treffen* begann um 9 Uhr.\n\n# Titel <b>\n\nDas Ende.\n\nDas Ende.\n"


def test_page(project: Path, toolkit: Toolkit) -> None:
    """A changed source shows what changed; repeated sentences and findings are marked."""
    source = project / "sources" / "a.md"
    source.write_text(CHANGED.replace("9 Uhr", "8 Uhr"))
    toolkit("translate", "--engine", "identity")
    catalog = project / "locales" / "en" / "LC_MESSAGES" / "a.po"
    catalog.write_text(
        catalog.read_text()
        .replace("# mt: identity\n", "")
        .replace("#, fuzzy, no-wrap", "#, no-wrap")
        .replace('msgstr "Das Ende."', 'msgstr "The end"')
    )
    source.write_text(CHANGED)
    ran = toolkit("review")
    assert (ran.code, ran.out.strip()) == (0, "review/en/a.html\nreview/index.html")
    text = (project / "review" / "en" / "a.html").read_text()
    html5lib.HTMLParser(strict=True).parse(text)
    assert "<del>8</del><ins>9</ins>" in text
    assert text.count('class="repeated"') == 1
    assert "The “.” at the end is missing" in text
    assert "Das <code>&lt;g1&gt;</code>Treffen<code>&lt;/g1&gt;</code> begann" in text
    assert not re.search(r"(?:src|href|url)\s*[=(]", text)


def test_every_sentence_of_the_real_article(project: Path, toolkit: Toolkit) -> None:
    """Sixteen rows in reading order, all empty before anybody translated."""
    (project / "sources" / SEED.name).write_bytes(SEED.read_bytes())
    toolkit("review", "--out", "pages")
    text = (project / "pages" / "en" / SEED.with_suffix(".html").name).read_text()
    rows = re.findall(r'<td class="number"><code>[a-z]{7}</code> (\d+)</td>', text)
    assert rows == [str(number) for number in range(1, 17)]
    assert '<span class="badge empty">16 empty</span>' in text


def test_index(project: Path, toolkit: Toolkit) -> None:
    """It leads to every page with its states and findings; written only if it would be whole."""
    for name in ("a.txt", "b c.txt"):
        (project / "sources" / name).write_text("Im Jahr 2020 kam er.\n\nEr ging.\n")
    toolkit("translate", "--engine", "identity")
    path = project / "locales/en/LC_MESSAGES/a.po"
    path.write_text(path.read_text().replace('msgstr "Er ging."', 'msgstr "He left 2021."'))
    assert "index" not in toolkit("review", "--to", "en").out
    assert "index" not in toolkit("review", "sources/a.txt").out
    ran = toolkit("review")
    assert ran.out.splitlines() == ["review/en/a.html", "review/en/b c.html", "review/index.html"]
    text = (project / "review/index.html").read_text()
    html5lib.HTMLParser(strict=True).parse(text)
    links = re.findall(r'<a href="([^"]+)">(.*?)</a>', text)
    assert links == [
        ("en/a.html", "en: 0 of 2 approved"),
        ("en/b%20c.html", "en: 0 of 2 approved"),
    ]
    assert "2 draft, 0 empty" in text
