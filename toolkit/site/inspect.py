"""A built site looked through before readers get it: links, anchors, pictures, feeds, languages.

Only the folder is read, nobody on the web is asked; where links lead outside can be compared with
a list of addresses that are known to be there.
"""

from __future__ import annotations

import json
import os
import posixpath
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit
from xml.etree import ElementTree as ET

from toolkit.formats.html.tokens import Token, tokens
from toolkit.site.links import TOP

_REFERENCES = {
    "a": ("href",),
    "area": ("href",),
    "link": ("href",),
    "iframe": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "img": ("src",),
    "script": ("src",),
    "source": ("src",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "track": ("src",),
}
_LOCATION = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
_LINK = "{http://www.w3.org/2005/Atom}link"
_UNKNOWN = "is not among the addresses that are known to be there"


@dataclass(frozen=True, slots=True)
class Fault:
    """What readers or machines would stumble over; as text a line about the page."""

    page: str
    why: str
    address: str | None = None
    """What leads wrong, as the page has it; None if it is something else."""
    element: str = ""

    def __str__(self) -> str:
        if self.address is None:
            return f"{self.page}: {self.why}"
        return f"{self.page}: <{self.element}> {self.address!r} {self.why}"


@dataclass
class _Page:
    """What a page says that others must answer."""

    path: str
    ids: set[str] = field(default_factory=set)
    twice: dict[str, None] = field(default_factory=dict)
    """Ids that more than one element has."""
    links: list[tuple[str, str]] = field(default_factory=list)
    """(element, address)."""
    languages: dict[str, str] = field(default_factory=dict)
    """hreflang → address."""
    base: str = ""
    canonical: str = ""


@dataclass(frozen=True, slots=True)
class _Site:
    """What there is, and where on the web it will stand."""

    pages: Mapping[str, _Page]
    files: Collection[str]
    url: str
    """ "" if that is not known."""

    def place(self, address: str) -> str | None:
        """The file that an address on the web means; None if it is elsewhere."""
        try:
            parts, home = urlsplit(address), urlsplit(self.url)
            if not home.netloc or _server(parts) != _server(home):
                return None
        except ValueError:
            return None
        end = "/" if parts.path.endswith("/") else ""
        path, start = posixpath.normpath(unquote(parts.path) or "/"), f"{unquote(home.path)}/"
        path = path if path == "/" else f"{path}{end}"
        if f"{path}/" != start and not path.startswith(start):
            return None
        return _file(path[len(start) :])

    def beside(self, page: _Page, path: str) -> str:
        """The file that a relative path on a page means."""
        here = page.path
        if page.base:
            home = unquote(urlsplit(self.url).path)
            here = _file(unquote(urlsplit(page.base).path).removeprefix(home).lstrip("/"))
        if not path:
            return here
        to = posixpath.normpath(posixpath.join(posixpath.dirname(here), path))
        return _file(f"{to}/".removeprefix("./") if path.endswith("/") else to)


def faults(folder: Path, url: str, outside: Collection[str] | None = None) -> Iterator[Fault]:
    """What readers or machines would stumble over, page by page.

    `url` is where the site stands, "" if that is not known; `outside` are addresses that are known
    to be there though they are not in the folder, None if other sites are not looked at.
    """
    files = {
        Path(parent, name).relative_to(folder).as_posix()
        for parent, _, names in os.walk(folder)
        for name in names
    }
    pages = {path: _read(folder, path) for path in sorted(files) if path.endswith(".html")}
    known = None if outside is None else frozenset(map(_spelled, outside)) - {""}
    site = _Site(pages, files, url)
    for page in pages.values():
        yield from _wrong(page, site, known)
        yield from _languages(page, site)
    yield from _feeds(folder, site)


def _read(folder: Path, path: str) -> _Page:
    page = _Page(path)
    source = (folder / path).read_text("utf-8")
    for token in tokens(source):
        if token.kind != "start":
            continue
        if own := token.get("id"):
            if own in page.ids:
                page.twice[own] = None
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
    if token.name == "meta" and token.get("property") in ("og:image", "og:url"):
        yield token.name, token.get("content") or ""
    for name in _REFERENCES.get(token.name, ()):
        if (value := token.get(name)) is not None:
            yield token.name, value
    for candidate in (token.get("srcset") or "").split(","):
        if words := candidate.split():
            yield token.name, words[0]


def _wrong(page: _Page, site: _Site, known: Collection[str] | None) -> Iterator[Fault]:
    """Addresses on a page that lead nowhere, and ids that lead to no certain place."""
    for element, address in page.links:
        if known is not None and _spelled(address) in known:
            continue
        if why := _dead(page, address, site):
            yield Fault(page.path, why, address, element)
        elif known is not None and _is_foreign(address, site):
            yield Fault(page.path, _UNKNOWN, address, element)
    for name in page.twice:
        what = f"more than one element has the id {name!r}; give one another"
        yield Fault(page.path, what)


def _dead(page: _Page, address: str, site: _Site) -> str:
    """Why an address leads nowhere within the site; "" if it does, or leads elsewhere."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "is no address"
    if not address:
        return "leads nowhere; write where to, or remove the link"
    to = site.place(address)
    if to is None:
        if parts.scheme or parts.netloc:
            return ""
        to = site.beside(page, unquote(parts.path))
    if to not in site.files and f"{to}/index.html" not in site.files:
        return "leads to nothing"
    known = site.pages[to].ids if to in site.pages else None
    if parts.fragment and known is not None and unquote(parts.fragment) not in {*known, TOP}:
        return "leads to a place that is not on the page"
    return ""


def _is_foreign(address: str, site: _Site) -> bool:
    return address.startswith(("http://", "https://", "//")) and site.place(address) is None


def _file(path: str) -> str:
    """The file that servers show at a path below the site."""
    return f"{path}index.html" if not path or path.endswith("/") else path


def _server(parts: SplitResult) -> tuple[str | None, int | None]:
    """(host, port) of an address, whoever asks there. ValueError if the port is none."""
    usual = {"http": 80, "https": 443}
    return parts.hostname, None if parts.port == usual.get(parts.scheme or "https") else parts.port


def _spelled(address: str) -> str:
    """An address as it is compared with others: without the place on the page that it names."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    path = parts.path or ("/" if parts.netloc else "")
    return urlunsplit((parts.scheme, parts.netloc.lower(), path, parts.query, ""))


def _languages(page: _Page, site: _Site) -> Iterator[Fault]:
    """The versions of a page name each other, and the address that counts is there."""
    if page.canonical and site.place(page.canonical) not in site.pages:
        yield Fault(page.path, f"its canonical address {page.canonical!r} leads to nothing")
    for language, address in page.languages.items():
        other = site.pages.get(site.place(address) or "")
        if other is None:
            yield Fault(page.path, f"hreflang {language}: {address!r} leads to nothing")
        elif other.languages != page.languages:
            what = f"hreflang {language}: {address!r} does not name the same versions"
            yield Fault(page.path, what)


def _feeds(folder: Path, site: _Site) -> Iterator[Fault]:
    """Feeds and sitemap can be read, and what they name is there; books are whole."""
    for path in sorted(site.files):
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
                    yield Fault(path, f"{damaged} is damaged")
            else:
                continue
        except (ET.ParseError, ValueError, KeyError, zipfile.BadZipFile) as error:
            yield Fault(path, f"cannot be read ({error})")
            continue
        for address in named:
            place = site.place(address)
            if place is not None and place not in site.files:
                yield Fault(path, f"{address!r} leads to nothing")
