"""Source formats. A format is one module and one row here; everything else is derived from the row.

To add a format: `formats/<name>.py` with the functions that `Format` asks for, a row here, a case
file `tests/formats/cases/<name>.md`. The tests of all formats run over every row.
"""

from __future__ import annotations

from pathlib import Path

from toolkit.errors import SourceError
from toolkit.formats import srt, text
from toolkit.formats.format import Format
from toolkit.formats.html import article as html
from toolkit.formats.html import charset as html_charset
from toolkit.formats.html import classic
from toolkit.formats.html import draft as html_draft
from toolkit.formats.html import localize as html_language
from toolkit.formats.html import page as html_page
from toolkit.formats.markdown import article as markdown
from toolkit.formats.office import epub, open_document, word

FORMATS = {
    row.name: row
    for row in (
        Format(
            name="text",
            suffixes=(".txt",),
            readable=True,
            parse=text.parse,
            spell=text.spell,
            to_html=text.to_html,
            mark_draft=text.mark_draft,
            to_story=text.to_story,
            structured=False,  # it has no markup that a translation could break
        ),
        Format(
            name="markdown",
            suffixes=(".md", ".markdown", ".mdx", ".qmd", ".rmd"),
            readable=True,
            parse=markdown.parse,
            spell=markdown.spell,
            to_html=markdown.to_html,
            mark_draft=markdown.mark_draft,
            metadata=markdown.metadata,
            left_out=markdown.left_out,
            set_language=markdown.set_language,
            settle=markdown.settle,
            dialects=markdown.DIALECTS,
        ),
        Format(
            name="html",
            suffixes=(".html", ".htm"),
            readable=True,
            parse=html.parse,
            spell=html.spell,
            to_html=html_page.body,
            to_story=html_page.story,
            mark_draft=html_draft.mark_draft,
            metadata=html_page.metadata,
            left_out=classic.left_out,
            unpack=html_charset.decode,
            pack=html_charset.encode,
            set_language=html_language.localize,
        ),
        Format(
            name="word",
            suffixes=(".docx",),
            parse=word.parse,
            spell=word.spell,
            to_html=word.to_html,
            mark_draft=word.mark_draft,
            metadata=word.metadata,
            set_language=word.set_language,
            unpack=word.unpack,
            pack=word.pack,
            universal=False,
        ),
        Format(
            name="opendocument",
            suffixes=(".odt",),
            parse=open_document.parse,
            spell=open_document.spell,
            to_html=open_document.to_html,
            mark_draft=open_document.mark_draft,
            metadata=open_document.metadata,
            set_language=open_document.set_language,
            unpack=open_document.unpack,
            pack=open_document.pack,
            universal=False,
        ),
        Format(
            name="epub",
            suffixes=(".epub",),
            parse=epub.parse,
            spell=epub.spell,
            to_html=epub.to_html,
            mark_draft=epub.mark_draft,
            set_language=epub.set_language,
            unpack=epub.unpack,
            pack=epub.pack,
            universal=False,
        ),
        Format(
            name="srt",
            suffixes=(".srt",),
            parse=srt.parse,
            spell=srt.spell,
            to_html=srt.to_html,
            mark_draft=srt.mark_draft,
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
