"""New text for Markdown blocks: as few escapes as possible, judged by reading it again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from toolkit.formats.markdown.inline import LabelEnd, Region, raw_of, read
from toolkit.formats.markdown.places import Line, MarkedText, QuotedText
from toolkit.formats.markdown.syntax import (
    TRIMMED,
    Surroundings,
    masked,
    same_label,
    structure,
)
from toolkit.model import Code, Inline, Pieces, Role, Skeleton, Text

_SIGNS = (
    r"[\\`*]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?]|\Z)|~(?=~|\Z)|(?<=~)~|\A~"
    r"|&(?=#?\w+;|#?\w*\Z)"
)
_SPECIAL_BUT_BRACKETS = re.compile(rf"{_SIGNS}|\[(?=[ xX]\])")
_SPECIAL_BUT_CLOSING = re.compile(rf"{_SIGNS}|\[")
_SPECIAL = re.compile(rf"{_SIGNS}|[\[\]]")
_NESTED = re.compile(rf"{_SIGNS}|[\[\]{{$]|==")
"""Likewise, where it might go on behind the brackets that the text stands in."""
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_ORDERED = re.compile(r"(\d{1,9})([.)])")
_DELIMITER = re.compile(r"\*\*?|__?|~~")
_OTHER = str.maketrans("*_", "_*")
_BEFORE_WORD = re.compile(r" (?=[^\W\d_])")
_SPACES = re.compile(r"[\r\n\v\f]+")
_NEWLINE = re.compile(r"(?:\r\n|\r|\n)[ \t>]*")
_BREAK = re.compile(r"\\?[ \t]*[\r\n][\r\n \t>]*")
_LINE = re.compile(r"[^\W\d_](?:[^\n|]*[^\s#|])?")
"""A line that is no other block than a paragraph, or what stands in a heading; `mdx` apart."""
_TAME = r"\w.,;!?()\"'–—…‐„“”«»‚‘’、。，！？；（）《》-"
_WORDS = re.compile(rf"(?!.*_)[^\W\d](?:[ \xa0\u202f{_TAME}]*[{_TAME}])?")
"""Words, whose signs mean nothing in any dialect wherever they stand; `mdx` apart."""
_LINE_ENDS = re.compile(r"\\?[ \t]*[\r\n]")
Reading = list[str | tuple[Role, str]]


@dataclass(frozen=True, slots=True)
class Escaping:
    """How much is escaped: more with each attempt."""

    guard: bool
    """What could start another kind of block."""
    rewrite: bool
    """Text that was not changed, too; every letter beside emphasis is encoded."""
    punctuation: bool
    """Whatever can be escaped."""
    apart: bool = False
    """`*b*` directly behind `**a**` becomes `_b_`."""
    brackets: str = "[]"
    """Those that are escaped; where no reference is meant by them, none need be."""


_CAREFUL = Escaping(False, False, False)
_ATTEMPTS = (
    Escaping(False, False, False, brackets=""),
    Escaping(False, False, False, brackets="["),
    _CAREFUL,
    Escaping(True, False, False),
    Escaping(False, True, False),
    Escaping(True, True, False),
    Escaping(True, True, True),
    Escaping(True, True, False, apart=True),
)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of the block to write: new text, text as it was, emphasis, other markup."""

    text: str
    new: bool = False
    emphasis: Role | None = None


def spell_marked(inline: Inline, syntax: MarkedText, around: Surroundings) -> str:
    """Text with markup, new text in it → source text, to be read in these surroundings."""
    pieces = [_one_line(piece) for piece in inline]
    if not syntax.label and "mdx" not in around.features and (words := _only_words(pieces)):
        return words
    if syntax.label:
        pieces = [piece for piece in pieces if isinstance(piece, Code) or piece.text]
    pieces = _whole_labels(_edge_breaks(pieces), syntax.cell)
    key = _key(tuple(pieces))
    attempts = (_write(pieces, escaping, syntax) for escaping in _ATTEMPTS)
    chosen = next((text for text in attempts if _content(text, syntax, around) == key), None)
    if chosen is None:
        chosen = _write(pieces, _CAREFUL, syntax)
    return chosen + (f"][{_piped(syntax.label, syntax.cell)}" if syntax.label else "")


def _only_words(pieces: Pieces) -> str:
    """New text that needs no escapes anywhere; "" if it is not, or if there is anything else."""
    texts = [piece.text for piece in pieces if isinstance(piece, Text) and piece.raw is None]
    words = "".join(texts)
    return words if len(texts) == len(pieces) and _WORDS.fullmatch(words) else ""


def _piped(text: str, cell: bool) -> str:
    return text.replace("|", "\\|") if cell else text


def _one_line(piece: Text | Code) -> Text | Code:
    """Soft breaks become blanks, new text stands on one line."""
    if isinstance(piece, Text) and (piece.raw is None or _SPACES.search(piece.raw)):
        return Text(_SPACES.sub(" ", piece.text))
    return piece


def _edge_breaks(pieces: Pieces) -> Pieces:
    """At a block's edges only `<br>` is a line break."""
    for index in {0, len(pieces) - 1} if pieces else ():
        piece = pieces[index]
        if isinstance(piece, Code) and _BREAK.fullmatch(raw_of(piece)):
            pieces[index] = replace(piece, parts=(Skeleton("<br>"),))
    return pieces


def _whole_labels(pieces: Pieces, cell: bool) -> Pieces:
    """`[text]` whose text changed keeps its target: `[new text][text]`."""
    result: Pieces = []
    opened: list[int] = []
    for piece in pieces:
        if isinstance(piece, Code) and piece.role is Role.OPEN:
            opened.append(len(result))
        start = opened.pop() if isinstance(piece, Code) and _closes(piece) and opened else 0
        if isinstance(piece, LabelEnd) and not _same_label(result[start + 1 :], piece.label):
            label = _piped(piece.label, cell)
            result.append(replace(piece, parts=(Skeleton(f"][{label}]"),)))
        else:
            result.append(piece)
    return result


def _closes(code: Code) -> bool:
    return code.role is Role.CLOSE


def _same_label(inside: Pieces, label: str) -> bool:
    """Whether the text still is the label, no escape in it."""
    words = ""
    for piece in inside:
        if isinstance(piece, Text) and _SPECIAL.search(piece.text):
            return False
        words += piece.text if isinstance(piece, Text) and piece.raw is None else raw_of(piece)
    return same_label(words, label)


def _key(inline: Inline) -> Reading:
    """What must be read back: texts merged, codes by role and spelling."""
    key: Reading = []
    for piece in inline:
        if isinstance(piece, Code):
            raw = _NEWLINE.sub("\n", raw_of(piece)).replace("\\|", "|")
            key.append((piece.role, raw.replace("_", "*") if _DELIMITER.fullmatch(raw) else raw))
        elif key and isinstance(key[-1], str):
            key[-1] += piece.text
        elif piece.text:
            key.append(piece.text)
    return key


def _content(text: str, syntax: MarkedText, around: Surroundings) -> Reading | None:
    """What is read where the text stands; None if it is no block of this kind any more."""
    if syntax.cell:
        text = text.replace("\\|", "|")
    text = _NEWLINE.sub("\n", text)
    features = around.features
    content, at = masked(text, features), 0
    if syntax.line and not (content == text and _LINE.fullmatch(text) and "mdx" not in features):
        before, after = syntax.line.value
        whole = masked(before + text + after, features)
        tokens, _ = structure(whole, features)
        if len(tokens) != 3 or text.startswith("+++"):
            return None
        heading = tokens[0].type == "heading_open"
        if heading != syntax.line.is_heading:
            return None
        content = tokens[1].content
        at = max(whole.find(content, len(before)) - len(before), 0)
    region = Region(content, text, (0,), (at,))
    return _key(read(region, around.env, lined=syntax.line is Line.PARAGRAPH))


def _write(pieces: Pieces, escaping: Escaping, syntax: MarkedText) -> str:
    """One attempt."""
    chunks = list(_chunks(_apart(pieces) if escaping.apart else pieces, escaping))
    texts = (
        _new(chunks, index, escaping, syntax) if chunk.new else chunk.text
        for index, chunk in enumerate(chunks)
    )
    return "".join(texts)


def _apart(pieces: Pieces) -> Pieces:
    """Pairs that directly follow another pair with the other sign for emphasis."""
    result = list(pieces)
    opened: list[bool] = []
    for index, piece in enumerate(pieces):
        if isinstance(piece, Text) or piece.role is Role.ALONE:
            continue
        before = result[index - 1] if index else None
        swap = isinstance(before, Code) and before.role is Role.CLOSE and piece.role is Role.OPEN
        if piece.role is Role.OPEN:
            opened.append(swap)
        elif opened:
            swap = opened.pop()
        raw = raw_of(piece)
        if swap and _DELIMITER.fullmatch(raw):
            result[index] = replace(piece, parts=(Skeleton(raw.translate(_OTHER)),))
    return result


def _chunks(pieces: Pieces, escaping: Escaping) -> Iterator[Chunk]:
    """New text in one chunk, everything else as it is spelled."""
    run = ""
    for piece in pieces:
        same = isinstance(piece, Text) and piece.text == piece.raw
        if isinstance(piece, Text) and (piece.raw is None or (escaping.rewrite and same)):
            run += piece.text
            continue
        if run:
            yield Chunk(run, new=True)
            run = ""
        raw = raw_of(piece)
        if raw:
            marks = isinstance(piece, Code) and _DELIMITER.fullmatch(raw)
            yield Chunk(raw, emphasis=piece.role if marks and isinstance(piece, Code) else None)
    if run:
        yield Chunk(run, new=True)


def _new(chunks: list[Chunk], index: int, escaping: Escaping, syntax: MarkedText) -> str:
    """New text between its neighbours."""
    text = chunks[index].text
    first = _must_encode(chunks, index, -1, escaping)
    last = _must_encode(chunks, index, 1, escaping)
    end = len(text) - last
    head = _entity(text[0]) if first else ""
    tail = _entity(text[-1]) if last and end >= first else ""
    body = text[first:end] if end > first else ""
    before = chunks[index - 1].text if index else "\n"
    after = chunks[index + 1].text if index + 1 < len(chunks) else "\n"
    nested = syntax.line is None and not syntax.cell
    body = _signs(escaping, nested).sub(r"\\\g<0>", body)
    if before[-1] == "]" and body[:1] in ("(", ":") and not head:
        body = "\\" + body
    if after[0] == "[" and body[-1:] in ("!", "^") and body[-2:-1] != "\\" and not tail:
        body = body[:-1] + "\\" + body[-1]
    if escaping.guard and not escaping.punctuation:
        body = _guarded(body, _starts_line(before) and not head, after == "\n", syntax)
    return _piped(head + body + tail, syntax.cell)


def _signs(escaping: Escaping, nested: bool) -> re.Pattern[str]:
    """What gets a backslash before it."""
    if escaping.punctuation:
        return _PUNCTUATION
    if nested:
        return _NESTED
    by_brackets = {"": _SPECIAL_BUT_BRACKETS, "[": _SPECIAL_BUT_CLOSING}
    return by_brackets.get(escaping.brackets, _SPECIAL)


def _must_encode(chunks: list[Chunk], index: int, step: int, escaping: Escaping) -> bool:
    """Whether the outermost character on a side must not be seen as what it is.

    Blanks vanish at the edges of lines and undo emphasis inside it; a letter outside undoes it if
    punctuation stands inside (`**北京（Beijing）**是`), and always beside `_`.
    """
    char = chunks[index].text[0 if step < 0 else -1]
    beside = index + step
    if not 0 <= beside < len(chunks):
        return char in TRIMMED
    near = chunks[beside]
    if not near.emphasis:
        edge = _starts_line(near.text) if step < 0 else bool(_LINE_ENDS.match(near.text))
        return char in TRIMMED and edge
    if (near.emphasis is Role.OPEN) == (step < 0):
        return char in TRIMMED
    if not _is_word(char):
        return False
    while 0 <= beside < len(chunks) and chunks[beside].emphasis:
        if chunks[beside].text[0] != near.text[0]:
            return True
        beside += step
    inner = chunks[beside].text[0 if step > 0 else -1] if 0 <= beside < len(chunks) else "."
    return escaping.rewrite or near.text[0] == "_" or not _is_word(inner)


def _starts_line(before: str) -> bool:
    """Whether what follows this markup stands at the start of a line."""
    return before == "\n" or bool(re.search(r"[\r\n][ \t>]*\Z", before))


def _is_word(char: str) -> bool:
    """Neither white space nor punctuation."""
    return (char not in TRIMMED or char in "\u2028\u2029") and unicodedata.category(char)[
        0
    ] not in "PS"


def _entity(char: str) -> str:
    return "&nbsp;" if char == "\xa0" else f"&#{ord(char)};"


def _guarded(body: str, starts: bool, ends: bool, syntax: MarkedText) -> str:
    """Escape what would start another kind of block, or close a heading."""
    if ends and syntax.line is Line.ATX and body.endswith("#"):
        return body[:-1] + "\\#"
    if syntax.line is Line.SETEXT_2 and "|" in body:
        bar = body[0] == "|"
        body = body.replace("|", "&#124;")  # above `---` even `\\|` would make a table
        if bar:
            return body
    if not starts or not body:
        return body
    if _ORDERED.match(body):
        return _ORDERED.sub(r"\1\\\2", body, count=1)
    return "\\" + body if body[0] != "\\" and _PUNCTUATION.match(body) else body


def spell_quoted(inline: Inline, syntax: QuotedText) -> str:
    """Text of a title or an HTML attribute, new text in it → source text."""
    ends = {"(": "()", "": '"'}.get(syntax.quote, syntax.quote)
    text = ""
    for piece in inline:
        if not isinstance(piece, Text):
            text += raw_of(piece)
        elif piece.raw is not None and piece.raw != piece.text:
            text += " " if _SPACES.search(piece.raw) else piece.raw
        elif syntax.title:
            escaped = re.sub(rf"[\\{re.escape(ends)}]|&(?=#?\w+;|#?\w*\Z)", r"\\\g<0>", piece.text)
            text += _piped(_SPACES.sub(" ", escaped), syntax.cell)
        else:
            words = piece.text.replace("&", "&amp;").replace("<", "&lt;")
            for mark in ends:
                words = words.replace(mark, f"&#{ord(mark)};")
            text += _piped(_SPACES.sub(" ", words), syntax.cell)
    if syntax.wrap and not syntax.title:
        text = _wrapped(text, syntax.wrap)
    return text if syntax.quote else f'"{text}"'


def _wrapped(text: str, wrap: str) -> str:
    """An attribute's value with a line break where no block can begin behind it."""
    found = _BEFORE_WORD.search(text)
    start, end = found.span() if found else (len(text), len(text))
    return f"{text[:start]}{wrap}{text[end:]}"
