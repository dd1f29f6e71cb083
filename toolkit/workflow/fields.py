"""What is to be said of the fields of articles: what nobody can read, what was misspelled."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.formats import metadata
from toolkit.formats.article import ParsedArticle
from toolkit.formats.format import serialize
from toolkit.formats.front.fields import misspelled
from toolkit.formats.html.markup import headline
from toolkit.formats.release import place, timing_of
from toolkit.formats.timing import Timing
from toolkit.project.settings import Project


def release(project: Project, parsed: ParsedArticle) -> Timing:
    """What an article says about when it is out; each of its faults begins with file and line."""
    text = serialize(parsed.document.parts, parsed.form)
    return timing_of(parsed, text, project.timezone)


def remarks(project: Project, parsed: ParsedArticle) -> Iterator[str]:
    """What an author should mend in the fields of an article: one line each, with file and line."""
    found = release(project, parsed)
    yield from found.faults
    for tag in {*found.withdrawn} - {target.tag for target in project.targets}:
        yield f"{parsed.label}: withdrawn: {tag} is no language of the project; correct it"
    text = serialize(parsed.document.parts, parsed.form)
    for name, other in misspelled(parsed.form.metadata(text)):
        line = f"{place(parsed, text, name)} {name}: "
        if not any(fault.startswith(line) for fault in found.faults):
            yield f"{line}this field means nothing; did you mean `{other}`?"


def untitled(parsed: ParsedArticle) -> bool:
    """Whether nothing in an article whose author could do so says what it is called."""
    form = parsed.form
    text = serialize(parsed.document.parts, form)
    named = metadata.text_of(form.metadata(text), "title")
    return form.universal and not named and not headline((form.to_story or form.to_html)(text))[0]
