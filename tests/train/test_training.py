"""Training from a TSV to drafts: a toy that translates, resumes exactly and exports faithfully."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from train import newsroom
from train.conftest import HELD_OUT

from toolkit.cli.train import train
from toolkit.engines.argos.engine import Argos
from toolkit.errors import EngineError, UsageError
from toolkit.languages.language import language
from toolkit.models import store
from toolkit.train.store import BEST, CHECKPOINT, VOCABULARY, Store

torch = pytest.importorskip("torch", reason="needs the extra [train]: `make test-train`")
pytest.importorskip("sacrebleu", reason="needs the extra [train]: `make test-train`")

from toolkit.train import convert, package, score  # noqa: E402
from toolkit.train.learner import Settings  # noqa: E402
from toolkit.train.model import Shape, Transformer  # noqa: E402
from toolkit.train.package import Content  # noqa: E402
from toolkit.train.run import Plan, Run, loaded  # noqa: E402

pytestmark = pytest.mark.timeout(600)  # the first test trains the model
SMALL = (32, 64, 2, 1, 1)
DE, EN = language("de"), language("en")


def test_a_toy_translates(archive: Path, trained: Path, home: Path) -> None:
    """The exported package, installed, translates most held-out sentences word for word."""
    store.install(archive)
    dev = Store(trained).dev()
    results = Argos().translate([pair.source for pair in dev], DE, EN)
    right = sum(result.text == pair.target for result, pair in zip(results, dev, strict=True))
    assert len(dev) == HELD_OUT and right >= 0.85 * HELD_OUT


def test_words_are_aligned(archive: Path, home: Path) -> None:
    """The first head finds the words that a word renders, names and places among them."""
    store.install(archive)
    wanted = {"Brücke": "bridge", "Freitag": "Friday", "Köln": "Cologne", "Wien": "Vienna"}
    sentences = ["Die Brücke in Köln ist alt.", "Am Freitag kam Anna nach Wien."]
    found: dict[str, str] = {}
    for sentence, result in zip(sentences, Argos().translate(sentences, DE, EN), strict=True):
        for link in result.links:
            found.setdefault(sentence[slice(*link.source)], result.text[slice(*link.target)])
    assert sum(found.get(word) == wanted[word] for word in wanted) >= 3, found


def test_the_card_and_metadata_tell_how_it_was_made(archive: Path) -> None:
    """Data, scores with signature, time and command are in the package."""
    with zipfile.ZipFile(archive) as file:
        content = {name.partition("/")[2]: file.read(name) for name in file.namelist()}
    card = content["README.md"].decode()
    for words in ("| toy | 2900 | not stated |", "nrefs:1|case:mixed", "Known failures", "minutes"):
        assert words in card
    training = json.loads(content["metadata.json"])["training"]
    assert training["data"]["origins"] == {"toy": 2900}
    assert training["scores"][0]["beam"]["chrf"] > 90


def prepared(folder: Path, trained: Path, pairs: int = 300) -> Store:
    """A training folder with some of the data and no run."""
    store, whole = Store(folder), Store(trained)
    store.write(VOCABULARY, whole.vocabulary()[0])
    store.write_data(whole.data())
    store.write_dev(whole.dev()[:8])
    arrays, origins = whole.arrays()
    for side in ("source", "target"):
        arrays[f"{side}_length"] = arrays[f"{side}_length"][:pairs]
        arrays[side] = arrays[side][: int(arrays[f"{side}_length"].sum())]
    arrays["origin"] = arrays["origin"][:pairs]
    store.write_arrays(arrays, origins)
    return store


def run(store: Store, tell: Any = print, **changes: Any) -> None:
    """A short run of a small model."""
    plan = Plan(changes.pop("shape", SMALL), steps=24, checks=4, dropout=0.2)
    Run(store, plan, Settings(rate=3e-3, warmup=5, batch_tokens=800), tell).train()


def weights(store: Store) -> dict[str, Any]:
    """The weights and optimizer of a run at its last checkpoint, flat."""
    learner = loaded(store, CHECKPOINT)["learner"]
    moments = learner["optimizer"]["state"]
    return {
        **{f"model {name}": tensor for name, tensor in learner["model"].items()},
        **{f"average {name}": tensor for name, tensor in learner["average"].items()},
        **{f"{at} {name}": value for at, one in moments.items() for name, value in one.items()},
    }


def test_an_interrupted_run_goes_on_exactly(trained: Path, tmp_path: Path) -> None:
    """Interrupted twice between checkpoints, a run ends with the very weights of one in one go."""
    whole, broken = (prepared(tmp_path / name, trained) for name in ("whole", "broken"))
    run(whole)
    for number in (2, 1):
        met = 0

        def interrupt(text: str, at: int = number) -> None:
            nonlocal met
            met += text.startswith("step ")
            if met == at:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            run(broken, interrupt)
    run(broken)
    expected, got = weights(whole), weights(broken)
    assert expected.keys() == got.keys()
    assert all(torch.equal(expected[name], got[name]) for name in expected)


def test_damaged_and_foreign_files_are_refused(trained: Path, tmp_path: Path) -> None:
    """A checkpoint cut off, altered by one bit, or of another model stops a run untouched."""
    store = prepared(tmp_path / "run", trained)
    run(store)
    path = store.folder / CHECKPOINT
    whole = path.read_bytes()
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 1
    for damaged in (whole[:-100], bytes(flipped), b""):
        path.write_bytes(damaged)
        with pytest.raises(UsageError, match=r"checkpoint\.bin: damaged, it was left untouched"):
            run(store)
        assert path.read_bytes() == damaged
    path.write_bytes(whole)
    with pytest.raises(UsageError, match="is of another model: give the preset"):
        run(store, shape=(48, 64, 2, 1, 1))
    with pytest.raises(UsageError, match="the run is finished"):
        run(store)
    (store.folder / "train.npz").write_bytes(b"PK")
    with pytest.raises(UsageError, match=r"train\.npz: damaged"):
        run(store)
    with pytest.raises(UsageError, match="run `toolkit train prepare"):
        run(Store(tmp_path / "nothing"))


def model(seed: int = 1) -> Transformer:
    """An untrained model for the toy's vocabulary."""
    torch.manual_seed(seed)
    made = Transformer(Shape(40, *SMALL))
    made.eval()
    return made


def test_int8_weights_come_back(tmp_path: Path) -> None:
    """A model read from its int8 export differs by rounding; exported again, not at all."""
    pieces = [f"piece{number}" for number in range(40)]
    first = model()
    convert.write(first, pieces, tmp_path / "one", "int8")
    second = convert.read(tmp_path / "one", pieces)
    assert second.shape == first.shape
    for name, weight in first.state_dict().items():
        assert (second.state_dict()[name] - weight).abs().max() <= weight.abs().max() / 250, name
    with pytest.raises(EngineError, match="its vocabulary is another one"):
        convert.read(tmp_path / "one", pieces[::-1])
    convert.write(second, pieces, tmp_path / "two", "int8")
    assert (tmp_path / "two/model.bin").read_bytes() == (tmp_path / "one/model.bin").read_bytes()


def test_an_unfaithful_export_is_refused(trained: Path, tmp_path: Path) -> None:
    """Where CTranslate2 would say something else than PyTorch, nothing is exported."""
    store = Store(trained)
    shape, state = Shape(**loaded(store, BEST)["shape"]), loaded(store, BEST)["weights"]
    wrong = Transformer(shape)
    wrong.load_state_dict(state)
    wrong.positions.mul_(-1)  # what CTranslate2 does not know of
    content = Content(wrong, store.vocabulary()[0], (DE, EN), "1.0")
    sentences = [pair.source for pair in store.dev()]
    with pytest.raises(EngineError, match="CTranslate2 differs from PyTorch on"):
        package.build(content, sentences, tmp_path)


def test_scores_of_a_package(archive: Path, trained: Path, tmp_path: Path) -> None:
    """A set is scored greedily and with a beam; lines that do not fit are refused."""
    dev = Store(trained).dev()
    source, reference = tmp_path / "dev.de", tmp_path / "dev.en"
    source.write_text("".join(f"{pair.source}\n" for pair in dev))
    reference.write_text("".join(f"{pair.target}\n" for pair in dev))
    with score.opened(str(archive)) as found:
        measured = score.measured(found, "dev", *score.read_lines(source, reference))
    assert min(measured.greedy.chrf, measured.beam.chrf) > 90
    assert "tok:13a" in measured.beam.bleu_signature
    passage = " ".join(pair.source for pair in dev[:2])
    assert score.in_sentences(f" {passage} ", DE) == [pair.source for pair in dev[:2]]
    with score.opened(str(archive)) as found:
        [joined] = score.translated_in_sentences(found, [passage], 4)
        assert joined == " ".join(score.translated(found, [pair.source for pair in dev[:2]], 4))
    reference.write_text("One line.\n")
    with pytest.raises(UsageError, match=r"has 100 lines, .* has 1: they must be the same"):
        score.read_lines(source, reference)


def test_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, threads: None) -> None:
    """prepare, run, export, score as a user types them: results on stdout, talk on stderr."""
    monkeypatch.chdir(tmp_path)
    Path("toy.tsv").write_text(newsroom.tsv(newsroom.sentences(newsroom.GENERAL, 60)))
    Path("test.de").write_text("Wo ist die Schule?\n")
    Path("test.en").write_text("Where is the school?\n")

    def toolkit(line: str, code: int = 0) -> Any:
        ran = CliRunner().invoke(train, line.split())
        assert ran.exit_code == code, (ran.stderr, ran.exception)
        return ran

    Path("licences.tsv").write_text("toy\tCC0 1.0\tinvented\n")
    Path("failures.md").write_text("- It calls every bridge a school.\n")
    toolkit("prepare w --source de --to en --data toy.tsv --vocabulary 150 --dev-size 4")
    ran = toolkit("run w --preset toy --steps 2 --checks 1 --threads 1 --weight toy=2")
    assert ran.stdout == "" and "step 2: BLEU" in ran.stderr and "run: finished" in ran.stderr
    ran = toolkit(
        "export w --output out --version 1.2 --test test.de test.en"
        f" --licences {tmp_path}/licences.tsv --failures failures.md"
    )
    assert ran.stdout == "out/translate-de_en-1_2.argosmodel\n"
    assert "CTranslate2 and PyTorch agree" in ran.stderr
    with zipfile.ZipFile(ran.stdout.strip()) as file:
        card = file.read("translate-de_en-1_2/README.md").decode()
    assert "run w --preset toy --steps 2" in card and "| toy | 56 | CC0 1.0 |  |" in card
    assert "- It calls every bridge a school.\n" in card
    assert "--licences licences.tsv" in card and str(tmp_path) not in card
    ran = toolkit("score out/translate-de_en-1_2.argosmodel test.de test.en")
    assert [line.split("\t")[0] for line in ran.stdout.splitlines()] == [
        "greedy",
        "beam 4",
        "beam 4, cut into sentences",
        "BLEU",
        "chrF",
    ]
    for line, said in (
        ("run w", "either --minutes or --steps"),
        ("run w --steps 9 --weight toy", "write ORIGIN=FACTOR"),
        ("run w --steps 9 --preset toy --weight none=1", "no origin is called none"),
        ("export w --version new", "write numbers and points"),
        ("export w --licences test.de", "test.de:1: write an origin, a tab and its licence"),
        ("export w --failures none.md", "none.md: cannot be read"),
        ("score nothing test.de test.en", "no package 'nothing' is installed"),
    ):
        assert said in str(toolkit(line, 1).exception), line
