"""Which element a token stands in, as far as it decides on kinds and on what is translated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.formats.html.tags import BLOCKS, FOREIGN, HEADINGS, KINDS, LITERAL, RAW, VOID
from toolkit.formats.html.tokens import Token
from toolkit.model import BlockKind

_WALLS = ("td", "th", "caption", "table", "template")
"""No tag inside closes an element outside."""
_SECTIONS = ("thead", "tbody", "tfoot")
_TABLE = {"tr", "td", "th", "caption", "colgroup", *_SECTIONS}
_IMPLIED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "li": (("li",), ("ul", "ol", "menu", "dir", *_WALLS)),
    "dt": (("dt", "dd"), ("dl", *_WALLS)),
    "dd": (("dt", "dd"), ("dl", *_WALLS)),
    "option": (("option",), ("select", "datalist", *_WALLS)),
    "optgroup": (("option", "optgroup"), ("select", *_WALLS)),
    "td": (("td", "th", "caption", "colgroup"), ("table",)),
    "th": (("td", "th", "caption", "colgroup"), ("table",)),
    "tr": (("tr", "caption", "colgroup"), ("table",)),
    "body": (("head",), ()),
}
_IMPLIED |= dict.fromkeys(_SECTIONS, (("tr", "caption", "colgroup", *_SECTIONS), ("table",)))
"""Start tag → the open elements it closes, unless one of the others lies between."""


@dataclass(frozen=True, slots=True)
class Element:
    """An open element."""

    name: str
    kind: BlockKind = BlockKind.PARAGRAPH
    """Of the texts directly in it."""
    guard: int = 0
    """The number of the outermost element that protects what is inside; 0 if it is translated."""


@dataclass(frozen=True, slots=True)
class Item:
    """A token and what its surroundings mean for it."""

    token: Token
    guard: int
    """Likewise; an element's tags belong to it."""
    attributes: bool = True
    """Whether its attributes are translated."""
    opens: bool = False
    """Whether it is the start tag of that element…"""
    closes: bool = False
    """…or its end tag, or both."""

    @property
    def ends_text(self) -> bool:
        """Whether it is a tag that no text runs across."""
        token = self.token
        return token.name in BLOCKS and not token.foreign and token.kind in ("start", "end")


class Stack:
    """The open elements (section 13.2.4.2, simplified: nothing is moved or reopened)."""

    def __init__(self) -> None:
        self._open = [Element("")]
        self._places: dict[str, list[int]] = defaultdict(list)
        self._blocks = [0]
        self._count = 0

    @property
    def kind(self) -> BlockKind:
        """The kind of a text that stands here."""
        return self._open[self._blocks[-1]].kind

    @property
    def block(self) -> str:
        """The block-level element that a text here stands in; "" if none."""
        return self._open[self._blocks[-1]].name

    def item(self, token: Token) -> Item:
        """Take the next token into account."""
        ends = token.kind == "end" and token.name in FOREIGN
        if not token.foreign and not ends and (start := self._last(FOREIGN)):
            self._cut(start)
        guard = self._open[-1].guard
        if token.foreign or token.kind in ("text", "raw", "other"):
            return Item(token, guard, not guard)
        if token.kind == "end":
            self._end(token.name)
            return Item(token, guard, closes=self._open[-1].guard != guard)
        return self._start(token)

    def _start(self, token: Token) -> Item:
        name = token.name
        if name in BLOCKS:
            self._close(("p",), _WALLS)
        if name in _IMPLIED:
            self._close(*_IMPLIED[name])
        parent = self._open[-1]
        wanted = _translate(token)
        guard = 0 if wanted else parent.guard
        attributes = wanted is not False and not guard
        opens = not guard and protects(token)
        if opens:
            self._count += 1
            guard = self._count
        empty = name in VOID or (token.closed and name in FOREIGN)
        if not empty:
            self._places[name].append(len(self._open))
            if name in BLOCKS:
                self._blocks.append(len(self._open))
            self._open.append(Element(name, KINDS.get(name, parent.kind), guard))
        return Item(token, guard, attributes, opens, opens and empty)

    def _end(self, name: str) -> None:
        if name in ("html", "body"):
            return
        walls: Iterable[str] = _WALLS if name in BLOCKS else ()
        if name in _TABLE or name == "table":
            walls = ("table",) if name in _TABLE else ("template",)
        least = 0 if name in BLOCKS else self._blocks[-1]
        self._close(HEADINGS if name in HEADINGS else (name,), walls, least)

    def _close(self, names: Iterable[str], walls: Iterable[str], least: int = 0) -> None:
        """Close the outermost of these elements that no wall hides."""
        least = max(least, self._last(walls))
        found = [self._places[name][-1] for name in names if self._places[name]]
        start = min((place for place in found if place > least), default=0)
        if start:
            self._cut(start)

    def _last(self, names: Iterable[str]) -> int:
        return max((self._places[name][-1] for name in names if self._places[name]), default=0)

    def _cut(self, start: int) -> None:
        for element in self._open[start:]:
            self._places[element.name].pop()
        del self._open[start:]
        while self._blocks[-1] >= start:
            self._blocks.pop()


_PROSE = frozenset({"wp-block-preformatted", "wp-block-verse"})
"""Classes of `<pre>` in which WordPress has lines of text, not code."""
_NEVER = RAW | FOREIGN | {"textarea"}


def protects(token: Token) -> bool:
    """Whether what stands in the element that this tag opens is not translated."""
    wanted = _translate(token)
    if wanted is None and token.name == "pre":
        wanted = not _PROSE.isdisjoint((token.get("class") or "").split()) or None
    return wanted is False or token.name in (_NEVER if wanted else LITERAL)


def refuses(token: Token) -> bool:
    """Whether the tag itself says that nothing in its element is translated."""
    return _translate(token) is False


def _translate(token: Token) -> bool | None:
    """What the tag says about translation: yes, no, or nothing."""
    if "notranslate" in (token.get("class") or "").split():
        return False
    value = token.get("translate")
    return {"yes": True, "": True, "no": False}.get(value.lower()) if value is not None else None
