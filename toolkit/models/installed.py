"""The Argos packages on this machine: where they lie, and which there are.

Reads Argos Translate's folders itself, by its rules: importing its settings would create folders,
read the environment only once and fail on a bad value, and its list fails on one bad package.
"""

from __future__ import annotations

import json
import os
import re
import struct
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from toolkit.errors import UsageError
from toolkit.models.codes import unusable
from toolkit.models.package import INT8, LENGTH_PENALTY, NOTE, Package
from toolkit.models.tokens import TOKENIZERS, files

EMBEDDED = Path(__file__).parent / "packages"
"""Packages that come with the toolkit, unpacked, because CTranslate2 reads folders."""
_MANY = "one model for many languages, which only Argos Translate itself can run"
_NO_PAIR = "metadata.json names no pair of languages by codes such as de and en"
_MOST_PENALTY = 5.0
_CONFIGURED = 6
"""The version of CTranslate2's binary format from which on a model needs a config.json."""
_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_@][A-Za-z0-9]{2,8})*")


def installed() -> tuple[Package, ...]:
    """The packages of this machine: the user's folder first, then what comes with the toolkit.

    Broken ones are listed with their problem; files and folders that are no packages are ignored.
    UsageError if the folder cannot be read.
    """
    shipped = (replace(package, shipped=True) for package in inside(EMBEDDED))
    return (*inside(home()), *shipped)


def named(packages: Sequence[Package], name: str) -> tuple[Package, ...]:
    """Those with a name (translate-de_en), pair (de_en) or folder's name. UsageError if none."""
    chosen = tuple(
        package
        for package in packages
        if name in (package.name, package.folder.name, f"{package.source}_{package.target}")
    )
    if not chosen:
        raise UsageError(f"no package {name!r} is installed: see `toolkit models list`")
    return chosen


def home() -> Path:
    """The folder that packages are installed into, as Argos Translate finds it."""
    chosen = setting("ARGOS_PACKAGES_DIR")
    return Path(chosen) if chosen else _argos("XDG_DATA_HOME", ".local/share") / "packages"


def setting(name: str) -> str:
    """An environment variable, or else what Argos Translate's settings file says, or ""."""
    if os.environ.get(name):
        return os.environ[name]
    try:
        settings = json.loads((_argos("XDG_CONFIG_HOME", ".config") / "settings.json").read_bytes())
    except (OSError, ValueError, RecursionError, UsageError):
        return ""
    return str(settings.get(name) or "") if isinstance(settings, dict) else ""


def _argos(variable: str, default: str) -> Path:
    """Argos Translate's folder below an XDG base directory; an empty variable counts as unset."""
    base = os.environ.get(variable)
    try:
        return (Path(base) if base else Path.home() / default) / "argos-translate"
    except RuntimeError:
        raise UsageError(
            "no home folder: set ARGOS_PACKAGES_DIR to your packages' folder"
        ) from None


def inside(folder: Path) -> tuple[Package, ...]:
    """The packages in a folder, by folder name, as they are at one moment."""
    while True:
        below = _folders(folder)
        packages = tuple(package for path in below if (package := read(path)))
        if below == _folders(folder):  # nobody installed or removed one meanwhile
            return packages


def _folders(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.name[0] != "." and path.is_dir())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise UsageError(
            f"{folder}: cannot be read ({error.strerror}): set ARGOS_PACKAGES_DIR to your packages'"
            " folder"
        ) from None


def read(folder: Path) -> Package | None:
    """The package in a folder, with its problem if it has one; None if it is no translator."""
    try:
        names = {path.name for path in folder.iterdir()}
        if not names & {"metadata.json", "model", *chain(*TOKENIZERS)}:
            return None
        metadata = json.loads((folder / "metadata.json").read_bytes())
        problem = _problem(folder)
    except (OSError, ValueError, RecursionError):
        return _unreadable(folder)
    package = described(metadata, folder)
    if package:
        problem = unusable(package.source, package.target) or problem
        return replace(package, problem=problem, compute_type=_noted(folder))
    if not isinstance(metadata, dict):
        return _unreadable(folder)
    if metadata.get("type", "translate") != "translate":
        return None
    return _unreadable(folder, _MANY if metadata.get("languages") else _NO_PAIR)


def described(metadata: Any, folder: Path) -> Package | None:
    """The package that a `metadata.json` describes; None if it describes no translation package."""
    if not isinstance(metadata, dict) or metadata.get("type", "translate") != "translate":
        return None
    source, target = str(metadata.get("from_code")), str(metadata.get("to_code"))
    if not _CODE.fullmatch(source) or not _CODE.fullmatch(target) or source == target:
        return None
    return Package(
        source=source,
        target=target,
        version=str(metadata.get("package_version") or ""),
        folder=folder,
        name=f"translate-{source}_{target}",
        target_prefix=str(metadata.get("target_prefix") or ""),
        made=_made(metadata.get("training")),
        length_penalty=_length_penalty(metadata.get("length_penalty")),
    )


def _length_penalty(value: Any) -> float:
    """What a package asks for; Argos Translate's, if that is nothing that a search can use."""
    usable = isinstance(value, int | float) and 0 <= value <= _MOST_PENALTY
    return float(value) if usable else LENGTH_PENALTY


def _made(training: Any) -> str:
    """What our own packages tell of themselves: day, data, scores; "" if it is not as expected."""
    try:
        origins = training["data"]["origins"]
        parts = [f"trained {training['date']} on {sum(origins.values()):,} pairs"]
        for score in training["scores"]:
            name, found = score["name"].removesuffix(".src"), score.get("sentences", score["beam"])
            parts.append(f"{name}: BLEU {found['bleu']:.1f}, chrF {found['chrf']:.1f}")
    except (TypeError, KeyError, ValueError, AttributeError):
        return ""
    return "; ".join(parts)


def _noted(folder: Path) -> str:
    """The type that was proven when the package was installed; its own if nothing is known."""
    try:
        note = json.loads((folder / NOTE).read_bytes())
    except (OSError, ValueError, RecursionError):
        return "default"
    return INT8 if isinstance(note, dict) and note.get("compute_type") == INT8 else "default"


def _unreadable(folder: Path, problem: str = "metadata.json is missing or damaged") -> Package:
    pair = re.match(r"(?:translate-)?([A-Za-z]+)_([A-Za-z]+)", folder.name)
    source, target = pair.groups() if pair else ("", "")
    return Package(source, target, "", folder, folder.name, problem)


def _problem(folder: Path) -> str:
    """What can be seen without loading the model."""
    model = folder / "model"
    if any("\ud800" <= sign <= "\udfff" for sign in str(folder)):
        return "the name of its folder is not UTF-8: rename the folder"
    if not (model / "model.bin").is_file():
        return "model/model.bin is missing"
    if not any(model.glob("*vocabulary.*")):
        return "the vocabulary is missing in model/"
    if not files(folder):
        return "sentencepiece.model is missing"
    with (model / "model.bin").open("rb") as file:
        if not _is_whole(file):
            return "model/model.bin is cut off"
        file.seek(0)
        [version] = struct.unpack("<I", file.read(4))
    if version >= _CONFIGURED and not _is_object(model / "config.json"):
        return "model/config.json is missing or damaged"
    table = model / "vmap.txt"
    if table.is_file() and not table.stat().st_size:
        return "model/vmap.txt is empty"  # which ends CTranslate2, and us with it
    return ""


def _is_object(file: Path) -> bool:
    try:
        return isinstance(json.loads(file.read_bytes()), dict)
    except (OSError, ValueError, RecursionError):
        return False


def _is_whole(file: BinaryIO) -> bool:
    """Walk CTranslate2's binary format (versions 4 to 6; `ModelSpec._serialize`) to its end."""

    def number(kind: str) -> int:
        return int(struct.unpack(kind, file.read(struct.calcsize(kind)))[0])

    def skip(size: int) -> None:
        file.seek(size, os.SEEK_CUR)

    try:
        if not 4 <= number("<I") <= 6:
            return True
        skip(number("<H"))
        skip(4)
        for _ in range(number("<I")):
            skip(number("<H"))
            skip(4 * number("<B") + 1)
            skip(number("<I"))
        for _ in range(2 * number("<I")):
            skip(number("<H"))
    except struct.error:
        return False
    return file.tell() <= os.fstat(file.fileno()).st_size
