"""Sentences of a block: masks, gaps, pairs, and what translators see."""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import Case, read

from toolkit.document.inline import legend, mask, unmask
from toolkit.document.segment import split
from toolkit.document.sentences import boundaries
from toolkit.languages.language import language
from toolkit.model import Block, BlockKind, Code, Inline, Role, Segment, Skeleton, Text

CASES = read(Path(__file__).parent / "cases" / "blocks.md", "block", "sentences")


def block(text: str) -> Block:
    """A block in the case file's notation: [b]…[/b] pair, [br], [fn], [img], [code:…] single."""
    pieces: list[Text | Code] = []
    while text:
        if text[0] == "[" and "]" in text:
            name, text = text[1:].split("]", 1)
            pieces.append(_code(name))
        else:
            words = text.split("[", 1)[0]
            pieces.append(Text(words, words))
            text = text[len(words) :]
    return Block(BlockKind.PARAGRAPH, tuple(pieces))


def _code(name: str) -> Code:
    raw = (Skeleton(f"[{name}]"),)
    if name.startswith("/"):
        return Code(Role.CLOSE, raw)
    if name.startswith("code:"):
        return Code(Role.ALONE, raw, shown=name[5:])
    if name == "br":
        return Code(Role.ALONE, raw, shown=" ", edge=True)
    if name in ("fn", "img"):
        return Code(Role.ALONE, raw, edge=name == "fn")
    return Code(Role.OPEN, raw)


def raw(inline: Inline) -> str:
    """The source of an inline sequence in the case file's notation."""
    return "".join(p.raw or "" if isinstance(p, Text) else p.parts[0].raw for p in inline)  # type: ignore[union-attr]


def cut(text: str) -> list[int]:
    """German boundaries."""
    return boundaries(text, language("de"))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_sentences_of_a_block(case: Case) -> None:
    """A block gives these masked sentences, and its pieces joined are the block."""
    source = case["block"]
    pieces = split(block(source), cut)
    found = [f"{piece.source}\n" for piece in pieces if isinstance(piece, Segment)]
    assert "".join(found) == case["sentences"]
    joined = "".join(raw(p.inline if isinstance(p, Segment) else p) for p in pieces)
    assert joined == source


@pytest.mark.parametrize("case", CASES, ids=str)
def test_unmask_is_the_inverse_of_mask(case: Case) -> None:
    """A sentence translated to itself has the same words and codes."""
    for piece in split(block(case["block"]), cut):
        if isinstance(piece, Segment):
            assert mask(unmask(piece.source, piece.inline)) == piece.source


def test_the_legend_names_every_placeholder() -> None:
    """One line per pair or single code, with its source."""
    assert legend(block("Das [b]ist[/b] [code:x].").inline) == [
        "<g1>…</g1> = [b]…[/b]",
        "<x2/> = [code:x]",
    ]


def test_text_like_a_placeholder_and_control_characters_are_protected() -> None:
    """Words that look like a placeholder, and control characters, reach nobody as text."""
    inline = (Text("Das <g1> ist\x0b ein\x01 <x2/> Test.", "Das <g1> ist\x0b ein\x01 <x2/> Test."),)
    found = [p for p in split(Block(BlockKind.PARAGRAPH, inline), cut) if isinstance(p, Segment)]
    assert [piece.source for piece in found] == ["Das <x1/> ist  ein<x2/> <x3/> Test."]
