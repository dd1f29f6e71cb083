"""Plain text: paragraphs between blank lines.

A line goes on in the next one where the author only pressed Enter at the margin: the next word did
not fit any more (into the lines of the file, or of a paragraph that is filled to a width of its
own), it begins with a small letter, a word is hyphenated, or what follows is indented below its
item. Otherwise every line is a block of its own, and so is a line that looks like an item of a
list (`- `, `• `, `1) `; `1. ` only where the lines beside it count on: `3. Oktober` is a date).
Marks of quoted mail (`> `) at the start of lines are no part of what the lines say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from toolkit.document.inline import raw_of, shown
from toolkit.expression import expression
from toolkit.formats.format import CLOSE_MARK, OPEN_MARK, Localization, with_banner
from toolkit.model import Block, BlockKind, Code, Part, Skeleton, Text

_LINE = expression(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_WIDEST = 100
_NARROWEST = 40
"""Lines of a paragraph that is filled to a width of its own are at least so long."""
_FULL, _SHORT = 0.85, 20
"""From which part of the width a line is full; with fewer characters it is no line of a text."""
_ITEM = expression(r"([ \t]*)(?:[-*•–—]|(\d{1,3})[.)])[ \t]+(?=\S)")
_LONE = expression(r"[ \t]*(?:[-*•–—]|\d{1,3}[.)])[ \t]*\Z")
_NUMBER = expression(
    r"\ufeff?[ \t]*(\d{1,3})[.)][ \t]+(?=\S)"
    r"(?P<month>(?:Jan|Jän|Feb|März|Apr|Mai|Juni|Juli|Aug|Sept|Okt|Nov|Dez)[a-zä]*\b)?"
)
"""What may be the number of an item; of a date, as German writes it, it is none."""
_FIELD = expression(r"\ufeff?[^\W\d][\w-]{0,24}(?: [\w-]{1,24})?:(?:\s|\Z)")
"""A line of a letter's head: `Betreff: …`."""
_ADDRESS = expression(r"[@/]|\w{2}\.\w|[:)]\Z")
"""What is no word but an address, or the mark of a point: `a)`."""
_QUOTED = expression(r"\ufeff?[ \t]*(?:>(?:[ \t]|(?=>)|\Z))+")
"""The marks of quoted mail; a blank is behind them, unlike in `>100`."""
_BREAK = expression(r"[ \t]*(?:\r\n|\r|\n)[ \t]*(?:(?:>(?:[ \t]|(?=>)))+[ \t]*)?")
_SUSPENDED = expression(r"(?:und|oder|bis|sowie|bzw|als|wie|aber|and|or|to|и|или)\b")
"""What follows a hyphen that stands for a word: `Haupt- und Nebenfach`."""
_HEADLINE = 120
"""A first paragraph is the headline if it is not longer and no sentence."""
_SENTENCE_END = tuple(".!?:…。！？：")
_DRAFT_MARK = expression(f"{OPEN_MARK}(?:[A-Za-z-]+: )?|{CLOSE_MARK}")


@dataclass(slots=True)
class _Line:
    """A line and what its neighbours say about it."""

    mark: str
    """Of quoted mail; "" if it is none."""
    text: str
    end: str
    item: bool = False
    width: int = 0
    """At which its paragraph is wrapped; 0 if it is not."""

    @classmethod
    def of(cls, text: str, end: str) -> _Line:
        found = _QUOTED.match(text)
        mark = found[0] if found else ""
        return cls(mark, text[len(mark) :], end)

    @property
    def raw(self) -> str:
        return self.mark + self.text + self.end

    @property
    def indent(self) -> int:
        return len(self.text) - len(self.text.lstrip())


def parse(source: str) -> tuple[Part, ...]:
    """Source text → skeleton and paragraphs; joined they are the source."""
    lines = [_Line.of(found[1], found[2]) for found in _LINE.finditer(source) if found[0]]
    _survey(lines)
    parts: list[Part] = []
    paragraph: list[_Line] = []
    for line in lines:
        if paragraph and not _continues(paragraph, line):
            parts += _paragraph(paragraph)
            paragraph = []
        paragraph.append(line)
    parts += _paragraph(paragraph)
    return tuple(parts)


def _survey(lines: Sequence[_Line]) -> None:
    """Find out which lines are items, and how wide the lines are."""
    stanzas: list[list[_Line]] = [[]]
    for line in lines:
        if line.text.strip("\ufeff \t"):
            stanzas[-1].append(line)
        elif stanzas[-1]:
            stanzas.append([])
    longest = max((len(line.text) for line in lines), default=0)
    filled = [_filled(stanza) for stanza in stanzas]
    usual = max(filled, default=0)
    if _NARROWEST <= longest <= _WIDEST and any(_broken(stanza, longest) for stanza in stanzas):
        usual = longest
    for stanza, width in zip(stanzas, filled, strict=True):
        _number(stanza)
        for line in stanza:
            line.width = width or usual


def _filled(stanza: Sequence[_Line]) -> int:
    """The width to which lines between two blank lines are filled; 0 if they are not."""
    width = max((len(line.text.rstrip()) for line in stanza), default=0)
    full = sum(_is_full(line, after.text, width) for line, after in pairwise(stanza))
    enough = full >= 2 and 3 * full >= 2 * (len(stanza) - 1)
    return width if width >= _NARROWEST and enough and _broken(stanza, width) else 0


def _broken(stanza: Sequence[_Line], width: int) -> bool:
    """Whether a full line ends where no sentence does."""
    return any(
        _is_full(line, after.text, width) and not line.text.rstrip().endswith(_SENTENCE_END)
        for line, after in pairwise(stanza)
    )


def _is_full(line: _Line, following: str, width: int) -> bool:
    """Whether the first word of the next line did not fit any more."""
    words = following.split(maxsplit=1)
    return bool(words) and len(line.text.rstrip()) + 1 + len(words[0]) > width


def _number(stanza: Sequence[_Line]) -> None:
    """Say which lines are items: of those with a number and a point, the ones that count on."""
    counted: list[tuple[int, _Line]] = []
    for line in stanza:
        mark = _ITEM.match(line.text)
        found = _NUMBER.match(line.text)
        if found and not found["month"]:
            counted.append((int(found[1]), line))
        line.item = mark is not None and "." not in mark[0]
    for (number, line), (following, after) in pairwise(counted):
        if following == number + 1:
            line.item = after.item = True


def _continues(paragraph: Sequence[_Line], following: _Line) -> bool:
    """Whether what the lines say goes on in the next one."""
    first, line = paragraph[0], paragraph[-1]
    if line.mark.count(">") != following.mark.count(">"):
        return False
    text, after = line.text.rstrip(), following.text
    if not text.strip("\ufeff \t") or not after.strip() or _LONE.match(text) or _LONE.match(after):
        return False  # a lone mark would be that of an item in one line with other words
    if _is_split(text, after.lstrip()):
        return True
    small = _begins_small(after) and not _begins_small(first.text)
    if following.item:
        dash = re.match(r"[ \t]*[–—]", after)  # of a remark – so to speak – in a sentence
        return bool(dash) and small and not first.item and len(text) >= _SHORT
    if first.item or _FIELD.match(first.text):
        if following.indent > first.indent:
            return True
        if _FIELD.match(after):
            return False
    elif following.indent > line.indent:
        return False
    ends = text.endswith(_SENTENCE_END)
    if len(text) >= _SHORT and (small or (line.width and text.endswith(","))):
        return True
    if not line.width or (ends and _NUMBER.match(after)):
        return False
    return _is_full(line, after, line.width) or (not ends and len(text) >= _FULL * line.width)


def _is_split(before: str, after: str) -> bool:
    """Whether a word goes on behind a line's end."""
    letters = before[-2:-1].isalnum() and after[:1].isalpha()
    return letters and before[-1:] in ("-", "\u00ad")


def _begins_small(text: str) -> bool:
    """Whether the first word begins with a small letter and is no address."""
    word = text.lstrip(" \t–—-„“»«\"'([").split(maxsplit=1)
    return bool(word) and word[0][0].islower() and not _ADDRESS.search(word[0])


def _paragraph(lines: Sequence[_Line]) -> Iterator[Part]:
    raw = "".join(line.raw for line in lines)
    bare = raw[len(lines[0].mark) :].removeprefix("\ufeff").lstrip() if lines else ""
    words = bare.rstrip()
    if not any(map(str.isalnum, words)):
        if raw:
            yield Skeleton(raw)
        return
    before, after = raw[: len(raw) - len(bare)], bare[len(words) :]
    item = _ITEM.match(words) if lines[0].item else None
    if item:
        before, words = before + item[0], words[item.end() :]
    if before:
        yield Skeleton(before)
    plain = BlockKind.QUOTE if lines[0].mark else BlockKind.PARAGRAPH
    yield Block(BlockKind.LIST_ITEM if item else plain, tuple(_pieces(words)))
    if after:
        yield Skeleton(after)


def _pieces(words: str) -> Iterator[Text]:
    """Lines as plain runs, soft wraps as atomic blanks, or as nothing inside a word."""
    end = 0
    for found in _BREAK.finditer(words):
        start, blank = found.start(), " "
        after = words[found.end() : found.end() + 10]
        if _is_split(words[max(0, start - 2) : start], after) and not _SUSPENDED.match(after):
            blank = ""
            if words[start - 1] != "-" or (after[0].islower() and words[start - 2].islower()):
                start -= 1  # the hyphen is there for the line's end alone, unlike in CO2-arm
        if start > end:
            yield Text(words[end:start], words[end:start])
        end = found.end()
        yield Text(blank, words[start:end])
    if end < len(words):
        yield Text(words[end:], words[end:])


def spell(block: Block) -> str:
    """Plain text has no escapes; a line break in a translation becomes a blank."""
    words = ""
    for piece in block.inline:
        if isinstance(piece, Code):
            words += raw_of(piece)
        else:
            words += re.sub(r"[\r\n]+", " ", piece.text) if piece.raw is None else piece.raw
    return words


def mark_draft(source: str, localization: Localization) -> str:
    """The banner as the first paragraph."""
    return with_banner(source, int(source.startswith("\ufeff")), localization)


def to_html(source: str) -> str:
    """Everything that stands in the file: list marks and lines of signs (`* * *`) too."""
    return "\n".join(_element("p", line, quotes=True) for line in _shown_lines(parse(source)))


def _shown_lines(parts: tuple[Part, ...]) -> Iterator[str]:
    """The blocks with what stands before them in their line, and the lines between them."""
    before = ""
    for part in (*parts, Block(BlockKind.PARAGRAPH, ())):
        if isinstance(part, Skeleton):
            before += part.raw.replace("\ufeff", "")
            continue
        *between, mark = re.split(r"[\r\n]", before)
        before = ""
        for line in (*between, f"{mark} {shown(part.inline)}"):
            if line.strip():
                yield " ".join(line.split())


def to_story(source: str) -> str:
    """Paragraphs, quotations, lists; a first paragraph that looks like a headline is it."""
    found = list(_marked(parse(source)))
    lines: list[str] = []
    opened, number = "", 0
    for place, block in found:
        _, *between, mark = ("", *re.split(r"\r\n|\r|\n", place))
        before, (name, number) = number, _list(mark, block)
        pause = bool(lines) and _is_pause(between)
        if opened and (pause or (name, number) != (opened, before + bool(number))):
            lines.append(f"</{opened}>")
            opened = ""
        if pause:
            lines.append("<hr>")
        if name != opened:
            lines.append(f'<{name} start="{number}">' if number > 1 else f"<{name}>")
        opened = name
        words = shown(block.inline)
        first = block is found[0][1] and len(found) > 1 and block.kind is BlockKind.PARAGRAPH
        text = _element("li" if name else "h1" if first and is_headline(words) else "p", words)
        lines.append(f"<blockquote>{text}</blockquote>" if block.kind is BlockKind.QUOTE else text)
    return "\n".join([*lines, *([f"</{opened}>"] if opened else [])])


def _list(mark: str, block: Block) -> tuple[str, int]:
    """(element of the list that a block stands in, its number there); ("", 0) if it is no item."""
    number = re.search(r"\d+", mark)
    if block.kind is not BlockKind.LIST_ITEM:
        return "", 0
    return ("ol", int(number[0])) if number else ("ul", 0)


def _is_pause(between: Sequence[str]) -> bool:
    """Whether a line of signs (`* * *`) is among the lines between two blocks, with blank ones
    around it: one that underlines a heading is none."""
    return " x " in "".join("x" if line.strip() else " " for line in between[1:]) + " "


def is_headline(words: str) -> bool:
    """Whether a first paragraph looks like one."""
    bare = _DRAFT_MARK.sub("", words)
    return 0 < len(bare) <= _HEADLINE and not bare.endswith(_SENTENCE_END)


def _marked(parts: tuple[Part, ...]) -> Iterator[tuple[str, Block]]:
    """Each block with what stands between the one before and it."""
    before = ""
    for part in parts:
        if isinstance(part, Block):
            yield before, part
        before = before + part.raw if isinstance(part, Skeleton) else ""


def _element(name: str, words: str, *, quotes: bool = False) -> str:
    """An element with nothing but words in it."""
    text = escape(words, quote=False)
    if quotes:
        text = text.replace('"', "&#34;").replace("'", "&#39;")
    return f"<{name}>{text}</{name}>"
