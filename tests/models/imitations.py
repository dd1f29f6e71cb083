"""Packages of every kind that Argos Translate installs and runs, made of a small trained one.

A kind is a list of changes; each change takes the files of a package and gives others.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterable

from models.argos_packages import files
from models.ctranslate2_file import retyped, written

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


def has(**more: bytes) -> Change:
    """Further files; `__` in a name stands for a slash, the last `_` for a dot."""
    names = {name.replace("__", "/"): data for name, data in more.items()}
    return lambda content: (
        content | {".".join(name.rsplit("_", 1)): data for name, data in names.items()}
    )


def lacks(*names: str) -> Change:
    """Without some files."""
    return lambda content: {name: data for name, data in content.items() if name not in names}


def begins(data: bytes, name: str = "metadata.json") -> Change:
    """A file with something before its content."""
    return lambda content: content | {name: data + content[name]}


def lists(*names: str, plain: bool = True) -> Change:
    """The vocabulary in other files, as lines of text or as JSON."""

    def change(content: Files) -> Files:
        data = content[VOCABULARY]
        if plain:
            data = "".join(f"{token}\n" for token in json.loads(data)).encode()
        rest = {name: held for name, held in content.items() if name != VOCABULARY}
        return rest | {f"model/{name}": data for name in names}

    return change


def calls(old: str, new: str) -> Change:
    """A token of another name."""

    def change(content: Files) -> Files:
        tokens = [new if token == old else token for token in json.loads(content[VOCABULARY])]
        return content | {VOCABULARY: json.dumps(tokens, ensure_ascii=False).encode()}

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
