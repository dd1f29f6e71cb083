"""Parts of articles: neighbours joined."""

from __future__ import annotations

from toolkit.formats.parts import has_words, merged
from toolkit.model import Block, BlockKind, Code, Part, Role, Skeleton, Text


def _block(*inline: Text | Code) -> Block:
    return Block(BlockKind.PARAGRAPH, inline)


def test_neighbouring_skeleton_is_one() -> None:
    """Pieces of skeleton between blocks are one piece, or none if they are empty."""
    block = _block(Text("Ja"))
    pieces: list[Part] = [
        Skeleton("a"),
        Skeleton(""),
        Skeleton("b"),
        block,
        Skeleton(""),
        block,
        Skeleton("c"),
    ]
    assert list(merged(pieces)) == [Skeleton("ab"), block, block, Skeleton("c")]


def test_words_in_codes_count() -> None:
    """A word may stand in a block inside a code; blanks and skeleton are none."""
    assert not has_words([Skeleton("Ja"), _block(Text(" \n"))])
    inner = Code(Role.ALONE, (Skeleton("<img>"), _block(Text("Bild"))))
    assert has_words([_block(Text(" "), inner)])
