"""The project's files: settings, articles, catalogs, publications; old or new, never half."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from pathlib import Path

import pytest
from conftest import Toolkit

from toolkit.catalog import po
from toolkit.errors import CatalogError, PublishError, SourceError, ToolkitError, UsageError
from toolkit.formats.table import FORMATS
from toolkit.languages.language import language
from toolkit.model import Catalog
from toolkit.project import files
from toolkit.project.files import Article, Project
from toolkit.storage import lock

SETTINGS = {
    "source = de": "Invalid value",
    "sauce = 'de'": "unknown setting 'sauce'; did you mean 'source'? known: source, targets",
    "source = 'xx'": "'xx' is no language code; use one such as",
    "targets = 'en'": "setting 'targets' must be a list like",
    "targets = [['en']]": "is no language code",
    "targets = ['en', 'und']": "'und' is no language code",
    "targets = ['de']": "'de' is the source language, it cannot be a target too",
    "source = 1": "setting 'source' must be a text in quotes",
    "out = ['public']": "setting 'out' must be a text in quotes",
    "checks = 'off'": "setting 'checks' must be a table",
    "checks = {numbrs = 'off'}": "there is no check 'numbrs'; did you mean 'numbers'? the checks",
    "checks = {numbers = 'never'}": "check 'numbers' must be set to error, warning or off",
    "checks = {numbers = 1}": "check 'numbers' must be set to error, warning or off",
    "[tool]\ntoolkit = 3": "the settings must be a table: write [tool.toolkit]",
    "tool = 3": "unknown setting 'tool'",
    "\ufeffsource = 'de'": "repair the settings file",
}


@pytest.mark.parametrize("text", SETTINGS)
def test_wrong_settings_are_explained(text: str, tmp_path: Path) -> None:
    """The message names the settings file and says what to write instead."""
    path = tmp_path / "toolkit.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        files.find(tmp_path)
    assert str(caught.value).startswith(f"{path}: ")
    assert SETTINGS[text] in str(caught.value)


def test_settings_that_are_not_text_are_explained(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 give a sentence with the file's name."""
    path = tmp_path / "pyproject.toml"
    path.write_bytes(b"[tool.toolkit]\nsource = '\xe4'\n")
    with pytest.raises(UsageError, match=f"{path}: .*: repair the settings file"):
        files.find(tmp_path)


def test_the_project_is_found_from_below(tmp_path: Path) -> None:
    """Any folder below will do; a pyproject.toml without our table is passed over."""
    (tmp_path / "pyproject.toml").write_text("[tool.toolkit]\ntargets = ['zh', 'zh-Hans', 'ru']\n")
    inner = tmp_path / "sources" / "2020"
    inner.mkdir(parents=True)
    (inner / "pyproject.toml").write_text("[tool.other]\n")
    found = files.find(inner)
    assert (found.root, found.source.posix) == (tmp_path, "de")
    assert [target.posix for target in found.targets] == ["zh_CN", "ru"]


def test_no_project_is_explained(tmp_path: Path) -> None:
    """Outside of a project the remedy is `toolkit init`."""
    with pytest.raises(UsageError, match=r"is not inside a project: run `toolkit init`"):
        files.find(tmp_path)


def home(root: Path) -> Project:
    """A project with folders of its own choice, not there yet."""
    (root / "toolkit.toml").write_text("sources = './texts/../texts'\nout = 'site'\n")
    return files.find(root)


def wanted(project: Project, *names: str) -> list[str]:
    """The articles' names, or the first words of what is wrong."""
    return [
        f"{type(found).__name__}: {found}" if isinstance(found, ToolkitError) else found.name
        for found in files.articles(project, names)
    ]


def test_articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below `sources` in order, without hidden files and other formats; each once."""
    monkeypatch.chdir(tmp_path)
    project = home(tmp_path)
    for name in (
        "b.md",
        "a b/-ä.1.TXT",
        "a b/北京.html",
        ".x.md",
        ".git/c.md",
        "d.pdf",
        "e.md/f.md",
    ):
        path = tmp_path / "texts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Text.")
    everything = ["a b/-ä.1", "a b/北京", "b", "e.md/f"]
    assert wanted(project) == everything
    assert wanted(project, "texts") == everything
    assert wanted(project, "texts/*.md", "texts/b.md", "./texts//b.md") == ["b", "e.md/f"]
    assert wanted(project, str(tmp_path / "texts" / "a b")) == everything[:2]
    (tmp_path / "link").symlink_to(tmp_path / "texts")
    assert wanted(project, "link/b.md") == ["b"]
    monkeypatch.chdir(tmp_path / "texts" / "a b")
    assert wanted(project, "-ä.1.TXT", "../b.md") == ["a b/-ä.1", "b"]


def test_articles_that_cannot_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each says why in one sentence; the others are still there."""
    monkeypatch.chdir(tmp_path)
    project = home(tmp_path)
    (tmp_path / "texts").mkdir()
    for name in ("a.html", "a.md", "b.pdf", "c\nd.md", "e\u2028.md", os.fsdecode(b"\xff.md")):
        (tmp_path / "texts" / name).write_text("Text.")
    (tmp_path / "o.md").write_text("Text.")
    found = wanted(project)
    assert found[0].startswith("UsageError: texts/a.html: a.md has the same name")
    assert found[1].startswith("UsageError: texts/a.md: a.html has the same name")
    assert [line.split(":")[0] for line in found[2:]] == ["SourceError"] * 3
    assert [line.encode().decode().count("rename it") for line in found[2:]] == [1] * 3
    assert wanted(project, "texts/a.md")[0].startswith(
        "UsageError: texts/a.md: a.html has the same"
    )
    assert wanted(project, "texts/x.md") == ["SourceError: texts/x.md: there is no such file"]
    assert wanted(project, "x" * 5000)[0].endswith("there is no such file")
    assert wanted(project, "")[0].endswith("there is no such file")
    assert wanted(project, "texts/b.pdf")[0].startswith("SourceError: texts/b.pdf: unknown format")
    assert wanted(project, "o.md")[0].startswith("UsageError: o.md: not inside")
    assert wanted(project, "..")[0].startswith("UsageError: ..: not inside")


UNREADABLE = {
    b"": ": the file is empty",
    b" \n\t\r\n": ": the file is empty",
    b"\xef\xbb\xbf\n": ": the file is empty",
    "Eins.\nДва и три.".encode("koi8-r"): ":2: not UTF-8: save it as UTF-8, or convert it",
    b"Eins.\n\n\x00": ":3: not a text file",
    b"\xff\xfeE\x00i": ":1: not UTF-8",
    "Eins.\nEr sagte \x84ja\x93.".encode(): ":2: an invisible sign (U+0084)",
    "Eins.".encode("utf-16-be")[1:]: ":1: not a text file",
    "北京很大。\n".encode("utf-16-be"): ":1: not a text file",
    "E\x01ins.".encode("utf-16-le"): ":1: not a text file",
    b"\xed\xa0\x80": ":1: not UTF-8",
}


@pytest.mark.parametrize("data", UNREADABLE, ids=repr)
def test_unreadable_articles(data: bytes, tmp_path: Path) -> None:
    """Empty, binary and other encodings are refused with the file and, where there is one, line."""
    path = tmp_path / "a.md"
    path.write_bytes(data)
    with pytest.raises(SourceError, match="^sources/a.md" + re.escape(UNREADABLE[data])):
        files.read(Article("a", path, "sources/a.md"))


ENCODINGS = {
    "windows-1252": "Der Bürgermeister sagte: „Fünf Äpfel – für 5 €.“\r\n",
    "utf-8-sig": "Der Bürgermeister.",
    "utf-16": "Der Bürgermeister – so heißt es – kaufte 北京 nichts.\n",
    "utf-16-le": "Der Bürgermeister – so heißt es – kaufte nichts.\r\n",
    "utf-16-be": "Der Bürgermeister.\n",
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_text_in_other_encodings(encoding: str, tmp_path: Path) -> None:
    """What is beyond doubt is read, and written again as it came, or in UTF-8 if it must be."""
    path = tmp_path / "a.txt"
    path.write_bytes(data := ENCODINGS[encoding].encode(encoding))
    text = files.read(Article("a", path, "sources/a.txt"))
    assert text.lstrip("\ufeff") == ENCODINGS[encoding]
    form = FORMATS["text"]
    assert form.pack(text, data) == data
    english = text.replace("Bürgermeister", "mayor’s café")
    assert form.pack(english, data).decode(encoding) == english.lstrip("\ufeff")
    chinese = text.replace("Bürgermeister", "市长")
    wanted = "utf-8" if encoding == "windows-1252" else encoding
    assert form.pack(chinese, data).decode(wanted) == chinese.lstrip("\ufeff")


PAGE = (
    "<html><head><meta {}><title>Müller</title></head><body><p>Größe – „gut“ 5 €.</p></body></html>"
)
CHARSETS = [
    ('http-equiv=Content-Type content="text/html; charset=windows-1252"', "cp1252"),
    ("charset=iso-8859-1", "cp1252"),
    ('charset="iso-8859-15"', "iso-8859-15"),
    ('CHARSET = "ISO-8859-2"', "iso-8859-2"),
]


@pytest.mark.parametrize(("meta", "encoding"), CHARSETS)
def test_a_page_names_its_encoding(meta: str, encoding: str) -> None:
    """It is read so and written so; in UTF-8, where it must be, it says that."""
    form, page = FORMATS["html"], PAGE.format(meta)
    if not encoding.startswith("cp"):
        page = page.replace("–", "-").replace("„gut“", '"gut"').replace("€", "EUR")
    data = page.encode(encoding)
    assert form.unpack(data) == page
    assert form.pack(page, data) == data
    english = page.replace("Größe", "Size")
    assert form.pack(english, data) == english.encode(encoding)
    russian = page.replace("Größe", "Размер")
    named = re.sub("(?i)(windows-1252|iso-8859-[0-9]+)", "utf-8", russian)
    assert form.pack(russian, data).decode() == named


def test_a_page_that_names_a_wrong_encoding() -> None:
    """A page in UTF-8 that says otherwise is read as what it is, and corrected once it changes."""
    form, page = FORMATS["html"], PAGE.format("charset=windows-1252")
    data = page.encode()
    assert form.unpack(data) == page
    assert form.pack(page, data) == data
    changed = page.replace("Größe", "Size").replace("windows-1252", "utf-8")
    assert form.pack(page.replace("Größe", "Size"), data) == changed.encode()


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """Folders, pipes, links to nothing and to themselves: one sentence, and no waiting."""
    (tmp_path / "folder.md").mkdir()
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "lost.md").symlink_to("nothing.md")
    (tmp_path / "loop.md").symlink_to("loop.md")
    for name in ("folder", "pipe", "lost", "loop", "missing"):
        path = tmp_path / f"{name}.md"
        with pytest.raises(SourceError, match=f"^{path}: (not a file|cannot be read)"):
            files.read(Article(name, path, str(path)))
        if name != "missing":
            with pytest.raises(CatalogError, match=f"^{path}: (not a file|a link to nothing); "):
                files.load(path)
    (tmp_path / "pipe.md").rename(tmp_path / "pipe.po")
    with pytest.raises(CatalogError, match="not a file; repair it or move it away"):
        po.read(tmp_path / "pipe.po")


def test_only_plain_files_are_replaced(tmp_path: Path) -> None:
    """A pipe or a device, such as /dev/null, is never replaced, nor what a link leads to."""
    project = home(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "link").symlink_to("mine")
    for name, what in (("pipe", r"cannot be written \(not a plain file\)"), ("link", "a link; ")):
        with pytest.raises(PublishError, match=what):
            files.publish(project, tmp_path / name, "text")
    assert (tmp_path / "pipe").is_fifo()
    assert (tmp_path / "mine").read_text() == "mine"


@pytest.mark.parametrize("name", [".toolkit", ".toolkit/site"])
def test_no_unfinished_files_elsewhere(tmp_path: Path, name: str) -> None:
    """What is deleted at any time lies in the project, and never behind a link."""
    folder = tmp_path / "project"
    folder.mkdir()
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "a.new").write_text("mine")
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).symlink_to(victim)
    with (
        pytest.raises(UsageError, match=f"{name}: a link; remove it"),
        lock.in_project(folder, "", print),
    ):
        pass
    assert (victim / "a.new").read_text() == "mine"


def test_a_catalog_is_replaced_whole(tmp_path: Path) -> None:
    """Rights stay, a link stays a link, equal bytes are not written, nothing is left behind."""
    project = home(tmp_path)
    real = tmp_path / "elsewhere.po"
    real.write_text("old")
    real.chmod(0o640)
    path = tmp_path / "locales" / "a.po"
    path.parent.mkdir()
    path.symlink_to(real)
    before = real.stat().st_ino, real.stat().st_mtime_ns
    assert not files.save(project, path, "old", b"old")
    assert (real.stat().st_ino, real.stat().st_mtime_ns) == before
    assert files.save(project, path, "new", b"old")
    assert path.is_symlink()
    assert real.read_text() == "new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert sorted(entry.name for entry in (tmp_path / ".toolkit").iterdir()) == [".gitignore"]


def test_a_catalog_saved_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    """Whoever saved, changed, removed or made it after it was read wins."""
    project = home(tmp_path)
    path = tmp_path / "locales" / "a.po"
    path.parent.mkdir()
    for now, before in ((b"theirs", b"old"), (b"theirs", None), (None, b"old")):
        path.unlink(missing_ok=True)
        if now is not None:
            path.write_bytes(now)
        with pytest.raises(CatalogError, match="somebody saved it while we worked"):
            files.save(project, path, "ours", before)
        assert (path.read_bytes() if path.exists() else None) == now


def test_a_catalog_saved_in_the_last_moment_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even while our bytes are on their way to the disk."""
    project = home(tmp_path)
    path = tmp_path / "locales" / "a.po"
    assert files.save(project, path, "old", None)
    flush = os.fsync

    def slow(number: int) -> None:
        flush(number)
        path.write_text("theirs")

    monkeypatch.setattr(os, "fsync", slow)
    with pytest.raises(CatalogError, match="somebody saved it while we worked"):
        files.save(project, path, "ours", b"old")
    assert path.read_text() == "theirs"


def test_publications_stay_out_of_what_people_write(tmp_path: Path) -> None:
    """No output folder, not even through a link, makes us write among articles or catalogs."""
    project = home(tmp_path)
    for name in ("texts", "locales"):
        (tmp_path / name).mkdir()
    (tmp_path / "link").symlink_to("texts")
    for name in ("texts/en/a.md", "texts/a.md", "locales/en/a.md", "link/a.md"):
        with pytest.raises(PublishError, match="choose another output folder"):
            files.publish(project, tmp_path / name, "text")
        assert not (tmp_path / name).exists()
    assert files.publish(project, tmp_path / "site" / "a.md", "text")
    assert not files.publish(project, tmp_path / "site" / "a.md", "text")


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    """A file in the place of a folder is one sentence, for every writer."""
    project = home(tmp_path)
    (tmp_path / "locales").write_text("")
    (tmp_path / "site").write_text("")
    with pytest.raises(CatalogError, match=r"a.po: cannot be written \(.+\)"):
        files.save(project, tmp_path / "locales" / "a.po", "text", None)
    with pytest.raises(PublishError, match=r"a.md: cannot be written \(.+\)"):
        files.publish(project, tmp_path / "site" / "a.md", "text")
    with pytest.raises(PublishError, match=r"cannot be written \(File name too long\)"):
        files.publish(project, tmp_path / f"{'x' * 300}.md", "text")
    (tmp_path / ".toolkit").write_text("")
    with (
        pytest.raises(UsageError, match=r"cannot be written \(.+\)"),
        files.lock(project, "waiting", print),
    ):
        pass


def test_the_lock_removes_what_was_left_unfinished(tmp_path: Path) -> None:
    """Unfinished files go, what else is kept there stays."""
    project = home(tmp_path)
    folder = tmp_path / ".toolkit"
    folder.mkdir()
    for name in ("4711.new", "cache.sqlite"):
        (folder / name).write_text("half")
    with files.lock(project, "waiting", print):
        pass
    assert not (folder / "4711.new").exists()
    assert (folder / "cache.sqlite").exists()


def test_init(tmp_path: Path) -> None:
    """A new project has its settings and folders; an old one is left as it is."""
    path = files.init(tmp_path / "new", "de", ("en", "zh", "zh-Hans"))
    assert path.read_text().startswith('source = "de"\ntargets = ["en", "zh_CN"]\n#')
    assert files.find(path.parent).targets == (language("en"), language("zh"))
    with pytest.raises(UsageError, match="is a project already"):
        files.init(tmp_path / "new", "de", ("ru",))
    with pytest.raises(UsageError, match="is the source language"):
        files.init(tmp_path / "other", "de", ("de",))
    assert not (tmp_path / "other").exists()
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="file: "):
        files.init(tmp_path / "file", "de", ("en",))


def test_no_catalog_yet(tmp_path: Path) -> None:
    """A catalog that does not exist is an empty one."""
    assert files.load(tmp_path / "a.po") == (Catalog(), None)


def test_a_missing_sources_folder_is_no_empty_project(project: Path, toolkit: Toolkit) -> None:
    """A gate does not pass because its articles are not where the settings say."""
    (project / "sources").rmdir()
    ran = toolkit("check")
    assert (ran.code, ran.out) == (2, "")
    assert "sources: there is no such folder" in ran.err


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("BERICHT.TXT", "BERICHT.HTM"),
        ("Bericht.md", "bericht.html"),
        ("Über.md", unicodedata.normalize("NFD", "Über.txt")),
        ("Sub/a.md", "sub/a.txt"),
        ("STRASSE.md", "straße.txt"),
    ],
)
def test_names_that_some_systems_take_for_one(project: Path, one: str, other: str) -> None:
    """Neither is worked on: they would share a catalog, here or where capitals do not count."""
    for name in (one, other, "gut.md"):
        path = project / "sources" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("Text.\n")
    found = list(files.articles(files.find(project), ()))
    assert [article.name for article in found if isinstance(article, Article)] == ["gut"]
    assert ["has the same name" in str(error) for error in found if isinstance(error, UsageError)]
    named = list(files.articles(files.find(project), [f"sources/{one}"]))
    assert [type(error) for error in named] == [UsageError]


@pytest.mark.parametrize(
    ("name", "message"),
    [("site.md", "words of the site's theme"), ("a" * 240 + ".md", "too long: rename it")],
)
def test_names_that_no_article_can_have(project: Path, name: str, message: str) -> None:
    """One sentence, and the others are done."""
    (project / "sources" / name).write_text("Text.\n")
    (project / "sources/gut.md").write_text("Text.\n")
    found = list(files.articles(files.find(project), ()))
    assert [article.name for article in found if isinstance(article, Article)] == ["gut"]
    assert message in "".join(map(str, found))
