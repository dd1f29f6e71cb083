"""What the tests of all formats share: case files, outlines, documents with new text."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from cases import Case, read

from toolkit.document.inline import codes_of, mask, raw_of, unmask
from toolkit.document.segment import blocks
from toolkit.formats.format import AS_SHOWN, Format, serialize
from toolkit.model import Block, Code, Inline, Part, Role, Skeleton, Text

CASES = Path(__file__).parent / "cases"
SIGNS = {"→": "\t", "␠": " ", "␍\n": "\r\n", "␀": "\0", "␣": "\u00a0"}
_ESCAPE = re.compile(r"\\(?:[nrt\\]|x[0-9a-f]{2}|u[0-9a-f]{4})")


def cases(name: str, key: str) -> list[Case]:
    """The cases of a format that have this value: `blocks`, `result` or `pieces`."""
    found = read(CASES / f"{name}.md", "source", "blocks", "texts", "result", "pieces")
    return [case for case in found if key in case]


def source_of(case: Case) -> str:
    """The source, with the characters that the signs stand for."""
    source = case["source"]
    for sign, char in SIGNS.items():
        source = source.replace(sign, char)
    return source


def shards(name: str) -> list[str]:
    """The pieces that generated documents of a format are made of."""
    (case,) = cases(name, "pieces")
    return [_ESCAPE.sub(_character, piece) for piece in case["pieces"].split("¦")]


def _character(found: re.Match[str]) -> str:
    return str(ast.literal_eval(f'"{found[0]}"'))


def outline(parts: tuple[Part, ...], indent: str = "") -> Iterator[str]:
    """Each block as `kind: text`, nested ones indented."""
    for part in parts:
        if isinstance(part, Block):
            yield f"{indent}{part.kind}: {mask(part.inline)}"
            for piece in part.inline:
                if isinstance(piece, Code):
                    yield from outline(piece.parts, indent + "  ")


def joined(parts: tuple[Part, ...]) -> str:
    """The raw text of all parts."""
    return "".join(raw_of(Code(Role.ALONE, (part,))) for part in parts)


def rewritten(parts: tuple[Part, ...], change: Callable[[str], str]) -> tuple[Part, ...]:
    """The same parts with new text everywhere."""
    return tuple(
        replace(part, inline=tuple(_rewritten(part.inline, change)))
        if isinstance(part, Block)
        else part
        for part in parts
    )


def _rewritten(inline: Inline, change: Callable[[str], str]) -> Iterator[Text | Code]:
    run = ""
    for piece in inline:
        if isinstance(piece, Text):
            run += piece.text
            continue
        if run:
            yield Text(change(run))
        run = ""
        yield replace(piece, parts=rewritten(piece.parts, change))
    if run:
        yield Text(change(run))


def skeleton(parts: tuple[Part, ...]) -> list[str]:
    """Everything that is never changed."""
    return [part.raw for part in parts if isinstance(part, Skeleton)]


def check_blocks(form: Format, case: Case) -> None:
    """A source gives exactly these blocks, and joined it is the source."""
    source = source_of(case)
    parts = form.parse(source)
    assert joined(parts) == source
    assert "".join(f"{line}\n" for line in outline(parts)) == case["blocks"]


def check_spelling(form: Format, case: Case) -> None:
    """Translations are spelled exactly so, and read back as the same translations."""
    source, result = source_of(case), case["result"]
    form = form.settle(form, source, AS_SHOWN)
    lines = iter(case["texts"].splitlines())

    def translated(parts: tuple[Part, ...]) -> tuple[Part, ...]:
        return tuple(_translated(part) if isinstance(part, Block) else part for part in parts)

    def _translated(block: Block) -> Block:
        inline = unmask(next(lines).split(": ", 1)[1], block.inline)
        codes = codes_of(block.inline)
        new = {id(code): replace(code, parts=translated(code.parts)) for code in codes}
        return replace(block, inline=tuple(new.get(id(piece), piece) for piece in inline))

    new = translated(form.parse(source))
    spelled = serialize(new, form)
    assert spelled == result.rstrip("\n") + source[len(source.rstrip("\n")) :]
    assert list(outline(form.parse(spelled))) == list(outline(new))


def check_lossless(form: Format, source: str) -> None:
    """Joined parts are the source, and pairs are balanced."""
    form = form.settle(form, source, AS_SHOWN)
    parts = form.parse(source)
    assert joined(parts) == source
    for block in blocks(parts):
        mask(block.inline)
        roles = [code.role for code in codes_of(block.inline)]
        assert roles.count(Role.OPEN) == roles.count(Role.CLOSE)


def check_pseudo(form: Format, source: str, alphabet: str) -> None:
    """Other letters everywhere change no structure and nothing outside blocks."""

    def change(text: str) -> str:
        return "".join(alphabet[ord(c) % len(alphabet)] if c.isalpha() else c for c in text)

    form = form.settle(form, source, AS_SHOWN)
    new = rewritten(form.parse(source), change)
    again = form.parse(serialize(new, form))
    assert list(outline(again)) == list(outline(new))
    assert skeleton(again) == skeleton(new)


def check_any_text(form: Format, source: str, texts: list[str]) -> None:
    """New text is read back as exactly that text."""
    supply = iter(texts * 20)
    form = form.settle(form, source, AS_SHOWN)
    new = rewritten(form.parse(source), lambda _: next(supply))
    assert list(outline(form.parse(serialize(new, form)))) == list(outline(new))
