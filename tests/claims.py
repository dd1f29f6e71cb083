"""What every document of every format must bear, as functions that fail with a name and a diff."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from oracles import Words, rendered, skeleton, words

from toolkit.catalog.update import update
from toolkit.document.inline import codes_of, mask, protect, raw_of, unmask
from toolkit.document.segment import blocks, split
from toolkit.drafting import drafts as draft
from toolkit.engines import table as engines
from toolkit.errors import SourceError
from toolkit.formats.article import ParsedArticle, parse_article
from toolkit.formats.format import CLOSE_MARK, OPEN_MARK, Format, serialize
from toolkit.formats.front.strings import StringSyntax
from toolkit.formats.front.yaml_texts import YamlSyntax
from toolkit.languages.disguise import disguise
from toolkit.languages.language import language
from toolkit.model import Block, Catalog, Code, Inline, Part, Role, Segment, Skeleton, Text
from toolkit.publication import assemble as publish
from toolkit.publication.page import is_draft
from toolkit.publication.publish import published as files_of

_FRONT = YamlSyntax, StringSyntax
DE, EN = language("de"), language("en")
NOW = "2020-12-07 10:00+0000"
_MARKS = re.compile(f"{OPEN_MARK}(?:de: )?|{CLOSE_MARK}")
_REFERENCE = re.compile(r"\A\]\[.*\]\Z", re.S)
"""`[text]` with a new text has to name its reference: `[new text][text]`."""
_QUOTE = re.compile(r"(?<==)[\"']\Z|\A[\"'](?=[\s/>])")
"""An attribute with a new value has quotes, whatever it had."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b]")
_UNMARKABLE = ("commonmark/96.md",)
"""Here `⟦de: Foo⟧` between two rules would be front matter, and `publish` refuses."""


@dataclass(frozen=True, slots=True)
class Doc:
    """A document under test."""

    label: str
    """Its name, which also says its format: `corpus/crlf.md`, `commonmark/17.md`."""
    text: str


def same(doc: Doc, what: str, wanted: str, found: str) -> None:
    """Fail with the document's name and the first differing lines."""
    if wanted == found:
        return
    pair = [[repr(line) for line in text.splitlines(keepends=True)] for text in (wanted, found)]
    diff = list(difflib.unified_diff(pair[0], pair[1], "wanted", "found", lineterm="", n=0))
    raise AssertionError("\n".join((f"{doc.label}: {what}", *diff[:16])))


@lru_cache(maxsize=4)
def article(doc: Doc) -> ParsedArticle:
    """The document taken apart, its sentence boundaries remembered."""
    found = parse_article(doc.label, doc.text, DE)
    return replace(found, cut=cache(found.cut))


def refused(doc: Doc) -> bool:
    """Whether its format refuses it, which must be said with the line and a remedy."""
    try:
        article(doc)
    except SourceError as error:
        assert re.search(r": line \d+: .+: .+", str(error)), f"{doc.label}: {error}"
        return True
    return False


@lru_cache(maxsize=4)
def drafted(doc: Doc, engine: str) -> Catalog:
    """A new catalog with an engine's drafts."""
    found = article(doc)
    empty = update(found, Catalog(), EN, NOW)
    work = draft.Work(found.segments, empty)
    (made,) = draft.drafts([work], engines.load(engine), (DE, EN))
    return draft.apply(empty, made)


def approved(catalog: Catalog) -> Catalog:
    """The catalog after a person approved all of it."""
    entries = (entry.approved() for entry in catalog.entries)
    return replace(catalog, entries=tuple(entries))


def published(doc: Doc, catalog: Catalog, *, drafts: bool = False) -> str:
    """The text of the publication."""
    found = article(doc)
    job = publish.Assembly(DE, EN, found.cut, found.form, drafts)
    return publish.assemble(found.document, catalog, job).text


@lru_cache(maxsize=4)
def copied(doc: Doc) -> str:
    """A draft publication of the document translated to itself."""
    return published(doc, drafted(doc, "identity"), drafts=True)


def lossless(doc: Doc) -> None:
    """Joining the raw text of all parts gives the source."""
    found = article(doc)
    raw = raw_of(Code(Role.ALONE, found.document.parts))
    same(doc, "joined parts", doc.text, raw)
    same(doc, "serialized parts", doc.text, serialize(found.document.parts, found.form))


def sentences(doc: Doc) -> None:
    """Gaps and sentences of each block are the block; masks come off; no pair is cut.

    A pair is only cut where words that stand outside of any pair would not notice, or at two line
    breaks in a row.
    """
    found = article(doc)
    for block in blocks(found.document.parts):
        pieces = split(block, found.cut)
        inlines = [piece.inline if isinstance(piece, Segment) else piece for piece in pieces]
        same(doc, "sentences and gaps", _raw(block.inline), "".join(map(_raw, inlines)))
        for piece in pieces:
            if isinstance(piece, Segment):
                _masked(doc, piece)
                whole = not any(_depths(piece.inline)[-1:]) and min(_depths(piece.inline)) == 0
                allowed = _all_in_pairs(block.inline) or _hard_break(block.inline)
                assert whole or allowed, f"{doc.label}: pair cut: {piece.source!r}"


def _all_in_pairs(inline: Inline) -> bool:
    """Whether all words stand in pairs."""
    depth = 0
    for piece in inline:
        if isinstance(piece, Code):
            depth += {Role.OPEN: 1, Role.CLOSE: -1, Role.ALONE: 0}[piece.role]
        if not depth and (piece.text if isinstance(piece, Text) else piece.shown).strip():
            return False
    return True


def _hard_break(inline: Inline) -> bool:
    """Whether two line breaks stand in it."""
    return sum(isinstance(piece, Code) and piece.shown == " " for piece in inline) > 1


def _masked(doc: Doc, segment: Segment) -> None:
    back = unmask(segment.source, segment.inline)
    same(doc, "masked again", segment.source, mask(back))
    assert codes_of(back) == codes_of(segment.inline), f"{doc.label}: {segment.source!r}"


def _depths(inline: Inline) -> list[int]:
    """How many pairs are open, before and after each code."""
    depths = [0]
    for code in codes_of(inline):
        depths.append(depths[-1] + {Role.OPEN: 1, Role.CLOSE: -1, Role.ALONE: 0}[code.role])
    return depths


def _raw(inline: Inline) -> str:
    return "".join(p.raw or "" if isinstance(p, Text) else raw_of(p) for p in inline)


def untranslated(doc: Doc) -> None:
    """With an empty catalog, a draft publication is the source with every sentence marked."""
    if doc.label in _UNMARKABLE:
        return
    catalog = update(article(doc), Catalog(), EN, NOW)
    text = published(doc, catalog, drafts=True)
    assert text.count(OPEN_MARK) >= len(catalog.entries), doc.label
    _same_but_for_marks(doc, text)


def identity(doc: Doc) -> None:
    """Translated to itself and approved, nothing shows that anything was done."""
    catalog = drafted(doc, "identity")
    for entry in catalog.entries:
        same(doc, "placeholders put back", entry.source, entry.target)
    same(doc, "approved", doc.text, published(doc, approved(catalog)))


def marked(doc: Doc) -> None:
    """Translated to itself, a draft publication is the source with every sentence marked."""
    _same_but_for_marks(doc, copied(doc))


def marked_exactly(doc: Doc) -> None:
    """The same, byte for byte without the marks, where no mark stands in a reference's label."""
    same(doc, "without marks", *(_MARKS.sub("", one) for one in (doc.text, copied(doc))))


def finished(doc: Doc) -> None:
    """The files of a draft bear its banner, and read as they did without it."""
    catalog = drafted(doc, "identity")
    for suffix, text in files_of(article(doc), catalog, EN, drafts=True).files.items():
        assert is_draft(text) == bool(catalog.entries), f"{doc.label}: banner in {suffix}"


def _same_but_for_marks(doc: Doc, text: str) -> None:
    """The same structure and words; a marked block is new text, so its spelling may be another."""
    _same_document(doc, *(_unmarked(one, article(doc).form) for one in (doc.text, text)))


@lru_cache(maxsize=4)
def _unmarked(text: str, form: Format) -> tuple[Part, ...]:
    return form.parse(_MARKS.sub("", text))


def _same_document(doc: Doc, old: tuple[Part, ...], new: tuple[Part, ...]) -> None:
    """The same skeleton, kinds, codes, words; of plain text, which has no structure, the words."""
    if not article(doc).form.structured:
        texts = (_CONTROL.sub("", raw_of(Code(Role.ALONE, parts))) for parts in (old, new))
        same(doc, "words", *map(_told, texts))
        return
    same(doc, "structure", *("\n".join(_lines(parts)) for parts in (old, new)))
    told = ["\n".join(_told(_words(block)) for block in blocks(parts)) for parts in (old, new)]
    same(doc, "words", *told)


def pseudo(doc: Doc) -> None:
    """With every letter replaced: all letters in blocks are new, all else is as it was."""
    found = article(doc)
    text = published(doc, approved(drafted(doc, "pseudo")))
    again = found.form.parse(text)
    _same_document(doc, tuple(map(_disguised, found.document.parts)), again)
    left = re.findall("[A-Za-z]+", " ".join(map(_words, blocks(again))))
    assert not left, f"{doc.label}: untouched letters: {left}"
    match found.form.name:
        case "markdown":
            pages = rendered(doc.text), rendered(text)
        case "html":
            pages = doc.text, text
        case _:
            return
    same(doc, "page", *("\n".join(skeleton(page)) for page in pages))


def _disguised(part: Part) -> Part:
    """With every letter of running text replaced, in attributes too."""
    if isinstance(part, Skeleton):
        return part
    pieces = (
        Text(disguise(piece.text), disguise(piece.text))
        if isinstance(piece, Text)
        else replace(piece, parts=tuple(map(_disguised, piece.parts)))
        for piece in protect(part.inline)
    )
    return replace(part, inline=tuple(pieces))


def _lines(parts: tuple[Part, ...]) -> Iterator[str]:
    """Skeleton, block kinds and codes in order, one a line."""
    for part in parts:
        if isinstance(part, Skeleton):
            yield repr(_QUOTE.sub("", _REFERENCE.sub("]", part.raw)))
            continue
        yield f"{part.kind} {{"
        for code in codes_of(protect(part.inline)):
            yield code.role.value
            if code.role is not Role.CLOSE and not isinstance(part.syntax, _FRONT):
                yield from _lines(code.parts)
        yield "}"


def _words(block: Block) -> str:
    """The block's running text: codes cut it, unless they are markup without a look."""
    pieces = protect(block.inline)
    return "".join(p.text if isinstance(p, Text) else " " * bool(p.shown) for p in pieces)


def _told(text: str) -> str:
    return " ".join(text.split())


def offered(doc: Doc) -> Words:
    """All words that reach translators."""
    texts = blocks(article(doc).document.parts)
    return words("\n".join(_words(b) for b in texts if not isinstance(b.syntax, _FRONT)))


def edited(doc: Doc) -> None:
    """After one sentence was edited, every other entry of the catalog is as it was."""
    old = approved(drafted(doc, "pseudo"))
    sentence = next(
        (
            e.source
            for e in old.entries
            if e.source.count(" ") > 3 and doc.text.count(e.source) == 1
        ),
        None,
    )
    if sentence is None:
        return
    changed = sentence.replace(" ", " neue ", 1)
    after = Doc(doc.label, doc.text.replace(sentence, changed))
    new = update(article(after), old, EN, NOW)
    assert [e.source for e in new.entries if e not in old.entries] == [changed], doc.label
    (entry,) = (entry for entry in new.entries if entry.source == changed)
    assert (entry.fuzzy, entry.previous) == (True, sentence), doc.label
    assert len(new.entries) == len(old.entries), doc.label


CLAIMS = (lossless, sentences, identity, untranslated, marked, finished, pseudo)
REFUSABLE = (untranslated, marked, finished, pseudo)
"""New text can get entangled in broken markup; then `publish` has to refuse."""
