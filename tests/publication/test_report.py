"""`toolkit status --json` keeps to its published schema."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
from conftest import SEED, Toolkit, keys

SCHEMA = Path(__file__).parents[2] / "toolkit" / "schemas" / "status.json"


def test_schema(project: Path, trial: None, toolkit: Toolkit) -> None:
    """Rows of an empty, a drafted and a partly approved article validate and say what is true."""
    (project / "sources" / SEED.name).write_bytes(SEED.read_bytes())
    (project / "sources" / "b.md").write_text("Eins gilt.\n\n*Zwei* gilt.\n\nEins gilt.\n")
    rows = status(toolkit)
    assert [(row["empty"], row["segments"], row["repeated"]) for row in rows] == [
        (16, 16, 0),
        (2, 3, 1),
    ]
    toolkit("translate", "--engine", "pseudo")
    key = keys(project / "locales/en/LC_MESSAGES/b.po", 1)
    toolkit("approve", "sources/b.md", "--entries", key)
    first, second = status(toolkit)
    assert (first["draft"], first["from_engine"], first["from_memory"]) == (16, 16, 0)
    assert (second["draft"], second["approved"], second["changed"]) == (1, 1, 0)
    assert first["confidence"] is None


def status(toolkit: Toolkit) -> list[dict[str, int]]:
    """The rows, valid by the schema."""
    ran = toolkit("status", "--json")
    assert ran.code == 0
    found = json.loads(ran.out)
    jsonschema.validate(found, json.loads(SCHEMA.read_text("utf-8")))
    rows: list[dict[str, int]] = found["articles"]
    return rows
