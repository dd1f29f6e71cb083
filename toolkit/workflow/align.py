"""Align: empty entries filled with drafts from a finished translation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from toolkit.drafting import adopt, drafts
from toolkit.errors import UsageError
from toolkit.formats.article import ParsedArticle, parse_article
from toolkit.formats.table import suffixes
from toolkit.model import Language
from toolkit.project import files
from toolkit.project.files import Article
from toolkit.project.settings import Project
from toolkit.workflow.events import Tell, ignore
from toolkit.workflow.outcome import Outcome
from toolkit.workflow.selection import Selection
from toolkit.workflow.workspace import Workspace


@dataclass(frozen=True, slots=True)
class FinishedTranslation:
    """An article and its translation, which was made without the toolkit."""

    source: str
    """The article, as on the command line."""
    translation: Path
    language: str
    """The translation's."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """What `align` did."""

    filled: int = 0
    """Entries that got a draft."""
    open: int = 0
    """Sentences of the article for which no translation is sure."""
    over: int = 0
    """Sentences of the translation that belong to none."""
    emptied: int = 0
    """Engines' drafts that are gone: the translation says it with the sentence before."""


def align(
    project: Project, pair: FinishedTranslation, tell: Tell = ignore, *, dry_run: bool = False
) -> Outcome[Aligned]:
    """Fill the empty entries of an article with drafts from its finished translation."""
    wanted = Selection((pair.source,), (pair.language,))
    workspace = Workspace.open(project, wanted, tell, dry_run=dry_run)
    aligned: list[Aligned] = []

    def work(article: Article, target: Language) -> None:
        if workspace.done or aligned:
            raise UsageError(f"{pair.source}: several articles; name one")
        opened = workspace.load(article, target)
        other = _parse(project, pair.translation, target)
        bare = drafts.without_machine(opened.catalog)
        adopted = adopt.adopt(opened.parsed, other, bare, pair.translation.name)
        made = drafts.filled_from(adopted.catalog, opened.catalog)
        pairs = zip(opened.catalog.entries, made.entries, strict=True)
        emptied = sum(bool(old.target) and not new.target for old, new in pairs)
        aligned.append(Aligned(adopted.filled, adopted.open, adopted.over, emptied))
        if made != opened.catalog:
            workspace.save(opened, made)

    with workspace.writing():
        workspace.each(wanted.sources, work)
    return workspace.outcome(aligned[0] if aligned else Aligned())


def _parse(project: Project, file: Path, target: Language) -> ParsedArticle:
    """The translation taken apart by the rules of its language; unknown suffixes are plain text."""
    text = files.read(Article(file.stem, file, str(file)))
    known = file.suffix.lower() in suffixes()
    label = str(file) if known else f"{file}.txt"
    return parse_article(label, text, target, project.rules, project.reading)
