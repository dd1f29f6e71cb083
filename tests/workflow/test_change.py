"""A change that somebody else's saving interrupts is made again on what is there now."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from toolkit.catalog import po
from toolkit.errors import ChangedError
from toolkit.model import Catalog
from toolkit.workflow.events import ignore
from toolkit.workflow.projects import open_project
from toolkit.workflow.selection import EVERYTHING
from toolkit.workflow.workspace import OpenCatalog, Workspace

PO = Path("locales/en/LC_MESSAGES/a.po")


@pytest.fixture
def opened(project: Path) -> tuple[Workspace, OpenCatalog]:
    """A workspace with one saved catalog of two sentences."""
    (project / "sources/a.txt").write_text("Eins ist da.\n\nZwei ist da.\n", "utf-8")
    workspace = Workspace.open(open_project(project), EVERYTHING, ignore)
    (article,) = workspace.articles(())
    catalog = workspace.load(article, workspace.targets[0])
    workspace.save(catalog, catalog.catalog)
    return workspace, workspace.load(article, workspace.targets[0])


def put(catalog: Catalog, number: int, text: str) -> Catalog:
    """The catalog with one translation."""
    entries = list(catalog.entries)
    entries[number] = replace(entries[number], target=text)
    return replace(catalog, entries=tuple(entries))


def test_again(opened: tuple[Workspace, OpenCatalog]) -> None:
    """Somebody saves twice between reading and writing: both changes are in the file."""
    workspace, catalog = opened
    saved = iter(["Three.", "Two."])

    def change(current: Catalog) -> Catalog:
        text = next(saved, None)
        if text:
            PO.write_text(po.write(put(po.read(PO), 1, text)), "utf-8")
        return put(current, 0, "One.")

    made = workspace.change(catalog, change)
    assert made.written
    assert [entry.target for entry in made.old.catalog.entries] == ["", "Two."]
    assert [entry.target for entry in po.read(PO).entries] == ["One.", "Two."]


def test_not_for_ever(opened: tuple[Workspace, OpenCatalog]) -> None:
    """Somebody who never stops saving wins; the file is theirs."""
    workspace, catalog = opened
    texts = iter(range(100))

    def change(current: Catalog) -> Catalog:
        PO.write_text(po.write(put(po.read(PO), 1, f"{next(texts)}.")), "utf-8")
        return put(current, 0, "One.")

    with pytest.raises(ChangedError, match="nothing lost"):
        workspace.change(catalog, change)
    assert [entry.target for entry in po.read(PO).entries] == ["", "2."]
