"""Source formats. A format is one module and one row here; everything else is derived from the row.

To add a format: `formats/<name>.py` with the functions that `Format` asks for, a row here, a case
file `tests/formats/cases/<name>.md`. The tests of all formats run over every row.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from toolkit.errors import SourceError
from toolkit.formats.format import Format
from toolkit.formats.markdown import dialects as markdown_dialects


def _call(module: str, name: str, *arguments: Any) -> Any:
    return getattr(import_module(f"toolkit.formats.{module}"), name)(*arguments)


def _of(module: str) -> Callable[[str], Callable[..., Any]]:
    """A module's functions by name; it is loaded when one of them is called: most projects have
    articles of one format or two.
    """
    return partial(partial, _call, module)


_text, _srt = _of("text"), _of("srt")
_markdown = _of("markdown.article")
_html, _html_page, _classic = _of("html.article"), _of("html.page"), _of("html.classic")
_html_draft, _html_charset = _of("html.draft"), _of("html.charset")
_html_language = _of("html.localize")
_word, _open_document, _epub = _of("office.word"), _of("office.open_document"), _of("office.epub")

FORMATS = {
    row.name: row
    for row in (
        Format(
            name="text",
            suffixes=(".txt",),
            readable=True,
            parse=_text("parse"),
            spell=_text("spell"),
            to_html=_text("to_html"),
            mark_draft=_text("mark_draft"),
            to_story=_text("to_story"),
            structured=False,  # it has no markup that a translation could break
        ),
        Format(
            name="markdown",
            suffixes=(".md", ".markdown", ".mdx", ".qmd", ".rmd"),
            readable=True,
            parse=_markdown("parse"),
            spell=_markdown("spell"),
            to_html=_markdown("to_html"),
            mark_draft=_markdown("mark_draft"),
            metadata=_markdown("metadata"),
            left_out=_markdown("left_out"),
            set_language=_markdown("set_language"),
            sections=_markdown("section_ids"),
            lead=_markdown("lead"),
            settle=_markdown("settle"),
            dialects=markdown_dialects.NAMES,
        ),
        Format(
            name="html",
            suffixes=(".html", ".htm"),
            readable=True,
            parse=_html("parse"),
            spell=_html("spell"),
            to_html=_html_page("body"),
            to_story=_html_page("story"),
            mark_draft=_html_draft("mark_draft"),
            metadata=_html_page("metadata"),
            left_out=_classic("left_out"),
            unpack=_html_charset("decode"),
            pack=_html_charset("encode"),
            set_language=_html_language("localize"),
        ),
        Format(
            name="word",
            suffixes=(".docx",),
            parse=_word("parse"),
            spell=_word("spell"),
            to_html=_word("to_html"),
            to_story=_word("to_story"),
            mark_draft=_word("mark_draft"),
            metadata=_word("metadata"),
            set_language=_word("set_language"),
            unpack=_word("unpack"),
            pack=_word("pack"),
            universal=False,
        ),
        Format(
            name="opendocument",
            suffixes=(".odt",),
            parse=_open_document("parse"),
            spell=_open_document("spell"),
            to_html=_open_document("to_html"),
            to_story=_open_document("to_story"),
            mark_draft=_open_document("mark_draft"),
            metadata=_open_document("metadata"),
            set_language=_open_document("set_language"),
            unpack=_open_document("unpack"),
            pack=_open_document("pack"),
            universal=False,
        ),
        Format(
            name="epub",
            suffixes=(".epub",),
            parse=_epub("parse"),
            spell=_epub("spell"),
            to_html=_epub("to_html"),
            mark_draft=_epub("mark_draft"),
            set_language=_epub("set_language"),
            unpack=_epub("unpack"),
            pack=_epub("pack"),
            universal=False,
        ),
        Format(
            name="srt",
            suffixes=(".srt",),
            parse=_srt("parse"),
            spell=_srt("spell"),
            to_html=_srt("to_html"),
            mark_draft=_srt("mark_draft"),
            universal=False,
        ),
    )
}


def format_of(name: str) -> Format:
    """The format of a file name's suffix. SourceError if there is none."""
    suffix = Path(name).suffix.lower()
    for form in FORMATS.values():
        if suffix in form.suffixes:
            return form
    known = ", ".join(suffixes())
    raise SourceError(f"{name}: unknown format; known: {known}: convert it, for example to .md")


def dialects() -> tuple[str, ...]:
    """The dialects of all formats."""
    return tuple(name for form in FORMATS.values() for name in form.dialects)


def suffixes() -> tuple[str, ...]:
    """How the names of articles end, in the order of the table."""
    return tuple(suffix for form in FORMATS.values() for suffix in form.suffixes)
