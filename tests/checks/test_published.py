"""The last checks: what was understood by nobody is named when it is published."""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import Case, read
from conftest import Toolkit

from toolkit.checks.context import Context
from toolkit.formats.article import parse_article
from toolkit.languages.language import language
from toolkit.publication.publish import last_checks

DE, EN = language("de"), language("en")
CASES = read(Path(__file__).with_name("published_cases.md"), "source", "text", "finds")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    """A publication gets the expected findings, with their lines, and no others."""
    article = parse_article("a.md", case["source"], DE)
    found = last_checks(article, case["text"], Context(DE, EN), {})
    expected = [line.split(": ", 2) for line in case["finds"].splitlines()]
    assert [(str(r.line), check.name) for check, _, r in found] == [(a, b) for a, b, _ in expected]
    for (_, _, remark), (_, _, words) in zip(found, expected, strict=True):
        assert words in remark.message


def translated(project: Path, toolkit: Toolkit, source: str, pairs: dict[str, str]) -> None:
    """An article whose sentences a person translated and approved."""
    (project / "sources" / "a.md").write_text(source, "utf-8")
    assert toolkit("translate", "--engine", "identity", "--to", "en").code == 0
    path = project / "locales" / "en" / "LC_MESSAGES" / "a.po"
    text = path.read_text("utf-8").replace("#, fuzzy, no-wrap", "#, no-wrap")
    for german, english in pairs.items():
        text = text.replace(f'msgstr "{german}"', f'msgstr "{english}"')
    path.write_text(text, "utf-8")


def test_publish_says_it(project: Path, toolkit: Toolkit) -> None:
    """What is left over is told; as an error it keeps the article from being published."""
    left = "Der Server wird am Montag gewartet. Sichern Sie Ihre Daten."
    source = f"# Das Handbuch\n\n%{{x}}\n\n    {left}\n"
    translated(project, toolkit, source, {"Das Handbuch": "The manual"})
    ran = toolkit("publish", "--to", "en")
    assert ran.code == 0
    assert (
        "a.md:5: warning: left over: “Der Server wird am Montag gewartet. Sichern Sie Ihre Daten.”"
        in ran.err
    )
    settings = project / "toolkit.toml"
    settings.write_text(settings.read_text() + '\n[checks]\n"left over" = "error"\n')
    ran = toolkit("publish", "--to", "en")
    assert ran.code == 3
    assert "a.md:5: error: left over" in ran.err


def test_drafts_say_it(project: Path, toolkit: Toolkit) -> None:
    """So are what a draft and the site leave over, and neither banner nor marks count as damage."""
    left = "Der Server wird am Montag gewartet. Sichern Sie Ihre Daten."
    source = f"# Das Handbuch\n\n%{{x}}\n\n    {left}\n\n!!! note\n    Ein Text.\n"
    translated(project, toolkit, source, {"Das Handbuch": "The manual", "Ein Text.": "A text."})
    remark = f"a.md:5: warning: left over: “{left}”"
    catalog = project / "locales" / "en" / "LC_MESSAGES" / "a.po"
    reviewed = catalog.read_text("utf-8")
    catalog.write_text(reviewed.replace("#, no-wrap", "#, fuzzy, no-wrap", 2), "utf-8")
    ran = toolkit("publish", "--drafts", "--to", "en")
    assert (ran.code, ran.err.count("a.md")) == (0, 1)
    assert remark.replace("a.md:5", "a.md:7") in ran.err
    for options in ((), ("--drafts",)):
        ran = toolkit("site", *options)
        assert (remark.replace("a.md", "a.md in English") in ran.err) is bool(options)
    catalog.write_text(reviewed, "utf-8")
    ran = toolkit("site")
    assert remark.replace("a.md", "a.md in English") in ran.err
    settings = project / "toolkit.toml"
    settings.write_text(settings.read_text() + '\n[checks]\n"left over" = "error"\n')
    ran = toolkit("site")
    assert (ran.code, "a.md in English:5: error: left over" in ran.err) == (3, True)
