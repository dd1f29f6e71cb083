"""What a source format is: the contract of `formats.table`, and parts joined to source text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from toolkit.model import Block, Code, Part, Skeleton, Text


@dataclass(frozen=True, slots=True)
class Format:
    """How one kind of source file is taken apart and spelled again."""

    name: str
    suffixes: tuple[str, ...]
    parse: Callable[[str], tuple[Part, ...]]
    """Source text → parts whose raw texts, joined, are the source text."""
    spell: Callable[[Block], str]
    """A block with new text in it (`Text.raw is None`) → source text. Its codes hold no blocks."""


def serialize(parts: tuple[Part, ...], form: Format) -> str:
    """Join parts to source text. What carries no new text comes out byte for byte."""
    return "".join(_raw(part, form) for part in parts)


def _raw(part: Part, form: Format) -> str:
    if isinstance(part, Skeleton):
        return part.raw
    inline = tuple(
        _flat(piece, form) if isinstance(piece, Code) else piece for piece in part.inline
    )
    if any(isinstance(piece, Text) and piece.raw is None for piece in inline):
        return form.spell(replace(part, inline=inline))
    return "".join(
        piece.raw or "" if isinstance(piece, Text) else code_raw(piece) for piece in inline
    )


def _flat(code: Code, form: Format) -> Code:
    return replace(code, parts=(Skeleton(serialize(code.parts, form)),))


def code_raw(code: Code) -> str:
    """The source text of a code that holds no blocks."""
    return "".join(part.raw for part in code.parts if isinstance(part, Skeleton))
