"""An exchange format is two functions and a row: one that only this test knows goes both ways."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Toolkit

from toolkit.catalog import po
from toolkit.errors import SourceError
from toolkit.exchange.format import Exchange
from toolkit.exchange.merge import Batch, Row, mark, unit_id
from toolkit.exchange.table import EXCHANGES
from toolkit.model import Catalog, Language, State

DOCS = Path(__file__).parents[2] / "docs"


def write(catalog: Catalog, _source: Language, target: Language) -> bytes:
    """A list of units, each with what the merge needs."""
    units = [
        {
            "id": unit_id(entry),
            "base": mark(entry.target, entry.state),
            "source": entry.source,
            "target": entry.target,
            "state": entry.state.value,
            "context": entry.context,
        }
        for entry in catalog.entries
    ]
    whole = {"article": catalog.reference, "language": target.posix, "units": units}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def read(data: bytes) -> tuple[Batch, ...]:
    try:
        whole = json.loads(data)
    except ValueError as error:
        raise SourceError(f"1: not JSON ({error}): export it anew") from None
    rows = (Row(**{**unit, "state": State(unit["state"])}) for unit in whole["units"])
    return (Batch(whole["article"], whole["language"], tuple(rows)),)


def test_a_toy_format(project: Path, toolkit: Toolkit, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row in the table is enough: the option knows it, and a file of it is taken back."""
    (project / "sources" / "a.md").write_text("Im **Jahr** 2020 kam er.\n\nSie blieb.\n")
    toolkit("translate", "--engine", "pseudo")
    assert "'toy' is not one of 'xliff'" in toolkit("export", "--format", "toy").err
    monkeypatch.setitem(EXCHANGES, "toy", Exchange("toy", (".toy",), write, read))
    ran = toolkit("export", "--format", "toy")
    assert (ran.code, ran.out) == (0, "exchange/a.en.toy\n"), ran.err
    file = project / "exchange" / "a.en.toy"
    whole = json.loads(file.read_bytes())
    whole["units"][1] |= {"target": "She stayed.", "state": "approved"}
    file.write_text(json.dumps(whole))
    again = toolkit("export", "--format", "toy").err
    assert "it has edits that the catalog has not" in again
    assert "changed 1 sentence," in toolkit("import", str(file)).err
    entry = po.read(project / "locales/en/LC_MESSAGES/a.po").entries[1]
    assert (entry.target, entry.state) == ("She stayed.", State.APPROVED)
    file.write_text("{")
    assert "a.en.toy:1: not JSON" in toolkit("import", str(file)).err
    monkeypatch.delitem(EXCHANGES, "toy")
    assert "unknown exchange format; known: .xlf" in toolkit("import", str(file)).err


def test_every_format_is_mentioned() -> None:
    """The help of the option, and a page for translators, name every format."""
    page = (DOCS / "translator.md").read_text("utf-8")
    for name in EXCHANGES:
        assert f"`{name}`" in page or f"--format {name}" in page, name
