"""Train the fixture models and write their Argos packages: see README.md beside this file.

    python make.py [de_en] [en_ru] [en_zh]      all three take about ten minutes on one core

Needs torch, numpy, sentencepiece and ctranslate2; the toolkit and its tests do not need torch.
"""

from __future__ import annotations

import io
import json
import random
import re
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sentencepiece as spm
import torch
from ctranslate2.specs import TransformerSpec
from torch import Tensor, nn
from torch.nn import functional

HERE = Path(__file__).parent
LANGUAGES = {"de": "German", "en": "English", "ru": "Russian", "zh": "Chinese"}
PAIRS = {"de_en": 700, "en_ru": 1000, "en_zh": 1000}
"""Pairs and the sizes of their vocabularies."""
WIDTH, HEADS, FFN, ENCODER, DECODER = 96, 4, 256, 2, 1
TRAINING, EPOCHS, HELD_OUT = 6000, 20, 100
UNK, BOS, EOS = 0, 1, 2
_DAYS, _YEARS = (
    [str(n) for n in numbers if len(set(str(n))) == len(str(n))]
    for numbers in (range(1, 29), range(1950, 2031))
)
Spans = dict[str, list[tuple[int, int]]]


@dataclass(frozen=True)
class Sentence:
    """One sentence in one language, with the characters of each chunk and slot."""

    text: str
    spans: Spans


# --- sentences ---


def read() -> tuple[list[list[str]], dict[str, list[list[str]]]]:
    """The blocks and the tables of sentences.txt."""
    blocks, tables = [], {}
    for block in (HERE / "sentences.txt").read_text("utf-8").split("\n\n"):
        lines = [line for line in block.strip().splitlines() if not line.startswith("#")]
        if lines and lines[0].startswith("= "):
            tables[lines[0][2:]] = [line.split(" | ") for line in lines[1:]]
        elif lines:
            blocks.append(lines)
    return blocks, tables


def filled(tables: dict[str, list[list[str]]], chooser: random.Random) -> dict[str, list[str]]:
    """A value in four languages for every slot."""
    values = {name: chooser.choice(rows) for name, rows in tables.items()}
    # numbers in 0 take the genitive plural that the Russian sentences use; digits that repeat
    # are hard for so small a model
    count = int("".join(chooser.sample("123456789", chooser.randrange(1, 5))) + "0")
    grouped = f"{count:,}"
    decimal = "{}.{}".format(*chooser.sample("123456789", 2))
    clock = "1{}:{}{}".format(*chooser.sample("023456789", 1), *chooser.sample("12345", 2))
    name = f"{chooser.choice(['plan', 'bericht', 'liste'])}_{chooser.randrange(1, 10)}"
    de, ru = grouped.replace(",", "."), grouped.replace(",", " ")
    return values | {
        "year": [chooser.choice(_YEARS)] * 4,
        "number": [chooser.choice(_DAYS)] * 4,
        "count": [de, grouped, ru, grouped],
        "decimal": [decimal.replace(".", ","), decimal, decimal.replace(".", ","), decimal],
        "clock": [clock] * 4,
        "file": [name] * 4,
    }


def spelled(template: str, values: dict[str, list[str]], column: int) -> Sentence:
    """The sentence of a template, chunks joined as the language joins words."""
    text, spans = "", Spans()
    for chunk in template.split(" | "):
        letter, words = chunk[0], chunk[2:]
        text += " " if text and column < 3 else ""
        start = len(text)
        for piece in re.split(r"(\{\w+\})", words):
            slot = piece[1:-1] if piece.startswith("{") else ""
            value = values[slot][column] if slot else piece
            if slot:
                spans.setdefault(slot, []).append((len(text), len(text) + len(value)))
                figures = (at for at, mark in enumerate(value, len(text)) if mark.isdigit())
                spans.update((f"{slot}{nth}", [(at, at + 1)]) for nth, at in enumerate(figures))
            text += value
        spans.setdefault(letter, []).append((start, len(text)))
    return Sentence(text[0].upper() + text[1:], spans)


def corpus() -> tuple[list[tuple[Sentence, ...]], list[tuple[Sentence, ...]]]:
    """Sentences in four languages: for training, and held out (short ones occur in both)."""
    blocks, tables = read()
    chooser = random.Random(1)
    rows = []
    for _ in range(HELD_OUT + TRAINING):
        block, values = chooser.choice(blocks), filled(tables, chooser)
        rows.append(tuple(spelled(line, values, column) for column, line in enumerate(block)))
    return rows[HELD_OUT:], list({row[0].text: row for row in rows[:HELD_OUT]}.values())


# --- tokens ---


def tokenizer(pair: str, texts: Iterator[str]) -> bytes:
    """A joint SentencePiece model; German and English without byte fallback, so `⁇` can occur."""
    model = io.BytesIO()
    spm.SentencePieceTrainer.train(
        sentence_iterator=texts,
        model_writer=model,
        vocab_size=PAIRS[pair],
        hard_vocab_limit=False,
        character_coverage=1.0,
        byte_fallback=pair != "de_en",
        split_digits=True,
        normalization_rule_name="identity",
        unk_id=UNK,
        bos_id=BOS,
        eos_id=EOS,
        num_threads=1,
        minloglevel=2,
    )
    return model.getvalue()


@dataclass(frozen=True)
class Pair:
    """A sentence pair as tokens, and for each target token the source tokens it renders."""

    source: list[int]
    target: list[int]
    guide: list[list[int]]


def encoded(pieces: spm.SentencePieceProcessor, source: Sentence, target: Sentence) -> Pair:
    """Guides: the tokens of the same digit, else slot, else chunk; none for the sentence's end."""
    sides = [pieces.encode(side.text, return_type="offset_mapping") for side in (source, target)]
    guide = []
    for piece in sides[1]["offsets"]:
        names = [name for name, spans in target.spans.items() if _meets(piece, spans)]
        finest = max((_fineness(name) for name in names), default=0)
        wanted = [
            span
            for name in names
            if _fineness(name) == finest
            for span in source.spans.get(name, [])
        ]
        guide.append([at for at, other in enumerate(sides[0]["offsets"]) if _meets(other, wanted)])
    ids = [[*side["ids"], EOS] for side in sides]
    return Pair(ids[0], ids[1], [*guide, [len(ids[0]) - 1]])


def _fineness(name: str) -> int:
    """A chunk, a slot, a digit of a slot."""
    return 2 if name[-1].isdigit() else int(len(name) > 1)


def _meets(piece: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    return any(piece[0] < end and start < piece[1] for start, end in spans)


# --- model ---


class Attention(nn.Module):
    """Pre-norm attention with the fused projections that CTranslate2 stores."""

    def __init__(self, cross: bool) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        self.inputs = nn.ModuleList(nn.Linear(WIDTH, n * WIDTH) for n in ([1, 2] if cross else [3]))
        self.output = nn.Linear(WIDTH, WIDTH)

    def forward(
        self, x: Tensor, mask: Tensor, memory: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """The mixed values, and the weights of the first head: the alignment."""
        x = self.norm(x)
        fused = (
            [self.inputs[0](x)] if memory is None else [self.inputs[0](x), self.inputs[1](memory)]
        )
        query, key, value = (
            part.unflatten(2, (HEADS, -1)).transpose(1, 2)
            for projected in fused
            for part in projected.split(WIDTH, dim=2)
        )
        scores = query @ key.transpose(2, 3) * (WIDTH // HEADS) ** -0.5
        weights = scores.masked_fill(~mask, -1e9).softmax(-1)
        return self.output((weights @ value).transpose(1, 2).flatten(2)), weights[:, 0]


class Layer(nn.Module):
    """Self-attention, in the decoder cross-attention, feed-forward."""

    def __init__(self, decoder: bool) -> None:
        super().__init__()
        self.self_attention = Attention(False)
        self.attention = Attention(True) if decoder else None
        self.norm = nn.LayerNorm(WIDTH)
        self.expand, self.shrink = nn.Linear(WIDTH, FFN), nn.Linear(FFN, WIDTH)


class Transformer(nn.Module):
    """One tied embedding, CTranslate2's sinusoidal positions."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(size, WIDTH)
        nn.init.normal_(self.embedding.weight, std=WIDTH**-0.5)
        self.encoder = nn.ModuleList(Layer(False) for _ in range(ENCODER))
        self.decoder = nn.ModuleList(Layer(True) for _ in range(DECODER))
        self.encoder_norm, self.decoder_norm = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        rates = 10000.0 ** (-torch.arange(WIDTH // 2) / (WIDTH // 2 - 1))
        angles = torch.arange(1, 513)[:, None] * rates
        self.positions = torch.cat([angles.sin(), angles.cos()], dim=1)

    def embed(self, tokens: Tensor) -> Tensor:
        """Scaled embeddings with positions, and dropout while training."""
        placed = self.embedding(tokens) * WIDTH**0.5 + self.positions[: tokens.shape[1]]
        return functional.dropout(placed, 0.1, self.training)

    def forward(self, source: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of the next tokens, and the alignment."""
        there, x = (source >= 0)[:, None, None], self.embed(source.clamp(min=0))
        for layer in self.encoder:
            x = x + layer.self_attention(x, there)[0]
            x = x + layer.shrink(layer.expand(layer.norm(x)).relu())
        memory, x = self.encoder_norm(x), self.embed(target.clamp(min=0))
        past = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool).tril()
        for layer in self.decoder:
            x = x + layer.self_attention(x, past)[0]
            mixed, alignment = layer.attention(x, there, memory)
            x = x + mixed
            x = x + layer.shrink(layer.expand(layer.norm(x)).relu())
        return functional.linear(self.decoder_norm(x), self.embedding.weight), alignment


def padded(rows: list[list[int]]) -> Tensor:
    """Rows as one tensor, filled up with -1."""
    longest = max(map(len, rows))
    return torch.tensor([row + [-1] * (longest - len(row)) for row in rows])


def loss(model: Transformer, batch: list[Pair]) -> Tensor:
    """Cross-entropy, and how little the first head looks where the guide points."""
    target = padded([pair.target for pair in batch])
    inputs = functional.pad(target[:, :-1], (1, 0), value=BOS)
    logits, alignment = model(padded([pair.source for pair in batch]), inputs)
    guide = torch.zeros_like(alignment)
    for row, pair in enumerate(batch):
        for column, wanted in enumerate(pair.guide):
            guide[row, column, wanted] = 1.0
    guided = guide.sum(-1) > 0
    looked = (alignment * guide).sum(-1)[guided].clamp(min=1e-6)
    words = functional.cross_entropy(
        logits.flatten(0, 1), target.flatten(), ignore_index=-1, label_smoothing=0.05
    )
    return words - 0.3 * looked.log().mean()


def train(pairs: list[Pair], size: int) -> Transformer:
    """A fixed number of epochs, batches of like lengths, rate warmed up and decayed."""
    torch.manual_seed(1)
    chooser, model = random.Random(1), Transformer(size)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1.0, betas=(0.9, 0.98), weight_decay=0.01)
    pairs = sorted(pairs, key=lambda pair: (len(pair.source), len(pair.target)))
    batches = [pairs[at : at + 48] for at in range(0, len(pairs), 48)]
    steps, step = EPOCHS * len(batches), 0
    for epoch in range(EPOCHS):
        total = 0.0
        for batch in chooser.sample(batches, len(batches)):
            optimizer.param_groups[0]["lr"] = 4e-3 * min(step / 200, 1) * (1 - step / steps)
            optimizer.zero_grad()
            error = loss(model, batch)
            error.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            step, total = step + 1, total + error.item()
        print(f"  epoch {epoch + 1}: {total / len(batches):.3f}", flush=True)
    model.eval()
    return model


# --- package ---


def save(model: Transformer, vocabulary: list[str], folder: Path) -> None:
    """The model as CTranslate2 stores it, int8."""

    def linear(spec: object, layer: nn.Linear) -> None:
        spec.weight, spec.bias = (x.detach().numpy() for x in (layer.weight, layer.bias))  # type: ignore[attr-defined]

    def norm(spec: object, layer: nn.LayerNorm) -> None:
        spec.gamma, spec.beta = (x.detach().numpy() for x in (layer.weight, layer.bias))  # type: ignore[attr-defined]

    def attend(spec: object, attention: Attention) -> None:
        norm(spec.layer_norm, attention.norm)  # type: ignore[attr-defined]
        for part, layer in zip(spec.linear, [*attention.inputs, attention.output], strict=True):  # type: ignore[attr-defined]
            linear(part, layer)

    spec = TransformerSpec.from_config((ENCODER, DECODER), HEADS)
    norm(spec.encoder.layer_norm, model.encoder_norm)
    norm(spec.decoder.layer_norm, model.decoder_norm)
    layers = [*model.encoder, *model.decoder]
    for part, layer in zip([*spec.encoder.layer, *spec.decoder.layer], layers, strict=True):
        attend(part.self_attention, layer.self_attention)
        if layer.attention is not None:
            attend(part.attention, layer.attention)
        norm(part.ffn.layer_norm, layer.norm)
        linear(part.ffn.linear_0, layer.expand)
        linear(part.ffn.linear_1, layer.shrink)
    for tied in (spec.encoder.embeddings[0], spec.decoder.embeddings, spec.decoder.projection):
        tied.weight = model.embedding.weight.detach().numpy()
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.config.add_source_eos = True
    spec.config.layer_norm_epsilon = 1e-5
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir(parents=True)
    spec.save(str(folder))


def package(pair: str, model: Path, pieces: bytes) -> Path:
    """The `.argosmodel`, with fixed times: the same bytes for the same model."""
    source, target = pair.split("_")
    metadata = {
        "package_version": "1.0",
        "argos_version": "1.9.0",
        "from_code": source,
        "from_name": LANGUAGES[source],
        "to_code": target,
        "to_name": LANGUAGES[target],
    }
    members = {
        "metadata.json": json.dumps(metadata, indent=2).encode(),
        "README.md": b"# A tiny model for tests\n\nIt knows a few dozen sentences. CC0 1.0.\n",
        "sentencepiece.model": pieces,
    } | {f"model/{path.name}": path.read_bytes() for path in sorted(model.iterdir())}
    archive = HERE / f"translate-{pair}.argosmodel"
    with zipfile.ZipFile(archive, "w") as content:
        for name, data in members.items():
            member = zipfile.ZipInfo(f"translate-{pair}-1_0/{name}", (2020, 1, 1, 0, 0, 0))
            content.writestr(member, data, zipfile.ZIP_DEFLATED, 9)
    return archive


def make(pair: str, rows: list[tuple[Sentence, ...]]) -> None:
    """Tokenizer, training, package."""
    sides = [list(LANGUAGES).index(code) for code in pair.split("_")]
    texts = sorted({row[side].text for row in rows for side in sides})
    model_bytes = tokenizer(pair, iter(texts))
    pieces = spm.SentencePieceProcessor(model_proto=model_bytes)
    pairs = [encoded(pieces, row[sides[0]], row[sides[1]]) for row in rows]
    model = train(pairs, pieces.get_piece_size())
    vocabulary = [pieces.id_to_piece(at) for at in range(pieces.get_piece_size())]
    with tempfile.TemporaryDirectory() as folder:
        save(model, vocabulary, Path(folder) / "model")
        archive = package(pair, Path(folder) / "model", model_bytes)
    print(f"{archive.name}: {archive.stat().st_size // 1024} KiB")


def main() -> None:
    """Make the packages named on the command line, or all, and the held-out cases."""
    torch.set_num_threads(1)
    rows, held_out = corpus()
    lines = ["\t".join(sentence.text for sentence in row) for row in held_out]
    (HERE / "cases.tsv").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    for pair in sys.argv[1:] or PAIRS:
        print(pair)
        make(pair, rows)


if __name__ == "__main__":
    main()
