"""From the best weights of a run to an Argos package with a model card."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import numpy as np

from toolkit.errors import UsageError
from toolkit.train import card, corpus, package, score, weights
from toolkit.train.card import Card
from toolkit.train.corpus import FLAGS
from toolkit.train.model import Shape, Transformer
from toolkit.train.package import Content
from toolkit.train.run import loaded
from toolkit.train.score import Measured
from toolkit.train.store import BEST, CHECKPOINT, Store

_GENERAL = 1500
"""Pairs of general text in a package."""
_SIDES = ("source", "target")
_CORE_WATTS, _GPU_WATTS = 10, 700
"""Of one busy core of a server with its share of memory and cooling; of a large GPU, at most."""


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """What to export, and where to."""

    output: Path
    version: str
    date: str
    """YYYY-MM-DD."""
    command: str
    tests: Sequence[tuple[Path, Path]] = ()
    """Source and reference files to measure on, beside the development set."""
    licences: Path | None = None
    """TSV for the card: origin, licence; beside what the training folder knows."""
    weights: Path | None = None
    """An int8 file in place of the folder's best weights."""
    mean: bool = False
    """The mean of the best and the last weights in place of the best."""
    general: Sequence[str] = ()
    """Origins of the texts that the package takes along, so that `adapt` forgets nothing."""
    failures: Path | None = None
    """Markdown for the card: the failures that were found by reading translations."""


def export(store: Store, order: ExportOrder) -> tuple[Path, list[Measured]]:
    """The archive, and its scores. EngineError if CTranslate2 and PyTorch differ."""
    state, data, dev = _state(store, order), store.data(), store.dev()
    if order.licences:
        data = replace(data, licences=data.licences | corpus.licences(order.licences))
    failures = "\n".join(corpus.lines(order.failures)) if order.failures else ""
    sets = [("development set", [pair.source for pair in dev], [pair.target for pair in dev])]
    sets += [(one.name, *score.read_lines(one, other)) for one, other in order.tests]
    model = _model(store, state)
    content = Content(model, store.vocabulary()[0], data.languages, order.version)
    with tempfile.TemporaryDirectory() as parent:
        folder = package.build(content, sets[0][1], Path(parent))
        with score.opened(str(folder)) as made:
            penalty = score.best_penalty(made, *sets[0][1:])
            tuned = replace(made, length_penalty=penalty)
            measured = [score.measured(tuned, *one) for one in sets]
        training = {
            "date": order.date,
            "data": {
                "origins": data.origins,
                "licences": {name: data.licences.get(name, "not stated") for name in data.origins},
                "flags": card.limited(data),
            },
            "scores": [asdict(one) for one in measured],
            "run": state["trained"],
        }
        package.describe(folder, length_penalty=penalty, training=training)
        if order.general:
            (folder / package.GENERAL).write_text(_general(store, order.general), "utf-8")
        facts = [*_facts(state), ("prepared by", data.command), ("exported by", order.command)]
        told = Card(data, order.version, order.date, measured, facts, failures)
        (folder / "README.md").write_text(card.text(told), "utf-8")
        return package.pack(folder, order.output), measured


def _state(store: Store, order: ExportOrder) -> dict[str, Any]:
    """The weights, with what the run says of itself."""
    if order.weights is None:
        best = loaded(store, BEST)
        return _mean(best, loaded(store, CHECKPOINT)) if order.mean else best
    if order.mean:
        raise UsageError("--mean is of the weights in the folder: leave --weights away")
    found = weights.read(order.weights, store.vocabulary()[0])
    if not {"shape", "trained", "progress"} <= found.facts.keys():
        raise UsageError(
            f"{order.weights}: does not say how it was trained: export an {weights.SUFFIX} file of"
            " `toolkit train several`"
        )
    return {**found.facts, "weights": found.values}


def _mean(best: dict[str, Any], last: dict[str, Any]) -> dict[str, Any]:
    """What the last state says of the run, with weights between the best and its own."""
    own, other = best["weights"], last["learner"]["average"]
    steps = f"{best['trained']['steps']} and {last['trained']['steps']}, the mean of both weights"
    means = {name: (weight + other[name]) / 2 for name, weight in own.items()}
    return {**last, "weights": means, "trained": {**last["trained"], "steps": steps}}


def _general(store: Store, patterns: Sequence[str]) -> str:
    """Some of the training pairs of origins without a flag, as a TSV. UsageError."""
    arrays, names = store.arrays()
    chosen = [any(fnmatchcase(name, pattern) for pattern in patterns) for name in names]
    for name, is_chosen in zip(names, chosen, strict=True):
        if is_chosen and "!" in name:
            raise UsageError(f"--general {name}: its flags forbid to pass its texts on")
    rows = np.flatnonzero(np.array(chosen)[arrays["origin"]])
    if not len(rows):
        raise UsageError(f"--general: no origin of these names: there are {', '.join(names)}")
    rows = np.random.default_rng(1).permutation(rows)[:_GENERAL]
    pieces, lines = store.vocabulary()[1], []
    ends = {side: np.cumsum(arrays[f"{side}_length"], dtype=np.int64) for side in _SIDES}
    for row in rows:
        texts = [
            pieces.decode(arrays[side][end - int(arrays[f"{side}_length"][row]) : end - 1].tolist())
            for side in _SIDES
            for end in (int(ends[side][row]),)
        ]
        lines.append("\t".join([*texts, names[arrays["origin"][row]]]) + "\n")
    return "".join(lines)


def not_to_be_shipped(store: Store) -> dict[str, int]:
    """How many pairs in a training folder keep its model from being passed on, by what they are."""
    flags = card.limited(store.data())
    return {
        FLAGS[name].meaning: pairs
        for name, pairs in flags.items()
        if name in FLAGS and not FLAGS[name].shipped
    }


def _model(store: Store, state: dict[str, Any]) -> Transformer:
    try:
        model = Transformer(Shape(**state["shape"]))
        model.load_state_dict(state["weights"])
    except (RuntimeError, KeyError, TypeError):
        raise UsageError(f"{store.folder / BEST}: is of another program; train again") from None
    model.eval()
    return model


def _facts(state: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What the card says of the run."""
    trained, progress = state["trained"], state["progress"]
    yield "model", ", ".join(f"{name} {size}" for name, size in state["shape"].items())
    yield "steps", f"{trained['steps']}, {progress['epoch'] + 1} epochs"
    yield "time", f"{progress['seconds'] / 60:.1f} minutes on {trained['device']}"
    yield "energy", _energy(trained["device"], progress)
    yield "settings", ", ".join(f"{name} {value}" for name, value in trained["settings"].items())
    yield "trained by", trained["command"]


def _energy(device: str, progress: dict[str, Any]) -> str:
    """An estimate for the card: nothing is metered."""
    on_cpu = "CPU" in device
    seconds = progress.get("processor", 0.0) if on_cpu else progress["seconds"]
    watts, what = (_CORE_WATTS, "busy core") if on_cpu else (_GPU_WATTS, "GPU")
    if not seconds:
        return ""
    hours = f"{seconds / 3600:.2g} h × {watts} W for a {what}"
    return f"about {watts * seconds / 3600:.2g} Wh, an estimate: {hours}; nothing was metered"
