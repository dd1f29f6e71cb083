"""Parts of an article, as every format makes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from toolkit.model import Block, Inline, Part, Skeleton, Text

_ADDRESS = re.compile(r"\s*https?://\S+\s*")


def has_words(parts: Sequence[Part]) -> bool:
    """Whether a reader finds a word in the parts, or in what their codes hold.

    An address that stands alone is none: a program shows a video or a preview in its place.
    """
    return any(_says(part.inline) for part in parts if isinstance(part, Block))


def _says(inline: Inline) -> bool:
    words = "".join(piece.text for piece in inline if isinstance(piece, Text))
    return bool(words.strip() and not _ADDRESS.fullmatch(words)) or any(
        has_words(piece.parts) for piece in inline if not isinstance(piece, Text)
    )


def merged(parts: Sequence[Part]) -> Iterator[Part]:
    """The parts; neighbouring pieces of skeleton become one."""
    for skeleton, group in groupby(parts, key=lambda part: isinstance(part, Skeleton)):
        if not skeleton:
            yield from group
        elif raw := "".join(part.raw for part in group if isinstance(part, Skeleton)):
            yield Skeleton(raw)
