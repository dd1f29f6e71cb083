"""The one door to nh3 (ammonia): HTML that can do nothing but be read."""

from __future__ import annotations

import re
from functools import cache

import nh3

from toolkit.formats.html.markup import ticked

_TAGS = (nh3.ALLOWED_TAGS - {"center", "strike", "tt", "acronym", "map", "area"}) | {
    "section",
    "picture",
    "source",
    "video",
    "audio",
    "track",
}
_ATTRIBUTES = {
    "*": {"id", "lang", "dir", "title", "class", "translate"},
    "a": {"href", "hreflang", "name"},
    "img": {"src", "alt", "width", "height", "loading"},
    "source": {"src", "type", "media"},
    "video": {"src", "poster", "controls", "width", "height"},
    "audio": {"src", "controls"},
    "track": {"src", "kind", "srclang", "label"},
    "ol": {"start", "reversed", "type"},
    "li": {"value"},
    "td": {"colspan", "rowspan", "headers", "style"},
    "th": {"colspan", "rowspan", "headers", "scope", "style"},
    "col": {"span"},
    "colgroup": {"span"},
    "time": {"datetime"},
    "data": {"value"},
    "q": {"cite"},
    "blockquote": {"cite"},
    "del": {"cite", "datetime"},
    "ins": {"cite", "datetime"},
    "details": {"open"},
}
_SCHEMES = {"http", "https", "mailto", "tel", "data"}
_ADDRESSES = {"href", "src", "poster", "cite"}
_INLINE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]*")
"""A picture in its own address, as documents of office programs have theirs."""
_PASSED = re.compile(r"[\x00-\x20\x7f-\xa0]")
"""What browsers pass over in an address, and more."""
_CLASS = re.compile(r"(?:footnote|task-list|contains-task|language-)[\w -]*")


def clean(source: str) -> str:
    """A fragment without scripts, styles, frames, forms, event handlers and active addresses.

    Well-formed, whatever the source was; classes other than Markdown's own are removed, so that
    no article can pass for a part of the page around it.
    """
    return str(_cleaner().clean(ticked(source)))


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes=_SCHEMES,
        link_rel=None,
        filter_style_properties={"text-align"},
    )


def is_picture(address: str) -> bool:
    """Whether an address is a picture itself that browsers show and that can do nothing."""
    return bool(_INLINE.fullmatch(address))


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name in _ADDRESSES and _PASSED.sub("", value).lower().startswith("data:"):
        return value if (tag, name) == ("img", "src") and is_picture(value) else None
    if name == "class":
        return value if _CLASS.fullmatch(value) else None
    if name in ("id", "name") and value.startswith("page-"):
        return None
    return value
