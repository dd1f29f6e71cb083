"""The files of a publication: the article in its own format and as a page. Pure."""

from __future__ import annotations

from pathlib import Path

from toolkit.formats.article import ParsedArticle
from toolkit.model import Catalog, Language
from toolkit.publication import assemble, page


def published(
    article: ParsedArticle, found: Catalog, target: Language, *, drafts: bool
) -> dict[str, str]:
    """The publication's files: suffix → text. PublishError if one would not be faithful."""
    job = assemble.Job(article.source, target, article.cut, article.form, drafts)
    made = assemble.assemble(article.document, found, job)
    text = page.Text(
        name=article.document.name,
        source=made.text,
        original=article.source,
        language=target if made.changed else article.source,
        open=len(made.open),
        all=len(found.entries),
    )
    suffix = Path(article.label).suffix
    aside = ".page.html" if article.form.name == "html" else ".html"
    same = page.same(text, article.form) if made.changed or made.open else made.text
    return {suffix: same, aside: page.render(text, article.form)}
