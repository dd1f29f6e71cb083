"""The page of an article in a language."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from toolkit.publication.theme import Markup
from toolkit.site import head, links
from toolkit.site.editions import offers_of_article
from toolkit.site.layout import frame, render
from toolkit.site.model import Page, Story, Version
from toolkit.site.plan import SitePlan, page_of


def pages(plan: SitePlan) -> Iterator[Page]:
    """A page for each article in each language that shows it."""
    for story in plan.site.stories:
        for language in plan.site.languages:
            version = story.version(language.tag)
            if version:
                yield _page(plan, story, version, language.tag)


def _page(plan: SitePlan, story: Story, version: Version, tag: str) -> Page:
    path = page_of(story, tag)
    targets = {
        reference: plan.resolve(story, tag, path, reference) for reference in version.references
    }
    picture = plan.resolve(story, tag, path, story.image) if story.image else None
    image = picture.address if picture else story.image
    offers = offers_of_article(plan, story, version, tag)
    key = plan.key(plan.story_key(story, version), tag, targets, image, offers)

    def make() -> bytes:
        body = links.rewrite(version.body, targets.get)
        values = _values(plan, story, version, tag)
        values |= {
            "body": Markup(body),
            "image": image,
            "offers": offers,
        }
        return render(plan, "site/article.html", path, tag, values)

    return Page(path, key, make)


def _values(plan: SitePlan, story: Story, version: Version, tag: str) -> dict[str, Any]:
    path = page_of(story, tag)
    stand_in = tag != version.language
    hidden = story.timing.unlisted or version not in head.public(plan, story)
    noindex = stand_in or hidden
    data = json.dumps(head.json_ld(plan, story, version), ensure_ascii=False)
    others = {
        language: page_of(story, language)
        for language in (*(found.language for found in story.versions), *story.stand_ins)
    }
    return {
        "frame": frame(plan, path, tag, {} if noindex else head.alternates(plan, story), others),
        "story": story,
        "version": version,
        "stand_in": stand_in,
        "title": version.title,
        "description": version.description,
        "canonical": head.canonical(plan, story, version),
        "noindex": noindex,
        "json_ld": Markup(data.replace("<", "\\u003c")) if not stand_in else "",
        "open_graph": head.open_graph(plan, story, version, tag),
        "topics": [
            (name, links.relative(path, f"{tag}/tags/{slug}.html"))
            for name, slug in zip(version.tags, story.topics, strict=False)
            if slug
        ],
        "original": links.relative(path, page_of(story, story.source)),
    }
