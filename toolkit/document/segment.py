"""Blocks into sentences and back: cuts only, never rewrites, never cuts inside an inline pair.

A block becomes a flat sequence of gaps (`Inline`, mostly white space) and `Segment`s; their inline
pieces, joined, are the block's. Markup at a sentence's edges stays in the gaps: a pair around the
whole sentence, a line break, a footnote mark, an image.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from toolkit.document.inline import mask, protect, shown
from toolkit.model import Block, Code, Inline, Part, Pieces, Role, Segment, Text

Cut = Callable[[str], list[int]]
"""Text → offsets at which a new sentence starts (see `sentences.boundaries`)."""


def split(block: Block, cut: Cut) -> tuple[Inline | Segment, ...]:
    """The block's gaps and sentences, alternating, in order."""
    result: list[Inline | Segment] = []
    for chunk in _chunks(list(protect(block.inline)), cut):
        before, core, after = _trim(chunk)
        if _has_words(core):
            segment = Segment(mask(tuple(core)), tuple(core), block.kind)
            result += [tuple(before), segment, tuple(after)]
        else:
            result.append(tuple(chunk))
    return tuple(_join_gaps(result))


def segments(parts: tuple[Part, ...], cut: Cut) -> Iterator[Segment]:
    """All sentences of a document in reading order, those of nested blocks too."""
    for block in blocks(parts):
        for piece in split(block, cut):
            if isinstance(piece, Segment):
                yield piece


def blocks(parts: tuple[Part, ...]) -> Iterator[Block]:
    """All blocks, each before those nested in its codes."""
    for part in parts:
        if isinstance(part, Block):
            yield part
            for piece in part.inline:
                if isinstance(piece, Code):
                    yield from blocks(piece.parts)


def _chunks(pieces: Pieces, cut: Cut) -> Iterator[Pieces]:
    """The pieces of each sentence; boundaries inside a pair or a code are passed over."""
    chunk: Pieces = []
    depth = offset = 0
    boundaries = [*cut(shown(tuple(pieces))), -1]
    at = 0
    for piece in _cut_texts(pieces, boundaries):
        while 0 <= boundaries[at] < offset:
            at += 1
        leads = isinstance(piece, Text) or not _closes(piece)
        if offset == boundaries[at] and depth == 0 and chunk and leads:
            yield chunk
            chunk, at = [], at + 1
        chunk.append(piece)
        offset += len(piece.text if isinstance(piece, Text) else piece.shown)
        if isinstance(piece, Code):
            depth += {Role.OPEN: 1, Role.CLOSE: -1, Role.ALONE: 0}[piece.role]
    if chunk:
        yield chunk


def _closes(code: Code) -> bool:
    """Belongs to the sentence before it: the end of a pair, a mark that readers see behind it."""
    return code.role is Role.CLOSE or (code.role is Role.ALONE and code.edge)


def _cut_texts(pieces: Pieces, boundaries: list[int]) -> Iterator[Text | Code]:
    """The same pieces, plain runs cut at the boundaries."""
    offset = at = 0
    for piece in pieces:
        length = len(piece.text if isinstance(piece, Text) else piece.shown)
        if isinstance(piece, Code) or piece.text != piece.raw:
            yield piece
            offset += length
            continue
        start = 0
        while 0 <= boundaries[at] < offset + length:
            inside = boundaries[at] - offset
            if inside > start:
                yield Text(piece.text[start:inside], piece.text[start:inside])
                start = inside
            at += 1
        yield Text(piece.text[start:], piece.text[start:])
        offset += length


def _trim(pieces: Pieces) -> tuple[Pieces, Pieces, Pieces]:
    """(gap before, what a translator needs to see, gap after)."""
    pieces = _loose_blanks(pieces)
    start, end = 0, len(pieces)
    partner = _partners(pieces)
    while start < end:
        if _dispensable(pieces[start]):
            start += 1
        elif _dispensable(pieces[end - 1]):
            end -= 1
        elif partner.get(start) == end - 1:
            start, end = start + 1, end - 1
        elif partner.get(start) == start + 1:
            start += 2
        elif end - 2 >= start and partner.get(end - 2) == end - 1:
            end -= 2
        else:
            break
    return pieces[:start], pieces[start:end], pieces[end:]


def _loose_blanks(pieces: Pieces) -> Pieces:
    """White space at the ends of plain runs as pieces of its own."""
    return [part for piece in pieces for part in _blank_edges(piece)]


def _blank_edges(piece: Text | Code) -> Iterator[Text | Code]:
    if isinstance(piece, Code) or piece.text != piece.raw or piece.text == piece.text.strip():
        yield piece
        return
    left = len(piece.text) - len(piece.text.lstrip())
    right = max(len(piece.text.rstrip()), left)
    for run in (piece.text[:left], piece.text[left:right], piece.text[right:]):
        if run:
            yield Text(run, run)


def _partners(pieces: Pieces) -> dict[int, int]:
    """Index of each opening code → index of its closing code."""
    partner, stack = {}, []
    for index, piece in enumerate(pieces):
        if isinstance(piece, Code) and piece.role is Role.OPEN:
            stack.append(index)
        elif isinstance(piece, Code) and piece.role is Role.CLOSE and stack:
            partner[stack.pop()] = index
    return partner


def _dispensable(piece: Text | Code) -> bool:
    """White space, or a code in whose place a reader sees no words."""
    if isinstance(piece, Text):
        return not piece.text.strip()
    return piece.role is Role.ALONE and not piece.shown.strip()


def _has_words(pieces: Pieces) -> bool:
    """Letters to translate, or a figure that a language may write in another way (`1.234,5`)."""
    text = "".join(piece.text for piece in pieces if isinstance(piece, Text))
    return any(map(str.isalpha, text)) or any(
        mark in ".,:" and before.isdigit() and after.isdigit()
        for before, mark, after in zip(text, text[1:], text[2:], strict=False)
    )


def _join_gaps(pieces: list[Inline | Segment]) -> Iterator[Inline | Segment]:
    gap: Inline = ()
    for piece in pieces:
        if isinstance(piece, Segment):
            yield gap
            yield piece
            gap = ()
        else:
            gap += piece
    yield gap
