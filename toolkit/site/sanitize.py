"""The one door to nh3 (ammonia): HTML that can do nothing but be read."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from urllib.parse import urlsplit

import nh3

from toolkit.formats.html.markup import ticked
from toolkit.formats.html.tokens import Token, tokens

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
_FRAME = re.compile(r"<iframe\b[^>]*>.*?(?:</iframe\s*>|\Z)", re.S | re.I)
_CLASS = re.compile(r"(?:footnote|task-list|contains-task|language-)[\w -]*")


def linked(source: str) -> str:
    """The fragment with a link to what each frame shows from elsewhere, a video or a map, instead.

    It is called as the frame's title says, else as the site that it comes from.
    """
    return _FRAME.sub(_link, source)


def _link(found: re.Match[str]) -> str:
    frame = next(tokens(found[0]))
    address = frame_address(frame)
    if not address:
        return found[0]
    title = frame.get("title") or urlsplit(address).hostname or address
    return f'<a href="{escape(address)}">{escape(title)}</a>'


def frame_address(token: Token) -> str:
    """Where on the web a frame shows something from; "" if it does not."""
    address = (token.get("src") or "").strip()
    try:
        parts = urlsplit(f"https:{address}" if address.startswith("//") else address)
    except ValueError:
        return ""
    shown = token.name == "iframe" and parts.scheme in ("http", "https") and parts.hostname
    return parts.geturl() if shown else ""


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
