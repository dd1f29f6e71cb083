"""Models are computed in eight bits only where that has been proven to say the same."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from models.argos_packages import files, packed, unpacked
from models.ctranslate2_file import as_float32, read, retyped, stretched, written

from toolkit.engines.argos.ctranslate import Model, content
from toolkit.engines.argos.search import Search
from toolkit.models import check, installed, store, translator
from toolkit.models.package import INT8, NOTE, Package

SENTENCE, MEANT = "Die Lehrer fordern höhere Löhne.", "The teachers demand higher wages."


def _made(spoilt: bool) -> dict[str, bytes]:
    model = as_float32(files()["model/model.bin"])
    return files() | {"model/model.bin": written(stretched(model) if spoilt else model)}


def _said(package: Package) -> str:
    (batch,) = Model(package).translate([SENTENCE], Search())
    return batch[SENTENCE][0].text


def test_the_writer_writes_what_it_read() -> None:
    """The files of these tests are CTranslate2's: read and written again, not a byte differs."""
    data = files()["model/model.bin"]
    assert written(read(data)) == data


@pytest.mark.parametrize(("spoilt", "kind"), [(False, INT8), (True, "default")])
def test_installation_decides(
    spoilt: bool, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Engine and `verify` compute as installation has proven: or in the model's own type."""
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "packages"))
    package = store.install(packed(tmp_path / "x.argosmodel", _made(spoilt)))
    assert package.compute_type == kind
    assert installed.installed()[0] == package
    assert check.verify(package) == ""
    assert _said(package) == MEANT


def test_without_a_proof_the_own_type(tmp_path: Path) -> None:
    """What Argos Translate installed is computed as it was saved."""
    package = installed.read(unpacked(tmp_path / "x", _made(spoilt=True)))
    assert package and package.compute_type == "default"
    assert _said(package) == MEANT


def test_a_wrong_note_is_found(tmp_path: Path) -> None:
    """A package that says it bears eight bits and does not: `verify` says so."""
    folder = unpacked(tmp_path / "x", _made(spoilt=True))
    check.noted(folder, INT8)
    package = installed.read(folder)
    assert package and _said(package) != MEANT
    assert check.verify(package) == "eight bits spoil it: install it again"


@pytest.mark.parametrize("kind", ["float16", "bfloat16", "int16", "int8_float16", "int8_bfloat16"])
def test_types_that_a_processor_lacks(
    kind: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """CTranslate2 computes in the next best type; its log is not for those who translate."""
    data = written(retyped(files()["model/model.bin"], kind))
    package = installed.read(unpacked(tmp_path / "x", files() | {"model/model.bin": data}))
    assert package and check.verify(package) == ""
    assert _said(package) == MEANT
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("note", [b"", b"[]", b"{", b'{"compute_type": "int4"}', b"\xff"])
def test_a_damaged_note_proves_nothing(note: bytes, tmp_path: Path) -> None:
    """Then the package is computed in its own type."""
    package = installed.read(unpacked(tmp_path / "x", files() | {NOTE: note}))
    assert package and package.compute_type == "default"


@pytest.mark.parametrize(
    "name", ["model/config.json", "model/shared_vocabulary.json", "sentencepiece.model", NOTE]
)
def test_what_a_result_depends_on(name: str, tmp_path: Path) -> None:
    """A package that differs only in configuration, vocabulary or type shares no cached results."""
    first = unpacked(tmp_path / "first", files())
    check.noted(first, "default")
    second = shutil.copytree(first, tmp_path / "second")
    with (second / name).open("ab") as file:
        file.write(b" ")
    if name == NOTE:
        check.noted(second, INT8)
    one, other = map(installed.read, (first, second))
    assert one and other
    assert _content(one) != _content(other)
    assert _content(one) == _content(one)


def _content(package: Package) -> str:
    return content(package, lambda file: str(hash(file.read_bytes())))


def test_the_prefix_counts(tmp_path: Path) -> None:
    """A package for another target language of the same model shares no cached results."""
    one = installed.read(unpacked(tmp_path / "a", files()))
    other = installed.read(unpacked(tmp_path / "b", files(target_prefix="__rus__")))
    assert one and other
    assert _content(one) != _content(other)


@pytest.mark.parametrize(
    ("told", "meant"),
    [(2.0, 2.0), (0, 0.0), (-1, 0.2), (9, 0.2), ("2", 0.2), ([2], 0.2), (None, 0.2)],
)
def test_the_length_penalty(tmp_path: Path, told: object, meant: float) -> None:
    """A package may ask for another one than Argos Translate's, and then shares no results."""
    one = installed.read(unpacked(tmp_path / "a", files()))
    other = installed.read(unpacked(tmp_path / "b", files(length_penalty=told)))
    assert one and other
    assert other.length_penalty == meant
    assert (_content(one) == _content(other)) == (meant == 0.2)


def test_threads_that_openmp_withholds(tmp_path: Path) -> None:
    """`OMP_DYNAMIC`, with which CTranslate2 translates nonsense in float32, is forbidden."""
    folder = unpacked(tmp_path / "x", _made(spoilt=False))
    code = (
        "import sys; from pathlib import Path\n"
        "from toolkit.engines.argos.ctranslate import Model\n"
        "from toolkit.engines.argos.search import Search\n"
        "from toolkit.models import installed\n"
        "model = Model(installed.read(Path(sys.argv[1])), 1, 4)\n"
        "print(*{one.text for _ in range(5) for batch in model.translate(sys.argv[2:], Search())"
        " for (one,) in batch.values()})"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, folder, SENTENCE],
        env={**os.environ, "OMP_DYNAMIC": "true"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == MEANT


def test_damaged_numbers_are_refused(tmp_path: Path) -> None:
    """A model whose numbers are none gives no proof."""
    model = as_float32(files()["model/model.bin"])
    label = "decoder/layer_norm/gamma"
    model.variables[label] = np.full_like(model.variables[label], np.nan)
    package = installed.read(
        unpacked(tmp_path / "x", files() | {"model/model.bin": written(model)})
    )
    assert package
    with pytest.raises(ValueError, match="numbers are damaged"):
        translator.proven(package)
