"""The tokenizers of packages: text to pieces and back. The door to SentencePiece."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

from toolkit.model import Span
from toolkit.models.package import Package

Encoded = tuple[list[str], list[Span]]
"""The pieces of a text, and the characters of each."""
TOKENIZERS = (("sentencepiece.model",), ("source.spm", "target.spm"), ("bpe.model",))
"""The files that tokenizers consist of, the usual ones first."""
_GOES_ON = "@@"
"""At the end of a byte pair that does not end its word."""
_MARKS = " \u00a0\u202f\"'`„“”‚‘’«»‹›…–—-"
"""What Moses turns, removes or leaves unnamed."""


def files(folder: Path) -> tuple[str, ...]:
    """The names of a package's tokenizer files; () if none is whole."""
    whole = (names for names in TOKENIZERS if all((folder / name).is_file() for name in names))
    return next(whole, ())


def tokenizer(package: Package) -> SentencePiece | Bpe:
    """The package's own. OSError or RuntimeError if it is missing or damaged."""
    names = files(package.folder) or TOKENIZERS[0]
    if names == ("bpe.model",):
        return Bpe(package)
    return SentencePiece(package.folder / names[0], package.folder / names[-1])


class SentencePiece:
    """One model for source and target, or one for each, as in packages of OPUS-MT."""

    loses_underscores = True
    """Argos Translate takes them for SentencePiece's sign of a blank."""

    def __init__(self, source: Path, target: Path) -> None:
        from sentencepiece import SentencePieceProcessor

        self._source = SentencePieceProcessor(model_file=str(source))
        same = source == target
        self._target = self._source if same else SentencePieceProcessor(model_file=str(target))

    def encode(self, text: str) -> Encoded:
        """The pieces of a text."""
        answer = self._source.encode(text, return_type="offset_mapping")
        return answer["pieces"], answer["offsets"]

    def decode(self, pieces: list[str]) -> tuple[str, list[Span]]:
        """The text of pieces, and the characters of each."""
        answer = self._target.decode(pieces, return_type="offset_mapping")
        return answer["text"], answer["offsets"]


class Bpe:
    """Byte pairs of Moses tokens, in packages with `bpe.model`."""

    loses_underscores = False

    def __init__(self, package: Package) -> None:
        from argostranslate.tokenizer import BPETokenizer

        file = package.folder / "bpe.model"
        self._tokenizer = BPETokenizer(file, package.source, package.target)
        self._tokenizer.lazy_load()

    def encode(self, text: str) -> Encoded:
        """The pieces of a text."""
        pieces = self._tokenizer.encode(text)
        return pieces, _found(text, pieces)

    def decode(self, pieces: list[str]) -> tuple[str, list[Span]]:
        """The text of pieces, and the characters of each; a last pair that goes on ends there."""
        if pieces and pieces[-1].endswith(_GOES_ON):
            pieces = [*pieces[:-1], pieces[-1].removesuffix(_GOES_ON)]
        text = self._tokenizer.decode(pieces)
        return text, _found(text, pieces)


def _found(text: str, pieces: Sequence[str]) -> list[Span]:
    """Where in the text each piece is; empty, at the end of the last one, where it is not.

    Moses writes some marks in another way: it turns quotation marks and escapes signs.
    """
    spans, at = list[Span](), 0
    for piece in pieces:
        letters = html.unescape(piece.removesuffix(_GOES_ON))
        start = text.find(letters, at) if letters else -1
        if start < 0 or text[at:start].strip(_MARKS):
            spans.append((at, at))
        else:
            at = start + len(letters)
            spans.append((start, at))
    return spans
