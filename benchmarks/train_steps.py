"""What each way of training gains at equal processor minutes: one is taken away at a time.

    python -m benchmarks.train_steps speed FOLDER [--minutes 1] [--only WAY,…]
    python -m benchmarks.train_steps learning FOLDER [--minutes 15] [--only WAY,…] [--preset tiny]

FOLDER is one of `toolkit train prepare`. `speed` measures tokens in a processor second, `learning`
what the averaged weights are worth after the same processor minutes: the loss of a token of the
development set, and chrF of 100 of its sentences. Each way runs in a process of its own, on one
thread. The ways of before (version 0.1.0) are kept here, to be compared with:

    now         as `toolkit train run --preset compact` trains
    float32     the same in float32
    logits      with logits of all tokens × vocabulary, in float32
    looking     with alignment scores in every layer, used or not
    pages       with buffers that come anew from the kernel at each step
    adamw       with AdamW (rates 0.001 and 0.002) in place of Muon
    linear      with a rate that falls from the beginning
    no-guide    without word alignments in the loss
    dropout     with dropout 0.1
    before      float32, logits, looking, pages and AdamW together
    evaluation  seconds to translate 100 sentences, with cached keys and without
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import torch
from torch import Tensor
from torch.nn import functional

from toolkit.train import corpus, learner, machine, metrics, model
from toolkit.train.batches import Packed, Rows, grouped
from toolkit.train.learner import Learner, Settings, token_losses
from toolkit.train.lexicon import Lexicon
from toolkit.train.model import Shape, Transformer, greedy
from toolkit.train.presets import PRESETS
from toolkit.train.store import Store, packed
from toolkit.train.vocabulary import BOS, EOS

SPEED = ("now", "float32", "logits", "looking", "pages", "before", "no-guide", "evaluation")
LEARNING = ("now", "adamw-0.001", "adamw-0.002", "linear", "no-guide", "dropout", "before")
SEED = 1


# --- the ways of before ---


def whole_logits(
    hidden: Tensor, embedding: Tensor, labels: Tensor, smoothing: float, scale: float
) -> tuple[Tensor, Tensor]:
    """The loss as version 0.1.0 computed it."""
    logits = functional.linear(hidden, embedding).float()
    loss = functional.cross_entropy(logits, labels, label_smoothing=smoothing, reduction="sum")
    with torch.no_grad():
        plain = functional.cross_entropy(logits.detach(), labels, reduction="sum")
    return loss * scale, plain


def looking_everywhere(self: Any, x: Tensor, mask: Any, memory: Any, causal: bool) -> Tensor:
    """Attention as version 0.1.0 computed it: with scores that nobody uses."""
    x = self.norm(x)
    query, key, value = (*self.project(x, 0), *memory) if memory else self.project(x, 0)
    scores = (query[:, 0] @ key[:, 0].transpose(1, 2)).float() * query.shape[-1] ** -0.5
    self.unused = scores.softmax(-1)
    return self._mixed(query, key, value, mask, causal)


class AdamW:
    """The optimizer of version 0.1.0."""

    def __init__(self, trained: Transformer, kind: torch.dtype, rate: float = 0.0015) -> None:
        del kind
        self._weights, self._rate = list(trained.parameters()), rate
        groups = [
            {"params": [w for w in self._weights if w.ndim > 1], "weight_decay": 0.01},
            {"params": [w for w in self._weights if w.ndim == 1], "weight_decay": 0.0},
        ]
        self._optimizer = torch.optim.AdamW(groups, lr=1.0, betas=(0.9, 0.98), eps=1e-9)

    def step(self, rate: float) -> None:
        """`rate` is Muon's: what counts is the share of the highest one."""
        for part in self._optimizer.param_groups:
            part["lr"] = self._rate * rate / Settings().rate
        torch.nn.utils.clip_grad_norm_(self._weights, 1.0)
        self._optimizer.step()


def uncached(trained: Transformer, sources: list[list[int]], longest: int) -> None:
    """Greedy search of version 0.1.0: each token computes all before it again."""
    trained.eval()
    for start in range(0, len(sources), 64):
        rows = sources[start : start + 64]
        length = max(map(len, rows))
        padded = torch.tensor([row + [EOS] * (length - len(row)) for row in rows])
        lengths = torch.tensor([len(row) for row in rows])
        mask = (torch.arange(length) < lengths[:, None])[:, None, None]
        memory = trained.encode(padded, mask)
        output, ended = torch.full((len(rows), 1), BOS), torch.zeros(len(rows), dtype=torch.bool)
        while not bool(ended.all()) and output.shape[1] <= longest:
            hidden, _ = trained.decode(output, memory, mask)
            chosen = trained.logits(hidden[:, -1]).argmax(-1)
            output = torch.cat([output, chosen[:, None]], 1)
            ended |= chosen == EOS


# --- one way, in a process of its own ---


def patches(way: str) -> Iterator[Any]:
    """What is replaced for a way."""
    before = way == "before"
    if before or way == "logits":
        yield mock.patch.object(learner, "cross_entropy", whole_logits)
    if before or way == "looking":
        yield mock.patch.object(model.Attention, "forward", looking_everywhere)
    if before or way == "pages":
        yield mock.patch.object(machine, "_keep_pages", lambda: None)
    if before or way.startswith("adamw"):
        rate = float(way.partition("-")[2] or 0.0015)
        yield mock.patch.object(learner, "Muon", lambda trained, kind: AdamW(trained, kind, rate))


def share(way: str, done: float, steps: int, warmup: int) -> float:
    """The rate, as a share of the highest one."""
    fall = (1 - done) if way in ("linear", "before") else min(1.0, (1 - done) / 0.3)
    return min(1.0, (steps + 1) / warmup) * max(0.0, fall)


class Work:
    """A model in training on a folder."""

    def __init__(self, folder: Path, way: str, size: str) -> None:
        torch.set_num_threads(1)
        torch.manual_seed(SEED)
        device = machine.device()
        store, preset = Store(folder), PRESETS[size]
        arrays, _ = store.arrays()
        self.way, self.pieces, self.target = way, store.vocabulary()[1], store.data().target
        self.pairs = Packed(arrays, device)
        self.dev = corpus.sample(store.dev(), 100)
        kind = machine.kind("float32" if way in ("float32", "before") else "auto", device)
        self.settings = Settings(preset.rate, preset.warmup, preset.batch_tokens)
        if way == "no-guide":
            self.settings = replace(self.settings, guide=0.0)
        shape = Shape(self.pieces.get_piece_size(), *preset.shape)
        guide = Lexicon(self.pairs, shape.vocabulary, SEED, device) if self.settings.guide else None
        dropout = 0.1 if way in ("dropout", "before") else 0.0
        self.learner = Learner(Transformer(shape, dropout), guide, self.settings, kind)

    def groups(self) -> Iterator[list[Rows]]:
        """Steps without end."""
        epoch = 0
        while True:
            batches = self.pairs.epoch((SEED, epoch), self.settings.micro_tokens)
            sizes = [self.pairs.size(rows) for rows in batches]
            yield from grouped(batches, sizes, self.settings.batch_tokens)
            epoch += 1

    def train(self, minutes: float) -> tuple[int, float]:
        """Tokens and processor seconds."""
        tokens, begun, done = 0, time.process_time(), 0.0
        for group in self.groups():
            rate = share(self.way, done, self.learner.steps, self.settings.warmup)
            self.learner.step(self.pairs, group, self.settings.rate * rate)
            tokens += sum(self.pairs.size(rows) for rows in group)
            done = (time.process_time() - begun) / (60 * minutes)
            if done >= 1:
                break
        return tokens, time.process_time() - begun

    def worth(self) -> dict[str, float]:
        """Of the averaged weights on the development set."""
        average, encode = self.learner.average, self.pieces.encode
        sources, targets = ([getattr(p, s) for p in self.dev] for s in ("source", "target"))
        sides = [encode(texts, add_eos=True) for texts in (sources, targets)]
        losses = token_losses(average, Packed(packed(*sides), torch.device("cpu")))
        lengths = [len(tokens) for tokens in sides[1]]
        loss = sum(a * b for a, b in zip(losses, lengths, strict=True)) / sum(lengths)
        outputs = [self.pieces.decode(tokens) for tokens in greedy(average, sides[0], longest=100)]
        scores = metrics.scored(outputs, targets, self.target)
        return {
            "loss": round(loss, 3),
            "BLEU": round(scores.bleu, 1),
            "chrF": round(scores.chrf, 1),
        }

    def evaluation(self) -> dict[str, float]:
        """Seconds of the search; the model is untrained, so nothing ends early."""
        encoded = self.pieces.encode([pair.source for pair in self.dev], add_eos=True)
        result = {}
        searches: tuple[tuple[str, Callable[..., object]], ...] = (
            ("cached s", lambda: greedy(self.learner.average, encoded, longest=60)),
            ("uncached s", lambda: uncached(self.learner.average, encoded, 60)),
        )
        with torch.no_grad():
            for name, search in searches:
                begun = time.process_time()
                search()
                result[name] = round(time.process_time() - begun, 1)
        return result


def one(options: argparse.Namespace, minutes: float) -> dict[str, float]:
    """The numbers of a way."""
    way: str = options.here
    active = list(patches(way))
    for patch in active:
        patch.start()
    work = Work(options.folder, way, options.preset)
    if way == "evaluation":
        return work.evaluation()
    work.train(1e-9)  # the first step has what later ones need prepared
    tokens, seconds = work.train(minutes)
    found = {"tokens/s": round(tokens / seconds), "tokens M": round(tokens / 1e6, 2)}
    found["steps"] = work.learner.steps
    return found | (work.worth() if options.mode == "learning" else {})


def main() -> None:
    """Measure the ways one after the other."""
    parser = argparse.ArgumentParser(description="What each way of training gains.")
    parser.add_argument("mode", choices=["speed", "learning"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--only", default="")
    parser.add_argument("--preset", default="compact", choices=list(PRESETS))
    parser.add_argument("--here", help=argparse.SUPPRESS)
    options = parser.parse_args()
    minutes = options.minutes or (1.0 if options.mode == "speed" else 15.0)
    if options.here:
        print(json.dumps(one(options, minutes)))
        return
    default = SPEED if options.mode == "speed" else LEARNING
    for way in options.only.split(",") if options.only else default:
        words = [sys.executable, __file__, options.mode, str(options.folder), "--here", way]
        ran = subprocess.run(
            [*words, "--minutes", str(minutes), "--preset", options.preset],
            capture_output=True,
            text=True,
            check=False,
        )
        with suppress(IndexError, ValueError):
            numbers = json.loads(ran.stdout.splitlines()[-1])
            print(f"{way:12} " + "  ".join(f"{k} {v}" for k, v in numbers.items()), flush=True)
            continue
        sys.exit(f"{way}: {ran.stderr}")


if __name__ == "__main__":
    main()
