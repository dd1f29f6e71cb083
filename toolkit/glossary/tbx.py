"""Glossaries as TBX, the exchange format of terminology databases. Text in, values out.

Written: TBX-Basic in DCT style (ISO 30042:2019). Read: that, DCA style, and `martif` files of TBX
version 2 (ISO 30042:2008). `case` and `dnt`, which TBX-Basic lacks, are notes of the source term.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from xml.etree.ElementTree import Element

from toolkit.errors import UsageError
from toolkit.glossary.glossary import PARTS_OF_SPEECH, Glossary, Term, Wordings, build, refuse_unfit
from toolkit.languages.language import language
from toolkit.model import Language, base_of
from toolkit.storage.xml import LANG, Vocabulary, XmlError, escaped, legal
from toolkit.storage.xml import parse as parse_xml

_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<tbx style="dct" type="TBX-Basic" xml:lang="{tag}" xmlns="urn:iso:std:iso:30042:ed-2"\
 xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic">
<tbxHeader><fileDesc><sourceDesc><p>Glossary of a translation project</p></sourceDesc></fileDesc>\
</tbxHeader>
<text><body>
"""
_TAIL = "</body></text>\n</tbx>\n"
_VOCABULARY = Vocabulary("TBX", doctype=True)
_CONCEPTS, _SECTIONS = ("conceptEntry", "termEntry"), ("langSec", "langSet")
_TERMS = ("termSec", "tig", "ntig")
_PREFERRED, _ADMITTED, _DEPRECATED = (
    f"{status}Term-admn-sts" for status in ("preferred", "admitted", "deprecated")
)
_STATUS = "min:administrativeStatus"
_NOT_TO_USE = ("deprecated", "superseded")
_POS = {name: re.sub(" (.)", lambda found: found[1].upper(), name) for name in PARTS_OF_SPEECH}
_EXACT, _DNT = "case: exact", "dnt: yes"


def serialize(glossary: Glossary) -> str:
    """A TBX-Basic file, one concept per term. `parse` gives the same terms back."""
    concepts = (_concept(n, term, glossary) for n, term in enumerate(glossary.terms, start=1))
    return "".join((_HEAD.format(tag=glossary.source.tag), *concepts, _TAIL))


def parse(data: bytes, label: str, source: Language, targets: Sequence[Language] = ()) -> Glossary:
    """The terms of a TBX file; those in the source language make the rows, in file order.

    A regional variety (`en-US`) counts as the project's language (`en`). Rows for one source term
    are joined. UsageError if the file is no TBX or has no term in the source language.
    """
    root = _root(data, label)
    rows: dict[str, Term] = {}
    for concept in _below(root, *_CONCEPTS):
        for term in _read(concept, label, source, targets):
            rows[term.source] = _join(rows.get(term.source, Term(term.source, {}, {})), term)
    if not rows:
        raise UsageError(f"{label}: there is no term in {source.name}; is it the right file?")
    for row in rows.values():
        refuse_unfit(row, label)
    return build(source, list(rows.values()))


def _concept(number: int, term: Term, glossary: Glossary) -> str:
    source = _section(glossary.source.tag, (term.source,), (), term)
    codes = dict.fromkeys((*term.allowed, *term.forbidden))
    targets = (
        _section(language(code).tag, term.allowed.get(code, ()), term.forbidden.get(code, ()), None)
        for code in codes
    )
    note = _tag("note", term.note) if term.note else ""
    return f'<conceptEntry id="c{number}">{note}\n{source}{"".join(targets)}</conceptEntry>\n'


def _section(tag: str, allowed: Sequence[str], forbidden: Sequence[str], term: Term | None) -> str:
    """A language section; `term` carries what is said about the source term."""
    facts = ""
    if term:
        marks = ((_EXACT, term.exact), (_DNT, term.dnt))
        facts = _tag("min:partOfSpeech", _POS[term.pos]) if term.pos else ""
        facts += "".join(_tag("note", text) for text, holds in marks if holds)
    statuses = [_PREFERRED, *[_ADMITTED] * len(allowed)][: len(allowed)]
    statuses += [_DEPRECATED] * len(forbidden)
    terms = (
        f"<termSec>{_tag('term', text)}{_tag(_STATUS, status)}{facts}</termSec>\n"
        for text, status in zip((*allowed, *forbidden), statuses, strict=True)
    )
    return f'<langSec xml:lang="{tag}">\n{"".join(terms)}</langSec>\n'


def _tag(name: str, text: str) -> str:
    return f"<{name}>{escaped(legal(text, ''))}</{name}>"


def _root(data: bytes, label: str) -> Element:
    """The document element. UsageError for what is no TBX."""
    try:
        root = parse_xml(data, _VOCABULARY)
    except XmlError as error:
        raise UsageError(f"{label}:{error}") from None
    if root.tag not in ("tbx", "martif"):
        raise UsageError(f"{label}: no TBX file: it begins with <{root.tag}>")
    return root


def _below(element: Element, *names: str) -> Iterator[Element]:
    return (child for child in element.iter() if child.tag in names)


def _facts(element: Element, category: str) -> list[str]:
    """Texts of a data category, whether it is an element's name (DCT) or its type (DCA)."""
    return [_text(child) for child in element.iter() if category in (child.tag, child.get("type"))]


def _text(element: Element) -> str:
    return "".join(element.itertext()).strip()


def _read(
    concept: Element, label: str, source: Language, targets: Sequence[Language]
) -> Iterator[Term]:
    """The rows of a concept: one for each source term that may be used."""
    allowed: dict[str, tuple[str, ...]] = {}
    forbidden: dict[str, tuple[str, ...]] = {}
    sources: list[Element] = []
    for section in _below(concept, *_SECTIONS):
        code = _code(section, label, source, targets)
        terms = list(_below(section, *_TERMS))
        if code == source.posix:
            sources += [term for term in terms if not _is_forbidden(term)]
            continue
        for store, wanted in ((allowed, False), (forbidden, True)):
            found = sorted(
                (term for term in terms if _is_forbidden(term) == wanted), key=_is_not_preferred
            )
            store[code] = (*store.get(code, ()), *filter(None, chain(*map(_wordings, found))))
    about = [_text(child) for child in concept if child.tag == "note"]
    about += _facts(concept, "definition")[:1]
    for element in sources:
        notes = [*about, *_facts(element, "note")]
        parts = _facts(element, "partOfSpeech")
        for text in _wordings(element):
            yield Term(
                source=text,
                allowed=allowed,
                forbidden=forbidden,
                pos=next((name for name in PARTS_OF_SPEECH if _POS[name] in parts), ""),
                note="; ".join(text for text in notes if text not in (_EXACT, _DNT)),
                exact=_EXACT in notes,
                dnt=_DNT in notes,
            )


def _wordings(element: Element) -> tuple[str, ...]:
    """The term; `|` in it would be a separator in our table."""
    texts = (" ".join(_text(term).replace("|", "/").split()) for term in _below(element, "term"))
    return tuple(text for text in texts if any(letter.isalnum() for letter in text))


def _is_forbidden(element: Element) -> bool:
    return any(s.startswith(_NOT_TO_USE) for s in _facts(element, "administrativeStatus"))


def _is_not_preferred(element: Element) -> bool:
    return _PREFERRED not in _facts(element, "administrativeStatus")


def _code(section: Element, label: str, source: Language, targets: Sequence[Language]) -> str:
    """The section's language: the project's own if it is one or a regional variety of one."""
    try:
        posix = language(section.get(LANG) or section.get("lang") or "").posix
    except UsageError as error:
        raise UsageError(f"{label}: {error}") from None
    known = [tongue.posix for tongue in (source, *targets)]
    varieties = [code for code in known if base_of(code) == base_of(posix) == code]
    return posix if posix in known or not varieties else varieties[0]


def _join(one: Term, other: Term) -> Term:
    """Both rows in one; what is allowed is not forbidden, what is not translated has no rule."""
    dnt = one.dnt or other.dnt
    allowed = _union(one.allowed, other.allowed, {})
    return Term(
        source=one.source,
        allowed={} if dnt else allowed,
        forbidden=_union(one.forbidden, other.forbidden, allowed),
        pos=one.pos or other.pos,
        note="; ".join(dict.fromkeys(filter(None, (one.note, other.note)))),
        exact=one.exact or other.exact,
        dnt=dnt,
    )


def _union(one: Wordings, other: Wordings, but: Wordings) -> dict[str, tuple[str, ...]]:
    codes = dict.fromkeys((*one, *other))
    texts = {code: (*one.get(code, ()), *other.get(code, ())) for code in codes}
    kept = {
        code: tuple(dict.fromkeys(text for text in some if text not in but.get(code, ())))
        for code, some in texts.items()
    }
    return {code: some for code, some in kept.items() if some}
