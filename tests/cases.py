"""Case files: what a test tries, written for people to read and to add to.

Words before the first case explain the file. The grammar:

    # A heading, for readers only

    ## the title of a case
    key: a value on one line
    other:
    a value of
    several lines
    .
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_TITLE = re.compile(r"## (\S.*)")
_ONE_LINE = re.compile(r"(\w+): (.*)")
_SEVERAL_LINES = re.compile(r"(\w+):")


@dataclass(frozen=True, repr=False)
class Case:
    """One case: where it stands, its title, and its values by their keys, in the file's order."""

    path: Path
    line: int
    title: str
    fields: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    """The number of the first line of each value."""

    def __getitem__(self, key: str) -> str:
        """A value that the case must have; one of several lines has a line end after each."""
        assert key in self.fields, f"{self!r} has no “{key}:”"
        return self.fields[key]

    def __contains__(self, key: str) -> bool:
        return key in self.fields

    def __str__(self) -> str:
        """What pytest calls it."""
        return f"{self.path.stem}: {self.title}"

    def __repr__(self) -> str:
        """Where to find it: pytest shows this for a case that fails."""
        return f"{self.path}:{self.line} “{self.title}”"

    def rows(self, key: str) -> Iterator[Case]:
        """Each line of a value as a case of its own."""
        assert self[key], f"{self!r} has nothing in “{key}:”"
        lines = self[key].removesuffix("\n").split("\n")
        for number, text in enumerate(lines, self.lines[key]):
            title = f"{self.title}, line {number}"
            yield Case(self.path, number, title, {key: text}, {key: number})


def read(path: Path, *keys: str) -> list[Case]:
    """The cases of a file, which may have these keys, or any if none are named.

    ValueError, with file and line: what is neither a title nor a value, a value without an end,
    an unknown key, a key twice in a case, a title twice in the file, no case at all.
    """
    cases: list[Case] = []
    lines = enumerate(path.read_text("utf-8").split("\n"), 1)
    for number, line in lines:
        here = f"{path}:{number}"
        title = _TITLE.fullmatch(line)
        if title:
            if any(case.title == title[1] for case in cases):
                raise ValueError(f"{here}: there is a case “{title[1]}” already: call it otherwise")
            cases.append(Case(path, number, title[1]))
        elif cases and line and not line.startswith("# "):
            one, several = _ONE_LINE.fullmatch(line), _SEVERAL_LINES.fullmatch(line)
            found = one or several
            if not found or (keys and found[1] not in keys):
                known = ", ".join(f"“{key}:”" for key in keys) or "“key: value”"
                raise ValueError(f"{here}: “{line}” begins with no known key: write {known}")
            if found[1] in cases[-1]:
                raise ValueError(f"{here}: “{found[1]}:” stands twice in this case: remove one")
            cases[-1].lines[found[1]] = number if one else number + 1
            cases[-1].fields[found[1]] = one[2] if one else _several(lines, here)
    if not cases:
        raise ValueError(f"{path} has no case: write “## ” and a title, and its values below")
    return cases


def _several(lines: Iterator[tuple[int, str]], here: str) -> str:
    text = ""
    for _, line in lines:
        if line == ".":
            return text
        text += f"{line}\n"
    raise ValueError(f"{here}: the value that begins here has no end: write a line with a dot")
