"""What stands around every page: the site's name, ways to other pages and languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.model import Language
from toolkit.publication import theme
from toolkit.site import links
from toolkit.site.formatter import own
from toolkit.site.plan import SitePlan, page_of


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry of the language switcher."""

    language: Language
    name: str
    address: str
    """ "" for the page's own language."""


@dataclass(frozen=True, slots=True)
class Named:
    """A link to a page that stands for itself."""

    title: str
    address: str
    language: str
    """The language it is in, if it is not the reader's; else ""."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The site around a page."""

    title: str
    title_language: str
    """The language the title is in, if it is not the reader's; else ""."""
    description: str
    home: str
    archive: str
    search: str
    icon: str
    menu: tuple[Named, ...]
    """Pages beside the archive."""
    footer: tuple[Named, ...]
    """Pages at the foot: the imprint and the like."""
    style: str
    feed: str
    json_feed: str
    switcher: tuple[Choice, ...]
    alternates: tuple[tuple[str, str], ...]
    """(hreflang, absolute address); empty if the site has no `url`."""


def frame(
    plan: SitePlan,
    path: str,
    tag: str,
    alternates: Mapping[str, str],
    others: Mapping[str, str] | None = None,
) -> Frame:
    """The frame of a page; `others` (language → path) are its versions for the switcher."""
    settings = plan.site.settings
    url = settings.url
    shown = {**alternates, **(others or {}), tag: path}
    return Frame(
        title=plan.site_title(tag),
        title_language=plan.site_title_language(tag),
        description=settings.description.get(tag, settings.description.get("", "")),
        home=links.relative(path, f"{tag}/index.html"),
        archive=links.relative(path, f"{tag}/archive.html"),
        search=links.relative(path, f"{tag}/search.html"),
        icon=links.relative(path, plan.icon),
        menu=_named(plan, path, tag, "main"),
        footer=_named(plan, path, tag, "footer"),
        style=f"{links.relative(path, 'style.css')}?{plan.style}",
        feed=links.relative(path, f"{tag}/feed.xml") if url else "",
        json_feed=links.relative(path, f"{tag}/feed.json") if url else "",
        switcher=tuple(
            Choice(
                language,
                own(language.tag),
                "" if language.tag == tag else links.relative(path, shown[language.tag]),
            )
            for language in plan.site.languages
            if language.tag in shown
        ),
        alternates=tuple((name, links.absolute(url, to)) for name, to in alternates.items() if url),
    )


def _named(plan: SitePlan, path: str, tag: str, menu: str) -> tuple[Named, ...]:
    """The pages of a menu; one without a version for the readers leads to its original."""
    found = []
    for story in plan.pages_of(menu):
        own = story.version(tag) is not None
        version = story.version(tag) or story.versions[0]
        spoken = version.title_language or version.language
        target = links.relative(path, page_of(story, tag if own else story.source))
        found.append(Named(version.title, target, "" if spoken == tag else spoken))
    return tuple(found)


def render(plan: SitePlan, template: str, path: str, tag: str, values: Mapping[str, Any]) -> bytes:
    """A page of the site in a language."""
    voice = plan.voices[tag]
    common = {
        "language": voice.language,
        "voice": voice,
        "own": own,
        "_": voice.say,
        "ngettext": voice.count,
        "drafts": plan.site.drafts,
        "trusted": plan.site.settings.trust_html,
    }
    text = theme.render(template, {**common, **values}, plan.site.templates)
    return text.encode()
