"""The joint vocabulary of both languages: the door to SentencePiece's trainer.

An Argos package holds one `sentencepiece.model` that encodes the source and decodes the target.
What it normalizes is normalized at run time too: composed accents, ligatures, full-width letters,
odd blanks, soft hyphens and zero-width characters. What carries meaning (² ½ … № ，) stays.
"""

from __future__ import annotations

import io
import sys
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from toolkit.errors import EngineError, UsageError
from toolkit.model import Language

UNK, BOS, EOS = 0, 1, 2
FILE = "sentencepiece.model"
"""Its name in a package."""
_FOLDED = {"<initial>", "<medial>", "<final>", "<isolated>", "<noBreak>", "<wide>", "<narrow>"}
_LIGATURES = range(0xFB00, 0xFB07)
_FEW = 100_000
_MARKS = "，。！？：；（）“”《》、…"
"""What Chinese needs even if the texts at hand lack it."""


def train(texts: Sequence[str], languages: tuple[Language, Language], size: int) -> bytes:
    """A unigram model of about `size` pieces. UsageError if the texts are too few for one."""
    import sentencepiece

    chinese = any(language.script in ("Hans", "Hant") for language in languages)
    latin = all(language.script == "Latn" for language in languages)
    model = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        rules = Path(folder) / "rules.tsv"
        rules.write_text("".join(_rules()), "utf-8")
        try:
            sentencepiece.SentencePieceTrainer.train(
                sentence_iterator=iter(texts),
                model_writer=model,
                vocab_size=size,
                hard_vocab_limit=False,
                character_coverage=_coverage(len(texts), chinese),
                byte_fallback=not latin,
                normalization_rule_tsv=str(rules),
                split_digits=True,
                required_chars=_MARKS if chinese else "",
                unk_id=UNK,
                bos_id=BOS,
                eos_id=EOS,
                num_threads=1,
                minloglevel=2,
            )
        except RuntimeError as error:
            reason = str(error).strip().splitlines()[-1]
            raise UsageError(f"no vocabulary can be made of these texts ({reason})") from None
    return model.getvalue()


def _coverage(texts: int, chinese: bool) -> float:
    """Of few texts every character is kept, of many the rarest are not."""
    if texts < _FEW:
        return 1.0
    return 0.9995 if chinese else 0.9999


def of(path: Path) -> bytes:
    """The model in a package, its folder, or a file of its own. UsageError if there is none."""
    try:
        if path.is_dir():
            return (path / FILE).read_bytes()
        if not zipfile.is_zipfile(path):
            return path.read_bytes()
        with zipfile.ZipFile(path) as file:
            names = [name for name in file.namelist() if name.endswith(f"/{FILE}")]
            return file.read(names[0])
    except (OSError, IndexError, zipfile.BadZipFile) as error:
        reason = getattr(error, "strerror", None) or "it holds no vocabulary"
        raise UsageError(f"{path}: cannot be read ({reason})") from None


def load(model: bytes, name: str) -> Any:
    """The SentencePiece processor. EngineError if the model, known as `name`, is damaged."""
    import sentencepiece

    try:
        return sentencepiece.SentencePieceProcessor(model_proto=model)
    except RuntimeError:
        raise EngineError(f"{name}: the vocabulary is damaged; restore it") from None


def pieces(processor: Any) -> list[str]:
    """All pieces, by number."""
    return [processor.id_to_piece(at) for at in range(processor.get_piece_size())]


def _rules() -> Iterator[str]:
    for code in range(1, sys.maxunicode):
        old = chr(code)
        new = _normal(old)
        if new != old:
            yield f"{code:X}\t{' '.join(f'{ord(sign):X}' for sign in new)}\n"
        decomposed = unicodedata.normalize("NFD", old)
        if decomposed != old and unicodedata.normalize("NFC", decomposed) == old:
            yield f"{' '.join(f'{ord(sign):X}' for sign in decomposed)}\t{code:X}\n"


def _normal(sign: str) -> str:
    category = unicodedata.category(sign)
    if sign.isspace():
        return " "
    if category in ("Cc", "Cf"):
        return ""
    if sign in "\u2010\u2011":
        return "-"
    tag = unicodedata.decomposition(sign).partition(" ")[0]
    if (tag in _FOLDED and category[0] in "LN") or ord(sign) in _LIGATURES:
        return unicodedata.normalize("NFKC", sign)
    return sign
