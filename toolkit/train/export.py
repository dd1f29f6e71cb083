"""From the best weights of a run to an Argos package with a model card."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from toolkit.errors import UsageError
from toolkit.train import card, package, score
from toolkit.train.card import Card
from toolkit.train.model import Shape, Transformer
from toolkit.train.package import Content
from toolkit.train.run import loaded
from toolkit.train.score import Measured
from toolkit.train.store import BEST, Store


@dataclass(frozen=True, slots=True)
class Order:
    """What to export, and where to."""

    output: Path
    version: str
    date: str
    """YYYY-MM-DD."""
    command: str
    tests: Sequence[tuple[Path, Path]] = ()
    """Source and reference files to measure on, beside the development set."""


def export(store: Store, order: Order) -> tuple[Path, list[Measured]]:
    """The archive, and its scores. EngineError if CTranslate2 and PyTorch differ."""
    state, data, dev = loaded(store, BEST), store.data(), store.dev()
    sets = [("development set", [pair.source for pair in dev], [pair.target for pair in dev])]
    sets += [(one.name, *score.read_lines(one, other)) for one, other in order.tests]
    model = _model(store, state)
    content = Content(model, store.vocabulary()[0], data.languages, order.version)
    with tempfile.TemporaryDirectory() as parent:
        folder = package.build(content, sets[0][1], Path(parent))
        with score.opened(str(folder)) as made:
            measured = [score.measured(made, *one) for one in sets]
        training = {
            "date": order.date,
            "data": {"origins": data.origins, "licences": data.licences},
            "scores": [asdict(one) for one in measured],
            "run": state["trained"],
        }
        package.describe(folder, training)
        facts = [*_facts(state), ("prepared by", data.command), ("exported by", order.command)]
        told = Card(data, order.version, order.date, measured, facts)
        (folder / "README.md").write_text(card.text(told), "utf-8")
        return package.pack(folder, order.output), measured


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
    yield "settings", ", ".join(f"{name} {value}" for name, value in trained["settings"].items())
    yield "trained by", trained["command"]
