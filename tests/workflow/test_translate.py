"""`toolkit translate`: catalogs follow their articles, and what people wrote stays."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal
from unicodedata import normalize

import polib
import pytest
from conftest import SEED, Toolkit, gettext, judge, keys
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.catalog import po
from toolkit.catalog.origin import parse, spell

DAMAGED = Path(__file__).parents[1] / "catalog" / "damaged"
TEXT = "Grüße aus Köln.\n\nDer Rat tagt am Montag.\n"


def catalog(project: Path, name: str = "b", locale: str = "en") -> Path:
    """Where an article's catalog lies."""
    return project / "locales" / locale / "LC_MESSAGES" / f"{name}.po"


def stamp(path: Path) -> tuple[int, int]:
    """What changes when a file is written."""
    return path.stat().st_ino, path.stat().st_mtime_ns


def approve(path: Path) -> None:
    """What an editor does when a person approves everything."""
    path.write_bytes(path.read_bytes().replace(b"#, fuzzy, no-wrap", b"#, no-wrap"))


def entries(path: Path) -> dict[str, str]:
    """msgid → the whole text of its entry, without the obsolete ones."""
    chunks = path.read_text("utf-8").rstrip("\n").split("\n\n")[1:]
    found = {re.search("^msgid .*", chunk, re.M): chunk for chunk in chunks}
    return {msgid[0]: chunk for msgid, chunk in found.items() if msgid}


def test_one_changed_sentence_is_one_draft(project: Path, toolkit: Toolkit) -> None:
    """`25. Mal` → `30. Mal` gives one draft with its old source; changing it back, the old text."""
    article = project / "sources" / SEED.name
    shutil.copy(SEED, article)
    assert toolkit("translate", "--engine", "identity").code == 0
    path = catalog(project, SEED.stem)
    approve(path)
    toolkit("translate", "--engine", "identity")
    before = path.read_bytes()
    old = entries(path)
    assert len(old) == 16
    article.write_text(SEED.read_text("utf-8").replace("zum 25. Mal", "zum 30. Mal"), "utf-8")
    ran = toolkit("translate", "--engine", "identity")
    assert (ran.code, ran.out) == (0, f"locales/en/LC_MESSAGES/{SEED.stem}.po\n")
    new = entries(path)
    (changed,) = set(new) - set(old)
    (gone,) = set(old) - set(new)
    assert gone == changed.replace("zum 30. Mal", "zum 25. Mal")
    assert "\n#, fuzzy, no-wrap\n#| " + gone + "\n" + changed in new[changed]
    assert {msgid: new[msgid] for msgid in old if msgid != gone} == {
        msgid: text for msgid, text in old.items() if msgid != gone
    }
    assert not judge(path)
    shutil.copy(SEED, article)
    toolkit("translate", "--engine", "identity")
    assert entries(path) == old
    dates = re.compile(rb'"(POT-Creation|PO-Revision)-Date: .*"')
    assert dates.sub(b"", path.read_bytes()) == dates.sub(b"", before)


def test_nothing_changed_nothing_written(project: Path, toolkit: Toolkit) -> None:
    """A second run leaves bytes, time and inode of the catalog as they are."""
    (project / "sources" / "b.txt").write_text(TEXT, "utf-8")
    assert "wrote 1 catalog: 2 sentences drafted" in toolkit("translate", "--engine", "pseudo").err
    path = catalog(project)
    before = path.read_bytes(), stamp(path)
    ran = toolkit("translate", "--engine", "pseudo")
    assert "wrote 0 catalogs: 0 sentences drafted" in ran.err
    assert (path.read_bytes(), stamp(path)) == before


def test_dry_run_writes_nothing(project: Path, toolkit: Toolkit) -> None:
    """What would be written is named; no file or folder appears."""
    (project / "sources" / "b.txt").write_text(TEXT, "utf-8")
    ran = toolkit("translate", "--engine", "pseudo", "--dry-run")
    assert (ran.code, ran.out) == (0, "locales/en/LC_MESSAGES/b.po\n")
    assert sorted(path.name for path in project.rglob("*")) == ["b.txt", "sources", "toolkit.toml"]


# ---------------------------------------------------------------- damaged and odd catalogs

REFUSED = {
    "truncated-in-string": (29, "not PO syntax"),
    "truncated-before-msgstr": (28, "an entry without msgstr"),
    "truncated-in-header": (10, "not PO syntax"),
    "truncated-in-a-letter": (22, "not UTF-8"),
    "duplicate": (35, "same msgid as in line 22"),
    "duplicate-obsolete": (31, "same msgid as in line 28"),
    "conflict": (29, "conflict marker"),
    "conflict-in-comment": (20, "conflict marker"),
    "latin-1": (22, "not UTF-8"),
    "utf-16": (1, "a zero byte"),
    "bom": (1, "byte order mark"),
    "header-missing": (1, "the header entry is missing"),
    "header-empty": (1, "the header entry is empty"),
    "empty": (1, "the file is empty"),
    "blank": (1, "the file is empty"),
    "zero-bytes": (1, "a zero byte"),
    "page": (1, "not PO syntax"),
    "msgid-broken": (28, "not PO syntax"),
    "msgid-wrapped": (28, "not PO syntax"),
    "msgstr-twice": (30, "msgstr in the wrong place"),
    "typographic-quotes": (29, "not PO syntax"),
    "word-misspelled": (29, "not PO syntax"),
    "plural": (32, "a plural entry"),
}
ACCEPTED = {
    "good",
    "crlf",
    "fuzzy-header",
    "unknown-placeholder",
    "comment-glued",  # as gettext does
    "octal-escapes",
}
COMMANDS = {
    "translate": ("translate", "--engine", "identity"),
    "status": ("status",),
    "check": ("check",),
    "publish": ("publish", "--drafts"),
    "review": ("review",),
    "approve": ("approve", "sources"),
}


@pytest.fixture
def three(project: Path, toolkit: Toolkit) -> Path:
    """Articles a, b and c with approved catalogs."""
    for name in "abc":
        (project / "sources" / f"{name}.txt").write_text(TEXT, "utf-8")
        path = catalog(project, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        good = (DAMAGED / "good.po").read_text("utf-8")
        path.write_text(good.replace("sources/b.txt", f"sources/{name}.txt"), "utf-8")
    assert toolkit("publish").code == 0
    shutil.rmtree(project / "public")
    return project


def test_what_is_emptied_is_not_drafted(project: Path, toolkit: Toolkit) -> None:
    """Drafts of a trial that another engine takes out count as empty, and as nothing else."""
    (project / "sources/a.txt").write_text("Der Hafen wächst.\n", "utf-8")
    toolkit("translate", "--engine", "pseudo")
    ran = toolkit("translate", "--engine", "none")
    assert "wrote 1 catalog: 0 sentences drafted, 1 empty" in ran.err


def test_every_damaged_file_is_tested() -> None:
    """The files and the tables name the same cases."""
    assert {path.stem for path in DAMAGED.glob("*.po")} == {*REFUSED, *ACCEPTED}


def refused(three: Path, toolkit: Toolkit, place: str) -> None:
    """Every command names the place, ends with 2, and does the other articles."""
    for name, words in COMMANDS.items():
        ran = toolkit(*words)
        assert ran.code == 2, name
        assert ran.err.count(f"error: {catalog(three).relative_to(three)}{place}") == 1, ran.err
        assert ran.err.count("\n") == 2, ran.err
        assert "1 failed" in ran.err
    for name in ("a", "c"):
        assert (three / "public" / "en" / f"{name}.txt").exists()
        assert (three / "review" / "en" / f"{name}.html").exists()
    assert not (three / "public" / "en" / "b.txt").exists()
    assert not (three / "review" / "en" / "b.html").exists()


@pytest.mark.parametrize("name", REFUSED)
def test_damaged_catalogs_are_refused(name: str, three: Path, toolkit: Toolkit) -> None:
    """File, line and remedy are named, the bytes stay, the other articles are done."""
    path = catalog(three)
    shutil.copy(DAMAGED / f"{name}.po", path)
    before = path.read_bytes(), stamp(path)
    line, words = REFUSED[name]
    refused(three, toolkit, f":{line}: {words}")
    assert (path.read_bytes(), stamp(path)) == before


@pytest.mark.parametrize("kind", ["folder", "pipe", "link to nothing", "link to itself"])
def test_what_is_no_catalog_is_refused(kind: str, three: Path, toolkit: Toolkit) -> None:
    """A folder, a pipe or a broken link in a catalog's place is named and left there."""
    path = catalog(three)
    path.unlink()
    match kind:
        case "folder":
            path.mkdir()
        case "pipe":
            subprocess.run(["mkfifo", path], check=True)
        case "link to nothing":
            path.symlink_to("nothing.po")
        case _:
            path.symlink_to(path.name)
    before = path.lstat()
    refused(three, toolkit, ": a link to nothing" if "link" in kind else ": not a file")
    assert path.lstat().st_ino == before.st_ino


@pytest.mark.parametrize("name", ["crlf", "fuzzy-header"])
def test_odd_catalogs_are_accepted(name: str, three: Path, toolkit: Toolkit) -> None:
    """Windows line ends and a fuzzy header are no damage; nobody's words are lost."""
    path = catalog(three)
    shutil.copy(DAMAGED / f"{name}.po", path)
    assert toolkit("publish").code == 0
    assert (three / "public" / "en" / "b.txt").read_text().startswith("Greetings from Cologne.\n")
    assert toolkit("translate", "--engine", "identity").code == 0
    assert entries(path) == entries(DAMAGED / "good.po")
    assert not judge(path)


def test_an_unknown_placeholder_is_a_finding(three: Path, toolkit: Toolkit) -> None:
    """It blocks publishing, marked as a draft too, is listed with file and line, and stays."""
    path = catalog(three)
    shutil.copy(DAMAGED / "unknown-placeholder.po", path)
    before = path.read_bytes()
    place = "locales/en/LC_MESSAGES/b.po:28: error: placeholders: "
    for words in (("check",), ("publish",), ("publish", "--drafts")):
        ran = toolkit(*words)
        assert ran.code == 3
        assert place in ran.out + ran.err
    assert toolkit("translate", "--engine", "identity").code == 0
    assert path.read_bytes() == before
    assert (three / "public" / "en" / "c.txt").exists()
    assert not (three / "public" / "en" / "b.txt").exists()


# ---------------------------------------------------------------- what editors and people do


def test_what_editors_add_is_kept(three: Path, toolkit: Toolkit) -> None:
    """Header fields, header comments and people's comments survive a change of the article."""
    path = catalog(three)
    text = path.read_text("utf-8")
    text = text.replace(
        '"X-Generator: toolkit 0.1.0\\n"',
        '"X-Generator: Poedit 3.4\\n"\n"X-Poedit-Bookmarks: 1,2\\n"',
    )
    text = text.replace(
        "#, no-wrap", "# Übersetzt von Anna <anna@example.org>, 2020.\n#\n#, no-wrap", 1
    )
    text = text.replace(
        "Last-Translator: Automatically generated", "Last-Translator: Anna <anna@example.org>"
    )
    path.write_text(text, "utf-8")
    path.chmod(0o664)
    (three / "sources" / "b.txt").write_text(TEXT + "\nNeu ist dieser Satz.\n", "utf-8")
    assert toolkit("translate", "--engine", "identity").code == 0
    new = path.read_text("utf-8")
    for line in (
        "# Übersetzt von Anna <anna@example.org>, 2020.\n#\n",
        '"Last-Translator: Anna <anna@example.org>\\n"',
        '"X-Generator: Poedit 3.4\\n"\n"X-Poedit-Bookmarks: 1,2\\n"',
        "# Bitte so lassen.\n#. paragraph\n",
    ):
        assert line in new
    assert path.stat().st_mode & 0o777 == 0o664
    assert not judge(path)


def test_a_linked_catalog_stays_a_link(three: Path, toolkit: Toolkit) -> None:
    """Translators may keep their files elsewhere."""
    path = catalog(three)
    elsewhere = three / "translators"
    elsewhere.mkdir()
    shutil.move(path, elsewhere / "b.po")
    path.symlink_to(elsewhere / "b.po")
    (three / "sources" / "b.txt").write_text(TEXT + "\nNeu.\n", "utf-8")
    assert toolkit("translate", "--engine", "identity").code == 0
    assert path.is_symlink()
    assert 'msgid "Neu."' in (elsewhere / "b.po").read_text("utf-8")


def _poedit(path: Path) -> None:
    """What Poedit does when it saves: its header fields, its own wrapping, flags in its order."""
    file = polib.pofile(str(path), wrapwidth=79)
    file.metadata["X-Generator"] = "Poedit 3.4.2"
    for entry in file:
        entry.flags = [flag for flag in entry.flags if flag != "no-wrap"]
    file.save(str(path))


def _windows(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def _gettext(*words: str) -> None:
    gettext(*words).check_returncode()


EDITORS: dict[str, Callable[[Path], object]] = {
    "Poedit": _poedit,
    "Windows": _windows,
    "msgcat": lambda path: _gettext("msgcat", "-o", str(path), str(path)),
    "msgcat wrapped": lambda path: _gettext("msgcat", "-w", "60", "-o", str(path), str(path)),
    "msgcat sorted": lambda path: _gettext("msgcat", "-s", "-o", str(path), str(path)),
    "msgattrib": lambda path: _gettext("msgattrib", "--no-location", "-o", str(path), str(path)),
    "msgmerge": lambda path: _gettext(
        "msgmerge", "-q", "-U", "--previous", "--backup=none", str(path), str(path)
    ),
}


@pytest.mark.parametrize("name", EDITORS)
def test_editors_in_between(name: str, project: Path, toolkit: Toolkit) -> None:
    """After another program rewrote the file, texts, states, origins and comments are the same."""
    article = project / "sources" / "b.md"
    old = '# Titel der Seite\n\nEin **fetter** Satz mit \\\\ und "Zeichen". Der zweite Satz.\n\n'
    article.write_text(
        old + "Der dritte Satz kommt bald weg. Der vierte Satz bleibt hier.\n", "utf-8"
    )
    toolkit("translate", "--engine", "pseudo")
    path = catalog(project)
    text = path.read_text("utf-8")
    text = re.sub(r"# mt: pseudo.*\n", "# Von Anna.\n", text, count=1).replace("fuzzy, ", "", 1)
    path.write_text(text.replace("ƀļéîƀţ ĥîéŕ", "stays here"), "utf-8")
    article.write_text(old + "Der vierte Satz bleibt da.\n", "utf-8")
    toolkit("translate", "--engine", "pseudo")
    before = _content(path)
    assert any(entry[-1] for entry in before)
    EDITORS[name](path)
    assert toolkit("translate", "--engine", "pseudo").code == 0
    assert _content(path) == before
    assert not judge(path)
    assert toolkit("translate", "--engine", "pseudo").out == ""


def _content(path: Path) -> list[tuple[object, ...]]:
    return sorted(
        (e.msgid, e.msgstr, e.fuzzy, e.comment, e.tcomment, e.obsolete, e.previous_msgid or "")
        for e in polib.pofile(str(path))
    )


# ---------------------------------------------------------------- nothing a person wrote is lost

PIECES = st.sampled_from(
    [f"Der {n}. Punkt der Ordnung betrifft die Stadt {c}." for n in range(4) for c in "ABC"]
)


def _scripts(dice: random.Random, text: list[str]) -> Iterator[list[str]]:
    """Versions of an article, each some edits after the other; cut sentences come back."""
    cut: list[str] = []
    while True:
        for _ in range(dice.randint(1, 4)):
            at = dice.randrange(len(text) + 1)
            match dice.randrange(6) if text else 0:
                case 0:
                    text.insert(
                        at,
                        dice.choice(cut)
                        if cut and dice.random() < 0.6
                        else f"Satz {dice.random()}.",
                    )
                case 1:
                    cut.append(text.pop(at - 1))
                case 2:
                    text.insert(at, text.pop(dice.randrange(len(text))))
                case 3:
                    text.insert(at, dice.choice(text))
                case 4:
                    cut.append(text[at - 1])
                    text[at - 1] = text[at - 1].replace(
                        "Stadt", dice.choice(("Gemeinde", "Stadt Neu"))
                    )
                case _:
                    dice.shuffle(text)
        yield text


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(PIECES, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_no_word_of_a_person_is_ever_lost(
    project: Path, toolkit: Toolkit, text: list[str], dice: random.Random
) -> None:
    """Whatever authors do over many runs: what a person approved for a sentence stays with it."""
    shutil.rmtree(project / "locales", ignore_errors=True)
    article, path = project / "sources" / "b.txt", catalog(project)
    people: dict[str, str] = {}
    versions = _scripts(dice, list(text))
    for _ in range(6):
        version = next(versions)
        blanks = (dice.choice(("\n\n", " ")) for _ in version)
        article.write_text(
            "".join(s + b for s, b in zip(version, blanks, strict=True)) + "Ende.", "utf-8"
        )
        assert toolkit("translate", "--engine", dice.choice(("identity", "pseudo"))).code == 0
        file = polib.pofile(str(path), wrapwidth=0)
        assert people.items() <= {e.msgid: e.msgstr for e in file if not e.fuzzy}.items()
        for entry in file:
            if not entry.obsolete and entry.fuzzy and dice.random() < 0.5:
                entry.flags.remove("fuzzy")
                if dice.random() < 0.7:
                    entry.msgstr = f"Of a person, {dice.random()}."
                people[entry.msgid] = entry.msgstr
        file.save(str(path))


def test_a_machine_draft_nobody_touched_is_made_anew(project: Path, toolkit: Toolkit) -> None:
    """When its sentence changes, an untouched engine draft is replaced, an edited one is kept."""
    article = project / "sources" / "b.txt"
    article.write_text("Die Preise stiegen um drei Prozent.\n\nDer Rat tagt am Montag.\n")
    toolkit("translate", "--engine", "pseudo")
    path = catalog(project)
    edited = path.read_text("utf-8").replace("Ŕåţ ţåĝţ", "council meets")
    path.write_text(edited, "utf-8")
    article.write_text("Die Preise sanken um drei Prozent.\n\nDer Rat tagt am Dienstag.\n")
    ran = toolkit("translate", "--engine", "pseudo")
    assert "1 sentence drafted" in ran.err
    first, second, *_ = polib.pofile(str(path))
    assert (first.msgstr, first.previous_msgid) == ("Đîé Þŕéîšé šåñķéñ ûɱ đŕéî Þŕöžéñţ.", None)
    assert "council meets" in second.msgstr
    assert second.previous_msgid == "Der Rat tagt am Montag."
    assert "stiegen" not in path.read_text("utf-8")


def test_long_origins_survive_editors_that_wrap(project: Path, toolkit: Toolkit) -> None:
    """An origin stands in short lines, each recognizable, and is one again when read."""
    (project / "sources" / "b.txt").write_text(TEXT)
    toolkit("translate", "--engine", "pseudo")
    path = catalog(project)
    reason = "mt: argos: left empty, " + "the model changed many figures, " * 6 + "nothing else"
    old = po.read(path)
    new = replace(old.entries[0], target="", fuzzy=False, origin=parse(reason), seal="")
    path.write_text(po.write(replace(old, entries=(new, *old.entries[1:]))), "utf-8")
    file = polib.pofile(str(path))
    file.save()
    assert spell(po.read(path).entries[0].origin) == reason


def test_anew(project: Path, toolkit: Toolkit, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--anew` replaces untouched drafts of engines, nothing else; without a model they stay."""
    monkeypatch.setattr("toolkit.model.TRIAL_ENGINES", frozenset())
    (project / "toolkit.toml").write_text('targets = ["en"]\nchecks = {copied = "off"}\n')
    (project / "sources" / "a.txt").write_text("Eins.\n\nZwei.\n\nDrei.\n")
    toolkit("translate", "--engine", "pseudo")
    path = project / "locales/en/LC_MESSAGES/a.po"
    text = path.read_text("utf-8")
    first, second = (entry.msgstr for entry in polib.pofile(str(path))[:2])
    path.write_text(text.replace(first, "One.").replace(f'"{second}"', '"Two."'), "utf-8")
    toolkit("approve", "sources/a.txt", "--entries", keys(path, 2))
    before = path.read_bytes()
    assert toolkit("translate", "--anew").code == 1  # no model
    assert path.read_bytes() == before
    assert toolkit("translate", "--engine", "identity").out == ""
    assert toolkit("translate", "--engine", "identity", "--anew").code == 0
    found = [(entry.msgstr, entry.fuzzy) for entry in polib.pofile(str(path))]
    assert found == [("One.", True), ("Two.", False), ("Drei.", True)]


@pytest.mark.parametrize("engine", ["pseudo", "identity"])
def test_trial_drafts_pass_for_nothing(project: Path, toolkit: Toolkit, engine: str) -> None:
    """They cannot be approved, `publish` refuses them, and there is a way back without a model."""
    (project / "sources" / "a.md").write_text("# Rechnung\n\nDer Rat tagt.\n\n1.234,5\n", "utf-8")
    toolkit("translate", "--engine", engine)
    path = project / "locales/en/LC_MESSAGES/a.po"
    ran = toolkit("approve", "sources")
    assert ran.code == 3
    assert ran.err.count("error: copied: ") == 2
    approved = path.read_text("utf-8").replace("#, fuzzy, no-wrap", "#, no-wrap")
    path.write_text(approved, "utf-8")
    assert toolkit("publish").code == 3
    toolkit("translate", "--engine", engine)
    path.unlink()
    toolkit("translate", "--engine", engine)
    assert toolkit("translate").code == 1  # no model
    assert [entry.msgstr for entry in polib.pofile(str(path))] == ["", "", "1,234.5"]


def test_no_engine(project: Path, toolkit: Toolkit) -> None:
    """`engine = "none"`: nothing fails, numbers are written as the target does, words are left."""
    with (project / "toolkit.toml").open("a") as file:
        file.write('engine = "none"\n')
    (project / "sources" / "a.md").write_text("| Summe |\n|---|\n| 1.234.500,50 € |\n", "utf-8")
    ran = toolkit("translate")
    assert ran.code == 0
    assert "error" not in ran.err
    texts = {e.msgid: e.msgstr for e in polib.pofile(str(project / "locales/en/LC_MESSAGES/a.po"))}
    assert texts == {"Summe": "", "1.234.500,50 €": "1,234,500.50 €"}


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot have these names")
def test_names_that_windows_cannot_have(project: Path, toolkit: Toolkit) -> None:
    """They are named to whoever writes them: in a shared project nobody else may notice."""
    for name in ("Was nun?.txt", "aux.txt", "gut.txt"):
        (project / "sources" / name).write_text("Eins.\n")
    (project / "sources/Ende.").mkdir()
    (project / "sources/Ende./gut.txt").write_text("Eins.\n")
    ran = toolkit("translate", "--engine", "identity")
    assert ran.code == 0
    labels = ("Ende./gut.txt", "Was nun?.txt", "aux.txt")
    what = "Windows cannot have this name; rename it if somebody works there"
    assert [line for line in ran.err.splitlines() if "Windows" in line] == [
        f"note: sources/{label}: {what}" for label in labels
    ]
    assert all(f"sources/{label}: {what}" in toolkit("doctor").out for label in labels)


def test_catalogs_of_gone_articles(project: Path, trial: None, toolkit: Toolkit) -> None:
    """They are named; renamed along with the article, they keep all that was approved."""
    (project / "sources" / "a.txt").write_text("Eins.\n")
    toolkit("translate", "--engine", "pseudo")
    toolkit("approve", "sources/a.txt")
    (project / "sources" / "a.txt").rename(project / "sources" / "b.txt")
    folder = project / "locales/en/LC_MESSAGES"
    shutil.copy(folder / "a.po", folder / "site.po")
    said = toolkit("translate", "--engine", "identity", "--dry-run").err
    assert said.count("note: ") == 1
    assert (
        "note: locales/en/LC_MESSAGES/a.po: its article is gone; sources/b.txt has its text,"
        " so call it b.po, and what was approved stays approved"
    ) in said
    (folder / "a.po").rename(folder / "b.po")
    assert "note" not in toolkit("translate", "--engine", "identity").err
    assert not polib.pofile(str(folder / "b.po"))[0].fuzzy
    (project / "toolkit.toml").write_text('targets = ["en", "ru", "zh_CN"]\n')
    toolkit("translate", "--engine", "identity")
    for locale in ("ru", "zh_CN"):
        (project / f"locales/{locale}/LC_MESSAGES").mkdir(parents=True, exist_ok=True)
        shutil.copy(folder / "b.po", project / f"locales/{locale}/LC_MESSAGES/c.po")
    said = toolkit("translate", "--engine", "identity", "--dry-run").err
    assert (
        "note: locales/{ru,zh_CN}/LC_MESSAGES/c.po: its article is gone; if it has a new name,"
        " give the file that too"
    ) in said


@pytest.mark.parametrize("form", ["NFD", "NFC"])
def test_letters_and_their_accents(
    form: Literal["NFC", "NFD"], project: Path, toolkit: Toolkit
) -> None:
    """An article, or a catalog, that comes back with its accents apart is the same to everyone."""
    article = project / "sources" / "a.md"
    words = "Der Bürgermeister kaufte fünf Äpfel.\n"
    article.write_text(normalize("NFC", words), "utf-8")
    assert toolkit("translate", "--engine", "identity").code == 0
    path = project / "locales" / "en" / "LC_MESSAGES" / "a.po"
    text = path.read_text("utf-8").replace("#, fuzzy, no-wrap", "#, no-wrap")
    text = re.sub(r'msgstr "Der.*"', 'msgstr "The mayor bought five apples."', text)
    path.write_text(re.sub("# mt: .*\n", "", text), "utf-8")
    assert toolkit("publish").code == 0
    article.write_text(normalize("NFD", words), "utf-8")
    path.write_text(normalize(form, path.read_text("utf-8")), "utf-8")
    assert toolkit("translate", "--engine", "identity").code == 0
    assert "fuzzy" not in path.read_text("utf-8")
    assert toolkit("publish").code == 0
    assert (project / "public" / "en" / "a.md").read_text() == "The mayor bought five apples.\n"
    path.unlink()
    assert toolkit("translate", "--engine", "identity").code == 0
    assert toolkit("publish", "--drafts").code == 0
    published = (project / "public" / "en" / "a.md").read_text("utf-8")
    assert normalize("NFD", words).strip() in published
