"""The editions of a site. One is a function that plans its files, and a row here.

To add one: `site/pages/<name>.py` with `pages`, and a row; `site.editions` in the settings then
knows its name, and the pages that have it link to it.
"""

from __future__ import annotations

from toolkit.site import links
from toolkit.site.edition import Edition, EditionLink, Way
from toolkit.site.model import Story, Version
from toolkit.site.pages import bilingual, cards, epub, pdf
from toolkit.site.plan import SitePlan, page_of

_EPUB = "application/epub+zip"
EDITIONS = {
    row.name: row
    for row in (
        Edition(
            "epub",
            "The newest articles of a language as one EPUB.",
            epub.pages,
            of_language=Way("Download as EPUB", _EPUB, epub.path_of_articles),
        ),
        Edition(
            "bilingual",
            "Original and translation side by side, as pages and as one EPUB.",
            bilingual.pages,
            of_article=Way("Read both side by side", "", bilingual.path_of_translation),
            of_language=Way("Bilingual edition, EPUB", _EPUB, epub.path_of_both),
        ),
        Edition(
            "pdf",
            "Each article as a PDF for screen readers and printers; needs the extra `pdf`.",
            pdf.pages,
            of_article=Way("Download as PDF", "application/pdf", pdf.path_of_printable),
        ),
        Edition(
            "cards",
            "A drawn picture with the title, for social networks, of each article that has none;"
            " needs the extra `pictures`.",
            cards.pages,
        ),
    )
}


def wanted(plan: SitePlan) -> list[Edition]:
    """The editions that the settings ask for, in the order of the table."""
    return [edition for edition in EDITIONS.values() if edition.name in plan.site.settings.editions]


def offers_of_article(
    plan: SitePlan, story: Story, version: Version, tag: str
) -> list[EditionLink]:
    """The editions of an article that its page in a language links to."""
    return [
        EditionLink(way.words, way.media, links.relative(page_of(story, tag), path))
        for way, path in ways_of_article(plan, story, version, tag)
    ]


def ways_of_article(
    plan: SitePlan, story: Story, version: Version, tag: str
) -> list[tuple[Way[[SitePlan, Story, Version, str]], str]]:
    """How readers of an article's page come to its editions, and where those are."""
    ways = plan.once(
        "ways of articles",
        lambda: [edition.of_article for edition in wanted(plan) if edition.of_article],
    )
    return [(way, path) for way in ways if (path := way.path(plan, story, version, tag))]


def offers_of_language(plan: SitePlan, tag: str) -> list[EditionLink]:
    """The editions of a language that its front page links to."""
    return [
        EditionLink(way.words, way.media, links.relative(f"{tag}/index.html", path))
        for edition in wanted(plan)
        if (way := edition.of_language) and (path := way.path(plan, tag))
    ]
