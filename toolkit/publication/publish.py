"""The files of a publication: the article in its own format and as a page. Pure."""

from __future__ import annotations

from pathlib import Path

from toolkit.formats.article import ParsedArticle
from toolkit.model import Catalog, Language
from toolkit.publication import assemble, page


def published(
    article: ParsedArticle,
    found: Catalog,
    target: Language,
    *,
    drafts: bool,
    led: page.Led = lambda _: None,
) -> dict[str, str]:
    """The publication's files: suffix → text. PublishError if one would not be faithful."""
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
    if made.changed or made.open:
        finished = page.same(text, form)
        banner = page.banner(text) if made.open else ""
        assemble.verify_finished(article.document.name, made, finished, banner, assembly)
    return {Path(article.label).suffix: finished, form.page_suffix: page.render(text, form, led)}
