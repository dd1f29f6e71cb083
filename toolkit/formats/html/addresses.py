"""Where HTML has addresses: attributes of one, choices of pictures (`srcset`), rules of style."""

from __future__ import annotations

import re
from collections.abc import Callable

from toolkit.expression import expression
from toolkit.formats.html.tags import SHOWN
from toolkit.formats.html.tokens import Attribute

Lead = Callable[[str, bool], str | None]
"""An address as the author wrote it, and whether the page shows what is there rather than leads to
it → the address to write; "" for nowhere, None for as is."""
LEADS = frozenset({("a", "href"), ("area", "href")})
RUN = frozenset(
    {("iframe", "src"), ("embed", "src"), ("object", "data"), ("script", "src"), ("link", "href")}
)
"""(element, attribute) of what a browser may run; only pages of trusted authors have them."""
_CHOICE = expression(r"\s*(\S*[^\s,])([^,]*)")
"""One of the addresses in `srcset`, and for which screens it is."""
_STYLE = expression(r"(<style\b[^>]*>)(.*?)(?=</style|\Z)", re.I | re.S)
_IN_STYLE = expression(r"""url\(\s*(["']?)([^"'()]*)\1\s*\)""", re.I)


def attribute(element: str, item: Attribute, lead: Lead) -> str | None:
    """What an attribute with addresses is to be: "" for not there, None for as it is."""
    place = (element, item.name)
    if place in LEADS or place in SHOWN:
        return lead(item.value, place in SHOWN)
    value = {"srcset": choices, "style": rules}.get(item.name, _as_is)(item.value, lead)
    return None if value == item.value else value


def choices(value: str, lead: Lead) -> str:
    """A choice of pictures without those that are not there."""
    found = ((lead(address, True), address, size) for address, size in _CHOICE.findall(value))
    kept = [f"{address if to is None else to}{size}" for to, address, size in found if to != ""]
    return ", ".join(kept)


def styles(page: str, lead: Lead) -> str:
    """A page with the pictures in the rules of its style sheets led to where they are."""
    if not has_rules(page):
        return page
    return _STYLE.sub(lambda found: found[1] + rules(found[2], lead), page)


def has_rules(page: str) -> bool:
    """Whether there may be addresses in rules of style."""
    return "url(" in page or "URL(" in page  # as people write it; to lower a page takes longer


def rules(value: str, lead: Lead) -> str:
    """Rules of style with the pictures in them led to where they are."""

    def address(found: re.Match[str]) -> str:
        to = lead(found[2], True)
        return found[0] if to is None else f'url("{to}")' if to else "none"

    return _IN_STYLE.sub(address, value)


def _as_is(value: str, _: Lead) -> str:
    return value
