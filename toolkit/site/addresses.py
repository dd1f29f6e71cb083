"""Which article gets which address, where several want the same. Pure.

Who has an address keeps it, and another article is numbered, as `council-meets-2`: without a word
where its title wants that; where its author does, by a `slug` or the name of the file, it is named.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import count
from typing import NamedTuple

from toolkit.site.former import name_in, name_of
from toolkit.site.model import Story
from toolkit.storage.fingerprint import digest

_OURS = frozenset({"index", "archive", "search", "404"})
"""Names of pages that every language has."""
_NUMBER = re.compile(r"-\d+$")


class Misplaced(NamedTuple):
    """A page that is not where the author of its article wants it."""

    story: Story
    wanted: str
    given: str


class _Want(NamedTuple):
    """The page of an article in a language."""

    story: Story
    tag: str
    name: str
    """What it wants to be called."""
    before: tuple[str, ...]
    """What it was called, the newest last; as its article, if that is not noted."""
    titled: bool
    """Whether its title wants that, not its author."""

    def claims(self) -> Iterator[tuple[int, str, bool]]:
        """(rank, name, whether the page is called so) of names that nobody after it may have.

        An author whose wish cannot be fulfilled yet keeps the number that the page has until then.
        """
        last = self.before[-1] if self.before else ""
        if last and self.name in (last, _NUMBER.sub("", last)):
            yield 0, last, self.titled or self.name == last
        if not self.before and self.name == self.story.name:
            yield 1, self.name, True
        if not self.titled:
            yield 2, self.name, True


class _Places:
    """Who has which address."""

    def __init__(self) -> None:
        self._owners: dict[str, str] = {}
        self.names: dict[tuple[str, str], str] = {}
        """(article, language) → what its page is called."""

    def hold(self, want: _Want, name: str) -> bool:
        """Whether an address is the article's, perhaps from now on."""
        path, own = f"{want.tag}/{name.lower()}", want.story.name
        free = bool(name) and name.lower() not in _OURS
        return free and self._owners.setdefault(path, own) == own

    def give(self, want: _Want, name: str) -> bool:
        """Whether the page has a name now, this one or one of before."""
        key = want.story.name, want.tag
        if key not in self.names and self.hold(want, name):
            self.names[key] = name
        return key in self.names


def settled(
    stories: Sequence[Story], absent: Collection[str] = ()
) -> tuple[list[Story], list[Misplaced]]:
    """The stories, newest first, each with addresses of its own; `absent` names those not out."""
    small = {story.name.lower() for story in stories}
    named = any(story.addresses for story in stories)
    if not named and len(small) == len(stories) and not small & _OURS:
        return [*stories], []
    oldest = sorted(stories, key=lambda one: (one.name in absent, not one.date, one.published))
    wants = [want for story in oldest for want in _wants(story)]
    places = _Places()
    claims = [(claim[0], n, claim) for n, want in enumerate(wants) for claim in want.claims()]
    for _, n, (_, name, called) in sorted(claims):
        (places.give if called else places.hold)(wants[n], name)
    for want in wants:  # what leads on to an article still does if a title wants its address
        for name in (want.story.name, *want.before, *map(name_of, want.story.aliases)):
            places.hold(want, name)
    for want in wants:
        names = (f"{want.name}-{n}" if n > 1 else want.name for n in count(1))
        next(name for name in names if places.give(want, name))
    other: dict[str, dict[str, str]] = {}
    misplaced = []
    for want in wants:
        name = places.names[want.story.name, want.tag]
        if name != want.name:
            other.setdefault(want.story.name, {})[want.tag] = name
            if not want.titled:
                paths = (f"{want.tag}/{one}.html" for one in (want.name, name))
                misplaced.append(Misplaced(want.story, *paths))
    return [_called(story, other.get(story.name, {})) for story in stories], misplaced


def _wants(story: Story) -> Iterator[_Want]:
    own = {tag for tag, _ in story.addresses}
    for tag in story.shown_in:
        before = tuple(name for language, name in story.former if language == tag)
        titled = tag in own and tag not in story.slugs
        yield _Want(story, tag, name_in(story, tag), before, titled)


def _called(story: Story, names: Mapping[str, str]) -> Story:
    """The story with other names of its pages in some languages."""
    if not names:
        return story
    own = {tag: name.rpartition("/")[2] for tag, name in names.items()}
    addresses = tuple({**dict(story.addresses), **own}.items())
    return story._replace(addresses=addresses, told=digest(story.told, repr(addresses)))
