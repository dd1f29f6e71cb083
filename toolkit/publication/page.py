"""A self-contained HTML page for any published article; language and draft marks of all output."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from toolkit.document.inline import shown
from toolkit.document.segment import blocks
from toolkit.document.shorten import shorten_at_word
from toolkit.formats.format import Format
from toolkit.formats.html import article as html
from toolkit.formats.html.tokens import tokens
from toolkit.formats.markdown import article as markdown
from toolkit.languages.language import babel_locale, own_name
from toolkit.model import Block, BlockKind, Language, Part, Skeleton
from toolkit.publication.assemble import CLOSE_MARK, OPEN_MARK
from toolkit.publication.theme import Markup
from toolkit.publication.theme import render as fill

_DATE = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_TITLE_WIDTH = 90
_FRONT = re.compile(r"\A\ufeff?(---|\+\+\+)[ \t]*\r?\n.*?^\1[ \t]*\r?$", re.M | re.S)
_FRONT_DATE = re.compile(r"^date[ \t]*[:=](.*)", re.M)
_FRONT_LANGUAGE = re.compile(
    r"""^((?:lang|language|locale)[ \t]*[:=][ \t]*["']?)"""
    r"""([A-Za-z]{2,3}(?:[-_]\w+)*)(?=["' \t\r]*$)""",
    re.M,
)
_NOINDEX = '<meta name="robots" content="noindex">'
_SEALED = "title|textarea|option|script|style|svg|math"
"""Elements in whose text no `<mark>` may stand."""
_MARKS = re.compile(
    rf"<!--.*?-->|<({_SEALED})\b.*?</\1\s*>|<[^>]*>|{OPEN_MARK}|{CLOSE_MARK}", re.S | re.I
)
_DRAFT = {
    "de": "ENTWURF: {open} von {all} Sätzen sind nicht geprüft; sie sind gekennzeichnet.",
    "en": "DRAFT: {open} of {all} sentences are not reviewed; they are marked.",
    "ru": "ЧЕРНОВИК: непроверенных предложений: {open} из {all}; они отмечены.",
    "zh_CN": "草稿：共{all}句，其中{open}句未经审校，已标出。",
}
_BANNER = re.compile("|".join(words.format(open=r"\d+", all=r"\d+") for words in _DRAFT.values()))


@dataclass(frozen=True, slots=True)
class Text:
    """A published text and what its page says about it."""

    name: str
    source: str
    """In the source's format."""
    original: Language
    """The article's language."""
    language: Language
    """The language it really is in."""
    open: int
    """Sentences nobody approved."""
    all: int


def banner(text: Text) -> str:
    """The sentence that marks a draft, in the target language or in English."""
    words = _DRAFT.get(text.language.posix) or _DRAFT["en"]
    return words.format(open=text.open, all=text.all)


def is_draft(published: str) -> bool:
    """Whether a published text bears the banner of a draft."""
    return bool(_BANNER.search(published))


def same(text: Text, form: Format) -> str:
    """The text in its source's format, as it is published: language set, a draft marked."""
    match form.name:
        case "html":
            return _same_html(text)
        case "markdown":
            result = _front_language(text)
            at = markdown.body_start(result)
        case _:
            result = text.source
            at = int(result.startswith("\ufeff"))
    if not text.open:
        return result
    end = "\r\n" if "\r\n" in result else "\n"
    return result[:at] + banner(text) + end * 2 + result[at:]


def _same_html(text: Text) -> str:
    result = html.set_language(text.source, text.language.tag, text.language.direction)
    if not text.open:
        return result
    result = _highlight(result, text)
    note = f'<p role="note"><strong>{banner(text)}</strong></p>'
    result = html.insert_after_body(result, note)
    heads = (t.end for t in tokens(result) if t.kind == "start" and t.name == "head")
    at = next(heads, None)
    return result if at is None else result[:at] + _NOINDEX + result[at:]


def _front_language(text: Text) -> str:
    """The text with its new language in the front matter, where the article names its own."""

    def change(found: re.Match[str]) -> str:
        own = re.split("[-_]", found[2])[0].lower() == text.original.posix.split("_")[0]
        name = text.language.posix if "_" in found[2] else text.language.tag
        return found[1] + name if own else found[0]

    front = _FRONT.match(text.source)
    end = front.end() if front else 0
    return _FRONT_LANGUAGE.sub(change, text.source[:end]) + text.source[end:]


def render(text: Text, form: Format) -> str:
    """The self-contained page of a published text."""
    parts = form.parse(text.source)
    day = _date(text.name, text.source)
    body = _body(text, parts, form)
    return fill(
        "page.html",
        {
            "language": text.language,
            "language_name": own_name(text.language),
            "title": _title(parts) or text.name,
            "description": _first(parts, BlockKind.DESCRIPTION),
            "date": day,
            "date_words": format_date(day, "long", babel_locale(text.language)) if day else "",
            "banner": banner(text) if text.open else "",
            "body": Markup(_highlight(body, text) if text.open else body),
        },
    )


def _body(text: Text, parts: tuple[Part, ...], form: Format) -> str:
    match form.name:
        case "markdown":
            return markdown.to_html(text.source)
        case "html":
            return html.body(text.source)
    return "\n".join(_paragraphs(parts))


def _paragraphs(parts: tuple[Part, ...]) -> Iterator[str]:
    """Plain text's blocks with what stands before them, and the lines between: `- `, `* * *`."""
    before = ""
    for part in (*parts, Block(BlockKind.PARAGRAPH, ())):
        if isinstance(part, Skeleton):
            before += part.raw.replace("\ufeff", "")
            continue
        *between, mark = re.split(r"[\r\n]", before)
        before = ""
        for line in (*between, f"{mark} {shown(part.inline)}"):
            if line.strip():
                yield str(Markup("<p>{}</p>").format(" ".join(line.split())))


def _title(parts: tuple[Part, ...]) -> str:
    kinds = (BlockKind.TITLE, BlockKind.HEADING, BlockKind.PARAGRAPH)
    return next(filter(None, (_first(parts, kind) for kind in kinds)), "")


def _first(parts: tuple[Part, ...], kind: BlockKind) -> str:
    """The text of the first block of a kind, shortened at a word."""
    text = next((shown(block.inline) for block in blocks(parts) if block.kind is kind), "")
    return shorten_at_word(" ".join(text.split()), _TITLE_WIDTH)


def _date(name: str, source: str) -> date | None:
    """The article's date: from its file name, else from `date:` in its front matter."""
    front = _FRONT.match(source)
    line = _FRONT_DATE.search(front[0]) if front else None
    for text in (name, line[1] if line else ""):
        found = _DATE.search(text)
        if found:
            try:
                return date(*map(int, found.groups()))
            except ValueError:
                continue
    return None


def _highlight(page: str, text: Text) -> str:
    """Draft marks in running text as `<mark>`, source text in them with its language."""
    label = f"{text.original.tag}: "
    edits: list[tuple[int, int, str]] = []
    opened: list[int] = []
    for sign in _MARKS.finditer(page):
        if sign[0] == OPEN_MARK:
            opened.append(sign.end())
        elif sign[0] == CLOSE_MARK and opened:
            start = opened.pop()
            foreign = page.startswith(label, start)
            element = _foreign(text) if foreign else "<mark>"
            edits.append((start - 1, start + len(label) * foreign, element))
            edits.append((sign.start(), sign.end(), "</mark>"))
    result, last = [], 0
    for start, end, new in sorted(edits):
        result += [page[last:start], new]
        last = end
    return "".join(result) + page[last:]


def _foreign(text: Text) -> str:
    direction = f' dir="{text.original.direction}"'
    differs = text.original.direction != text.language.direction
    return f'<mark lang="{text.original.tag}"{direction * differs} class="untranslated">'
