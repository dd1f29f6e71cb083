"""What the engine costs beside Argos Translate and bare CTranslate2: same models, same sentences.

    python tests/bench_engine.py SENTENCES [--sentences 500] [--argos 30] [--packages FOLDER]
    python tests/bench_engine.py --guards FOLDER     false alarms on good translations

SENTENCES: a file of German sentences, one a line. Without --packages (installed de_en, en_ru and
en_zh), models of full size with random weights are made: their output is nonsense as long as its
source, its cost is that of a trained model. FOLDER holds `<pair>.<set>.src` and `.ref` files.
CPU seconds are of the process, all threads; a busy machine changes them little, unlike wall time.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

PAIRS = ("de_en", "en_ru", "en_zh")
LAYERS, WIDTH, FFN, HEADS, PIECES = 6, 512, 2048, 8, 32_000
PARAGRAPH = 4
"""Sentences of a paragraph for Argos Translate."""


# --- models ---


def make_packages(folder: Path, sentences: Sequence[str]) -> None:
    """Three packages with random weights and a tokenizer for the sentences."""
    pieces = _tokenizer(sentences)
    for seed, pair in enumerate(PAIRS):
        package = folder / f"translate-{pair}-0_0"
        package.mkdir(parents=True)
        source, target = pair.split("_")
        names = {"from_code": source, "to_code": target, "from_name": source, "to_name": target}
        metadata = {"package_version": "0.0", "argos_version": "1.9.0"} | names
        (package / "metadata.json").write_text(json.dumps(metadata))
        (package / "sentencepiece.model").write_bytes(pieces)
        _model(package / "model", pieces, seed)


def _tokenizer(sentences: Sequence[str]) -> bytes:
    """8k learnt pieces, the rest private characters, so that random output is tokens again."""
    import sentencepiece

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(sentences),
        model_writer=model,
        vocab_size=PIECES,
        hard_vocab_limit=False,
        user_defined_symbols=[chr(0xF0000 + nth) for nth in range(PIECES - 8000)],
        minloglevel=2,
    )
    return model.getvalue()


def _model(folder: Path, pieces: bytes, seed: int) -> None:
    import numpy
    import sentencepiece
    from ctranslate2.specs import TransformerSpec

    random = numpy.random.default_rng(seed)

    def linear(spec: Any, outputs: int, inputs: int) -> None:
        spec.weight = (random.standard_normal((outputs, inputs)) * inputs**-0.5).astype("f4")
        spec.bias = numpy.zeros(outputs, "f4")

    def norm(spec: Any) -> None:
        spec.gamma, spec.beta = numpy.ones(WIDTH, "f4"), numpy.zeros(WIDTH, "f4")

    def attention(spec: Any, sizes: Sequence[int]) -> None:
        norm(spec.layer_norm)
        for part, size in zip(spec.linear, sizes, strict=True):
            linear(part, size * WIDTH, WIDTH)

    spec = TransformerSpec.from_config((LAYERS, LAYERS), HEADS)
    norm(spec.encoder.layer_norm)
    norm(spec.decoder.layer_norm)
    for layer in (*spec.encoder.layer, *spec.decoder.layer):
        attention(layer.self_attention, (3, 1))
        if hasattr(layer, "attention"):
            attention(layer.attention, (1, 2, 1))
        norm(layer.ffn.layer_norm)
        linear(layer.ffn.linear_0, FFN, WIDTH)
        linear(layer.ffn.linear_1, WIDTH, FFN)
    processor = sentencepiece.SentencePieceProcessor(model_proto=pieces)
    size = processor.get_piece_size()
    embedding = (random.standard_normal((size, WIDTH)) * WIDTH**-0.5).astype("f4")
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


def _bounded() -> None:
    """Random models never end: let every output be as long as its longest source."""
    import ctranslate2

    from toolkit.engines import argos

    original, judge = ctranslate2.Translator.translate_batch, argos.fault

    def translate_batch(self: Any, source: list[list[str]], *rest: Any, **options: Any) -> Any:
        options.pop("max_decoding_length", None)
        # Argos Translate's batches have 32 tokens: mostly one sentence
        parts = [[row] for row in source] if "batch_type" in options else [source]
        return [
            result
            for part in parts
            for result in original(
                self, part, *rest, **options, max_decoding_length=max(1, *map(len, part))
            )
        ]

    def fault(*words: Any) -> str:
        judge(*words)
        return ""

    ctranslate2.Translator.translate_batch = translate_batch
    argos.fault, argos._RETRIES = fault, ()


def ours(texts: list[str], targets: list[str], beam: int, jobs: int) -> list[Any]:
    """The engine `argos`."""
    from toolkit.engines.argos import Argos
    from toolkit.language import language

    engine = Argos(jobs, beam=beam)
    return [engine.translate(texts, language("de"), language(target)) for target in targets]


def raw(texts: list[str], targets: list[str], beam: int, jobs: int) -> None:
    """CTranslate2 alone, the pivot once, lengths mixed in batches; text in, text out."""
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
        said = []
        for at in _cut(tokens):
            said += model.translate_batch(at, beam_size=beam, length_penalty=0.2)
        return [pieces.decode(result.hypotheses[0]) for result in said]

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
    texts = _sentences(file, int(most))
    texts = texts[:: max(1, len(texts) // int(count))][: int(count)]  # of all lengths
    _bounded()
    cpu, wall = time.process_time(), time.perf_counter()
    WAYS[way](texts, targets.split(","), int(beam), int(jobs))
    cost = {
        "cpu": time.process_time() - cpu,
        "wall": time.perf_counter() - wall,
        "rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }
    print(json.dumps(cost))


# --- tables ---


def compare(file: Path, chosen: argparse.Namespace) -> None:
    """The table of ways, seconds per 100 sentences."""
    count, three, few = chosen.sentences, chosen.three, chosen.argos
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
            _measured(way, file, count, many, targets, beam, jobs) for _ in range(chosen.repeat)
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
    texts = _sentences(file, count)
    _bounded()
    whole = ours(texts, ["en"], 4, 1)[0]
    two = ours(texts, ["en"], 4, 2)[0]
    alone = [ours([text], ["en"], 4, 1)[0][0] for text in texts[:12]]
    same = whole == two and whole[:12] == alone
    print(
        f"{count} sentences, 1 and 2 jobs, 12 alone: {'equal' if same else 'DIFFERENT'}\n",
        flush=True,
    )


def count_alarms(folder: Path, most: int = 500) -> None:
    """How often a guard stops a translation made by people."""
    from toolkit.checks import Context
    from toolkit.engines.guards import GUARDS
    from toolkit.language import language

    for file in sorted(folder.glob("*.src")):
        pair, name, _ = file.name.split(".")
        here, there = map(language, pair.split("-"))
        sides = [path.read_text("utf-8").splitlines() for path in (file, file.with_suffix(".ref"))]
        rows = list(zip(*sides, strict=True))[:most]
        hits = [
            [guard for guard, see in GUARDS.items() if see(*row, Context(here, there))]
            for row in rows
        ]
        counts = dict(Counter(guard for found in hits for guard in found))
        print(f"{pair} {name}: {sum(map(bool, hits))} of {len(rows)} {counts or ''}")


def _sentences(file: Path, count: int) -> list[str]:
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
    parser.add_argument("--argos", type=int, default=30, help="sentences for Argos Translate")
    parser.add_argument("--only", default="", help="ways with this in their name")
    parser.add_argument("--repeat", type=int, default=1, help="runs of which the median counts")
    parser.add_argument("--packages", type=Path, help="folder with trained packages")
    parser.add_argument("--guards", type=Path, help="folder with good translations")
    chosen = parser.parse_args()
    if chosen.guards:
        count_alarms(chosen.guards)
    if not chosen.text:
        return
    text = Path(chosen.text)
    with tempfile.TemporaryDirectory() as folder:
        packages = chosen.packages or Path(folder) / "packages"
        if not chosen.packages:
            make_packages(packages, _sentences(text, 5000))
        os.environ["ARGOS_PACKAGES_DIR"] = str(packages)
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # waiting threads are no work
        for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            os.environ[variable] = folder
        check_exactness(text, min(chosen.sentences, 60))
        compare(text, chosen)


if __name__ == "__main__":
    main()
