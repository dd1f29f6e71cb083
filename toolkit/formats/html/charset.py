"""Pages in the encoding that they name, and the name of the one that they are written in."""

from __future__ import annotations

import re

from toolkit.formats import charset
from toolkit.formats.html.tokens import tokens

_XML = re.compile(rb"<\?xml[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)")
_META = re.compile(rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_NAME = re.compile(r"(\bcharset\s*=\s*[\"']?\s*)([\w.:-]+)", re.I)
_HEAD = 4096
"""Bytes at the start of a page in which its encoding is named."""


def decode(data: bytes) -> str:
    """The text of a page. SourceError, beginning with the line, if its encoding is in doubt."""
    return charset.read(data, _declared(data))


def encode(text: str, source: bytes) -> bytes:
    """The text in its source's encoding, or in UTF-8; a page that says otherwise is corrected."""
    if text == decode(source):
        return source
    encoding = charset.encoding_of(source, _declared(source))
    data = charset.write(text, encoding)
    if encoding.startswith("utf-16") or data != text.removeprefix("\ufeff").encode():
        return data if encoding != "utf-8" else _corrected(text).encode()
    return _corrected(data.decode()).encode()


def _declared(data: bytes) -> str:
    found = _META.search(data[:_HEAD]) or _XML.match(data)
    return found[1].decode("ascii") if found else ""


def _corrected(text: str) -> str:
    """The page with `utf-8` wherever it names its encoding."""
    result, end = "", 0
    for token in tokens(text):
        if token.name == "meta" and token.kind == "start":
            raw = text[token.start : token.end]
            result += text[end : token.start] + _NAME.sub(_named, raw)
            end = token.end
        elif token.name == "body":
            break
    return result + text[end:]


def _named(found: re.Match[str]) -> str:
    return found[0] if found[2].lower() == "utf-8" else f"{found[1]}utf-8"
