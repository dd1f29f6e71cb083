"""A built site looked through before readers get it: links, anchors, pictures, feeds, languages.

Only the folder is read, nobody on the web is asked; where links lead outside can be compared with
a list of addresses that are known to be there.
"""

from __future__ import annotations

import json
import os
import posixpath
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

from toolkit.formats.html.tokens import Token, tokens
from toolkit.site.links import TOP

_REFERENCES = {
    "a": ("href",),
    "link": ("href",),
    "img": ("src",),
    "script": ("src",),
    "source": ("src",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "track": ("src",),
}
_LOCATION = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
_LINK = "{http://www.w3.org/2005/Atom}link"


@dataclass
class _Page:
    """What a page says that others must answer."""

    ids: set[str] = field(default_factory=set)
    links: list[tuple[str, str]] = field(default_factory=list)
    """(element, address)."""
    languages: dict[str, str] = field(default_factory=dict)
    """hreflang → address."""
    base: str = ""
    canonical: str = ""


def faults(folder: Path, url: str, outside: Collection[str] | None = None) -> Iterator[str]:
    """What readers or machines would stumble over, one line each, page by page.

    `url` is where the site stands, "" if that is not known; `outside` are the addresses of other
    sites that are known to be there, None if they are not looked at.
    """
    files = {
        Path(parent, name).relative_to(folder).as_posix()
        for parent, _, names in os.walk(folder)
        for name in names
    }
    pages = {path: _read(folder / path) for path in sorted(files) if path.endswith(".html")}
    for path, page in pages.items():
        for element, address in page.links:
            if why := _dead(path, page, address, pages, files):
                yield f"{path}: <{element}> {address!r}: {why}"
            elif outside is not None and _is_foreign(address, url) and address not in outside:
                yield f"{path}: {address!r} is not among the addresses that are known to be there"
        yield from _languages(path, page, pages, url)
    yield from _feeds(folder, files, url)


def _read(path: Path) -> _Page:
    page = _Page()
    source = path.read_text("utf-8")
    for token in tokens(source):
        if token.kind != "start":
            continue
        if own := token.get("id"):
            page.ids.add(own)
        if token.name == "base":
            page.base = token.get("href") or ""
        if token.name == "link" and token.get("rel") == "canonical":
            page.canonical = token.get("href") or ""
        elif token.name == "link" and token.get("hreflang"):
            page.languages[token.get("hreflang") or ""] = token.get("href") or ""
        else:
            page.links += _links(token)
    return page


def _links(token: Token) -> Iterator[tuple[str, str]]:
    for name in _REFERENCES.get(token.name, ()):
        if value := token.get(name):
            yield token.name, value
    for candidate in (token.get("srcset") or "").split(","):
        if words := candidate.split():
            yield token.name, words[0]


def _dead(
    path: str, page: _Page, address: str, pages: dict[str, _Page], files: Collection[str]
) -> str:
    """Why an address leads nowhere within the site; "" if it does, or leads elsewhere."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "is no address"
    if parts.scheme or parts.netloc or (page.base and not address.startswith("#")):
        return ""
    to = path
    if parts.path:
        to = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
        to = f"{to}/index.html".removeprefix("./") if parts.path.endswith("/") else to
    if to not in files:
        return "leads to nothing"
    known = pages[to].ids if to in pages else None
    if parts.fragment and known is not None and unquote(parts.fragment) not in {*known, TOP}:
        return "there is no such place on the page"
    return ""


def _is_foreign(address: str, url: str) -> bool:
    own = bool(url) and address.startswith(url)
    return address.startswith(("http://", "https://")) and not own


def _languages(path: str, page: _Page, pages: dict[str, _Page], url: str) -> Iterator[str]:
    """The versions of a page name each other, and the address that counts is there."""
    if page.canonical and _place(page.canonical, url) not in pages:
        yield f"{path}: its canonical address {page.canonical!r} leads to nothing"
    for language, address in page.languages.items():
        other = pages.get(_place(address, url))
        if other is None:
            yield f"{path}: hreflang {language}: {address!r} leads to nothing"
        elif other.languages != page.languages:
            yield f"{path}: hreflang {language}: {address!r} does not name the same versions"


def _place(address: str, url: str) -> str:
    """The path in the site of an address on the web; the address itself if it is elsewhere."""
    if not url or not address.startswith(f"{url}/"):
        return address
    path = unquote(urlsplit(address.removeprefix(f"{url}/")).path)
    return f"{path}index.html" if path.endswith("/") or not path else path


def _feeds(folder: Path, files: Collection[str], url: str) -> Iterator[str]:
    """Feeds and sitemap can be read, and what they name is there; books are whole."""
    for path in sorted(files):
        name = posixpath.basename(path)
        try:
            if name == "feed.json":
                items = json.loads((folder / path).read_bytes())["items"]
                named = [item["url"] for item in items]
            elif name in ("feed.xml", "sitemap.xml"):
                root = ET.fromstring((folder / path).read_bytes())
                named = [found.text or "" for found in root.iter(_LOCATION)]
                named += [found.get("href", "") for found in root.iter(_LINK)]
            elif name.endswith(".epub"):
                with zipfile.ZipFile(folder / path) as book:
                    damaged = book.testzip()
                named = []
                if damaged:
                    yield f"{path}: {damaged} is damaged"
            else:
                continue
        except (ET.ParseError, ValueError, KeyError, zipfile.BadZipFile) as error:
            yield f"{path}: cannot be read ({error})"
            continue
        for address in named:
            place = _place(address, url)
            if place != address and place not in files:
                yield f"{path}: {address!r} leads to nothing"
