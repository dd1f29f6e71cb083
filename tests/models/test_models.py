"""Packages on this machine: listed, routed, installed, verified and removed, whatever happens."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import stat
import struct
import subprocess
import sys
import time
import warnings
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise, permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from models.argos_packages import files, packed, unpacked
from models.imitations import ARCHIVES, MORE_ARCHIVES, zipped
from preloaded import Preloaded

from toolkit.errors import EngineError, UsageError
from toolkit.languages.language import language
from toolkit.models import archive, check, routes, store
from toolkit.models import installed as models
from toolkit.models.codes import argos_code, language_of
from toolkit.models.index import available
from toolkit.models.package import Package

INSTALL = "import sys; from pathlib import Path; from toolkit.models import store; "
INSTALL += "store.install(Path(sys.argv[1]))"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A packages' folder of our own, and nothing that comes with the toolkit."""
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "home" / "packages"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(models, "EMBEDDED", tmp_path / "embedded")
    return tmp_path / "home" / "packages"


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, without the lock."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".toolkit.lock"
    }


def argos(code: str, **environment: str) -> str:
    """What Argos Translate itself says in a new process."""
    environment = {"PATH": os.environ["PATH"]} | environment
    said = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return said.stdout.strip()


# --- where packages are ---


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"XDG_DATA_HOME": "data"},
        {"ARGOS_PACKAGES_DIR": "own", "XDG_DATA_HOME": "data"},
        {"XDG_CONFIG_HOME": "config"},
        {"XDG_CONFIG_HOME": "config", "ARGOS_PACKAGES_DIR": "own"},
    ],
)
def test_home_is_argos_home(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """We install where Argos Translate looks, whatever its variables and settings file say."""
    found = {name: str(tmp_path / value) for name, value in environment.items()}
    found["HOME"] = str(tmp_path)
    chosen = tmp_path / "config" / "argos-translate" / "settings.json"
    chosen.parent.mkdir(parents=True)
    chosen.write_text(json.dumps({"ARGOS_PACKAGES_DIR": str(tmp_path / "from settings")}))
    for name in ("ARGOS_PACKAGES_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "SNAP"):
        monkeypatch.delenv(name, raising=False)
    for name, value in found.items():
        monkeypatch.setenv(name, value)
    theirs = argos("from argostranslate import settings as s; print(s.package_data_dir)", **found)
    assert str(models.home()) == theirs


def test_listing_makes_nothing(home: Path) -> None:
    """Asking what is installed creates no file and no folder."""
    assert models.installed() == ()
    assert not home.parent.exists()


def test_bad_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A packages' folder that is a file, or has an impossible name, is a usage error."""
    (tmp_path / "file").touch()
    for value in (str(tmp_path / "file"), "x" * 5000):
        monkeypatch.setenv("ARGOS_PACKAGES_DIR", value)
        with pytest.raises(UsageError, match=r"cannot be read .* ARGOS_PACKAGES_DIR"):
            models.installed()
    monkeypatch.setenv("ARGOS_BEAM_SIZE", "abc")
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "none"))
    assert models.installed() == ()


DAMAGE: dict[str, list[tuple[str, bytes | str | None]]] = {
    "metadata.json is missing or damaged": [
        ("metadata.json", None),
        ("metadata.json", b"{"),
        ("metadata.json", b"[]"),
        ("metadata.json", b"\xff"),
        ("metadata.json", b"[" * 99_999),
    ],
    "metadata.json names no pair of languages by codes such as de and en": [
        ("metadata.json", told.encode())
        for told in (
            '{"from_code": "../..", "to_code": "en"}',
            '{"from_code": "de"}',
            '{"from_code": "de", "to_code": "de"}',
            '{"from_code": "de ", "to_code": "en"}',
            '{"from_code": "german", "to_code": "en"}',
            '{"from_code": 1, "to_code": ["en"]}',
            "{}",
        )
    ],
    "model/model.bin is missing": [("model/model.bin", None)],
    "model/model.bin is cut off": [("model/model.bin", b""), ("model/model.bin", "half")],
    "model/vmap.txt is empty": [("model/vmap.txt", b"")],
    "model/config.json is missing or damaged": [
        ("model/config.json", data) for data in (None, b"", b"{", b"[]", b"\xff", b"null")
    ],
    "the vocabulary is missing in model/": [("model/shared_vocabulary.json", None)],
    "sentencepiece.model is missing": [("sentencepiece.model", None)],
}


def damaged(name: str, data: bytes | str | None) -> dict[str, bytes]:
    """A package's files, that one with other data, missing (None) or cut in half."""
    content = files()
    whole = content.pop(name, b"")
    if data is not None:
        content[name] = data if isinstance(data, bytes) else whole[: len(whole) // 2]
    return content


@pytest.mark.parametrize(
    ("problem", "name", "data"),
    [(problem, *case) for problem, cases in DAMAGE.items() for case in cases],
)
def test_broken_packages_are_listed(
    problem: str, name: str, data: bytes | str | None, home: Path
) -> None:
    """A half-installed or damaged package is listed with its problem, and no route takes it."""
    content = damaged(name, data)
    unpacked(home / "translate-de_en-1_0", content)
    unpacked(home / "translate-en_ru-1_0", files("en_ru"))
    [broken, sound] = models.installed()
    assert (broken.problem, broken.source, broken.target) == (problem, "de", "en")
    assert sound.problem == ""
    with pytest.raises(EngineError, match=r"no model for de→en \(.*is broken: .*install de_en`"):
        routes.route(models.installed(), "de", "ru")


def test_strays_are_ignored(home: Path) -> None:
    """Files, empty folders, other packages and hidden folders are no translation packages."""
    unpacked(home / "translate-de_en-1_0", files())
    unpacked(home / "stanza", {"metadata.json": b'{"type": "sbd", "from_code": "de"}'})
    unpacked(home / ".hidden", files())
    unpacked(home / "photos", {"a.jpg": b""})
    (home / "readme.txt").touch()
    (home / "dangling").symlink_to(home / "none")
    (home / "loop").symlink_to(home / "loop")
    assert [package.folder.name for package in models.installed()] == ["translate-de_en-1_0"]


def test_a_model_of_many_languages(home: Path, tmp_path: Path) -> None:
    """What Argos Translate alone can run is named, not called damaged."""
    metadata = {"package_version": "1.0", "languages": [{"code": "de"}, {"code": "en"}]}
    content = files() | {"metadata.json": json.dumps(metadata).encode()}
    unpacked(home / "translate-m2m", content)
    (package,) = models.installed()
    assert package.problem.startswith("one model for many languages")
    with pytest.raises(EngineError, match="refused: one model for many languages"):
        store.install(packed(tmp_path / "m2m.argosmodel", content))


@pytest.mark.parametrize(
    ("pair", "problem"),
    [
        ("de xyz", r"names a language that the toolkit does not know \(xyz\)"),
        ("xyz de", r"names a language that the toolkit does not know \(xyz\)"),
        ("de en_XX", r"names a language that the toolkit does not know \(en_XX\)"),
        ("en_US en_GB", r"names two forms of one language \(en_US, en_GB\)"),
    ],
)
def test_languages_that_nothing_can_use(
    pair: str, problem: str, home: Path, tmp_path: Path
) -> None:
    """A package that no translation would reach is not installed; the others stay in use."""
    source, target = pair.split()
    odd = files() | {"metadata.json": json.dumps({"from_code": source, "to_code": target}).encode()}
    with pytest.raises(EngineError, match=f"x.argosmodel: refused: metadata.json {problem}"):
        store.install(packed(tmp_path / "x.argosmodel", odd))
    unpacked(home / "a", odd)
    unpacked(home / "b", files("de_en"))
    (one, other) = models.installed()
    assert re.search(problem, one.problem) and re.search(problem, check.verify(one))
    assert routes.route((one, other), "de", "en") == (other,)
    assert routes.paths((one, other), "de").keys() == {"en"}


def test_listing_while_one_is_replaced(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that meets an installer at work finds the old package or the new, never none."""
    unpacked(home / "translate-de_en-1_0", files())
    read = models.read

    def late(folder: Path) -> Package | None:
        monkeypatch.setattr(models, "read", read)
        unpacked(home / "translate-de_en-1_1", files(version="1.1"))
        (home / "translate-de_en-1_0").rename(home.parent / "old")
        return read(folder)

    monkeypatch.setattr(models, "read", late)
    [found] = models.installed()
    assert (found.version, found.problem) == ("1.1", "")


def test_embedded_come_last(home: Path, tmp_path: Path) -> None:
    """What comes with the toolkit is found after the user's, and wins only where it shall."""
    unpacked(tmp_path / "embedded" / "a", files(version="1.2"))
    unpacked(home / "b", files(version="1.1"))
    first, second = models.installed()
    assert second.shipped and not first.shipped
    assert routes.route((first, second), "de", "en", shipped=True) == (second,)
    assert routes.route((first, second), "de", "en") == (first,)
    assert (first.folder, second.folder) == (home / "b", tmp_path / "embedded" / "a")
    assert routes.unused((first, second)) == {second: f"not used: 1.1 is in {home / 'b'}"}
    with pytest.raises(UsageError, match="comes with the toolkit"):
        store.remove("a")
    assert store.remove("de_en") == (first,)
    assert routes.route(models.installed(), "de", "en") == (second,)


# --- ways ---


def package(pair: str, version: str = "1.0", problem: str = "") -> Package:
    """A package that only routes look at."""
    source, target = pair.split("_")
    return Package(source, target, version, Path(f"{pair}-{version}"), f"translate-{pair}", problem)


def names(way: tuple[Package, ...]) -> list[str]:
    """The pairs of a way."""
    return [package.name.removeprefix("translate-") for package in way]


@pytest.mark.parametrize(
    ("have", "source", "target", "way"),
    [
        ("de_en en_ru", "de", "ru", "de_en en_ru"),
        ("de_en en_ru de_ru", "de", "ru", "de_ru"),
        ("de_ar ar_ru de_en en_ru de_it it_ru", "de", "ru", "de_en en_ru"),
        ("de_fr fr_ru de_en", "de", "ru", "de_fr fr_ru"),
        ("de_fr fr_en en_ru", "de", "ru", "de_fr fr_en en_ru"),
        ("en_zh en_zt de_en", "de", "zt", "de_en en_zt"),
    ],
)
def test_route(have: str, source: str, target: str, way: str) -> None:
    """The fewest packages, then through English, in whatever order packages are found."""
    for found in permutations(have.split()) if have.count(" ") < 5 else [have.split()]:
        assert names(routes.route(list(map(package, found)), source, target)) == way.split()


@pytest.mark.parametrize(
    ("have", "missing", "command"),
    [
        ("", "de→en and en→ru", "de_en en_ru"),
        ("de_en", "en→ru", "en_ru"),
        ("en_ru", "de→en", "de_en"),
        ("ru_en en_de", "de→en and en→ru", "de_en en_ru"),
    ],
)
def test_no_route(have: str, missing: str, command: str) -> None:
    """What is missing is named, with the command that installs it."""
    with pytest.raises(EngineError) as found:
        routes.route(list(map(package, have.split())), "de", "ru")
    said = f"no model for {missing}: run `toolkit models install {command}`"
    assert str(found.value) == said


def test_a_form_of_the_same_language() -> None:
    """From German to Swiss German there is no way, not even over English: that is said."""
    found = list(map(package, ("de_en", "en_de")))
    with pytest.raises(
        EngineError, match=r"no model translates de into another form of de: .*copy"
    ):
        routes.route(found, argos_code(language("de")), argos_code(language("de_CH")))


def test_newest_version_is_used() -> None:
    """Versions count as numbers; broken ones do not count; the reason is said."""
    old, new = package("de_en", "1.9"), package("de_en", "1.10")
    broken = package("de_en", "2.0", problem="x")
    for found in permutations([old, new, broken]):
        assert routes.route(found, "de", "en") == (new,)
        assert routes.unused(found) == {
            old: f"not used: 1.10 is in {new.folder}",
            broken: "broken: x",
        }


def test_paths() -> None:
    """For each target the route comes first, then the other ways over one pivot."""
    found = routes.paths([package(pair) for pair in ["de_en", "en_ru", "de_fr", "fr_ru"]], "de")
    assert {target: list(map(names, ways)) for target, ways in found.items()} == {
        "en": [["de_en"]],
        "fr": [["de_fr"]],
        "ru": [["de_en", "en_ru"], ["de_fr", "fr_ru"]],
    }


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde"))))
def test_every_way_leads_there(pairs: list[tuple[str, str]]) -> None:
    """Every way starts at the source, ends at the target, and its packages join."""
    found = [package("_".join(pair)) for pair in pairs if pair[0] != pair[1]]
    for target, ways in routes.paths(found, "a").items():
        assert routes.route(found, "a", target) == ways[0]
        for way in ways:
            assert (way[0].source, way[-1].target) == ("a", target)
            assert all(first.target == second.source for first, second in pairwise(way))
            assert len(ways[0]) <= len(way)


# --- installing ---


def test_install(tmp_path: Path, home: Path) -> None:
    """A package is unpacked under Argos's name, works, and can be removed without a trace."""
    installed = store.install(packed(tmp_path / "x.argosmodel", files(), "any-name"))
    assert installed.folder == home / "translate-de_en-1_0"
    assert models.installed() == (installed,)
    assert check.verify(installed) == ""
    found = tree(installed.folder)
    assert {**files(), **{name: found[name] for name in ("SHA256SUMS", "toolkit.json")}} == found
    subprocess.run(
        ["sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS"], cwd=installed.folder, check=True
    )
    assert store.remove("translate-de_en") == (installed,)
    assert tree(home.parent) == {}
    assert [path.name for path in home.parent.iterdir()] == ["packages"]


def test_argos_translate_finds_it(tmp_path: Path, home: Path) -> None:
    """Argos Translate lists what we install, and we list what it installs."""
    store.install(packed(tmp_path / "a.argosmodel", files()))
    other = packed(tmp_path / "b.argosmodel", files("en_ru"))
    code = (
        "from argostranslate import package as p; "
        f"p.install_from_path({str(other)!r}); print(*sorted(map(str, p.get_installed_packages())))"
    )
    found = argos(code, ARGOS_PACKAGES_DIR=str(home), HOME=str(tmp_path))
    assert found.count("translate") == 2
    assert [package.name for package in models.installed()] == [
        "translate-en_ru",
        "translate-de_en",
    ]


def test_packages_of_links(tmp_path: Path, home: Path) -> None:
    """Where a package or a part of it is a link, it is used, checked and copied like any other."""
    kept = unpacked(tmp_path / "kept", files())
    (home / "linked").mkdir(parents=True)
    for path in kept.iterdir():
        (home / "linked" / path.name).symlink_to(path)
    (kept / "model" / "again").symlink_to(kept / "model")
    (found,) = models.installed()
    assert (found.problem, check.verify(found)) == ("", "")
    assert check.sums(found.folder).count("\n") == len(files())
    copied = store.install((home / "linked").rename(tmp_path / "linked"))
    assert check.verify(copied) == "" and not any(map(Path.is_symlink, copied.folder.rglob("*")))
    assert models.installed() == (copied,) and len(tree(kept)) == len(files())


@pytest.mark.skipif(os.name != "posix", reason="names of files are text there")
def test_a_folder_whose_name_is_no_text(home: Path) -> None:
    """CTranslate2 cannot open it: it is listed with the remedy, and no way leads through it."""
    unpacked(Path(os.fsdecode(os.fsencode(home) + b"/p\xff")), files())
    (found,) = models.installed()
    assert "not UTF-8: rename" in found.problem and "not UTF-8" in check.verify(found)
    with pytest.raises(EngineError, match="not UTF-8"):
        routes.route(models.installed(), "de", "en")


def test_install_a_folder(tmp_path: Path, home: Path) -> None:
    """An unpacked package is copied; a folder that is none is refused."""
    folder = unpacked(tmp_path / "unpacked", files())
    assert store.install(folder).folder == home / "translate-de_en-1_0"
    with pytest.raises(EngineError, match="holds no translation package"):
        store.install(tmp_path)


def test_same_again_changes_nothing(tmp_path: Path, home: Path) -> None:
    """Installing the same package again leaves its files untouched: readers are not disturbed."""
    archive = packed(tmp_path / "x.argosmodel", files())
    first = store.install(archive)
    before = (first.folder / "model" / "model.bin").stat()
    assert store.install(archive) == first
    assert (first.folder / "model" / "model.bin").stat() == before


def test_replaces_its_pair_only(tmp_path: Path, home: Path) -> None:
    """A new package replaces those of its pair, broken ones too, and touches no other."""
    other = store.install(packed(tmp_path / "o.argosmodel", files("en_ru"), "same-folder"))
    unpacked(home / "translate-de_en-1_0", {"model/model.bin": b"half"})
    store.install(packed(tmp_path / "a.argosmodel", files(version="1.0"), "same-folder"))
    new = store.install(packed(tmp_path / "b.argosmodel", files(version="1.1"), "same-folder"))
    assert models.installed() == (new, other)
    changed = files(version="1.1") | {"README.md": b"rebuilt"}
    rebuilt = store.install(packed(tmp_path / "c.argosmodel", changed))
    assert models.installed() == (rebuilt, other)


def raw(*members: tuple[str | zipfile.ZipInfo, bytes], top: str = "p") -> bytes:
    """An archive with members as they are given, after a whole package."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, content in files().items():
            file.writestr(f"{top}/{name}", content)
        for member, content in members:
            file.writestr(member, content)
    return data.getvalue()


def special(name: str, kind: int) -> zipfile.ZipInfo:
    """A member that is no file."""
    info = zipfile.ZipInfo(name)
    info.external_attr = (kind | 0o777) << 16
    return info


def encrypted() -> bytes:
    """An archive whose table of contents says that the first member is encrypted."""
    data = bytearray(raw())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


@cache
def whole() -> bytes:
    """A good archive."""
    return raw()


REFUSED: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "random bytes": lambda: bytes(range(256)) * 40,
    "truncated": lambda: whole()[: len(whole()) // 2],
    "bad CRC": lambda: whole()[:2000] + bytes([whole()[2000] ^ 1]) + whole()[2001:],
    "no members": lambda: b"PK\x05\x06" + bytes(18),
    "no metadata": lambda: zipped({"a/b.txt": b""}),
    "second package": lambda: raw(("q/metadata.json", b"{}")),
    "absolute": lambda: raw(("/p/x", b"")),
    "all absolute": lambda: raw(top="/p"),
    "all above": lambda: raw(top=".."),
    "parent": lambda: raw(("p/../../x", b"")),
    "parent beside": lambda: raw(("../x", b"")),
    "twice by another path": lambda: raw(("p/./README.md", b"")),
    "backslash": lambda: raw(("p\\..\\x", b"")),
    "drive": lambda: raw(("p/C:x", b"")),
    "control character": lambda: raw(("p/a\nb", b"")),
    "link": lambda: raw((special("p/link", stat.S_IFLNK), b"/etc/passwd")),
    "device": lambda: raw((special("p/device", stat.S_IFCHR), b"")),
    "twice": lambda: raw(("p/README.md", b"other")),
    "case": lambda: raw(("p/readme.MD", b"other")),
    "Unicode form": lambda: raw(("p/ä", b""), ("p/a\u0308", b"")),
    "file and folder": lambda: raw(("p/README.md/x", b"")),
    "bomb": lambda: raw(("p/zeros", bytes(200 << 20))),
    "many": lambda: raw(*((f"p/{number}", b"") for number in range(2001))),
    "encrypted": encrypted,
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_archives(case: str, tmp_path: Path, home: Path) -> None:
    """A damaged or dangerous archive is one sentence, and leaves no file anywhere."""
    old = store.install(packed(tmp_path / "old.argosmodel", files()))
    before = tree(tmp_path)
    path = tmp_path / "bad.argosmodel"
    path.write_bytes(REFUSED[case]())
    with pytest.raises(EngineError, match=r"bad.argosmodel: (not an|refused)") as found:
        store.install(path)
    assert "\n" not in str(found.value)
    path.unlink()
    assert tree(tmp_path) == before and models.installed() == (old,)


@pytest.mark.parametrize(
    ("name", "data"),
    [case for cases in DAMAGE.values() for case in cases]
    + [
        ("model/model.bin", struct.pack("<I", 99)),
        ("sentencepiece.model", b"x"),
        ("model/shared_vocabulary.json", b'["a"]'),
        ("model/config.json", b"{}"),
    ],
)
def test_bad_packages(name: str, data: bytes | str | None, tmp_path: Path, home: Path) -> None:
    """A well-packed package that does not work is refused, and the old one of its pair stays."""
    old = store.install(packed(tmp_path / "old.argosmodel", files(version="0.9")))
    content = damaged(name, data)
    with pytest.raises(EngineError, match=r"bad.argosmodel: refused"):
        store.install(packed(tmp_path / "bad.argosmodel", content))
    assert models.installed() == (old,) and check.verify(old) == ""
    assert [path.name for path in home.parent.iterdir()] == ["packages"]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_changed_bytes(data: st.DataObject, tmp_path: Path) -> None:
    """Whatever bytes of an archive change, a file is unpacked right, or there is one sentence."""
    small = io.BytesIO()
    with zipfile.ZipFile(small, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("p/metadata.json", b"{}" * 9)
        file.writestr("p/model/model.bin", b"abc" * 9)
    content = bytearray(small.getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    into = tmp_path / str(time.monotonic_ns())
    into.mkdir()
    (into / "x.argosmodel").write_bytes(content)
    try:
        folder = archive.unpack(into / "x.argosmodel", into / "new", "x")
    except EngineError:
        return
    assert set(tree(folder).values()) <= {b"abc" * 9, b"{}" * 9}


@pytest.mark.parametrize("case", ARCHIVES | MORE_ARCHIVES)
def test_archives_of_every_kind(case: str, tmp_path: Path, home: Path) -> None:
    """The package is found wherever it lies in an archive; a folder of archives offers it, too."""
    path = tmp_path / "x.argosmodel"
    path.write_bytes((ARCHIVES | MORE_ARCHIVES)[case]())
    assert [offer.package.name for offer in available(str(tmp_path))] == ["translate-de_en"]
    installed = store.install(path)
    found = tree(installed.folder)
    assert found | files() == found and len(found) == len(files()) + 2


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_damage_of_every_method(method: int, tmp_path: Path) -> None:
    """Whatever cannot be decompressed is the archive's fault."""
    data = zipped(files(), method=method)
    path = tmp_path / "x.argosmodel"
    path.write_bytes(data[:3000] + bytes(2000) + data[5000:])
    with pytest.raises(EngineError, match=r"x.argosmodel: not an .argosmodel file, or a damaged"):
        store.install(path)


def test_two_packages_in_an_archive(tmp_path: Path) -> None:
    """They are named, with what to do."""
    path = tmp_path / "x.argosmodel"
    path.write_bytes(zipped(files(), "a/", ("b/metadata.json", b"{}")))
    with pytest.raises(EngineError, match=r"several packages \(a, b\): unpack it and install each"):
        store.install(path)


def test_missing_file(tmp_path: Path) -> None:
    """A file that is not there is one sentence."""
    with pytest.raises(EngineError, match=r"none.argosmodel: there is no such file"):
        store.install(tmp_path / "none.argosmodel")


def test_verify_finds_changed_bytes(tmp_path: Path) -> None:
    """A model whose bytes were overwritten still loads; its checksums tell."""
    package = store.install(packed(tmp_path / "x.argosmodel", files()))
    model = package.folder / "model" / "model.bin"
    data = bytearray(model.read_bytes())
    data[-500:-400] = bytes(100)
    model.write_bytes(data)
    [changed] = models.installed()
    assert changed.problem == ""
    assert check.verify(changed) == "its files are not as they were installed"


def test_verify_without_checksums(home: Path) -> None:
    """A package that Argos Translate installed is tried; damage that loads cannot be seen."""
    unpacked(home / "a", files())
    unpacked(home / "b", files("en_ru") | {"sentencepiece.model": b"x"})
    sound, broken = models.installed()
    assert check.verify(sound) == ""
    assert check.verify(broken).startswith("the model cannot be run (")


# --- killed, crowded, full ---


def started(archive: Path, code: str = INSTALL) -> subprocess.Popen[bytes]:
    """An installer in its own process."""
    return subprocess.Popen(
        [sys.executable, "-c", code, archive],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.fixture(scope="module")
def first() -> Iterator[Preloaded]:
    """Starts many that need the same."""
    first = Preloaded("toolkit.models.store", "toolkit.models.routes", "ctranslate2")
    yield first
    first.close()


@pytest.mark.parametrize("point", ["write", "verify", "rename", "take away"])
def test_killed(point: str, tmp_path: Path, home: Path, first: Preloaded) -> None:
    """`kill -9` at any point leaves the old package or the new one, and a rerun cleans up."""
    stop = {
        "write": "archive.shutil.copyfileobj",
        "verify": "check.proof",
        "rename": "store._move",
        "take away": "store._take_away",
    }[point]
    module, _, name = stop.rpartition(".")
    old = store.install(packed(tmp_path / "old.argosmodel", files(version="0.9")))
    new = packed(tmp_path / "new.argosmodel", files())
    kill = "import os, signal; from toolkit.models import archive, check, store; "
    kill += f"{module}.{name} = lambda *_: os.kill(os.getpid(), signal.SIGKILL); " + INSTALL
    assert first.run(kill, str(new), said=tmp_path / "said").wait() == -signal.SIGKILL
    found = models.installed()
    assert found[0] == old and len(found) == (2 if point == "take away" else 1)
    assert [check.verify(package) for package in found] == [""] * len(found)
    assert store.install(new).version == "1.0"
    if point != "take away":
        assert len(models.installed()) == 1
    assert [path.name for path in home.parent.iterdir()] == ["packages"]


def test_killed_at_any_time(tmp_path: Path, first: Preloaded) -> None:
    """Installers killed after random times leave only whole packages."""
    new = packed(tmp_path / "new.argosmodel", files())
    for delay in (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3):
        process = first.run(INSTALL, str(new), said=tmp_path / "said")
        time.sleep(delay)
        process.kill()
        process.wait()
        assert [check.verify(package) for package in models.installed()] in ([], [""])
    assert check.verify(store.install(new)) == ""


def test_many_at_once(tmp_path: Path, first: Preloaded) -> None:
    """While packages replace each other, every reader finds one, and one is there at the end."""
    archives = [
        packed(tmp_path / f"{number}.argosmodel", files(version=f"1.{number}"))
        for number in range(3)
    ]
    store.install(archives[0])
    reader = "import sys, time; from pathlib import Path\n"
    reader += "from toolkit.models import installed as models, routes\n"
    reader += "while not Path(sys.argv[1]).exists():\n"
    reader += "    routes.route(models.installed(), 'de', 'en'); time.sleep(0.002)"
    done = tmp_path / "done"
    readers = [first.run(reader, str(done), said=tmp_path / f"reader {n}") for n in range(2)]
    installers = [
        first.run(INSTALL, str(archive), said=tmp_path / f"installer {n}")
        for n, archive in enumerate(archives * 2)
    ]
    codes = [process.wait() for process in installers]
    done.touch()
    codes += [process.wait() for process in readers]
    said = [path.read_text() for path in tmp_path.glob("* ?") if path.is_file()]
    assert (codes, said) == ([0] * 8, [""] * 8)
    [left] = models.installed()
    assert check.verify(left) == ""


def test_waits_for_another(tmp_path: Path, home: Path) -> None:
    """A second installer says that it waits, and goes on when the first is done."""
    from filelock import FileLock

    archive = packed(tmp_path / "x.argosmodel", files())
    home.mkdir(parents=True)
    code = INSTALL.replace("store.install(Path(sys.argv[1]))", "")
    code += "store.install(Path(sys.argv[1]), print)"
    with FileLock(home / ".toolkit.lock"):
        process = started(archive, code.replace("print", "lambda text: print(text, flush=True)"))
        assert process.stdout
        assert b"another process is changing" in process.stdout.readline()
        assert models.installed() == ()
    process.communicate()
    assert process.returncode == 0 and len(models.installed()) == 1


def test_disk_full(tmp_path: Path, home: Path) -> None:
    """When a file cannot be written to its end, the message names the folder; nothing is left."""
    archive = packed(tmp_path / "x.argosmodel", files())
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (99999, 99999)); "
    process = started(archive, limit + INSTALL)
    said = process.communicate()[1].decode().splitlines()[-1]
    assert said.startswith(f"toolkit.errors.EngineError: {home}: cannot be written (")
    assert "free space there" in said
    assert models.installed() == () and tree(home.parent) == {}


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="needs another user")
def test_read_only_folder(tmp_path: Path, home: Path) -> None:
    """In a folder that cannot be written, packages are used, and installing is one sentence."""
    archive = packed(tmp_path / "x.argosmodel", files())
    store.install(archive)
    code = (
        "import os, sys; from pathlib import Path; from toolkit.models import installed as models\n"
        "from toolkit.models import check, store\n"
        "import filelock, ctranslate2, argostranslate.tokenizer\n"
        "check.verify(models.installed()[0])\n"  # loads what another user may not read
        "os.setuid(65534)\n"
        "print(check.verify(models.installed()[0]), len(models.inside(models.home())))\n"
        "store.install(Path(sys.argv[1]))"
    )
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_mode & 0o005 != 0o005 and folder.is_relative_to(tmp_path.parents[2]):
            folder.chmod(0o755)
    out, said = started(archive, code).communicate()
    assert out.split() == [b"1"], said
    message = said.decode().splitlines()[-1]
    assert message.startswith(f"toolkit.errors.EngineError: {home}: cannot be written (Permission")


def test_no_place_for_a_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A packages' folder that cannot be made is one sentence that names the setting."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "file" / "packages"))
    with pytest.raises(EngineError, match=r"cannot be written .* ARGOS_PACKAGES_DIR"):
        store.install(packed(tmp_path / "x.argosmodel", files()))


def test_scratch_is_not_a_trap(tmp_path: Path, home: Path) -> None:
    """A link in place of the scratch folder is not followed: nothing there is deleted."""
    victim = unpacked(tmp_path / "victim", {"new-1/work": b"", "old-1/work": b"", "x.part": b""})
    home.mkdir(parents=True)
    (home.parent / ".packages.toolkit").symlink_to(victim)
    store.install(packed(tmp_path / "x.argosmodel", files()))
    assert len(tree(victim)) == 3 and len(models.installed()) == 1


# --- removing ---


@pytest.mark.parametrize("name", ["de_en", "translate-de_en", "translate-de_en-1_0"])
def test_remove(name: str, tmp_path: Path) -> None:
    """A package is removed by pair, name or folder; others stay; an unknown name is an error."""
    for pair in ("de_en", "en_ru"):
        store.install(packed(tmp_path / "x.argosmodel", files(pair)))
    assert [package.name for package in store.remove(name)] == ["translate-de_en"]
    assert [package.name for package in models.installed()] == ["translate-en_ru"]
    with pytest.raises(UsageError, match="no package 'de_en' is installed"):
        store.remove("de_en")


def test_remove_link(tmp_path: Path, home: Path) -> None:
    """Removing a package that is a link removes the link and not what it points to."""
    kept = unpacked(tmp_path / "kept", files())
    home.mkdir(parents=True)
    (home / "linked").symlink_to(kept)
    store.remove("linked")
    assert models.installed() == () and tree(kept) == files()


# --- names of languages ---


@pytest.mark.parametrize(
    ("name", "code"),
    [("de", "de"), ("zh", "zh"), ("zh-Hant", "zt"), ("pt_BR", "pb"), ("pt", "pt"), ("en_US", "en"),
     ("fil", "tl"), ("tl", "tl")],
)  # fmt: skip
def test_argos_codes(name: str, code: str) -> None:
    """Argos Translate has codes of its own for some languages."""
    assert argos_code(language(name)) == code
    assert language_of("zt") == language("zh_TW") and language_of("pb") == language("pt_BR")


@pytest.mark.parametrize(
    ("code", "asked"),
    [("pt-BR", "pt_BR"), ("zh-Hant", "zh_TW"), ("zh-Hans", "zh_CN"), ("es-MX", "es"),
     ("es-MX", "es_MX"), ("iw", "he")],
)  # fmt: skip
def test_packages_with_codes_of_their_own(code: str, asked: str, home: Path) -> None:
    """Argos Translate reaches a package by any code; so do we, but by the usual one rather."""
    unpacked(home / "one", files(f"de_{code}", "2.0"))
    have = models.inside(home)
    wanted = argos_code(language(asked))
    assert routes.route(have, "de", wanted) == have
    unpacked(home / "two", files(f"de_{wanted}", "1.0"))
    (best,) = routes.route(models.inside(home), "de", wanted)
    assert best.target == wanted and len(routes.unused(models.inside(home))) == 1


def test_every_code_of_the_index() -> None:
    """Whatever code Argos's index has leads to a language, and back."""
    codes = (
        "ar az bg bn ca cs da de el en eo es et eu fa fi fr ga gl he hi hu id it ja ko ky lt lv ms"
        " nb nl pb pl pt ro ru sk sl sq sv th tl tr uk ur zh zt"
    )
    assert [argos_code(language_of(code)) for code in codes.split()] == codes.split()
