"""Make an Argos package of a model, and check that CTranslate2 says what PyTorch says."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.errors import EngineError, UsageError
from toolkit.model import Language
from toolkit.models.codes import argos_code
from toolkit.models.package import LENGTH_PENALTY
from toolkit.train import convert, vocabulary
from toolkit.train.model import Transformer, greedy, limit

GENERAL = "general.tsv"
"""The file in a package with pairs of general text: what an adapted model must not forget."""
CHECKED = 20
"""Sentences that both have to translate alike."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a package is made of."""

    model: Transformer
    vocabulary: bytes
    languages: tuple[Language, Language]
    version: str
    length_penalty: float = LENGTH_PENALTY


def build(content: Content, sentences: Sequence[str], parent: Path) -> Path:
    """The package's folder, without its card. EngineError if float32 differs from PyTorch."""
    source, target = content.languages
    codes = argos_code(source), argos_code(target)
    name = f"translate-{'_'.join(codes)}-{content.version.replace('.', '_')}"
    folder = parent / name
    pieces = vocabulary.load(content.vocabulary, name)
    names = vocabulary.pieces(pieces)
    convert.write(content.model, names, parent / "float32", "float32")
    _check(content.model, pieces, sentences[:CHECKED], parent / "float32")
    convert.write(content.model, names, folder / "model", "int8")
    (folder / "sentencepiece.model").write_bytes(content.vocabulary)
    metadata: dict[str, object] = {
        "package_version": content.version,
        "argos_version": "1.9.0",
        "from_code": codes[0],
        "from_name": source.name,
        "to_code": codes[1],
        "to_name": target.name,
        "length_penalty": content.length_penalty,
    }
    _write(folder, metadata)
    return folder


def describe(folder: Path, **more: object) -> None:
    """Say in `metadata.json` how the model was made, or is to be used."""
    metadata = json.loads((folder / "metadata.json").read_bytes())
    _write(folder, metadata | more)


def _write(folder: Path, metadata: dict[str, object]) -> None:
    text = json.dumps(metadata, ensure_ascii=False, indent=2) + "\n"
    (folder / "metadata.json").write_text(text, "utf-8")


def _check(model: Transformer, pieces: Any, sentences: Sequence[str], folder: Path) -> None:
    import ctranslate2

    translator = ctranslate2.Translator(str(folder), compute_type="float32", intra_threads=1)
    for text in sentences:
        source = pieces.encode(text, add_eos=True)
        [tokens] = greedy(model.cpu(), [source])
        [result] = translator.translate_batch(
            [pieces.encode(text, out_type=str)],
            beam_size=1,
            max_input_length=0,
            max_decoding_length=limit(len(source)),
        )
        got = pieces.piece_to_id(result.hypotheses[0])
        if got != tokens:
            raise EngineError(f"not exported: CTranslate2 differs from PyTorch on {text!r}")


def pack(folder: Path, output: Path) -> Path:
    """The `.argosmodel` of a package's folder; the same bytes for the same files."""
    archive = output / f"{folder.name}.argosmodel"
    temporary = archive.with_suffix(".new")
    try:
        output.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(temporary, "w") as file:
            for path in sorted(path for path in folder.rglob("*") if path.is_file()):
                name = path.relative_to(folder.parent).as_posix()
                member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                file.writestr(member, path.read_bytes(), zipfile.ZIP_DEFLATED)
        temporary.replace(archive)
    except OSError as error:
        raise UsageError(f"{archive}: cannot be written ({error.strerror or error})") from None
    return archive
