"""Parts of an article, as every format makes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from toolkit.model import Block, Part, Skeleton, Text


def has_words(parts: Sequence[Part]) -> bool:
    """Whether a reader finds a word in the parts, or in what their codes hold."""
    return any(
        bool(piece.text.strip()) if isinstance(piece, Text) else has_words(piece.parts)
        for part in parts
        if isinstance(part, Block)
        for piece in part.inline
    )


def merged(parts: Sequence[Part]) -> Iterator[Part]:
    """The parts; neighbouring pieces of skeleton become one."""
    for skeleton, group in groupby(parts, key=lambda part: isinstance(part, Skeleton)):
        if not skeleton:
            yield from group
        elif raw := "".join(part.raw for part in group if isinstance(part, Skeleton)):
            yield Skeleton(raw)
