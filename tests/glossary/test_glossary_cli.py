"""`toolkit glossary`: a project's terms out as TBX and in again; at work in drafts and checks."""

from __future__ import annotations

from pathlib import Path

from conftest import Toolkit

CSV = (
    "source,en,forbidden en,note\n"
    "Bürgermeister,mayor,burgomaster,\n"
    "Sobjanin,Sobyanin,Sobjanin,Mayor of Moscow\n"
)


def test_round_trip(project: Path, toolkit: Toolkit) -> None:
    """Out as TBX, in again: the same terms; a glossary that is there is never replaced."""
    path = project / "locales" / "glossary.csv"
    ran = toolkit("glossary", "export", "terms.tbx")
    assert (ran.code, ran.err) == (2, "error: locales/glossary.csv: there is no glossary yet\n")
    path.parent.mkdir()
    path.write_text(CSV)
    ran = toolkit("glossary", "export", "terms.tbx")
    assert (ran.code, ran.out, ran.err) == (0, "terms.tbx\n", "glossary: wrote 2 terms\n")
    assert toolkit("glossary", "import", "terms.tbx").code == 2
    assert path.read_text() == CSV
    path.unlink()
    ran = toolkit("glossary", "import", "terms.tbx")
    assert (ran.code, ran.err) == (0, "glossary: read 2 terms\n")
    assert "Sobjanin,Sobyanin" in path.read_text() and "Mayor of Moscow" in path.read_text()


def test_damaged_glossary(project: Path, toolkit: Toolkit) -> None:
    """A glossary that cannot be read stops every command with its file and line."""
    (project / "locales").mkdir()
    (project / "locales" / "glossary.csv").write_text(CSV + "Bürgermeister,chief,,\n")
    ran = toolkit("status")
    assert ran.code == 2
    assert "locales/glossary.csv:4" in ran.err


def test_terms_reach_translators(project: Path, toolkit: Toolkit) -> None:
    """Entries name their terms; a draft without them is reported."""
    (project / "locales").mkdir()
    (project / "locales" / "glossary.csv").write_text(CSV)
    (project / "sources" / "a.txt").write_text("Der Bürgermeister ging.\n")
    toolkit("translate", "--engine", "pseudo")
    text = (project / "locales" / "en" / "LC_MESSAGES" / "a.po").read_text()
    assert "#. term: Bürgermeister = mayor; not: burgomaster\n" in text
    assert "terms" in toolkit("check").out
