"""What a page tells machines: its other languages, Open Graph, schema.org."""

from __future__ import annotations

from typing import Any

from toolkit.languages.language import language, territory
from toolkit.site import links, raster
from toolkit.site.model import DRAFT, SOURCE, Story, Version
from toolkit.site.plan import SitePlan, page_of


def public(plan: SitePlan, story: Story) -> list[Version]:
    """The versions that search engines may have: no drafts, nothing that stands in for another."""
    return [found for found in story.versions if found.state != DRAFT and not plan.site.drafts]


def alternates(plan: SitePlan, story: Story) -> dict[str, str]:
    """hreflang → path in the site, of each public version and, as `x-default`, of the original.

    The same on all pages of an article, so the links are mutual; {} if there is only one.
    """
    found = {version.language: page_of(story, version.language) for version in public(plan, story)}
    if len(found) < 2:
        return {}
    return {**found, "x-default": page_of(story, story.source)}


def canonical(plan: SitePlan, story: Story, version: Version) -> str:
    """The address of a version's own page; of the original where that stands in."""
    url = plan.site.settings.url
    return links.absolute(url, page_of(story, version.language)) if url else ""


def open_graph(plan: SitePlan, story: Story, version: Version, tag: str) -> list[tuple[str, str]]:
    """(property, content), see https://ogp.me."""
    found = [
        ("og:type", "article"),
        ("og:title", version.title),
        ("og:description", version.description),
        ("og:locale", territory(language(version.language))),
        ("og:site_name", plan.site_title(tag)),
        ("og:url", canonical(plan, story, version)),
        ("article:published_time", story.published),
        ("article:modified_time", story.changed if story.updated_in(version) else ""),
        *_preview(plan, story, version),
    ]
    found += [
        ("og:locale:alternate", territory(language(other.language)))
        for other in public(plan, story)
        if other.language != version.language
    ]
    found += [("article:tag", name) for name in version.tags]
    return [(name, content) for name, content in found if content]


def _preview(plan: SitePlan, story: Story, version: Version) -> list[tuple[str, str]]:
    """What social networks show: the article's picture, else its card."""
    url = plan.site.settings.url
    card = plan.card(story, version) if url else ""
    if card:
        width, height = map(str, raster.SIZE)
        size = [("og:image:width", width), ("og:image:height", height)]
        found = [("og:image", links.absolute(url, card)), *size, ("og:image:alt", version.title)]
    else:
        shown = picture(plan, story, version.language) if url else ""
        found = [("og:image", shown), ("og:image:alt", version.image_alt if shown else "")]
    large = bool(found[0][1])
    return [*found, ("twitter:card", "summary_large_image" if large else "summary")]


def picture(plan: SitePlan, story: Story, tag: str) -> str:
    """The absolute address of an article's picture; "" if it has none."""
    found = plan.picture(story, tag, "index.html")
    if found is None:
        return ""
    return f"{plan.site.settings.url}/{found.address}" if found.path else found.address


def json_ld(plan: SitePlan, story: Story, version: Version) -> dict[str, Any]:
    """A `NewsArticle` of https://schema.org; translations and original name each other."""
    url, settings = plan.site.settings.url, plan.site.settings
    others = [found for found in public(plan, story) if found.state != SOURCE]
    publisher = settings.publisher or plan.site_title(version.language)
    found = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": canonical(plan, story, version),
        "url": canonical(plan, story, version),
        "headline": version.title,
        "description": version.description,
        "inLanguage": version.language,
        "datePublished": story.published,
        "dateModified": story.changed_in(version),
        "author": [{"@type": "Person", "name": name} for name in story.authors],
        "publisher": {"@type": "Organization", "name": publisher} if publisher else None,
        "image": picture(plan, story, version.language) if url else "",
        "keywords": list(version.tags),
        "isAccessibleForFree": True,
    }
    if url and version.state != SOURCE:
        found["translationOfWork"] = {"@id": links.absolute(url, page_of(story, story.source))}
    elif url:
        found["workTranslation"] = [
            {"@id": links.absolute(url, page_of(story, other.language))} for other in others
        ]
    return {name: value for name, value in found.items() if value not in ("", None, [])}
