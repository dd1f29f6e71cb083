"""The grammar of PO files: text in, entries with their comments out. Pure.

It accepts what gettext's `msgfmt` and `msgcat` accept, with the same meaning, and refuses what they
refuse. Refused beyond that is what a catalog of an article has not, or what other programs read in
different ways: plural entries, domains, a second entry of the same msgid, lone carriage returns,
backslashes at the end of a line (they join it with the next one), zero bytes, comments behind the
last entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

_BLANKS = " \t\f\v"
_TOKEN = re.compile(
    rf"[{_BLANKS}]*(?:"
    r'"(?P<string>[^"\\]*(?:\\.[^"\\]*)*)"'
    r"|(?P<mark>\#~\|?|\#\|)"
    r"|(?P<comment>\#.*)"
    r"|(?P<word>[A-Za-z_$][\w$]*(?:\s*\[\s*\d*\s*\])?)"
    rf")[{_BLANKS}]*"
)
_CONFLICT = re.compile(r"(<{7}|\|{7}|={7}|>{7})(\s|$)")
_ESCAPE = re.compile(r"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{2})(?![0-9A-Fa-f])|(.))")
_SIGNS = {
    "a": b"\a",
    "b": b"\b",
    "f": b"\f",
    "n": b"\n",
    "r": b"\r",
    "t": b"\t",
    "v": b"\v",
    "\\": b"\\",
    '"': b'"',
}
_SEPARATORS = re.compile(r"[,\s]+")


class _Word(StrEnum):
    """A keyword, with `previous ` before it behind `#|`."""

    CONTEXT = "msgctxt"
    SOURCE = "msgid"
    TARGET = "msgstr"
    PREVIOUS_CONTEXT = "previous msgctxt"
    PREVIOUS_SOURCE = "previous msgid"


_WORDS: dict[str, _Word] = {word.value: word for word in _Word}
_FOLLOWS = {
    _Word.PREVIOUS_CONTEXT: (None,),
    _Word.PREVIOUS_SOURCE: (None, _Word.PREVIOUS_CONTEXT),
    _Word.CONTEXT: (None, _Word.PREVIOUS_SOURCE),
    _Word.SOURCE: (None, _Word.PREVIOUS_SOURCE, _Word.CONTEXT),
    _Word.TARGET: (_Word.SOURCE,),
}
"""Keyword → those it may stand behind in an entry; None: it may be the first one."""


class PoSyntaxError(ValueError):
    """What is wrong with a text that is no PO file."""

    def __init__(self, line: int, what: str, remedy: str) -> None:
        super().__init__(f"{line}: {what}: {remedy}")
        self.line, self.what, self.remedy = line, what, remedy


@dataclass(slots=True)
class Message:
    """One entry as it stands in the file."""

    obsolete: bool = False
    line: int = 0
    """1-based line of its msgid."""
    comments: list[str] = field(default_factory=list)
    """`# ` lines of people, without the sign and one blank."""
    notes: list[str] = field(default_factory=list)
    """`#. ` lines, likewise."""
    flags: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    """Keyword → its text; `previous msgid` is the one behind `#|`."""

    @property
    def key(self) -> tuple[str | None, str]:
        """What no other entry of the file may have: (msgctxt, msgid)."""
        return (self.texts.get(_Word.CONTEXT), self.texts[_Word.SOURCE])


def messages(text: str) -> list[Message]:
    """The entries of a file, whose lines end with `\\n`. PoSyntaxError if it is no PO file."""
    return _Reader().read(text)


@dataclass
class _Reader:
    """The entry at which the reader is, and what it has read."""

    found: list[Message] = field(default_factory=list)
    lines: dict[tuple[str | None, str], int] = field(default_factory=dict)
    """Key → line of its first entry."""
    now: Message = field(default_factory=Message)
    word: _Word | None = None
    """The last keyword of the present entry."""
    filled: bool = False
    """Whether a string has come behind it."""

    def read(self, text: str) -> list[Message]:
        last = 1
        for number, line in enumerate(text.split("\n"), 1):
            if not line.strip(_BLANKS):
                continue
            last = number
            if line.endswith("\\"):
                raise PoSyntaxError(number, "a backslash at the end of the line", "remove it")
            self._line(number, line)
        self._finish(last)
        if self.now.comments or self.now.notes or self.now.flags:
            raise PoSyntaxError(last, "a comment without an entry", "put it above an entry")
        return self.found

    def _line(self, number: int, line: str) -> None:
        obsolete = previous = False
        for token in _tokens(number, line):
            kind, value = token.lastgroup, token[token.lastgroup or 0]
            if kind == "mark":
                obsolete = obsolete or "~" in value
                previous = previous or "|" in value
            elif kind == "comment":
                if previous:
                    raise PoSyntaxError(number, "a comment behind #|", "remove the #|")
                self._comment(number, value[1:])
            elif kind == "word":
                self._keyword(number, value, obsolete, previous)
            else:
                self._string(number, value, obsolete, previous)

    def _comment(self, number: int, text: str) -> None:
        if self.word is not None and not (self.word is _Word.TARGET and self.filled):
            raise PoSyntaxError(number, "a comment inside of an entry", "put it above the entry")
        self._finish(number)
        match text[:1]:
            case ".":
                self.now.notes.append(_comment(text[1:]))
            case "," | "!":
                self.now.flags += filter(None, _SEPARATORS.split(text[1:]))
            case ":":
                pass
            case _:
                self.now.comments.append(_comment(text))

    def _keyword(self, number: int, value: str, obsolete: bool, previous: bool) -> None:
        if value == "domain":
            raise PoSyntaxError(number, "a domain", "a catalog has but one; remove the line")
        if value.startswith(("msgid_plural", "msgstr[", "msgstr ")) or "[" in value:
            raise PoSyntaxError(number, "a plural entry", "articles have none; remove the entry")
        name = f"previous {value}" if previous else value
        if name not in _WORDS:
            what = f"not PO syntax: {value[:40]!r}"
            raise PoSyntaxError(number, what, 'repair the line (a quotation mark inside is \\")')
        word = _WORDS[name]
        if self.word is _Word.TARGET and self.filled:
            self._finish(number)
        if word is not _Word.TARGET and self.word is _Word.SOURCE and self.filled:
            self._finish(number)  # which has no msgstr, and says so
        if self.word not in _FOLLOWS[word] or (self.word is not None and not self.filled):
            raise PoSyntaxError(number, f"{value} in the wrong place", "repair the entry")
        if self.word is None:
            self.now.obsolete = obsolete
        self._same(number, obsolete)
        if word is _Word.SOURCE:
            self.now.line = number
        self.word, self.filled = word, False

    def _string(self, number: int, value: str, obsolete: bool, previous: bool) -> None:
        if self.word is None:
            raise PoSyntaxError(number, "a string outside of any entry", "repair the line")
        if previous != self.word.startswith("previous"):
            what = "the text of another keyword goes on here"
            raise PoSyntaxError(number, what, "give the line `#|` where it belongs, and only there")
        self._same(number, obsolete)
        self.now.texts[self.word] = self.now.texts.get(self.word, "") + _unescaped(number, value)
        self.filled = True

    def _same(self, number: int, obsolete: bool) -> None:
        if obsolete != self.now.obsolete:
            raise PoSyntaxError(number, "`#~` in a part of an entry only", "repair the entry")

    def _finish(self, number: int) -> None:
        """Keep the present entry, if there is one; comments may come first for the next one."""
        if self.word is None:
            return
        if self.word is not _Word.TARGET or not self.filled:
            raise PoSyntaxError(number, "an entry without msgstr (truncated file?)", "restore it")
        first = self.lines.setdefault(self.now.key, self.now.line)
        if first != self.now.line:
            raise PoSyntaxError(
                self.now.line, f"same msgid as in line {first}", "remove one of them"
            )
        self.found.append(self.now)
        self.now, self.word, self.filled = Message(), None, False


def _tokens(number: int, line: str) -> Iterator[re.Match[str]]:
    if _CONFLICT.match(line):
        raise PoSyntaxError(number, "conflict marker of a merge", "resolve the conflict")
    end = 0
    while end < len(line):
        token = _TOKEN.match(line, end)
        if not token:
            what = f"not PO syntax: {line.strip()[:40]!r}"
            raise PoSyntaxError(number, what, 'repair the line (a quotation mark inside is \\")')
        yield token
        end = token.end()


def _comment(text: str) -> str:
    return text.removeprefix(" ").rstrip()


def _unescaped(number: int, text: str) -> str:
    """What a string means. Octal and hexadecimal escapes are bytes of UTF-8."""
    if "\\" not in text:
        return text
    result, end = b"", 0
    for escape in _ESCAPE.finditer(text):
        octal, hexadecimal, sign = escape.groups()
        byte = int(octal, 8) if octal else int(hexadecimal, 16) if hexadecimal else 0
        sense = _SIGNS.get(sign) if sign else bytes([byte]) if 0 < byte < 256 else None
        if sense is None:
            raise PoSyntaxError(number, f"escape {escape[0]}", "write \\\\ for a backslash")
        result += text[end : escape.start()].encode() + sense
        end = escape.end()
    try:
        return (result + text[end:].encode()).decode()
    except UnicodeDecodeError:
        raise PoSyntaxError(number, "escapes that are not UTF-8", "write the letters") from None
