"""Segment: the sentences of a file as translators will see them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from toolkit.formats.article import ParsedArticle, parse_article
from toolkit.formats.format import AS_SHOWN
from toolkit.languages.language import language
from toolkit.project import files
from toolkit.project.files import Article
from toolkit.project.settings import Project


@dataclass(frozen=True, slots=True)
class SegmentOptions:
    """How a file is read."""

    language: str = ""
    """Its language; "" for the project's, or German without a project."""


DEFAULTS = SegmentOptions()


def segment(
    file: Path, project: Project | None = None, options: SegmentOptions = DEFAULTS
) -> ParsedArticle:
    """The file taken apart, by the project's rules if there is one. SourceError if it cannot be."""
    code = options.language or (project.source.posix if project else "de")
    text = files.read(Article(file.stem, file, str(file)))
    rules, reading = (project.rules, project.reading) if project else (None, AS_SHOWN)
    return parse_article(str(file), text, language(code), rules, reading)
