"""`toolkit doctor`, and what `init` leaves: the first steps, and what is lacking."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import PNG, Toolkit

from toolkit.errors import UsageError
from toolkit.project import settings


def test_what_init_leaves(
    tmp_path: Path, toolkit: Toolkit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Settings that explain themselves and are valid with every line of them in use."""
    monkeypatch.chdir(tmp_path)
    ran = toolkit("init", ".", "--to", "en")
    assert "next: toolkit translate" in ran.err
    assert "/exchange/" in (tmp_path / ".gitignore").read_text("utf-8")
    assert "/.toolkit/" in (tmp_path / ".gitignore").read_text("utf-8")
    path = tmp_path / "toolkit.toml"
    path.write_text(re.sub("^# ", "", path.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    found = settings.find(tmp_path)
    assert str(found.timezone) == "Europe/Berlin"
    assert found.engine == "none"
    assert found.site["url"] == "https://example.org"


def test_init_keeps_what_git_ignores(tmp_path: Path, toolkit: Toolkit) -> None:
    """A `.gitignore` of the user's own stays as it is."""
    (tmp_path / ".gitignore").write_text("mine\n")
    toolkit("init", str(tmp_path))
    assert (tmp_path / ".gitignore").read_text() == "mine\n"


def test_a_setting_that_was_meant(tmp_path: Path) -> None:
    """The closest name is offered."""
    (tmp_path / "toolkit.toml").write_text('target = ["en"]\n')
    with pytest.raises(UsageError, match="unknown setting 'target'; did you mean 'targets'"):
        settings.find(tmp_path)


def test_doctor(project: Path, toolkit: Toolkit) -> None:
    """Each thing that is lacking has its remedy; when nothing is, the exit code is 0."""
    ran = toolkit("doctor")
    assert ran.code == 3
    assert "to do: no articles in sources" in ran.out
    (project / "sources/a.md").write_text("# Hafen\n\nEin Satz.\n", "utf-8")
    (project / "sources/b.md").write_bytes(b"\xff")
    said = toolkit("doctor").out
    for line in (
        "ok: 1 article can be read",
        "to do: 2 sentences without a text: run `toolkit translate`",
        "to do: no model for de→en: run `toolkit models install de_en`; or set engine",
        "to do: no timezone: ",
        "to do: no site.url",
        "to do: sources/b.md",
    ):
        assert line in said
    (project / "sources/b.md").unlink()
    (project / "toolkit.toml").write_text(
        'targets = ["en"]\ntimezone = "Europe/Berlin"\nengine = "none"\n'
        '[site]\nurl = "https://example.org"\n'
    )
    toolkit("translate")
    path = project / "locales/en/LC_MESSAGES/a.po"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace('"Hafen"\nmsgstr ""', '"Hafen"\nmsgstr "Port"').replace(
            '"Ein Satz."\nmsgstr ""', '"Ein Satz."\nmsgstr "A sentence."'
        ),
        "utf-8",
    )
    ran = toolkit("doctor")
    assert (ran.code, ran.err) == (0, "doctor: all is well\n")


def test_empty_sentences_are_one_line(project: Path, toolkit: Toolkit) -> None:
    """`check` says once for each catalog how many sentences have no translation."""
    (project / "sources/a.md").write_text("# Hafen\n\nEin Satz. Noch einer.\n", "utf-8")
    out = toolkit("check").out
    assert out.count("\n") == 1
    assert "a.po: error: empty: 3 sentences have no translation; write one, or run" in out
    assert out.count(" | ") == 2
    said = toolkit("publish", "--to", "fr").err
    assert "a.po: there is no such catalog yet; run `toolkit translate`" in said
    assert "Ein Satz" not in said


def test_articles_without_a_title(project: Path, toolkit: Toolkit) -> None:
    """Their first words stand in, on the page of `publish`, too; `doctor` says what to do."""
    text = "<p>Der Senat tagte am Montag.</p>\n<h2>Abschnitt</h2>\n"
    (project / "sources/a.html").write_text(text, "utf-8")
    (project / "sources/b.html").write_text(f"<title>Mein Titel</title>\n{text}", "utf-8")
    (project / "sources/c.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nHallo.\n", "utf-8")
    ran = toolkit("doctor")
    assert "to do: sources/a.html: its first words stand in for a title" in ran.out
    assert ran.out.count("stand in for a title") == 1
    toolkit("translate", "--engine", "identity")
    toolkit("publish", "--drafts")
    page = (project / "public/en/a.page.html").read_text("utf-8")
    assert "<title>⟦Der Senat tagte am Montag.⟧</title>" in page


def test_pictures_that_are_not_there(project: Path, toolkit: Toolkit) -> None:
    """They are named with their line, whether the text or a field shows them."""
    shown = "![a](da.png) ![b](weg.png) ![c](halb.png) <img src='/x/y.gif'>"
    text = f"---\nimage: fehlt.jpg\n---\n# T\n\n{shown}\n"
    (project / "sources/a.md").write_text(text, "utf-8")
    (project / "sources/da.png").write_bytes(PNG)
    (project / "sources/halb.png").write_bytes(PNG[:50])
    said = toolkit("doctor").out
    for line, name in ((2, "fehlt.jpg"), (6, "weg.png"), (6, "/x/y.gif")):
        assert f"to do: sources/a.md:{line}: {name!r} leads to nothing" in said
    assert "da.png" not in said
    assert "to do: sources/a.md:6: 'halb.png' cannot be shown to its end" in said
