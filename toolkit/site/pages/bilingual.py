"""The bilingual edition: source and translation paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.publication.theme import Markup
from toolkit.site import head, links
from toolkit.site.hero import pictured
from toolkit.site.layout import frame, render
from toolkit.site.model import Page, Story, Version
from toolkit.site.pages import epub
from toolkit.site.plan import SitePlan, page_of


def pages(plan: SitePlan) -> Iterator[Page]:
    """A page with both languages for each translation, and the newest of them as EPUB."""
    for story in plan.site.stories:
        for version in story.versions:
            if version.facing:
                yield _page(plan, story, version)
    yield from epub.pages_of_both(plan)


def _page(plan: SitePlan, story: Story, version: Version) -> Page:
    tag = version.language
    article = page_of(story, tag)
    path = page_of_both(story, tag)
    image = plan.picture(story, tag, path)

    def make() -> bytes:
        others = {v.language: page_of_both(story, v.language) for v in story.versions if v.facing}
        rows = plan.site.texts.of(story, version).rows
        left = [led(before) for before, _, _ in rows]
        right, picture = pictured(plan, version, tag, image, [led(after) for _, after, _ in rows])
        values = {
            "frame": frame(plan, path, tag, {}, others),
            "noindex": True,
            "title": version.title,
            "story": story,
            "version": version,
            "original": story.versions[0],
            "rows": [
                {"left": Markup(one), "right": Markup(other), "heading": heading}
                for one, other, (_, _, heading) in zip(left, right, rows, strict=True)
            ],
            "article": links.relative(path, article),
            "canonical": head.canonical(plan, story, version),
        }
        return render(plan, "site/bilingual.html", path, tag, values | picture)

    def led(body: str) -> str:
        """With its references led to where readers find them."""
        return links.rewrite(body, lambda to: plan.resolve(story, tag, path, to))

    told = [plan.resolve(story, tag, path, reference) for reference in version.references]
    said = plan.story_key(story, story.versions[0], version)
    return Page(path, plan.key("bilingual", said, tag, told, image), make, story.name)


def page_of_both(story: Story, tag: str) -> str:
    """The path of the page."""
    return f"{page_of(story, tag).removesuffix('.html')}.bilingual.html"


def path_of_translation(_plan: SitePlan, story: Story, version: Version, _tag: str) -> str:
    """The path of the page with a translation beside its original; "" for the original."""
    return page_of_both(story, version.language) if version.facing else ""
