"""The addresses that articles had: what is published once leads on when a title changes. Pure.

They are kept as JSON beside the catalogs, article by article and language by language, in the order
in which they were published.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace

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
    return [
        replace(
            story,
            former=tuple(
                (tag, name) for tag, names in known.get(story.name, {}).items() for name in names
            ),
        )
        for story in stories
    ]


def noted(stories: Iterable[Story], known: Known) -> Known:
    """What is known when these are published; pages called as their article need no note."""
    result = {name: {**languages} for name, languages in known.items()}
    for story in stories:
        for version in story.versions:
            name = page_of(story, version.language).partition("/")[2].removesuffix(".html")
            before = result.get(story.name, {}).get(version.language, [])
            if version.state != DRAFT and name not in (story.name, *before[-1:]):
                after = [*(one for one in before if one != name), name]
                result.setdefault(story.name, {})[version.language] = after
    return result
