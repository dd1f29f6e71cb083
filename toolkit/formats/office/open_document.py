"""OpenDocument (`.odt`): paragraphs, headings, lists, tables, notes, headers and footers, frames.

Spans that only say when something was typed are passed over, and spans side by side that look the
same are one pair of codes. What else stands in a paragraph is a code of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import NamedTuple

from toolkit.errors import SourceError
from toolkit.expression import expression
from toolkit.formats.format import Localization, code_raw
from toolkit.formats.html.markup import edit, with_attributes
from toolkit.formats.html.tokens import Token
from toolkit.formats.office import archive, lead, pictures, properties
from toolkit.formats.office.headline import headed
from toolkit.formats.office.xml import XmlToken, end_of, escape, raw_of, texts, tokens
from toolkit.formats.parts import has_words, merged
from toolkit.languages.language import territory
from toolkit.model import Block, BlockKind, Code, Part, Pieces, Role, Skeleton, Text

_BODIES = frozenset({"", "content.xml", "styles.xml"})
_WORDS = expression(r"(?:content|styles|meta)\.xml")
_TRACKED = "<text:changed-region"
_KINDS = {
    "table:table-cell": BlockKind.CELL,
    "text:list-item": BlockKind.LIST_ITEM,
    "text:note-body": BlockKind.FOOTNOTE,
}
"""Element → kind of the paragraphs in it."""
_PARAGRAPHS = {"text:p": BlockKind.PARAGRAPH, "text:h": BlockKind.HEADING}
_PAIRS = frozenset({"text:span", "text:a"})
_DROPPED = frozenset({"text:soft-page-break"})
_BREAKS = frozenset({"text:line-break", "text:tab"})
_DESCRIPTIONS = frozenset({"svg:title", "svg:desc"})
_COMMENTS = frozenset({"office:annotation", "office:annotation-end", "text:tracked-changes"})
_STYLE = expression(
    r'<style:style\b(?=[^>]*\bstyle:family="text")[^>]*?\bstyle:name="([^"]*)"[^>]*?'
    r"(?:/>|>(.*?)</style:style>)",
    re.S,
)
_PARAGRAPH_STYLE = expression(r'<style:style\b(?=[^>]*\bstyle:family="paragraph")[^>]*>')
_NAMED = {
    "Title": (BlockKind.HEADING, "<h1>{}</h1>"),
    "Subtitle": (BlockKind.SUBTITLE, lead.SHOWN),
    "Quotations": (BlockKind.QUOTE, "<blockquote><p>{}</p></blockquote>"),
}
"""Style that the format's programs know → what a paragraph is, and as what a page shows it."""
_SHOWN = expression(r'<p class="P-([^"]*)">((?:(?!</?p\b).)*)</p>', re.S)
_TYPED = expression(r'\s(?:officeooo|loext):[\w-]*rsid="[^"]*"')
_NOTHING = expression(r"<style:text-properties\s*/>")
_LOOKS = {
    "strong": expression(r'\bfo:font-weight="(?:bold|[6-9]00)"'),
    "em": expression(r'\bfo:font-style="(?:italic|oblique)"'),
}
_FRAMED = expression(r"<div>(<img\b[^>]*>)\s*</div>\s*")
"""A picture as the converter has it in paragraphs, where no such block may be."""
_STYLES: Mapping[str, None] = {"class": None, "style": None}
_TAG = expression(r'<style:text-properties\b[^>]*\b(?:fo|style):language[\w-]*="[^>]*>')
_PARAGRAPH_DEFAULT = expression(
    r'(<style:default-style style:family="paragraph">\s*<style:paragraph-properties\b)([^>]*)'
)
_DEFAULT = expression(r"<style:default-style\b.*?</style:default-style>", re.S)


def unpack(data: bytes) -> str:
    """A file as text. SourceError, beginning with a blank, if it cannot be translated."""
    text = archive.unpack(data, _WORDS, "OpenDocument")
    found = {member.name: member for member in archive.members(text)}
    if "content.xml" not in found:
        raise SourceError(" no OpenDocument text (it has no content): save it again as .odt")
    if _TRACKED in found["content.xml"].content:
        what = "it has tracked changes: accept or reject all of them in its program, and save it"
        raise SourceError(f" {what}")
    return text


def pack(text: str, source: bytes) -> bytes:
    """A text of the format → a file like its source."""
    return archive.pack(text, source, unpack(source))


def parse(source: str) -> tuple[Part, ...]:
    """Source text → skeleton and blocks; joined they are the source."""
    parts: list[Part] = []
    kinds = {name: _NAMED[style][0] for name, style in _named(source).items()}
    for member in archive.members(source):
        parts.append(Skeleton(member.head))
        if member.words and member.name in _BODIES:
            styles = _Styles(_looks(member.content), kinds)
            parts += _body(tokens(member.content), styles)
        else:
            parts.append(Skeleton(member.content))
    return tuple(merged(parts))


class _Styles(NamedTuple):
    """What styles of a document mean."""

    looks: Mapping[str, str]
    """Style of a text → what it looks like."""
    kinds: Mapping[str, BlockKind]
    """Style of a paragraph → what it is, where that is nothing usual."""


def _named(source: str) -> Mapping[str, str]:
    """Style of paragraphs → the one of `_NAMED` that it is or comes from."""
    found = (tag for m in archive.members(source) for tag in _PARAGRAPH_STYLE.findall(m.content))
    parents = {_attribute(tag, "name"): _attribute(tag, "parent-style-name") for tag in found}
    result = {name: name for name in _NAMED}
    for name in parents:
        way = [name]
        while way[-1] not in _NAMED and (parent := parents.get(way[-1])) and parent not in way:
            way.append(parent)
        if way[-1] in _NAMED:
            result[name] = way[-1]
    return result


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\bstyle:{name}="([^"]*)"', tag)
    return found[1] if found else ""


def _looks(content: str) -> Mapping[str, str]:
    """Style of a text → what it looks like; "" if it only says when the text was typed."""
    return {
        name: " ".join(_NOTHING.sub("", _TYPED.sub("", properties)).split())
        for name, properties in _STYLE.findall(content)
    }


def _body(
    found: Sequence[XmlToken], styles: _Styles, kind: BlockKind | None = None
) -> Iterator[Part]:
    """Paragraphs, wherever they stand, and what stands between them."""
    around: list[tuple[str, BlockKind]] = []
    index = 0
    while index < len(found):
        token, end = found[index], index + 1
        here = around[-1][1] if around else kind
        if token.name in _PARAGRAPHS and token.opens and not token.empty:
            end = end_of(found, index)
            named = styles.kinds.get(token.get("text:style-name"), _PARAGRAPHS[token.name])
            yield from _paragraph(found[index:end], here or named, styles)
        elif token.name in _COMMENTS and token.opens:
            end = end_of(found, index)
            yield Skeleton(raw_of(found[index:end]))
        elif token.name in _DESCRIPTIONS and token.opens and end_of(found, index) == index + 3:
            end = index + 3
            yield Skeleton(token.raw)
            yield from _block(list(texts(found[index + 1].raw)), BlockKind.ALT)
            yield Skeleton(found[index + 2].raw)
        else:
            if token.name in _KINDS and not token.empty:
                if token.opens:
                    around.append((token.name, _KINDS[token.name]))
                elif around and around[-1][0] == token.name:
                    around.pop()
            yield Skeleton(token.raw)
        index = end


def _paragraph(found: Sequence[XmlToken], kind: BlockKind, styles: _Styles) -> Iterator[Part]:
    if len(found) < 3 or found[-1].name != found[0].name:
        yield Skeleton(raw_of(found))
        return
    yield Skeleton(found[0].raw)
    yield from _block(_inline(found[1:-1], styles), kind)
    yield Skeleton(found[-1].raw)


def _block(pieces: Pieces, kind: BlockKind) -> Iterator[Part]:
    block = Block(kind, tuple(pieces))
    if has_words((block,)):
        yield block
        return
    for piece in pieces:
        yield from piece.parts if isinstance(piece, Code) else (Skeleton(piece.raw or ""),)


def _inline(found: Sequence[XmlToken], styles: _Styles) -> Pieces:
    """Text and codes; joined they are the tokens."""
    pieces: Pieces = []
    spans: dict[int, str] = {}
    opened: list[str] = []
    index = 0
    while index < len(found):
        token, end = found[index], index + 1
        paired = token.name in _PAIRS and not token.empty
        if not token.name:
            pieces += texts(token.raw)
        elif paired and token.opens and end_of(found, index) > end:
            look = _look(token, styles.looks)
            pieces.append(Code(Role.OPEN, (Skeleton(token.raw),)) if look else Text("", token.raw))
            opened.append(look)
            spans[len(pieces) - 1] = look if token.name == "text:span" else ""
        elif paired and token.closes and opened:
            look = opened.pop()
            spans[len(pieces)] = look
            code = Code(Role.CLOSE, (Skeleton(token.raw),))
            pieces.append(code if look else Text("", token.raw))
        elif token.name == "text:s":
            count = re.fullmatch(r"[1-9]", token.get("text:c"))
            pieces.append(Text(" " * int(count[0] if count else 1), token.raw))
        elif token.name in _DROPPED:
            pieces.append(Text("", token.raw))
        else:
            end = end_of(found, index)
            pieces.append(_single(found[index:end], styles))
        index = end
    return _joined(pieces, spans)


def _joined(pieces: Pieces, spans: Mapping[int, str]) -> Pieces:
    """The pieces, spans with nothing between them that look the same as one (index → look)."""
    result = list(pieces)
    closed: list[int] = []
    for index, piece in enumerate(pieces):
        if isinstance(piece, Code) and piece.role is Role.CLOSE:
            closed.append(index)
        elif isinstance(piece, Code) and piece.role is Role.OPEN:
            look = spans[index]
            if look and closed and spans.get(closed[-1]) == look:
                for place in (closed.pop(), index):
                    code = pieces[place]
                    result[place] = Text("", code_raw(code)) if isinstance(code, Code) else code
            else:
                closed = []
        elif isinstance(piece, Code) or piece.text:
            closed = []
    return result


def _look(token: XmlToken, looks: Mapping[str, str]) -> str:
    """What a span looks like, or what a link is; "" if it says nothing."""
    style = token.get("text:style-name")
    return looks.get(style, style) if token.name == "text:span" else token.raw


def _single(found: Sequence[XmlToken], styles: _Styles) -> Code:
    """What stands in a paragraph and is no text: a note, a frame, a field, a bookmark."""
    name = found[0].name
    if name in _COMMENTS:
        return Code(Role.ALONE, (Skeleton(raw_of(found)),), edge=True)
    parts = tuple(merged(list(_body(found, styles))))
    if any(isinstance(part, Block) for part in parts):
        return Code(Role.ALONE, parts, edge=name == "text:note")
    words = "".join(token.raw for token in found if not token.name and name != "text:note")
    shown = " " if name in _BREAKS else words
    return Code(Role.ALONE, parts, shown, edge=name in ("text:line-break", "text:note"))


def spell(block: Block) -> str:
    """A block with new text; blanks that a reader would pass over are spelled as elements."""
    result, blank = "", True
    for piece in block.inline:
        if isinstance(piece, Code):
            result += code_raw(piece)
            continue
        for run in re.findall(r" +|[^ ]+", escape(piece.text)):
            if run[0] != " ":
                result += run
                blank = False
            else:
                result += ("" if blank else " ") + "<text:s/>" * (len(run) - (not blank))
                blank = True
    return f"{result[:-1]}<text:s/>" if result.endswith(" ") else result


def set_language(source: str, localization: Localization) -> str:
    """The document in its new language: as its default, and where it named its own."""
    code, _, country = territory(localization.language).partition("_")
    own = localization.original.base
    kinds = {"Hans": "-asian", "Hant": "-asian", "Jpan": "-asian", "Kore": "-asian"}
    right = localization.language.direction == "rtl"
    which = "-complex" if right else kinds.get(localization.language.script, "")
    prefix = "style" if which else "fo"

    def write(tag: str, *, always: bool) -> str:
        for key, value in (("language", code), ("country", country)):
            name = f"{prefix}:{key}{which}" if always else f"fo:{key}"
            tag = re.sub(rf'(\b{name}=")[^"]*(?=")', rf"\g<1>{value}", tag)
        return tag

    def named(found: re.Match[str]) -> str:
        return write(found[0], always=False) if f'fo:language="{own}"' in found[0] else found[0]

    def change(member: archive.Member) -> str:
        if member.name == "meta.xml":
            tag = f"{code}-{country}" if country else code
            return re.sub(rf"(<dc:language>){own}[\w-]*(?=<)", rf"\g<1>{tag}", member.content)
        text = _TAG.sub(named, member.content)
        text = _DEFAULT.sub(
            lambda style: _TAG.sub(lambda tag: write(tag[0], always=True), style[0]), text
        )
        turns = localization.original.direction != localization.language.direction
        return _turned(text, "rl-tb" if right else "lr-tb") if turns else text

    return archive.changed(source, change)


def _turned(content: str, mode: str) -> str:
    """Styles whose texts run the other way."""
    content = re.sub(
        r'(\bstyle:writing-mode=")(?:lr-tb|rl-tb|lr|rl|page)(?=")', rf"\1{mode}", content
    )
    content = re.sub(r"<office:styles */>", "<office:styles></office:styles>", content)
    if "<office:styles>" not in content:
        return content
    default = _PARAGRAPH_DEFAULT.search(content)
    if not default:
        properties = f'<style:paragraph-properties style:writing-mode="{mode}"/>'
        new = f'<style:default-style style:family="paragraph">{properties}</style:default-style>'
        return content.replace("<office:styles>", f"<office:styles>{new}", 1)
    if "style:writing-mode" in default[2]:
        return content
    place = default.end(1)
    return f'{content[:place]} style:writing-mode="{mode}"{content[place:]}'


def mark_draft(source: str, localization: Localization) -> str:
    """The banner as the first paragraph."""
    banner = f"<text:p>{escape(localization.banner)}</text:p>"

    def change(member: archive.Member) -> str:
        if member.name not in ("", "content.xml"):
            return member.content
        body = re.search(
            r"<office:text\b(?:[^>]*[^/])?>(?:\s*<(office:forms|text:sequence-decls)\b"
            r"(?:[^>]*/>|.*?</\1>))*",
            member.content,
            re.S,
        )
        if member.name and not body:
            return member.content
        place = body.end() if body else int(member.content.startswith("\ufeff"))
        return member.content[:place] + banner + member.content[place:]

    return archive.changed(source, change)


def metadata(source: str) -> Mapping[str, str]:
    """The custom properties of a document; its lead, which is its subtitle below the title."""
    found = (member for member in archive.members(source) if member.name == "meta.xml")
    own = {key: value for one in found for key, value in properties.fields(one.content).items()}
    return {**own, **lead.of(parse(source))}


def to_html(source: str) -> str:
    """The document as a page."""
    if not any(member.name for member in archive.members(source)):
        return "\n".join(
            f"<p>{escape(''.join(p.text for p in part.inline if isinstance(p, Text)))}</p>"
            for part in parse(source)
            if isinstance(part, Block)
        )
    from odf.odf2xhtml import ODF2XHTML

    converter = ODF2XHTML(generate_css=True, embedable=True)
    page = str(converter.odf2xhtml(BytesIO(archive.build(source))))
    page = re.sub(
        r"<!DOCTYPE[^>]*>|<head>.*?</title>|<style\b.*?</style>|</?(?:html|head|body)\b[^>]*>",
        "",
        page,
        flags=re.S,
    )
    page = _FRAMED.sub(r"\1", page)
    made = _emphasized(_titled(page, _named(source)), dict(_emphasis(source)))
    return pictures.inlined(made, source)


def to_story(source: str) -> str:
    """The same; a first paragraph that looks like a headline is it, if there is no other."""
    return headed(to_html(source))


def _titled(page: str, styles: Mapping[str, str]) -> str:
    """The page with titles and quotations as such, and the lead left to what is said of it."""
    named = {name.replace(".", "_"): _NAMED[style][1] for name, style in styles.items()}

    def shown(found: re.Match[str]) -> str:
        return named[found[1]].format(found[2]) if found[1] in named else found[0]

    return lead.without(_SHOWN.sub(shown, page))


def _emphasis(source: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(class that the converter gives to a style, elements that show what it looks like)."""
    for member in archive.members(source):
        if member.words and member.name in _BODIES:
            for name, properties in _STYLE.findall(member.content):
                found = (element for element, sign in _LOOKS.items() if sign.search(properties))
                yield f"S-{name.replace('.', '_')}", tuple(found)


def _emphasized(page: str, looks: Mapping[str, Sequence[str]]) -> str:
    """A page with elements for what is bold or italic, without the converter's styles."""
    opened: list[Sequence[str]] = []

    def tag(token: Token, raw: str) -> str:
        if token.name != "span":
            return raw if token.kind == "end" else with_attributes(token, _STYLES)
        if token.kind == "end":
            return "".join(f"</{name}>" for name in reversed(opened.pop() if opened else ()))
        opened.append(looks.get(token.get("class") or "", ()))
        return "".join(f"<{name}>" for name in opened[-1])

    return edit(page, tag)
