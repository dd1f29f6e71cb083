"""An article as rows for two columns: each of its blocks with its sentences, in its own layout.

Comes in: the HTML of an article whose sentences stand between marks (`publication.marked`). Goes
out: HTML that is written anew from a list of allowed elements, whatever the article holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from toolkit.publication.marked import MARKS, unmarked
from toolkit.publication.theme import Markup
from toolkit.site.sanitize import clean

_AROUND = frozenset(
    [
        "article",
        "aside",
        "blockquote",
        "body",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "footer",
        "header",
        "hgroup",
        "li",
        "main",
        "nav",
        "ol",
        "section",
        "summary",
        "ul",
    ]
)
"""Elements whose children are rows of their own."""
_ROWS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "p", "pre", "table", "figure", "hr"])
_INSIDE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "br",
        "caption",
        "cite",
        "code",
        "col",
        "colgroup",
        "data",
        "del",
        "dfn",
        "em",
        "figcaption",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "time",
        "tr",
        "u",
        "ul",
        "var",
        "wbr",
    ]
)
"""Elements that may stand in a row."""
_VOID = frozenset(("br", "hr", "img", "wbr", "col"))
_KEPT = frozenset(("alt", "colspan", "rowspan", "dir", "lang", "scope"))
_LISTS = ("ol", "ul")

Write = Callable[[int], Markup]
"""What stands in the translation for the sentence of that number."""
Address = Callable[[str], str]
"""A picture's address as the article writes it → where the desk serves it; "" if nowhere."""


@dataclass(frozen=True, slots=True)
class LayoutRow:
    """One block of the article, twice."""

    kind: str
    """The element: `p`, `h2`, `table`…"""
    depth: int
    """In how many lists it lies."""
    marker: str
    """What stands before the first block of a list item: `•`, `3.`; else ""."""
    quoted: bool
    source: Markup
    target: Markup
    numbers: tuple[int, ...]
    """The sentences in it."""
    beside: tuple[int, ...]
    """Sentences in its attributes: what stands for a picture, a tooltip."""


def rows(
    page: str, known: Iterable[int], write: Write, address: Address = lambda _: ""
) -> tuple[LayoutRow, ...]:
    """The rows of a marked page, in order; marks with numbers that are not known are ignored."""
    reader = _Reader(frozenset(known), write, address)
    reader.feed(clean(page))
    reader.close()
    reader.end_row()
    return tuple(reader.rows)


def _whole(kind: str, pieces: Iterable[str]) -> Markup:
    """A block as it is written: some are nothing without their own element."""
    inner = "".join(pieces)
    return Markup(f"<{kind}>{inner}</{kind}>" if kind in ("table", "pre") else inner)


@dataclass
class _Row:
    """A row in the making."""

    kind: str
    source: list[str] = field(default_factory=list)
    target: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    beside: list[int] = field(default_factory=list)
    sentence: int = 0
    """The number of the one that is being read; 0 between two."""
    foreign: int = 0
    """Marks in it that are not ours and still open."""
    open: list[tuple[str, bool]] = field(default_factory=list)
    """(element, whether it is written to the translation too) of what is not closed yet."""


class _Reader(HTMLParser):
    def __init__(self, known: frozenset[int], write: Write, address: Address) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[LayoutRow] = []
        self._known, self._write, self._address = known, write, address
        self._row: _Row | None = None
        self._around: list[str] = []
        self._counts: list[int] = []
        self._marker = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._row and (self._row.kind != "" or tag not in _AROUND | _ROWS):
            self._start(tag, dict(attrs))
        elif tag in _ROWS:
            self.end_row()
            self._row = _Row(tag)
            if tag in _VOID:
                self.end_row()
        elif tag in _AROUND:
            self.end_row()
            self._enter(tag, dict(attrs))
        else:
            self._row = _Row("")
            self._start(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        row = self._row
        if row and any(name == tag for name, _ in row.open):
            while row.open:
                name, both = row.open.pop()
                self._put(f"</{name}>", both=both)
                if name == tag:
                    break
        elif row and row.kind == tag:
            self.end_row()
        elif tag in self._around:
            self.end_row()
            while self._around.pop() != tag:
                pass
            if tag in _LISTS:
                self._counts.pop()

    def handle_data(self, data: str) -> None:
        if self._row is None:
            if not data.strip():
                return
            self._row = _Row("")
        end = 0
        for found in MARKS.finditer(data):
            self._text(data[end : found.start()])
            self._mark(found[1])
            end = found.end()
        self._text(data[end:])

    def end_row(self) -> None:
        """What was read so far is a row, if there is anything in it."""
        row, self._row = self._row, None
        if row is None:
            return
        self._row = row
        while row.open:
            name, both = row.open.pop()
            self._put(f"</{name}>", both=both)
        row.foreign = 0
        self._mark(None)
        self._row = None
        if not row.source and row.kind != "hr":
            return
        self.rows.append(
            LayoutRow(
                kind=row.kind or "p",
                depth=sum(name in _LISTS for name in self._around),
                marker=self._marker,
                quoted="blockquote" in self._around,
                source=_whole(row.kind, row.source),
                target=_whole(row.kind, row.target),
                numbers=tuple(dict.fromkeys(row.numbers)),
                beside=tuple(dict.fromkeys(row.beside)),
            )
        )
        self._marker = ""

    def _enter(self, tag: str, attributes: Mapping[str, str | None]) -> None:
        self._around.append(tag)
        if tag in _LISTS:
            start = attributes.get("start") or "1"
            self._counts.append(int(start) if start.isascii() and start.isdigit() else 1)
        elif tag == "li":
            inner = next((name for name in reversed(self._around) if name in _LISTS), "ul")
            self._marker = f"{self._counts[-1]}." if inner == "ol" and self._counts else "•"
            if self._counts:
                self._counts[-1] += 1

    def _start(self, tag: str, attributes: Mapping[str, str | None]) -> None:
        row = self._row
        assert row
        if tag not in _INSIDE:
            return
        written = [tag]
        for name, value in attributes.items():
            for found in MARKS.finditer(value or ""):
                if found[1] and int(found[1]) in self._known:
                    row.beside.append(int(found[1]))
            if tag == "img" and name == "src":
                written.append(f'src="{Markup.escape(self._address(value or ""))}"')
            elif name in _KEPT:
                written.append(f'{name}="{Markup.escape(unmarked(value or ""))}"')
        if tag == "img" and "alt" not in attributes:
            written.append('alt=""')
        both = not row.sentence
        self._put(f"<{' '.join(written)}>", both=both)
        if tag not in _VOID:
            row.open.append((tag, both))

    def _mark(self, number: str | None) -> None:
        """A sentence begins, or ends. Marks that the article has of its own are passed over."""
        row = self._row
        assert row
        if number and (row.sentence or int(number) not in self._known):
            row.foreign += 1
        elif number:
            row.sentence = int(number)
            row.numbers.append(row.sentence)
            self._put(f'<span class="s" data-n="{row.sentence}">', both=True)
            row.target.append(str(self._write(row.sentence)))
        elif row.foreign:
            row.foreign -= 1
        elif row.sentence:
            self._put("</span>", both=True)
            row.sentence = 0

    def _text(self, text: str) -> None:
        assert self._row
        self._put(str(Markup.escape(text)), both=not self._row.sentence)

    def _put(self, text: str, *, both: bool) -> None:
        assert self._row
        if text:
            self._row.source.append(text)
            if both:
                self._row.target.append(text)
