"""What a reader may take for words outside of a text's blocks: nobody was offered it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.document.inline import raw_of
from toolkit.formats.front.fields import is_no_text
from toolkit.model import Code, Part, Role, Skeleton

_HIDDEN = re.compile(
    r"^[ \t>]*(?P<fence>`{3,}|~{3,}).*?(?:^[ \t>]*(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|<!--.*?-->"
    r"|<(?P<raw>script|style|pre|code|svg|math|textarea|template|kbd|samp)\b.*?</(?P=raw)\s*>"
    r"|<(?P<own>\w+)[^>]*(?:translate=[\"']?no\b|\bnotranslate\b)[^>]*>.*?</(?P=own)\s*>"
    r"|<[^>]*>|\{\{.*?\}\}|\{%.*?%\}|\{[^{}\n]*\}|`[^`\n]*`|\$\$.*?\$\$|\[\[[^\]\n]*\]\]"
    r"|^[ \t>]*\[[^\]\n]+\]:[^\n]*|\b\w+://\S+",
    re.S | re.M | re.I,
)
_FIELD = re.compile(
    r"[ \t]*[\"']?(?P<name>[\w.-]+)[\"']?[ \t]*[:=][ \t]*(?P<value>.*?)(?:[ \t]#.*)?"
)
_CODE = re.compile(r"[{}();=<>$\\|]|\w\(|^\s*(?:[#/*-]{1,3}|import|export|from)\s|^\s*[.@]\w")


def outside(parts: tuple[Part, ...]) -> Iterator[tuple[int, str]]:
    """(line, words) of each line of a text that has words outside of blocks, code and syntax."""
    line = 1
    for part in parts:
        raw = raw_of(Code(Role.ALONE, (part,)))
        if isinstance(part, Skeleton) and not raw.isspace():
            bare = _HIDDEN.sub(lambda found: "\n" * found[0].count("\n") + " ", raw)
            for number, row in enumerate(bare.split("\n"), line):
                words = row.lstrip(" \t>")
                for cell in words.split("|")[1:-1] if words.startswith("|") else (words,):
                    if not _CODE.search(cell):
                        field = _FIELD.fullmatch(cell)
                        if not field or not is_no_text(field["name"]):
                            yield number, (field["value"] if field else cell).strip()
        line += raw.count("\n")
