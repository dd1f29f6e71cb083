"""The theme's own words: gettext catalogs, ours and before them the project's.

Ours lie in `locales/` beside this module, extracted from the templates and compiled by
Babel; a project changes or adds words in its own `locales/<locale>/LC_MESSAGES/site.po`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import CatalogError
from toolkit.storage import kept, plain
from toolkit.storage.fingerprint import digest, program

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

_OWN = Path(__file__).parent / "locales"
_PLACE = re.compile(r"%\((\w+)\)s")
NAME = "LC_MESSAGES/site.po"


def strings(locale: str, project: Path | None) -> NullTranslations:
    """The words in a language (POSIX name); English ones where nobody translated them."""
    return chosen(folder / locale / NAME for folder in (_OWN, project) if folder)


def chosen(paths: Iterable[Path]) -> NullTranslations:
    """The words of these catalogs, a later one's before an earlier one's; not all need be there."""
    found: NullTranslations = NullTranslations()
    for path in paths:
        if path.is_file():
            read = _compiled(path, path.stat().st_mtime_ns)
            read.add_fallback(found)
            found = read
    return found


def known(locale: str, project: Path | None) -> bool:
    """Whether there is a catalog for a language."""
    return any((folder / locale / NAME).is_file() for folder in (_OWN, project) if folder)


@cache
def _bytes(path: Path, changed: int) -> bytes:
    """The compiled catalog. CatalogError if it cannot be read or used."""
    try:
        source = plain.read(path)
    except OSError as error:
        raise CatalogError(f"{path}: cannot be read ({error.strerror})") from None
    return kept.made("words", f"{path}", digest(program(), source), lambda: _made(path, source))


def _made(path: Path, source: bytes) -> bytes:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    try:
        catalog: Catalog = read_po(io.BytesIO(source), abort_invalid=True)
        buffer = io.BytesIO()
        write_mo(buffer, catalog)
        GNUTranslations(io.BytesIO(buffer.getvalue()))  # reads the formula of plurals
    except (PoFileError, LookupError, ValueError, SyntaxError, RecursionError) as error:
        raise CatalogError(f"{path}: {error}; repair the file") from None
    for message in catalog:
        _refuse_broken(message, path)
    return buffer.getvalue()


def _refuse_broken(message: Message, path: Path) -> None:
    """CatalogError for a translation that cannot be filled in, such as `%(dat)s`."""
    sources = message.id if isinstance(message.id, list | tuple) else (message.id,)
    texts = message.string if isinstance(message.string, list | tuple) else (message.string,)
    known = set(_PLACE.findall(" ".join(sources)))
    for text in filter(None, texts if message.id else ()):
        if "%" in _PLACE.sub("", text) or not known.issuperset(_PLACE.findall(text)):
            names = ", ".join(f"%({name})s" for name in sorted(known)) or "no % sign"
            raise CatalogError(f"{path}:{message.lineno}: {text!r}: use {names}")


def _compiled(path: Path, changed: int) -> GNUTranslations:
    return GNUTranslations(io.BytesIO(_bytes(path, changed)))
