"""The names of fields that mean something, and which one a name was meant as.

They are compared without capitals, `_` and `-` (`keys.plain`), so `publishDate` is `publish_date`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from toolkit.formats.front.keys import kind_of, plain, plain_names

DATE = plain_names(
    *("date", "published", "publishedat", "publishedon", "pubdate", "datepublished"),
    *("article:publishedtime", "datum", "erschienen", "veröffentlichung", "veröffentlichtam"),
)
UPDATED = ("updated", "modified", "lastmod", "updatedat", "article:modifiedtime", "aktualisiert")
PUBLISH = plain_names(
    *("publish", "publishdate", "publishat", "publishon", "embargo", "embargountil", "embargodate"),
    *("sperrfrist", "sperrfristbis", "sperrvermerk", "embargobis"),
    *("veröffentlichen", "veröffentlichenab"),
)
RELEASED = (
    *("scheduled", "scheduledat", "scheduledfor", "release", "releasedate", "releaseat"),
    *("golive", "goliveat", "visiblefrom", "onlinefrom", "onlineab", "freigabe", "freigabeab"),
)
"""As `PUBLISH`, if the value is a date: it may be the number of a version, say."""
EXPIRES = plain_names(
    *("expires", "expirydate", "expiresat", "expireson", "expiry", "expiration", "expirationdate"),
    *("unpublish", "unpublishdate", "unpublishat", "unpublishon", "ablaufdatum", "gültigbis"),
)
ENDED = ("validuntil", "visibleuntil", "availableuntil", "onlineuntil", "onlinebis", "sichtbarbis")
"""As `EXPIRES`, if the value is a date."""
DRAFT = (
    *("draft", "isdraft", "entwurf", "unpublished", "private", "privat", "wip"),
    *("hidden", "versteckt", "offline", "gesperrt"),
)
SHOWN = plain_names("online", "visible", "sichtbar", "public", "öffentlich")
"""Not true where the article is not out; so may be `published`, if it is no date."""
UNLISTED = ("unlisted",)
STATUS = ("status", "visibility", "poststatus", "publishstatus")
WITHDRAWN = plain_names("withdrawn", "zurückgezogen")
HOLDING = frozenset((*PUBLISH, *EXPIRES, *DRAFT, *UNLISTED, *WITHDRAWN))
"""What keeps an article from readers, or from some of them."""
_OTHERS = (
    *("slug", "aliases", "redirectfrom", "authors", "author", "page", "menu", "weight"),
    *("image", "cover", "featureimage", "featuredimage", "thumbnail", "source", "quelle"),
    *("lang", "language", "locale", "deadline", "due", "layout", "permalink", "id", "type"),
    *("toc", "url", "series", "category", "params"),
)
_KNOWN = frozenset((*DATE, *UPDATED, *HOLDING, *RELEASED, *ENDED, *SHOWN, *STATUS, *_OTHERS))
_WORTH_A_WORD = sorted(
    (*HOLDING, *DATE, *UPDATED, "title", "description", "kicker", "tags", "slug", "aliases")
)
_ALIKE = 0.8
"""From which likeness on (`difflib`) a name is taken for a slip of the pen."""


def is_known(name: str) -> bool:
    """Whether a field of that name means something."""
    return is_no_text(name) or kind_of((plain(name),)) is not None


def is_no_text(name: str) -> bool:
    """Whether a field of that name means something, and is no text for readers: a name, a day."""
    return plain(name) in _KNOWN


@lru_cache(maxsize=1024)
def meant(name: str) -> str:
    """The known name that an unknown one is a misspelling of, "" if there is none."""
    if is_known(name):
        return ""
    import difflib  # only where a name is unknown

    return next(iter(difflib.get_close_matches(plain(name), _WORTH_A_WORD, 1, _ALIKE)), "")


def misspelled(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(a name, what it was probably meant as) of each that means nothing as it stands."""
    for name in names:
        if other := meant(name):
            yield name, other
