"""Models of OPUS-MT, imitated: Marian's weights, a vocabulary, a tokenizer for each side."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import ctranslate2
import numpy as np
import pytest
from conftest import Toolkit
from models.argos_packages import contents, unpacked
from models.ctranslate2_file import Array, as_float32
from sentencepiece import SentencePieceProcessor

from toolkit.engines.argos.ctranslate import Model
from toolkit.engines.argos.engine import Argos
from toolkit.engines.argos.search import Search
from toolkit.languages.language import language
from toolkit.models import installed

SENTENCES = ["Die Lehrer fordern höhere Löhne.", "Guten Tag!", "Der Bus kommt um 8 Uhr."]
DE, EN, RU = map(language, ("de", "en", "ru"))
_CONFIG = """\
type: transformer
enc-depth: 2
dec-depth: 1
transformer-heads: 4
transformer-decoder-autoreg: self-attention
transformer-no-projection: false
transformer-ffn-activation: relu
transformer-preprocess: n
transformer-postprocess: da
transformer-postprocess-top: n
transformer-postprocess-emb: d
transformer-guided-alignment-layer: last
"""


def _weights() -> Iterator[tuple[str, Array]]:
    """The fixture's weights under Marian's names."""
    found = as_float32(contents()["model/model.bin"]).variables

    def linear(name: str, scope: str, suffix: str) -> Iterator[tuple[str, Array]]:
        parts = len(suffix)
        weights = np.split(found[f"{name}/weight"], parts)
        biases = np.split(found[f"{name}/bias"], parts)
        for letter, weight, bias in zip(suffix, weights, biases, strict=True):
            yield f"{scope}_W{letter}", weight.T
            yield f"{scope}_b{letter}", bias[None]

    def norm(name: str, scope: str, end: str = "_pre") -> Iterator[tuple[str, Array]]:
        yield f"{scope}_ln_scale{end}", found[f"{name}/gamma"][None]
        yield f"{scope}_ln_bias{end}", found[f"{name}/beta"][None]

    yield "Wemb", found["decoder/embeddings/weight"]
    yield "decoder_ff_logit_out_b", np.zeros((1, len(found["decoder/embeddings/weight"])), "f4")
    for side, depth in (("encoder", 2), ("decoder", 1)):
        yield from norm(f"{side}/layer_norm", f"{side}_top", "")
        for number in range(depth):
            layer, scope = f"{side}/layer_{number}", f"{side}_l{number + 1}"
            yield from norm(f"{layer}/self_attention/layer_norm", f"{scope}_self_Wo")
            yield from linear(f"{layer}/self_attention/linear_0", f"{scope}_self", "qkv")
            yield from linear(f"{layer}/self_attention/linear_1", f"{scope}_self", "o")
            if side == "decoder":
                yield from norm(f"{layer}/attention/layer_norm", f"{scope}_context_Wo")
                yield from linear(f"{layer}/attention/linear_0", f"{scope}_context", "q")
                yield from linear(f"{layer}/attention/linear_1", f"{scope}_context", "kv")
                yield from linear(f"{layer}/attention/linear_2", f"{scope}_context", "o")
            yield from norm(f"{layer}/ffn/layer_norm", f"{scope}_ffn_ffn")
            yield from linear(f"{layer}/ffn/linear_0", f"{scope}_ffn", "1")
            yield from linear(f"{layer}/ffn/linear_1", f"{scope}_ffn", "2")


@pytest.fixture
def marian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as OPUS-MT publishes it, and no package installed."""
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "packages"))
    monkeypatch.setattr(installed, "EMBEDDED", tmp_path / "none")
    return _marian(tmp_path / "opus-mt-de-en", ())


def _marian(folder: Path, tokens: tuple[str, ...]) -> Path:
    """The folder; `tokens` take the places of the vocabulary's last pieces."""
    folder.mkdir()
    config = np.frombuffer(_CONFIG.encode() + b"\0", np.int8)
    arrays = {**dict(_weights()), "special:model.yml": config}
    with zipfile.ZipFile(folder / "model.npz", "w") as file:
        for name, array in arrays.items():
            data = io.BytesIO()
            np.save(data, np.ascontiguousarray(array))
            file.writestr(f"{name}.npy", data.getvalue())
    pieces = json.loads(contents()["model/shared_vocabulary.json"])
    pieces[len(pieces) - len(tokens) :] = tokens
    rows = (f"{json.dumps(piece, ensure_ascii=False)}: {at}\n" for at, piece in enumerate(pieces))
    (folder / "vocab.yml").write_text("".join(rows), "utf-8")
    (folder / "decoder.yml").write_text(
        "models:\n  - model.npz\nvocabs:\n  - vocab.yml\n  - vocab.yml\n"
    )
    for name in ("source.spm", "target.spm"):
        (folder / name).write_bytes(contents()["sentencepiece.model"])
    (folder / "LICENSE").write_text("CC BY 4.0\n")
    return folder


def _by_hand(folder: Path, output: Path, token: str = "") -> list[str]:
    """What CTranslate2's converter and SentencePiece say without us."""
    ctranslate2.converters.OpusMTConverter(str(folder)).convert(str(output))
    model = ctranslate2.Translator(str(output), compute_type="int8")
    source, target = (
        SentencePieceProcessor(model_file=str(folder / f"{side}.spm"))
        for side in ("source", "target")
    )
    said = []
    for text in SENTENCES:
        pieces = [*([token] if token else []), *source.encode(text, out_type=str)]
        [result] = model.translate_batch([pieces], beam_size=4, length_penalty=0.2)
        said.append(target.decode(result.hypotheses[0]))
    return said


def test_a_folder_of_marian(marian: Path, toolkit: Toolkit, tmp_path: Path) -> None:
    """`models convert` installs it with its licence; it says what CTranslate2 says by hand."""
    ran = toolkit("models", "convert", str(marian), "de", "en", "--version", "2020.2")
    assert ran.code == 0 and ran.out.startswith("de→en\t2020.2\t")
    (package,) = installed.installed()
    assert (package.folder / "LICENSE").read_text() == "CC BY 4.0\n"
    assert toolkit("models", "verify").code == 0
    results = Argos().translate(SENTENCES, DE, EN)
    by_hand = _by_hand(marian, tmp_path / "hand")
    assert any(result.text for result in results)
    assert all(
        result.text.casefold() in ("", said.casefold())
        for result, said in zip(results, by_hand, strict=True)
    )
    assert any(result.links for result in results)


def test_a_folder_of_ctranslate2(marian: Path, toolkit: Toolkit, tmp_path: Path) -> None:
    """The same model converted before says the same."""
    toolkit("models", "convert", str(marian), "de", "en")
    first = Argos().translate(SENTENCES, DE, EN)
    other = tmp_path / "converted"
    ctranslate2.converters.OpusMTConverter(str(marian)).convert(str(other), quantization="float16")
    for name in ("source.spm", "target.spm"):
        (other / name).write_bytes((marian / name).read_bytes())
    assert toolkit("models", "convert", str(other), "de", "en", "--version", "1.1").code == 0
    assert Argos().translate(SENTENCES, DE, EN) == first


def test_a_model_of_several_targets(marian: Path, toolkit: Toolkit, tmp_path: Path) -> None:
    """It is told the target by a token, which must be one of its own."""
    many = _marian(tmp_path / "many", (">>rus<<", ">>ukr<<"))
    ran = toolkit("models", "convert", str(many), "de", "ru")
    assert ran.code == 2 and "choose with --token: >>rus<< >>ukr<<" in ran.err
    ran = toolkit("models", "convert", str(many), "de", "ru", "--token", ">>eng<<")
    assert ran.code == 2 and "has no token >>eng<<: it knows >>rus<< >>ukr<<" in ran.err
    ran = toolkit("models", "convert", str(marian), "de", "ru", "--token", ">>rus<<")
    assert ran.code == 2 and "it knows one target language only" in ran.err
    assert installed.installed() == ()
    assert toolkit("models", "convert", str(many), "de", "ru", "--token", ">>rus<<").code == 0
    (package,) = installed.installed()
    said = {
        text: hypotheses[0].text
        for batch in Model(package).translate(SENTENCES, Search())
        for text, hypotheses in batch.items()
    }
    by_hand = _by_hand(many, tmp_path / "hand", ">>rus<<")
    assert [said[text] for text in SENTENCES] == by_hand
    assert by_hand != _by_hand(many, tmp_path / "other", ">>ukr<<")


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("source.spm", None, "source.spm missing"),
        ("decoder.yml", None, "neither a model of Marian"),
        ("decoder.yml", b"[", "cannot be converted"),
        ("decoder.yml", b"models: [no.npz]\nvocabs: [vocab.yml]\n", "cannot be converted"),
        ("model.npz", b"PK", "cannot be converted"),
        ("vocab.yml", b"a b\n", "cannot be converted"),
        ("target.spm", b"", "refused"),
    ],
)
def test_damaged_folders(
    marian: Path, toolkit: Toolkit, name: str, data: bytes | None, said: str
) -> None:
    """One sentence with the folder, and nothing installed."""
    if data is None:
        (marian / name).unlink()
    else:
        (marian / name).write_bytes(data)
    ran = toolkit("models", "convert", str(marian), "de", "en")
    assert ran.code in (1, 2)
    assert ran.err.startswith(f"error: {marian}: ") or f"{marian}: " in ran.err
    assert said in ran.err and ran.err.count("\n") == 1
    assert installed.installed() == ()


def test_packages_with_a_tokenizer_for_each_side(tmp_path: Path) -> None:
    """What is installed so by other means is a package, too."""
    content = contents() | {"source.spm": contents()["sentencepiece.model"]}
    folder = unpacked(tmp_path / "x", content | {"target.spm": content.pop("sentencepiece.model")})
    package = installed.read(folder)
    assert package and not package.problem
