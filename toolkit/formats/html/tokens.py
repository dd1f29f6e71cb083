"""HTML's tokens with their places, as the HTML standard's tokenizer finds them (section 13.2.5).

The standard library's parser is not used: it differs between Python versions, raises on `<![x[`,
and reads what browsers do not. Nothing here backtracks: every character is looked at once.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from html.entities import html5
from typing import NamedTuple

from toolkit.expression import expression
from toolkit.formats.html.tags import BREAKOUTS, FOREIGN, INTEGRATION, RAW, RCDATA, VOID, Mark
from toolkit.model import Role

_BLANK = r"[\t\n\f\r ]"
_MARKUP = expression(r"<(?:[A-Za-z!?]|/(?!\Z))")
_SIMPLE = expression(
    r"(?:[^<]+|<(?![A-Za-z!?]|/(?!\Z)))+|<(?P<closes>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)>"
)
"""Text, or a tag without attributes: most of what there is."""
_NAME = expression(r"</?([A-Za-z][^\t\n\f\r />]*)")
_ATTRIBUTE = expression(
    rf"[\t\n\f\r /]*+(?P<name>[^\t\n\f\r />][^\t\n\f\r />=]*+)"
    rf"(?:{_BLANK}*+={_BLANK}*+(?P<value>\"[^\"]*(?:\"|\Z)|'[^']*(?:'|\Z)|[^\t\n\f\r >]*))?"
)
_TAG_END = expression(r"[\t\n\f\r /]*+(>|\Z)")
_COMMENT = expression(r"<!---?>|<!--.*?(?:--!?>|\Z)", re.S)
_CDATA = expression(r"<!\[CDATA\[.*?(?:\]\]>|\Z)", re.S)
_BOGUS = expression(r"<[^>]*>?")
_SCRIPT = expression(r"<!(?=--)|-->|<(/?)script(?=[\t\n\f\r />])", re.I)
_LONGEST = 1000
"""Signs of a character reference, of which Python reads a number in reasonable time."""
_REFERENCE = expression(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|([A-Za-z][A-Za-z0-9]{0,31};?))")


class Attribute(NamedTuple):
    """An attribute and where its value stands, without quotes."""

    name: str
    start: int
    end: int
    quote: str = ""
    value: str = ""
    """References resolved."""


class Token(NamedTuple):
    """A piece of the source: tokens, joined, are the source."""

    kind: str
    """ "text", "raw" (a script's text), "start", "end", "other" (comment, doctype, cut-off tag)."""
    start: int
    end: int
    name: str = ""
    """Of a tag, in lower case."""
    attributes: tuple[Attribute, ...] = ()
    foreign: bool = False
    """Inside `<svg>` or `<math>`."""
    closed: bool = False
    """Written `<…/>`."""

    def get(self, name: str) -> str | None:
        """The value of an attribute; None if the tag does not have it."""
        return next((item.value for item in self.attributes if item.name == name), None)

    @property
    def mark(self) -> Mark:
        """What the token means for pairs."""
        if self.name in VOID or self.kind not in ("start", "end"):
            return None
        return (Role.OPEN if self.kind == "start" else Role.CLOSE), self.name


_TEXT_ONLY = RAW | RCDATA
_LONG = 30_000
"""Characters from which on the tokens of a text are not kept."""


def tokens(source: str) -> Iterator[Token]:
    """All tokens of a page or a fragment, in order."""
    return read(source) if len(source) > _LONG else iter(_known(source))


@lru_cache(maxsize=128)
def _known(source: str) -> tuple[Token, ...]:
    """The tokens of a short text, which is often asked for them several times in a row."""
    return tuple(read(source))


def read(source: str) -> Iterator[Token]:
    """All tokens, each found when it is asked for: where mostly the first ones are needed."""
    foreign: list[str] = []
    end = 0
    while end < len(source):
        simple = None if foreign else _SIMPLE.match(source, end)
        token = _simple(simple) if simple else _markup(source, end, bool(foreign))
        if token.kind == "end" and foreign == [token.name]:
            token = token._replace(foreign=False)
        yield token
        end = token.end
        if token.kind == "start" and not foreign and token.name in _TEXT_ONLY:
            stop = _raw_end(source, end, token.name)
            if stop > end:
                yield Token("text" if token.name in RCDATA else "raw", end, stop)
            end = stop
        if foreign or token.name in FOREIGN:
            _follow(foreign, token)


def _simple(found: re.Match[str]) -> Token:
    closes, name = found.groups()
    start, end = found.span()
    if name is None:
        return Token("text", start, end)
    return Token("end" if closes else "start", start, end, name.lower())


def _markup(source: str, start: int, foreign: bool) -> Token:
    """The token that starts there."""
    found = _MARKUP.search(source, start)
    if not found or found.start() > start:
        return Token("text", start, found.start() if found else len(source), foreign=foreign)
    named = _NAME.match(source, start)
    if named:
        return _tag(source, start, named, foreign)
    if source.startswith("<!--", start):
        pattern = _COMMENT
    elif foreign and source.startswith("<![CDATA[", start):
        pattern = _CDATA
    else:
        pattern = _BOGUS
    stop = pattern.match(source, start)
    return Token("other", start, stop.end() if stop else len(source), foreign=foreign)


def _tag(source: str, start: int, named: re.Match[str], foreign: bool) -> Token:
    name = named[1].lower()
    attributes: dict[str, Attribute] = {}
    end = named.end()
    while not (closing := _TAG_END.match(source, end)):
        found = _ATTRIBUTE.match(source, end)
        if not found:
            return Token("other", start, len(source), foreign=foreign)
        item = _attribute(found)
        attributes.setdefault(item.name, item)
        end = found.end()
    if not closing[1]:
        return Token("other", start, len(source), foreign=foreign)
    closes = source.startswith("</", start)
    inside = foreign and (closes or name not in BREAKOUTS)
    items = () if closes else tuple(attributes.values())
    closed = source[closing.end() - 2] == "/"
    return Token("end" if closes else "start", start, closing.end(), name, items, inside, closed)


def _attribute(found: re.Match[str]) -> Attribute:
    name, value = found["name"].lower(), found["value"]
    if value is None:
        return Attribute(name, found.end(), found.end())
    quote = value[0] if value[:1] in ('"', "'") else ""
    start, end = found.span("value")
    words = value.strip(quote) if quote else value
    return Attribute(name, start + len(quote), end - len(quote), quote, unescape(words, True))


def _raw_end(source: str, start: int, name: str) -> int:
    """Where the text of an element ends that holds nothing but text."""
    if name == "plaintext":
        return len(source)
    if name != "script":
        found = re.compile(rf"</{name}(?=[\t\n\f\r />])", re.I).search(source, start)
        return found.start() if found else len(source)
    commented = nested = False
    for mark in _SCRIPT.finditer(source, start):
        if mark[0] == "<!":
            commented = True
        elif mark[0] == "-->":
            commented = nested = False
        elif not mark[1]:
            nested = commented
        elif nested:
            nested = False
        else:
            return mark.start()
    return len(source)


def _follow(foreign: list[str], token: Token) -> None:
    """Keep track of `<svg>` and `<math>`, and of the places inside where HTML is allowed."""
    if token.kind == "start":
        if foreign and not token.foreign and foreign[-1] not in INTEGRATION:
            foreign.clear()
        opens = token.name in FOREIGN or (bool(foreign) and token.name in INTEGRATION)
        if opens and not token.closed:
            foreign.append(token.name)
    elif token.kind == "end" and token.name in foreign[-50:]:
        while foreign.pop() != token.name:
            pass


def references(text: str, attribute: bool = False) -> Iterator[tuple[int, int, str]]:
    """(start, end, characters) of each character reference in a text (section 13.2.5.72)."""
    for found in _REFERENCE.finditer(text):
        end = found.end()
        if found[1] and found[1] not in html5:
            end = found.start(1) + _legacy(found[1])
        if end == found.start(1):
            continue
        bare = found[1] and text[end - 1] != ";"
        if attribute and bare and (text[end : end + 1] == "=" or text[end : end + 1].isalnum()):
            continue
        yield found.start(), end, _character(text[found.start() : end])


def _legacy(name: str) -> int:
    """The length of the longest reference without semicolon at the start of a name; 0 if none."""
    return next((end for end in range(min(len(name), 6), 1, -1) if name[:end] in html5), 0)


def _character(reference: str) -> str:
    """What a reference stands for; a number without end is that of no character."""
    return html.unescape(reference) if len(reference) < _LONGEST else "\ufffd"


def unescape(text: str, attribute: bool = False) -> str:
    """A text with its references resolved."""
    if "&" not in text:
        return text
    result, last = [], 0
    for start, end, chars in references(text, attribute):
        result += [text[last:start], chars]
        last = end
    return "".join(result) + text[last:]
