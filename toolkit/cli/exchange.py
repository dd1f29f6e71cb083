"""`toolkit export`, `import`, `align`: catalogs to other editors and back, old translations in."""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.run import FAILED, Run, many, relative, say, sources_argument, to_option
from toolkit.errors import SourceError, UsageError

if TYPE_CHECKING:
    from toolkit.exchange.merge import Batch, Merged
    from toolkit.formats.article import ParsedArticle
    from toolkit.model import Catalog, Language
    from toolkit.project.files import Article

_FORMATS = ("xliff", "xliff2", "csv", "xlsx", "po")
_folder = click.Path(file_okay=False, path_type=Path)
_file = click.Path(dir_okay=False, path_type=Path)
dry_option = click.option("--dry-run", is_flag=True, help="Only say what would change.")


@click.command("export")
@sources_argument
@to_option
@click.option("--format", "name", type=click.Choice(_FORMATS), default="xliff", show_default=True)
@click.option("--out", type=_folder, help="Output folder.  [default: exchange]")
def export(sources: tuple[str, ...], codes: tuple[str, ...], name: str, out: Path | None) -> None:
    """Write the catalogs of SOURCES as files for other editors; `import` takes them back."""
    from toolkit.exchange.table import EXCHANGES
    from toolkit.project import files as project

    run = Run.start(codes, "export")
    folder = Path.cwd() / out if out else run.project.root / "exchange"
    form = EXCHANGES[name]
    counts: Counter[str] = Counter()

    def work(article: Article, target: Language) -> None:
        _, found = run.catalog(article, target)
        if not found.entries:
            return
        path = folder / f"{article.name}.{target.posix}{form.suffixes[0]}"
        _refuse_overwriting(path, found)
        project.publish(run.project, path, form.write(found, run.project.source, target))
        counts["files"] += 1
        counts["sentences"] += len(found.entries)
        click.echo(relative(path))

    with run.writing():
        run.each(sources, work)
    run.end(f"{many(counts['sentences'], 'sentence')} in {many(counts['files'], 'file')}")


def _refuse_overwriting(path: Path, found: Catalog) -> None:
    """UsageError if a file holds work that the catalog has not."""
    from toolkit.exchange import table as exchange
    from toolkit.exchange.merge import merge

    if not os.path.lexists(path):  # no error if too long: writing it says so
        return
    remedy = "`toolkit import` it first, remove it, or name another folder with --out"
    try:
        batches = exchange.read(path.name, path.read_bytes())
    except (SourceError, OSError):
        raise UsageError(f"{relative(path)}: something else has this name: move it") from None
    for batch in batches:
        merged = merge(found, batch.rows)
        if merged.conflicts or merged.catalog != found:
            raise UsageError(f"{relative(path)}: it has edits that the catalog has not: {remedy}")


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=_file)
@to_option
@click.option("--article", metavar="SOURCE", help="The article, if a file does not name it.")
@dry_option
def import_(
    files: tuple[Path, ...], codes: tuple[str, ...], article: str | None, dry_run: bool
) -> None:
    """Take the edits in exported FILES into the catalogs; conflicts are listed, exit code 1."""
    run = Run.start(codes, "import", dry_run=dry_run)
    counts: Counter[str] = Counter()
    with run.writing():
        for file in files:
            for batch in _batches(run, file):
                _import(run, (file, batch), article, counts)
    verb = "would change" if dry_run else "changed"
    run.end(
        f"{verb} {many(counts['changed'], 'sentence')}, {many(counts['conflicts'], 'conflict')},"
        f" {counts['unknown']} no longer in their article"
    )
    if counts["conflicts"]:
        say("to settle a conflict, put the right text into the catalog, then remove the file")
        sys.exit(FAILED)


def _batches(run: Run, file: Path) -> tuple[Batch, ...]:
    """The units of a file; none, and a failure of the run, if it cannot be read."""
    from toolkit.exchange import table as exchange

    try:
        return exchange.read(str(file), file.read_bytes())
    except OSError as error:
        run.fail(SourceError(f"{file}: cannot be read ({error.strerror})"))
    except SourceError as error:
        run.fail(error)
    return ()


def _import(run: Run, sent: tuple[Path, Batch], named: str | None, counts: Counter[str]) -> None:
    """Merge one article's units into its catalog."""
    from toolkit.exchange.merge import merge

    file, batch = sent
    source = named or (batch.article and str(run.project.root / batch.article))
    if not source:
        run.fail(UsageError(f"{file}: it does not say its article: name it with --article"))
        return
    if not named and not Path(source).is_file():
        what = f"there is no such file; name the article of {file} with --article"
        run.fail(SourceError(f"{batch.article}: {what}"))
        return
    for article in run.articles([source]):
        with run.trying(article):
            target = _target(run, file, batch.language)
            current, before = run.load(article, run.prepare(article), target)
            merged = merge(current, batch.rows)
            _tell(file, merged)
            counts["changed"] += _changes(current, merged.catalog)
            counts["conflicts"] += len(merged.conflicts)
            counts["unknown"] += len(merged.unknown)
            if merged.catalog != current:
                run.save(article, target, merged.catalog, before)


def _target(run: Run, file: Path, code: str) -> Language:
    """The project's language for a file's: itself, or the only one of its base (`en-US`: `en`)."""
    from toolkit.languages.language import language

    if not code:
        if len(run.targets) == 1:
            return run.targets[0]
        raise UsageError(f"{file}: it does not say its language: name it with --to")
    try:
        wanted = language(code)
    except UsageError as error:
        raise UsageError(f"{file}: {error}") from None
    near = [one for one in run.targets if _base(one) == _base(wanted)]
    found = [one for one in run.targets if one == wanted] or near
    if len(found) != 1:
        names = ", ".join(one.posix for one in run.targets)
        raise UsageError(f"{file}: its language {code} is none of {names}: name it with --to")
    return found[0]


def _base(target: Language) -> tuple[str, str]:
    return target.posix.partition("_")[0], target.script


def _changes(old: Catalog, new: Catalog) -> int:
    return sum(one != other for one, other in zip(old.entries, new.entries, strict=True))


def _tell(file: Path, merged: Merged) -> None:
    """List what needs a person, with both texts."""
    for row, entry in merged.conflicts:
        say(f"{file}:{row.line}: conflict, the catalog keeps its text: {row.source!r}")
        say(f"    file:    {row.target!r} ({row.state.value})")
        say(f"    catalog: {entry.target!r} ({entry.state.value})")
    for row in merged.unknown:
        say(f"{file}:{row.line}: no longer in the article, kept as obsolete: {row.source!r}")
        say(f"    file:    {row.target!r} ({row.state.value})")


@click.command("align")
@click.argument("source")
@click.argument("translation", type=_file)
@click.option("--to", "code", required=True, metavar="LANG", help="Language of TRANSLATION.")
@dry_option
def align(source: str, translation: Path, code: str, dry_run: bool) -> None:
    """Fill the empty entries of SOURCE with drafts from TRANSLATION, its finished translation."""
    from toolkit.drafting import adopt as drafts
    from toolkit.drafting import drafts as draft

    run = Run.start((code,), "align", dry_run=dry_run)
    counts: Counter[str] = Counter()

    def work(article: Article, target: Language) -> None:
        if run.done or counts:
            raise UsageError(f"{source}: several articles; name one")
        current, before = run.load(article, run.prepare(article), target)
        other = _translated(run, translation, target)
        bare = draft.without_machine(current)
        found = drafts.adopt(run.prepare(article), other, bare, translation.name)
        new = draft.filled_from(found.catalog, current)
        counts.update(filled=found.filled, open=found.open, over=found.over)
        if found.filled:
            run.save(article, target, new, before)

    with run.writing():
        run.each((source,), work)
    verb = "would fill" if dry_run else "filled"
    run.end(
        f"{verb} {many(counts['filled'], 'entry')}; {counts['open']} source sentences without a"
        f" sure translation, {counts['over']} sentences of {translation.name} left over"
    )


def _translated(run: Run, file: Path, target: Language) -> ParsedArticle:
    """The translation taken apart by the rules of its language; unknown suffixes are plain text."""
    from toolkit.formats.article import parse_article
    from toolkit.project import files as project

    text = project.read(project.Article(file.stem, file, str(file)))
    known = file.suffix.lower() in project.SUFFIXES
    label = str(file) if known else f"{file}.txt"
    return parse_article(label, text, target, run.project.rules)
