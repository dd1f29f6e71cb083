"""EPUB: its chapters are pages, read and written as HTML is."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from itertools import count
from urllib.parse import unquote

from toolkit.errors import SourceError
from toolkit.expression import expression
from toolkit.formats.format import Localization
from toolkit.formats.html import article as html
from toolkit.formats.html import draft, page
from toolkit.formats.html import localize as languages
from toolkit.formats.html.texts import text_syntax
from toolkit.formats.office import archive, pictures
from toolkit.formats.office.xml import XmlToken, texts, tokens
from toolkit.model import Block, BlockKind, Part, Skeleton

_WORDS = expression(r"(?i).*\.(?:x?html?|opf|ncx)")
_CHAPTER = expression(r"(?i).*\.x?html?")
_LOCKED = expression(r"<[^<>]*CipherReference\b[^<>]*\bURI\s*=\s*[\"']([^\"']*)")
_EMPTY = expression(r"<(?:title|script|style|textarea|iframe)\b[^<>]*/>")
_HIDDEN = "<!--\ufdd4{}-->"
_BARE = expression(r"&(?!(?:[A-Za-z]\w*|#\d+|#[xX][0-9a-fA-F]+);)")
_TEXTS = {
    "dc:title": BlockKind.TITLE,
    "dc:description": BlockKind.DESCRIPTION,
    "dc:subject": BlockKind.TAG,
    "text": BlockKind.TITLE,
}
"""Element of the package or of the contents of EPUB 2 → kind of its text."""


def unpack(data: bytes) -> str:
    """A file as text. SourceError, beginning with a blank, if it cannot be translated."""
    text = archive.unpack(data, _WORDS, "EPUB", strict=False)
    found = {member.name: member for member in archive.members(text)}
    names = list(found)
    locked = found.get("META-INF/encryption.xml")
    uris = _LOCKED.findall(locked.data.decode("utf-8", "replace")) if locked else []
    if any(_WORDS.fullmatch(unquote(uri)) for uri in uris):  # and not just its fonts
        raise SourceError(" its chapters are encrypted: nobody may translate it so")
    if not any(map(_CHAPTER.fullmatch, names)):
        raise SourceError(" no EPUB book (it has no chapter): save it again as .epub")
    return text


def pack(text: str, source: bytes) -> bytes:
    """A text of the format → a file like its source."""
    return archive.pack(text, source, unpack(source))


def parse(source: str) -> tuple[Part, ...]:
    """Source text → skeleton and blocks; joined they are the source."""
    parts: list[Part] = []
    for member in archive.members(source):
        parts.append(Skeleton(member.head))
        if member.words and (not member.name or _CHAPTER.fullmatch(member.name)):
            parts += _chapter(member.content)
        elif member.words:
            parts += _described(tokens(member.content))
        else:
            parts.append(Skeleton(member.content))
    return tuple(parts)


def _chapter(content: str) -> Iterator[Part]:
    """A chapter; elements that HTML, unlike XHTML, would not take as empty are passed over."""
    end = 0
    for empty in _EMPTY.finditer(content):
        yield from html.parse(content[end : empty.start()])
        yield Skeleton(empty[0])
        end = empty.end()
    yield from html.parse(content[end:])


def _described(found: list[XmlToken]) -> Iterator[Part]:
    """What the package and the contents say of the book."""
    for before, token in zip((XmlToken(""), *found), found, strict=False):
        kind = _TEXTS.get(before.name) if before.opens and not token.name else None
        if kind and token.raw.strip():
            yield Block(kind, tuple(texts(token.raw)), text_syntax(()))
        else:
            yield Skeleton(token.raw)


def spell(block: Block) -> str:
    """A block with new text, as XHTML."""
    return _BARE.sub("&amp;", html.spell(block)).replace("&nbsp;", "&#160;")


def set_language(source: str, localization: Localization) -> str:
    """The book in its new language."""
    own = localization.original.base

    def change(member: archive.Member) -> str:
        if _is_chapter(member):
            return _as_html(member.content, lambda page: languages.localize(page, localization))
        named = re.compile(rf"(<dc:language\b[^>]*>){own}[\w-]*(?=<)")
        return named.sub(rf"\g<1>{localization.language.tag}", member.content)

    return archive.changed(source, change)


def mark_draft(source: str, localization: Localization) -> str:
    """The banner at the start of the first chapter, draft marks highlighted in all."""
    first = _first(source)
    note = f'<p role="note"><strong>{localization.banner}</strong></p>'

    def change(member: archive.Member) -> str:
        if not _is_chapter(member):
            return member.content

        def marked(content: str) -> str:
            content = draft.highlight(content, localization)
            return page.insert_after_body(content, note) if member.name == first else content

        return _as_html(member.content, marked)

    return archive.changed(source, change)


def _first(source: str) -> str:
    """The name of the chapter that the book begins with."""
    names = [member.name for member in archive.members(source) if _is_chapter(member)]
    for member in archive.members(source):
        if member.name.lower().endswith(".opf"):
            found = tokens(member.content)
            starts = next((one.get("idref") for one in found if one.name == "itemref"), "")
            href = next((one.get("href") for one in found if one.get("id") == starts), "")
            return next((name for name in names if href and name.endswith(href)), names[0])
    return names[0] if names else ""


def to_html(source: str) -> str:
    """The chapters one after another."""
    chapters = filter(_is_chapter, archive.members(source))
    return "\n".join(
        pictures.inlined(_as_html(one.content, page.body), source, posixpath.dirname(one.name))
        for one in chapters
    )


def _as_html(content: str, change: Callable[[str], str]) -> str:
    """A chapter changed by what knows HTML, which would take no empty element as empty."""
    empty = [found[0] for found in _EMPTY.finditer(content)]
    numbers = count()
    changed = change(_EMPTY.sub(lambda _: _HIDDEN.format(next(numbers)), content))
    for number, element in enumerate(empty):
        changed = changed.replace(_HIDDEN.format(number), element)
    return changed


def _is_chapter(member: archive.Member) -> bool:
    return member.words and (not member.name or bool(_CHAPTER.fullmatch(member.name)))
