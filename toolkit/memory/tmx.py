"""TMX, the exchange format of translation memories: 1.4b out, 1.1 to 1.4b in.

Source: LISA OSCAR, TMX 1.4b Specification. Placeholders travel as native inline elements:
`<g1>…</g1>` as `<bpt>…</bpt>…<ept>…</ept>`, `<x2/>` as `<ph>…</ph>`. Article and neighbours are
properties with the names OmegaT uses (`file`, `prev`, `next`), msgctxt is translate-toolkit's
`x-context`. Entity declarations, and with them XML bombs and external files, are refused.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr

from toolkit.document.inline import PLACEHOLDER
from toolkit.errors import CatalogError, UsageError
from toolkit.languages.language import language
from toolkit.memory.offers import TranslationUnit
from toolkit.model import Language
from toolkit.storage import plain
from toolkit.storage.xml import ILLEGAL, LANG, Vocabulary, XmlError, escaped, legal, stream
from toolkit.version import __version__

_VOCABULARY = Vocabulary("TMX", namespace=None, doctype=True)
_CHARACTER = re.compile(r"U\+((?!D[89A-F])[0-9A-F]{4})")
_CODES = ("bpt", "ept", "it", "ph", "ut")
_PROPERTIES = {
    "context": "x-context",
    "before": "x-before",
    "after": "x-after",
    "article": "x-article",
}
_OMEGAT = {"before": "prev", "after": "next", "article": "file"}
"""OmegaT's names: it takes a unit that has them for one place's alternative translation."""
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
<header creationtool="toolkit" creationtoolversion="{version}" segtype="sentence" o-tmf="PO"\
 adminlang="en" srclang="{source}" datatype="plaintext"/>
<body>
"""


def write(units: Iterable[TranslationUnit], source: Language, target: Language) -> str:
    """The text of a TMX file, to be saved as UTF-8."""
    chunks = [_HEAD.format(version=__version__, source=source.tag)]
    for unit in units:
        changed = (("changedate", unit.date), ("changeid", unit.author))
        marks = "".join(f" {name}={quoteattr(legal(value))}" for name, value in changed if value)
        chunks += ["<tu>\n", *_written_properties(unit)]
        chunks.append(f'<tuv xml:lang="{source.tag}"><seg>{_seg(unit.source)}</seg></tuv>\n')
        chunks.append(f'<tuv xml:lang="{target.tag}"{marks}><seg>{_seg(unit.target)}</seg></tuv>\n')
        chunks.append("</tu>\n")
    return "".join([*chunks, "</body>\n</tmx>\n"])


def _written_properties(unit: TranslationUnit) -> Iterator[str]:
    for field, name in _PROPERTIES.items():
        value = getattr(unit, field)
        if value is not None and (value or field != "article"):
            yield f'<prop type="{name}">{escaped(legal(value))}</prop>\n'


def _seg(text: str) -> str:
    """Masked text with its placeholders as inline elements."""
    names = PLACEHOLDER.findall(text)
    pieces, end = [], 0
    for found in PLACEHOLDER.finditer(text):
        pieces += [_characters(text[end : found.start()]), _element(found[0], names)]
        end = found.end()
    return "".join([*pieces, _characters(text[end:])])


def _characters(text: str) -> str:
    return ILLEGAL.sub(
        lambda found: f'<ph type="x-character">U+{ord(found[0]):04X}</ph>', escaped(text)
    )


def _element(name: str, names: list[str]) -> str:
    number, code = re.sub(r"\D", "", name), escape(name)
    if name.startswith("<x"):
        return f'<ph x="{number}">{code}</ph>'
    first, last = f"<g{number}>", f"</g{number}>"
    paired = names.count(first) == names.count(last) == 1
    if not paired or names.index(first) > names.index(last):
        position = "begin" if name == first else "end"
        return f'<it pos="{position}" x="{number}">{code}</it>'
    if name == first:
        return f'<bpt i="{number}" x="{number}">{code}</bpt>'
    return f'<ept i="{number}">{code}</ept>'


def read(path: Path, source: Language, target: Language) -> list[TranslationUnit]:
    """The units of a TMX file in that language pair; regions count (`de-AT` is German).

    CatalogError, naming file and line, if it is not readable as TMX.
    """
    try:
        return parse(path, source, target, plain.read(path))
    except OSError as error:
        raise CatalogError(f"{path}: cannot be read ({error}); repair or remove it") from None


def parse(path: Path, source: Language, target: Language, data: bytes) -> list[TranslationUnit]:
    """The units in the bytes of such a file. CatalogError likewise."""
    try:
        return [
            unit
            for tu in stream(io.BytesIO(data), _VOCABULARY, "tmx", "tu")
            for unit in _units(tu, path.stem, source, target)
        ]
    except XmlError as error:
        remedy = "nothing of it was used: export it again or remove it"
        raise CatalogError(f"{path}:{error.line}: {error.what}; {remedy}") from None


def _units(tu: Element, name: str, source: Language, target: Language) -> Iterator[TranslationUnit]:
    """Every pair of variants of a translation unit in the two languages."""
    found = {prop.get("type", ""): prop.text or "" for prop in reversed(tu.findall("prop"))}
    properties = {
        field: found.get(own, found.get(_OMEGAT.get(field, "")))
        for field, own in _PROPERTIES.items()
    }
    tuvs = [
        (tuv.get(LANG) or tuv.get("lang") or "", tuv)
        for tuv in tu.findall("tuv")
        if tuv.find("seg") is not None
    ]
    for one in (tuv for code, tuv in tuvs if _is(code, source)):
        for other in (tuv for code, tuv in tuvs if _is(code, target)):
            masked, translated = _masked(one, other)
            if masked.strip() and translated.strip():
                yield TranslationUnit(
                    masked,
                    translated,
                    context=properties["context"],
                    before=properties["before"],
                    after=properties["after"],
                    article=properties["article"] or name,
                    date=_known(("changedate", "creationdate"), other, tu),
                    author=_known(("changeid", "creationid"), other, tu),
                )


@cache
def _is(code: str, wanted: Language) -> bool:
    """Whether a code names that language, or a region of it in the same script."""
    try:
        found = language(code)
    except UsageError:
        return False
    regional = found.base == wanted.posix and found.script == wanted.script
    return regional or found.posix == wanted.posix


def _known(names: tuple[str, str], *places: Element) -> str:
    values = (place.get(name) for place in places for name in names)
    return next((value for value in values if value), "")


def _masked(source: Element, target: Element) -> Iterator[str]:
    """Source and target with placeholders: those of the file, or new ones for its own codes."""
    segs = [seg for tuv in (source, target) if (seg := tuv.find("seg")) is not None]
    codes = [code for seg in segs for code in seg.iter() if code.tag in _CODES]
    if all(_ours(code) for code in codes):
        yield from (_spelled(seg, _ours) for seg in segs)
        return
    numbers: dict[tuple[str, str], int] = {}
    for number, seg in enumerate(segs):
        yield _spelled(seg, _namer(seg, numbers, learn=number == 0))


def _spelled(seg: Element, name: Callable[[Element], str]) -> str:
    """The text of a segment, codes as they are named; what is only highlighted is text."""
    pieces = [seg.text or ""]
    for code in seg:
        pieces += [_spelled(code, name) if code.tag == "hi" else name(code), code.tail or ""]
    return "".join(pieces)


def _ours(code: Element) -> str:
    """The placeholder or character that a code of our own making stands for; else ""."""
    text = "".join(code.itertext())
    character = _CHARACTER.fullmatch(text) if code.get("type") == "x-character" else None
    if character:
        return chr(int(character[1], 16))
    return text if PLACEHOLDER.fullmatch(text) else ""


def _namer(
    seg: Element, numbers: dict[tuple[str, str], int], *, learn: bool
) -> Callable[[Element], str]:
    """Placeholders for the codes of a segment: new numbers in a source, known ones in a target."""
    openers = {code.get("i", ""): code for code in seg.iter("bpt")}
    closers = {code.get("i", "") for code in seg.iter("ept")}
    places = {
        code: f"{kind}{place}" for kind in _CODES for place, code in enumerate(seg.iter(kind))
    }

    def name(code: Element) -> str:
        pair = code.get("i", "") if code.tag in ("bpt", "ept") else None
        if pair in openers and pair in closers:
            key = ("g", openers[pair].get("x") or f"i{pair}")
        else:
            key = ("x", code.get("x") or places[code])
        if learn:
            numbers.setdefault(key, len(numbers) + 1)
        if key not in numbers:
            return ""
        if key[0] == "x":
            return f"<x{numbers[key]}/>"
        return f"</g{numbers[key]}>" if code.tag == "ept" else f"<g{numbers[key]}>"

    return name
