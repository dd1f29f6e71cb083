"""Pages that list articles: front page, archive by month and by tag, the choice of language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from toolkit.publication.theme import Markup
from toolkit.site import links
from toolkit.site.editions import offers_of_language
from toolkit.site.layout import frame, render
from toolkit.site.model import Page, Story, Version
from toolkit.site.plan import SitePlan, page_of

NEWEST = 20
"""Articles on a front page and in a feed."""
Shown = Sequence[tuple[Story, Version]]


def pages(plan: SitePlan) -> Iterator[Page]:
    """All lists of all languages, the choice of language at the root, the style sheet."""

    def style() -> bytes:
        return plan.stylesheet.encode()

    yield Page("style.css", plan.key(), style)
    yield _root(plan)
    for tag in plan.voices:
        yield _front(plan, tag)
        yield _archive(plan, tag)
        for name, shown in _lists(plan, tag).items():
            yield _list(plan, tag, name, shown)
        yield from _moved(plan, tag)


def _lists(plan: SitePlan, tag: str) -> dict[str, list[tuple[Story, Version]]]:
    """Name → articles of all lists of a language."""
    shown = plan.shown(tag)
    found: dict[str, list[tuple[Story, Version]]] = plan.once(
        ("lists", tag),
        lambda: {**_by_month(shown), **_by_topic(plan, shown), **_by_author(plan, shown)},
    )
    return found


def _by_month(shown: Shown) -> dict[str, list[tuple[Story, Version]]]:
    """`archive/2020-12` → its articles."""
    result: dict[str, list[tuple[Story, Version]]] = {}
    for story, version in shown:
        if story.date:
            result.setdefault(f"archive/{story.date[:7]}", []).append((story, version))
    return result


def _by_topic(plan: SitePlan, shown: Shown) -> dict[str, list[tuple[Story, Version]]]:
    """`tags/hafen` → its articles."""
    result: dict[str, list[tuple[Story, Version]]] = {}
    for story, version in shown:
        for topic in dict.fromkeys(story.topics):
            result.setdefault(f"tags/{plan.topics[topic]}", []).append((story, version))
    return {name: result[name] for name in sorted(result)}


def _by_author(plan: SitePlan, shown: Shown) -> dict[str, list[tuple[Story, Version]]]:
    """`authors/anna-seghers` → what she wrote."""
    result: dict[str, list[tuple[Story, Version]]] = {}
    for story, version in shown:
        for name in dict.fromkeys(story.authors):
            result.setdefault(f"authors/{plan.authors[name]}", []).append((story, version))
    return {name: result[name] for name in sorted(result)}


def _path(plan: SitePlan, tag: str, name: str) -> str:
    """Where a language has a list: tags are called there as the language calls them."""
    kind, _, rest = name.partition("/")
    if kind == "tags":
        topics = plan.once("topics by address", lambda: {own: t for t, own in plan.topics.items()})
        return f"{tag}/tags/{plan.topic_addresses(tag)[topics[rest]]}.html"
    return f"{tag}/{name}.html"


def _moved(plan: SitePlan, tag: str) -> Iterator[Page]:
    """From the addresses that tags had in all languages before, if nothing else has them now."""
    taken = {_path(plan, tag, name) for name in _lists(plan, tag)}
    for name, shown in _lists(plan, tag).items():
        if (path := f"{tag}/{name}.html") not in taken:
            url, to = plan.site.settings.url, _path(plan, tag, name)
            values = {
                "title": _topic_name(plan, name, shown, tag)[0],
                "address": links.relative(path, to),
                "canonical": links.absolute(url, to) if url else "",
            }
            make = partial(render, plan, "site/moved.html", path, tag, values)
            yield Page(path, plan.key("moved", path, values), make, yields=True)


def _languages(plan: SitePlan, name: str) -> dict[str, str]:
    """Language → path of a list's versions."""
    if name in ("index", "archive"):
        return {tag: f"{tag}/{name}.html" for tag in plan.voices}
    return {tag: _path(plan, tag, name) for tag in plan.voices if name in _lists(plan, tag)}


def _alternates(plan: SitePlan, name: str) -> dict[str, str]:
    found = _languages(plan, name)
    if len(found) < 2 or plan.site.drafts:
        return {}
    default = "index.html" if name == "index" else found.get(plan.source.tag)
    return {**found, "x-default": default} if default else dict(found)


def _key(plan: SitePlan, tag: str, shown: Shown) -> list[object]:
    """What a list of a language shows of its articles, which are among those that it has."""

    def one(story: Story, version: Version) -> object:
        minutes = plan.voices[version.language].minutes(version.length)
        image = plan.picture(story, tag, "index.html")
        return page_of(story, tag), story.date, image, minutes, version.brief

    briefs: dict[str, object] = plan.once(
        ("briefs", tag),
        lambda: {story.name: one(story, version) for story, version in plan.shown(tag)},
    )
    return [briefs[story.name] for story, _ in shown]


def items(plan: SitePlan, page: str, tag: str, shown: Shown) -> list[dict[str, Any]]:
    """The articles of a list as the templates need them."""
    return [
        {
            "story": story,
            "version": version,
            "address": links.relative(page, page_of(story, tag)),
            "image": plan.picture(story, tag, page),
        }
        for story, version in shown
    ]


def _front(plan: SitePlan, tag: str) -> Page:
    path = f"{tag}/index.html"
    shown = plan.shown(tag)
    newest = shown[:NEWEST]
    topics = _topics(plan, tag, path)
    offers = offers_of_language(plan, tag)

    def make() -> bytes:
        values = _values(plan, path, tag, "index", _alternates(plan, "index"))
        values |= {"items": items(plan, path, tag, newest), "topics": topics, "offers": offers}
        return render(plan, "site/front.html", path, tag, values)

    return Page(path, plan.key(path, _key(plan, tag, newest), topics, offers), make)


def _topics(plan: SitePlan, tag: str, page: str) -> list[tuple[str, str, int]]:
    """(name, address, number of articles) of each tag, by name; one in another language says so."""
    rows = [
        (
            *_topic_name(plan, name, shown, tag),
            links.relative(page, _path(plan, tag, name)),
            len(shown),
        )
        for name, shown in _lists(plan, tag).items()
        if name.startswith("tags/")
    ]
    spoken = Markup('<span lang="{}">{}</span>')
    return [
        (spoken.format(language, name) if language else name, address, number)
        for name, language, address, number in sorted(rows, key=lambda row: row[0].casefold())
    ]


def _topic_name(plan: SitePlan, name: str, shown: Shown, tag: str) -> tuple[str, str]:
    """(what a tag is called, its language if it is not the readers', else "").

    As the newest article calls it that has it in their language, else as the newest one does.
    """
    found: tuple[str, str] = plan.once(("named", tag, name), lambda: _named(plan, name, shown, tag))
    return found


def _named(plan: SitePlan, name: str, shown: Shown, tag: str) -> tuple[str, str]:
    first = None
    for story, version in shown:
        topics = (plan.topics[topic] for topic in story.topics)
        named = zip(topics, version.tags, version.tag_languages, strict=False)
        for topic, words, language in named:
            if topic == name.removeprefix("tags/"):
                spoken = language or version.spoken
                if spoken == tag:
                    return words, ""
                first = first or (words, spoken)
    return first or (name, "")


def _author_name(plan: SitePlan, name: str) -> str:
    """Who is behind an address."""
    address = name.removeprefix("authors/")
    return next(author for author, own in plan.authors.items() if own == address)


def _archive(plan: SitePlan, tag: str) -> Page:
    path = f"{tag}/archive.html"
    months = [
        (name.removeprefix("archive/"), links.relative(path, f"{tag}/{name}.html"), len(shown))
        for name, shown in _lists(plan, tag).items()
        if name.startswith("archive/")
    ]
    undated = [pair for pair in plan.shown(tag) if not pair[0].date]
    topics = _topics(plan, tag, path)

    def make() -> bytes:
        values = _values(plan, path, tag, "archive", _alternates(plan, "archive"))
        values |= {"months": months, "topics": topics}
        values["undated"] = items(plan, path, tag, undated)
        return render(plan, "site/archive.html", path, tag, values)

    return Page(path, plan.key(path, months, topics, _key(plan, tag, undated)), make)


def _list(plan: SitePlan, tag: str, name: str, shown: Shown) -> Page:
    path = _path(plan, tag, name)
    alternates = _alternates(plan, name)
    kind, _, rest = name.partition("/")
    title, spoken = _topic_name(plan, name, shown, tag) if kind == "tags" else ("", "")
    if kind == "authors":
        title = _author_name(plan, name)

    def make() -> bytes:
        values = _values(plan, path, tag, kind, alternates)
        values["title"] = title or plan.voices[tag].month(rest)
        values["title_language"] = spoken
        values["items"] = items(plan, path, tag, shown)
        return render(plan, "site/list.html", path, tag, values)

    return Page(path, plan.key(path, title, spoken, _key(plan, tag, shown), alternates), make)


def _values(
    plan: SitePlan, path: str, tag: str, kind: str, alternates: Mapping[str, str]
) -> dict[str, Any]:
    url = plan.site.settings.url
    return {
        "frame": frame(plan, path, tag, alternates),
        "kind": kind,
        "canonical": links.absolute(url, path) if url else "",
        "noindex": plan.site.drafts,
    }


def _root(plan: SitePlan) -> Page:
    """The choice of language; a reader without scripts finds all of them."""
    path, tag = "index.html", plan.source.tag
    newest = {language: plan.shown(language)[:1] for language in plan.voices}

    def make() -> bytes:
        values = _values(plan, path, tag, "root", _alternates(plan, "index"))
        values["choices"] = [
            (plan.voices[language], plan.site_title(language), items(plan, path, language, shown))
            for language, shown in newest.items()
        ]
        return render(plan, "site/root.html", path, tag, values)

    told = [_key(plan, language, shown) for language, shown in newest.items()]
    return Page(path, plan.key(path, told), make)
