"""References between articles and to files: found in a body, led to the reader's language."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from urllib.parse import quote, unquote, urlsplit

from toolkit.formats.html import addresses
from toolkit.formats.html.addresses import LEADS, RUN
from toolkit.formats.html.markup import edit, with_attributes
from toolkit.formats.html.tags import SHOWN
from toolkit.formats.html.tokens import Token, tokens
from toolkit.publication.theme import Markup
from toolkit.site import inside

ATTRIBUTES = {*LEADS, *SHOWN, *RUN}
"""(element, attribute) of one address."""


COLUMN = "(min-width: 46rem) 43.5rem, calc(100vw - 2.5rem)"
"""How wide pictures are shown (the attribute `sizes`): as the style sheet has the text…"""
BESIDE = "(min-width: 40rem) 12rem, calc(100vw - 2.5rem)"
"""…and pictures beside it."""
TOP = "top"
"""The place that every page has (HTML, 7.4.6.4)."""
NO_SECTION = "leads to a section that is not there; correct the link or the heading"
_NO_ADDRESS = "leads nowhere; write where to, or remove the link"
_AROUND = frozenset({"audio", "video", "iframe", "object"})
"""Elements with an end, of which only what is in them is left where there is no such file."""
_LEFT = frozenset({"a", "area", "script", "link"})
"""Those that stay."""
_LEADING = re.compile(f"<(?:{'|'.join(sorted({name for name, _ in ATTRIBUTES}))})\\b", re.I)
"""Tags that may refer to something."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a reference leads."""

    address: str
    """ "" if nowhere: then only the words of the link or picture are left."""
    language: str = ""
    """The language of what is there, if it is another than the reader's; else ""."""
    label: str = ""
    """What that language is called in the reader's; "" likewise."""
    size: tuple[int, int] | None = None
    """Width and height of a picture, if they are known."""
    path: str = ""
    """Of a picture below `sources/` or in a text (see `inside`); "" for anything else."""
    smaller: tuple[tuple[str, int], ...] = ()
    """(address, width) of the same picture in smaller sizes."""

    @property
    def sized(self) -> Markup:
        """The attributes that tell the size and where smaller ones are."""
        return self._sized(COLUMN)

    @property
    def small(self) -> Markup:
        """The same for a picture beside text."""
        return self._sized(BESIDE)

    def _sized(self, sizes: str) -> Markup:
        if not self.size:
            return Markup()
        told = Markup(' width="{}" height="{}"').format(*self.size)
        if self.smaller:
            told += Markup(' srcset="{}" sizes="{}"').format(self.srcset, sizes)
        return told

    @property
    def srcset(self) -> str:
        """All sizes, as a picture's tag names them; "" if there is but one."""
        if not (self.smaller and self.size):
            return ""
        every = (*self.smaller, (self.address, self.size[0]))
        return ", ".join(f"{address} {width}w" for address, width in every)


Resolve = Callable[[str], Target | None]
"""A reference as the author wrote it → its target; None leaves it as it is."""


def references(source: str) -> tuple[str, ...]:
    """The references of a body to other files, each once, in order; not to itself (`#…`)."""
    found = (one for one in _values(source) if is_relative(one) or inside.name_of(one))
    return tuple(dict.fromkeys(found))


def _leads(source: str) -> bool:
    """Whether there may be a reference in a body."""
    return bool(_LEADING.search(source)) or addresses.has_rules(source)


def _values(source: str) -> Iterator[str]:
    if not _leads(source):
        return
    found: list[str] = []

    def note(address: str, _: bool) -> None:
        found.append(address)

    for token in tokens(source):
        for item in token.attributes if token.kind == "start" else ():
            if (token.name, item.name) in ATTRIBUTES:
                yield item.value
            else:
                addresses.attribute(token.name, item, note)
    addresses.styles(source, note)
    yield from filter(None, found)


def dead_ends(source: str) -> tuple[str, ...]:
    """The references of a body that lead nowhere in itself, each once: to places (`#…`) that are
    not there, and those without an address."""
    if 'href="#' not in source and 'href=""' not in source:
        return ()
    wanted = dict.fromkeys(v for v in _values(source) if not v or (v[0] == "#" and v[1:]))
    ids = {token.get("id") for token in tokens(source) if token.kind == "start"} | {TOP}
    return tuple(value for value in wanted if not value or unquote(value[1:]) not in ids)


def why_dead(reference: str) -> str:
    """What is said of a reference that is among `dead_ends`."""
    return NO_SECTION if reference else _NO_ADDRESS


def is_relative(reference: str) -> bool:
    """Whether it leads to another file of the project."""
    try:
        parts = urlsplit(reference)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc and bool(parts.path)


def place(article: str, reference: str) -> tuple[str, str]:
    """(path below `sources/`, fragment with "#") that a reference in an article means.

    The path is "." for the folder itself, and starts with ".." if it leads out of it.
    """
    parts = urlsplit(reference)
    folder = "" if parts.path.startswith("/") else posixpath.dirname(article)
    path = posixpath.normpath(posixpath.join(folder, unquote(parts.path).lstrip("/")))
    return path, f"#{parts.fragment}" if parts.fragment else ""


def rewrite(source: str, resolve: Resolve) -> str:
    """The body with its references led to their targets; one in another language says so."""
    if not _leads(source):
        return source
    labels: list[str] = []
    dropped: list[bool] = []

    def tag(token: Token, raw: str) -> str:
        if token.name == "a" and token.kind == "end":
            label = labels.pop() if labels else ""
            return f' <small class="in-language">({escape(label)})</small></a>' if label else raw
        if token.name in _AROUND and token.kind == "end":
            return "" if dropped and dropped.pop() else raw
        found = _targets(token, resolve)
        lost = not all(target.address for target in found.values()) and token.name not in _LEFT
        chosen = _several(token, lead)
        lost = lost or (token.name == "source" and chosen.get("srcset", "") is None)
        if token.name in _AROUND:
            dropped.append(lost)
        if lost:
            return escape(token.get("alt") or "")
        changes = chosen | {name: target.address or None for name, target in found.items()}
        if token.name == "a":
            link = found.get("href", Target(""))
            labels.append(link.label)
            changes |= {"hreflang": link.language} if link.language else {}
        if token.name == "img":
            changes |= _sized(token, found.get("src"))
        return with_attributes(token, changes) if changes else raw

    def lead(address: str, _: bool) -> str | None:
        target = resolve(address)
        return target.address if target else None

    return addresses.styles(edit(source, tag), lead)


def _several(token: Token, lead: addresses.Lead) -> dict[str, str | None]:
    """What becomes of its attributes with several addresses, or none if none is left."""
    changes: dict[str, str | None] = {}
    for item in token.attributes if token.kind == "start" else ():
        if (token.name, item.name) not in ATTRIBUTES:
            made = addresses.attribute(token.name, item, lead)
            changes |= {} if made is None else {item.name: made or None}
    return changes | ({"sizes": None} if changes.get("srcset", "") is None else {})


def _sized(token: Token, target: Target | None) -> dict[str, str | None]:
    """What a picture's tag lacks so that the page does not jump, and it is loaded when needed."""
    changes: dict[str, str | None] = {} if token.get("loading") else {"loading": "lazy"}
    if target and target.size and not token.get("width") and not token.get("height"):
        width, height = map(str, target.size)
        changes |= {"width": width, "height": height}
    if target and target.srcset and not token.get("srcset"):
        changes |= {"srcset": target.srcset, "sizes": COLUMN}
    return changes


def _targets(token: Token, resolve: Resolve) -> dict[str, Target]:
    """Attribute → where it is to lead."""
    values = {item.name: item.value for item in token.attributes}
    found = {name: resolve(values[name]) for name in values if (token.name, name) in ATTRIBUTES}
    return {name: target for name, target in found.items() if target}


def relative(page: str, path: str) -> str:
    """The address of a path of the site, seen from one of its pages (both normal)."""
    return _seen(page.rpartition("/")[0], path)


@lru_cache(maxsize=4096)
def _seen(folder: str, path: str) -> str:
    """The address of a path, seen from the pages of a folder: many lead to the same places."""
    here, there = folder.split("/") if folder else [], path.split("/")
    same = 0
    while same < min(len(here), len(there) - 1) and here[same] == there[same]:
        same += 1
    return "../" * (len(here) - same) + _quoted("/".join(there[same:]))


_quoted = lru_cache(maxsize=4096)(quote)


def absolute(url: str, path: str) -> str:
    """The address of a path of the site on the web; a folder's page is the folder."""
    folder = path.removesuffix("index.html") if posixpath.basename(path) == "index.html" else path
    return f"{url}/{_quoted(folder)}"
