"""Word (`.docx`): paragraphs, headings, lists, tables, notes, headers and footers, text boxes.

Text in the paragraph's own formatting is plain; runs that are formatted in another way are a pair
of codes, however many runs a program has split them into. What else stands in a paragraph is a code
of its own. A paragraph with new text gets new runs, and nothing else in the document changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise
from typing import Any

from toolkit.errors import SourceError
from toolkit.expression import expression
from toolkit.formats.format import Localization, code_raw
from toolkit.formats.office import archive, lead, properties
from toolkit.formats.office.headline import headed
from toolkit.formats.office.xml import XmlToken, end_of, escape, raw_of, texts, tokens
from toolkit.formats.parts import has_words, merged
from toolkit.languages.language import territory
from toolkit.model import Block, BlockKind, Code, Part, Pieces, Role, Skeleton, Syntax, Text

_BODIES = {
    "document": BlockKind.PARAGRAPH,
    "header": BlockKind.PARAGRAPH,
    "footer": BlockKind.PARAGRAPH,
    "footnotes": BlockKind.FOOTNOTE,
    "endnotes": BlockKind.FOOTNOTE,
}
_BODY = expression(rf"word/({'|'.join(_BODIES)})\d*\.xml")
_PROPERTIES = r"docProps/custom\.xml"
_WORDS = expression(rf"{_BODY.pattern}|word/(?:styles|settings)\.xml|{_PROPERTIES}")
_TRACKED = expression(r"<w:(?:ins|del|moveFrom|moveTo)[ />]")
_STYLES = (
    (expression(r"(?i)heading|überschrift|berschrift|^title$|^titel$"), BlockKind.HEADING),
    (expression(r"(?i)subtitle|untertitel"), BlockKind.SUBTITLE),
    (expression(r"(?i)caption|beschriftung"), BlockKind.CAPTION),
    (expression(r"(?i)quote|zitat"), BlockKind.QUOTE),
    (expression(r"(?i)list|aufz"), BlockKind.LIST_ITEM),
)
_ELEMENTS = (
    (expression(r"(?i)^title$|^titel$"), "h1"),
    (expression(r"(?i)subtitle|untertitel"), "p.lead"),
    (expression(r"(?i)quote|zitat"), "blockquote > p"),
)
"""Styles → the elements of pages that mammoth does not make of them by itself."""
_STYLE = expression(r'<w:pStyle\b[^>]*\bw:val="([A-Za-z_][A-Za-z0-9_-]*)"')
_WRAPPERS = frozenset({"w:hyperlink", "w:smartTag", "w:sdt", "w:customXml", "w:dir", "w:bdo"})
_DROPPED = frozenset({"w:proofErr", "w:lastRenderedPageBreak"})
"""What Word writes for itself; nobody misses it."""
_NOTES = frozenset(
    {"w:footnoteReference", "w:endnoteReference", "w:commentReference", "w:footnoteRef"}
)
_BREAKS = frozenset({"w:br", "w:cr", "w:tab", "w:ptab"})
_HYPHENS = {"w:noBreakHyphen": "\u2011", "w:softHyphen": "\u00ad"}
_LANGUAGE = expression(r"<w:(?:lang|noProof)\b[^>]*>")
_OFF = expression(r'<w:\w+ w:val="(?:0|false|off|none)" ?/>')
_LANG = expression(r'(<w:(?:lang|themeFontLang)\b[^>]*?\bw:(?:val|eastAsia|bidi)=")([^"]*)(?=")')
_DEFAULT = expression(r'(<w:docDefaults>.*?<w:lang\b[^>]*?\b{}=")([^"]*)(?=")', re.S)


_DIRECTION = (
    ("rPrDefault", "rPr", "rtl", "cs|em|lang|eastAsianLayout|specVanish|oMath"),
    (
        "pPrDefault",
        "pPr",
        "bidi",
        "adjustRightInd|snapToGrid|spacing|ind|contextualSpacing|mirrorIndents|suppressOverlap|jc"
        "|textDirection|textAlignment|textboxTightWrap|outlineLvl|divId|cnfStyle|rPr|sectPr",
    ),
)
"""(default of the styles, its only element, what to put into that, what must stand behind it)."""


@dataclass(frozen=True, slots=True)
class RunSyntax(Syntax):
    """The content of a paragraph."""

    format: str
    """The formatting (`<w:rPr>…`) of its plain text."""


@dataclass(frozen=True, slots=True)
class ValueSyntax(Syntax):
    """The value of an attribute between double quotes."""


@dataclass(frozen=True, slots=True)
class RunCode(Code):
    """Something in a paragraph, and how it is written again."""

    start: str = ""
    end: str = ""
    """What it must stand between, outside of any run."""
    format: str = ""
    """Of the text in a pair."""
    written: bool = True
    """Whether it has markup of its own; a pair for another formatting has none."""


def unpack(data: bytes) -> str:
    """A file as text. SourceError, beginning with a blank, if it cannot be translated."""
    text = archive.unpack(data, _WORDS, "Word")
    found = list(archive.members(text))
    if not any(member.name.startswith("word/document") for member in found):
        raise SourceError(" no Word document (it has no text): save it again as .docx")
    for member in found:
        if member.words and _TRACKED.search(member.content):
            what = "it has tracked changes: accept or reject all of them in Word, and save it"
            raise SourceError(f" {what}")
    return text


def pack(text: str, source: bytes) -> bytes:
    """A text of the format → a file like its source."""
    return archive.pack(text, source, unpack(source))


def parse(source: str) -> tuple[Part, ...]:
    """Source text → skeleton and blocks; joined they are the source."""
    parts: list[Part] = []
    for member in archive.members(source):
        body = _BODY.fullmatch(member.name)
        parts.append(Skeleton(member.head))
        if member.words and (body or not member.name):
            kind = _BODIES[body[1]] if body else BlockKind.PARAGRAPH
            parts += _body(tokens(member.content), kind)
        else:
            parts.append(Skeleton(member.content))
    return tuple(merged(parts))


def _body(found: Sequence[XmlToken], kind: BlockKind) -> Iterator[Part]:
    """Paragraphs, wherever they stand, and what stands between them."""
    index = cells = 0
    while index < len(found):
        token, end = found[index], index + 1
        if token.name == "w:p" and token.opens:
            end = end_of(found, index)
            yield from _paragraph(found[index:end], BlockKind.CELL if cells else kind)
        elif token.name == "wp:docPr":
            yield from _described(token)
        else:
            cells += (token.opens - token.closes) * (token.name == "w:tc")
            yield Skeleton(token.raw)
        index = end


def _described(token: XmlToken) -> Iterator[Part]:
    """A drawing's properties, its alternative text as a block."""
    value = re.search(r'(?<=\sdescr=")[^"<]*[^"<\s][^"<]*(?=")', token.raw)
    if not value:
        yield Skeleton(token.raw)
        return
    yield Skeleton(token.raw[: value.start()])
    yield Block(BlockKind.ALT, tuple(texts(value[0])), ValueSyntax())
    yield Skeleton(token.raw[value.end() :])


def _paragraph(found: Sequence[XmlToken], kind: BlockKind) -> Iterator[Part]:
    start = _behind(found, "w:pPr")
    if len(found) < 3 or found[-1].name != "w:p" or start >= len(found):
        yield Skeleton(raw_of(found))
        return
    yield Skeleton(raw_of(found[:start]))
    inner = found[start:-1]
    base = _base(inner)
    pieces = _inline(inner, base)
    block = Block(_kind(found[:start], kind), tuple(pieces), RunSyntax(base))
    if has_words((block,)):
        yield block
    else:
        for piece in pieces:
            yield from piece.parts if isinstance(piece, Code) else (Skeleton(piece.raw or ""),)
    yield Skeleton(found[-1].raw)


def _kind(head: Sequence[XmlToken], kind: BlockKind) -> BlockKind:
    """What a paragraph is, by its style; one of a table or a note is that."""
    if kind is not BlockKind.PARAGRAPH:
        return kind
    style = next((token.get("w:val") for token in head if token.name == "w:pStyle"), "")
    named = next((found for pattern, found in _STYLES if pattern.search(style)), kind)
    numbered = any(token.name == "w:numPr" for token in head)
    return BlockKind.LIST_ITEM if numbered and named is kind else named


def _run(found: Sequence[XmlToken]) -> tuple[str, Sequence[XmlToken]]:
    """(the formatting of a run, what is in it)."""
    start = _behind(found, "w:rPr")
    return raw_of(found[1:start]).strip(), found[start:-1]


def _behind(found: Sequence[XmlToken], properties: str) -> int:
    """The index behind the properties of an element; 1 if it has none."""
    first = 2 if len(found) > 2 and not found[1].raw.strip() else 1
    there = first < len(found) and found[first].name == properties
    return end_of(found, first) if there else 1


def _same(format: str) -> str:
    """What makes a difference in a formatting: not its language."""
    return _LANGUAGE.sub("", format).removeprefix("<w:rPr></w:rPr>").removeprefix("<w:rPr/>")


def _base(found: Sequence[XmlToken]) -> str:
    """The formatting of a paragraph's plain text: the least that a text in it has.

    It must not depend on how long texts are, which a translation changes.
    """
    formats: list[str] = []
    index = 0
    while index < len(found):
        end = end_of(found, index)
        if found[index].name == "w:r":
            format, inner = _run(found[index:end])
            if _states(inner):
                formats.append(format)
        index = end
    return min(formats, key=_much, default="")


def _much(format: str) -> tuple[int, int, str]:
    """How much formatting it is: what is only switched off is the least, but for none at all."""
    same = _same(format)
    return len(_OFF.sub("", same).replace("<w:rPr></w:rPr>", "")), len(same), same


def _states(inner: Sequence[XmlToken]) -> bool:
    """Whether a run has text that shows its formatting; blanks show none, an empty text does."""
    if not any(token.name == "w:t" for token in inner):
        return False
    words = "".join(token.raw for token in inner if not token.name)
    return not words or bool(words.strip())


@dataclass(slots=True)
class _Writer:
    """The pieces of a paragraph, and the formatting that text stands in at present."""

    base: str
    pieces: Pieces = field(default_factory=list)
    now: str | None = None

    def close(self) -> None:
        if self.now is not None:
            self.pieces.append(RunCode(Role.CLOSE, (), written=False))
        self.now = None

    def switch(self, format: str, head: str) -> None:
        """Begin a run whose text shows its formatting."""
        wanted = None if _same(format) == _same(self.base) else _same(format)
        if wanted != self.now:
            self.close()
        if wanted is None or wanted == self.now:
            self.raw(head)
        else:
            code = RunCode(Role.OPEN, (Skeleton(head),), format=format, written=False)
            self.pieces.append(code)
        self.now = wanted

    def raw(self, raw: str) -> None:
        if raw:
            self.pieces.append(Text("", raw))


def _inline(found: Sequence[XmlToken], base: str) -> Pieces:
    """Text and codes; joined they are the tokens."""
    writer = _Writer(base)
    index = 0
    while index < len(found):
        token, end = found[index], end_of(found, index)
        if token.name == "w:r" and not token.empty and end > index + 1:
            field_end = _field_end(found, index)
            if field_end:
                end = field_end
                _field(found[index:end], writer)
            else:
                _read_run(found[index:end], writer)
        elif token.name in _WRAPPERS and not token.empty and end > index + 1:
            inside = index + 1
            if token.name == "w:sdt":
                names = [one.name for one in found[index:end]]
                inside = index + names.index("w:sdtContent") + 1 if "w:sdtContent" in names else end
            outside = max(end - 1 - (token.name == "w:sdt"), inside)
            _wrapped(found[index:inside], found[inside:outside], found[outside:end], writer)
        elif token.name in _DROPPED or not token.raw.strip():
            writer.raw(raw_of(found[index:end]))
        else:
            writer.pieces.append(RunCode(Role.ALONE, _nested(found[index:end])))
        index = end
    writer.close()
    return writer.pieces


def _wrapped(
    head: Sequence[XmlToken], inner: Sequence[XmlToken], tail: Sequence[XmlToken], writer: _Writer
) -> None:
    """A hyperlink or the like: a pair around its text."""
    writer.close()
    base = _base(inner)
    pieces = _inline(inner, base)
    if not any(isinstance(piece, Text) and piece.text.strip() for piece in pieces):
        writer.pieces.append(RunCode(Role.ALONE, _nested((*head, *inner, *tail))))
        return
    writer.pieces.append(RunCode(Role.OPEN, (Skeleton(raw_of(head)),), format=base))
    writer.pieces += pieces
    writer.pieces.append(RunCode(Role.CLOSE, (Skeleton(raw_of(tail)),)))


def _field_end(found: Sequence[XmlToken], start: int) -> int:
    """The index behind the run that ends a field that begins there; 0 if there is none."""
    depth, index = 0, start
    while index < len(found):
        end = end_of(found, index)
        for token in found[index:end]:
            if token.name == "w:fldChar":
                depth += {"begin": 1, "end": -1}.get(token.get("w:fldCharType"), 0)
        if index == start and not depth:
            return 0
        if not depth:
            return end
        index = end
    return 0


def _field(found: Sequence[XmlToken], writer: _Writer) -> None:
    """A field: a link is a pair around its text, any other one is protected."""
    instruction = "".join(
        after.raw for token, after in pairwise(found) if token.name == "w:instrText" and token.opens
    )
    runs: list[int] = []
    index, parting = 0, 0
    while index < len(found):
        runs.append(index)
        end = end_of(found, index)
        marks = [one for one in found[index:end] if one.name == "w:fldChar"]
        if not parting and any(one.get("w:fldCharType") == "separate" for one in marks):
            parting = end
        index = end
    if instruction.strip().upper().startswith("HYPERLINK") and parting:
        _wrapped(found[:parting], found[parting : runs[-1]], found[runs[-1] :], writer)
        return
    result = found[parting : runs[-1]] if parting else ()
    words = "".join(
        before.raw
        for before, token in pairwise(result)
        if token.name == "w:t" and token.closes and not before.name
    )
    writer.pieces.append(RunCode(Role.ALONE, (Skeleton(raw_of(found)),), words))


def _read_run(found: Sequence[XmlToken], writer: _Writer) -> None:
    format, inner = _run(found)
    head = raw_of(found[: len(found) - 1 - len(inner)])
    if _states(inner):
        writer.switch(format, head)
    else:
        writer.raw(head)
    index, inside = 0, False
    while index < len(inner):
        token, end = inner[index], index + 1
        if token.name == "w:t":
            inside = token.opens and not token.empty
            writer.raw(token.raw)
        elif not token.name and inside:
            writer.pieces += texts(token.raw)
        elif token.name in _HYPHENS:
            writer.pieces.append(Text(_HYPHENS[token.name], token.raw))
        elif token.name in _DROPPED or not token.raw.strip():
            writer.raw(token.raw)
        else:
            end = end_of(inner, index)
            writer.pieces.append(_single(inner[index:end], format))
        index = end
    writer.raw(found[-1].raw)


def _single(found: Sequence[XmlToken], format: str) -> RunCode:
    """What stands in a run and is no text."""
    name = found[0].name
    shown = " " if name in _BREAKS else ""
    edge = name in _NOTES or bool(shown)
    return RunCode(Role.ALONE, _nested(found), shown, edge, f"<w:r>{format}", "</w:r>")


def _nested(found: Sequence[XmlToken]) -> tuple[Part, ...]:
    """Something protected, the paragraphs of text boxes in it and descriptions as blocks."""
    return tuple(merged(list(_body(found, BlockKind.PARAGRAPH))))


@dataclass(slots=True)
class _Runs:
    """Runs in the making: text in the formatting of the innermost pair around it."""

    formats: list[str]
    filled: list[bool] = field(default_factory=lambda: [False])
    """Whether there is text of its own, in each pair that is open."""
    marks: list[bool] = field(default_factory=lambda: [False])
    """Whether a pair is for a formatting alone."""
    text: str = ""
    written: list[str] = field(default_factory=list)
    closed: bool = False
    """Whether a pair for a formatting has just ended."""

    @property
    def entered(self) -> bool:
        """Whether a pair for a formatting has just begun."""
        return self.marks[-1] and not self.filled[-1]

    def flush(self, *, empty: bool = False) -> None:
        if self.text or empty:
            words = f'<w:t xml:space="preserve">{escape(self.text)}</w:t>'
            self.written.append(f"<w:r>{self.formats[-1]}{words}</w:r>")
            self.filled[-1], self.closed, self.text = True, False, ""

    def open(self, code: RunCode) -> None:
        self.flush(empty=self.closed and not self.text)
        self.written.append(code_raw(code) if code.written else "")
        self.formats.append(code.format)
        self.filled.append(False)
        self.marks.append(not code.written)

    def close(self, code: RunCode) -> None:
        self.flush(empty=not self.filled[-1] and not self.text)
        self.formats.pop()
        self.filled.pop()
        self.marks.pop()
        self.written.append(code_raw(code) if code.written else "")
        self.closed = not code.written


def spell(block: Block) -> str:
    """A block with new text: new runs, and every code as it was."""
    if isinstance(block.syntax, ValueSyntax):
        words = (piece.text for piece in block.inline if isinstance(piece, Text))
        return escape("".join(words)).replace('"', "&quot;")
    runs = _Runs([block.syntax.format if isinstance(block.syntax, RunSyntax) else ""])
    for piece in block.inline:
        if isinstance(piece, Text):
            runs.text += piece.text
        elif not isinstance(piece, RunCode) or piece.role is Role.ALONE:
            runs.flush(empty=not runs.text and (runs.closed or runs.entered))
            around = (piece.start, piece.end) if isinstance(piece, RunCode) else ("", "")
            runs.written.append(code_raw(piece).join(around))
        elif piece.role is Role.OPEN:
            runs.open(piece)
        else:
            runs.close(piece)
    runs.flush(empty=not runs.filled[0] and not runs.text)
    return "".join(runs.written)


def set_language(source: str, localization: Localization) -> str:
    """The document in its new language: as its default, and where it named its own."""
    tag = territory(localization.language).replace("_", "-")
    own = localization.original.base
    kinds = {"Hans": "w:eastAsia", "Hant": "w:eastAsia", "Jpan": "w:eastAsia", "Kore": "w:eastAsia"}
    right = localization.language.direction == "rtl"
    name = "w:bidi" if right else kinds.get(localization.language.script, "w:val")

    def change(member: archive.Member) -> str:
        def named(found: re.Match[str]) -> str:
            return found[1] + (tag if found[2].lower().split("-")[0] == own else found[2])

        text = _LANG.sub(named, member.content)
        default = re.compile(_DEFAULT.pattern.format(name), re.S)
        text = default.sub(lambda found: found[1] + tag, text, count=1)
        turns = right and localization.original.direction == "ltr"
        return _to_the_left(text) if turns and member.name == "word/styles.xml" else text

    return archive.changed(source, change)


def _to_the_left(styles: str) -> str:
    """The styles with paragraphs and texts that run from right to left, if nothing else is said."""
    for outer, inner, element, behind in _DIRECTION:
        if not re.search(f"<w:{outer}>", styles):
            empty = re.search(f"<w:{outer} */>", styles)
            full = f"<w:{outer}><w:{inner}></w:{inner}></w:{outer}>"
            styles = styles.replace(empty[0], full) if empty else _with_default(styles, full)
        styles = re.sub(
            rf"(<w:{outer}>\s*)(?:<w:{inner} */>|(?=</))",
            rf"\g<1><w:{inner}></w:{inner}>",
            styles,
            count=1,
        )
        styles = re.sub(
            rf"(<w:{outer}>\s*<w:{inner}>)(?!.*?<w:{element}\b.*?</w:{outer}>)(.*?)"
            rf"(?=<w:(?:{behind})\b|</w:{inner}>)",
            rf"\g<1>\g<2><w:{element}/>",
            styles,
            count=1,
            flags=re.S,
        )
    return styles


def _with_default(styles: str, default: str) -> str:
    """The styles with one more of their defaults."""
    if "<w:docDefaults>" not in styles:
        styles = re.sub(r"(<w:styles\b[^>]*>)", r"\1<w:docDefaults></w:docDefaults>", styles)
    return styles.replace("</w:docDefaults>", f"{default}</w:docDefaults>", 1)


def mark_draft(source: str, localization: Localization) -> str:
    """The banner as the first paragraph."""
    words = f'<w:t xml:space="preserve">{escape(localization.banner)}</w:t>'
    banner = f"<w:p><w:r><w:rPr><w:b/></w:rPr>{words}</w:r></w:p>"

    def change(member: archive.Member) -> str:
        if member.name and not member.name.startswith("word/document"):
            return member.content
        body = re.search(r"<w:body\b(?:[^>]*[^/])?>", member.content)
        if member.name and not body:
            return member.content
        place = body.end() if body else int(member.content.startswith("\ufeff"))
        return member.content[:place] + banner + member.content[place:]

    return archive.changed(source, change)


def to_html(source: str) -> str:
    """The document as a clean page: headings, lists, tables, notes, links, pictures."""
    import mammoth

    if not any(member.name for member in archive.members(source)):
        return "\n".join(
            f"<p>{escape(''.join(p.text for p in part.inline if isinstance(p, Text)))}</p>"
            for part in parse(source)
            if isinstance(part, Block)
        )
    document = BytesIO(archive.build(source))
    page = str(mammoth.convert_to_html(document, style_map=_style_map(source)).value)
    return lead.without(page)


def to_story(source: str) -> str:
    """The same; a first paragraph that looks like a headline is it, if there is no other."""
    return headed(to_html(source))


def metadata(source: str) -> Mapping[str, Any]:
    """The custom properties of a document; its lead, which is its subtitle below the title."""
    found: dict[str, Any] = {}
    for member in archive.members(source):
        if re.fullmatch(_PROPERTIES, member.name):
            found |= properties.fields(member.content)
    return {**found, **lead.of(parse(source))}


def _style_map(source: str) -> str:
    """What mammoth does not know of Word's own styles, by the names they have in the document."""
    styles = {name for found in archive.members(source) for name in _STYLE.findall(found.content)}
    return "\n".join(
        f"p.{style} => {element}:fresh"
        for style in sorted(styles)
        for pattern, element in _ELEMENTS
        if pattern.search(style)
    )
