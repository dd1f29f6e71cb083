"""Exchange: catalogs to other people's editors and back."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.errors import SourceError, UsageError
from toolkit.exchange import table as exchange
from toolkit.exchange.merge import Batch, Merged, Row, merge
from toolkit.languages.language import language
from toolkit.model import Catalog, Language
from toolkit.project.files import Article
from toolkit.project.settings import Project
from toolkit.storage import plain
from toolkit.storage.signs import LINES, impossible, unfit
from toolkit.workflow.events import Tell, ignore
from toolkit.workflow.outcome import Outcome
from toolkit.workflow.selection import EVERYTHING, Selection
from toolkit.workflow.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What editors get."""

    format: str = "xliff"
    """A name in `exchange.table.EXCHANGES`."""
    out: Path | None = None
    """Output folder; None for `exchange/` in the project."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What `export_catalogs` wrote."""

    files: int
    sentences: int


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How files that come back are read."""

    article: str = ""
    """The article, for files that do not name it."""
    dry_run: bool = False
    """Only tell what would change."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What `import_catalogs` did."""

    changed: int
    """Entries that are not as they were."""
    conflicts: int
    """Units that were changed on both sides; the catalog keeps its text."""
    unknown: int
    """Units whose sentence is no longer in the article."""


EXPORT = ExportOptions()
IMPORT = ImportOptions()


def export_catalogs(
    project: Project,
    wanted: Selection = EVERYTHING,
    options: ExportOptions = EXPORT,
    tell: Tell = ignore,
) -> Outcome[Exported]:
    """Write catalogs as files for other editors; `import_catalogs` takes them back."""
    if options.out:
        project = replace(project, named=(*project.named, options.out))
    workspace = Workspace.open(project, wanted, tell)
    form = exchange.EXCHANGES[options.format]
    folder = Path.cwd() / options.out if options.out else project.root / "exchange"
    written = sentences = 0

    def work(article: Article, target: Language) -> None:
        nonlocal written, sentences
        catalog = workspace.load(article, target).catalog
        if not catalog.entries:
            return
        path = folder / f"{article.name}.{target.posix}{form.suffixes[0]}"
        _refuse_overwriting(path, catalog)
        workspace.publish(path, form.write(catalog, project.source, target))
        written += 1
        sentences += len(catalog.entries)

    with workspace.writing():
        workspace.each(wanted.sources, work)
    return workspace.outcome(Exported(written, sentences))


def _refuse_overwriting(path: Path, catalog: Catalog) -> None:
    """UsageError if a file holds work that the catalog has not."""
    if not os.path.lexists(path):  # no error if too long: writing it says so
        return
    remedy = "`toolkit import` it first, remove it, or name another folder with --out"
    try:
        batches = exchange.read(path.name, plain.read(path))
    except (SourceError, OSError):
        raise UsageError(f"{path}: something else has this name: move it") from None
    for batch in batches:
        merged = merge(catalog, batch.rows)
        if merged.conflicts or merged.catalog != catalog:
            raise UsageError(f"{path}: it has edits that the catalog has not: {remedy}")


def import_catalogs(
    project: Project,
    sent: tuple[Path, ...],
    languages: tuple[str, ...] = (),
    options: ImportOptions = IMPORT,
    tell: Tell = ignore,
) -> Outcome[Imported]:
    """Take the edits in exported files into the catalogs; conflicts are told, one by one."""
    wanted = Selection(languages=languages)
    workspace = Workspace.open(project, wanted, tell, dry_run=options.dry_run)
    importer = _Importer(workspace, options.article)
    with workspace.writing():
        for file in sent:
            for batch in importer.read(file):
                importer.merge(file, batch)
    counts = Imported(importer.changed, importer.conflicts, importer.unknown)
    return workspace.outcome(counts)


@dataclass
class _Importer:
    """Files merged into catalogs, and what that changed."""

    workspace: Workspace
    named: str
    """The article of files that do not name it."""
    changed: int = 0
    conflicts: int = 0
    unknown: int = 0

    def read(self, file: Path) -> tuple[Batch, ...]:
        """The units of a file; none, and a failure, if it cannot be read."""
        try:
            return exchange.read(str(file), plain.read(file))
        except OSError as error:
            self.workspace.fail(SourceError(f"{file}: cannot be read ({error.strerror})"))
        except SourceError as error:
            self.workspace.fail(error)
        return ()

    def merge(self, file: Path, batch: Batch) -> None:
        """Merge one article's units into its catalog."""
        workspace = self.workspace
        source = self.named or (batch.article and str(workspace.project.root / batch.article))
        if not source:
            what = "it does not say its article: name it with --article"
            workspace.fail(UsageError(f"{file}: {what}"))
            return
        if not self.named and not Path(source).is_file():
            what = f"there is no such file; name the article of {file} with --article"
            workspace.fail(SourceError(f"{batch.article}: {what}"))
            return
        refused: list[SourceError] = []
        for article in workspace.articles([source]):
            with workspace.trying(article):
                opened = workspace.load(article, self._target(file, batch.language))
                merged = merge(opened.catalog, _fit(file, batch, opened.catalog, refused))
                self._tell(file, merged)
                if merged.catalog != opened.catalog:
                    workspace.save(opened, merged.catalog)
                self.changed += _changes(opened.catalog, merged.catalog)
                self.conflicts += len(merged.conflicts)
                self.unknown += len(merged.unknown)
        for error in refused:  # the others are taken, so the article counts as done
            workspace.fail(error)

    def _target(self, file: Path, code: str) -> Language:
        """The language of a file: itself, or the only one of its base (`en-US`: `en`)."""
        targets = self.workspace.targets
        if not code:
            if len(targets) == 1:
                return targets[0]
            raise UsageError(f"{file}: it does not say its language: name it with --to")
        try:
            wanted = language(code)
        except UsageError as error:
            raise UsageError(f"{file}: {error}") from None
        near = [one for one in targets if _base(one) == _base(wanted)]
        fitting = [one for one in targets if one == wanted] or near
        if len(fitting) != 1:
            names = ", ".join(one.posix for one in targets)
            what = f"its language {code} is none of {names}: name it with --to"
            raise UsageError(f"{file}: {what}")
        return fitting[0]

    def _tell(self, file: Path, merged: Merged) -> None:
        """List what needs a person, with both texts."""
        note = self.workspace.note
        for row, entry in merged.conflicts:
            note(f"{file}:{row.line}: conflict, the catalog keeps its text: {row.source!r}")
            note(f"    file:    {row.target!r} ({row.state.value})")
            note(f"    catalog: {entry.target!r} ({entry.state.value})")
        for row in merged.unknown:
            what = f"no longer in the article, kept as obsolete: {row.source!r}"
            note(f"{file}:{row.line}: {what}")
            note(f"    file:    {row.target!r} ({row.state.value})")


def _fit(file: Path, batch: Batch, catalog: Catalog, errors: list[SourceError]) -> list[Row]:
    """The rows that a catalog can carry; each other one gives an error."""
    known = {entry.source: entry.target for entry in (*catalog.obsolete, *catalog.entries)}
    rows = []
    for row in batch.rows:
        comments = (" ".join(comment.split()) for comment in row.comments)
        names = () if row.source in known else (row.source, row.context or "")
        signs = (*map(unfit, comments), *map(impossible, names))
        target = unfit(row.target, row.source, known.get(row.source, ""), LINES)
        if sign := target or next(filter(None, signs), ""):
            what = f"a sign that no file can carry, so the row was left out: remove {sign}"
            errors.append(SourceError(f"{file}:{row.line}: {what}: {row.source[:40]!a}"))
        else:
            rows.append(row)
    return rows


def _base(target: Language) -> tuple[str, str]:
    """A language without its region: what `en` and `en_US` have in common."""
    return target.base, target.script


def _changes(old: Catalog, new: Catalog) -> int:
    """How many entries differ."""
    return sum(one != other for one, other in zip(old.entries, new.entries, strict=True))
