"""Feeds, sitemap, robots.txt. Without `url` in the settings there are none: all need addresses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from toolkit.publication.theme import Markup
from toolkit.site import head, links
from toolkit.site.hero import pictured
from toolkit.site.layout import frame, render
from toolkit.site.links import Target
from toolkit.site.model import DRAFT, Page, Story, Version
from toolkit.site.pages import lists
from toolkit.site.plan import SitePlan, latest, page_of

Shown = list[tuple[Story, Version]]


def pages(plan: SitePlan) -> Iterator[Page]:
    """Atom (RFC 4287) and JSON Feed 1.1 for each language, `sitemap.xml`, `robots.txt`."""
    yield _robots(plan)
    if not plan.site.settings.url or plan.site.drafts:
        return
    yield _sitemap(plan)
    for tag in plan.voices:
        shown = [
            (story, version)
            for story, version in plan.shown(tag)
            if version.language == tag and version.state != DRAFT and story.date
        ][: lists.NEWEST]
        yield _atom(plan, tag, shown)
        yield _json(plan, tag, shown)


def _robots(plan: SitePlan) -> Page:
    url = plan.site.settings.url
    lines = ["User-agent: *", "Disallow: /" if plan.site.drafts else "Disallow:"]
    if url and not plan.site.drafts:
        lines.append(f"Sitemap: {url}/sitemap.xml")
    text = "\n".join(lines) + "\n"
    return Page("robots.txt", plan.key(text), text.encode)


def _sitemap(plan: SitePlan) -> Page:
    """See https://www.sitemaps.org and Google's `xhtml:link` for alternates."""
    paths = list(_paths(plan))
    url = plan.site.settings.url

    def make() -> bytes:
        rows = [
            (links.absolute(url, path), day, [(tag, links.absolute(url, to)) for tag, to in others])
            for same, others in paths
            for path, day in same
        ]
        return render(plan, "site/sitemap.xml", "sitemap.xml", plan.source.tag, {"rows": rows})

    return Page("sitemap.xml", plan.key(paths), make)


def _paths(plan: SitePlan) -> Iterator[tuple[list[tuple[str, str]], list[tuple[str, str]]]]:
    """Pages to be indexed that say the same of each other.

    [(path, day of the last change)], [(hreflang, path)].
    """
    home = [*((tag, f"{tag}/index.html") for tag in plan.voices), ("x-default", "index.html")]
    yield [(path, "") for _, path in home], home
    for story in plan.site.stories:
        if not story.timing.unlisted:
            same = [
                (page_of(story, version.language), story.changed_in(version))
                for version in head.public(plan, story)
            ]
            yield same, [*head.alternates(plan, story).items()]


def _content(plan: SitePlan, story: Story, version: Version) -> str:
    """The picture and the body with absolute addresses, for readers elsewhere."""
    url, page = plan.site.settings.url, page_of(story, version.language)
    base = links.absolute(url, page)

    def resolve(reference: str) -> Target | None:
        if reference.startswith("#"):
            return Target(base + reference)
        found = plan.resolve(story, version.language, "index.html", reference)
        if found is None or not found.address:
            return found
        return replace(found, address=f"{url}/{found.address}", smaller=())

    body = links.rewrite(plan.site.texts.of(story, version).body, resolve)
    image = plan.picture(story, version.language, "index.html")
    if image:
        image = replace(image, address=head.picture(plan, story, version.language), smaller=())
    (body,), told = pictured(plan, version, version.language, image, [body])
    above = _figure(plan, version, told["image"], told["credit"])
    return above + body + "".join(Markup("<p>{}</p>").format(one) for one in told["below"] if one)


def _figure(plan: SitePlan, version: Version, image: Target | None, credit: str) -> str:
    """The picture of an article with its caption and credit."""
    told = filter(None, (version.caption, credit))
    words = plan.voices[version.language].language.gap.join(told)
    caption = Markup("<figcaption>{}</figcaption>").format(words) if words else ""
    tag = Markup('<figure><img src="{}" alt="{}"{}>{}</figure>\n')
    if not image:
        return ""
    return str(tag.format(image.address, version.image_alt, image.sized, caption))


def _id(plan: SitePlan, story: Story, version: Version) -> str:
    """By what readers of feeds know an article again: the address made of its file's name.

    So one with another title or slug, and thus another address, is not shown to them as new.
    """
    return links.absolute(plan.site.settings.url, f"{version.language}/{story.name}.html")


def _atom(plan: SitePlan, tag: str, shown: Shown) -> Page:
    path = f"{tag}/feed.xml"

    def make() -> bytes:
        entries = [
            (story, version, head.canonical(plan, story, version), _content(plan, story, version))
            for story, version in shown
        ]
        values: dict[str, Any] = {
            "frame": frame(plan, path, tag, {}),
            "entries": entries,
            "ids": {story.name: _id(plan, story, version) for story, version in shown},
            "address": links.absolute(plan.site.settings.url, path),
            "home": links.absolute(plan.site.settings.url, f"{tag}/index.html"),
            "updated": latest(shown),
            "publisher": plan.site.settings.publisher or plan.site_title(tag),
        }
        return render(plan, "site/feed.xml", path, tag, values)

    return Page(path, _key(plan, tag, shown), make)


def _key(plan: SitePlan, tag: str, shown: Shown) -> str:
    """The bodies of a feed, and whether what they link to is there in its language."""
    found = [
        plan.resolve(story, tag, "index.html", reference)
        for story, version in shown
        for reference in version.references
    ]
    pictures = [plan.picture(story, version.language, "index.html") for story, version in shown]
    return plan.key(tag, [plan.story_key(*pair) for pair in shown], found, pictures)


def _json(plan: SitePlan, tag: str, shown: Shown) -> Page:
    """See https://www.jsonfeed.org/version/1.1/."""
    path, url = f"{tag}/feed.json", plan.site.settings.url

    def make() -> bytes:
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": plan.site_title(tag),
            "home_page_url": links.absolute(url, f"{tag}/index.html"),
            "feed_url": links.absolute(url, path),
            "language": tag,
            "items": [_item(plan, story, version) for story, version in shown],
        }
        return (json.dumps(feed, ensure_ascii=False, indent=1) + "\n").encode()

    return Page(path, _key(plan, tag, shown) + "j", make)


def _item(plan: SitePlan, story: Story, version: Version) -> dict[str, Any]:
    address = head.canonical(plan, story, version)
    item = {
        "id": _id(plan, story, version),
        "url": address,
        "title": version.title,
        "summary": version.description,
        "image": head.picture(plan, story, version.language),
        "content_html": _content(plan, story, version),
        "date_published": story.published,
        "date_modified": story.changed_in(version),
        "authors": [{"name": name} for name in story.authors],
        "tags": list(version.tags),
        "language": version.language,
    }
    return {name: value for name, value in item.items() if value}
