"""Whole projects with real models: always the same bytes, and `kill -9` costs nothing."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from conftest import Toolkit
from engines.conftest import catalogs

from toolkit.catalog import po
from toolkit.engines.argos import ctranslate
from toolkit.models import installed

ROOT = Path(__file__).parent.parent.parent
KILLS = 15


@pytest.mark.parametrize(("jobs", "tokens", "wave"), [(2, 1024, 1000), (1, 1, 1), (2, 64 * 16, 64)])
def test_the_same_bytes(  # noqa: PLR0917
    articles: Path,
    translated: dict[str, bytes],
    toolkit: Toolkit,
    monkeypatch: pytest.MonkeyPatch,
    jobs: int,
    tokens: int,
    wave: int,
) -> None:
    """Catalogs do not depend on jobs, on the size of batches or on that of waves."""
    some = ("sources/0.md", "sources/1.md")
    monkeypatch.setattr(ctranslate, "BATCH_TOKENS", tokens)
    monkeypatch.setattr(importlib.import_module("toolkit.workflow.translate"), "_WAVE", wave)
    assert toolkit("translate", "--jobs", str(jobs), *some).code == 0
    found = catalogs(articles)
    assert len(found) == 3 * len(some)
    assert found.items() <= translated.items()


_DRIVER = """
import json, os, random, signal, sys, time
from pathlib import Path
import ctranslate2, sentencepiece
from toolkit.drafting import drafts as draft
from toolkit.catalog import po
from toolkit.project import files as project
from toolkit.cli.main import main
from toolkit.engines.argos import engine as argos, cache, ctranslate
from toolkit.memory import index

log = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
make, put = ctranslate.Model.translate, cache.Cache.put

def say(run, what, texts, package):
    lines = "".join(chr(10) + json.dumps([run, what, text, package]) for text in texts)
    os.write(log, lines.encode())  # a kill may cut it anywhere: what follows has a line of its own

def work(run):
    def watched(self, texts, search):
        say(run, "asked", texts, self._package.name)
        for batch in make(self, texts, search):
            say(run, "made", batch, self._package.name)
            yield batch
            if run < int(sys.argv[2]):  # so that a fast machine is not done before it is killed
                time.sleep(0.1)
    def kept(self, results, settings):
        put(self, results, settings)
        say(run, "kept", results, settings)
    ctranslate.Model.translate, cache.Cache.put = watched, kept
    main(["translate", "--jobs", "1"])
    os._exit(0)

dice = random.Random(5)
for run in range(int(sys.argv[2]) + 1):
    child = os.fork()
    if not child:
        try:
            work(run)
        finally:
            os._exit(99)
    last = run == int(sys.argv[2])
    if not last:
        time.sleep(dice.uniform(0.15, 0.6))
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    print(os.waitstatus_to_exitcode(status))
"""


def test_kill_at_any_moment(articles: Path, translated: dict[str, bytes]) -> None:
    """Killed again and again, the work is done in the end as if it had never been interrupted.

    What a run has kept no later one asks a model for; every sentence is kept once.
    """
    log = articles / "log"
    words = [sys.executable, "-c", _DRIVER, str(log), str(KILLS)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    codes = [int(line) for line in ran.stdout.splitlines() if line.lstrip("-").isdigit()]
    assert codes[-1] == 0
    assert codes.count(-9) >= 10, "too few kills came before the end"
    lines = log.read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.endswith('"]')]
    kept = Counter((text, where) for _, what, text, where in rows if what == "kept")
    assert set(kept.values()) == {1}
    before: set[tuple[str, str]] = set()
    for run in range(KILLS + 1):
        mine = [(what, text, where) for nth, what, text, where in rows if nth == run]
        asked = {(text, where) for what, text, where in mine if what == "asked"}
        assert not asked & before
        before |= {
            (text, name)
            for what, text, where in mine
            if what == "kept"
            for name in ("translate-de_en", "translate-en_ru", "translate-en_zh")
            if f"'{name}'" in where
        }
    assert all(po.read(path).entries for path in articles.rglob("*.po"))
    assert catalogs(articles) == translated


def test_the_project_chooses_the_models(
    articles: Path, packages: Path, toolkit: Toolkit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Installed models come first; those of the toolkit where the settings or `--models` say so."""
    shipped = articles / "shipped"
    shutil.copytree(packages / "translate-de_en-1_0", shipped / "translate-de_en-1_0")
    metadata = shipped / "translate-de_en-1_0" / "metadata.json"
    metadata.write_text(metadata.read_text().replace('"1.0"', '"0.1"', 1))
    monkeypatch.setattr(installed, "EMBEDDED", shipped)
    origin = "argos translate-de_en"
    for words, setting, version in (
        ((), "", "1.0"),
        (("--models", "shipped"), "", "0.1"),
        ((), 'models = "shipped"\n', "0.1"),
        (("--models", "installed"), 'models = "shipped"\n', "1.0"),
    ):
        settings = f'source = "de"\ntargets = ["en"]\n{setting}'
        (articles / "toolkit.toml").write_text(settings)
        assert toolkit("translate", "--anew", "--to", "en", *words, "sources/0.md").code == 0
        (made,) = catalogs(articles).values()
        assert f"{origin} {version}" in made.decode()
    assert toolkit("translate", "--models", "any").code == 2
    assert "comes with the toolkit" in toolkit("models", "list").out
