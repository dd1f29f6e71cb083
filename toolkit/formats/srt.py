"""Subtitles in SubRip's format: the text of each cue is translated, its number and times stay.

A cue is a number, a line with its times, and its text up to a blank line. Line breaks in the text
only keep lines short, so a translation gets new ones; but a line that begins with a dash is another
speaker's, and a text of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from unicodedata import east_asian_width

from toolkit.document.inline import raw_of
from toolkit.errors import SourceError
from toolkit.expression import expression
from toolkit.formats.format import CLOSE_MARK, OPEN_MARK, Localization
from toolkit.formats.html.tags import Mark, pair
from toolkit.model import Block, BlockKind, Code, Inline, Part, Role, Skeleton, Syntax, Text

_LINE = expression(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[,.](\d{1,3})"
_TIMES = expression(rf"\ufeff?[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}(?:[ \t].*)?\Z")
_BAD_TIMES = expression(r"-->|\d:\d+[,.:]\d+[ \t]*\S{1,3}[ \t]*(?:\d+:)+\d+[,.:]\d")
_NUMBER = expression(r"\ufeff?[ \t]*\d+[ \t]*\Z")
_TAG = expression(r"<(/?)(i|b|u|s|font|c|v|ruby|rt)\b[^<>\r\n]*>|\{\\[^{}\r\n]*\}", re.I)
"""What players take for markup: `<i>`, `<font color="red">`, `{\\an8}` (place on the screen)."""
_SOFT = expression(r"[ \t]*(?:\r\n|\r|\n)[ \t]*")
_TURN = expression(r"[ \t]*[-–—‐](?:[ \t]+(?=[^\s⟧])|[ \t]*[\r\n]|(?=[^\s\d.,…⟧–—‐-]))")
"""The dash before what another speaker says; `-5` is a number."""
_LABEL = expression(f"{OPEN_MARK}[A-Za-z-]+:\\Z")
"""What stands before text that nobody translated; it stays in one line with that."""
_EDGES = expression(r"(\s*)(.*?)(\s*)\Z", re.S)
_SENTENCE_END = expression(r"[.!?…。！？][\"'”»“’)\]」』⟧]*\Z")
_WIDEST = 42
"""Columns of a line that can be read at a glance; a Chinese sign has two."""
_NOT_FIRST, _NOT_LAST = "，。、；：！？”’）》」』】…", "“‘（《「『【"
_PAUSE = 2.0
"""Seconds of silence after which a transcript begins a new paragraph."""
_LONG = 600
"""Characters after which it does at the end of a sentence."""


@dataclass(frozen=True, slots=True)
class CueSyntax(Syntax):
    """How the text of a cue stands on the screen."""

    lines: int
    end: str
    """What ends its lines."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One subtitle."""

    start: float
    """Seconds from the beginning."""
    end: float
    text: str
    """Its lines as they stand in the file."""


def parse(source: str) -> tuple[Part, ...]:
    """Source text → skeleton and the texts of the cues; joined they are the source.

    SourceError if there is no cue, or a line that was meant to be times but is not.
    """
    parts: list[Part] = []
    for cue in _cues(source):
        if isinstance(cue, Cue):
            parts += _text(cue.text)
        else:
            parts.append(Skeleton(cue))
    return tuple(parts)


def _cues(source: str) -> Iterator[Cue | str]:
    """The cues and what stands before and behind their texts."""
    lines = [found.groups() for found in _LINE.finditer(source) if found[0]]
    times = [_TIMES.match(line) for line, _ in lines]
    _complain(lines, times)
    known: re.Match[str] | None = None
    kinds: list[tuple[re.Match[str] | None, str]] = []
    for index, (line, end) in enumerate(lines):
        numbers = index + 1 < len(lines) and times[index + 1] and _NUMBER.match(line)
        known = times[index] or known
        spoken = known and not times[index] and not numbers and line.strip()
        kinds.append((known if spoken else None, line + end))
    for key, group in groupby(kinds, key=lambda item: item[0]):
        text = "".join(line for _, line in group)
        yield Cue(_seconds(key, 1), _seconds(key, 5), text) if key else text


def _complain(lines: Sequence[Sequence[str]], times: Sequence[re.Match[str] | None]) -> None:
    right = "00:00:01,000 --> 00:00:04,000"
    for number, ((line, _), known) in enumerate(zip(lines, times, strict=True), 1):
        if not known and _BAD_TIMES.search(line):
            raise SourceError(f"line {number}: no times of a subtitle: write them as {right}")
    if not any(times):
        raise SourceError(f"line 1: no subtitles: each needs a line with its times, as {right}")


def _seconds(times: re.Match[str], group: int) -> float:
    hours, minutes, seconds, part = (times[group + index] or "0" for index in range(4))
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{part}")


def _text(raw: str) -> Iterator[Part]:
    """What each speaker says in a cue as a block."""
    lines = [found[0] for found in _LINE.finditer(raw) if found[0]]
    turn: list[str] = []
    for line in lines:
        if turn and _TURN.match(line):
            yield from _said(turn)
            turn = []
        turn.append(line)
    yield from _said(turn)


def _said(lines: list[str]) -> Iterator[Part]:
    raw = "".join(lines)
    dash = _TURN.match(raw)
    start = dash.end() if dash else 0
    edges = _EDGES.match(raw, start)
    if not edges or not any(map(str.isalnum, _TAG.sub("", edges[2]))):
        yield Skeleton(raw)
        return
    if before := raw[:start] + edges[1]:
        yield Skeleton(before)
    ends = [end for _, end in (found.groups() for found in _LINE.finditer(raw)) if end]
    syntax = CueSyntax(len(_SOFT.findall(edges[2])) + 1, ends[0] if ends else "\n")
    yield Block(BlockKind.CAPTION, _pieces(edges[2]), syntax)
    if edges[3]:
        yield Skeleton(edges[3])


def _pieces(words: str) -> Inline:
    """Words, markup as codes, line breaks as blanks; between Chinese signs they are nothing."""
    pieces: list[Text | Code] = []
    marks: list[Mark] = []
    end = 0
    for found in re.finditer(f"(?P<soft>{_SOFT.pattern})|(?P<tag>{_TAG.pattern})", words, re.I):
        if found.start() > end:
            pieces.append(Text(words[end : found.start()], words[end : found.start()]))
        end = found.end()
        marks += [None] * (len(pieces) - len(marks))
        if found["soft"]:
            before = words[max(0, found.start() - 9) : found.start()]
            pieces.append(Text(_blank(before, words[end : end + 9]), found[0]))
            continue
        tag = _TAG.match(found[0])
        name = tag[2].lower() if tag and tag[2] else ""
        marks.append((Role.CLOSE if tag and tag[1] else Role.OPEN, name) if name else None)
        pieces.append(Code(Role.ALONE, (Skeleton(found[0]),)))
    if end < len(words):
        pieces.append(Text(words[end:], words[end:]))
    marks += [None] * (len(pieces) - len(marks))

    def join(first: int, last: int) -> None:
        for index, role in ((first, Role.OPEN), (last, Role.CLOSE)):
            piece = pieces[index]
            pieces[index] = Code(role, piece.parts if isinstance(piece, Code) else ())

    pair(marks, join)
    return tuple(pieces)


def _blank(before: str, after: str) -> str:
    """What a reader sees between two pieces of a text."""
    marks = OPEN_MARK + CLOSE_MARK
    left, right = before.rstrip(marks)[-1:], after.lstrip(marks)[:1]
    return "" if _is_wide(left) and _is_wide(right) else " "


def _is_wide(char: str) -> bool:
    return bool(char) and east_asian_width(char) in "WF"


def spell(block: Block) -> str:
    """The text in as many lines as its source has, in more where one would be too wide."""
    words = ""
    for piece in block.inline:
        if isinstance(piece, Code):
            words += raw_of(piece)
        else:
            raw = piece.text if piece.raw is None or _SOFT.search(piece.raw) else piece.raw
            words += re.sub(r"[\r\n]+", " ", raw)
    syntax = block.syntax
    return _wrapped(words, syntax) if isinstance(syntax, CueSyntax) else words


def _wrapped(words: str, syntax: CueSyntax) -> str:
    """Lines of about the same width."""
    places, width = _places(words)
    count = max(syntax.lines, -(-width // _WIDEST))
    lines, last, index = [], 0, 0
    for number in range(1, count):
        wanted = width * number / count
        near = [abs(place.before - wanted) for place in places[index : index + 2]]
        while len(near) > 1 and near[1] <= near[0]:
            index += 1
            near = [abs(place.before - wanted) for place in places[index : index + 2]]
        if near:
            lines.append(words[last : places[index].start])
            last = places[index].stop
            index += 1
    return syntax.end.join((*lines, words[last:]))


@dataclass(frozen=True, slots=True)
class LineBreak:
    """Where a line may end: the blanks there, or nothing between two Chinese signs."""

    start: int
    stop: int
    before: int
    """Columns of all that stands before it."""


def _places(words: str) -> tuple[list[LineBreak], int]:
    """(the places in order, the columns of all words)."""
    places: list[LineBreak] = []
    width = 0
    for found in re.finditer(rf"(?P<tag>{_TAG.pattern})|(?P<blank> +)|.", words, re.I | re.S):
        if found["tag"]:
            continue
        stop = found.end()
        if found["blank"]:
            if width and _may_break(words, found.start(), stop):
                places.append(LineBreak(found.start(), stop, width))
            width += len(found[0])
            continue
        width += 2 if _is_wide(found[0]) else 1
        if _may_end(found[0], words[stop : stop + 1]):
            places.append(LineBreak(stop, stop, width))
    return places, width


def _may_break(words: str, start: int, stop: int) -> bool:
    """Whether a line may end at these blanks.

    Nothing may begin a line that would be read as another speaker or as the number of a cue.
    """
    if stop == len(words) or _TURN.match(words, stop) or _NUMBER.match(words, stop):
        return False
    return not _LABEL.search(words, max(0, start - 12), start)


def _may_end(char: str, following: str) -> bool:
    """Whether a line may end between two signs of a script without blanks."""
    wide = _is_wide(char) and _is_wide(following)
    return wide and char not in _NOT_LAST and following not in _NOT_FIRST


def mark_draft(source: str, localization: Localization) -> str:
    """The banner as a line above the first words: no cue is added, so numbers and times stay."""
    before = ""
    for part in parse(source):
        if isinstance(part, Block):
            break
        before += part.raw
    at = max(before.rfind("\n"), before.rfind("\r")) + 1
    end = next(found[2] for found in _LINE.finditer(source) if found[2])
    return source[:at] + localization.banner + end + source[at:]


def to_html(source: str) -> str:
    """A transcript: cues that follow one another in paragraphs, the later ones with their time."""
    paragraphs: list[tuple[float, str]] = []
    last = 0.0
    for cue in _cues(source):
        if not isinstance(cue, Cue):
            continue
        for dash, text in _turns(cue):
            start, before = paragraphs[-1] if paragraphs else (cue.start, "")
            ended = _SENTENCE_END.search(re.sub("<[^>]*>", "", before[-99:]))
            rests = cue.start - last >= _PAUSE or len(before) > _LONG
            if not paragraphs or dash or (ended and rests):
                paragraphs.append((cue.start, dash + text))
            else:
                paragraphs[-1] = (start, before + _blank(before[-9:], text[:9]) + text)
        last = cue.end
    return "\n".join(
        f"<p>{_clock(start) if number else ''}{text}</p>"
        for number, (start, text) in enumerate(paragraphs)
    )


def _turns(cue: Cue) -> Iterator[tuple[str, str]]:
    """(its dash if it has one, what a speaker says as HTML) for each speaker of a cue."""
    dash = ""
    for part in _text(cue.text):
        if isinstance(part, Skeleton):
            dash = f"{part.raw.strip()} " if _TURN.match(f"{part.raw}x") else ""
        else:
            yield dash, " ".join(_markup(part.inline).split())


def _markup(inline: Inline) -> str:
    """Words with the emphasis that HTML has too."""
    result = ""
    for piece in inline:
        if isinstance(piece, Text):
            result += escape(piece.text, quote=False)
        elif piece.role is not Role.ALONE:
            tag = _TAG.match(raw_of(piece))
            if tag and tag[2].lower() in ("i", "b", "u", "s"):
                result += f"<{tag[1]}{tag[2].lower()}>"
    return result


def _clock(start: float) -> str:
    """A time as players show it."""
    minutes, seconds = divmod(int(start), 60)
    hours, minutes = divmod(minutes, 60)
    shown = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return f'<time datetime="PT{int(start)}S">{shown}</time> '
