"""A toy model, trained once for all tests that need one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from train import newsroom

from toolkit.models import installed as models

HELD_OUT = 100
STEPS = 150


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A packages' folder of our own, and nothing that comes with the toolkit."""
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "home" / "packages"))
    monkeypatch.setattr(models, "EMBEDDED", tmp_path / "embedded")
    return tmp_path / "home" / "packages"


@pytest.fixture(scope="session")
def threads() -> Iterator[None]:
    """One processor: what is computed must not depend on the machine."""
    torch = pytest.importorskip("torch", reason="needs the extra [train]: `make test-train`")
    pytest.importorskip("sacrebleu", reason="needs the extra [train]: `make test-train`")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def trained(threads: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A training folder with a finished run; not to be changed."""
    from toolkit.languages.language import language
    from toolkit.train.learner import Settings
    from toolkit.train.prepare import Request, prepare
    from toolkit.train.presets import PRESETS
    from toolkit.train.run import Plan, Run
    from toolkit.train.store import Store

    folder = tmp_path_factory.mktemp("trained")
    pairs = newsroom.sentences(newsroom.GENERAL, 3000)
    (folder / "toy.tsv").write_text(newsroom.tsv(pairs), "utf-8")
    store = Store(folder / "run")
    request = Request(
        [folder / "toy.tsv"], (language("de"), language("en")), dev_size=HELD_OUT, size=300
    )
    prepare(store, request, print)
    toy = PRESETS["toy"]
    settings = Settings(rate=toy.rate, warmup=toy.warmup, batch_tokens=toy.batch_tokens)
    assert Run(store, Plan(toy.shape, steps=STEPS, checks=2), settings, print).train()
    return store.folder


@pytest.fixture(scope="session")
def archive(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Argos package of the toy model."""
    from toolkit.train.export import ExportOrder, export
    from toolkit.train.store import Store

    output = tmp_path_factory.mktemp("exported")
    return export(Store(trained), ExportOrder(output, "1.0", "2026-01-01", "toolkit train export"))[
        0
    ]
