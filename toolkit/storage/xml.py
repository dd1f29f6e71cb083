"""XML in and out, for every format that is made of it.

In: elements that know their line numbers, from a reader that falls for no attack. What declares
entities is refused, so nothing can grow without measure and no file of ours can be read by
another's document. Out: text without the characters that XML cannot carry.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from typing import BinaryIO
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from toolkit.errors import SourceError

ILLEGAL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""The characters that no XML document can have, not even as references (XML 1.0, 2.2)."""
LANG = "xml:lang"
"""The attribute as the elements of this reader have it, whatever prefix the document uses."""
_LINE = "}line"
_XML = "http://www.w3.org/XML/1998/namespace}"
_DEEPEST = 200
_CHUNK = 1 << 16


def legal(text: str, instead: str = "\ufffd") -> str:
    """Text whose characters XML can carry; `instead` stands for each of the others."""
    return ILLEGAL.sub(instead, text)


def escaped(text: str) -> str:
    """Text as the content of an element; carriage returns survive the reader's line ends."""
    return escape(text, quote=False).replace("\r", "&#13;")


class XmlError(SourceError):
    """What is wrong with a document, and where; as text: line, what, remedy."""

    def __init__(self, line: int, what: str, remedy: str) -> None:
        super().__init__(f"{line}: {what}: {remedy}")
        self.line, self.what = line, what


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names of a format, and what its documents may have."""

    name: str
    """What messages call the format."""
    namespace: str | None = ""
    """Names in a namespace that begins so are read without it, and so are all if it is "".

    None: the documents of this format know no namespaces; prefixes mean nothing.
    """
    doctype: bool = False
    """Whether a document type may be declared. Entities may never be."""

    def local(self, name: str) -> str:
        """An element's name as expat gives it → the one that the format knows."""
        if self.namespace is None:
            return name.rpartition(":")[2]
        return name.rpartition("}")[2] if name.startswith(self.namespace) else name


def line_of(element: Element) -> int:
    """1-based line on which an element begins."""
    return int(element.get(_LINE, "0"))


def damage(element: Element, what: str, remedy: str) -> XmlError:
    """What is wrong with an element."""
    return XmlError(line_of(element), what, remedy)


def parse(data: bytes, vocabulary: Vocabulary) -> Element:
    """The document's root element, with all that is in it. XmlError if it is damaged."""
    roots: list[Element] = []
    reader = _Reader(vocabulary, lambda _name, depth: depth == 1, roots.append)
    reader.feed(data, last=True)
    return roots[0]


def judge(data: bytes, name: str) -> None:
    """XmlError for a document of that format that is not well-formed, with namespaces.

    For one that is edited as text: what would be read in two ways (CDATA, document types, entities,
    another encoding) is refused too.
    """
    _Reader(Vocabulary(name), lambda _name, _depth: False, lambda _root: None).judge(data)


def stream(file: BinaryIO, vocabulary: Vocabulary, root: str, name: str) -> Iterator[Element]:
    """The elements of one name, one by one: what is read already needs no memory any more.

    XmlError if the document is damaged or has another root. OSError if it cannot be read.
    """
    ready: list[Element] = []

    def starts(found: str, depth: int) -> bool:
        if depth == 1 and found != root:
            raise reader.fail(f"not {vocabulary.name} (its root element is <{found}>)")
        return found == name

    reader = _Reader(vocabulary, starts, ready.append)
    while chunk := file.read(_CHUNK):
        reader.feed(chunk)
        yield from ready
        ready.clear()
    reader.feed(b"", last=True)
    yield from ready


class _Reader:
    """Builds the elements that `starts` picks out by name and depth, and hands them to `use`."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        starts: Callable[[str, int], bool],
        use: Callable[[Element], object],
    ) -> None:
        self._vocabulary, self._starts, self._use = vocabulary, starts, use
        self._opened: list[str] = []
        self._builder: TreeBuilder | None = None
        self._top = 0
        """The depth of the element that is being built."""
        separator = None if vocabulary.namespace is None else "}"
        self._parser = parser = expat.ParserCreate(namespace_separator=separator)
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._skipped

    def feed(self, data: bytes, *, last: bool = False) -> None:
        try:
            self._parser.Parse(data, last)
        except expat.ExpatError as error:
            what = f"not well-formed XML ({expat.ErrorString(error.code)})"
            raise XmlError(error.lineno, what, "save it again or export anew") from None
        except (LookupError, ValueError) as error:
            raise self.fail(f"its encoding cannot be read ({error})", "save it as UTF-8") from None

    def judge(self, data: bytes) -> None:
        """XmlError unless a document is well-formed and says things in the plainest way."""

        def declared(_version: str, encoding: str | None, _standalone: int) -> None:
            if encoding and encoding.lower() not in ("utf-8", "us-ascii"):
                raise self.fail(f"it says that its encoding is {encoding}", "save it as UTF-8")

        def cdata() -> None:
            raise self.fail("a CDATA section", "write it as text")

        self._parser.XmlDeclHandler = declared
        self._parser.StartCdataSectionHandler = cdata
        self.feed(data, last=True)

    def fail(self, what: str, remedy: str = "export it anew") -> XmlError:
        """What is wrong at the line that has just been read."""
        return XmlError(self._parser.CurrentLineNumber, what, remedy)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = self._vocabulary.local(name)
        self._opened.append(local)
        if len(self._opened) > _DEEPEST:
            raise self.fail("nested too deeply", "simplify it")
        if self._builder is None and self._starts(local, len(self._opened)):
            self._builder, self._top = TreeBuilder(), len(self._opened)
        if self._builder is not None:
            values = {key.replace(_XML, "xml:"): value for key, value in attributes.items()}
            self._builder.start(local, values | {_LINE: str(self._parser.CurrentLineNumber)})

    def _end(self, _name: str) -> None:
        local = self._opened.pop()
        if self._builder is None:
            return
        self._builder.end(local)
        if len(self._opened) < self._top:
            self._use(self._builder.close())
            self._builder = None

    def _text(self, text: str) -> None:
        if self._builder is not None:
            self._builder.data(text)

    def _doctype(self, *_: object) -> None:
        if not self._vocabulary.doctype:
            what = f"a document type declaration, which {self._vocabulary.name} has not"
            raise self.fail(what, "remove it")

    def _entity(self, *_: object) -> None:
        raise self.fail("it declares XML entities", "remove its <!ENTITY> lines")

    def _skipped(self, name: str, _parameter: object) -> None:
        """Expat leaves out entities of document types that it does not read: text would be lost."""
        raise self.fail(f"the entity &{name}; is declared nowhere", "write the character itself")
