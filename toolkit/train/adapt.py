"""Train an installed compact model on with approved segments, and keep what is better.

The first head is taught to look where the old model's looks. General data, if there is any, is
mixed in against forgetting: two pairs for each approved segment. Training stops when the loss on
a tenth of the segments, which it does not see, no longer falls. The new package is good only if
it translates held-out approved segments better than the old one, by chrF, and general text not
worse; where all that was learned harms general text, half of it is tried.
"""

from __future__ import annotations

import copy
import math
import random
import re
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from toolkit.errors import EngineError, UsageError
from toolkit.models.codes import language_of
from toolkit.models.package import Package
from toolkit.train import convert, corpus, machine, package, score, vocabulary
from toolkit.train.batches import IGNORED, Packed, grouped
from toolkit.train.corpus import Pair
from toolkit.train.learner import Learner, Settings, token_losses
from toolkit.train.model import Transformer
from toolkit.train.package import Content
from toolkit.train.score import Measured
from toolkit.train.store import packed

LEAST = 50
"""Approved segments without which nothing can be learned and measured."""
HELD_OUT = 300
"""Most segments to measure on; a fifth if there are fewer."""
TOLERATED = 1.0
"""chrF that general text may lose."""
_PLAUSIBLE = 0.65
"""Share of translations that must fit their segment best; of shuffled ones half fit another."""
_SHARES = (1.0, 0.5)
"""How far to go from the old weights to those that were learned, until nothing speaks against it.
"""
_PATIENCE = 3
"""Epochs without a gain after which training stops."""
_SECTION = """
## Version {version}

Version {old}, trained on with {segments} approved segments by `toolkit models adapt` on {date}.

| held out | before | after |
| --- | --- | --- |
"""
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try."""

    minutes: float = 10.0
    """Of learning and measuring together."""
    deadline: float = math.inf
    """On the clock of `time.monotonic`: when learning has to end."""
    epochs: int = 40
    rate: float = 1e-3
    """For a model of width 512; a narrower one learns as much faster."""
    batch_tokens: int = 1000
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Material:
    """What to learn from, and what to measure on; nothing is in both."""

    learn: Sequence[Pair]
    held_out: Sequence[Pair]
    general: Sequence[Pair] = ()
    general_held_out: Sequence[Pair] = ()


@dataclass(frozen=True, slots=True)
class Adapted:
    """What came of it."""

    version: str
    folder: Path
    segments: int
    """Approved segments that were learned from."""
    refused: str
    """Why the old package is better; "" if it is not."""
    scores: dict[str, tuple[Measured, Measured]]
    """Before and after, by set."""


def material(approved: Sequence[Pair], general: Sequence[Pair] = ()) -> Material:
    """The approved segments and general data, each with a part held out.

    The choice depends on the sentences alone: what was held out once is never learned from.
    """
    held_out, learn = corpus.split(approved, min(HELD_OUT, len(approved) // 5))
    apart, rest = corpus.split(general, min(HELD_OUT, len(general) // 5))
    return Material(learn, held_out, rest, apart)


def adapt(old: Package, given: Material, effort: Effort, parent: Path, tell: Tell) -> Adapted:
    """A new package in `parent`, and whether it is better.

    UsageError if the segments are too few or no translations, EngineError for a foreign model.
    """
    begun = time.monotonic()
    count = len(given.learn) + len(given.held_out)
    if count < LEAST:
        raise UsageError(f"{old.name}: {count} approved segments: at least {LEAST} are needed")
    try:
        tokenizer = (old.folder / "sentencepiece.model").read_bytes()
    except OSError as error:
        raise EngineError(f"{old.folder}: cannot be read ({error.strerror})") from None
    pieces = vocabulary.load(tokenizer, old.name)
    model = convert.read(old.folder / "model", vocabulary.pieces(pieces)).to(machine.device())
    _refuse_garbage(old, model, _tokens(pieces, [*given.learn, *given.held_out]))
    tell(f"{old.name} {old.version}: learning from {len(given.learn)} approved segments")
    sets = {"approved segments": given.held_out, "general text": given.general_held_out}
    ready = time.monotonic()
    before = {name: _measured(old, name, pairs) for name, pairs in sets.items() if pairs}
    measuring = time.monotonic() - ready  # it will take as long for each share, and a bit
    deadline = begun + 60 * effort.minutes - (1 + len(_SHARES)) * measuring
    original = copy.deepcopy(model)
    learned = _learned(model, pieces, given, replace(effort, deadline=deadline), tell)
    for share in _SHARES:
        own = _between(original, learned, share)
        new = _package(old, own, tokenizer, given, parent / f"{share:.0%}")
        scores = {name: (one, _measured(new, name, sets[name])) for name, one in before.items()}
        refused = _objection(*scores.values())
        found = Adapted(new.version, new.folder, len(given.learn), refused, scores)
        if not found.refused:
            break
        tell(f"with {share:.0%} of what was learned {found.refused}")
    return found


def _between(old: Transformer, new: Transformer, share: float) -> Transformer:
    """A model between two, so far on the way to the new one."""
    found, other = copy.deepcopy(old), new.state_dict()
    with torch.no_grad():
        for name, weight in found.state_dict().items():
            weight.lerp_(other[name], share)
    found.eval()
    return found


def _package(
    old: Package, model: Transformer, tokenizer: bytes, given: Material, parent: Path
) -> Package:
    """The package of the next version with that model."""
    languages = (language_of(old.source), language_of(old.target))
    version = next_version(old.version)
    content = Content(model, tokenizer, languages, version, old.length_penalty)
    folder = package.build(content, [pair.source for pair in given.held_out], parent)
    if (old.folder / package.GENERAL).is_file():
        shutil.copy(old.folder / package.GENERAL, folder)
    return replace(old, folder=folder, version=version)


def document(old: Package, new: Adapted, date: str) -> None:
    """Say in the new package's metadata and card what was done."""
    training = {
        "date": date,
        "adapted_from": old.version,
        "approved_segments": new.segments,
        "scores": {name: [asdict(one) for one in both] for name, both in new.scores.items()},
    }
    package.describe(new.folder, training=training)
    before = old.folder / "README.md"
    text = before.read_text("utf-8", "replace") if before.is_file() else f"# {old.name}\n"
    rows = "".join(
        f"| {name} | {both[0].beam} | {both[1].beam} |\n" for name, both in new.scores.items()
    )
    text += _SECTION.format(version=new.version, old=old.version, date=date, segments=new.segments)
    (new.folder / "README.md").write_text(text + rows, "utf-8")


def next_version(version: str) -> str:
    """A version that is newer for `package.age`: 1.0 → 1.0.1 → 1.0.2."""
    numbers = re.findall(r"[0-9]+", version) or ["1", "0"]
    if len(numbers) < 3:
        return ".".join([*numbers, *["0"] * (2 - len(numbers)), "1"])
    return ".".join([*numbers[:-1], str(int(numbers[-1]) + 1)])


def _tokens(pieces: Any, pairs: Sequence[Pair]) -> Packed:
    sources, targets = (
        [tokens[-200:] for tokens in pieces.encode(texts, add_eos=True, num_threads=1)]
        for texts in ([pair.source for pair in pairs], [pair.target for pair in pairs])
    )
    return Packed(packed(sources, targets), machine.device())


def _refuse_garbage(old: Package, model: Transformer, pairs: Packed) -> None:
    """UsageError if a translation is as likely, for the model, whatever segment it is of."""
    own, other = token_losses(model, pairs), token_losses(model, pairs.shifted())
    share = sum(a < b for a, b in zip(own, other, strict=True)) / len(own)
    if share < _PLAUSIBLE:
        raise UsageError(
            f"{old.name}: {1 - share:.0%} of the approved translations fit another segment as"
            " well: they seem to be no translations; nothing was changed"
        )


def _learned(
    model: Transformer, pieces: Any, given: Material, effort: Effort, tell: Tell
) -> Transformer:
    """The weights with the least loss on a tenth of the segments; from the others they learn."""
    watched, learn = corpus.split(given.learn, len(given.learn) // 10)
    unseen = _tokens(pieces, watched)
    settings = Settings(guide=0.3, seed=effort.seed)
    kind = machine.kind("auto", model.embedding.weight.device)
    learner = Learner(model, _looking_like(model, kind), settings, kind)
    rate = effort.rate * 512 / model.shape.width
    best, least, waited = copy.deepcopy(model), _mean(token_losses(model, unseen)), 0
    for epoch in range(effort.epochs):
        begun = time.monotonic()
        pairs = _tokens(pieces, _mixed(learn, given.general, effort.seed + epoch))
        batches = pairs.epoch((effort.seed, epoch), effort.batch_tokens)
        sizes = [pairs.size(rows) for rows in batches]
        for group in grouped(batches, sizes, effort.batch_tokens):
            learner.step(pairs, group, rate * min(1.0, (learner.steps + 1) / 20))
        loss = _mean(token_losses(learner.average, unseen))
        tell(f"epoch {epoch + 1}: loss on unseen segments {loss:.3f}, at best {least:.3f}")
        if loss < least:
            best, least, waited = copy.deepcopy(learner.average), loss, 0
        else:
            waited += 1
        now = time.monotonic()
        if waited == _PATIENCE or now + (now - begun) > effort.deadline:
            break
    best.eval()
    return best


def _mixed(own: Sequence[Pair], general: Sequence[Pair], seed: int) -> list[Pair]:
    """The approved segments and twice as many general pairs, others for each seed."""
    chooser = random.Random(seed)
    return [*own, *chooser.sample(general, min(len(general), 2 * len(own)))]


def _looking_like(
    model: Transformer, kind: torch.dtype
) -> Callable[[Tensor, Tensor, Tensor], Tensor]:
    """A guide: where the first head of the model looks as it is now."""
    old = copy.deepcopy(model).to(kind)
    old.positions = model.positions  # half the digits would blur far places
    old.eval()

    def guide(source: Tensor, inputs: Tensor, labels: Tensor) -> Tensor:
        with torch.no_grad():
            looked: Tensor = old(source, inputs, look=True)[1]
            return looked.masked_fill((labels == IGNORED)[:, :, None], 0.0)

    return guide


def _mean(losses: Sequence[float]) -> float:
    return sum(losses) / len(losses)


def _measured(model: Package, name: str, pairs: Sequence[Pair]) -> Measured:
    sources, targets = [pair.source for pair in pairs], [pair.target for pair in pairs]
    return score.measured(model, name, sources, targets)


def _objection(
    approved: tuple[Measured, Measured], general: tuple[Measured, Measured] | None = None
) -> str:
    """Why the old package is better, by chrF as the engine searches."""
    before, after = (measured.beam.chrf for measured in approved)
    if after <= before:
        return f"approved segments are not translated better (chrF {before:.1f} → {after:.1f})"
    if general:
        before, after = (measured.beam.chrf for measured in general)
        if after < before - TOLERATED:
            return f"general text is translated worse (chrF {before:.1f} → {after:.1f})"
    return ""
