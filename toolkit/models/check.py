"""Whether an installed package is sound: its checksums and a first translation."""

from __future__ import annotations

import hashlib
import math
from pathlib import Path

from toolkit.models.package import Package

SUMS = "SHA256SUMS"
"""Written into each package: `sha256sum -c` and `verify` tell whether it is still as installed."""


def sums(folder: Path) -> str:
    """`sha256sum`'s lines for every file."""
    lines = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != SUMS:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            lines.append(f"{digest}  {path.relative_to(folder).as_posix()}\n")
    return "".join(lines)


def verify(package: Package) -> str:
    """What is wrong with a package, after comparing its checksums and a first translation."""
    try:
        noted = package.folder / SUMS
        if package.problem:
            return package.problem
        if noted.is_file() and noted.read_text("utf-8") != sums(package.folder):
            return "its files are not as they were installed"
        return _try(package)
    except (OSError, UnicodeDecodeError) as error:
        return f"cannot be read ({error})"


def _try(package: Package) -> str:
    import ctranslate2
    from argostranslate.tokenizer import BPETokenizer, SentencePieceTokenizer

    pieces = package.folder / "sentencepiece.model"
    try:
        tokenizer = (
            SentencePieceTokenizer(pieces)
            if pieces.is_file()
            else BPETokenizer(package.folder / "bpe.model", package.source, package.target)
        )
        model = ctranslate2.Translator(str(package.folder / "model"), intra_threads=1)
        [result] = model.translate_batch(
            [tokenizer.encode("Test 1.")],
            target_prefix=[[package.target_prefix]] if package.target_prefix else None,
            beam_size=1,
            max_decoding_length=16,
            return_scores=True,
        )
        tokenizer.decode(result.hypotheses[0])
    except (RuntimeError, ValueError, TypeError, IndexError, MemoryError) as error:
        return f"the model cannot be run ({(str(error) or type(error).__name__).splitlines()[0]})"
    return "" if math.isfinite(result.scores[0]) else "the model's numbers are damaged"
