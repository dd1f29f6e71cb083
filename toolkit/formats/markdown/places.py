"""Where text stands in a Markdown source, as far as it decides how new text is spelled."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from toolkit.model import Syntax


class Line(Enum):
    """What a text must be read as where it stands: (markup before it, markup after it)."""

    PARAGRAPH = ("", "")
    ATX = ("# ", "")
    SETEXT_1 = ("", "\n===")
    SETEXT_2 = ("", "\n---")

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading."""
        return self is not Line.PARAGRAPH


@dataclass(frozen=True, slots=True)
class MarkedText(Syntax):
    """Text with markup in it."""

    line: Line | None = None
    """None if it stands inside of a line: in a table between two `|`, in an image, in a note."""
    cell: bool = False
    """In a table: `|` is written `\\|`."""
    label: str = ""
    """The label of `![text][label]`, which follows the text."""


@dataclass(frozen=True, slots=True)
class QuotedText(Syntax):
    """Text without markup between quotes: a link's title, an attribute of an HTML tag."""

    quote: str
    """The opening one; "" for an attribute without quotes."""
    title: bool
    """It is escaped as Markdown, else as HTML."""
    cell: bool = False
    """Likewise."""
    wrap: str = ""
    """How the source goes on in another line, if it does: a tag in one line can be a block."""
