"""PO files: catalogs read by one grammar (`catalog.grammar`) and written in one form.

Files are written by hand in the normal form of gettext's `msgcat`: UTF-8, LF, one blank line
between entries, and the flag `no-wrap` on every entry. With it a file is a fixed point of every
release of msgcat (their line breaking differs), and a changed sentence is one changed line in git.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from toolkit.catalog import grammar
from toolkit.catalog import origin as origins
from toolkit.catalog.grammar import Message, PoSyntaxError
from toolkit.errors import CatalogError
from toolkit.expression import expression
from toolkit.model import Catalog, Entry
from toolkit.storage import plain
from toolkit.storage.signs import impossible

_FIELD = expression(r"([A-Za-z][\w-]*):(.*)")
_NAMES = expression(
    r"(?:Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator"
    r"|Language-Team|Language|MIME-Version|Content-Type|Content-Transfer-Encoding|Plural-Forms"
    r"|X-[\w-]+)"
)
"""Fields that a header may have: one of them must be there, or it is a text without its msgid."""
_CHARSET = expression(r"charset=\s*([^\s;]*)", re.I)
_CHARSET_REMEDY = "write `Content-Type: text/plain; charset=UTF-8` into it"
_ESCAPES = {
    "\\": "\\\\",
    '"': '\\"',
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
}
_OUTSIDE = expression("[\0\n\r\ud800-\udfff]")
"""What no line of a comment can have."""
_ESCAPE = expression(r'[\\"\a\b\f\n\r\t\v]')


def read(path: Path) -> Catalog:
    """The catalog in a PO file. CatalogError, naming file and line, if anything is damaged."""
    try:
        data = plain.read(path)
    except OSError as error:
        raise CatalogError(f"{path}: cannot be read ({error.strerror})") from None
    return parse(data, str(path))


def parse(data: bytes, name: str) -> Catalog:
    """The catalog in the bytes of a file of that name. CatalogError likewise."""
    try:
        text = _text(data)
        found = grammar.messages(text)
        header = next((message for message in found if message.key == (None, "")), None)
        fields = _header(header, text)
    except PoSyntaxError as fault:
        what = f"{fault.what}; the file was left untouched: {fault.remedy}"
        raise CatalogError(f"{name}:{fault.line}: {what}") from None
    entries = [(message.obsolete, _entry(message)) for message in found if message is not header]
    return Catalog(
        header=fields,
        header_comments=tuple(header.comments) if header else (),
        entries=tuple(entry for obsolete, entry in entries if not obsolete),
        obsolete=tuple(entry for obsolete, entry in entries if obsolete),
    )


def _text(data: bytes) -> str:
    """What the bytes say, lines ending with `\\n`."""
    if data.startswith(b"\xef\xbb\xbf"):
        raise PoSyntaxError(1, "byte order mark", "save it as UTF-8 without BOM")
    for sign, what, remedy in (
        (b"\0", "a zero byte", "restore the file"),
        (b"\r", "a line end of another kind", "save it with the line ends of Unix or Windows"),
    ):
        data = data.replace(b"\r\n", b"\n")
        if sign in data:
            raise PoSyntaxError(data.count(b"\n", 0, data.index(sign)) + 1, what, remedy)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PoSyntaxError(line, "not UTF-8", "save it as UTF-8") from None
    if not text.strip():
        raise PoSyntaxError(1, "the file is empty", "restore it, or delete it to start anew")
    return text


def _header(message: Message | None, text: str) -> tuple[tuple[str, str], ...]:
    """The fields of the header entry. PoSyntaxError if it is none, or does not name UTF-8."""
    if message is None:
        raise PoSyntaxError(1, "the header entry is missing", "restore it from version control")
    value = message.texts["msgstr"]
    if not value:
        raise PoSyntaxError(message.line, "the header entry is empty", "restore it")
    if message.obsolete:
        raise PoSyntaxError(message.line, "the header entry is obsolete", "remove its `#~`")
    fields = _fields(message.line, value)
    if not any(map(_NAMES.fullmatch, dict(fields))):
        what = "a text without its msgid stands in the header's place"
        raise PoSyntaxError(message.line, what, "restore the msgid")
    charset = _CHARSET.search(dict(fields).get("Content-Type", ""))
    if not text.isascii() and (not charset or charset[1].lower() not in ("utf-8", "utf8")):
        what = f"its header says charset={charset[1]}" if charset else "its header says no charset"
        raise PoSyntaxError(message.line, f"{what}, but it has letters of UTF-8", _CHARSET_REMEDY)
    return fields


def _fields(line: int, value: str) -> tuple[tuple[str, str], ...]:
    """(name, value) of each line; one without a name goes on with the field before it."""
    fields: list[tuple[str, str]] = []
    for text in value.splitlines():
        found = _FIELD.fullmatch(text)
        if found and found[1] not in dict(fields):
            fields.append((found[1], found[2].strip()))
        elif fields and not found:
            name, before = fields[-1]
            fields[-1] = (name, f"{before}\n{text}" if text.strip() else before)
        elif text.strip():
            raise PoSyntaxError(line, f"no field of a header: {text[:40]!r}", "repair the header")
    return tuple(fields)


def _entry(message: Message) -> Entry:
    target = message.texts["msgstr"]
    comments = origins.read(message.comments, target)
    return Entry(
        source=message.texts["msgid"],
        target=target,
        fuzzy="fuzzy" in message.flags and bool(target),
        context=message.texts.get("msgctxt"),
        notes=tuple(message.notes),
        comments=comments.people,
        origin=comments.origin,
        seal=comments.seal,
        previous=message.texts.get("previous msgid") or None,
        flags=tuple(flag for flag in message.flags if flag not in ("fuzzy", "no-wrap")),
        line=message.line,
    )


def write(catalog: Catalog) -> str:
    """The text of a PO file: a fixed point of `msgcat`, accepted by `msgfmt -c`.

    CatalogError for a text that no file can carry: nobody may have let it in.
    """
    chunks = [list(_lines(entry, reference=catalog.reference)) for entry in catalog.entries]
    chunks += [list(_lines(entry, mark="#~ ")) for entry in catalog.obsolete]
    return "\n\n".join([header(catalog), *map("\n".join, chunks)]) + "\n"


def header(catalog: Catalog) -> str:
    """How the text of a PO file begins: its header, without the line end behind it."""
    fields = dict(catalog.header)
    if "Content-Type" in fields:
        fields["Content-Type"] = "text/plain; charset=UTF-8"
    values = "".join(f"{name}: {value.strip()}\n" for name, value in fields.items())
    return "\n".join(
        [
            *_comments("# ", catalog.header_comments),
            "#, no-wrap",
            *_field("msgid", ""),
            *_field("msgstr", values),
        ]
    )


def _lines(entry: Entry, *, reference: str = "", mark: str = "") -> Iterator[str]:
    """One entry. A draft's origin stands before people's comments; approval removes it."""
    yield from _comments("# ", (*origins.write(entry), *entry.comments))
    if not mark:
        yield from _comments("#. ", entry.notes)
        yield f"#: {_reference(reference)}"
    yield "#, " + ", ".join([*(["fuzzy"] if entry.fuzzy else []), *entry.flags, "no-wrap"])
    if entry.previous is not None and entry.fuzzy and not mark:
        yield from _field("msgid", entry.previous, "#| ")
    if entry.context is not None:
        yield from _field("msgctxt", entry.context, mark)
    yield from _field("msgid", entry.source, mark)
    yield from _field("msgstr", entry.target, mark)


def _comments(mark: str, lines: Sequence[str]) -> Iterator[str]:
    """A backslash at the end would join a line with the next one: a blank stands behind it."""
    for line in lines:
        text = f"{mark}{_OUTSIDE.sub(' ', line)}".rstrip()
        yield f"{text} " if text.endswith("\\") else text


def _reference(name: str) -> str:
    """gettext isolates file names with blanks by U+2068 and U+2069."""
    return f"\u2068{name}\u2069" if re.search(r"\s", name) else name


def _field(word: str, text: str, mark: str = "") -> Iterator[str]:
    lines = [_quote(line) for line in re.findall(r"[^\n]*\n|[^\n]+$", text)] or ['""']
    if len(lines) > 1:
        lines.insert(0, '""')
    yield f"{mark}{word} {lines[0]}"
    yield from (mark + line for line in lines[1:])


def _quote(text: str) -> str:
    if sign := impossible(text):
        raise CatalogError(f"{text[:40]!a}: no catalog can carry {sign}: remove it")
    return '"' + _ESCAPE.sub(lambda found: _ESCAPES[found[0]], text) + '"'
