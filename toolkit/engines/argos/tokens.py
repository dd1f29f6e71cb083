"""The tokenizers of Argos packages: text to pieces and back. The door to SentencePiece."""

from __future__ import annotations

from toolkit.model import Span
from toolkit.models.package import Package

Encoded = tuple[list[str], list[Span]]
"""The pieces of a text, and the characters of each; none if the tokenizer does not tell."""


def tokenizer(package: Package) -> SentencePiece | Bpe:
    """The package's own. OSError or RuntimeError if it is missing or damaged."""
    if (package.folder / "sentencepiece.model").is_file():
        return SentencePiece(package)
    return Bpe(package)


class SentencePiece:
    """One model for source and target."""

    def __init__(self, package: Package) -> None:
        from sentencepiece import SentencePieceProcessor

        file = str(package.folder / "sentencepiece.model")
        self._processor = SentencePieceProcessor(model_file=file)

    def encode(self, text: str) -> Encoded:
        """The pieces of a text."""
        answer = self._processor.encode(text, return_type="offset_mapping")
        return answer["pieces"], answer["offsets"]

    def decode(self, pieces: list[str]) -> tuple[str, list[Span]]:
        """The text of pieces, and the characters of each."""
        answer = self._processor.decode(pieces, return_type="offset_mapping")
        return answer["text"], answer["offsets"]


class Bpe:
    """Byte pairs of Moses tokens, in packages with `bpe.model`; without alignment."""

    def __init__(self, package: Package) -> None:
        from argostranslate.tokenizer import BPETokenizer

        file = package.folder / "bpe.model"
        self._tokenizer = BPETokenizer(file, package.source, package.target)
        self._tokenizer.lazy_load()

    def encode(self, text: str) -> Encoded:
        """The pieces of a text."""
        return self._tokenizer.encode(text), []

    def decode(self, pieces: list[str]) -> tuple[str, list[Span]]:
        """The text of pieces, and the characters of each."""
        return self._tokenizer.decode(pieces), []
