"""`toolkit export`, `import`, `align`: catalogs to other editors and back, old translations in."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from toolkit.cli.choice import RowOf
from toolkit.cli.shell import (
    FAILED,
    end,
    project_here,
    say,
    showing,
    sources_argument,
    to_option,
)
from toolkit.workflow.selection import Selection
from toolkit.workflow.words import many

_FORMATS = RowOf("toolkit.exchange.table", "EXCHANGES")
_folder = click.Path(file_okay=False, path_type=Path)
_file = click.Path(dir_okay=False, path_type=Path)
dry_option = click.option("--dry-run", is_flag=True, help="Only say what would change.")


@click.command("export")
@sources_argument
@to_option
@click.option("--format", "name", type=_FORMATS, default="xliff", show_default=True)
@click.option("--out", type=_folder, help="Output folder.  [default: exchange]")
def export(sources: tuple[str, ...], codes: tuple[str, ...], name: str, out: Path | None) -> None:
    """Write the catalogs of SOURCES as files for other editors; `import` takes them back."""
    from toolkit.workflow import exchange as workflow

    wanted, options = Selection(sources, codes), workflow.ExportOptions(name, out)
    with showing("export") as tell:
        outcome = workflow.export_catalogs(project_here(), wanted, options, tell)
    made = outcome.result
    end("export", f"{many(made.sentences, 'sentence')} in {many(made.files, 'file')}", outcome)


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=_file)
@to_option
@click.option("--article", metavar="SOURCE", help="The article, if a file does not name it.")
@dry_option
def import_(
    files: tuple[Path, ...], codes: tuple[str, ...], article: str | None, dry_run: bool
) -> None:
    """Take the edits in exported FILES into the catalogs; conflicts are listed, exit code 1."""
    from toolkit.workflow import exchange as workflow

    options = workflow.ImportOptions(article or "", dry_run)
    with showing("import") as tell:
        outcome = workflow.import_catalogs(project_here(), files, codes, options, tell)
    made = outcome.result
    verb = "would change" if dry_run else "changed"
    changed, conflicts = many(made.changed, "sentence"), many(made.conflicts, "conflict")
    counts = f"{verb} {changed}, {conflicts}, {made.unknown} no longer in their article"
    end("import", counts, outcome)
    if made.conflicts:
        say("to settle a conflict, put the right text into the catalog, then remove the file")
        sys.exit(FAILED)


@click.command("align")
@click.argument("source")
@click.argument("translation", type=_file)
@click.option("--to", "code", required=True, metavar="LANG", help="Language of TRANSLATION.")
@dry_option
def align(source: str, translation: Path, code: str, dry_run: bool) -> None:
    """Fill the empty entries of SOURCE with drafts from TRANSLATION, its finished translation."""
    from toolkit.workflow import align as workflow

    pair = workflow.FinishedTranslation(source, translation, code)
    with showing("align") as tell:
        outcome = workflow.align(project_here(), pair, tell, dry_run=dry_run)
    made = outcome.result
    verb = "would fill" if dry_run else "filled"
    counts = (
        f"{verb} {many(made.filled, 'entry')}; {made.open} source sentences without a"
        f" sure translation, {made.over} sentences of {translation.name} left over"
    )
    if made.emptied:
        drafts = many(made.emptied, "draft")
        say(f"{drafts} of an engine left out: the translation says it with the sentence before")
    end("align", counts, outcome)
