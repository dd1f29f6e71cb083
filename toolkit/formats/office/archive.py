"""An archive of a word processor as one text, and back: the members one after another.

Members that hold words stand in it as they are, all others in base64, so that a text is all that
there is of a document. Packed again, every member that did not change is the same, byte for byte.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from toolkit.errors import SourceError
from toolkit.storage.xml import XmlError, judge

_WORDS, _BYTES, _NAMED = "\ufdd1", "\ufdd3", "\ufdd2"
"""Before the name of a member that holds words, before that of another one, behind a name."""
_MARK = re.compile(f"([{_WORDS}{_BYTES}])([^{_NAMED}]*){_NAMED}")
_MOST_MEMBERS = 5_000
_MOST_BYTES = 200_000_000
_ENTITY = re.compile(r"<!ENTITY|<!DOCTYPE[^>]*\[", re.I)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive."""

    name: str
    head: str
    """What stands before its content in the text of the archive."""
    content: str
    words: bool
    """Whether its content is the file's text; else it is base64."""

    @property
    def data(self) -> bytes:
        return self.content.encode() if self.words else base64.b64decode(self.content)


def members(text: str) -> Iterator[Member]:
    """The members of an archive; a text that is none is one member without a name."""
    marks = list(_MARK.finditer(text))
    starts = [*(mark.start() for mark in marks), len(text)]
    if starts[0]:
        yield Member("", "", text[: starts[0]], words=True)
    for mark, end in zip(marks, starts[1:], strict=True):
        yield Member(mark[2], mark[0], text[mark.end() : end], mark[1] == _WORDS)


def changed(text: str, change: Callable[[Member], str]) -> str:
    """The text with new contents in the members that hold words."""
    return "".join(
        member.head + (change(member) if member.words else member.content)
        for member in members(text)
    )


def unpack(data: bytes, words: re.Pattern[str], kind: str, *, strict: bool = True) -> str:
    """An archive as text; `words` are the names of members that hold some.

    `strict`: these must be sound XML; else they may be HTML too, though none may declare entities.
    SourceError, beginning with a blank, for what is no such document, is encrypted or hostile.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            infos = archive.infolist()
            _judge(infos, kind)
            judged = kind if strict else ""
            return "".join(_text(archive, info, words, judged) for info in infos)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise SourceError(f" no {kind} document ({error}): save it again as one") from None
    except RuntimeError:
        raise SourceError(" it is protected by a password: save it without one") from None


def _judge(infos: list[ZipInfo], kind: str) -> None:
    names = [info.filename for info in infos]
    if len(names) > _MOST_MEMBERS or sum(info.file_size for info in infos) > _MOST_BYTES:
        raise SourceError(f" no {kind} document that anybody wrote: it unpacks to too much")
    for name in names:
        parts = re.split(r"[/\\]", name)
        if name.startswith(("/", "\\")) or ".." in parts or re.search(r"[\x00-\x1f:]", name):
            raise SourceError(f" its member {name!r} leads out of it: save it again")
    if len(set(names)) < len(names):
        raise SourceError(" a member stands in it twice: save it again")


def _text(archive: ZipFile, info: ZipInfo, words: re.Pattern[str], judged: str) -> str:
    """A member as it stands in the text; `judged` is the format of which its XML must be, if any.

    SourceError, beginning with a blank.
    """
    with archive.open(info) as file:
        data = file.read(info.file_size + 1)
    if len(data) != info.file_size:
        raise SourceError(f" its member {info.filename!r} is not as long as it says: save it again")
    if not words.fullmatch(info.filename):
        return f"{_BYTES}{info.filename}{_NAMED}{base64.b64encode(data).decode('ascii')}"
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise SourceError(f" its member {info.filename!r} is not UTF-8: save it again") from None
    if judged:
        try:
            judge(data, judged)
        except XmlError as error:
            raise SourceError(
                f" its member {info.filename!r} is damaged in line {error.line} ({error.what}):"
                " open it in the program that made it, and save it again"
            ) from None
    elif _ENTITY.search(text):
        raise SourceError(f" its member {info.filename!r} declares XML entities: save it again")
    if re.search(f"[{_WORDS}{_NAMED}{_BYTES}]", text):
        raise SourceError(f" its member {info.filename!r} has signs that are none: remove them")
    return f"{_WORDS}{info.filename}{_NAMED}{text}"


def pack(text: str, source: bytes, unpacked: str) -> bytes:
    """An archive like its source, of whose text (`unpacked`) the text is a translation."""
    if text == unpacked:
        return source
    before = {member.name: member.content for member in members(unpacked)}
    made = BytesIO()
    contents = {member.name: member for member in members(text)}
    with ZipFile(BytesIO(source)) as archive, ZipFile(made, "w") as new:
        for info in archive.infolist():
            member = contents[info.filename]
            same = member.content == before[info.filename]
            new.writestr(info, archive.read(info) if same else member.data, info.compress_type)
    return made.getvalue()


def build(text: str) -> bytes:
    """An archive of nothing but a text, for readers that want a file."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as new:
        for member in members(text):
            new.writestr(ZipInfo(member.name), member.data)
    return made.getvalue()
