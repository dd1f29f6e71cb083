"""Inline markup as placeholders: the one definition of what is protected in a sentence.

`<g1>…</g1>` stands for a pair of codes, `<x2/>` for a single one; numbers count per sentence, so a
sentence's text depends on nothing outside it. (The letters are XLIFF 1.2's `g` and `x`.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from unicodedata import is_normalized, normalize

from toolkit.document.shorten import shorten
from toolkit.model import Block, Code, Inline, Role, Skeleton, Text

PLACEHOLDER = re.compile(r"</?g\d+>|<x\d+/>")
DAMAGED = re.compile(
    r"[<＜‹〈《«]\s{0,3}([/／]?)\s{0,3}([gxGXｇｘＧＸгГхХ])\s{0,3}(\d{1,4})\s{0,3}([/／]?)\s{0,3}[>＞›〉》»]"
)
"""What an editor or an engine may have made of a placeholder."""
ANY_PLACEHOLDER = re.compile(f"{PLACEHOLDER.pattern}|{DAMAGED.pattern}")
PROTECTED = re.compile(
    ANY_PLACEHOLDER.pattern
    + r"|`[^`]{1,200}`|https?://\S+|www\.\S+"
    + r"|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]+"
)
"""What no typographic rule looks into: placeholders, code, addresses."""
_SPACE = re.compile(r"[\n\v\f\r\x1c-\x1f\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_RESERVED = re.compile(f"{PLACEHOLDER.pattern}|{_CONTROL.pattern}")
_UNFIT = re.compile(f"{_SPACE.pattern}|{_RESERVED.pattern}")
_LETTER = re.compile(r"(?:.|\n)[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u064b-\u065f\u3099\u309a]*")
"""A sign and the accents that follow it."""
_LEGEND_WIDTH = 60


def strip(masked: str) -> str:
    """Masked text without its placeholders."""
    return PLACEHOLDER.sub("", masked)


def shown(inline: Inline) -> str:
    """What a reader sees: words, code spans, blanks for line breaks; no markup."""
    return "".join(piece.text if isinstance(piece, Text) else piece.shown for piece in inline)


def mask(inline: Inline, names: Sequence[str] | None = None) -> str:
    """The sentence as translators see it, with placeholders for its codes.

    `names` are the placeholders in order, if not those of `names_of`.
    """
    left = iter(names_of(inline) if names is None else names)
    return "".join(piece.text if isinstance(piece, Text) else next(left) for piece in inline)


def names_of(inline: Inline) -> list[str]:
    """The placeholder of each code, in order: `<g1>`, `<x2/>`, `</g1>`.

    One end of a pair whose other end is in another sentence is a single code.
    """
    codes = codes_of(inline)
    partners = partners_of(codes)
    closing = {close: number for number, close in partners.items()}
    names: list[str] = []
    numbers: dict[int, int] = {}
    for index in range(len(codes)):
        if index in closing:
            names.append(f"</g{numbers[closing[index]]}>")
            continue
        numbers[index] = len(numbers) + 1
        names.append(f"<g{numbers[index]}>" if index in partners else f"<x{numbers[index]}/>")
    return names


def partners_of(pieces: Sequence[Text | Code]) -> dict[int, int]:
    """Index of each opening code → index of its closing code, of pairs that are whole there."""
    partner, opened = {}, []
    for index, piece in enumerate(pieces):
        if isinstance(piece, Code) and piece.role is Role.OPEN:
            opened.append(index)
        elif isinstance(piece, Code) and piece.role is Role.CLOSE and opened:
            partner[opened.pop()] = index
    return partner


def codes_of(inline: Inline) -> list[Code]:
    """The codes of an inline sequence, in order."""
    return [piece for piece in inline if isinstance(piece, Code)]


def unmask(target: str, inline: Inline) -> Inline:
    """A translation with its codes back in place, the words as new text.

    KeyError if the target has a placeholder that the source sentence does not have.
    """
    codes = dict(zip(names_of(inline), codes_of(inline), strict=True))
    pieces: list[Text | Code] = []
    end = 0
    for found in PLACEHOLDER.finditer(target):
        if found.start() > end:
            pieces.append(Text(target[end : found.start()]))
        pieces.append(codes[found[0]])
        end = found.end()
    if end < len(target):
        pieces.append(Text(target[end:]))
    return tuple(pieces)


def legend(inline: Inline) -> list[str]:
    """One line per placeholder for the translator: `<g1>…</g1> = **…**`."""
    codes = spellings(inline)
    lines = []
    for name, spelled in codes.items():
        if name.startswith("<g"):
            close = name.replace("<", "</", 1)
            lines.append(f"{name}…{close} = {spelled}…{codes[close]}")
        elif name.startswith("<x"):
            lines.append(f"{name} = {spelled}")
    return lines


def spellings(inline: Inline) -> dict[str, str]:
    """Placeholder → what it stands for, as one short line."""
    return dict(zip(names_of(inline), map(_brief, codes_of(inline)), strict=True))


def _brief(code: Code) -> str:
    raw = raw_of(code)
    text = " ".join(raw.split())
    if raw.endswith(("\n", "\r")):
        text += "⏎"  # gettext would join a comment that ends in a backslash to the next line
    return shorten(text, _LEGEND_WIDTH)


def raw_of(code: Code) -> str:
    """A code as the source spells it, translatable attributes included."""
    return "".join(
        part.raw if isinstance(part, Skeleton) else "".join(_raw_pieces(part))
        for part in code.parts
    )


def _raw_pieces(block: Block) -> Iterator[str]:
    for piece in block.inline:
        yield (piece.raw or "") if isinstance(piece, Text) else raw_of(piece)


def protect(inline: Inline) -> Inline:
    """Make text that no PO file or placeholder syntax can carry part of the markup.

    Words that look like a placeholder and control characters become single codes; exotic line
    separators become atomic blanks, as readers see them; letters that are spelled as a letter and
    its accents (NFD) become atomic ones of one character (NFC), which look the same.
    """
    words = "".join(piece.text for piece in inline if isinstance(piece, Text))
    if not _UNFIT.search(words) and is_normalized("NFC", words):
        return inline
    pieces = [part for piece in inline for one in _composed(piece) for part in _split_spaces(one)]
    for found in reversed(list(_RESERVED.finditer(_words(pieces)))):
        pieces = _wrap(pieces, *found.span())
    return tuple(pieces)


def _words(pieces: list[Text | Code]) -> str:
    """Text with a private mark for each code, so that spans do not run across codes."""
    return "".join(piece.text if isinstance(piece, Text) else "\ufdd0" for piece in pieces)


def _composed(piece: Text | Code) -> Iterator[Text | Code]:
    if isinstance(piece, Code) or is_normalized("NFC", piece.text):
        yield piece
        return
    if piece.text != piece.raw:
        yield replace(piece, text=normalize("NFC", piece.text))
        return
    run = ""
    for letter in _LETTER.findall(piece.text):
        composed = normalize("NFC", letter)
        if composed == letter:
            run += letter
            continue
        if run:
            yield Text(run, run)
        yield Text(composed, letter)
        run = ""
    if run:
        yield Text(run, run)


def _split_spaces(piece: Text | Code) -> Iterator[Text | Code]:
    if isinstance(piece, Code) or piece.text != piece.raw or not _SPACE.search(piece.text):
        yield piece
        return
    end = 0
    for found in _SPACE.finditer(piece.text):
        if found.start() > end:
            yield Text(piece.text[end : found.start()], piece.text[end : found.start()])
        yield Text(" ", found[0])
        end = found.end()
    if end < len(piece.text):
        yield Text(piece.text[end:], piece.text[end:])


def _wrap(pieces: list[Text | Code], start: int, end: int) -> list[Text | Code]:
    """Turn the text between two offsets into one code."""
    left, rest = split_at(pieces, start)
    middle, right = split_at(rest, end - start)
    raw = "".join((piece.raw or "") for piece in middle if isinstance(piece, Text))
    words = "".join(piece.text for piece in middle if isinstance(piece, Text))
    return [*left, Code(Role.ALONE, (Skeleton(raw),), words if words.isprintable() else ""), *right]


def split_at(pieces: list[Text | Code], offset: int) -> tuple[list[Text | Code], list[Text | Code]]:
    """Cut after that many characters, a code counting one; an atomic piece goes left whole."""
    for index, piece in enumerate(pieces):
        length = len(piece.text) if isinstance(piece, Text) else 1
        if offset <= 0:
            return pieces[:index], pieces[index:]
        if offset < length and isinstance(piece, Text):
            if piece.text != piece.raw:
                return pieces[: index + 1], pieces[index + 1 :]
            left, right = piece.text[:offset], piece.text[offset:]
            return (
                [*pieces[:index], Text(left, left)],
                [Text(right, right), *pieces[index + 1 :]],
            )
        offset -= length
    return pieces, []
