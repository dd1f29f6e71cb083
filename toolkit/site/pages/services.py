"""Pages that serve readers: search, what is not there, what has moved, the icon of the site."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from toolkit.site import head, links
from toolkit.site.former import name_of
from toolkit.site.layout import frame, render
from toolkit.site.model import Page, Story, Version
from toolkit.site.plan import SitePlan, page_of


def pages(plan: SitePlan) -> Iterator[Page]:
    """All of them, in every language."""
    yield _icon(plan)
    source = plan.source.tag
    yield _missing(plan, "404.html", source)
    yield Page("search.js", plan.key(), lambda: render(plan, "site/search.js", "", source, {}))
    for tag in plan.voices:
        yield _missing(plan, f"{tag}/404.html", tag)
        yield _search(plan, tag)
        yield _index(plan, tag)
    yield from _moved(plan)


def _icon(plan: SitePlan) -> Page:
    if not plan.complaint(plan.icon):
        own = plan.site.sources / plan.icon
        return Page(plan.icon, plan.digest(plan.icon), own.read_bytes)
    values = {"letter": plan.site_title(plan.source.tag)[:1].upper()}
    make = partial(render, plan, "site/favicon.svg", "", plan.source.tag, values)
    return Page(plan.icon, plan.key(values), make)


def _missing(plan: SitePlan, path: str, tag: str) -> Page:
    """What a server shows for addresses that do not exist, at whatever depth."""
    base = f"{urlsplit(plan.site.settings.url).path}/{path.rpartition('/')[0]}"

    def make() -> bytes:
        others = {language: f"{language}/404.html" for language in plan.voices}
        values = {
            "frame": frame(plan, path, tag, {}, others),
            "base": f"{base.rstrip('/')}/",
            "noindex": True,
            "canonical": "",
        }
        return render(plan, "site/404.html", path, tag, values)

    return Page(path, plan.key("404", path), make)


def _search(plan: SitePlan, tag: str) -> Page:
    path = f"{tag}/search.html"

    def make() -> bytes:
        others = {language: f"{language}/search.html" for language in plan.voices}
        values: dict[str, Any] = {"frame": frame(plan, path, tag, {}, others)}
        return render(
            plan, "site/search.html", path, tag, {**values, "noindex": True, "canonical": ""}
        )

    return Page(path, plan.key("search", tag), make)


def _index(plan: SitePlan, tag: str) -> Page:
    """The words of all that readers of a language are offered, as a script: it needs no server."""
    path, voice = f"{tag}/search-index.js", plan.voices[tag]
    pages = [(one, one.version(tag)) for one in plan.site.stories if one.page]
    shown = [*plan.shown(tag), *((one, found) for one, found in pages if found)]

    def row(story: Story, version: Version) -> list[str]:
        address = links.relative(path, page_of(story, tag))
        about = (version.kicker, version.caption, *version.tags, *story.authors)
        words = " ".join(filter(None, (plan.site.texts.words(story, version), *about)))
        spoken = [version.title_language, version.lead_language]
        foreign = "" if version.spoken == tag else version.spoken
        day = voice.date(story.date)
        return [
            address,
            version.title,
            version.description,
            words,
            day,
            *(s or foreign for s in spoken),
        ]

    def make() -> bytes:
        index = {
            "rows": [row(*pair) for pair in shown],
            "none": voice.say("Nothing was found."),
            "counts": voice.say("Found: %(n)s"),
        }
        return f"window.toolkitIndex = {json.dumps(index, ensure_ascii=False)};\n".encode()

    return Page(path, plan.key("index", [plan.story_key(*pair) for pair in shown]), make)


def _moved(plan: SitePlan) -> Iterator[Page]:
    """From the addresses that a page had, and from its article's name, to where it is."""
    named = (one for one in plan.site.stories if one.addresses or one.former or one.aliases)
    for story in named:
        for tag in plan.voices:
            version = story.version(tag)
            if not version:
                continue
            former = [story.name, *(name for language, name in story.former if language == tag)]
            aliases = {name_of(alias): alias for alias in story.aliases}
            for name in dict.fromkeys([*former, *aliases]):
                path = f"{tag}/{name}.html"
                if name in aliases and (name in ("", ".") or ".." in name.split("/")):
                    plan.refused[story.name, aliases[name]] = "no page can have this address"
                elif path != page_of(story, tag):
                    page = _redirect(plan, story, version, path, tag)
                    yield page._replace(alias=aliases.get(name, ""))


def _redirect(plan: SitePlan, story: Story, version: Version, path: str, tag: str) -> Page:
    values = {
        "title": version.title,
        "address": links.relative(path, page_of(story, tag)),
        "canonical": head.canonical(plan, story, version),
    }
    return Page(
        path,
        plan.key("moved", path, values),
        lambda: render(plan, "site/moved.html", path, tag, values),
        story.name,
        yields=True,
    )
