"""`toolkit approve`: what was chosen becomes approved, what has errors does not."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from conftest import Toolkit, judge, keys

from toolkit.catalog import po
from toolkit.catalog.origin import parse

TEXT = "Im Jahr 2020 kam er.\n\nSie blieb.\n\nAlle gingen um 8 Uhr.\n"


@pytest.fixture
def catalog(project: Path, trial: None, toolkit: Toolkit) -> Path:
    """A catalog of three machine drafts."""
    (project / "sources" / "a.txt").write_text(TEXT)
    assert toolkit("translate", "--engine", "pseudo").code == 0
    return project / "locales" / "en" / "LC_MESSAGES" / "a.po"


def states(path: Path) -> str:
    """One letter per entry: draft, approved, empty."""
    return "".join(
        "e" if not entry.msgstr else "d" if entry.fuzzy else "a"
        for entry in polib.pofile(str(path))
    )


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), "aaa"),
        (("--entries", 2), "dad"),
        (("--entries", 1, 3), "ada"),
        (("--origin", "mt"), "aaa"),
        (("--origin", "pseudo"), "aaa"),
        (("--origin", "tm"), "ddd"),
        (("--min-score", "0.5"), "ddd"),
        (("--dry-run",), "ddd"),
    ],
)
def test_choice(
    catalog: Path, toolkit: Toolkit, options: tuple[str | int, ...], expected: str
) -> None:
    """Keys, origins and scores choose; nothing else is approved."""
    words = [option for option in options if isinstance(option, str)]
    places = [option for option in options if isinstance(option, int)]
    ran = toolkit("approve", "sources/a.txt", *words, *([keys(catalog, *places)] if places else []))
    assert (ran.code, states(catalog)) == (0, expected)
    assert not judge(catalog)


def test_why_nothing_was_approved(catalog: Path, toolkit: Toolkit, project: Path) -> None:
    """Each sentence that was named is accounted for, and so is what `--clean` passes over."""
    first, second = keys(catalog, 1), keys(catalog, 2)
    approve = ("approve", "sources/a.txt")
    assert "approved 1 draft" in toolkit(*approve, "--entries", first).err
    said = toolkit(*approve, "--entries", first).err
    assert f"a.po: --entries {first}: it is approved already" in said
    said = toolkit(*approve, "--entries", second, "--origin", "tm").err
    assert f"--entries {second}: its origin or its score is not the one" in said
    text = catalog.read_text("utf-8")
    catalog.write_text(re.sub(r'(msgstr ".*)\b8\b', r"\g<1>9", text), "utf-8")
    said = toolkit(*approve, "--clean").err
    assert "a.po: 1 draft left alone, for the checks say something of" in said
    (project / "sources/b.txt").write_text("Neu.\n", "utf-8")
    assert "b.po: there is no such catalog yet" in toolkit("approve", "sources/b.txt").err


@pytest.mark.parametrize(
    "words", ["", "0", "2", "3-1", "2-", "x", "-", ",", "kdfmxbc;x", "KDFMXBC"]
)
def test_what_is_no_key(catalog: Path, toolkit: Toolkit, words: str) -> None:
    """A number, an empty variable in a script or a typing error approves nothing."""
    ran = toolkit("approve", "sources/a.txt", "--entries", words)
    assert (ran.code, states(catalog)) == (2, "ddd")
    assert "`review` shows" in ran.err


def test_a_page_that_is_old(catalog: Path, toolkit: Toolkit, project: Path) -> None:
    """Read off a page before somebody changed the article or the draft: the same text, or none."""
    first, second = keys(catalog, 1), keys(catalog, 2)
    article = project / "sources/a.txt"
    article.write_text(f"Ein neuer Anfang.\n\n{TEXT}")
    toolkit("translate", "--engine", "pseudo")
    assert states(catalog) == "dddd"
    text = catalog.read_text()
    draft = po.read(catalog).entries[1].target
    catalog.write_text(text.replace(draft, "In 2020 he came."))
    ran = toolkit("approve", "sources/a.txt", "--entries", f"{first},{second}")
    assert (ran.code, states(catalog)) == (3, "ddad")
    assert f"--entries {first}: no sentence has this key now" in ran.err
    ran = toolkit("approve", "sources/a.txt", "--entries", keys(catalog, 2, 3))
    assert (ran.code, states(catalog)) == (0, "daad")


def test_errors_stay_drafts(catalog: Path, toolkit: Toolkit) -> None:
    """A draft with an error is listed and stays a draft; the exit code says so."""
    catalog.write_text(catalog.read_text().replace("2020 ķ", "2021 ķ"))
    ran = toolkit("approve", "sources/a.txt")
    assert (ran.code, states(catalog)) == (3, "daa")
    assert "a.po:" in ran.err and "Missing: 2020" in ran.err


def test_approved_entries_lose_their_origin(catalog: Path, toolkit: Toolkit) -> None:
    """Approval removes `fuzzy` and the `# mt:` line, and nothing of a person's."""
    catalog.write_text(re.sub("(# mt: pseudo.*\n)", "\\1# read\n", catalog.read_text(), count=1))
    toolkit("approve", "sources/a.txt")
    text = catalog.read_text()
    assert "fuzzy" not in text and "mt: pseudo" not in text and "# read\n" in text


def test_the_language_must_be_named(catalog: Path, toolkit: Toolkit, project: Path) -> None:
    """With several target languages nobody approves them all by leaving one out."""
    (project / "toolkit.toml").write_text('targets = ["en", "ru"]\nchecks = {copied = "off"}\n')
    ran = toolkit("approve", "sources/a.txt")
    assert (ran.code, states(catalog)) == (2, "ddd")
    assert "--to" in ran.err
    assert toolkit("approve", "sources/a.txt", "--to", "en").code == 0
    assert states(catalog) == "aaa"


def test_confidence_of_an_older_text_does_not_count(
    catalog: Path, toolkit: Toolkit, project: Path
) -> None:
    """A draft made for an older text of its sentence has no score to be approved by."""
    drafts = po.read(catalog)
    sure = [replace(entry, origin=parse("mt: pseudo, confidence 0.96")) for entry in drafts.entries]
    text = po.write(replace(drafts, entries=tuple(sure)))
    catalog.write_text(text.replace("ķåɱ", "came"))
    (project / "sources" / "a.txt").write_text(TEXT.replace("kam er", "ging er"))
    toolkit("translate", "--engine", "pseudo")
    toolkit("approve", "sources/a.txt", "--min-score", "0.9")
    assert states(catalog)[:3] == "daa"


def test_nothing_unread_is_approved(catalog: Path, toolkit: Toolkit, project: Path) -> None:
    """A draft that only comes into being because the article changed was read by nobody."""
    assert toolkit("approve", "sources/a.txt").code == 0
    (project / "sources" / "a.txt").write_text(TEXT.replace("Sie blieb", "Sie bliebe"))
    ran = toolkit("approve", "sources/a.txt")
    assert ran.code == 3
    assert "sources/a.txt changed since: run `toolkit translate`, read what is new" in ran.err
    assert states(catalog) == "aaa"
    toolkit("translate", "--engine", "pseudo")
    assert states(catalog)[:3] == "ada"
    assert toolkit("approve", "sources/a.txt").code == 0
    assert states(catalog)[:3] == "aaa"


def test_a_trial_that_was_approved_by_hand(project: Path, toolkit: Toolkit) -> None:
    """What an engine only made for a trial is an error until it is changed or said to be right.

    Whoever took `fuzzy` away; and the next run does not forget it.
    """
    (project / "sources" / "a.md").write_text("# Hamburg\n\nAngela Merkel\n", "utf-8")
    toolkit("translate", "--engine", "identity")
    path = project / "locales/en/LC_MESSAGES/a.po"
    path.write_text(path.read_text("utf-8").replace("#, fuzzy, no-wrap", "#, no-wrap"), "utf-8")
    for _ in range(2):
        ran = toolkit("publish")
        assert ran.code == 3
        assert ran.err.count("The engine identity translates nothing") == 2
        (project / "sources" / "a.md").write_text("# Hamburg\n\nAngela Merkel\n\n5\n", "utf-8")
        toolkit("translate", "--engine", "none")
    text = path.read_text("utf-8").replace('msgid "Angela', '# toolkit: ok copied\nmsgid "Angela')
    path.write_text(text.replace('msgstr "Hamburg"', 'msgstr "Hamburg City"'), "utf-8")
    assert toolkit("publish").code == 0
