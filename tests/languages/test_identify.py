"""The unpacked copy of the language identifier's model changes no verdict, whatever befalls it."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from toolkit.languages import identify
from toolkit.storage import stamps

TEXTS = (
    "Die neue Brücke wird im Mai eröffnet.",
    "The new bridge opens in May.",
    "Новый мост откроют в мае.",
    "新桥将于五月开放。",
    "Nový most bude otevřen v květnu.",
    "12345",
)


@pytest.fixture(scope="module")
def verdicts() -> list[object]:
    """What py3langid says when it loads its model itself."""
    own = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return [own.rank(text) for text in TEXTS]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copy that the toolkit makes, to be damaged elsewhere."""
    folder = tmp_path_factory.mktemp("unpacked")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        ranks()
    (copy,) = (folder / "article-toolkit").glob("*.npz")
    return copy


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache folder, empty."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "article-toolkit"


def ranks() -> list[object]:
    """What the toolkit's identifier says in a fresh process."""
    identifier = identify._identifier.__wrapped__()
    return [identifier.rank(text) for text in TEXTS]


def test_copy(folder: Path, verdicts: list[object]) -> None:
    """The copy is made once, and read from then on; the verdicts are the library's."""
    assert ranks() == verdicts
    (copy,) = folder.glob("*.npz")
    made = copy.stat()
    assert ranks() == verdicts
    assert copy.stat().st_ino == made.st_ino


@pytest.mark.parametrize("damage", ["empty", "short", "flipped", "pickle", "renamed"])
def test_damaged_copy(folder: Path, unpacked: Path, verdicts: list[object], damage: str) -> None:
    """A damaged copy, or one that asks to run code, is thrown away, and the model itself used."""
    data = unpacked.read_bytes()
    copy = folder / unpacked.name
    folder.mkdir()
    middle = len(data) // 2
    copy.write_bytes(
        {
            "empty": b"",
            "short": data[:middle],
            "flipped": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
            "pickle": pickle.dumps({"ptc": print}),
            "renamed": data.replace(b"nextmove", b"nextstep"),
        }[damage]
    )
    assert ranks() == verdicts
    assert not list(folder.glob("*.npz"))


def test_a_copy_that_is_damaged_later(
    folder: Path, monkeypatch: pytest.MonkeyPatch, verdicts: list[object]
) -> None:
    """Its checksums are looked at again as soon as it is another one."""
    monkeypatch.setattr(stamps, "_SETTLED", 0)
    checked: list[Path] = []
    check = identify._checked

    def counted(path: Path) -> bytes:
        checked.append(path)
        return check(path)

    monkeypatch.setattr(identify, "_checked", counted)
    for _ in range(3):
        assert ranks() == verdicts
    assert len(checked) == 1
    (copy,) = folder.glob("*.npz")
    data = bytearray(copy.read_bytes())
    data[len(data) // 2] ^= 1
    copy.write_bytes(data)
    assert ranks() == verdicts
    assert len(checked) == 2
    assert not copy.exists()


def test_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verdicts: list[object]) -> None:
    """Where no copy can be written there is none, and nothing else changes."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert ranks() == verdicts


def test_never_in_a_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verdicts: list[object]
) -> None:
    """A relative folder is not followed, as the standard says: it could be somebody's project."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", ".toolkit")
    monkeypatch.chdir(tmp_path)
    assert ranks() == verdicts
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
