"""The page of an article in a language."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from toolkit.publication.theme import Markup
from toolkit.site import head, links
from toolkit.site.editions import offers_of_article, ways_of_article
from toolkit.site.hero import pictured
from toolkit.site.layout import frame, render
from toolkit.site.model import SOURCE, DeadEnd, Page, Story, Version
from toolkit.site.plan import SitePlan, page_of

_MOST = 3
"""Related articles below an article."""
_KNOWN = 50
"""Articles of a topic, newest first, that may be related."""


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
    if version.state == SOURCE:
        for reference in version.dead_ends:
            plan.dead_ends[DeadEnd(story.name, reference, links.why_dead(reference))] = None
    image = plan.picture(story, tag, path)
    offered = [path for _, path in ways_of_article(plan, story, version, tag)]
    named, addresses = _named(plan, tag), plan.topic_addresses(tag)
    told = [(side, named[one.name]) for side, (one, _) in _neighbours(plan, story, tag).items()]
    told += [("related", named[one.name]) for one, _ in _related(plan, story, tag)]
    lists = [addresses.get(topic) for topic in story.topics]
    lists += [plan.authors.get(name) for name in story.authors]
    shown = image, plan.card(story, version)
    key = plan.key(plan.story_key(story, version), tag, targets, shown, offered, told, lists)

    def make() -> bytes:
        body = links.rewrite(plan.site.texts.of(story, version).body, targets.get)
        (body,), picture = pictured(plan, version, tag, image, [body])
        values = _values(plan, story, version, tag) | picture
        values |= {
            "body": Markup(body),
            "offers": offers_of_article(plan, story, version, tag),
        }
        return render(plan, "site/article.html", path, tag, values)

    return Page(path, key, make, story.name)


def _named(plan: SitePlan, tag: str) -> dict[str, object]:
    """Article → what links to it show in a language."""
    found: dict[str, object] = plan.once(
        ("named", tag),
        lambda: {
            one.name: (other.title, other.title_language, other.language, page_of(one, tag))
            for one, other in plan.shown(tag)
        },
    )
    return found


def _neighbours(plan: SitePlan, story: Story, tag: str) -> dict[str, tuple[Story, Version]]:
    """The newer article as "next", the older one as "previous"."""
    shown = plan.shown(tag)
    at = plan.once(("places", tag), lambda: {one.name: n for n, (one, _) in enumerate(shown)})
    place = at.get(story.name)
    if place is None:
        return {}
    sides = (("next", place - 1), ("previous", place + 1))
    return {side: shown[there] for side, there in sides if 0 <= there < len(shown)}


def _related(plan: SitePlan, story: Story, tag: str) -> list[tuple[Story, Version]]:
    """The articles that share most topics, rare ones first, newest first among equals."""
    best = plan.once(("related", tag, story.topics), lambda: _best(plan, story.topics, tag))
    return [pair for pair in best if pair[0].name != story.name][:_MOST]


def _best(plan: SitePlan, wanted: tuple[str, ...], tag: str) -> list[tuple[Story, Version]]:
    """The articles that fit topics best; one more than are shown, for it may be the page's own."""
    shown = plan.shown(tag)
    topics: dict[str, list[int]] = plan.once(("topics", tag), lambda: _by_topic(shown))
    weights: dict[int, float] = {}
    for topic in wanted:
        places = topics.get(topic, [])
        for place in places[:_KNOWN]:
            weights[place] = weights.get(place, 0.0) + 1 / len(places)
    best = sorted(weights, key=lambda place: (-weights[place], place))
    return [shown[place] for place in best[: _MOST + 1]]


def _by_topic(shown: list[tuple[Story, Version]]) -> dict[str, list[int]]:
    """Topic → places of its articles, newest first."""
    found: dict[str, list[int]] = {}
    for place, (story, _) in enumerate(shown):
        for topic in dict.fromkeys(story.topics):
            found.setdefault(topic, []).append(place)
    return found


def _byline(plan: SitePlan, story: Story, path: str, tag: str) -> Markup:
    """The authors, each leading to what they wrote."""
    names = [
        Markup('<a rel="author" href="{}">{}</a>').format(
            links.relative(path, f"{tag}/authors/{plan.authors[name]}.html"), name
        )
        if name in plan.authors and plan.shows(story, tag)
        else Markup.escape(name)
        for name in story.authors
    ]
    return Markup(plan.voices[tag].list(names)) if names else Markup()


def _headline(version: Version) -> Markup:
    spoken = Markup(' lang="{}"').format(version.title_language) if version.title_language else ""
    return Markup("<h1{}>{}</h1>").format(spoken, version.title)


def _values(plan: SitePlan, story: Story, version: Version, tag: str) -> dict[str, Any]:
    path = page_of(story, tag)
    stand_in, addresses = tag != version.language, plan.topic_addresses(tag)
    foreign = "" if version.spoken == tag else version.spoken
    hidden = story.timing.unlisted or version not in head.public(plan, story)
    noindex = stand_in or hidden
    neighbours = {} if story.page else _neighbours(plan, story, tag)
    related = [] if story.page else _related(plan, story, tag)
    data = json.dumps(head.json_ld(plan, story, version), ensure_ascii=False)
    others = {
        language: page_of(story, language)
        for language in (*(found.language for found in story.versions), *story.stand_ins)
    }
    return {
        "frame": frame(plan, path, tag, {} if noindex else head.alternates(plan, story), others),
        "story": story,
        "version": version,
        "byline": _byline(plan, story, path, tag),
        "stand_in": stand_in,
        "title": version.title,
        "headline": _headline(version),
        "description": version.description,
        "canonical": head.canonical(plan, story, version),
        "noindex": noindex,
        "json_ld": Markup(data.replace("<", "\\u003c")) if not stand_in else "",
        "open_graph": head.open_graph(plan, story, version, tag),
        "topics": [
            (name, links.relative(path, f"{tag}/tags/{addresses[topic]}.html"), spoken or foreign)
            for name, topic, spoken in zip(
                version.tags, story.topics, version.tag_languages, strict=False
            )
            if topic in addresses
        ],
        "neighbours": [
            (side, other, links.relative(path, page_of(one, tag)))
            for side, (one, other) in neighbours.items()
        ],
        "related": [(other, links.relative(path, page_of(one, tag))) for one, other in related],
        "original": links.relative(path, page_of(story, story.source)),
    }
