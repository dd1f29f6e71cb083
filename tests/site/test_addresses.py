"""Whatever articles come, go and are called, each has addresses of its own and keeps them."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from toolkit.site import former
from toolkit.site.addresses import settled
from toolkit.site.former import Known, name_in
from toolkit.site.model import Story, Version

TAGS = ("de", "en")
NAMES = st.sampled_from(["a", "b", "c", "a-2", "search", "x/a", "x/b"])
WORDS = st.sampled_from(["", "a", "b", "a-2", "a-2-2", "A", "search", "index"])


def version(tag: str) -> Version:
    """Nothing but a language."""
    return Version(tag, tag, "", "", "", False, "", (), "")


@st.composite
def articles(draw: st.DrawFn) -> Story:
    """An article with some names of pages, by title or chosen."""
    name = draw(NAMES)
    wanted = {tag: draw(WORDS) for tag in TAGS}
    day = draw(st.sampled_from(["", "2026-01-01", "2026-01-02"]))
    return Story(
        name=name,
        source="de",
        versions=tuple(map(version, TAGS)),
        date=day,
        published=day,
        addresses=tuple((tag, word) for tag, word in wanted.items() if word),
        slugs=tuple(tag for tag, word in wanted.items() if word and draw(st.booleans())),
    )


def built(stories: list[Story], known: Known) -> tuple[dict[tuple[str, str], str], Known]:
    """((article, language) → name of its page, what is known afterwards)."""
    placed, _ = settled(former.leading_on(stories, known))
    names = {(one.name, tag): name_in(one, tag) for one in placed for tag in TAGS}
    return names, former.noted(placed, known)


BATCHES = st.lists(articles(), max_size=5, unique_by=lambda story: story.name)


def article(name: str, slug: str = "") -> Story:
    """An article whose author may have chosen what its English page is called."""
    return titled(name, slug)._replace(slugs=("en",) if slug else ())


def titled(name: str, title: str) -> Story:
    """An article whose English page would be called like that for its title."""
    own = (("en", title),) if title else ()
    return Story(name=name, source="de", versions=tuple(map(version, TAGS)), addresses=own)


@given(BATCHES, BATCHES)
@example([article("a"), article("b", "a")], [article("a-2")])
@example([article("a"), titled("a-2", "a")], [article("b", "a-2")])
def test_each_has_its_own(first: list[Story], second: list[Story]) -> None:
    """No two pages share a place; who was there stays there when others come or go."""
    before, known = built(first, {})
    paths = [f"{tag}/{name}".lower() for (_, tag), name in before.items()]
    assert len(set(paths)) == len(paths)
    assert built(first, known)[0] == before
    there = {story.name for story in first}
    after, known = built([*(one for one in second if one.name not in there), *first], known)
    assert {page: after[page] for page in before} == before
    paths = [f"{tag}/{name}".lower() for (_, tag), name in after.items()]
    assert len(set(paths)) == len(paths)
    assert not {path.partition("/")[2] for path in paths} & {"search", "index"}
    assert built(first, known)[0] == before


@given(BATCHES, BATCHES)
def test_what_changes_leads_on(first: list[Story], second: list[Story]) -> None:
    """The former address of an article is nobody's but by the wish of an author."""
    before, known = built(first, {})
    changed = {story.name: story for story in (*first, *second)}
    after, _ = built([*changed.values()], known)
    asked = {(one.name, tag) for one in changed.values() for tag in one.slugs}
    named = {page for page, name in after.items() if name.lower() == page[0]}
    for page, name in after.items():
        if page not in asked | named:
            others = [one for one in before if one[1] == page[1] and one[0] != page[0]]
            assert name not in [before[one] for one in others if one[0] in changed]
