"""What a browser would run in a drawing (SVG): one that has nothing of it is a picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from toolkit.storage import xml
from toolkit.storage.xml import Vocabulary, XmlError

_SVG = Vocabulary("SVG", "http://www.w3.org/2000/svg", doctype=True)
_HTML = "http://www.w3.org/1999/xhtml}"
_ACTIVE = frozenset({"script", "handler", "listener", "foreignObject", "iframe", "embed", "object"})
_STYLED = b"<?xml-stylesheet"
"""An instruction that may name a program (XSLT)."""
_INERT_DATA = re.compile(r"data:image/(?:png|jpeg|gif|webp|avif)[;,]")
_BLANK = re.compile(r"[\x00-\x20\x7f-\xa0]+")
"""What browsers skip in the scheme of an address."""


def active(data: bytes) -> str:
    """What a browser may run in it, with its line; "" if there is nothing."""
    if _STYLED in data.replace(b"\0", b""):
        return "a style sheet of its own (<?xml-stylesheet>)"
    try:
        root = xml.parse(data, _SVG)
    except XmlError as error:
        return f"something (line {error.line}: {error.what})"
    return next((f"{what} (line {line})" for line, what in _active(root)), "")


def _active(root: Element) -> Iterator[tuple[int, str]]:
    for element in root.iter():
        line, name = xml.line_of(element), str(element.tag)
        if name in _ACTIVE or name.startswith(_HTML):
            yield line, f"<{name.removeprefix(_HTML)}>"
        for attribute, value in element.items():
            address = _BLANK.sub("", value).lower()
            named = address if attribute == "attributeName" else attribute.lower()
            if named.startswith("on"):
                yield line, f"{named}=…"
            elif "javascript:" in address or "vbscript:" in address:
                yield line, f"{attribute.rpartition('}')[2]}=javascript:…"
            elif address.startswith("data:") and not _INERT_DATA.match(address):
                yield line, f"{attribute.rpartition('}')[2]}=data:…"
