"""What an article says of its page is followed, or said."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from cases import Case, read
from site_pages import Build, write

from toolkit.languages.language import language
from toolkit.site.placing import placing

CASES = read(Path(__file__).parent / "cases/placing.md", "front", "in", "is", "said")
LANGUAGES = [language(code) for code in ("de", "en", "zh")]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_placing(case: Case) -> None:
    """Where the page is, and what is said."""
    found = placing(yaml.safe_load(case["front"]), LANGUAGES, "in" in case)
    kind = f"page {found.menu} {found.weight}" if found.page else "article"
    assert ", ".join([kind, *map(" ".join, found.slugs)]) == case["is"]
    assert [*found.faults] == (case["said"].splitlines() if "said" in case else [])


def test_on_the_site(small: Path, build: Build) -> None:
    """Pages in HTML are pages too; an address in another script works; faults are named."""
    metas = '<meta name="page" content="true"><meta name="menu" content="main">'
    page = f"<html lang=de><head><title>Über uns</title>{metas}</head><p>Der Text.</p></html>"
    (small / "sources/ueber.html").write_text(page, "utf-8")
    (small / "sources/pages").mkdir()
    write(small, "pages/impressum", title="Impressum", menu="header")
    write(small, "a", title="Eins", date="2026-01-01", slug="{de: 海岸, fr: x}")
    built = build()
    assert ">Eins</h1>" in built.read("de/海岸.html")
    front = built.read("de/index.html")
    assert '<a href="%E6%B5%B7%E5%B2%B8.html">Eins</a>' in front
    assert ">Über uns<" in front.split("<main")[0]
    assert ">Über uns<" not in front.split("<main")[1].split("</main>")[0]
    assert (
        "sources/pages/impressum.md:3: menu: 'header' is none of footer, main, none" in built.said
    )
    assert "sources/a.md:4: slug: 'fr' is no language of the project; correct it" in built.said
