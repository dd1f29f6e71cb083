"""Packages of every kind that Argos Translate installs and runs, made of a small trained one.

A kind is a list of changes; each change takes the files of a package and gives others.
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable, Iterable

import numpy as np
from models.argos_packages import files
from models.ctranslate2_file import read, retyped, written

Files = dict[str, bytes]
Change = Callable[[Files], Files]

MODEL = "model/model.bin"
VOCABULARY = "model/shared_vocabulary.json"


def made(changes: Iterable[Change], pair: str = "de_en", version: str = "1.0") -> Files:
    """The trained package's files, changed."""
    content = files(pair, version)
    for change in changes:
        content = change(content)
    return content


def tells(**fields: object) -> Change:
    """Other fields in metadata.json; None takes one away."""
    return _changed("metadata.json", fields)


def runs(**options: object) -> Change:
    """Other options in the model's config.json; None takes one away."""
    return _changed("model/config.json", options)


def _changed(name: str, fields: dict[str, object]) -> Change:
    def change(content: Files) -> Files:
        told = json.loads(content[name]) | fields
        whole = {field: value for field, value in told.items() if value is not None}
        return content | {name: json.dumps(whole, ensure_ascii=False).encode()}

    return change


def has(*names: str, data: bytes = b"{}") -> Change:
    """Further files."""
    return lambda content: content | dict.fromkeys(names, data)


def begins(data: bytes, name: str = "metadata.json") -> Change:
    """A file with something before its content."""
    return lambda content: content | {name: data + content[name]}


def saved_by(version: int) -> Change:
    """As the CTranslate2 of the time of a version of its format wrote it, without config.json."""

    def change(content: Files) -> Files:
        rest = {name: data for name, data in content.items() if name != "model/config.json"}
        return rest | {MODEL: struct.pack("<I", version) + content[MODEL][4:]}

    return change


def lists(*names: str, plain: bool = True) -> Change:
    """The vocabulary in other files, as lines of text or as JSON."""

    def change(content: Files) -> Files:
        data = content[VOCABULARY]
        if plain:
            data = "".join(f"{token}\n" for token in json.loads(data)).encode()
        rest = {name: held for name, held in content.items() if name != VOCABULARY}
        return rest | {f"model/{name}": data for name in names}

    return change


def spells_as_moses() -> Change:
    """Pieces and tokenizer as packages with `bpe.model` have them; no longer trained together."""

    def change(content: Files) -> Files:
        tokens = json.loads(content[VOCABULARY])
        pieces = [*tokens[:3], *(_byte_pair(token) for token in tokens[3:])]
        rest = {name: data for name, data in content.items() if name != "sentencepiece.model"}
        return rest | {
            VOCABULARY: json.dumps(pieces, ensure_ascii=False).encode(),
            "bpe.model": b"#version: 0.2\nD e\nDe r</w>\ni s\nis t</w>\n",
        }

    return change


def _byte_pair(token: str) -> str:
    if token.startswith("▁"):
        return token[1:] or "&#45;"
    return f"{token}@@" if token.isalnum() else token


def calls(old: str, new: str) -> Change:
    """A token of another name."""

    def change(content: Files) -> Files:
        tokens = [new if token == old else token for token in json.loads(content[VOCABULARY])]
        return content | {VOCABULARY: json.dumps(tokens, ensure_ascii=False).encode()}

    return change


def doubts(by: float) -> Change:
    """A model that gives the unknown token more often."""

    def change(content: Files) -> Files:
        model = read(content[MODEL])
        bias = np.zeros(len(json.loads(content[VOCABULARY])), np.float32)
        bias[0] = by
        model.variables["decoder/projection/bias"] = bias
        return content | {MODEL: written(model)}

    return change


def weighs(kind: str) -> Change:
    """Weights of another type: float16, bfloat16, int16, int8_float16, …"""

    def change(content: Files) -> Files:
        return content | {MODEL: written(retyped(content[MODEL], kind))}

    return change


def zipped(
    content: Files,
    top: str = "package/",
    *more: tuple[str, bytes],
    method: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """An archive, with more members behind the package."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as file:
        for name, held in (*((top + name, held) for name, held in content.items()), *more):
            file.writestr(name, held)
    return data.getvalue()


ARCHIVES: dict[str, Callable[[], bytes]] = {
    "folders named": lambda: zipped({"model/": b"", **files()}, "p/", ("p/", b"")),
    "a licence beside": lambda: zipped(files(), "p/", ("LICENSE", b""), (".DS_Store", b"")),
    "another order": lambda: zipped(dict(reversed(files().items()))),
    "dots": lambda: zipped(files(), "./p//"),
    "a folder of any name": lambda: zipped(files(), "Übersetzer 中文 (1)/"),
    "a hidden folder": lambda: zipped(files(), ".p/"),
    "bytes around": lambda: b"#!" + zipped(files()) + b"\n",
    "stored": lambda: zipped(files(), method=zipfile.ZIP_STORED),
    "bzip2": lambda: zipped(files(), method=zipfile.ZIP_BZIP2),
    "LZMA": lambda: zipped(files(), method=zipfile.ZIP_LZMA),
}
"""What packers of all kinds make of a package."""
MORE_ARCHIVES: dict[str, Callable[[], bytes]] = {
    "macOS": lambda: zipped(files(), "p/", ("__MACOSX/p/._metadata.json", b"x")),
    "documents beside": lambda: zipped(files(), "p/", ("docs/model/model.bin", b""), ("q/", b"")),
    "no folder": lambda: zipped(files(), ""),
    "two folders deep": lambda: zipped(files(), "packages/p/"),
}
"""Such as break Argos Translate."""
