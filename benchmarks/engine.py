"""What the engine costs beside Argos Translate and bare CTranslate2: same models, same sentences.

    python -m benchmarks.engine [SENTENCES] [--sentences 500] [--argos 40] [--packages FOLDER]
    python -m benchmarks.engine --guards FOLDER     what guards stop of translations

SENTENCES: a file of German sentences, one a line; without it they are made up. Without --packages
(de_en, en_ru and en_zh), models of full size with random weights are made: their output is nonsense
as long as its source, its cost is that of a trained model. FOLDER holds `<pair>.<set>.src` and,
translated by people, `.ref` or, by Argos Translate, `.sys.argos`. CPU seconds are of the process,
all threads. Numbers are medians of `--repeat` runs, each in a process of its own.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random as chance
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PAIRS = ("de_en", "en_ru", "en_zh")
BEAM_TARGETS = ("en", "ru", "zh")
PARAGRAPH = 4
"""Sentences of a paragraph for Argos Translate."""


CASES = Path(__file__).parent.parent / "tests" / "packages" / "cases.tsv"


@dataclass(frozen=True)
class Size:
    """Of a model: layers of encoder and decoder, widths, attention heads, vocabulary."""

    layers: tuple[int, int]
    width: int
    inner: int
    heads: int
    pieces: int


FULL = Size((6, 6), 512, 2048, 8, 32_000)
"""As Argos Translate's packages."""
COMPACT = Size((6, 2), 256, 1024, 8, 8_000)


# --- models ---


def make_packages(folder: Path, sentences: Sequence[str], size: Size = FULL) -> None:
    """Three packages with random weights and a tokenizer for the sentences."""
    pieces = _tokenizer(sentences, size.pieces)
    for seed, pair in enumerate(PAIRS):
        package = folder / f"translate-{pair}-0_0"
        package.mkdir(parents=True)
        source, target = pair.split("_")
        names = {"from_code": source, "to_code": target, "from_name": source, "to_name": target}
        metadata = {"package_version": "0.0", "argos_version": "1.9.0"} | names
        (package / "metadata.json").write_text(json.dumps(metadata))
        (package / "sentencepiece.model").write_bytes(pieces)
        _model(package / "model", pieces, seed, size)


def _tokenizer(sentences: Sequence[str], count: int) -> bytes:
    """A quarter learnt pieces, the rest private characters: random output is tokens again."""
    import sentencepiece

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(sentences),
        model_writer=model,
        vocab_size=count,
        hard_vocab_limit=False,
        user_defined_symbols=[chr(0xF0000 + nth) for nth in range(count - count // 4)],
        minloglevel=2,
    )
    return model.getvalue()


def _model(folder: Path, pieces: bytes, seed: int, sizes: Size) -> None:
    import numpy
    import sentencepiece
    from ctranslate2.specs import TransformerSpec

    random, width = numpy.random.default_rng(seed), sizes.width

    def linear(spec: Any, outputs: int, inputs: int) -> None:
        spec.weight = (random.standard_normal((outputs, inputs)) * inputs**-0.5).astype("f4")
        spec.bias = numpy.zeros(outputs, "f4")

    def norm(spec: Any) -> None:
        spec.gamma, spec.beta = numpy.ones(width, "f4"), numpy.zeros(width, "f4")

    def attention(spec: Any, sizes: Sequence[int]) -> None:
        norm(spec.layer_norm)
        for part, size in zip(spec.linear, sizes, strict=True):
            linear(part, size * width, width)

    spec = TransformerSpec.from_config(sizes.layers, sizes.heads)
    norm(spec.encoder.layer_norm)
    norm(spec.decoder.layer_norm)
    for layer in (*spec.encoder.layer, *spec.decoder.layer):
        attention(layer.self_attention, (3, 1))
        if hasattr(layer, "attention"):
            attention(layer.attention, (1, 2, 1))
        norm(layer.ffn.layer_norm)
        linear(layer.ffn.linear_0, sizes.inner, width)
        linear(layer.ffn.linear_1, width, sizes.inner)
    processor = sentencepiece.SentencePieceProcessor(model_proto=pieces)
    size = processor.get_piece_size()
    embedding = (random.standard_normal((size, width)) * width**-0.5).astype("f4")
    for tied in (spec.encoder.embeddings[0], spec.decoder.embeddings, spec.decoder.projection):
        tied.weight = embedding
    vocabulary = [processor.id_to_piece(nth) for nth in range(size)]
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.config.add_source_eos = True
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir()
    spec.save(str(folder))


# --- ways to translate; each runs in a process of its own ---


def bounded(longest: Callable[[list[int]], int] = max) -> None:
    """Random models never end: let every output be as long as the longest source of its batch."""
    import ctranslate2

    from toolkit.engines.argos import engine as argos
    from toolkit.engines.guards import fault as judge

    original = ctranslate2.Translator.translate_batch

    def translate_batch(self: Any, source: list[list[str]], *rest: Any, **options: Any) -> Any:
        options.pop("max_decoding_length", None)
        # Argos Translate's batches have 32 tokens: mostly one sentence
        parts = [[row] for row in source] if "batch_type" in options else [source]
        return [
            result
            for part in parts
            for result in original(
                self, part, *rest, **options, max_decoding_length=longest([1, *map(len, part)])
            )
        ]

    def fault(*words: Any) -> str:
        judge(*words)
        return ""

    ctranslate2.Translator.translate_batch = translate_batch
    vars(argos).update(fault=fault, _RETRIES=())


def ours(texts: list[str], targets: list[str], beam: int, jobs: int) -> list[Any]:
    """The engine `argos`."""
    from toolkit.engines.argos.engine import Argos
    from toolkit.languages.language import language

    engine = Argos(jobs, beam=beam)
    return [engine.translate(texts, language("de"), language(target)) for target in targets]


def raw(texts: list[str], targets: list[str], beam: int, jobs: int) -> None:
    """CTranslate2 alone, the pivot once, all batches handed over at once; text in, text out."""
    import ctranslate2
    import sentencepiece

    def one(pair: str, sentences: list[str]) -> list[str]:
        folder = _folder(pair)
        pieces = sentencepiece.SentencePieceProcessor(
            model_file=str(folder / "sentencepiece.model")
        )
        threads = max(1, (os.cpu_count() or 1) // jobs)
        model = ctranslate2.Translator(
            str(folder / "model"), inter_threads=jobs, intra_threads=threads
        )
        tokens = sorted(pieces.encode(sentences, out_type=str), key=len)
        options = {"beam_size": beam, "length_penalty": 0.2, "asynchronous": True}
        said = [one for at in _cut(tokens) for one in model.translate_batch(at, **options)]
        return [pieces.decode(one.result().hypotheses[0]) for one in said]

    english = one("de_en", texts)
    for target in targets:
        if target != "en":
            one(f"en_{target}", english)


def _folder(pair: str) -> Path:
    return next(Path(os.environ["ARGOS_PACKAGES_DIR"]).glob(f"translate-{pair}*"))


def _cut(rows: list[list[str]]) -> Iterator[list[list[str]]]:
    batch: list[list[str]] = []
    for row in rows:
        if batch and (len(batch) + 1) * len(row) > 1024:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def argos_sentences(texts: list[str], targets: list[str], beam: int, jobs: int) -> None:
    """Argos Translate, sentence by sentence, target by target."""
    _argos(texts, targets, 1)


def argos_paragraphs(texts: list[str], targets: list[str], beam: int, jobs: int) -> None:
    """Argos Translate, paragraph by paragraph, target by target."""
    _argos(texts, targets, PARAGRAPH)


def _argos(texts: list[str], targets: list[str], size: int) -> None:
    import logging

    from argostranslate import package, translate

    logging.disable(logging.CRITICAL)

    class Splitter:
        """In place of its splitter, which wants to be downloaded."""

        def split_sentences(self, text: str) -> list[str]:
            return text.split("\x1e")

    languages = {code: translate.Language(code, code) for code in ("de", "en", "ru", "zh")}
    links = {}
    for pair in PAIRS:
        source, target = pair.split("_")
        found = package.Package(_folder(pair))
        one = translate.PackageTranslation(languages[source], languages[target], found)
        one.sentencizer = Splitter()
        links[pair] = translate.CachedTranslation(one)
    for target in targets:
        way = links["de_en"]
        if target != "en":
            way = translate.CompositeTranslation(way, links[f"en_{target}"])
        for at in range(0, len(texts), size):
            way.hypotheses("\x1e".join(texts[at : at + size]), 1)


WAYS: dict[str, Callable[[list[str], list[str], int, int], Any]] = {
    "ours": ours,
    "raw": raw,
    "argos_sentences": argos_sentences,
    "argos_paragraphs": argos_paragraphs,
}


def run_one(way: str, file: Path, *rest: str) -> None:
    """One way in this process; its cost as JSON on stdout."""
    most, count, targets, beam, jobs = rest
    texts = sentences_of(file, int(most))
    texts = texts[:: max(1, len(texts) // int(count))][: int(count)]  # of all lengths
    bounded(_second)
    cpu, wall = time.process_time(), time.perf_counter()
    WAYS[way](texts, targets.split(","), int(beam), int(jobs))
    cost = {
        "cpu": time.process_time() - cpu,
        "wall": time.perf_counter() - wall,
        "rss": most_memory(),
    }
    print(json.dumps(cost))


def _second(lengths: list[int]) -> int:
    """The second longest: our batches have a filler, beside which trained models would end."""
    return sorted(lengths)[max(1, len(lengths) - 2)]


def most_memory() -> float:
    """Of this process so far, GB. (`getrusage` would count that of the process which began it.)"""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 2**20


# --- tables ---


def compare(file: Path, chosen: argparse.Namespace) -> None:
    """The table of ways, seconds per 100 sentences."""
    count, three, few = chosen.sentences, chosen.three, chosen.argos
    most = max(count, three, few)
    plan = [
        ("ours", count, "en", 4, 2),
        ("ours", count, "en", 2, 2),
        ("ours", count, "en", 1, 2),
        ("raw", count, "en", 4, 2),
        ("argos_sentences", few, "en", 4, 1),
        ("argos_paragraphs", few, "en", 4, 1),
        ("ours", three, "en,ru,zh", 4, 2),
        ("raw", three, "en,ru,zh", 4, 2),
        ("argos_sentences", few, "en,ru,zh", 4, 1),
        ("argos_paragraphs", few, "en,ru,zh", 4, 1),
    ]
    print("| way | targets | beam | jobs | sentences | CPU s / 100 | wall s / 100 | RSS GB |")
    print("|---|---|---|---|---|---|---|---|")
    for way, many, targets, beam, jobs in plan:
        if chosen.only not in way:
            continue
        costs = [
            _measured(way, file, most, many, targets, beam, jobs) for _ in range(chosen.repeat)
        ]
        cpu, wall, rss = (
            statistics.median(cost[name] for cost in costs) for name in ("cpu", "wall", "rss")
        )
        numbers = f"{100 * cpu / many:.1f} | {100 * wall / many:.1f} | {rss:.2f}"
        print(f"| {way} | {targets} | {beam} | {jobs} | {many} | {numbers} |", flush=True)


def _measured(way: str, file: Path, *rest: object) -> dict[str, float]:
    words = ["--one", way, str(file), *map(str, rest)]
    done = subprocess.run(
        [sys.executable, __file__, *words], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def check_exactness(file: Path, count: int) -> None:
    """Any arrangement gives the same results, where mixed lengths do not."""
    texts = sentences_of(file, count)
    bounded()
    whole = ours(texts, ["en"], 4, 1)[0]
    two = ours(texts, ["en"], 4, 2)[0]
    alone = [ours([text], ["en"], 4, 1)[0][0] for text in texts[:12]]
    same = whole == two and whole[:12] == alone
    print(
        f"{count} sentences, 1 and 2 jobs, 12 alone: {'equal' if same else 'DIFFERENT'}\n",
        flush=True,
    )


def compare_beams(home: Path, copies: int = 4) -> None:
    """The table of beams with the trained models of the tests: quality and speed."""
    from toolkit.engines.argos.engine import Argos
    from toolkit.languages.language import language
    from toolkit.models import store

    try:
        from sacrebleu import corpus_chrf
    except ImportError:
        print("(no table of beams: sacrebleu is not installed)")
        return
    os.environ["ARGOS_PACKAGES_DIR"] = str(home)
    for pair in PAIRS:
        store.install(CASES.parent / f"translate-{pair}.argosmodel")
    rows = [line.split("\t") for line in CASES.read_text("utf-8").splitlines()]
    texts = [row[0] for row in rows]
    print("\n| beam | chrF en | chrF ru | chrF zh | CPU s / 100 |\n|---|---|---|---|---|")
    for beam in (1, 2, 4):
        said, cpu = [], []
        for _ in range(copies):
            engine, start = Argos(beam=beam), time.process_time()
            said = [engine.translate(texts, language("de"), language(to)) for to in BEAM_TARGETS]
            cpu.append(time.process_time() - start)
        scores = [
            corpus_chrf([one.text for one in ones], [[row[nth] for row in rows]]).score
            for nth, ones in enumerate(said, 1)
        ]
        numbers = " | ".join(f"{score:.1f}" for score in scores)
        print(f"| {beam} | {numbers} | {100 * statistics.median(cpu) / len(texts):.2f} |")


def count_alarms(folder: Path, most: int) -> None:
    """How often a guard stops a translation: of people's, false alarms."""
    from toolkit.checks.context import Context
    from toolkit.engines.guards import GUARDS
    from toolkit.languages.language import language

    for file in sorted([*folder.glob("*.ref"), *folder.glob("*.sys.argos")]):
        pair, name, made = file.name.split(".", 2)
        here, there = map(language, pair.split("-"))
        source = file.with_name(f"{pair}.{name}.src")
        sides = [path.read_text("utf-8").splitlines() for path in (source, file)]
        rows = list(zip(*sides, strict=True))[:most]
        hits = [
            [guard for guard, see in GUARDS.items() if see(source, made, Context(here, there))]
            for source, made in rows
        ]
        counts = dict(Counter(guard for found in hits for guard in found))
        print(f"{pair} {name} {made}: {sum(map(bool, hits))} of {len(rows)} {counts or ''}")


def made_up(count: int) -> list[str]:
    """Strings of German words, as long as sentences of newspapers are."""
    dice, rows = chance.Random(1), CASES.read_text("utf-8").splitlines()
    words = [word for row in rows for word in row.split("\t")[0].rstrip(".?!").split()]
    lengths = (min(60, max(2, round(dice.lognormvariate(2.8, 0.5)))) for _ in range(count))
    return [" ".join(dice.choices(words, k=length)) + "." for length in lengths]


def sentences_of(file: Path, count: int) -> list[str]:
    """The first distinct lines of a file."""
    lines = [line.strip() for line in file.read_text("utf-8").splitlines()]
    return [line for line in dict.fromkeys(lines) if line][:count]


def main() -> None:
    """What the command line says."""
    if sys.argv[1:2] == ["--one"]:
        run_one(sys.argv[2], Path(sys.argv[3]), *sys.argv[4:])
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("text", nargs="?", type=Path, default=os.environ.get("BENCH_TEXT"))
    parser.add_argument("--sentences", type=int, default=500)
    parser.add_argument("--three", type=int, default=500, help="sentences for three targets")
    parser.add_argument("--argos", type=int, default=40, help="sentences for Argos Translate")
    parser.add_argument("--only", default="", help="ways with this in their name")
    parser.add_argument("--repeat", type=int, default=3, help="runs of which the median counts")
    parser.add_argument("--packages", type=Path, help="folder with trained packages")
    parser.add_argument("--guards", type=Path, help="folder with good translations")
    chosen = parser.parse_args()
    if chosen.guards:
        count_alarms(chosen.guards, chosen.sentences)
        return
    with tempfile.TemporaryDirectory() as folder:
        text = Path(chosen.text or Path(folder) / "made-up")
        if not chosen.text:
            text.write_text("\n".join(made_up(5000)), "utf-8")
        packages = chosen.packages or Path(folder) / "packages"
        if not chosen.packages:
            make_packages(packages, sentences_of(text, 5000))
        os.environ["ARGOS_PACKAGES_DIR"] = str(packages)
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # waiting threads are no work
        for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            os.environ[variable] = folder
        check_exactness(text, min(chosen.sentences, 40))
        compare(text, chosen)
        compare_beams(Path(folder) / "fixtures")


if __name__ == "__main__":
    main()
