"""PO files: the one door to polib, which reads them; what it would swallow is refused before.

Files are written by hand in the normal form of gettext's `msgcat`: UTF-8, LF, one blank line
between entries, and the flag `no-wrap` on every entry. With it a file is a fixed point of every
release of msgcat (their line breaking differs), and a changed sentence is one changed line in git.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import polib

from toolkit.catalog import origin as origins
from toolkit.errors import CatalogError
from toolkit.model import Catalog, Entry

_STRING = r'"(?:[^"\\]|\\.)*"'
_LINE = re.compile(
    rf"(?P<obsolete>\#~\s*)?(?:(?P<word>msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)\s+)?{_STRING}\s*"
)
_COMMENT = re.compile(r"#(?:[.:,|]|~\|?|#.*)?(?:\s.*)?")
_BARE = re.compile(r"#[.:,]\s*|#~\|.*")
"""What makes polib lose the entry before it, at the end of a file."""
_UNKNOWN_ESCAPE = re.compile(r'(?:[^\\]|\\[\\"nrtvbf])*+(\\.)')
_CONFLICT = re.compile(r"(<{7}|\|{7}|={7}|>{7})(\s|$)")
_ESCAPES = {
    "\\": "\\\\",
    '"': '\\"',
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
}
_ESCAPE = re.compile(r'[\\"\b\f\n\r\t\v]')


def read(path: Path) -> Catalog:
    """The catalog in a PO file. CatalogError, naming file and line, if anything is damaged."""
    lines = _refuse_damage(path)
    try:
        file = polib.pofile(str(path), encoding="utf-8", wrapwidth=0)
    except (OSError, UnicodeDecodeError) as error:
        place = re.search(r"line (\d+)", str(error))
        line = int(place[1]) if place else 1
        raise _damage(path, line, "not PO syntax", "repair the line") from None
    entries = [
        (_entry(entry, line), entry.obsolete) for entry, line in zip(file, lines, strict=True)
    ]
    return Catalog(
        header=tuple(file.metadata.items()),
        header_comments=tuple(file.header.split("\n")) if file.header else (),
        entries=tuple(entry for entry, obsolete in entries if not obsolete),
        obsolete=tuple(entry for entry, obsolete in entries if obsolete),
    )


def _entry(entry: polib.POEntry, line: int) -> Entry:
    comments = origins.read(entry.tcomment.split("\n") if entry.tcomment else [])
    flags = tuple(flag for flag in entry.flags if flag not in ("fuzzy", "no-wrap"))
    return Entry(
        source=entry.msgid,
        target=entry.msgstr,
        fuzzy="fuzzy" in entry.flags and bool(entry.msgstr),
        context=entry.msgctxt,
        notes=tuple(entry.comment.split("\n")) if entry.comment else (),
        comments=comments.people,
        origin=comments.origin,
        seal=comments.seal,
        previous=entry.previous_msgid or None,
        flags=flags,
        line=line,
    )


def write(catalog: Catalog) -> str:
    """The text of a PO file: a fixed point of `msgcat`, accepted by `msgfmt -c`."""
    fields = dict(catalog.header)
    if "Content-Type" in fields:
        fields["Content-Type"] = "text/plain; charset=UTF-8"
    header = "".join(f"{name}: {value.strip()}\n" for name, value in fields.items())
    chunks = [
        [
            *(f"# {line}".rstrip() for line in catalog.header_comments),
            "#, no-wrap",
            *_field("msgid", ""),
            *_field("msgstr", header),
        ]
    ]
    chunks += [list(_lines(entry, reference=catalog.reference)) for entry in catalog.entries]
    chunks += [list(_lines(entry, mark="#~ ")) for entry in catalog.obsolete]
    return "\n\n".join("\n".join(chunk) for chunk in chunks) + "\n"


def _lines(entry: Entry, *, reference: str = "", mark: str = "") -> Iterator[str]:
    """One entry. A draft's origin stands before people's comments; approval removes it."""
    yield from (f"# {line}".rstrip() for line in (*origins.write(entry), *entry.comments))
    if not mark:
        yield from (f"#. {line}".rstrip() for line in entry.notes)
        yield f"#: {_reference(reference)}"
    yield "#, " + ", ".join([*(["fuzzy"] if entry.fuzzy else []), *entry.flags, "no-wrap"])
    if entry.previous is not None and entry.fuzzy and not mark:
        yield from _field("msgid", entry.previous, "#| ")
    if entry.context is not None:
        yield from _field("msgctxt", entry.context, mark)
    yield from _field("msgid", entry.source, mark)
    yield from _field("msgstr", entry.target, mark)


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
    return '"' + _ESCAPE.sub(lambda found: _ESCAPES[found[0]], text) + '"'


def _refuse_damage(path: Path) -> list[int]:
    """The line of each entry's msgid. CatalogError for what polib would silently misread."""
    try:
        if path.exists() and not path.is_file():  # a pipe would make us wait
            raise CatalogError(f"{path}: not a file; repair it or move it away")
        data = path.read_bytes()
    except OSError as error:
        raise CatalogError(f"{path}: cannot be read ({error.strerror})") from None
    lines = _decode(path, data).split("\n")
    if not "".join(lines).strip():
        raise _damage(path, 1, "the file is empty", "restore it, or delete it to start anew")
    return _Grammar(path).check(lines)


def _decode(path: Path, data: bytes) -> str:
    if data.startswith(b"\xef\xbb\xbf"):
        raise _damage(path, 1, "byte order mark", "save it as UTF-8 without BOM")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _damage(path, line, "not UTF-8", "save it as UTF-8") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")  # the line ends polib sees


def _damage(path: Path, line: int, what: str, remedy: str) -> CatalogError:
    return CatalogError(f"{path}:{line}: {what}; the file was left untouched: {remedy}")


class _Grammar:
    """Walks the lines of a PO file and refuses the first one that does not fit."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.words: list[str] = []
        self.seen: dict[tuple[str, str], int] = {}
        self.fields: dict[str, str] = {}
        self.start = 0
        self.obsolete = False

    def check(self, lines: list[str]) -> list[int]:
        for number, line in enumerate(lines, 1):
            if line.strip() and not self._is_comment(number, line):
                self._string(number, line)
        self._finish(len(lines))
        number, line = max((n, line) for n, line in enumerate(lines, 1) if line.strip())
        if _BARE.fullmatch(line.strip()) or re.match(r"#(?!~)", line.lstrip()):
            raise self._fail(number, "a comment without an entry", "put it above an entry")
        if ("", "") not in self.seen:
            raise self._fail(1, "the header entry is missing", "restore it from version control")
        return [line for key, line in self.seen.items() if key != ("", "")]

    def _is_comment(self, number: int, line: str) -> bool:
        if not line.lstrip().startswith("#") or re.match(r'\s*#~\s+(msg|")', line):
            return False
        if not _COMMENT.fullmatch(line.strip()):
            raise self._fail(number, f"not PO syntax: {line.strip()[:40]!r}", "put a blank after #")
        return True

    def _string(self, number: int, line: str) -> None:
        if _CONFLICT.match(line):
            raise self._fail(number, "conflict marker of a merge", "resolve the conflict")
        found = _LINE.fullmatch(line.strip())
        if not found:
            what = f"not PO syntax: {line.strip()[:40]!r}"
            raise self._fail(number, what, 'repair the line (a quotation mark inside is \\")')
        escape = _UNKNOWN_ESCAPE.match(line)
        if escape:
            raise self._fail(number, f"escape {escape[1]}", "write \\\\ for a backslash")
        word = found["word"]
        if word is None:
            if not self.words:
                raise self._fail(number, "a string outside of any entry", "repair the line")
        else:
            self._word(number, word)
            self.obsolete = self.obsolete or bool(found["obsolete"])
        value = line[line.index('"') + 1 : line.rindex('"')]
        self.fields[self.words[-1]] = self.fields.get(self.words[-1], "") + value

    def _word(self, number: int, word: str) -> None:
        if word.startswith(("msgid_plural", "msgstr[")):
            raise self._fail(number, "a plural entry", "articles have none; remove the entry")
        if word == "msgctxt" or (word == "msgid" and self.words[-1:] != ["msgctxt"]):
            self._finish(number)
        if word == "msgid":
            self.start = number
        expected: dict[str, list[list[str]]] = {
            "msgctxt": [[]],
            "msgid": [[], ["msgctxt"]],
            "msgstr": [["msgid"]],
        }
        if self.words[-1:] not in expected[word]:
            raise self._fail(number, f"{word} in the wrong place", "repair the entry")
        self.words.append(word)

    def _finish(self, number: int) -> None:
        if self.words and self.words[-1] != "msgstr":
            raise self._fail(number, "an entry without msgstr (truncated file?)", "restore it")
        key = (self.fields.get("msgctxt", ""), self.fields.get("msgid", ""))
        if self.words:
            first = self.seen.setdefault(key, self.start)
            if first != self.start:
                raise self._fail(self.start, f"same msgid as in line {first}", "remove one of them")
            if key == ("", "") and not self.fields["msgstr"]:
                raise self._fail(self.start, "the header entry is empty", "restore it")
            if key == ("", "") and self.obsolete:
                raise self._fail(self.start, "the header entry is obsolete", "remove its `#~`")
        self.words, self.fields, self.obsolete = [], {}, False

    def _fail(self, number: int, what: str, remedy: str) -> CatalogError:
        return _damage(self.path, number, what, remedy)
