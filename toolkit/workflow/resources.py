"""Resources: the translation memory and the glossary, in and out."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.catalog import po
from toolkit.errors import CatalogError, UsageError
from toolkit.glossary import glossary, tbx
from toolkit.memory import offers, tmx
from toolkit.project import files
from toolkit.project.settings import Project
from toolkit.workflow.events import Tell, Written, ignore
from toolkit.workflow.outcome import Outcome
from toolkit.workflow.selection import Selection
from toolkit.workflow.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ExportedMemory:
    """What `export_memory` wrote."""

    units: int


def export_memory(
    project: Project, file: Path, languages: tuple[str, ...] = (), tell: Tell = ignore
) -> Outcome[ExportedMemory]:
    """Write all approved entries of one language to a file, as TMX 1.4b."""
    _refuse_other(file, ".tmx")
    workspace = Workspace.open(project, Selection(languages=languages), tell)
    if len(workspace.targets) != 1:
        raise UsageError("one TMX file is for one language: name it with --to")
    target = workspace.targets[0]
    units = []
    for error in files.strangers(project, target):
        workspace.fail(error)
    for name, path in files.memory_files(project, target)[0].items():
        try:
            units += list(offers.units(name, po.read(path)))
        except CatalogError as error:
            workspace.fail(error)
    path = Path(os.path.abspath(file))  # noqa: PTH100 - links are kept as they are
    project = replace(project, named=(path,))
    if files.publish(project, path, tmx.write(units, project.source, target)):
        workspace.wrote(path)
    return workspace.outcome(ExportedMemory(len(units)))


def export_glossary(project: Project, file: Path, tell: Tell = ignore) -> glossary.Glossary:
    """Write the glossary to a file, as TBX (ISO 30042). UsageError if there is none."""
    _refuse_other(file, ".tbx")
    terms = files.terms(project)
    if terms is None:
        raise UsageError(f"{files.terms_path(project)}: there is no glossary yet")
    path = Path(os.path.abspath(file))  # noqa: PTH100 - links are kept as they are
    files.publish(replace(project, named=(path,)), path, tbx.serialize(terms))
    tell(Written(path))
    return terms


def import_glossary(project: Project, file: Path, tell: Tell = ignore) -> glossary.Glossary:
    """Make the terms of a TBX file the project's glossary. UsageError if it has one already."""
    path = files.terms_path(project)
    if path.exists():
        raise UsageError(f"{path}: there is a glossary already; move it away first")
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: cannot be read ({error.strerror})") from None
    terms = tbx.parse(data, str(file), project.source, project.targets)
    files.write_terms(project, glossary.serialize(terms))
    tell(Written(path))
    return terms


def _refuse_other(file: Path, suffix: str) -> None:
    """UsageError for a name under which something else may be kept."""
    if file.suffix.lower() != suffix:
        raise UsageError(f"{file}: write to a file that ends in {suffix}")
