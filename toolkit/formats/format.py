"""What a source format is: the contract of `formats.table`, and parts joined to source text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from toolkit.formats import charset
from toolkit.model import Block, Code, Language, Part, Skeleton, Text

OPEN_MARK, CLOSE_MARK = "⟦", "⟧"
"""What unreviewed sentences stand between in the text of a draft, in every format."""


@dataclass(frozen=True, slots=True)
class Localization:
    """What was done to an article: the language it was written in, the one that it is in now."""

    original: Language
    language: Language
    banner: str = ""
    """The sentence that says that the text is a draft; "" if it is none."""


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """What a project says about the way its articles are written."""

    fields: tuple[str, ...] = ()
    """Its own fields of front matter that are texts for readers (see `front.keys`)."""
    dialects: tuple[str, ...] = ()
    """The dialects its articles are written in; () for those that each article shows."""


AS_SHOWN = ReadingOptions()


def _no_metadata(_text: str) -> Mapping[str, Any]:
    return {}


def _nothing(_text: str) -> Iterable[str]:
    return ()


def _no_sections(_text: str) -> tuple[str, ...]:
    return ()


def _not_led(text: str, _lead: Callable[[str], str]) -> str:
    return text


def _as_it_is(form: Format, _text: str, _options: ReadingOptions) -> Format:
    return form


def _same_text(text: str, _localization: Localization) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Format:
    """All that the toolkit knows about one kind of source file.

    What a function makes of a text is a text of the same format, except for `to_html`.
    """

    name: str
    suffixes: tuple[str, ...]
    """In lower case; the first is the usual one."""
    parse: Callable[[str], tuple[Part, ...]]
    """Source text → parts whose raw texts, joined, are the source text."""
    spell: Callable[[Block], str]
    """A block with new text in it (`Text.raw is None`) → source text. Its codes hold no blocks."""
    to_html: Callable[[str], str]
    """The text as the body of a web page that shows it by itself."""
    mark_draft: Callable[[str, Localization], str]
    """The text with the banner of a draft in it. Whoever reads it must see the banner."""
    metadata: Callable[[str], Mapping[str, Any]] = _no_metadata
    """What the text says about itself: field name in lower case → value (see `metadata`)."""
    set_language: Callable[[str, Localization], str] = _same_text
    """The text naming its new language wherever it named its original one."""
    settle: Callable[[Format, str, ReadingOptions], Format] = _as_it_is
    """The format as it is to be used for one article and its translations: what the article shows
    and the project wants is decided by the text of the source, once and for all."""
    unpack: Callable[[bytes], str] = charset.decode
    """A file → the text that is taken apart. SourceError, beginning with the line or a blank."""
    pack: Callable[[str, bytes], bytes] = charset.encode
    """A text of the format → a file like the one that its source is: of the source itself, it."""
    dialects: tuple[str, ...] = ()
    """What a project may name as the dialects of its articles."""
    to_story: Callable[[str], str] | None = None
    """As `to_html`, for the site, whose pages set the headline (`<h1>`) apart from the text."""
    left_out: Callable[[str], Iterable[str]] = _nothing
    """What other programs show in a text and the pages do not, by name: shortcodes, templates."""
    sections: Callable[[str], tuple[str, ...]] = _no_sections
    """The ids of a text's headings, where programs make them of the words of headings."""
    lead: Callable[[str, Callable[[str], str]], str] = _not_led
    """The text with each address of a section in its links replaced, likewise."""
    readable: bool = False
    """Whether what is no text in it is written for people: then the last check reads it."""
    universal: bool = True
    """Whether an article in a format that cannot be read could be saved in this one."""
    structured: bool = True
    """Whether a publication must have the blocks of its source; else its words are enough."""

    @property
    def page_suffix(self) -> str:
        """How the name of the page beside a publication ends: never as the publication's own."""
        return ".page.html" if ".html" in self.suffixes else ".html"


def with_banner(text: str, at: int, localization: Localization) -> str:
    """The text with the banner as a paragraph of its own, at an offset where one may begin."""
    end = "\r\n" if "\r\n" in text else "\n"
    return text[:at] + localization.banner + end * 2 + text[at:]


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
