"""The command line: exit codes, one sentence for whatever is wrong, JSON, a quick `--help`."""

from __future__ import annotations

import ctypes
import json
import os
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryFile

import click
import pytest
from conftest import SEED, Ran, Toolkit, forked, judge, within

ROOT = SEED.parent.parent
GOOD = "Der Rat tagt am Montag.\n"
VERBS = {
    "translate": ("translate", "--engine", "identity"),
    "status": ("status",),
    "check": ("check",),
    "publish": ("publish", "--drafts"),
    "review": ("review",),
}


def child(
    words: tuple[str, ...],
    before: Callable[[], object] = lambda: None,
    encoding: str = "utf-8",
) -> Ran:
    """The command in a process of its own, its streams in an encoding as a terminal's."""
    from toolkit.cli.main import main

    def run() -> None:
        before()
        sys.stdout = open(1, "w", encoding=encoding, errors="strict")  # noqa: SIM115
        sys.stderr = open(2, "w", encoding=encoding, errors="backslashreplace")  # noqa: SIM115
        try:
            main(list(words))
        finally:
            sys.stdout.flush()
            sys.stderr.flush()

    with TemporaryFile() as out, TemporaryFile() as err:
        status = os.waitpid(forked(run, out.fileno(), err.fileno()), 0)[1]
        said = []
        for file in (out, err):
            file.seek(0)
            said.append(file.read().decode(encoding, "replace"))
    return Ran(os.waitstatus_to_exitcode(status), *said)


# ---------------------------------------------------------------- help


HEAVY = {"argostranslate", "ctranslate2", "sentencepiece", "babel", "jinja2", "rich", "polib"}
HEAVY |= {"markdown_it", "yaml", "choppa", "rapidfuzz", "filelock", "sqlite3"}
HEAVY |= {"toolkit.formats.table", "toolkit.engines.table", "toolkit.project.files"}


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    """`--help` answers without engines, parsers, templates or tables, in under 0.3 s of CPU."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "toolkit", "--help"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    loaded = set(re.findall(r"\|\s+([\w.]+)$", ran.stderr, re.M))
    assert "toolkit.cli.main" in loaded
    assert HEAVY & loaded == set()
    spent = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    print(f"--help took {spent:.2f} s of CPU")
    assert spent < 0.6, "0.3 s, doubled for a machine that is busy"


def test_every_command_has_help(toolkit: Toolkit) -> None:
    """Each command explains itself, needs no project for that, and ends with 0."""
    from toolkit.cli.main import cli

    for name in cli.list_commands(click.Context(cli)):
        ran = toolkit(name, "-h")
        assert (ran.code, ran.err) == (0, "")
        assert f"toolkit {name}" in ran.out
    assert toolkit("--version").out.startswith("toolkit, version ")


# ---------------------------------------------------------------- usage

USAGE = {
    ("nonsense",): "No such command 'nonsense'",
    ("translate", "--nonsense"): "No such option",
    ("translate", "--engine", "gpt"): "there is no engine 'gpt'; choose one of argos, pseudo",
    ("translate", "--jobs", "0"): "--jobs",
    ("translate", "--jobs", "many"): "--jobs",
    ("status", "--to", "klingonisch"): "'klingonisch' is no language code",
    ("status", "--to", ""): "'' is no language code",
    ("status", "--to", "de"): "de is the source language",
    ("publish", "--to", "../.."): "'../..' is no language code",
    ("approve",): "Missing argument",
    ("approve", "sources", "--entries", "x"): "'x' is no key",
    ("segment",): "Missing argument",
    ("segment", "missing.txt"): "missing.txt: cannot be read (No such file or directory)",
    ("segment", "sources"): "sources: not a file",
    ("init",): "is a project already",
}


@pytest.mark.parametrize("words", USAGE, ids=" ".join)
def test_usage_errors(words: tuple[str, ...], project: Path, toolkit: Toolkit) -> None:
    """Exit code 2, the reason on stderr, nothing on stdout, nothing written."""
    (project / "sources" / "a.txt").write_text(GOOD)
    before = sorted(project.rglob("*"))
    ran = toolkit(*words)
    assert (ran.code, ran.out) == (2, "")
    assert USAGE[words] in ran.err
    new = [path for path in project.rglob("*") if path not in before]
    assert [path for path in new if ".toolkit" not in path.parts] == []


@pytest.mark.parametrize("verb", [*VERBS, "approve"])
def test_outside_of_a_project(
    verb: str, tmp_path: Path, toolkit: Toolkit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The remedy is named."""
    monkeypatch.chdir(tmp_path)
    ran = toolkit(*VERBS.get(verb, ("approve", "x")))
    assert ran.code == 2
    assert "run `toolkit init` there first" in ran.err


@pytest.mark.parametrize("epoch", ["gestern", "9" * 20, "1e9"])
def test_a_wrong_source_date_epoch(
    epoch: str, project: Path, toolkit: Toolkit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is named once, and nothing is written."""
    (project / "sources" / "a.txt").write_text(GOOD)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    ran = toolkit("translate", "--engine", "identity")
    assert ran.code == 2
    assert ran.err.count("is no number of seconds; correct or unset it") == 1
    assert not (project / "locales").exists()


@pytest.mark.parametrize("verb", VERBS)
def test_an_empty_project(verb: str, project: Path, toolkit: Toolkit) -> None:
    """Nothing to do is no error, and it is said; without targets the remedy is."""
    ran = toolkit(*VERBS[verb])
    assert ran.code == 0
    assert "no articles in sources" in ran.err
    (project / "toolkit.toml").write_text("")
    ran = toolkit(*VERBS[verb])
    assert ran.code == 2
    assert "name one with --to, or `targets` in the settings" in ran.err


def test_init(tmp_path: Path, toolkit: Toolkit, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new project can be used at once, from the folder or from outside."""
    monkeypatch.chdir(tmp_path)
    ran = toolkit("init", "new", "--source", "de", "--to", "zh-Hans", "--to", "en")
    assert ran.code == 0
    assert "new/toolkit.toml: project created" in ran.out
    monkeypatch.chdir(tmp_path / "new")
    shutil.copy(SEED, "sources")
    assert toolkit("translate", "--engine", "pseudo").out.split() == [
        f"locales/{name}/LC_MESSAGES/{SEED.stem}.po" for name in ("zh_CN", "en")
    ]
    assert toolkit("init").code == 2


# ---------------------------------------------------------------- JSON and tables


def test_status_as_json(project: Path, toolkit: Toolkit) -> None:
    """One object per article and language, with states, words and findings."""
    shutil.copy(SEED, project / "sources")
    toolkit("translate", "--engine", "identity")
    ran = toolkit("status", "--json", "--to", "en", "--to", "zh")
    english, chinese = json.loads(ran.out)["articles"]
    expected = {
        "article": f"sources/{SEED.name}",
        "language": "en",
        "locale": "en",
        "segments": 16,
        "entries": 16,
        "words": len(SEED.read_text("utf-8").split()),
        "empty": 0,
        "draft": 16,
        "approved": 0,
    }
    assert expected.items() <= english.items()
    assert english["errors"] >= 12, "copies of the source"
    assert english["warnings"] >= 0
    assert (chinese["language"], chinese["locale"]) == ("zh-Hans", "zh_CN")
    assert (chinese["empty"], chinese["errors"]) == (16, 16)
    table = toolkit("status").out.splitlines()
    assert table[0].split()[:2] == ["article", "language"]
    assert table[1].split()[:3] == [f"sources/{SEED.name}", "en", "16"]


def test_check_as_json(project: Path, toolkit: Toolkit) -> None:
    """One object per finding, with file, line, check, severity and texts."""
    (project / "sources" / "a.txt").write_text("Im Jahr 2020 kam er.\n")
    toolkit("translate", "--engine", "identity")
    path = project / "locales/en/LC_MESSAGES/a.po"
    path.write_text(
        path.read_text().replace('msgstr "Im Jahr 2020 kam er."', 'msgstr "He came in 1920."')
    )
    ran = toolkit("check", "--json")
    assert ran.code == 3
    (found,) = (f for f in json.loads(ran.out)["findings"] if f["severity"] == "error")
    line = path.read_text().split("\n").index('msgid "Im Jahr 2020 kam er."') + 1
    assert found == {
        "file": "locales/en/LC_MESSAGES/a.po",
        "line": line,
        "language": "en",
        "check": "numbers",
        "severity": "error",
        "message": found["message"],
        "source": "Im Jahr 2020 kam er.",
        "target": "He came in 1920.",
    }
    assert f"locales/en/LC_MESSAGES/a.po:{line}: error: numbers: " in toolkit("check").out


def test_segment(toolkit: Toolkit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """16 sentences of the real article, numbered, with their kind; anywhere, without a project."""
    monkeypatch.chdir(tmp_path)
    ran = toolkit("segment", str(SEED))
    lines = [line.split("\t") for line in ran.out.splitlines()]
    assert [line[0] for line in lines] == [str(number) for number in range(1, 17)]
    assert {line[1] for line in lines} == {"paragraph"}
    assert ran.err == "16 sentences\n"
    found = json.loads(toolkit("segment", str(SEED), "--json").out)
    assert found["file"] == str(SEED)
    assert found["language"] == "de"
    assert found["segments"] == [
        {"kind": kind, "text": text, "number": int(number)} for number, kind, text in lines
    ]
    assert toolkit("segment", str(SEED), "--language", "zh").code == 0


@pytest.mark.parametrize("words", [("status", "--json"), ("check", "--json")])
def test_json_is_json_even_if_articles_fail(
    words: tuple[str, ...], project: Path, toolkit: Toolkit
) -> None:
    """stdout can be parsed, whatever else there is to say."""
    (project / "sources" / "a.txt").write_text(GOOD)
    (project / "sources" / "b.txt").write_bytes(b"\xff")
    ran = toolkit(*words)
    assert json.loads(ran.out)
    assert "b.txt:1: not UTF-8" in ran.err


# ---------------------------------------------------------------- bad articles

LONG = "Wort " * 40_000
BAD: dict[str, tuple[str, bytes | str, str]] = {
    "empty": ("b.txt", b"", "b.txt: the file is empty"),
    "blank": ("b.md", b" \n\t\n", "b.md: the file is empty"),
    "binary": ("b.txt", b"\x7fELF\0\0\0", "b.txt:1: not a text file"),
    "another encoding": ("b.md", b"Eins\nzw\xf6lf\xf6\xf6\n", "b.md:2: not UTF-8"),
    "broken front matter": ("b.md", b"---\ntitle: [a\n---\nText.\n", "b.md: line "),
    "nested front matter": ("b.md", b"---\na: " + b"[" * 700 + b"\n---\nText.", "b.md: line 2: "),
    "one long line": ("b.txt", LONG, "b.txt:1: a sentence of "),
    "folder": ("b.md/", b"", ""),
    "link to itself": ("b.txt", "->b.txt", "b.txt: cannot be read (Too many levels of symbolic"),
    "link out of the project": ("b.txt", f"->{SEED}", "b.txt: a link out of sources: put"),
    "link to a folder elsewhere": ("b", f"->{SEED.parent}", "a link out of sources: put the "),
    "link to nothing": ("b.txt", "->c.md", "b.txt: cannot be read (No such file or directory)"),
    "pipe": ("b.txt", "|", "b.txt: not a file"),
    "same name": ("a.md", b"Eins.\n", "a.txt: a.md has the same name"),
    "line break in its name": ("b\nc.md", b"Eins.\n", "rename it"),
    "gettext's marks in its name": ("\u2068b c\u2069.md", b"Eins.\n", "rename it"),
    "name not UTF-8": (os.fsdecode(b"b\xff.md"), b"Eins.\n", "rename it"),
}


def put(project: Path, name: str, data: bytes | str) -> Path:
    """Make an article, or something in its place."""
    path = project / "sources" / name
    if name.endswith("/"):
        path.mkdir()
    elif data == "|":
        os.mkfifo(path)
    elif isinstance(data, str) and data.startswith("->"):
        path.symlink_to(data[2:])
    else:
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


@pytest.mark.parametrize("name", BAD)
def test_bad_articles(name: str, project: Path, trial: None, toolkit: Toolkit) -> None:
    """One sentence with the file; the other articles are done: 1. Nothing could be done: 2."""
    for good in ("a.txt", "z.txt"):
        (project / "sources" / good).write_text(GOOD)
    file, data, message = BAD[name]
    path = put(project, file, data)
    for verb, words in VERBS.items():
        if name in ("one long line", "nested front matter") and verb not in (
            "translate",
            "publish",
        ):
            continue
        ran = toolkit(*words)
        assert ran.code == (1 if message else 0), ran.err
        count = 2 if name == "same name" else int(bool(message))  # each of them is named
        assert ran.err.count("error: ") == count, ran.err
        assert message in ran.err
        assert "Traceback" not in ran.err
    assert (project / "public" / "en" / "z.txt").exists()
    assert (project / "locales/en/LC_MESSAGES/z.po").exists()
    if message:
        bad = "sources/a.txt" if name == "same name" else str(path)
        ran = toolkit("translate", "--engine", "identity", bad)
        assert ran.code == 2
        assert message in ran.err


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("b.doc", ".docx"),
        ("b.RTF", ".docx"),
        ("b.pages", ".docx"),
        ("b.ott", ".odt"),
        ("feuilleton/b.rst", ".html, .md or .txt"),
    ],
)
def test_formats_that_nobody_reads(name: str, kind: str, project: Path, toolkit: Toolkit) -> None:
    """A file that looks like an article but is in no known format is not passed over silently."""
    for file in ("a.txt", name, "bild.png"):
        path = project / "sources" / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(GOOD)
    ran = toolkit("translate", "--engine", "identity")
    assert ran.code == 0
    line = f"sources/{name} is not read; save it as {kind}\n"
    assert f"note: {line}" in ran.err
    assert f"to do: {line}" in toolkit("doctor").out
    assert ran.err.count("note:") == 1


def test_damaged_catalogs_are_named_as_the_user_would(
    project: Path, toolkit: Toolkit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paths are relative to the working folder, if the file is below it."""
    (project / "sources" / "a.txt").write_text(GOOD)
    path = project / "locales/en/LC_MESSAGES/a.po"
    path.parent.mkdir(parents=True)
    path.write_text('msgid "Der Rat\n')
    assert "error: locales/en/LC_MESSAGES/a.po:1: " in toolkit("check").err
    monkeypatch.chdir(project / "sources")
    assert f"error: {path}:1: " in toolkit("check").err


SPACES = "warning: Input files contain messages referenced in file names with spaces."
NAMES = [
    "mit Leerzeichen",
    "北京—Москва",
    "-dash",
    "a.b.c",
    "%s {0}",
    "a'b\"c",
    "a:12",
    " x ",
    "🚀",
    "C:x",
    "x" * 200,
]


@pytest.mark.parametrize("name", NAMES)
def test_odd_names(name: str, project: Path, trial: None, toolkit: Toolkit) -> None:
    """Names people give their files work from the article to the publication, twice."""
    (project / "sources" / f"{name}.txt").write_text(GOOD)
    assert toolkit("translate", "--engine", "pseudo").code == 0
    assert toolkit("translate", "--engine", "pseudo").out == ""
    assert not judge(project / "locales/en/LC_MESSAGES" / f"{name}.po").replace(SPACES, "").strip()
    assert toolkit("approve", "sources").code == 0
    ran = toolkit("publish", f"sources/{name}.txt")
    assert (ran.code, ran.err) == (0, "publish: published 1, held back 0\n")
    assert (project / "public" / "en" / f"{name}.html").exists()


def test_names_with_a_leading_dash_and_dots(
    project: Path, toolkit: Toolkit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--` and `./` work as everywhere; `..` leads to the same article."""
    monkeypatch.chdir(project / "sources")
    Path("-a.txt").write_text(GOOD)
    for words in (("--", "-a.txt"), ("./-a.txt",), ("../sources/-a.txt",)):
        assert toolkit("status", *words).code == 0
    assert toolkit("status", "-a.txt").code == 2


DEEP = {
    "quotes.md": "> " * 2_500 + "Tief.\n",
    "lists.md": "".join(f"{'  ' * n}- Tief.\n" for n in range(400)),
    "brackets.md": "[" * 10_000 + "Tief.\n",
    "emphasis.md": "*a " * 5_000 + "Tief.\n",
    "images.md": "![" * 1_500 + "Tief." + "](x)" * 1_500 + "\n",
    "div.html": "<div>" * 10_000 + "Tief.",
    "bold.html": "<p>" + "<b>" * 2_500 + "Tief." + "</b>" * 2_500,
    "less.html": "<" * 25_000 + "Tief.",
    "entities.html": "&amp" * 25_000 + "Tief.",
    "comments.html": "<!--" * 10_000 + "Tief.",
    "tables.html": "<table><tr><td>" * 1_000 + "Tief.",
    "signs.txt": "(" * 50_000 + "Tief.\n",
    "lines.txt": "Tief.\n" * 2_500,
    "dots.txt": "Tief" + "." * 50_000 + "\n",
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_and_repetitive_articles(name: str, project: Path, toolkit: Toolkit) -> None:
    """Done, or refused in one sentence, soon; never a traceback."""
    (project / "sources" / name).write_text(DEEP[name])
    with within(10):
        ran = toolkit("translate", "--engine", "identity")
        assert ran.code in (0, 2), ran.err
        if ran.code == 0:
            ran = toolkit("publish", "--drafts")
            assert ran.code in (0, 1), ran.err
    assert ran.err.count("\n") <= 2


def mortal() -> None:
    """Let rights count for root too: no CAP_DAC_OVERRIDE, no CAP_DAC_READ_SEARCH any more."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    sets = (ctypes.c_uint32 * 6)()
    assert libc.capget(header, sets) == 0
    sets[0] &= ~0b110
    assert libc.capset(header, sets) == 0


def test_without_rights(project: Path, toolkit: Toolkit) -> None:
    """Unreadable articles and catalogs, unwritable folders: one sentence each, nothing lost."""
    for name in "abc":
        (project / "sources" / f"{name}.txt").write_text(GOOD)
    assert toolkit(*VERBS["translate"]).code == 0
    (project / "public").mkdir()
    catalogs = project / "locales/en/LC_MESSAGES"
    before = {path: path.read_bytes() for path in catalogs.iterdir()}
    (project / "sources" / "a.txt").write_text("Ganz anders.\n")
    cases = [
        ("sources/b.txt", 0, "status", 1, "sources/b.txt: cannot be read (Permission denied)"),
        ("locales/en/LC_MESSAGES/b.po", 0, "check", 2, "b.po: cannot be read (Permission denied)"),
        ("locales/en/LC_MESSAGES", 0, "status", 2, "a.po: cannot be read (Permission denied)"),
        ("locales/en/LC_MESSAGES", 0o555, "translate", 2, "a.po: cannot be written (Permission"),
        ("public", 0o555, "publish", 1, "a.txt: cannot be written (Permission denied)"),
        (".toolkit", 0, "translate", 2, ": cannot be written (Permission denied)"),
    ]
    for name, rights, verb, code, message in cases:
        path = project / name
        usual = path.stat().st_mode & 0o777
        path.chmod(rights)
        ran = child(VERBS[verb], mortal)
        path.chmod(usual)
        assert (ran.code, message in ran.err) == (code, True), (name, ran.err)
        assert "Traceback" not in ran.err
        assert {path: path.read_bytes() for path in catalogs.iterdir()} == before


# ---------------------------------------------------------------- odd surroundings


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_terminals_that_cannot_show_everything(
    encoding: str, project: Path, toolkit: Toolkit
) -> None:
    """Signs are substituted; nothing fails."""
    (project / "sources" / "北京.txt").write_text("Grüße aus 北京 und Москва.\n")
    for words in (("status",), ("publish",), ("segment", "sources/北京.txt")):
        expected = toolkit(*words)
        ran = child(words, encoding=encoding)
        assert ran.code == expected.code in (0, 3), ran.err
        assert "Traceback" not in ran.err


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A shell's command line, `toolkit` in it."""
    return subprocess.run(
        ["bash", "-c", command.replace("toolkit", f"{sys.executable} -m toolkit")],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_reader_that_goes_away(project: Path) -> None:
    """`toolkit segment … | head -n 1` ends quietly."""
    (project / "sources" / "a.txt").write_text("\n\n".join(f"Satz {n}." for n in range(3000)))
    ran = shell("toolkit segment sources/a.txt | head -n 1", project)
    assert ran.stdout == "1\tparagraph\tSatz 0.\n"
    assert ran.stderr in ("", "3000 sentences\n")


def test_a_full_disk_behind_stdout(project: Path) -> None:
    """One sentence, and not success."""
    (project / "sources" / "a.txt").write_text(GOOD)
    ran = shell("toolkit segment sources/a.txt > /dev/full", project)
    assert ran.returncode in (1, 2)
    assert ran.stderr == "error: output: No space left on device\n"


def test_a_folder_that_is_gone(project: Path) -> None:
    """Somebody removed the working folder: one sentence."""
    ran = shell("cd sources; rmdir ../sources; toolkit status", project)
    assert (ran.returncode, ran.stderr) == (2, "error: the working folder is gone; go to another\n")
