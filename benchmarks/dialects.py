"""Reads real Markdown documents that nobody here wrote: `python -m benchmarks.dialects FOLDER`.

FOLDER has one folder of documents for each program that they were written for; get them from
public repositories, and keep them out of this one. Shown for each folder: how many documents come
out byte for byte; how many keep structure and everything protected when every letter in them is
replaced, and have nothing but new letters in their texts; how many leave a word that a plain
renderer shows neither offered nor protected as syntax. What fails is named below the table.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from pathlib import Path

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from toolkit.document.inline import codes_of, mask
from toolkit.document.segment import blocks
from toolkit.errors import ToolkitError
from toolkit.formats import templates
from toolkit.formats.article import format_for
from toolkit.formats.format import Format, serialize
from toolkit.formats.markdown.article import body_start
from toolkit.formats.markdown.dialects import features
from toolkit.formats.markdown.syntax import masked, structure
from toolkit.model import Block, Code, Inline, Part, Skeleton, Text

WORD = re.compile(r"[^\W\d_]{3,}")
CODE = re.compile(r"<(pre|code|script|style|svg|kbd|samp|var)\b.*?</\1>", re.S | re.I)
TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.S)
SIGN = re.compile(r"\[![\w-]+\]|!?\[\[[^\]|\n]*|:[a-z][\w+-]*:")
"""Alerts, names of pages and files, icons."""
LABEL = re.compile(r"(?:(?<=!)\[[^\]]*|^)\](?:\[[^\]]*\])?$")
PLAIN = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)


@dataclass
class Tally:
    """What was seen of the documents of one folder."""

    documents: int = 0
    refused: int = 0
    identical: int = 0
    faithful: int = 0
    complete: int = 0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)


def disguise(text: str) -> str:
    """Every letter as another one, in the same case."""
    return "".join(chr(0x430 + ord(c) % 32) if c.isalpha() else c for c in text)


def rewritten(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts with new letters in all texts."""
    return tuple(
        replace(part, inline=tuple(_rewritten(part.inline))) if isinstance(part, Block) else part
        for part in parts
    )


def _rewritten(inline: Inline) -> Iterator[Text | Code]:
    run = ""
    for piece in inline:
        if isinstance(piece, Text):
            run += piece.text
            continue
        if run:
            yield Text(disguise(run))
        run = ""
        yield replace(piece, parts=rewritten(piece.parts))
    if run:
        yield Text(disguise(run))


def outline(parts: tuple[Part, ...]) -> list[str]:
    """Each block with its words and codes."""
    return [f"{block.kind}: {mask(block.inline)}" for block in blocks(parts)]


def protected(parts: tuple[Part, ...]) -> list[str]:
    """Everything that is no text. A link whose text is its label gets the label behind it.

    Line breaks in front matter do not count: new text may be spelled in one line.
    """
    kept = "".join(part.raw if isinstance(part, Skeleton) else "\0" for part in parts)
    codes = Counter(_unseen(code) for block in blocks(parts) for code in codes_of(block.inline))
    return [
        kept,
        *sorted(
            LABEL.sub("]", "".join(code.split())).replace("_", "*")
            for code in codes.elements()
            if code.strip(" \t\r\n\\n")
        ),
    ]


def unoffered(text: str, parts: tuple[Part, ...]) -> Counter[str]:
    """Words that a renderer shows, and that are neither offered nor protected as syntax."""
    body = text[body_start(text) :]
    page = unescape(TAG.sub(" ", CODE.sub(" ", PLAIN.render(body))))
    offered = Counter(
        word
        for block in blocks(parts)
        for piece in block.inline
        for word in WORD.findall(piece.text if isinstance(piece, Text) else _unseen(piece))
    )
    return Counter(WORD.findall(page)) - offered - Counter(WORD.findall(_syntax(body)))


def _unseen(code: Code) -> str:
    """The source of a code without the texts in it."""
    return " ".join(part.raw for part in code.parts if isinstance(part, Skeleton))


def _syntax(body: str) -> str:
    """What is known to be syntax of a dialect."""
    text = body.replace("\r\n", "\n").replace("\r", "\n")
    shown = features(body)
    hidden = masked(text, shown)
    lines = hidden.split("\n")
    tokens, _ = structure(hidden, shown)
    rows = [
        line
        for token in tokens
        if token.map and token.type in ("marker", "raw")
        for line in lines[token.map[0] : token.map[1]]
    ]
    spans = templates.spans(
        text,
        brackets="shortcodes" in shown,
        components="mdx" in shown,
        comments="comments" in shown,
    )
    rows += SIGN.findall(text)
    return "\n".join([*rows, *(text[start:end] for start, end in spans)])


def examine(text: str, form: Format, tally: Tally) -> Iterator[str]:
    """What is wrong with the reading of a document."""
    began = time.process_time()
    parts = form.parse(text)
    tally.seconds += time.process_time() - began
    if serialize(parts, form) == text:
        tally.identical += 1
    else:
        yield "not the same bytes"
    new = rewritten(parts)
    again = form.parse(serialize(new, form))
    different = [
        pair for pair in zip(outline(new), outline(again), strict=False) if pair[0] != pair[1]
    ]
    if different or len(outline(new)) != len(outline(again)):
        yield f"other structure: {different[0][0][:90]!r}" if different else "blocks lost"
    elif protected(new) != protected(again):
        yield "something protected changed"
    else:
        tally.faithful += 1
    left = unoffered(text, parts)
    if left:
        yield f"not offered: {', '.join(list(left)[:6])}"
    else:
        tally.complete += 1


def run(folder: Path) -> Tally:
    """All documents of a folder."""
    tally = Tally()
    for path in sorted(folder.iterdir()):
        try:
            text = path.read_bytes().decode()
        except UnicodeDecodeError:
            continue
        tally.documents += 1
        try:
            found = list(examine(text, format_for(path.name, text), tally))
        except ToolkitError as error:
            tally.refused += 1
            found = [f"refused: {error}"]
        tally.faults += [f"{folder.name}/{path.name}: {fault}" for fault in found]
    return tally


def main() -> None:
    """Show the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    root = parser.parse_args().folder
    print("| documents of | read | refused | same bytes | faithful | complete | ms each |")
    print("|---|---|---|---|---|---|---|")
    tallies = [(path.name, run(path)) for path in sorted(root.iterdir()) if path.is_dir()]
    for name, tally in tallies:
        speed = 1000 * tally.seconds / max(tally.documents, 1)
        counts = f"{tally.documents} | {tally.refused} | {tally.identical} | {tally.faithful}"
        print(f"| {name} | {counts} | {tally.complete} | {speed:.1f} |")
    for _, tally in tallies:
        for fault in tally.faults:
            print(fault)


if __name__ == "__main__":
    main()
