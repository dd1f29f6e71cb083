"""Whatever package Argos Translate installs and runs, we install and run, and say the same.

Argos Translate itself runs beside the engine, with packages and archives of every kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from models.imitations import (
    ARCHIVES,
    Change,
    begins,
    calls,
    doubts,
    has,
    lists,
    made,
    runs,
    saved_by,
    spells_as_moses,
    tells,
    weighs,
    zipped,
)

from toolkit.engines.argos import ctranslate
from toolkit.engines.argos import engine as argos
from toolkit.engines.argos.ctranslate import Model
from toolkit.engines.argos.engine import Argos
from toolkit.engines.argos.search import Search
from toolkit.languages.language import language
from toolkit.models import check, store
from toolkit.models import installed as models
from toolkit.models.package import Package

PREFIX = ">>en<<"
KINDS: dict[str, list[Change]] = {
    "as it is": [],
    "no names": [tells(from_name=None, to_name=None)],
    "empty names": [tells(from_name="", to_name="Englisch 中文")],
    "no versions": [tells(package_version=None, argos_version=None)],
    "an empty version": [tells(package_version="")],
    "a number as version": [tells(package_version=1.9)],
    "version 1.0-rc": [tells(package_version="1.0-rc")],
    "a version with blanks": [tells(package_version=" 2024 06 / 1\n")],
    "a type": [tells(type="translate")],
    "lists of languages": [
        tells(from_codes=["de"], to_codes=["en"]),
        tells(source_languages=[{"code": "de"}], target_languages=[{"code": "en"}]),
    ],
    "languages, too": [tells(languages=[{"code": "de", "name": "German"}])],
    "fields of others": [tells(dependencies=["x"], links=None, size=12, sha256="", quality={})],
    "blanks before metadata": [begins(b"\n\t ")],
    "no prefix": [tells(target_prefix="")],
    "a prefix": [calls("▁Vienna", PREFIX), tells(target_prefix=PREFIX)],
    "Stanza": [has("stanza/resources.json", "stanza/de/tokenize/gsd.pt")],
    "SpaCy": [has("spacy/meta.json", "spacy/vocab/strings.json")],
    "MiniSBD": [has("minisbd/de.onnx")],
    "hidden files": [has(".DS_Store", "model/._model.bin", "model/.git/config")],
    "a README in Latin-1": [has("README.md", data="ä".encode("latin-1"))],
    "a vocabulary as text": [lists("shared_vocabulary.txt")],
    "two vocabularies as text": [lists("source_vocabulary.txt", "target_vocabulary.txt")],
    "two vocabularies": [lists("source_vocabulary.json", "target_vocabulary.json", plain=False)],
    "a vocabulary map": [has("model/vmap.txt", data="\t. ▁the\n▁Der\t▁The\n".encode())],
    "format 4, as in the first packages": [lists("shared_vocabulary.txt"), saved_by(4)],
    "format 5": [saved_by(5)],
    "bos": [runs(add_source_bos=True)],
    "bos without eos": [runs(add_source_bos=True, add_source_eos=False)],
    "no eos": [runs(add_source_eos=False)],
    "begins with eos": [runs(decoder_start_token="</s>")],
    "another epsilon": [runs(layer_norm_epsilon=1e-6)],
    "no epsilon": [runs(layer_norm_epsilon=None)],
    "other names of tokens": [
        calls("</s>", "<eos>"),
        calls("<s>", "<pad>"),
        runs(eos_token="<eos>", bos_token="<pad>", decoder_start_token="<pad>"),
    ],
    "unknown words": [doubts(8)],
    "unknown words and bos": [doubts(8), runs(add_source_bos=True)],
    "unknown words by another name": [doubts(8), calls("<unk>", "[UNK]"), runs(unk_token="[UNK]")],
    "unknown words by SentencePiece's sign": [
        doubts(8),
        calls("<unk>", "⁇"),
        runs(unk_token="⁇"),
    ],
    "unknown words and a prefix": [
        doubts(8),
        calls("▁Vienna", PREFIX),
        tells(target_prefix=PREFIX),
    ],
    **{
        kind: [weighs(kind)]
        for kind in (
            "float32",
            "float16",
            "bfloat16",
            "int16",
            "int8_float32",
            "int8_float16",
            "int8_bfloat16",
        )
    },
    "BPE, too": [has("bpe.model", data=b"#version: 0.2\n")],
    "BPE": [spells_as_moses()],
    "BPE and unknown words": [spells_as_moses(), doubts(8)],
    "BPE into Russian": [spells_as_moses(), tells(to_code="ru")],
    "BPE out of French": [spells_as_moses(), tells(from_code="fr")],
    "BPE for languages that Moses does not know": [
        spells_as_moses(),
        tells(from_code="pb", to_code="zt"),
    ],
}
"""Packages, by what is unusual about them."""
CODES = (
    ("deu_Latn", "eng_Latn", "en"), ("ger", "eng", "en"), ("de-DE", "en-US", "en_US"),
    ("DE", "EN", "en"), ("de", "nb", "nb"), ("de", "no", "no"), ("de", "pb", "pt_BR"),
    ("de", "pt-BR", "pt_BR"), ("de", "pt", "pt"), ("de", "es-MX", "es"), ("de", "tl", "fil"),
    ("de", "in", "id"), ("de", "sr-Latn", "sr@latin"), ("de", "sh", "sr@latin"),
    ("de_AT", "eo", "eo"),
)  # fmt: skip
"""Codes of a package, and what we call the target."""
ODD = (
    "Der Minister ist krank.", "  Der Minister ist krank.\t", "Der\tMinister  ist\u00a0krank.",
    "Der Minis\u200cter ist krank.", "Der Ministe\u0308r ist krank.", "\ufeffDer Minister!",
    "😀 Der Minister ist krank.", "Der 👨‍👩‍👧 ist krank.", "Der {name} ist krank.", "Der %s.",
    "Der <b>Minister</b> ist krank.", "Der שלום ist krank.", "Der\x00Minister ist\ufffdkrank.",
    "A", "krank", "Ω", "中文", "„Der Minister ist krank.“", "Die Datei плата enthält 350 Seiten.",
    "Der\u2028Minister\x85ist krank.", "Der Minister ist krank, " * 12,
)  # fmt: skip

Says = Callable[[list[bytes], str, str, list[str]], list[str]]
Place = Callable[[bytes], Package]


@pytest.fixture
def theirs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Says]:
    """What Argos Translate says after it has installed archives; it splits no sentence."""
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "xdg"))  # its settings create folders
    from argostranslate import package, settings, translate

    class Whole:
        def __init__(self, _: object) -> None:
            pass

        def split_sentences(self, text: str) -> list[str]:
            return [text]

    home = tmp_path / "theirs"
    home.mkdir()
    for name, value in (("package_data_dir", home), ("package_dirs", [home]), ("intra_threads", 1)):
        monkeypatch.setattr(settings, name, value)
    monkeypatch.setattr(translate, "MiniSBDSentencizer", Whole)
    monkeypatch.setattr(translate, "installed_translates", [])

    def said(archives: list[bytes], source: str, target: str, texts: list[str]) -> list[str]:
        for data in archives:
            (tmp_path / "theirs.argosmodel").write_bytes(data)
            package.install_from_path(tmp_path / "theirs.argosmodel")
        translation = translate.get_translation_from_codes(source, target)
        return [translation.translate(text).strip() for text in texts]

    translate.get_installed_languages.cache_clear()
    yield said
    translate.get_installed_languages.cache_clear()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Installs an archive as users do, into a folder of our own; searches as far as Argos does."""
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "ours"))
    monkeypatch.setattr(models, "EMBEDDED", tmp_path / "embedded")
    monkeypatch.setattr(ctranslate, "_limit", lambda _: 256)

    def placed(archive: bytes) -> Package:
        path = tmp_path / "ours.argosmodel"
        path.write_bytes(archive)
        package = store.install(path)
        assert check.verify(package) == ""
        return package

    return placed


def _model_says(package: Package, texts: list[str]) -> list[str]:
    """Without guards; where Argos Translate loses underscores, without them."""
    found: dict[str, str] = {}
    for batch in Model(package, 1, 1).translate(texts, Search()):
        found |= {text: hypotheses[0].text for text, hypotheses in batch.items()}
    return [found[text].replace("_", " ") for text in texts]


@pytest.mark.parametrize("kind", KINDS)
def test_packages(kind: str, place: Place, theirs: Says, cases: dict[str, list[str]]) -> None:
    """Each kind says what it says there, unknown words copied alike."""
    archive = zipped(made(KINDS[kind]))
    texts = [*cases["de"][:14], "Die Datei плата enthält 350 Seiten.", "😀 ist krank."]
    package = place(archive)
    said = theirs([archive], package.source, package.target, texts)
    assert _model_says(package, texts) == [text.removesuffix("@@") for text in said]


@pytest.mark.parametrize("kind", ARCHIVES)
def test_archives(kind: str, place: Place, theirs: Says) -> None:
    """However a package is packed."""
    archive, texts = ARCHIVES[kind](), ["Der Minister ist krank."]
    assert _model_says(place(archive), texts) == theirs([archive], "de", "en", texts)


def test_texts(place: Place, theirs: Says) -> None:
    """Odd texts come out alike."""
    archive = zipped(made([]))
    texts = [text.strip() for text in ODD]
    assert _model_says(place(archive), texts) == theirs([archive], "de", "en", texts)


@pytest.mark.parametrize(("source", "target", "ours"), CODES)
def test_codes(source: str, target: str, ours: str, place: Place, theirs: Says) -> None:
    """A package is reached by our name of its language, whatever code it has."""
    archive = zipped(made([tells(from_code=source, to_code=target)]))
    place(archive)
    texts = ["Der Minister ist krank.", "Der Lehrer fordert höhere Löhne."]
    said = Argos(1).translate(texts, language("de"), language(ours))
    assert [result.text for result in said] == theirs([archive], source, target, texts)


def test_a_way_over_three_languages(
    place: Place, theirs: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where only a long way leads to a language, both go it."""
    monkeypatch.setattr(argos, "fault", lambda *_: "")  # these models are no good at Polish
    pairs = ("de_en", "en_pl", "pl_cs", "cs_sk")
    archives = [zipped(made([], pair), f"{pair}/") for pair in pairs]
    for archive in archives:
        place(archive)
    texts = ["Der Minister ist krank.", "Die Lehrer fordern höhere Löhne."]
    said = Argos(1).translate(texts, language("de"), language("sk"))
    assert [result.text for result in said] == theirs(archives, "de", "sk", texts)
