"""Cards: what social networks show of articles that have no picture, their title drawn on paper."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from toolkit.errors import UsageError
from toolkit.model import Language
from toolkit.site import raster
from toolkit.site.model import Page, Story, Version
from toolkit.site.plan import SitePlan

_NAMED = 5
"""Articles that are named where many get none."""


def pages(plan: SitePlan) -> Iterator[Page]:
    """The card of each version that has no picture. UsageError if Pillow is not installed."""
    if not plan.pillow:
        what = "site.editions has cards, which need Pillow"
        raise UsageError(f"{what}: install it with `pip install 'article-toolkit[pictures]'`")
    without: dict[str, list[str]] = {}
    for story in plan.site.stories:
        for version in story.versions:
            if path := plan.card(story, version):
                yield _page(plan, story, version, path)
            elif plan.wants_card(story, version):
                without.setdefault(version.language, []).append(story.name)
    plan.hints |= {_hint(plan.voices[tag].language, names): None for tag, names in without.items()}


def _hint(language: Language, names: list[str]) -> str:
    """What is said of articles that get no card in a language."""
    if language.direction == "rtl":
        return f"{language.name}: no cards are drawn of what is written from right to left"
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    what = "no font here has all signs of their titles, so they get no card"
    return f"{language.name}: {what}: {', '.join(names[:_NAMED])}{more}"


def _page(plan: SitePlan, story: Story, version: Version, path: str) -> Page:
    lines, language = plan.card_lines(story, version), plan.voices[version.language].language
    font = plan.card_font(story, version)
    assert font
    key = plan.key("card", lines, font[0].name, font[1], raster.release())
    return Page(path, key, partial(raster.card, lines, language, font), story.name)
