"""The files of a publication: the article in its own format and as a page. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.checks.context import Check, Context, PublishedArticle, Remark
from toolkit.checks.table import run_published
from toolkit.formats.article import ParsedArticle
from toolkit.formats.format import Localization, serialize
from toolkit.model import Catalog, Language, Severity
from toolkit.publication import assemble, page


@dataclass(frozen=True, slots=True)
class Published:
    """A publication."""

    files: Mapping[str, str]
    """Suffix → text."""
    banner: str
    """What marks it as a draft; "" if it is none."""


def last_checks(
    article: ParsedArticle,
    finished: str,
    context: Context,
    severities: Mapping[str, str],
    banner: str = "",
) -> list[tuple[Check, Severity, Remark]]:
    """What the checks say that read a publication in the article's own format.

    `banner` is the one that the publication bears.
    """
    form = article.form
    original = serialize(article.document.parts, form)
    if finished == original:
        return []
    changes = Localization(article.source, context.target, banner)
    source = form.set_language(original, changes)
    source = form.mark_draft(source, changes) if banner else source
    made = PublishedArticle(
        source=source,
        text=finished,
        before=form.parse(source),
        after=form.parse(finished),
        readable=form.readable,
    )
    return run_published(made, context, severities)


def published(
    article: ParsedArticle,
    found: Catalog,
    target: Language,
    *,
    drafts: bool,
    around: page.Around = page.ALONE,
) -> Published:
    """The publication. PublishError if a file of it would not be faithful."""
    form = article.form
    assembly = assemble.Assembly(article.source, target, article.cut, form, drafts)
    made = assemble.assemble(article.document, found, assembly)
    text = page.PublishedText(
        name=article.document.name,
        source=made.text,
        original=article.source,
        language=target if made.changed else article.source,
        open=len(made.open),
        all=len(found.entries),
    )
    finished = made.text
    banner = page.banner(text) if made.open else ""
    if made.changed or made.open:
        finished = page.same(text, form)
        assemble.verify_finished(article.document.name, made, finished, banner, assembly)
    suffix = Path(article.label).suffix
    return Published({suffix: finished, form.page_suffix: page.render(text, form, around)}, banner)
