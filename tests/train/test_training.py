"""Training from a TSV to drafts: a toy that translates, resumes exactly and exports faithfully."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
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
from toolkit.train.presets import PRESETS
from toolkit.train.store import BEST, CHECKPOINT, HELD, VOCABULARY, Store

torch = pytest.importorskip("torch", reason="needs the extra [train]: `make test-train`")
pytest.importorskip("sacrebleu", reason="needs the extra [train]: `make test-train`")

from toolkit.train import convert, export, package, score, vocabulary, weights  # noqa: E402
from toolkit.train.export import ExportOrder  # noqa: E402
from toolkit.train.learner import Settings  # noqa: E402
from toolkit.train.model import Shape, Transformer  # noqa: E402
from toolkit.train.package import Content  # noqa: E402
from toolkit.train.prepare import Request, prepare  # noqa: E402
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
    metadata = json.loads(content["metadata.json"])
    assert metadata["length_penalty"] in score.PENALTIES
    training = metadata["training"]
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


def short(store: Store, tell: Any = print, **changes: Any) -> Run:
    """A short run of a small model."""
    options: dict[str, Any] = {"shape": SMALL, "steps": 24, "checks": 4, "dropout": 0.2} | changes
    return Run(store, Plan(**options), Settings(warmup=5, batch_tokens=800), tell)


def run(store: Store, tell: Any = print, **changes: Any) -> None:
    """Train it to its end."""
    assert short(store, tell, **changes).train()


def learned(store: Store) -> dict[str, Any]:
    """The weights and optimizer of a run at its last checkpoint, flat."""
    learner = loaded(store, CHECKPOINT)["learner"]
    moments = learner["muon"]["adam"]["state"]
    return {
        **{f"model {name}": tensor for name, tensor in learner["model"].items()},
        **{f"average {name}": tensor for name, tensor in learner["average"].items()},
        **{f"momentum {name}": tensor for name, tensor in learner["muon"]["momenta"].items()},
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
    expected, got = learned(whole), learned(broken)
    assert expected.keys() == got.keys()
    assert all(torch.equal(expected[name], got[name]) for name in expected)


def test_a_finished_run_can_be_prolonged(trained: Path, tmp_path: Path) -> None:
    """With more steps it goes on before the rate fell, and ends as if it had been longer."""
    whole, longer = (prepared(tmp_path / name, trained) for name in ("whole", "longer"))
    run(whole, steps=24, checks=1)
    run(longer, steps=12, checks=1)
    run(longer, steps=24, checks=1)
    expected, got = learned(whole), learned(longer)
    assert all(torch.equal(expected[name], got[name]) for name in expected)


def test_a_run_that_goes_on_with_fewer_checks_is_kept(trained: Path, tmp_path: Path) -> None:
    """However many evaluations came before: the end is evaluated and written."""
    store = prepared(tmp_path / "run", trained)
    halted = short(store, checks=4, decay=0.0)

    def halt(text: str) -> None:
        if text.startswith("step 18"):
            halted.halt()

    halted._tell = halt
    assert not halted.train()
    said: list[str] = []
    run(store, said.append, steps=30, checks=2, decay=0.0)
    assert any(text.startswith("step 30: ") for text in said)
    assert loaded(store, CHECKPOINT)["trained"]["steps"] == 30


def test_a_signal_ends_a_run_with_a_checkpoint(trained: Path, tmp_path: Path) -> None:
    """Halted at any step, a run keeps that step and its weights, and goes on exactly."""
    whole, broken = (prepared(tmp_path / name, trained) for name in ("whole", "broken"))
    run(whole, checks=1)
    halted = short(broken, checks=1)
    steps = iter(range(7))
    rate = halted._rate

    def counted(done: float) -> float:
        if next(steps) == 6:
            halted.halt()
        return rate(done)

    halted._rate = counted  # type: ignore[method-assign]
    assert not halted.train()
    assert loaded(broken, CHECKPOINT)["trained"]["steps"] == 7 and broken.has(BEST)
    run(broken, checks=1)
    expected, got = learned(whole), learned(broken)
    assert all(torch.equal(expected[name], got[name]) for name in expected)


def test_minutes_of_the_processor(trained: Path, tmp_path: Path) -> None:
    """A run that slept was not trained: its end and its rate follow the processor's clock."""
    store = prepared(tmp_path / "run", trained)

    def sleep(text: str) -> None:
        if text.startswith("step "):
            time.sleep(2)

    run(store, sleep, steps=0, minutes=0.05, processor=True, checks=2)
    progress = loaded(store, CHECKPOINT)["progress"]
    assert 3 <= progress["processor"] < 6 and progress["seconds"] > progress["processor"] - 2


def test_a_checkpoint_of_version_0_1_0_goes_on(trained: Path, tmp_path: Path) -> None:
    """Its weights and its place are kept; the optimizer, then AdamW, begins anew."""
    store = prepared(tmp_path / "run", trained)
    run(store, steps=12, checks=1)
    state = loaded(store, CHECKPOINT)
    (store.folder / HELD).unlink()
    del state["learner"]["muon"]
    state["learner"]["optimizer"] = {"state": {}, "param_groups": []}
    for name in ("processor", "begun", "falling"):
        del state["progress"][name]
    buffer = io.BytesIO()
    torch.save(state, buffer)
    store.write_sealed(CHECKPOINT, buffer.getvalue())
    said: list[str] = []
    continued = short(store, said.append, steps=24)
    assert "the checkpoint is of an older version: its optimizer begins anew" in said
    assert said[-1] == "resumed at step 12"
    learned = continued._learner.model.state_dict()
    assert all(torch.equal(state["learner"]["model"][name], learned[name]) for name in learned)
    assert continued._rate(0.0) == pytest.approx(Settings().rate / 5)
    assert continued.train()


def test_a_run_begins_with_given_weights(trained: Path, archive: Path, tmp_path: Path) -> None:
    """From a package of the same vocabulary a run is good from the first step."""
    store = prepared(tmp_path / "run", trained)
    said: list[str] = []
    toy = PRESETS["toy"].shape
    run(store, said.append, shape=toy, steps=2, checks=1, init=archive, dropout=0.0)
    assert loaded(store, BEST)["progress"]["best"] > 80, said
    with pytest.raises(UsageError, match="its weights are those of another model"):
        short(prepared(tmp_path / "other", trained), init=archive)


def test_a_package_lends_its_layers(trained: Path, archive: Path, tmp_path: Path) -> None:
    """To another vocabulary a package gives its layers, and the pieces that both have."""
    pairs = [(de, en.upper()) for de, en in newsroom.sentences(newsroom.GENERAL, 400)]
    (tmp_path / "toy.tsv").write_text(newsroom.tsv(pairs))
    store, said = Store(tmp_path / "run"), list[str]()
    prepare(store, Request([tmp_path / "toy.tsv"], (DE, EN), dev_size=8, size=200), print)
    toy = PRESETS["toy"].shape
    run = short(store, said.append, shape=toy, steps=2, checks=1, init=archive, dropout=0.0)
    given = weights.of(archive)
    assert given.tokenizer
    old, new = (
        vocabulary.pieces(vocabulary.load(one, ""))
        for one in (given.tokenizer, store.vocabulary()[0])
    )
    both = set(old) & set(new)
    assert 30 < len(both) < len(new)
    assert f"it lends its layers, and {len(both)} of {len(new)} pieces" in said[0]
    begun = run._learner.model.state_dict()
    rows = given.values.pop("embedding.weight")
    for piece in both:
        assert torch.equal(begun["embedding.weight"][new.index(piece)], rows[old.index(piece)])
    assert all(torch.equal(begun[name], value) for name, value in given.values.items())
    assert run.train()


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


def test_the_mean_of_two_states(trained: Path, tmp_path: Path) -> None:
    """`--mean` lies between the best and the last weights, and the card says so."""
    store = Store(trained)
    best, last = loaded(store, BEST)["weights"], loaded(store, CHECKPOINT)["learner"]["average"]
    order = ExportOrder(tmp_path, "1.0", "2026-11-28", "x", mean=True)
    state = export._state(store, order)
    for name, weight in state["weights"].items():
        assert torch.equal(weight, (best[name] + last[name]) / 2)
    facts = dict(export._facts(state))
    assert "the mean of both weights" in facts["steps"]
    with pytest.raises(UsageError, match="--mean is of the weights in the folder"):
        export._state(store, replace(order, weights=tmp_path / "a.int8"))


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


def test_ctrl_c_is_heard(trained: Path, tmp_path: Path) -> None:
    """SIGTERM ends `toolkit train run` after a step: checkpoint, best weights, exit code 130."""
    store = prepared(tmp_path / "run", trained)
    words = ["run", str(store.folder), "--preset", "toy", "--minutes", "30", "--threads", "1"]
    with subprocess.Popen(
        [sys.executable, "-m", "toolkit", "train", *words],
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr
        told = [process.stderr.readline(), process.stderr.readline()]
        process.send_signal(signal.SIGTERM)
        told += process.stderr.readlines()
    assert process.returncode == 130, told
    assert "stopped; the same command goes on" in told[-1], told
    assert store.has(CHECKPOINT) and store.has(BEST)


def test_several_folders_by_one_command(trained: Path, tmp_path: Path, threads: None) -> None:
    """At once or one after the other: small weights and a log for each, one failure is told."""
    one, two = (prepared(tmp_path / name, trained, 60).folder for name in ("de-en", "en-de"))
    common = ["--preset", "toy", "--checks", "1", "--threads", "1", "--weight", "toy=2"]
    out = tmp_path / "out"
    words = ["several", str(one), str(two), "--steps", "2", "--output", str(out), *common]
    ran = CliRunner().invoke(train, [*words, "--at-once"])
    assert ran.exit_code == 0, (ran.stderr, ran.exception)
    assert {path.name for path in out.iterdir()} == {
        *("de-en.int8", "en-de.int8"),
        *("de-en.log", "en-de.log"),
    }
    assert "several: 2 of 2 runs left weights" in ran.stderr
    assert "en-de: step 2: BLEU" in ran.stderr and "step 2: BLEU" in (out / "en-de.log").read_text()
    (two / "checkpoint.bin").write_bytes(b"damaged")
    words[words.index("2")] = "3"
    ran = CliRunner().invoke(train, words)
    assert ran.exit_code == 1 and "several: 1 of 2 runs left weights" in ran.stderr
    assert "checkpoint.bin: damaged" in (out / "en-de.log").read_text()
    none = CliRunner().invoke(train, [*words, "--weight", "news=1"])
    assert "no origin is called news in any of the folders" in str(none.exception)
    ran = CliRunner().invoke(train, ["several", *[str(one)] * 2, "--steps", "2", "--output", "o"])
    assert "each of another name" in str(ran.exception)
    big = ["several", str(one), str(two), "--steps", "2", "--output", "o", "--preset", "base"]
    assert "MiB, more than 60" in str(CliRunner().invoke(train, big).exception)


def test_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, threads: None) -> None:
    """prepare, run, export, score as a user types them: results on stdout, talk on stderr."""
    monkeypatch.chdir(tmp_path)
    toy = newsroom.sentences(newsroom.GENERAL, 60)
    Path("toy.tsv").write_text(newsroom.tsv(toy))
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
        f" --licences {tmp_path}/licences.tsv --failures failures.md --general to*"
    )
    assert ran.stdout == "out/translate-de_en-1_2.argosmodel\n"
    assert "CTranslate2 and PyTorch agree" in ran.stderr
    with zipfile.ZipFile(ran.stdout.strip()) as file:
        card = file.read("translate-de_en-1_2/README.md").decode()
        taken = file.read("translate-de_en-1_2/general.tsv").decode().splitlines()
    assert "run w --preset toy --steps 2" in card and "| toy | 56 | CC0 1.0 |  |" in card
    assert "- It calls every bridge a school.\n" in card
    assert "--licences licences.tsv" in card and str(tmp_path) not in card
    assert len(taken) == 56 and set(taken) <= set(newsroom.tsv(toy).splitlines())
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
        ("export w --general news", "no origin of these names: there are toy"),
        ("export w --weights none.int8", "none.int8: cannot be read"),
        ("prepare w2 --source de --to en --data toy.tsv --pieces none.model", "cannot be read"),
        ("score nothing test.de test.en", "no package 'nothing' is installed"),
    ):
        assert said in str(toolkit(line, 1).exception), line
