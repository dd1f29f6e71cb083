"""Blocks into sentences and back: cuts only, never rewrites.

A block becomes a flat sequence of gaps (`Inline`, mostly white space) and `Segment`s; their inline
pieces, joined, are the block's. Markup at a sentence's edges stays in the gaps: a pair around whole
sentences, a line break, a footnote mark, an image. No sentence ends inside another pair, but where
all words of a block stand in pairs, as word processors write it, and at two line breaks in a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import accumulate

from toolkit.document.inline import mask, partners_of, protect, shown
from toolkit.model import Block, Code, Inline, Part, Pieces, Role, Segment, Span, Text

_MOST_BLANKS = 1_000
Cut = Callable[[str], list[int]]
"""Text → offsets at which a new sentence starts (see `sentences.boundaries`)."""


@lru_cache(maxsize=1024)
def split(block: Block, cut: Cut) -> tuple[Inline | Segment, ...]:
    """The block's gaps and sentences, alternating, in order: the same for each language."""
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
    """The pieces of each sentence."""
    chunk: Pieces = []
    offset = at = 0
    boundaries = [*_boundaries(pieces, cut), -1]
    for piece in _cut_texts(pieces, boundaries):
        while 0 <= boundaries[at] < offset:
            at += 1
        leads = isinstance(piece, Text) or not _closes(piece)
        if offset == boundaries[at] and chunk and leads:
            yield chunk
            chunk, at = [], at + 1
        chunk.append(piece)
        offset += _length(piece)
    if chunk:
        yield chunk


def _boundaries(pieces: Pieces, cut: Cut) -> list[int]:
    """Offsets of what readers see at which sentences begin."""
    words = shown(tuple(pieces))
    always = _hard_breaks(pieces, words)
    found = {*cut(words), *always}
    pairs = _spans(pieces) if found else []
    carriers = _carriers(pairs, words, (0, len(words)))
    for start, end in pairs:
        if (start, end) not in carriers and not _whole(words, found, start, end):
            found -= {place for place in found if start < place < end}
    return sorted(found | always)


def _carriers(pairs: list[Span], words: str, within: Span) -> set[Span]:
    """The pairs in which, side by side, all words of a text stand: they say nothing of it."""
    outer: list[Span] = []
    end = within[0]
    for start, stop in pairs:
        if start >= end:
            if words[end:start].strip():
                return set()
            outer.append((start, stop))
            end = stop
    if words[end : within[1]].strip():
        return set()
    inner = [pair for pair in pairs if pair not in outer] if len(outer) == 1 else []
    return {*outer, *(_carriers(inner, words, outer[0]) if inner else ())}


def _spans(pieces: Pieces) -> list[Span]:
    """What readers see of each pair, as offsets, an inner one after the one around it."""
    partner = partners_of(pieces)
    starts = list(accumulate(map(_length, pieces), initial=0))
    return [(starts[first], starts[partner[first]]) for first in sorted(partner)]


def _whole(words: str, boundaries: set[int], start: int, end: int) -> bool:
    """Whether what a pair encloses is whole sentences."""
    first = start + _blanks(words, start)
    after = end + _blanks(words, end)
    begins = not words[:start].strip() or first in boundaries
    return begins and (after == len(words) or after in boundaries)


def _hard_breaks(pieces: Pieces, words: str) -> set[int]:
    """Where a text begins anew behind two line breaks in a row."""
    found, offset, breaks = set(), 0, 0
    for piece in pieces:
        offset += _length(piece)
        if isinstance(piece, Code) and piece.edge and piece.shown and not piece.shown.strip():
            breaks += 1
            if breaks > 1:
                found.add(offset + _blanks(words, offset))
        elif _shows(piece):
            breaks = 0
    return {place for place in found if place < len(words)}


def _shows(piece: Text | Code) -> bool:
    """Whether a reader sees something there."""
    return bool((piece.text if isinstance(piece, Text) else piece.shown).strip())


def _blanks(words: str, place: int) -> int:
    """How many blanks stand at an offset."""
    rest = words[place : place + _MOST_BLANKS]
    return len(rest) - len(rest.lstrip())


def _length(piece: Text | Code) -> int:
    return len(piece.text if isinstance(piece, Text) else piece.shown)


def _closes(code: Code) -> bool:
    """Belongs to the sentence before it: the end of a pair, a mark that readers see behind it."""
    return code.role is Role.CLOSE or (code.role is Role.ALONE and code.edge)


def _cut_texts(pieces: Pieces, boundaries: list[int]) -> Iterator[Text | Code]:
    """The same pieces, plain runs cut at the boundaries."""
    offset = at = 0
    for piece in pieces:
        length = _length(piece)
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
    partner = partners_of(pieces)
    loose = _loose_ends(pieces, partner)
    while start < end:
        if start in loose or _dispensable(pieces[start]):
            start += 1
        elif end - 1 in loose or _dispensable(pieces[end - 1]):
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


def _loose_ends(pieces: Pieces, partner: dict[int, int]) -> set[int]:
    """Ends of pairs whose other end is in another sentence."""
    whole = {*partner, *partner.values()}
    return {
        index
        for index, piece in enumerate(pieces)
        if isinstance(piece, Code) and piece.role is not Role.ALONE and index not in whole
    }


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
