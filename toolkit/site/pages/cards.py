"""Cards: what social networks show of articles that have no picture, their title drawn on paper."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from toolkit.errors import UsageError
from toolkit.site import head, raster
from toolkit.site.model import Page, Story, Version
from toolkit.site.plan import SitePlan


def pages(plan: SitePlan) -> Iterator[Page]:
    """The card of each article without a picture. UsageError if Pillow is not installed."""
    if not plan.pillow:
        what = "site.editions has cards, which need Pillow"
        raise UsageError(f"{what}: install it with `pip install 'article-toolkit[pictures]'`")
    for story in plan.listed:
        for version in head.public(plan, story):
            if path := plan.card(story, version):
                yield _page(plan, story, version, path)
            elif not story.image:
                what = "no font with all signs of its title: it gets no card"
                plan.hints[f"{story.name} ({version.language}): {what}"] = None


def _page(plan: SitePlan, story: Story, version: Version, path: str) -> Page:
    lines, language = plan.card_lines(story, version), plan.voices[version.language].language
    font = plan.card_font(story, version)
    assert font
    key = plan.key("card", lines, font[0].name, font[1], raster.release())
    return Page(path, key, partial(raster.card, lines, language, font), story.name)
