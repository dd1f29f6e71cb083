"""Markdown: nothing is lost, everything translatable is found, new text is read as it was meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import SourceError
from toolkit.formats import FORMATS, serialize
from toolkit.formats.markdown import parse
from toolkit.inline import mask, raw_of, unmask
from toolkit.model import Block, Code, Glue, Inline, Part, Role, Text
from toolkit.segment import blocks

MARKDOWN = FORMATS["markdown"]
CASES = Path(__file__).parent / "cases" / "markdown.md"
SIGNS = {"→": "\t", "␠": " ", "␍\n": "\r\n", "␀": "\0", "␣": "\u00a0"}
SHARDS = [
    "a",
    "Wort ",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "> ",
    "- ",
    "1. ",
    "    ",
    "\t",
    "# ",
    "---\n",
    "===\n",
    "***",
    "**",
    "*",
    "_",
    "__",
    "~~",
    "~",
    "`",
    "``",
    "```\n",
    "[",
    "]",
    "](",
    "(",
    ")",
    "!",
    "![",
    "[^1]",
    "[^1]: ",
    "^[",
    "[x] ",
    "[ref]",
    '[ref]: /u "T"\n',
    "][]",
    "<b>",
    "</b>",
    "<br>",
    '<i title="x">',
    "</i>",
    "<code>",
    "</code>",
    "<!-- c -->",
    "<div>\n",
    "</div>\n",
    "<http://a.b>",
    "&amp;",
    "&#32;",
    "&",
    "\\",
    "\x00",
    "\ufeff",
    "\u2028",
    "\x85",
    "\xa0",
    "北京",
    "（",
    "）\n+++\n",
    "...\n",
    "title: x\n",
    "tags: [a, b]\n",
    ": ",
    "{",
    "= ",
    "1",
    ".",
    "\\|",
    "|",
    "a|b\n-|-\n",
    "| c | d |\n",
    "  \n",
    "\\\n",
]
documents = st.lists(st.sampled_from(SHARDS), max_size=30).map("".join)
letters = st.text(
    "ab1 .,!?#*_~`[]()<>&;:|\\+-=\"'{}^/$@%\xa0\u2028北（）äß", min_size=1, max_size=12
)
starts = st.sampled_from(
    [
        "1. ",
        "- x",
        "# ",
        "> ",
        "---",
        "***",
        "    x",
        "[^1]:",
        "[x]: y",
        "<div>",
        "===",
        "+++",
        "[ ] x",
        "```",
        "~~~",
        "&amp;",
        "foo ##",
        "<b>",
    ]
)
wordy = st.one_of(letters, starts).map(lambda text: text if text.strip() else text + "x")


def cases(*, spelled: bool) -> list[tuple[str, str, str]]:
    """(title, source, expected) of the case file; behind `=>` stands how it is spelled again."""
    fields = re.split(r"^\.\n", CASES.read_text("utf-8"), flags=re.M)
    found = []
    for title, source, expected in zip(fields[::3], fields[1::3], fields[2::3], strict=False):
        if spelled == ("=>\n" in expected):
            found.append((title.strip().rsplit("\n", 1)[-1], _unsigned(source), expected))
    return found


def _unsigned(source: str) -> str:
    for sign, char in SIGNS.items():
        source = source.replace(sign, char)
    return source


def named(found: list[tuple[str, str, str]]) -> list[object]:
    """Cases as test parameters with their titles."""
    return [pytest.param(source, expected, id=title) for title, source, expected in found]


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


def glue(parts: tuple[Part, ...]) -> list[str]:
    """Everything that is never changed."""
    return [part.raw for part in parts if isinstance(part, Glue)]


@pytest.mark.parametrize(("source", "expected"), named(cases(spelled=False)))
def test_blocks(source: str, expected: str) -> None:
    """A source gives exactly these blocks, and joined it is the source."""
    parts = parse(source)
    assert joined(parts) == source
    assert "".join(f"{line}\n" for line in outline(parts)) == expected


@pytest.mark.parametrize(("source", "expected"), named(cases(spelled=True)))
def test_spelling(source: str, expected: str) -> None:
    """Translations are spelled exactly so, and read back as the same translations."""
    wanted, result = expected.split("=>\n")
    lines = iter(wanted.splitlines())

    def translated(parts: tuple[Part, ...]) -> tuple[Part, ...]:
        return tuple(_translated(part) if isinstance(part, Block) else part for part in parts)

    def _translated(block: Block) -> Block:
        inline = unmask(next(lines).split(": ", 1)[1], block.inline)
        new = {id(code): replace(code, parts=translated(code.parts)) for code in _codes(block)}
        return replace(block, inline=tuple(new.get(id(piece), piece) for piece in inline))

    new = translated(parse(source))
    spelled = serialize(new, MARKDOWN)
    assert spelled == result.rstrip("\n") + source[len(source.rstrip("\n")) :]
    assert list(outline(parse(spelled))) == list(outline(new))


def _codes(block: Block) -> list[Code]:
    return [piece for piece in block.inline if isinstance(piece, Code)]


@settings(max_examples=150, deadline=None)
@given(documents)
def test_lossless(source: str) -> None:
    """Whatever the markup, joined parts are the source and pairs are balanced."""
    try:
        parts = parse(source)
    except SourceError as error:
        assert re.match(r"line \d+: .*: fix the front matter or remove it", str(error))
        return
    assert joined(parts) == source
    for block in blocks(parts):
        mask(block.inline)
        assert sum(code.role is Role.OPEN for code in _codes(block)) == sum(
            code.role is Role.CLOSE for code in _codes(block)
        )


@pytest.mark.parametrize("alphabet", ["αβγδε", "абвгд", "北京中文字", "ÀÉÎÕÜ"])
def test_pseudo(alphabet: str) -> None:
    """Other letters everywhere change no structure and nothing outside blocks."""

    def change(text: str) -> str:
        return "".join(alphabet[ord(c) % len(alphabet)] if c.isalpha() else c for c in text)

    for _, source, _ in cases(spelled=False):
        new = rewritten(parse(source), change)
        again = parse(serialize(new, MARKDOWN))
        assert list(outline(again)) == list(outline(new))
        assert glue(again) == glue(new)


@settings(max_examples=60, deadline=None)
@given(st.lists(wordy, min_size=12, max_size=12))
def test_any_text(texts: list[str]) -> None:
    """Any new text, Markdown's own signs included, is read back as exactly that text."""
    source = next(source for title, source, _ in cases(spelled=False) if title == "a sample of all")
    supply = iter(texts * 20)
    new = rewritten(parse(source), lambda _: next(supply))
    assert list(outline(parse(serialize(new, MARKDOWN)))) == list(outline(new))


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ('---\ntitle: "a\nx: y\n---\n', "line 4: found unexpected end of stream"),
        ("---\ntitle: a: b\n---\n", "line 2: mapping values are not allowed here"),
        ("---\ntitle: \x01\n---\n", "line 2: special characters are not allowed"),
        ("---\ntitle: " + "[" * 3000 + "\n---\n", "line 2: the front matter is nested too deeply"),
    ],
)
def test_broken_front_matter(source: str, complaint: str) -> None:
    """Broken front matter is refused with its line and a remedy."""
    with pytest.raises(SourceError, match=re.escape(complaint)):
        parse(source)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "source",
    [
        "Wort *fett* und. " * 20_000,
        ">" * 5000 + " x",
        "- " * 3000 + "x",
        "![" * 3000 + "x" + "](u)" * 3000,
        "[" * 20_000,
        "*a **b " * 10_000,
        "<b>" * 10_000 + "</i>" * 10_000,
        "[a]: u\n" * 5000 + "[a]" * 5000,
        "\\|" * 10_000 + "|a\n-|-\n",
    ],
    ids=lambda source: source[:8].strip(),
)
def test_big(source: str) -> None:
    """Long lines and deep nesting take no more than seconds and lose nothing."""
    assert joined(parse(source)) == source
