"""Text files in the encodings that authors' programs write, and written again as they came.

UTF-8; UTF-16 with its mark, or where every second byte is zero; the encoding that a page names;
windows-1252 where there is no doubt. Anything else is refused with advice.
"""

from __future__ import annotations

import codecs
import re

from toolkit.errors import SourceError

_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_SAME = {"iso-8859-1": "cp1252", "iso8859-1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252"}
"""What browsers read under a name that programs use for another encoding (WHATWG)."""
_WESTERN = re.compile(rb"[\xc4\xd6\xdc\xdf\xe4\xf6\xfc\xe0\xe1\xe7-\xeb\xf1\xf3]")
"""Letters of western European languages in windows-1252."""
_MARKS = re.compile(
    rb"[\x80\x82\x84\x85\x8b\x91-\x97\x9b\xa0\xa7\xa9\xab\xad\xae\xb0\xb2\xb3\xb7\xbb\xbd]"
)
"""Quotation marks, dashes and signs in windows-1252."""
_MISREAD = re.compile("[\x80-\x84\x86-\x9f]")
"""What quotation marks and dashes become if windows-1252 is taken for ISO 8859-1."""
_CONTROL = re.compile("[\0-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_HIGH = re.compile(rb"[\x80-\xff]")
_LATIN = re.compile(rb"[A-Za-z]")
_FEW = 5
"""So many plain letters there are at least for one with an accent in a western language."""


def decode(data: bytes) -> str:
    """A file's text, a byte order mark included. SourceError, with the line, if it is in doubt."""
    return read(data, "")


def encode(text: str, source: bytes) -> bytes:
    """A text in the encoding that its source has, or in UTF-8 if that cannot carry it."""
    return write(text, encoding_of(source, ""))


def read(data: bytes, declared: str) -> str:
    """Likewise, where the file says that it is in an encoding ("" if it does not)."""
    encoding = encoding_of(data, declared)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _refusal(data, error.start, declared) from None
    if text.encode(encoding) != data:
        raise SourceError(f"1: not text in {encoding}: save it as UTF-8")
    wrong = _MISREAD.search(text)
    if wrong:
        line = text.count("\n", 0, wrong.start()) + 1
        raise SourceError(
            f"{line}: an invisible sign (U+{ord(wrong[0]):04X}) where a quotation mark or dash was:"
            " convert the original file again, with `iconv -f windows-1252 -t utf-8`"
        )
    return text


def write(text: str, encoding: str) -> bytes:
    """A text in an encoding, or in UTF-8 if that has not all its characters."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return text.removeprefix("\ufeff").encode()


def encoding_of(data: bytes, declared: str) -> str:
    """Python's name of a file's encoding. SourceError, beginning with the line, if unsure."""
    for mark, encoding in _UTF_16.items():
        if data.startswith(mark):
            return encoding
    if b"\0" in data and (unmarked := _unmarked(data)):
        return unmarked
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise SourceError(f"{line}: not a text file (it has zero bytes): save it as UTF-8")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        known = _known(declared)
        if known:
            return known
        if not declared and _is_western(data):
            return "cp1252"
        raise _refusal(data, error.start, declared) from None
    return "utf-8"


def _unmarked(data: bytes) -> str:
    """Which UTF-16 a file without its mark is in; "" unless it can be nothing else.

    Half of its letters are Latin, so every second byte is zero, and never one of the others.
    """
    for encoding, high in (("utf-16-le", 1), ("utf-16-be", 0)):
        zeros = data[high::2].count(0)
        if len(data) % 2 or data[1 - high :: 2].count(0) or zeros * 4 < len(data):
            continue
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return encoding
    return ""


def _known(declared: str) -> str:
    """Python's name of an encoding with one byte a letter; "" if it is none."""
    name = declared.strip().lower()
    try:
        found = codecs.lookup(_SAME.get(name, name)).name if name else ""
    except LookupError:
        return ""
    single = found.startswith(("cp125", "iso8859", "koi8", "mac")) or found == "cp866"
    return found if single else ""


def _is_western(data: bytes) -> bool:
    """Whether windows-1252 is beyond doubt: few letters with accents, in words, known signs."""
    letters, marks = len(_WESTERN.findall(data)), len(_MARKS.findall(data))
    words = re.search(rb"[A-Za-z][\xc0-\xff][A-Za-z]|\b[\xc4\xd6\xdc][a-z]", data)
    return (
        letters + marks == len(_HIGH.findall(data))
        and bool(words)
        and letters * _FEW <= len(_LATIN.findall(data))
        and not re.search(rb"[\xc0-\xff]{3}", data)
    )


def _refusal(data: bytes, place: int, declared: str) -> SourceError:
    line = data.count(b"\n", 0, place) + 1
    named = declared.strip() if _known(declared) else "windows-1252"
    return SourceError(
        f"{line}: not UTF-8: save it as UTF-8, or convert it from the encoding that it has, for"
        f" example with `iconv -f {named} -t utf-8`"
    )
