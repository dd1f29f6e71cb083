"""The addresses that articles had: what is published once leads on when a title changes. Pure.

They are kept as JSON beside the catalogs, article by article and language by language, in the order
in which they were published.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Mapping, Sequence
from posixpath import normpath

from toolkit.site.model import DRAFT, Story
from toolkit.site.plan import page_of

NAME = "addresses.json"
"""The file in the folder of catalogs."""
Known = Mapping[str, Mapping[str, list[str]]]
"""Article → language → names of its pages, the newest last."""


def read(data: bytes) -> Known:
    """What a file says. ValueError if it is damaged."""
    found = json.loads(data)
    rows = [row for languages in found.values() for row in languages.values()]
    if not all(isinstance(name, str) for row in rows for name in row):
        raise ValueError
    return {str(name): dict(languages) for name, languages in found.items()}


def spell(known: Known) -> str:
    """The same as a file, one address a line."""
    return json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def leading_on(stories: Iterable[Story], known: Known) -> list[Story]:
    """The stories with the addresses that their pages had."""

    def addresses(story: Story) -> tuple[tuple[str, str], ...]:
        return tuple((tag, name) for tag, names in known[story.name].items() for name in names)

    return [
        story._replace(former=addresses(story)) if story.name in known else story
        for story in stories
    ]


def followed(
    gone: Iterable[Story], stories: Sequence[Story], known: Known, earlier: Container[str]
) -> Known:
    """What is known when articles that are gone are taken for others with another name.

    That is one with the same text, or else a new one with the same title and day; `earlier` names
    those that are not new.
    """
    by_text = {story.versions[0].body: story for story in stories}
    new = [story for story in stories if story.name not in earlier]
    by_title = {(story.versions[0].title, story.date): story for story in new}
    result = {name: {**languages} for name, languages in known.items()}
    for before in gone:
        text = before.versions[0]
        now = by_text.get(text.body) or by_title.get((text.title, before.date))
        if now:
            result.pop(before.name, None)  # another article may be called so
            own = result.setdefault(now.name, {})
            for tag in (*before.shown_in, *known.get(before.name, {})):
                own[tag] = [*dict.fromkeys([*had(before, tag, known), *own.get(tag, [])])]
    return result


def had(story: Story, tag: str, known: Known) -> list[str]:
    """Names that lead or led to the page of an article in a language, its own the last.

    That of its file is always among them.
    """
    names = known.get(story.name, {}).get(tag, []) or [name_in(story, tag)]
    return names if story.name in names else [story.name, *names]


def name_in(story: Story, tag: str) -> str:
    """What the page of an article is called in a language."""
    return page_of(story, tag).partition("/")[2].removesuffix(".html")


def name_of(alias: str) -> str:
    """An address from the time before, as its author wrote it, as the name of a page."""
    return normpath(alias).strip("/").removesuffix(".html")


def noted(stories: Iterable[Story], known: Known) -> Known:
    """What is known when these are published, but for pages that never wanted another name."""
    result = {name: {**languages} for name, languages in known.items()}
    for story in stories:
        for version in story.versions if story.addresses else ():
            name = name_in(story, version.language)
            before = result.get(story.name, {}).get(version.language, [])
            given = not before and version.language in dict(story.addresses)
            if version.state != DRAFT and (given or name != (before or [story.name])[-1]):
                after = [*(one for one in before if one != name), name]
                result.setdefault(story.name, {})[version.language] = after
    return result
