"""XLIFF 1.2 and 2.x, written and read (OASIS standards `xliff-core-1.2` and `xliff-core-v2.1`).

Approved is `approved="yes"` and `final` in 1.2, `reviewed` or `final` in 2.x; everything else with
a target is a draft. The mark for merging is `extradata` in 1.2, an attribute of ours in 2.x.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element
from xml.sax.saxutils import quoteattr

from toolkit.catalog import origin as origins
from toolkit.exchange.codes import SPELL1, SPELL2, decode, encode, plain
from toolkit.exchange.merge import Batch, Row, mark, unit_id
from toolkit.model import Catalog, Entry, Language, State
from toolkit.storage.xml import Vocabulary, damage, legal, line_of, parse

_CORE = "urn:oasis:names:tc:xliff:document:"
_VOCABULARY = Vocabulary("XLIFF", _CORE)
_OURS = "urn:article-toolkit"
_BASE = f"{_OURS}}}base"
_EXACT = 'xml:space="preserve"'
_UNREVIEWED = re.compile("new|needs-.*")
_SPACE = "xml:space"
_BLANKS = re.compile(r"[ \t\r\n]+")


def write1(catalog: Catalog, source: Language, target: Language) -> bytes:
    """The catalog as XLIFF 1.2."""
    return _text(
        f'<xliff version="1.2" xmlns="{_CORE}1.2">',
        f"  <file original={quoteattr(catalog.reference)} datatype="
        f'"plaintext" source-language="{source.tag}" target-language="{target.tag}">',
        "    <body>",
        *(line for entry in catalog.entries for line in _unit1(entry)),
        "    </body>",
    )


def write2(catalog: Catalog, source: Language, target: Language) -> bytes:
    """The catalog as XLIFF 2.0, which is valid 2.1 too."""
    return _text(
        f'<xliff version="2.0" srcLang="{source.tag}" trgLang="{target.tag}"'
        f' xmlns="{_CORE}2.0" xmlns:toolkit="{_OURS}">',
        f'  <file id="f1" original={quoteattr(catalog.reference)}>',
        *(line for entry in catalog.entries for line in _unit2(entry)),
    )


def _text(*lines: str) -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return "\n".join((head, *lines, "  </file>", "</xliff>", "")).encode()


def _unit1(entry: Entry) -> Iterator[str]:
    base = mark(entry.target, entry.state)
    approved = ' approved="yes"' if entry.state is State.APPROVED else ""
    identity = f'id="{unit_id(entry)}" extradata="{base}"'
    yield f"      <trans-unit {identity}{approved} {_EXACT}>"
    yield f"        <source>{encode(entry.source, SPELL1)}</source>"
    states = {State.DRAFT: "needs-review-translation", State.APPROVED: "final"}
    if entry.state in states:
        target = encode(entry.target, SPELL1)
        yield f'        <target state="{states[entry.state]}">{target}</target>'
    if entry.context is not None:
        context = f'<context context-type="x-msgctxt">{plain(entry.context)}</context>'
        yield f'        <context-group purpose="match">{context}</context-group>'
    for category, text in _notes(entry):
        yield f'        <note from="{category}">{plain(text)}</note>'
    yield "      </trans-unit>"


def _unit2(entry: Entry) -> Iterator[str]:
    base = mark(entry.target, entry.state)
    name = "" if entry.context is None else f" name={quoteattr(legal(entry.context))}"
    yield f'    <unit id="{unit_id(entry)}"{name} toolkit:base="{base}" {_EXACT}>'
    notes = [
        f'        <note category="{category}">{plain(text)}</note>'
        for category, text in _notes(entry)
    ]
    if notes:
        yield from ("      <notes>", *notes, "      </notes>")
    state = "final" if entry.state is State.APPROVED else "initial"
    yield f'      <segment state="{state}">'
    yield f"        <source>{encode(entry.source, SPELL2)}</source>"
    if entry.target:
        yield f"        <target>{encode(entry.target, SPELL2)}</target>"
    yield from ("      </segment>", "    </unit>")


def _notes(entry: Entry) -> Iterator[tuple[str, str]]:
    """(category, text): people's comments come back, all else only informs."""
    yield from (("developer", text) for text in entry.notes)
    yield from (("origin", origins.spell(origin)) for origin in [entry.origin] if origin)
    yield from (("previous source", text) for text in [entry.previous] if text is not None)
    yield from (("translator", text) for text in entry.comments)


def read(data: bytes) -> tuple[Batch, ...]:
    """The units of an XLIFF file, 1.x or 2.x. SourceError, beginning with the line, if damaged."""
    root = parse(data, _VOCABULARY)
    version = root.get("version", "")
    if root.tag != "xliff" or version[:2] not in ("1.", "2."):
        raise damage(root, "not an XLIFF 1.x or 2.x file", "export it as XLIFF 1.2 or 2.0")
    _inherit_space(root)
    if version.startswith("1."):
        return tuple(
            Batch(
                file.get("original", ""),
                file.get("target-language", ""),
                tuple(_row1(unit) for unit in file.iter("trans-unit") if not _is_header(unit)),
            )
            for file in root.iter("file")
        )
    return tuple(
        Batch(
            file.get("original", ""),
            root.get("trgLang", ""),
            tuple(_row2(unit) for unit in file.iter("unit")),
        )
        for file in root.iter("file")
    )


def _inherit_space(root: Element) -> None:
    """Write `xml:space` into every element that inherits it."""
    for parent in root.iter():
        for child in parent if parent.get(_SPACE) else ():
            child.attrib.setdefault(_SPACE, parent.get(_SPACE, ""))


def _as_meant(row: Row, *pieces: Element | None) -> Row:
    """The row without the white space that another tool indented it with.

    Where `xml:space` is not `preserve`, white space has no meaning but to part words, and at the
    ends only as far as the source has some there. What nobody changed stays as it was.
    """
    exact = all(piece is None or piece.get(_SPACE) == "preserve" for piece in pieces)
    if exact or mark(row.target, row.state) == row.base:
        return row
    indented = row.source.strip() != row.source.strip(" \t")
    source, target = (_BLANKS.sub(" ", text) for text in (row.source, row.target))
    source = source.strip() if indented else source
    start = " " * (source[:1] == " " and target[:1] == " ")
    end = " " * (source[-1:] == " " and target[-1:] == " ")
    return replace(row, source=source, target=f"{start}{target.strip()}{end}")


def _refuse_two(unit: Element) -> None:
    """XmlError for a unit of which nobody can say what its text is."""
    for name in ("source", "target"):
        if len(unit.findall(name)) > 1:
            raise damage(unit, f"a unit with several <{name}>", "keep the one that is meant")


def _row1(unit: Element) -> Row:
    _refuse_two(unit)
    source, target = unit.find("source"), unit.find("target")
    context = unit.find("context-group/context[@context-type='x-msgctxt']")
    text = "" if target is None else decode(target)
    state = "" if target is None else target.get("state", "")
    approved, base = unit.get("approved"), unit.get("extradata", "")
    demoted = bool(_UNREVIEWED.fullmatch(state)) and base.startswith("a")
    final = approved == "yes" or (approved is None and state in ("final", "signed-off"))
    row = Row(
        source=_source(unit, [source]),
        target=text,
        state=_state(text, final and not demoted),
        context=None if context is None else context.text or "",
        comments=tuple(note.text or "" for note in unit.findall("note[@from='translator']")),
        id=unit.get("id", ""),
        base=base,
        line=line_of(unit),
    )
    return _as_meant(row, source, target)


def _is_header(unit: Element) -> bool:
    """A PO file's header, which other converters take along."""
    return unit.get("restype") == "x-gettext-domain-header"


def _row2(unit: Element) -> Row:
    pieces = [piece for piece in unit if piece.tag in ("segment", "ignorable")]
    for piece in pieces:
        _refuse_two(piece)
    targets = [piece.find("target") for piece in pieces if piece.tag == "segment"]
    text = "".join(_rendered(piece) for piece in pieces) if any(map(_filled, targets)) else ""
    states = {piece.get("state") for piece in pieces if piece.tag == "segment"}
    row = Row(
        source=_source(unit, [piece.find("source") for piece in pieces]),
        target=text,
        state=_state(text, states <= {"reviewed", "final"}),
        context=unit.get("name"),
        comments=tuple(n.text or "" for n in unit.findall("notes/note[@category='translator']")),
        id=unit.get("id", ""),
        base=unit.get(_BASE, ""),
        line=line_of(unit),
    )
    return _as_meant(row, *(piece.find("source") for piece in pieces), *targets)


def _filled(target: Element | None) -> bool:
    return target is not None and bool(decode(target))


def _rendered(piece: Element) -> str:
    """The target of a piece of a unit; blanks between segments need none."""
    target = piece.find("target")
    if target is None and piece.tag == "ignorable":
        target = piece.find("source")
    return "" if target is None else decode(target)


def _state(target: str, final: bool) -> State:
    if not target:
        return State.EMPTY
    return State.APPROVED if final else State.DRAFT


def _source(unit: Element, pieces: list[Element | None]) -> str:
    text = "".join(decode(piece) for piece in pieces if piece is not None)
    if not text:
        raise damage(unit, "a unit without source text", "restore it from the exported file")
    return text
