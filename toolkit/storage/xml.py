"""XML in: an element tree that knows its line numbers and falls for no attack.

A document type declaration is refused, so entities can neither grow nor read files.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from toolkit.errors import SourceError

_LINE = "}line"
_DEEPEST = 200


def line_of(element: Element) -> int:
    """1-based line on which an element begins."""
    return int(element.get(_LINE, "0"))


def damage(element: Element, what: str, remedy: str) -> SourceError:
    """What is wrong with an element, beginning with its line."""
    return SourceError(f"{line_of(element)}: {what}: {remedy}")


def parse(data: bytes, namespace: str) -> Element:
    """The document; names in a namespace that begins so are bare. SourceError if damaged."""
    builder, parser = TreeBuilder(), expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    opened: list[str] = []

    def fail(what: str, remedy: str) -> SourceError:
        return SourceError(f"{parser.CurrentLineNumber}: {what}: {remedy}")

    def start(name: str, attributes: dict[str, str]) -> None:
        opened.append(name.rpartition("}")[2] if name.startswith(namespace) else name)
        if len(opened) > _DEEPEST:
            raise fail("nested too deeply", "simplify it")
        builder.start(opened[-1], attributes | {_LINE: str(parser.CurrentLineNumber)})

    def end(_name: str) -> None:
        builder.end(opened.pop())

    def doctype(*_: object) -> None:
        raise fail("a document type declaration, which XLIFF has not", "remove it")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = builder.data, doctype
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        line = getattr(error, "lineno", parser.CurrentLineNumber)
        what = expat.ErrorString(error.code) if isinstance(error, expat.ExpatError) else str(error)
        raise SourceError(f"{line}: damaged XML ({what}): save it again or export anew") from None
    return builder.close()
