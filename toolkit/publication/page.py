"""A self-contained HTML page for any published article; language and draft marks of all output."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from html import escape
from typing import Any

from toolkit.document.inline import shown
from toolkit.document.segment import blocks
from toolkit.document.shorten import shorten_at_word
from toolkit.expression import expression
from toolkit.formats import metadata
from toolkit.formats.format import Format, Localization
from toolkit.formats.html import addresses
from toolkit.formats.html.addresses import Lead
from toolkit.formats.html.draft import highlight
from toolkit.formats.html.markup import (
    HEADINGS,
    edit,
    headline,
    lacking,
    plain,
    ticked,
    with_attributes,
)
from toolkit.formats.html.tokens import Token, tokens
from toolkit.formats.timing import timing
from toolkit.languages.dates import written_day, written_moment
from toolkit.model import BlockKind, Language, Part
from toolkit.publication.alerts import titled
from toolkit.publication.figure import captioned_in, is_in
from toolkit.publication.theme import Markup
from toolkit.publication.theme import render as fill

_TITLE_WIDTH = 90
_DRAFT = {
    "de": "ENTWURF: {open} von {all} Sätzen sind nicht geprüft; sie sind gekennzeichnet.",
    "en": "DRAFT: {open} of {all} sentences are not reviewed; they are marked.",
    "ru": "ЧЕРНОВИК: непроверенных предложений: {open} из {all}; они отмечены.",
    "zh_CN": "草稿：共{all}句，其中{open}句未经审校，已标出。",
}
_BANNER = expression("|".join(words.format(open=r"\d+", all=r"\d+") for words in _DRAFT.values()))


@dataclass(frozen=True, slots=True)
class PublishedText:
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


@dataclass(frozen=True, slots=True)
class Around:
    """What a page knows of the project."""

    led: Lead = lambda _, shown: None
    """Where references lead from the page."""
    zone: tzinfo | None = None
    """In which times are told; None for each in its own."""
    anchors: tuple[str, ...] = ()
    """The ids of the article's headings, so that links to sections work in every language."""


ALONE = Around()


def localization(text: PublishedText) -> Localization:
    """What was done to the article, with the banner of a draft if it is one."""
    return Localization(text.original, text.language, banner(text) if text.open else "")


def banner(text: PublishedText) -> str:
    """The sentence that marks a draft, in the target language or in English."""
    words = _DRAFT.get(text.language.posix) or _DRAFT["en"]
    return words.format(open=text.open, all=text.all)


def is_draft(published: str) -> bool:
    """Whether a published text bears the banner of a draft."""
    return bool(_BANNER.search(published))


def same(text: PublishedText, form: Format) -> str:
    """The text in its source's format, as it is published: language set, a draft marked."""
    made = localization(text)
    result = form.set_language(text.source, made)
    return form.mark_draft(result, made) if text.open else result


def render(text: PublishedText, form: Format, around: Around = ALONE) -> str:
    """The self-contained page of a published text."""
    parts = form.parse(text.source)
    fields = form.metadata(text.source)
    story = (form.to_story or form.to_html)(text.source)
    heading, body = headline(ticked(titled(story, text.language.tag)))
    named = metadata.text_of(fields, "title") or plain(heading)
    body = _anchored(body, around.anchors)
    article = _led(_article(text, fields, (heading, body), around.zone), around.led)
    return fill(
        "page.html",
        {
            "language": text.language,
            "title": shorten_at_word(named, _TITLE_WIDTH) or title_of(parts) or text.name,
            "description": _first(parts, BlockKind.DESCRIPTION),
            "banner": banner(text) if text.open else "",
            "article": Markup(highlight(article, localization(text)) if text.open else article),
        },
    )


def _article(
    text: PublishedText, fields: Mapping[str, Any], parts: tuple[str, str], zone: tzinfo | None
) -> str:
    """What the page shows: headline, lead, byline, picture, text; fields add what it has not."""
    title, body = parts
    moment = timing(text.name, fields, text.original, zone).moment
    timed = "T" in moment

    def said(name: str) -> str:
        return metadata.text_of(fields, name)

    if not title and said("title"):
        title = Markup("<h1>{}</h1>").format(said("title"))
    image, caption, credit = said("image"), said("caption"), said("credit")
    placed = bool(image) and is_in([body], image)
    if placed:
        (body,), caption, credit = captioned_in([body], image, caption, credit, text.language.gap)
    values = {
        "language": text.language,
        "kicker": said("kicker"),
        "headline": Markup(title),
        "lead": said("description"),
        "authors": ", ".join(metadata.list_of(fields, "authors", "author")),
        "date": moment,
        "date_words": (written_moment if timed else written_day)(moment, text.language),
        "image": "" if placed else image,
        "alt": said("alt"),
        "caption": caption,
        "credit": credit,
        "below": [] if image and not placed else [caption if placed else "", credit],
        "body": Markup(body),
    }
    return fill("page_article.html", values)


def _anchored(body: str, anchors: Sequence[str]) -> str:
    """The body with these ids for its headings, if it has as many."""
    headings = [t for t in tokens(body) if t.kind == "start" and t.name in HEADINGS]
    if len(headings) != len(anchors):
        return body
    named = dict(zip((token.start for token in headings), anchors, strict=True))

    def tag(token: Token, raw: str) -> str:
        return with_attributes(token, {"id": named[token.start]}) if token.start in named else raw

    return edit(body, tag)


def _led(body: str, led: Lead) -> str:
    """The body with its links and pictures led to where they are for the page."""

    def tag(token: Token, raw: str) -> str:
        if token.name == "main":  # the page has its own
            return ""
        found = {item.name: addresses.attribute(token.name, item, led) for item in token.attributes}
        changes = {name: to or None for name, to in found.items() if to is not None}
        changes |= lacking(token)
        lost = {name for name, to in changes.items() if to is None}
        if token.name == "img" and "src" in lost:
            return escape(token.get("alt") or "")
        if token.name == "source" and lost:
            return ""
        if "srcset" in lost:
            changes["sizes"] = None
        return with_attributes(token, changes) if changes else raw

    return addresses.styles(edit(body, tag), led)


def title_of(parts: tuple[Part, ...]) -> str:
    """What an article is called by itself: its title, else what it begins with."""
    found = _first(parts, BlockKind.TITLE) or _first(parts, BlockKind.HEADING, BlockKind.PARAGRAPH)
    return found.removesuffix(".").removesuffix("。")


def _first(parts: tuple[Part, ...], *kinds: BlockKind) -> str:
    """The text of the first block of such kinds, shortened at a word."""
    text = next((shown(block.inline) for block in blocks(parts) if block.kind in kinds), "")
    return shorten_at_word(" ".join(text.split()), _TITLE_WIDTH)
