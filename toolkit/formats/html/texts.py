"""The texts of HTML as readers see them, and new texts as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from toolkit.document.inline import raw_of
from toolkit.formats.html.tokens import references
from toolkit.model import Block, Code, Inline, Text

BLANK = " \t\n\f\r"
_ODD = re.compile(r"[ \t\n\f\r]{2,}|[\t\n\f\r\0]")
_BREAK = re.compile(r"\r\n|[\t\n\f\r]")
_BARE = re.compile(r"[^\s\"'=<>`&]+")
_ATTRIBUTE = "attribute "
_NBSP = " nbsp"


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


def value(raw: str) -> tuple[Inline, str]:
    """(pieces, syntax) of an attribute's value with its quotes; these are pieces without text."""
    quote = raw[0] if raw[0] in "\"'" else ""
    words = tuple(read(raw[1:-1] if quote else raw, attribute=True))
    edge = (Text("", quote),) if quote else ()
    return (*edge, *words, *edge), _ATTRIBUTE + quote + syntax(words)


def syntax(pieces: Sequence[Text | Code]) -> str:
    """What `spell` needs to know about a text: whether its source spells `&nbsp;`."""
    spelled = any(isinstance(piece, Text) and piece.raw == "&nbsp;" for piece in pieces)
    return _NBSP if spelled else ""


def spell(block: Block) -> str:
    """A block with new text, spelled so that it is read as exactly that text, without new lines."""
    attribute = block.syntax.startswith(_ATTRIBUTE)
    found = block.syntax.removeprefix(_ATTRIBUTE)[:1].strip() if attribute else ""
    quote = found or '"' * attribute
    nbsp = "&nbsp;" if block.syntax.endswith(_NBSP) else "\xa0"
    edge = "" if attribute else "\n"
    chunks = [(True, edge), *_chunks(block, attribute), (True, edge)]
    text = ""
    for (_, before), (done, run), (_, after) in zip(chunks, chunks[1:], chunks[2:], strict=False):
        escaped = run if done else _escape(run, nbsp, quote)
        text += escaped if done or attribute else _blanks(escaped, before, after)
    if attribute and (found or not _BARE.fullmatch(text)):
        return f"{quote}{text}{quote}"
    return text


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


def _escape(text: str, nbsp: str, quote: str = "") -> str:
    """Only what would be read as something else."""
    result, end = [], 0
    for start, _, _ in references(text, bool(quote)):
        result += [text[end:start], "&amp;"]
        end = start + 1
    escaped = ("".join(result) + text[end:]).replace("<", "&lt;").replace("\xa0", nbsp)
    return escaped.replace(quote, f"&#{ord(quote)};") if quote else escaped


def _blanks(text: str, before: str, after: str) -> str:
    """Blanks that would vanish as references: at the edges, behind another one."""
    text = re.sub("(?<= ) ", "&#32;", text)
    if text[:1] == " " and before[-1:].strip(BLANK) == "":
        text = "&#32;" + text[1:]
    return text[:-1] + "&#32;" if text[-1:] == " " and after[:1].strip(BLANK) == "" else text
