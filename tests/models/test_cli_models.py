"""`toolkit models` as a user types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Toolkit
from models.argos_packages import files, packed, unpacked

from toolkit.models import installed as models


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A packages' folder of our own, nothing that comes with the toolkit, an index in a folder."""
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "home" / "packages"))
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", str(tmp_path / "mirror"))
    monkeypatch.setattr(models, "EMBEDDED", tmp_path / "embedded")
    (tmp_path / "mirror").mkdir()
    for pair in ("de_en", "en_ru", "en_zh", "en_zt"):
        packed(tmp_path / "mirror" / f"{pair}.argosmodel", files(pair))
    return tmp_path / "home" / "packages"


def test_a_day(toolkit: Toolkit, home: Path) -> None:
    """See what there is, install a way, look at it, verify it, remove it."""
    ran = toolkit("models", "available")
    assert ran.out == "de→en\t1.0\nen→ru\t1.0\nen→zh\t1.0\nen→zt\t1.0\n"
    assert ran.err.startswith("4 packages in file:///")
    ran = toolkit("models", "install", "--for", "de", "ru")
    lines = f"de→en\t1.0\t{home}/translate-de_en-1_0\nen→ru\t1.0\t{home}/translate-en_ru-1_0\n"
    assert (ran.code, ran.out, ran.err) == (0, lines, "installed: 2\n")
    ran = toolkit("models", "list")
    assert (ran.code, ran.out, ran.err) == (0, lines, "installed: 2\n")
    assert "de→en\t1.0\tinstalled: 1.0\n" in toolkit("models", "available").out
    ran = toolkit("models", "verify")
    assert (ran.code, ran.out.count("\tsound\n"), ran.err) == (0, 2, "sound: 2\n")
    ran = toolkit("models", "remove", "de_en", "en_ru")
    assert (ran.code, ran.out, ran.err) == (0, lines, "removed: 2\n")
    assert toolkit("models", "list").out == ""


def test_what_cannot_be_had(toolkit: Toolkit, tmp_path: Path) -> None:
    """An entry without a link that can be followed here is named as such."""
    entry = {"type": "translate", "from_code": "de", "to_code": "en", "package_version": "1.0"}
    links = ["ipfs://bafy/translate-de_en-1_0.argosmodel"]
    index = tmp_path / "index.json"
    index.write_text(json.dumps([entry | {"links": links}]))
    ran = toolkit("models", "available", "--index", f"{index}")
    assert ran.out == "de→en\t1.0\tcannot be had: no link to a web address\n"
    assert ran.err.startswith("1 package in file:///")
    assert toolkit("models", "install", "de_en", "--index", f"{index}").code == 2
    toolkit("models", "install", "de_en")
    assert "cannot be had" in toolkit("models", "available", "--index", f"{index}").out


def test_one_line_each(toolkit: Toolkit, home: Path) -> None:
    """Whatever the folder of a package is called."""
    unpacked(home / "a\nb", files("de_en"))
    assert toolkit("models", "list").out.endswith("/a\\nb'\n")


@pytest.mark.parametrize(
    ("names", "pair"),
    [
        (["de_en"], "de_en"),
        (["translate-de_en"], "de_en"),
        (["de", "en"], "de_en"),
        (["en", "zh_CN"], "en_zh"),
        (["en_zh-Hant"], "en_zt"),
        (["--for", "en", "zh_TW"], "en_zt"),
        (["mirror/de_en.argosmodel"], "de_en"),
    ],
)
def test_names(
    names: list[str], pair: str, toolkit: Toolkit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Packages are named as people name them."""
    monkeypatch.chdir(tmp_path)
    assert toolkit("models", "install", *names).code == 0
    assert [package.name for package in models.installed()] == [f"translate-{pair}"]


def test_paths(toolkit: Toolkit, home: Path) -> None:
    """`list --paths` shows each language with its way, and what is not used is said why."""
    for pair in ("de_en", "en_zh", "en_zt", "de_fr", "fr_zt"):
        unpacked(home / pair, files(pair))
    unpacked(home / "old", files("en_zh", "0.9"))
    ran = toolkit("models", "list", "--paths", "de")
    assert ran.out == (
        "en\tde→en 1.0\nfr\tde→fr 1.0\nzh\tde→en 1.0 + en→zh 1.0\n"
        "zt\tde→en 1.0 + en→zt 1.0\nzt\tde→fr 1.0 + fr→zt 1.0\tnot used\n"
        f"en→zh\t0.9\t{home}/old\tnot used: 1.0 is in {home}/en_zh\n"
    )
    assert ran.err == "4 languages can be reached from de\n"
    ways = json.loads(toolkit("models", "list", "--paths", "de", "--json").out)["paths"]
    assert [way["to"] for way in ways if way["used"]] == ["en", "fr", "zh", "zt"]


def test_broken(toolkit: Toolkit, home: Path) -> None:
    """A broken package is shown with its problem, fails `verify`, and can be installed anew."""
    unpacked(home / "translate-de_en-1_0", {"model/model.bin": b"half"})
    ran = toolkit("models", "list")
    assert ran.out.endswith("\tbroken: metadata.json is missing or damaged\n")
    assert (ran.code, ran.err) == (0, "installed: 0, 1 broken\n")
    ran = toolkit("models", "verify", "de_en")
    assert (ran.code, ran.err) == (1, "sound: 0, 1 broken\n")
    assert toolkit("models", "install", "de_en").code == 0
    assert toolkit("models", "verify").code == 0


def test_exit_codes(toolkit: Toolkit, tmp_path: Path) -> None:
    """0 if all is done, 1 if some, 2 if nothing; each failure is one line."""
    good, bad = tmp_path / "mirror" / "de_en.argosmodel", tmp_path / "bad.argosmodel"
    bad.write_bytes(b"?")
    ran = toolkit("models", "install", str(bad), str(good), "de_fr", "what")
    assert (ran.code, ran.err.count("error: "), ran.err.count("\n")) == (1, 3, 4)
    assert ran.err.endswith("installed: 1, 3 failed\n")
    assert toolkit("models", "install", str(bad)).code == 2
    assert toolkit("models", "install").code == 2
    assert toolkit("models", "remove", "nothing").code == 2
    assert toolkit("models", "verify", "nothing").code == 2
    assert toolkit("models", "available", "--index", str(tmp_path / "none")).code == 1


def test_an_address_is_no_file(toolkit: Toolkit) -> None:
    """A URL to install from is named as it is, with what to do."""
    url = "https://example.org/translate-de_en-1_0.argosmodel"
    ran = toolkit("models", "install", url)
    assert ran.code == 2 and ran.err.startswith(f"error: {url}: is an address: download the file")


def test_json(toolkit: Toolkit, home: Path) -> None:
    """`--json` gives the same facts to machines."""
    toolkit("models", "install", "de_en")
    [row] = json.loads(toolkit("models", "list", "--json").out)["models"]
    assert row == {
        "from": "de",
        "to": "en",
        "version": "1.0",
        "name": "translate-de_en",
        "folder": str(home / "translate-de_en-1_0"),
        "problem": "",
        "shipped": False,
        "compute_type": "int8",
        "made": "",
        "note": "",
    }
    rows = json.loads(toolkit("models", "available", "--json").out)["models"]
    assert rows[0]["note"] == "installed: 1.0" and rows[1]["note"] == ""
