"""The texts of HTML as readers see them, and new texts as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from toolkit.document.inline import raw_of
from toolkit.formats.html.tokens import references
from toolkit.model import Block, BlockKind, Code, Syntax, Text

BLANK = " \t\n\f\r"
_ODD = re.compile(r"[ \t\n\f\r]{2,}|[\t\n\f\r\0]")
_BREAK = re.compile(r"\r\n|[\t\n\f\r]")
_BARE = re.compile(r"[^\s\"'=<>`&]+")


@dataclass(frozen=True, slots=True)
class TextSyntax(Syntax):
    """Between two tags."""

    nbsp: bool
    """No-break spaces are spelled `&nbsp;`, as the source does."""


@dataclass(frozen=True, slots=True)
class AttributeSyntax(Syntax):
    """The value of an attribute, its quotes included."""

    quote: str
    """"" if the source has none."""
    nbsp: bool
    """Likewise."""


def read(text: str, attribute: bool = False) -> Iterator[Text]:
    """Text without markup; references and white space that is not a blank are atomic."""
    end = 0
    for start, stop, chars in references(text, attribute):
        yield from _plain(text[end:start], attribute)
        yield Text(" " if chars and chars in BLANK else chars, text[start:stop])
        end = stop
    yield from _plain(text[end:], attribute)


def _plain(text: str, attribute: bool) -> Iterator[Text]:
    end = 0
    for found in _ODD.finditer(text):
        if attribute and not found[0].strip(" "):
            continue
        if found.start() > end:
            yield Text(text[end : found.start()], text[end : found.start()])
        seen = " " if found[0] != "\0" else "\ufffd" if attribute else ""
        yield Text(seen, found[0])
        end = found.end()
    if end < len(text):
        yield Text(text[end:], text[end:])


def attribute(kind: BlockKind, raw: str, inside: Iterable[Text | Code] | None = None) -> Block:
    """The block of an attribute's value with its quotes; these are pieces without text.

    `inside`: what stands between them, if it is not just text.
    """
    quote = raw[0] if raw[0] in "\"'" else ""
    if inside is None:
        inside = read(raw[1:-1] if quote else raw, attribute=True)
    words = tuple(inside)
    edge = (Text("", quote),) if quote else ()
    return Block(kind, (*edge, *words, *edge), AttributeSyntax(quote, _spells_nbsp(words)))


def text_syntax(pieces: Sequence[Text | Code]) -> TextSyntax:
    """How a text between tags is spelled."""
    return TextSyntax(_spells_nbsp(pieces))


def _spells_nbsp(pieces: Sequence[Text | Code]) -> bool:
    return any(isinstance(piece, Text) and piece.raw == "&nbsp;" for piece in pieces)


def spell(block: Block) -> str:
    """A block with new text, spelled so that it is read as exactly that text, without new lines.

    TypeError if it is not a block of HTML.
    """
    match block.syntax:
        case TextSyntax(nbsp):
            return _text(block, nbsp)
        case AttributeSyntax(quote, nbsp):
            return _value(block, quote, nbsp)
    raise TypeError(f"not a block of HTML: {block}")


def _text(block: Block, nbsp: bool) -> str:
    """Text between tags; blanks at its edges would vanish."""
    chunks = [(True, "\n"), *_chunks(block, attribute=False), (True, "\n")]
    text = ""
    for (_, before), (done, run), (_, after) in zip(chunks, chunks[1:], chunks[2:], strict=False):
        text += run if done else _blanks(_escape(run, nbsp), before, after)
    return text


def _value(block: Block, quote: str, nbsp: bool) -> str:
    """An attribute's value in its quotes; without any only if it may stand so."""
    needed = quote or '"'
    text = "".join(
        run if done else _escape(run, nbsp, needed) for done, run in _chunks(block, attribute=True)
    )
    return f"{needed}{text}{needed}" if quote or not _BARE.fullmatch(text) else text


def _chunks(block: Block, attribute: bool) -> Iterator[tuple[bool, str]]:
    """(whether it is spelled already, text): words that follow one another in one."""
    for words, group in groupby(_spelled(block, attribute), key=lambda chunk: not chunk[0]):
        if words:
            yield False, "".join(text for _, text in group)
        else:
            yield from group


def _spelled(block: Block, attribute: bool) -> Iterator[tuple[bool, str]]:
    for piece in block.inline:
        raw = raw_of(piece) if isinstance(piece, Code) else piece.raw
        if isinstance(piece, Code):
            yield True, raw or ""
        elif raw is None or raw == piece.text or (attribute and not raw.strip(BLANK)):
            yield False, _BREAK.sub(" ", piece.text)
        elif piece.text or raw not in ("'", '"'):
            yield True, f"{raw};" if raw[0] == "&" and raw[-1] != ";" else raw


def _escape(text: str, nbsp: bool, quote: str = "") -> str:
    """Only what would be read as something else."""
    result, end = [], 0
    for start, _, _ in references(text, bool(quote)):
        result += [text[end:start], "&amp;"]
        end = start + 1
    escaped = ("".join(result) + text[end:]).replace("<", "&lt;")
    if nbsp:
        escaped = escaped.replace("\xa0", "&nbsp;")
    return escaped.replace(quote, f"&#{ord(quote)};") if quote else escaped


def _blanks(text: str, before: str, after: str) -> str:
    """Blanks that would vanish as references: at the edges, behind another one."""
    text = re.sub("(?<= ) ", "&#32;", text)
    if text[:1] == " " and before[-1:].strip(BLANK) == "":
        text = "&#32;" + text[1:]
    return text[:-1] + "&#32;" if text[-1:] == " " and after[:1].strip(BLANK) == "" else text
