"""Adaptation: approved segments make a model better, or it stays as it was."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from train import newsroom

from toolkit.catalog import po
from toolkit.engines.argos.engine import Argos
from toolkit.languages.language import language
from toolkit.model import Catalog, Entry
from toolkit.models import installed as models
from toolkit.models import store
from toolkit.models.package import Package, age

torch = pytest.importorskip("torch", reason="needs the extra [train]: `make test-train`")
pytest.importorskip("sacrebleu", reason="needs the extra [train]: `make test-train`")

from toolkit.cli.adapt import adapt as command  # noqa: E402
from toolkit.errors import UsageError  # noqa: E402
from toolkit.train import adapt, export  # noqa: E402
from toolkit.train.store import Store as TrainingFolder  # noqa: E402

pytestmark = pytest.mark.timeout(600)  # the first test trains the model
Adapt = Callable[..., Result]
FIXTURE = Path(__file__).parent.parent / "packages" / "translate-de_en.argosmodel"


@pytest.fixture
def run(project: Path, home: Path, archive: Path, threads: None) -> Adapt:
    """`toolkit models adapt` in a project whose installed model is the toy."""
    store.install(archive)

    def adapted(*words: str) -> Result:
        return CliRunner().invoke(command, ["--from-project", "--threads", "1", *words])

    return adapted


def approve(project: Path, pairs: list[tuple[str, str]]) -> None:
    """A catalog with approved segments, one of them with markup, and a draft to be ignored."""
    entries = [Entry(source, target) for source, target in pairs[1:]]
    source, target = pairs[0]
    entries.append(Entry(f"<g1>{source}</g1>", f"<g1>{target}</g1>"))
    entries.append(Entry("Ein Entwurf.", "Garbage garbage.", fuzzy=True))
    folder = project / "locales/en/LC_MESSAGES"
    folder.mkdir(parents=True)
    header = (("Language", "en"), ("Content-Type", "text/plain; charset=UTF-8"))
    (folder / "articles.po").write_text(po.write(Catalog("a.md", header, entries=tuple(entries))))


def general(project: Path, number: int) -> str:
    """A file with other texts."""
    path = project / "general.tsv"
    path.write_text(newsroom.tsv(newsroom.sentences(newsroom.GENERAL, number, seed=7)))
    return str(path)


def installed() -> Package:
    [package] = models.installed()
    return package


def test_approved_segments_make_drafts_better(project: Path, run: Adapt) -> None:
    """200 segments in the style of the house raise chrF on 50 held-out ones by a lot.

    General text stays as good, the engine takes the new version, metadata and card tell of it.
    """
    approve(project, newsroom.sentences(newsroom.HOUSE, 250))
    ran = run("--to", "en", "--general", general(project, 1500))
    assert ran.exit_code == 0, ran.stderr
    house, other = (line.split("\t") for line in ran.stdout.splitlines())
    before, after = (float(cell.removeprefix("chrF ")) for cell in house[2:])
    assert house[:2] == ["translate-de_en", "approved segments"] and after > before + 10
    before, after = (float(cell.removeprefix("chrF ")) for cell in other[2:])
    assert other[1] == "general text" and after > before - 1
    assert "1 of 1 models got better" in ran.stderr
    new = installed()
    assert new.version == "1.0.1" and "with 200 approved segments" in (
        new.folder / "README.md"
    ).read_text("utf-8")
    assert json.loads((new.folder / "metadata.json").read_bytes())["training"]["adapted_from"]
    unseen = "Nach Angaben von Vera ist die Halle alt."
    [result] = Argos().translate([unseen], language("de"), language("en"))
    assert result.text == "Vera says the hall is old."


def test_translations_of_other_segments_are_refused(project: Path, run: Adapt) -> None:
    """Shuffled targets are recognized before anything is learned; the model stays."""
    sources, targets = zip(*newsroom.sentences(newsroom.GENERAL, 100), strict=True)
    approve(project, list(zip(sources, random.Random(1).sample(targets, 100), strict=True)))
    old = installed()
    ran = run("--to", "en")
    assert isinstance(ran.exception, UsageError)
    assert "they seem to be no translations; nothing was changed" in str(ran.exception)
    assert installed() == old


def test_what_harms_other_texts_is_refused(project: Path, run: Adapt) -> None:
    """Segments that teach nonsense do better on themselves; general text keeps the old model.

    Half of what was learned is tried as well.
    """
    pairs = newsroom.sentences(newsroom.GENERAL, 400, seed=5)
    approve(
        project,
        [(source, target.replace("The", "Zoe").replace("on", "of")) for source, target in pairs],
    )
    old = installed()
    ran = run("--to", "en", "--general", general(project, 60))
    assert ran.exit_code == 3
    assert "with 100% of what was learned general text is translated worse" in ran.stderr
    assert "translate-de_en 1.0 is kept: " in ran.stderr
    assert installed() == old


def test_half_of_what_was_learned(
    project: Path, run: Adapt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where all of it is refused, the weights half way are tried, and installed if they are fit."""
    objections = iter(["general text is translated worse", ""])
    monkeypatch.setattr(adapt, "_objection", lambda *_: next(objections))
    approve(project, newsroom.sentences(newsroom.HOUSE, 60))
    ran = run("--to", "en", "--minutes", "0.1")
    assert ran.exit_code == 0, ran.stderr
    assert "with 100% of what was learned general text is translated worse" in ran.stderr
    assert installed().version == "1.0.1"
    one, other = torch.nn.Linear(2, 2), torch.nn.Linear(2, 2)
    half = adapt._between(one, other, 0.5)
    assert torch.allclose(half.weight, (one.weight + other.weight) / 2)


def test_a_package_brings_general_text_along(
    project: Path, run: Adapt, trained: Path, tmp_path: Path
) -> None:
    """Without `--general` the package's own texts are measured on; they stay with the new one."""
    order = export.ExportOrder(tmp_path / "out", "1.1", "2026-01-01", "", general=["toy"])
    store.install(export.export(TrainingFolder(trained), order)[0])
    approve(project, newsroom.sentences(newsroom.HOUSE, 60))
    ran = run("--to", "en", "--minutes", "0.1")
    names = [line.split("\t")[1] for line in ran.stdout.splitlines()]
    assert names == ["approved segments", "general text"], ran.stderr
    assert len((installed().folder / "general.tsv").read_text().splitlines()) == 1500


def test_what_can_not_be_adapted(
    project: Path, run: Adapt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too few segments, no source of segments, a file for two pairs: one sentence each."""
    approve(project, newsroom.sentences(newsroom.HOUSE, 30))
    assert "30 approved segments: at least 50 are needed" in str(run().exception)
    nothing = CliRunner().invoke(command, [])
    assert "say what to learn from: --from-project" in str(nothing.exception)
    ran = run("--to", "en", "--to", "ru", "--general", "x.tsv")
    assert "name the target with --to" in str(ran.exception)
    ran = run("--to", "en", "--to", "ru")
    assert (ran.exit_code, ran.stderr.count("error: ")) == (2, 2)
    assert ran.stderr.endswith("adapt: 0 of 2 models got better, 2 failed\n")


@pytest.mark.parametrize(
    ("old", "new"), [("1.0", "1.0.1"), ("1.0.9", "1.0.10"), ("2", "2.0.1"), ("", "1.0.1")]
)
def test_versions(old: str, new: str) -> None:
    """An adapted package is newer than the one it was made of."""
    assert adapt.next_version(old) == new
    assert age(new) > age(old)


def test_models_of_the_test_fixtures_can_be_read() -> None:
    """Any package of this architecture can be trained on, also one that others made."""
    from toolkit.train import convert, score, vocabulary

    with score.opened(str(FIXTURE)) as found:
        pieces = vocabulary.load((found.folder / "sentencepiece.model").read_bytes(), "")
        model = convert.read(found.folder / "model", vocabulary.pieces(pieces))
        assert model.shape.width == 96
