"""Source formats. A format is two functions in one module and one row in `FORMATS`.

To add a format: `formats/<name>.py` with `parse` and `spell`, a row here, a case file
`tests/formats/cases/<name>.md`. The contract tests run over every row.
"""

from __future__ import annotations

from pathlib import Path

from toolkit.errors import SourceError
from toolkit.formats import text
from toolkit.formats.format import Format
from toolkit.formats.html import article as html
from toolkit.formats.markdown import article as markdown

FORMATS = {
    row.name: row
    for row in (
        Format("text", (".txt",), text.parse, text.spell),
        Format("markdown", (".md", ".markdown"), markdown.parse, markdown.spell),
        Format("html", (".html", ".htm"), html.parse, html.spell),
    )
}


def format_of(name: str) -> Format:
    """The format of a file name's suffix. SourceError if there is none."""
    suffix = Path(name).suffix.lower()
    for form in FORMATS.values():
        if suffix in form.suffixes:
            return form
    raise SourceError(f"{name}: unknown format")
