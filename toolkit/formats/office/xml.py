"""XML as it stands, token by token: joined, the tokens are the source, well-formed or not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape

from toolkit.expression import expression
from toolkit.model import Text

_TOKEN = expression(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
    r"|<(?P<end>/?)(?P<name>[A-Za-z_][\w:.-]*)(?:[^<>\"'/]|/(?!>)|\"[^\"<]*\"|'[^'<]*')*(?P<closed>/?)>",
    re.S,
)
_REFERENCE = expression(r"&(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});")
_VALUE = r"{}\s*=\s*(?:\"([^\"]*)\"|'([^']*)')"


@dataclass(frozen=True, slots=True)
class XmlToken:
    """A tag, or what stands between tags."""

    raw: str
    name: str = ""
    """Of a tag, with its prefix; "" of anything else."""
    opens: bool = False
    closes: bool = False
    """Both for an empty element."""

    @property
    def empty(self) -> bool:
        return self.opens and self.closes

    def get(self, attribute: str) -> str:
        """The value of an attribute; "" if the tag has it not."""
        found = re.search(r"(?<![\w:.-])" + _VALUE.format(re.escape(attribute)), self.raw)
        return unescape(found[1] or found[2] or "") if found else ""


def tokens(source: str) -> list[XmlToken]:
    """All tokens."""
    result, end = [], 0
    for found in _TOKEN.finditer(source):
        if found.start() > end:
            result.append(XmlToken(source[end : found.start()]))
        name = found["name"] or ""
        closes = bool(name and (found["end"] or found["closed"]))
        opens = bool(name and not found["end"])
        result.append(XmlToken(found[0], name, opens, closes))
        end = found.end()
    if end < len(source):
        result.append(XmlToken(source[end:]))
    return result


def end_of(found: Sequence[XmlToken], start: int) -> int:
    """The index behind the end of an element; behind its start if it has none."""
    if found[start].empty or not found[start].opens:
        return start + 1
    depth, name = 0, found[start].name
    for index in range(start, len(found)):
        token = found[index]
        if token.name == name and not token.empty:
            depth += 1 if token.opens else -1
            if not depth:
                return index + 1
    return start + 1


def raw_of(found: Sequence[XmlToken]) -> str:
    """Tokens as they stand."""
    return "".join(token.raw for token in found)


def texts(raw: str) -> Iterator[Text]:
    """Text between tags: plain runs, references and line ends one by one."""
    end = 0
    for found in re.finditer(rf"{_REFERENCE.pattern}|[\t\r\n]+", raw):
        if found.start() > end:
            yield Text(raw[end : found.start()], raw[end : found.start()])
        yield Text(unescape(found[0]) if found[0][0] == "&" else " ", found[0])
        end = found.end()
    if end < len(raw):
        yield Text(raw[end:], raw[end:])


def escape(text: str) -> str:
    """Text as XML content, without what XML cannot carry, on one line."""
    text = re.sub(r"[\t\r\n\x0b\x0c\u2028\u2029]+", " ", text)
    text = re.sub("[^\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
