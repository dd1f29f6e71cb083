"""Packages of models that others trained: OPUS-MT's, as Marian or as CTranslate2 stores them.

Such a model has a tokenizer for each side (`source.spm`, `target.spm`). One that knows several
target languages is told which by the first token of the source, such as `>>rus<<`; CTranslate2 puts
it there if the package's configuration says so.
"""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

from toolkit.errors import EngineError, UsageError
from toolkit.model import Language
from toolkit.models.codes import argos_code
from toolkit.models.package import Package
from toolkit.models.store import place, workshop

_SPM = ("source.spm", "target.spm")
_MARIAN = "decoder.yml"
_TOKEN = re.compile(r">>[\w-]+<<")
_KEPT = ("README.md", "LICENSE", "LICENSE.md")
_UNREADABLE = (
    OSError,
    ValueError,
    LookupError,
    TypeError,
    RuntimeError,
    EOFError,
    zipfile.BadZipFile,
)
_SHOWN = 12
"""Tokens that a message lists."""


def convert(  # noqa: PLR0913, PLR0917 - what a folder of Marian does not say of itself
    folder: Path,
    source: Language,
    target: Language,
    version: str,
    token: str = "",
    tell: Callable[[str], None] | None = None,
) -> Package:
    """Install a model of OPUS-MT, from a folder as it is published or as CTranslate2 stores it.

    UsageError if the folder or the token is not what it must be; EngineError if the model cannot
    be converted or does not work. The folder is left as it is.
    """
    model = _found(folder)
    codes = argos_code(source), argos_code(target)
    with workshop(tell) as shop:
        made = shop.scratch / "new-converted" / f"translate-{'_'.join(codes)}"
        made.mkdir(parents=True)
        if model is None:
            _from_marian(folder, made / "model")
        else:
            shutil.copytree(model, made / "model", ignore=shutil.ignore_patterns("*.spm"))
        for name in (*_SPM, *_KEPT):
            if (folder / name).is_file():
                shutil.copyfile(folder / name, made / name)
        _tell_target(made / "model", folder, token)
        metadata = {
            "package_version": version,
            "argos_version": "1.9.0",
            "from_code": codes[0],
            "from_name": source.name,
            "to_code": codes[1],
            "to_name": target.name,
        }
        text = json.dumps(metadata, ensure_ascii=False, indent=2) + "\n"
        (made / "metadata.json").write_text(text, "utf-8")
        return place(shop, made, str(folder))


def _found(folder: Path) -> Path | None:
    """The folder with CTranslate2's files; None if it is Marian's. UsageError if neither."""
    missing = [name for name in _SPM if not (folder / name).is_file()]
    if missing:
        raise UsageError(f"{folder}: {' and '.join(missing)} missing: name the folder of a model")
    for model in (folder, folder / "model"):
        if (model / "model.bin").is_file():
            return model
    if (folder / _MARIAN).is_file():
        return None
    raise UsageError(
        f"{folder}: neither a model of Marian ({_MARIAN}) nor of CTranslate2 (model.bin): download"
        " the archive that OPUS-MT publishes, and unpack it"
    )


def _from_marian(folder: Path, output: Path) -> None:
    """Let CTranslate2's own converter do it, in half precision."""
    import yaml
    from ctranslate2.converters import OpusMTConverter

    try:
        OpusMTConverter(str(folder)).convert(str(output), quantization="float16")
    except (*_UNREADABLE, yaml.YAMLError) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise EngineError(f"{folder}: cannot be converted ({reason}): get it again") from None


def _tell_target(model: Path, folder: Path, token: str) -> None:
    """Write the token of the target language into the configuration, where the model needs one."""
    known = [name for name in _vocabulary(model) if _TOKEN.fullmatch(name)]
    shown = " ".join(known[:_SHOWN]) + " …" * (len(known) > _SHOWN)
    if token and token not in known:
        there = f"it knows {shown}" if known else "it knows one target language only"
        raise UsageError(f"{folder}: the model has no token {token}: {there}")
    if known and not token:
        raise UsageError(f"{folder}: the model knows several targets: choose with --token: {shown}")
    if token:
        path = model / "config.json"
        config = json.loads(path.read_bytes()) if path.is_file() else {}
        config |= {"add_source_bos": True, "bos_token": token}
        path.write_text(json.dumps(config, indent=2) + "\n", "utf-8")


def _vocabulary(model: Path) -> list[str]:
    """The tokens of the source."""
    for name in ("source_vocabulary", "shared_vocabulary"):
        if (model / f"{name}.json").is_file():
            return [str(token) for token in json.loads((model / f"{name}.json").read_bytes())]
        if (model / f"{name}.txt").is_file():
            return (model / f"{name}.txt").read_text("utf-8").splitlines()
    return []
