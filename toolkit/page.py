"""A self-contained HTML page for any published article (Jinja2's one door), and draft banners."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel.dates import format_date
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from toolkit.formats import Format, html, markdown
from toolkit.inline import shown
from toolkit.language import babel_locale, own_name
from toolkit.model import Language, Part
from toolkit.publish import CLOSE_MARK, OPEN_MARK
from toolkit.segment import blocks

_DATE = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_TITLE_WIDTH = 90
_MARKS = re.compile(f"<[^>]*>|{OPEN_MARK}(?:([A-Za-z-]+): )?|{CLOSE_MARK}")
_DRAFT = {
    "de": "ENTWURF: {open} von {all} Sätzen sind nicht geprüft und stehen in ⟦ ⟧.",
    "en": "DRAFT: {open} of {all} sentences are not reviewed; they stand in ⟦ ⟧.",
    "ru": "ЧЕРНОВИК: непроверенных предложений: {open} из {all}; они заключены в ⟦ ⟧.",
    "zh_CN": "草稿：共{all}句，其中{open}句未经审校，以⟦ ⟧标出。",
}


@dataclass(frozen=True, slots=True)
class Text:
    """A published text and what its page says about it."""

    name: str
    source: str
    """In the source's format."""
    language: Language
    """The language it really is in."""
    open: int
    """Sentences nobody approved."""
    all: int


def banner(text: Text) -> str:
    """The sentence that marks a draft, in the target language or in English."""
    words = _DRAFT.get(text.language.posix) or _DRAFT["en"]
    return words.format(open=text.open, all=text.all)


def same(text: Text, form: Format) -> str:
    """The text in its source's format, as it is published: language set, a draft marked."""
    result = text.source
    if form.name == "html":
        result = html.set_language(result, text.language.tag, text.language.direction)
    if not text.open:
        return result
    if form.name == "html":
        return html.insert_after_body(result, f'<p role="note"><strong>{banner(text)}</strong></p>')
    end = "\r\n" if "\r\n" in result else "\n"
    at = markdown.body_start(result) if form.name == "markdown" else result.startswith("\ufeff")
    return result[:at] + banner(text) + end * 2 + result[at:]


def render(text: Text, form: Format) -> str:
    """The self-contained page of a published text."""
    parts = form.parse(text.source)
    day = _date(text.name, text.source)
    locale = babel_locale(text.language)
    body = _body(text, parts, form)
    return (
        _environment()
        .get_template("page.html")
        .render(
            language=text.language,
            language_name=own_name(text.language),
            title=_title(parts) or text.name,
            description=_first(parts, "description"),
            date=day,
            date_words=format_date(day, "long", locale) if day else "",
            banner=banner(text) if text.open else "",
            body=Markup(_highlight(body) if text.open else body),
        )
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("toolkit"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _body(text: Text, parts: tuple[Part, ...], form: Format) -> str:
    match form.name:
        case "markdown":
            return markdown.to_html(text.source)
        case "html":
            return html.body(text.source)
    return "\n".join(str(Markup("<p>{}</p>").format(shown(b.inline))) for b in blocks(parts))


def _title(parts: tuple[Part, ...]) -> str:
    return _first(parts, "title") or _first(parts, "heading") or _first(parts, "paragraph")


def _first(parts: tuple[Part, ...], kind: str) -> str:
    """The text of the first block of a kind, shortened at a word."""
    text = next((shown(block.inline) for block in blocks(parts) if block.kind == kind), "")
    text = " ".join(text.split())
    if len(text) <= _TITLE_WIDTH:
        return text
    return text[:_TITLE_WIDTH].rsplit(" ", 1)[0].rstrip(",;，、") + "…"


def _date(name: str, source: str) -> date | None:
    """The article's date: from its file name, else from `date:` in its front matter."""
    front = re.search(r"\A\ufeff?---\n.*?^date:([^\n]*)", source, re.S | re.M)
    for text in (name, front[1] if front else ""):
        found = _DATE.search(text)
        if found:
            try:
                return date(*map(int, found.groups()))
            except ValueError:
                continue
    return None


def _highlight(body: str) -> str:
    """Draft marks in running text as `<mark>`, source text in them with its language."""

    def element(found: re.Match[str]) -> str:
        if found[0].startswith("<"):
            return found[0]
        if found[0] == CLOSE_MARK:
            return "</mark>"
        return f'<mark lang="{found[1]}" class="untranslated">' if found[1] else "<mark>"

    return _MARKS.sub(element, body)
